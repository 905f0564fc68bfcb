"""What became of files and apps between two points of a history: told by their contents, else by their names."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping

from py3port.history.blobs import Counts
from py3port.report import Flow

Tree = Mapping[str, str]
"""Paths, each with the name of its content."""
Parts = Callable[[str], tuple[str, ...]]
"""What a path belongs to: its app, or its owners."""
_Files = Iterable[tuple[str, str]]
_Found = Counter[tuple[tuple[str, ...], str]]
"""How often there is a finding, by parts and rule."""

_SHARE = 0.5
"""An app is called otherwise when so much of it is in one that was not there before."""


def new_and_fixed(
    before: Tree, after: Tree, counts: Mapping[str, Counts | None], parts_before: Parts, parts_after: Parts
) -> dict[str, Flow]:
    """How many findings came and went in each part, file by file and rule by rule; moving a file does neither."""
    pairs: list[tuple[_Files, _Files]] = [
        ([(path, before[path])], [(path, after[path])])
        for path in before.keys() & after.keys()
        if before[path] != after[path]
    ]
    gone = {path: blob for path, blob in before.items() if path not in after}
    came = {path: blob for path, blob in after.items() if path not in before}
    same = Counter(gone.values()) & Counter(came.values())
    was, now = _by_name(gone, same), _by_name(came, same)
    pairs += [(was.get(name, ()), now.get(name, ())) for name in was.keys() | now.keys()]
    new: Counter[str] = Counter()
    fixed: Counter[str] = Counter()
    for old_files, new_files in pairs:
        old, found = _rules(old_files, counts, parts_before), _rules(new_files, counts, parts_after)
        # What stays where it is goes first, then what went from one part to another.
        old, found = _less_moved(old - found, found - old)
        for total, left in ((fixed, old), (new, found)):
            for (parts, _), count in left.items():
                total.update(dict.fromkeys(parts, count))
    return {name: Flow(new[name], fixed[name]) for name in sorted(new.keys() | fixed.keys())}


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


def _by_name(tree: Tree, same: Counter[str]) -> dict[str, list[tuple[str, str]]]:
    """The files of each name, without those whose content is the same on both sides."""
    left = Counter(same)
    found: dict[str, list[tuple[str, str]]] = defaultdict(list)
    for path, blob in tree.items():
        if left[blob] > 0:
            left[blob] -= 1
        else:
            found[path.rpartition("/")[2]].append((path, blob))
    return found


def _rules(files: _Files, counts: Mapping[str, Counts | None], parts_of: Parts) -> _Found:
    found: _Found = Counter()
    for path, blob in files:
        each = counts.get(blob)
        if each is not None and each.rules:
            parts = parts_of(path)
            found.update({(parts, rule): count for rule, count in each.rules.items()})
    return found


def _less_moved(old: _Found, found: _Found) -> tuple[_Found, _Found]:
    """Both without what is on both sides, in whatever part."""
    sums = [Counter[str](), Counter[str]()]
    for total, side in zip(sums, (old, found), strict=True):
        for (_, rule), count in side.items():
            total[rule] += count
    moved = sums[0] & sums[1]
    return (_less(old, moved), _less(found, moved)) if moved else (old, found)


def _less(found: _Found, moved: Counter[str]) -> _Found:
    left = Counter(moved)
    rest: _Found = Counter()
    for (parts, rule), count in sorted(found.items()):
        taken = min(count, left[rule])
        left[rule] -= taken
        rest[parts, rule] = count - taken
    return +rest


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
