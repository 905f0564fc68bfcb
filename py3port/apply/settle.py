"""Ports files again while what became of others tells more about their strings, so that the next run finds nothing."""

from __future__ import annotations

import os
import re
import tempfile
from collections import Counter, defaultdict
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass, field, replace
from functools import cached_property
from pathlib import Path

from py3port import storage
from py3port.apply.outcome import Changed, Outcome, Unchanged
from py3port.apply.workers import Job, Task, port_all
from py3port.filekind import FileKind
from py3port.project.index import newest
from py3port.result import Stage
from py3port.rule import Rule

MAX_PASSES = 1
"""How often files are looked at; each time a small part of those before."""
_HOPS = 2
"""Through so many imports evidence goes from file to file."""
_IMPORT = re.compile(rb"^[ \t]*(?:from|import)\b(?:[^\n\\#(]|\\\n|\([^)]*\))*", re.MULTILINE)
_WORD = re.compile(rb"\w+")


def port_settled(
    job: Job, tasks: Sequence[Task], *, jobs: int, each: Callable[[], None]
) -> Iterator[Outcome]:
    """What becomes of each file, in the order of the tasks, in view of what becomes of all; calls `each` for it."""
    with tempfile.TemporaryDirectory(prefix="py3port-") as folder:
        drafts = _Drafts(folder, job, tasks)
        changed = drafts.port(tasks, jobs=jobs, each=each)
        while changed and len(drafts.passes) < MAX_PASSES:
            changed = drafts.port(drafts.near(changed), jobs=jobs, each=lambda: None)
        for file, _ in tasks:
            yield drafts.outcome(file.path)


@dataclass
class _Drafts:
    """What files are about to become: a folder for each pass."""

    folder: str
    job: Job
    tasks: Sequence[Task]
    passes: tuple[str, ...] = ()
    """The newest first."""
    outcomes: dict[str, Outcome] = field(default_factory=dict)
    """Without the new texts."""

    def port(self, tasks: Sequence[Task], *, jobs: int, each: Callable[[], None]) -> Collection[str]:
        """Port files in view of what all have become so far; return those of which the strings may be others now."""
        mine = os.path.join(self.folder, str(len(self.passes)))
        changed = []
        porter = self.job.porter
        if self.passes:
            porter = replace(porter, rules=tuple(rule for rule in porter.rules if not rule.once))
        job = replace(self.job, porter=porter, drafts=self.passes)
        now = [(file, replace(around, index=job.index)) for file, around in tasks]
        for outcome in port_all(job, now, jobs=jobs, each=each):
            if isinstance(outcome, Changed):
                storage.draft(Path(mine, outcome.path), outcome.data)
                if any(_tells(rule) and rule.name in dict(outcome.fixed) for rule in job.porter.rules):
                    changed.append(outcome.path)
            self.outcomes[outcome.path] = self._joined(self.outcomes.get(outcome.path), outcome)
        self.passes = (mine, *self.passes)
        return changed

    def near(self, changed: Collection[str]) -> Sequence[Task]:
        """The files of which changed ones may tell something."""
        found = set(changed)
        for _ in range(_HOPS):
            found |= {other for path in found for other in self._linked.get(path, ())}
        return [task for task in self.tasks if task[0].path in found and task[0].kind is FileKind.PYTHON]

    def outcome(self, path: str) -> Outcome:
        """What becomes of a file in the end."""
        outcome = self.outcomes[path]
        if not isinstance(outcome, Changed):
            return outcome
        return replace(outcome, data=Path(newest(str(self.job.root), path, self.passes)).read_bytes())

    def _joined(self, before: Outcome | None, after: Outcome) -> Outcome:
        """What two passes after each other come to."""
        if before is not None and not isinstance(after, Changed):
            return before
        if not isinstance(after, Changed):
            return after
        if not isinstance(before, (Changed, Unchanged)):
            return replace(after, data=b"")
        # What Python 2's syntax tells is told by the author's text only.
        asked = {rule.name for rule in self.job.porter.rules if rule.asks_dialect}
        left = [*after.left, *(left for left in before.left if left.rule in asked)]
        earlier = before if isinstance(before, Changed) else None
        fixed = Counter(dict(earlier.fixed) if earlier else {}) + Counter(dict(after.fixed))
        return replace(
            after,
            digest=earlier.digest if earlier else after.digest,
            data=b"",
            fixed=tuple(sorted(fixed.items())),
            left=tuple(sorted(left, key=lambda each: (each.line, each.rule))),
            unsafe=after.unsafe + (earlier.unsafe if earlier else 0),
        )

    @cached_property
    def _linked(self) -> Mapping[str, Set[str]]:
        """Files that may import each other, both ways: the last parts of their names tell."""
        files: dict[bytes, list[str]] = defaultdict(list)
        for file, _ in self.tasks:
            files[_stem(file.path)].append(file.path)
        linked: dict[str, set[str]] = defaultdict(set)
        for file, _ in self.tasks:
            imports = _IMPORT.findall(self._text(file.path))
            words = {word for each in imports for word in _WORD.findall(each)}
            for other in (path for word in words & files.keys() for path in files[word]):
                linked[file.path].add(other)
                linked[other].add(file.path)
        return linked

    def _text(self, path: str) -> bytes:
        try:
            return Path(newest(str(self.job.root), path, self.passes)).read_bytes()
        except OSError:
            return b""


def _tells(rule: Rule) -> bool:
    """Whether what a rule changes is evidence about strings, or rests on that."""
    return rule.stage is Stage.SEMANTIC and not rule.asks_dialect


def _stem(path: str) -> bytes:
    folder, name = os.path.split(path)
    stem = os.path.basename(folder) if name == "__init__.py" else name.partition(".")[0]
    return stem.encode()
