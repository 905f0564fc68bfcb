"""Measures the gate against the truth: false alarms and misses on a real history, and on random edits.

    python -m benchmarks.gate history REPOSITORY [--window 1 40] [--every 10] [--skip 1000] [--limit 500]
    python -m benchmarks.gate edits FOLDER [--changes 200]

A history: each pair of commits, so many first parents apart, is judged as a pull request would be. `git blame -w -M -C`
on the new version, as one commit after the old one, says where each line comes from. By itself it does not follow moves
of less than 20 letters and digits within a file and of 40 between files; with `--moved 1` it follows all. Two simpler
ways are judged beside ours: by place, and by number per file and rule.

Random edits are made to files of a folder (see `edits.py`), which know where their lines come from.
"""

from __future__ import annotations

import argparse
import os
import random
import re
import subprocess
import tempfile
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from benchmarks.edits import KINDS, Change, Edits, places, random_change, text_of
from benchmarks.truth import HEAD, Score, Truth, text_lines, truth
from py3port.filekind import is_python_name
from py3port.git import Repository
from py3port.lint.before import Before
from py3port.lint.changes import Changes
from py3port.lint.known import compare
from py3port.lint.policy import policy_of, rules_for
from py3port.lint.versions import Version, scan_versions
from py3port.project.config import Config
from py3port.project.project import Project
from py3port.python2 import ParseError, Source, SourceError
from py3port.registry import load_rules
from py3port.result import Finding, Options
from py3port.rule import Rule

_BLAMED = re.compile(rb"([0-9a-f]{40}) (\d+) (\d+)(?: \d+)?")
_SMALL, _LARGE = 2_000, 20_000
"""Files of so many bytes are edited."""


@dataclass
class Scanner:
    """The findings of contents, each scanned once."""

    project: Project
    rules: tuple[Rule, ...]
    _known: dict[object, Sequence[Finding]] = field(default_factory=dict)

    def findings(self, versions: Sequence[Version]) -> list[Finding]:
        """What the rules of the gate find, under the paths of the versions."""
        fresh = {each.content: each for each in versions if each.content not in self._known}
        results = scan_versions(
            self.project, list(fresh.values()), rules=self.rules, options=Options(), jobs=1
        )
        self._known |= {data: result.findings for data, result in zip(fresh, results, strict=True)}
        return [found._replace(path=each.path) for each in versions for found in self._known[each.content]]

    def answer(self, changes: Changes) -> Sequence[Finding]:
        """What the gate itself calls new, which looks at no more of the old versions than it needs."""
        gate = Before(self.project, changes, self.rules, Options(), jobs=1)
        found = [finding for result in gate.scan() for finding in result.findings]
        return compare(found, gate.known(found)).new


@dataclass
class Judged:
    """A change, with what is found before and after it."""

    changes: Changes
    earlier: Sequence[Finding]
    found: Sequence[Finding]
    said: Sequence[Finding]
    """What the gate calls new."""

    def with_lines(self) -> list[tuple[Finding, range]]:
        """The findings of the new version with the lines that make their texts."""
        paths = {each.path for each in self.found}
        sources = {
            each.path: Source.from_bytes(each.content)
            for each in self.changes.after
            if each.path in paths and isinstance(each.content, bytes)
        }
        return [(each, text_lines(each, sources[each.path])) for each in self.found]

    def add_to(self, scores: Mapping[str, Score], true: Truth) -> None:
        """Count how the gate did, and how simpler ways did."""
        scores["py3port"].add(self.said, true, len(self.found))
        for name, key in KEYS.items():
            taken = Counter(key(each, self.changes.renames) for each in self.earlier)
            said = []
            for each in self.found:
                taken[key(each, {})] -= 1
                if taken[key(each, {})] < 0:
                    said.append(each)
            # A count does not say which one is new.
            seen = _blurred if name == "count" else list
            scores[name].add(seen(said), Truth(seen(true.new), seen(true.gone)), len(self.found))


def judged(changes: Changes, scanner: Scanner) -> Judged:
    """A change with all that is said of it."""
    return Judged(
        changes, scanner.findings(changes.before), scanner.findings(changes.after), scanner.answer(changes)
    )


KEYS: Mapping[str, Callable[[Finding, Mapping[str, str]], object]] = {
    "path and line": lambda each, renames: (each.rule, renames.get(each.path, each.path), each.line),
    "count": lambda each, renames: (each.rule, renames.get(each.path, each.path)),
}
"""Simpler ways."""


def _blurred(found: Iterable[Finding]) -> list[Finding]:
    return [each._replace(text=each.path) for each in found]


class History:
    """A repository's past, and git's word on it. What is made for that goes to a folder of our own."""

    def __init__(self, top: Path, objects: Path, moved: int) -> None:
        self._repository = Repository(top)
        self._moved = moved
        kept = self.ask("rev-parse", "--path-format=absolute", "--git-path", "objects").decode().strip()
        identity = {f"GIT_{who}_{what}": "x" for who in ("AUTHOR", "COMMITTER") for what in ("NAME", "EMAIL")}
        self._environment = {
            **os.environ,
            **identity,
            "GIT_OBJECT_DIRECTORY": str(objects),
            "GIT_ALTERNATE_OBJECT_DIRECTORIES": kept,
        }

    def pairs(self, window: int) -> list[tuple[str, str]]:
        """Commits that lie so many first parents apart: of the next ones all, else along the main line."""
        if window == 1:
            lines = (
                self.ask("rev-list", "--reverse", "--topo-order", "--parents", "HEAD").decode().splitlines()
            )
            return [(fields[1], fields[0]) for fields in map(str.split, lines) if len(fields) > 1]
        commits = self.ask("rev-list", "--first-parent", "--reverse", "HEAD").decode().split()
        return list(zip(commits, commits[window:], strict=False))[::window]

    def judged(self, old: str, new: str, scanner: Scanner) -> Judged:
        """The change from one commit to another."""
        pairs = self._changed(old, new)
        before = self._versions(old, [path for path, _ in pairs if path])
        after = self._versions(new, [path for _, path in pairs if path])
        renames = {one: other for one, other in pairs if one and other and one != other}
        return judged(Changes(tuple(after), tuple(before), renames), scanner)

    def truth(self, old: str, new: str, answer: Judged) -> Truth:
        """What is new by git's line mapping."""
        squashed = self.ask("commit-tree", f"{new}^{{tree}}", "-p", old, "-m", "all in one").decode().strip()
        found = answer.with_lines()
        blamed = {
            path: dict(self._blame(old, squashed, path, "-M", "-C"))
            for path in {each.path for each in answer.found}
        }

        def by_lines() -> Truth:
            return truth(
                found,
                answer.earlier,
                origin=lambda place: blamed[place[0]].get(place[1]),
                identity=lambda place: place,
            )

        true = by_lines()
        if not self._moved or not true.gone:
            return true
        for path in {each.path for each in true.new}:
            lines = {line for each, rows in found if each.path == path and each in true.new for line in rows}
            follow = [f"-M{self._moved}", f"-C{self._moved}", *(f"-L{line},{line}" for line in sorted(lines))]
            blamed[path] |= dict(self._blame(old, squashed, path, *follow))
        return by_lines()

    def ask(self, *arguments: str) -> bytes:
        """What git says."""
        environment = getattr(self, "_environment", None)
        return subprocess.run(
            ["git", *arguments], cwd=self._repository.top, env=environment, capture_output=True, check=True
        ).stdout

    def _versions(self, commit: str, paths: Sequence[str]) -> list[Version]:
        return [Version(path, data) for path, data in self._repository.blobs(commit, paths).items()]

    def _changed(self, old: str, new: str) -> list[tuple[str, str]]:
        """The paths, before and after, of the Python files that differ; empty where there is none."""
        fields = iter(self.ask("diff", "--name-status", "-z", "-M", old, new).decode().split("\0")[:-1])
        pairs = []
        for status in fields:
            path = next(fields)
            if status[0] in "RC":
                pairs.append((path, next(fields)))
            else:
                pairs.append(("" if status == "A" else path, "" if status == "D" else path))
        return [pair for pair in pairs if is_python_name(pair[1] or pair[0])]

    def _blame(self, old: str, new: str, path: str, *follow: str) -> Iterator[tuple[int, tuple[str, int]]]:
        """The lines of a file that come from the old commit, with path and line there."""
        names: dict[bytes, str] = {}
        commit, origin, line = b"", 0, 0
        for each in self.ask("blame", "--porcelain", "-w", *follow, f"{old}..{new}", "--", path).split(b"\n"):
            head = _BLAMED.fullmatch(each)
            if head:
                commit, origin, line = head[1], int(head[2]), int(head[3])
            elif each.startswith(b"filename "):
                names[commit] = each[9:].decode()
            elif each.startswith(b"\t") and commit == old.encode():
                yield line, (names[commit], origin)


def judge_history(args: argparse.Namespace, scanner: Scanner) -> None:
    """Judge the pairs of commits and print a table."""
    print(f"| commits | matched by | {HEAD} |\n| ---: | --- | ---: | ---: | ---: | ---: | ---: |")
    with tempfile.TemporaryDirectory() as objects:
        history = History(args.repository.resolve(), Path(objects), args.moved)
        for window in args.window:
            scores: Mapping[str, Score] = defaultdict(Score)
            for old, new in history.pairs(window)[:: args.every][args.skip :][: args.limit or None]:
                answer = history.judged(old, new, scanner)
                if answer.found:
                    answer.add_to(scores, history.truth(old, new, answer))
            for name, score in scores.items():
                print(f"| {window} | {name} | {score} |", flush=True)


def judge_change(change: Change, scanner: Scanner) -> tuple[Judged, Truth]:
    """A random change, and what is new in truth."""
    before, after = (
        [Version(path, text_of(lines)) for path, lines in snapshot.items()]
        for snapshot in (change.old, change.new)
    )
    answer = judged(Changes(tuple(after), tuple(before), change.renames), scanner)
    was, now = (
        {(path, number): origin for path, number, origin in places(snapshot)}
        for snapshot in (change.old, change.new)
    )
    old = set(was.values())
    return answer, truth(
        answer.with_lines(),
        answer.earlier,
        origin=lambda place: now[place] if now.get(place) in old else None,
        identity=was.__getitem__,
    )


def judge_edits(args: argparse.Namespace, scanner: Scanner) -> None:
    """Judge random edits and print a table."""
    texts = dict(_editable(args.folder))
    print(f"| edits | matched by | {HEAD} |\n| --- | --- | ---: | ---: | ---: | ---: | ---: |")
    for kind in KINDS:
        scores: Mapping[str, Score] = defaultdict(Score)
        for seed in range(args.changes):
            chance = random.Random(f"{kind} {seed}")
            chosen = chance.sample(sorted(texts), 16)
            edits = Edits(
                chance, {path: texts[path] for path in chosen[:8]}, [texts[path] for path in chosen[8:]]
            )
            answer, true = judge_change(random_change(edits, chance, kind), scanner)
            answer.add_to(scores, true)
        for name, score in scores.items():
            print(f"| {kind} | {name} | {score} |", flush=True)


def _editable(folder: Path) -> Iterator[tuple[str, str]]:
    """Files of a middle size that can be read."""
    for path in sorted(folder.rglob("*.py")):
        data = path.read_bytes()
        if _SMALL <= len(data) <= _LARGE and data.isascii():
            try:
                text = Source.from_bytes(data).text
                Edits(random.Random(), {"": text}, ())
            except (SourceError, ParseError):
                continue
            yield path.relative_to(folder).as_posix(), text


def main() -> None:
    """Measure what is asked for."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    kinds = parser.add_subparsers(required=True)
    history = kinds.add_parser("history")
    history.add_argument("repository", type=Path)
    history.add_argument(
        "--window", type=int, nargs="+", default=[1, 40], help="how many commits are one change"
    )
    history.add_argument("--every", type=int, default=1, help="take every so many-th pair")
    history.add_argument(
        "--skip", type=int, default=0, help="leave out so many pairs first: a long run goes in pieces"
    )
    history.add_argument("--limit", type=int, default=0, help="at most so many pairs; 0: all")
    history.add_argument(
        "--moved", type=int, default=0, help="follow moves of so many letters; 0: as git does"
    )
    history.set_defaults(judge=judge_history)
    edits = kinds.add_parser("edits")
    edits.add_argument("folder", type=Path)
    edits.add_argument("--changes", type=int, default=200, help="so many changes of each kind")
    edits.set_defaults(judge=judge_edits)
    args = parser.parse_args()
    with tempfile.TemporaryDirectory() as empty:
        project = Project(Path(empty).resolve(), Config(), None)
        args.judge(args, Scanner(project, rules_for(policy_of(Config()), load_rules().rules, ())))


if __name__ == "__main__":
    main()
