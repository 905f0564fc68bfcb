"""Measures the gate on a real history: false alarms and misses, with the truth from git's own line mapping.

    python benchmarks/gate.py REPOSITORY [--window 1 40] [--every 10] [--limit 500]

Each pair of commits, so many first parents apart, is judged as a pull request would be. `git blame -w -M -C` says where
each line of the new version comes from: a finding is old if all of its lines come from the old version and the same
rule found something there, else it is new. Two simpler ways of matching are judged beside ours.
"""

from __future__ import annotations

import argparse
import re
import subprocess
import tempfile
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from py3port.filekind import is_python_name
from py3port.git import Repository
from py3port.lint.before import Before
from py3port.lint.changes import Changes
from py3port.lint.known import compare
from py3port.lint.policy import policy_of, rules_for
from py3port.lint.versions import Version, scan_versions
from py3port.project.config import Config
from py3port.project.project import Project
from py3port.python2 import Source
from py3port.registry import load_rules
from py3port.result import Finding, Options
from py3port.rule import Rule

_BLAMED = re.compile(rb"([0-9a-f]{40}) (\d+) (\d+)(?: \d+)?")
_TEXT_LINES = 10
"""The text of a finding has at most so many lines after its first."""


@dataclass
class Score:
    """How one way of matching did."""

    old: int = 0
    new: int = 0
    false_alarms: int = 0
    missed: int = 0
    moved: int = 0
    """Those missed whose equal went elsewhere in the same change: moves that blame does not follow, if they are any."""

    def add(
        self, said: Iterable[Finding], truth: Sequence[Finding], gone: Counter[tuple[str, str]], total: int
    ) -> None:
        """Count one pair; of findings that look alike it does not matter which is called new."""
        one, other = (Counter((each.rule, each.text) for each in found) for found in (said, truth))
        self.new += len(truth)
        self.old += total - len(truth)
        self.false_alarms += (one - other).total()
        missed = other - one
        self.moved += (missed & gone).total()
        self.missed += missed.total()

    def __str__(self) -> str:
        alarms = 100 * self.false_alarms / max(1, self.old)
        caught = 100 - 100 * self.missed / max(1, self.new)
        moved = 100 - 100 * (self.missed - self.moved) / max(1, self.new)
        return f"{self.false_alarms:,} of {self.old:,} ({alarms:.2f}%) | {caught:.2f}% of {self.new:,} | {moved:.2f}%"


@dataclass
class Bench:
    """What is the same for all pairs."""

    repository: Repository
    project: Project
    rules: tuple[Rule, ...]
    scores: dict[str, Score] = field(default_factory=lambda: defaultdict(Score))

    def judge(self, old: str, new: str) -> None:
        """Judge one pair of commits."""
        pairs = changed(self.repository, old, new)
        if not pairs:
            return
        options = Options()
        before = versions(self.repository, old, [path for path, _ in pairs if path])
        after = versions(self.repository, new, [path for _, path in pairs if path])
        results = scan_versions(self.project, after, rules=self.rules, options=options, jobs=1)
        found = [finding for result in results for finding in result.findings]
        if not found:
            return
        renames = {one: other for one, other in pairs if one and other and one != other}
        changes = Changes(tuple(after), tuple(before), renames)
        known = Before(self.project, changes, self.rules, options, 1).known(found)
        was = scan_versions(self.project, before, rules=self.rules, options=options, jobs=1)
        earlier = [finding for result in was for finding in result.findings]
        truth, gone = self.truly_new(old, new, [(each, text_lines(each, after)) for each in found], earlier)
        self.scores["py3port"].add(compare(found, known).new, truth, gone, len(found))
        for name, key in KEYS.items():
            taken = Counter(key(each, renames) for each in earlier)
            said = []
            for each in found:
                taken[key(each, {})] -= 1
                if taken[key(each, {})] < 0:
                    said.append(each)
            if name == "count":
                # It does not say which one is new.
                self.scores[name].add(map(blurred, said), [*map(blurred, truth)], Counter(), len(found))
            else:
                self.scores[name].add(said, truth, gone, len(found))

    def truly_new(
        self, old: str, new: str, found: Sequence[tuple[Finding, range]], earlier: Sequence[Finding]
    ) -> tuple[list[Finding], Counter[tuple[str, str]]]:
        """The findings that are new by git's line mapping, and rule and text of the old ones that went."""
        left = Counter((each.rule, each.path, each.line) for each in earlier)
        blamed = {path: blame(self.repository, old, new, path) for path in {each.path for each, _ in found}}
        fresh, pending = [], []
        for each, lines in found:
            origins = [blamed[each.path].get(line) for line in lines]
            if None in origins:
                fresh.append(each)
            else:
                pending.append((origins[0], each))
        # What stayed where it is comes before what was copied from there.
        pending.sort(key=lambda pair: pair[0][0] != pair[1].path)
        for origin, each in pending:
            place = (each.rule, *origin)
            left[place] -= 1
            if left[place] < 0:
                fresh.append(each)
        texts = {(each.rule, each.path, each.line): each.text for each in earlier}
        gone = Counter({(place[0], texts[place]): 0 for place in texts})
        for place, count in left.items():
            if count > 0:
                gone[place[0], texts[place]] += count
        return fresh, gone


def text_lines(finding: Finding, versions: Iterable[Version]) -> range:
    """The lines that make the text of a finding: of what has a body the first alone."""
    data = next(each.content for each in versions if each.path == finding.path)
    first = Source.from_bytes(data).line(finding.line) if isinstance(data, bytes) else ""
    if " ".join(first.split()) == finding.text:
        return range(finding.line, finding.line + 1)
    return range(finding.line, min(finding.end_line, finding.line + _TEXT_LINES) + 1)


def blurred(finding: Finding) -> Finding:
    """The finding without what a count cannot tell."""
    return replace(finding, text="")


KEYS: Mapping[str, Callable[[Finding, Mapping[str, str]], object]] = {
    "path and line": lambda each, renames: (each.rule, renames.get(each.path, each.path), each.line),
    "count": lambda each, renames: (each.rule, renames.get(each.path, each.path)),
}
"""Simpler ways: by place, and by number per file and rule."""


def versions(repository: Repository, commit: str, paths: Sequence[str]) -> list[Version]:
    """Files as they are in a commit."""
    return [Version(path, data) for path, data in repository.blobs(commit, paths).items()]


def ask(repository: Repository, *arguments: str) -> bytes:
    """What git says."""
    return subprocess.run(["git", *arguments], cwd=repository.top, capture_output=True, check=True).stdout


def changed(repository: Repository, old: str, new: str) -> list[tuple[str, str]]:
    """The paths, before and after, of the Python files that differ; empty where there is none."""
    fields = iter(ask(repository, "diff", "--name-status", "-z", "-M", old, new).decode().split("\0")[:-1])
    pairs = []
    for status in fields:
        path = next(fields)
        if status[0] in "RC":
            pairs.append((path, next(fields)))
        else:
            pairs.append(("" if status == "A" else path, "" if status == "D" else path))
    return [pair for pair in pairs if is_python_name(pair[1] or pair[0])]


def blame(repository: Repository, old: str, new: str, path: str) -> dict[int, tuple[str, int]]:
    """The lines of a file that come from the old commit, with path and line there."""
    arguments = ("blame", "--porcelain", "-w", "-M", "-C", f"{old}..{new}", "--", path)
    names: dict[bytes, str] = {}
    boundaries: set[bytes] = set()
    places: list[tuple[int, bytes, str, int]] = []
    commit, origin, line = b"", 0, 0
    for each in ask(repository, *arguments).split(b"\n"):
        head = _BLAMED.fullmatch(each)
        if head:
            commit, origin, line = head[1], int(head[2]), int(head[3])
        elif each == b"boundary":
            boundaries.add(commit)
        elif each.startswith(b"filename "):
            names[commit] = each[9:].decode()
        elif each.startswith(b"\t"):
            places.append((line, commit, names[commit], origin))
    return {at: (name, number) for at, commit, name, number in places if commit in boundaries}


def main() -> None:
    """Judge the pairs and print a table."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("repository", type=Path)
    parser.add_argument(
        "--window", type=int, nargs="+", default=[1, 40], help="how many commits are one change"
    )
    parser.add_argument("--every", type=int, default=1, help="take every so many-th pair")
    parser.add_argument("--limit", type=int, default=0, help="at most so many pairs; 0: all")
    args = parser.parse_args()
    repository = Repository(args.repository.resolve())
    commits = ask(repository, "rev-list", "--first-parent", "--reverse", "HEAD").decode().split()
    rules = rules_for(policy_of(Config()), load_rules().rules, ())
    print(
        "| commits | matched by | false alarms | caught | caught, or moved |\n| ---: | --- | ---: | ---: | ---: |"
    )
    with tempfile.TemporaryDirectory() as empty:
        project = Project(Path(empty).resolve(), Config(), None)
        for window in args.window:
            bench = Bench(repository, project, rules)
            pairs = list(zip(commits, commits[window:], strict=False))[:: window * args.every]
            for old, new in pairs[: args.limit or None]:
                bench.judge(old, new)
            for name, score in bench.scores.items():
                print(f"| {window} | {name} | {score} |", flush=True)


if __name__ == "__main__":
    main()
