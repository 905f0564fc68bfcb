"""What became of files and apps between two points of a history: told by their contents, else by their names."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping

from py3port.history.blobs import Counts

Tree = Mapping[str, str]
"""Paths, each with the name of its content."""

_SHARE = 0.5
"""An app is called otherwise when so much of it is in one that was not there before."""


def new_and_fixed(before: Tree, after: Tree, counts: Mapping[str, Counts | None]) -> tuple[int, int]:
    """How many findings came and how many went, file by file and rule by rule; moving a file does neither."""
    pairs: list[tuple[tuple[str, ...], tuple[str, ...]]] = [
        ((before[path],), (after[path],))
        for path in before.keys() & after.keys()
        if before[path] != after[path]
    ]
    gone = {path: blob for path, blob in before.items() if path not in after}
    came = {path: blob for path, blob in after.items() if path not in before}
    same = Counter(gone.values()) & Counter(came.values())
    was, now = _by_name(gone, same), _by_name(came, same)
    pairs += [(was.get(name, ()), now.get(name, ())) for name in was.keys() | now.keys()]
    new = fixed = 0
    for old_blobs, new_blobs in pairs:
        old, found = _rules(old_blobs, counts), _rules(new_blobs, counts)
        new += (found - old).total()
        fixed += (old - found).total()
    return new, fixed


def renamed_apps(
    before: Tree, after: Tree, app_before: Callable[[str], str], app_after: Callable[[str], str]
) -> dict[str, str]:
    """The apps that were called otherwise before, each with its name now."""
    was, now = _grouped(before, app_before), _grouped(after, app_after)
    appeared = [name for name in now if name not in was]
    found = {}
    for name in was:
        if name in now or not appeared:
            continue
        shares = {other: _share(was[name], now[other]) for other in appeared}
        best = max(shares, key=lambda other: shares[other])
        if shares[best] >= _SHARE:
            found[name] = best
    return found


def _by_name(tree: Tree, same: Counter[str]) -> dict[str, tuple[str, ...]]:
    """The contents of the files of each name, without those that are the same on both sides."""
    left = Counter(same)
    found: dict[str, list[str]] = defaultdict(list)
    for path, blob in tree.items():
        if left[blob] > 0:
            left[blob] -= 1
        else:
            found[path.rpartition("/")[2]].append(blob)
    return {name: tuple(blobs) for name, blobs in found.items()}


def _rules(blobs: Iterable[str], counts: Mapping[str, Counts | None]) -> Counter[str]:
    found: Counter[str] = Counter()
    for blob in blobs:
        each = counts.get(blob)
        if each is not None:
            found.update(each.rules)
    return found


def _grouped(tree: Tree, app_of: Callable[[str], str]) -> dict[str, dict[str, str]]:
    """The files of each app."""
    found: dict[str, dict[str, str]] = defaultdict(dict)
    for path, blob in tree.items():
        found[app_of(path)][path] = blob
    return found


def _share(was: Tree, now: Tree) -> float:
    """How much of an app is in another one: by content, else by the names of its files."""
    blobs, names = set(now.values()), {path.rpartition("/")[2] for path in now}
    files = {path: blob for path, blob in was.items() if not path.endswith("__init__.py")} or was
    there = sum(blob in blobs or path.rpartition("/")[2] in names for path, blob in files.items())
    return there / len(files)
