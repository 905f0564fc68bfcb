"""Who changed each file most, from git's history: what is long ago counts for less."""

from __future__ import annotations

import fnmatch
import json
import re
from collections import defaultdict
from collections.abc import Mapping, Sequence
from pathlib import Path

from py3port import storage
from py3port.git import Repository
from py3port.project.config import Config
from py3port.project.owners import Authors

HALF_LIFE = 365.0
"""After so many days a change counts half."""
_MOST = 2
_SHARE = 0.3
"""Who has less of a file than this does not own it, unless nobody has more."""
_NAME = "authors.json"


def find_authors(repository: Repository, root: Path, config: Config) -> Authors:
    """The owners of all files below `root` by who changed them; remembered until the next commit.

    Raises:
        UserError: git refuses.
    """
    head = repository.head()
    if head is None:
        return {}
    key = json.dumps([head, list(config.not_owners), sorted(config.teams.items())])
    known = _remembered(root, key)
    if known is not None:
        return known
    prefix = repository.relative(root)
    prefix = "" if prefix == "." else f"{prefix}/"
    weights = _weights(repository.changes(), config.not_owners)
    teams = _teams_of_people(config.teams)
    found = {
        path.removeprefix(prefix): _owners(people, teams)
        for path, people in weights.items()
        if path.startswith(prefix) and people
    }
    _remember(root, key, found)
    return found


def _weights(
    changes: Sequence[tuple[str, float, str, str, int]], excluded: Sequence[str]
) -> dict[str, dict[str, float]]:
    """Files by the path they have now, with everybody's changed lines, old ones discounted.

    A change: author, age in days, path then, path after the commit, lines.
    """
    skip = re.compile("|".join(fnmatch.translate(each.lower()) for each in excluded) or r"(?!)")
    weights: dict[str, dict[str, float]] = defaultdict(lambda: defaultdict(float))
    now_called: dict[str, str] = {}
    for author, age, before, after, lines in changes:
        path = now_called.get(after, after)
        if before != after:
            now_called[before] = path
        if lines and not skip.match(author.lower()):
            weights[path][author] += lines * 0.5 ** (age / HALF_LIFE)
    return weights


def _owners(people: Mapping[str, float], teams: Mapping[str, str]) -> tuple[tuple[str, ...], str]:
    total = sum(people.values()) or 1.0
    shares: dict[str, float] = defaultdict(float)
    for person, weight in people.items():
        shares[teams.get(person.lower(), person)] += weight / total
    ranked = sorted(shares.items(), key=lambda item: (-item[1], item[0]))
    chosen = [item for index, item in enumerate(ranked[:_MOST]) if index == 0 or item[1] >= _SHARE]
    return tuple(name for name, _ in chosen), "git: " + ", ".join(
        f"{name} {share:.0%}" for name, share in chosen
    )


def _teams_of_people(teams: Mapping[str, Sequence[str]]) -> dict[str, str]:
    """The team of each person that is in just one."""
    found: dict[str, list[str]] = defaultdict(list)
    for team, people in teams.items():
        for person in people:
            found[person.lower()].append(team)
    return {person: names[0] for person, names in found.items() if len(names) == 1}


def _remembered(root: Path, key: str) -> Authors | None:
    try:
        document = json.loads((root / storage.STATE_FOLDER / _NAME).read_bytes())
        if document["key"] != key:
            return None
        return {
            str(path): (tuple(map(str, owners)), str(source)) for path, owners, source in document["files"]
        }
    except (OSError, ValueError, KeyError, TypeError):
        return None


def _remember(root: Path, key: str, found: Authors) -> None:
    files = [[path, list(owners), source] for path, (owners, source) in sorted(found.items())]
    try:
        storage.write(storage.state_folder(root) / _NAME, json.dumps({"key": key, "files": files}).encode())
    except storage.StorageError:
        # A read-only checkout is asked again each time.
        return
