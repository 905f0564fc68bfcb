"""Runs a canary: share by share, check by check; what breaks the check is found by bisection and left out."""

from __future__ import annotations

import enum
import math
import time
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, replace

from py3port import storage
from py3port.apply import driver
from py3port.apply.journal import Journal, journals
from py3port.apply.outcome import Changed
from py3port.apply.restore import restore
from py3port.canary import state as record
from py3port.canary.state import Aim, LeftOut, Share, State
from py3port.errors import UserError
from py3port.process import Checked, run_check
from py3port.project.graph import import_graph
from py3port.project.project import Project
from py3port.result import Applicability, Finding
from py3port.scan import scan

Tell = Callable[[str], None]


class OnFailure(str, enum.Enum):
    """What to do when a share breaks the check."""

    SKIP = "skip"
    """Find out what breaks it, leave that out, go on."""
    STOP = "stop"
    """Find out what breaks it, leave that out, and wait for a person."""
    ROLLBACK = "rollback"
    """Take back everything."""


@dataclass(frozen=True)
class Check:
    """The user's own command that tells whether all is well."""

    command: str
    """For the shell, in the root of the project; all is well when it exits with 0."""
    timeout: float
    """Seconds; one that takes longer has failed."""


class Canary:
    """One run. The tree always holds the shares that passed, and at most one more that is being tried."""

    def __init__(
        self, project: Project, request: driver.Request, check: Check, *, on_failure: OnFailure, tell: Tell
    ) -> None:
        self._project = project
        self._root = project.root
        self._allow_dirty = request.allow_dirty
        self._request = replace(request, allow_dirty=True)
        self._files = {file.path: file for file in request.files}
        self._check = check
        self._on_failure = on_failure
        self._tell = tell

    def begin(self, aim: Aim, shares: Sequence[int], *, command: str) -> State | None:
        """Find out what would change, and that the check passes before anything does; None: nothing would.

        Raises:
            UserError: the work tree is dirty, or the check fails as it is.
        """
        record.check_none(self._root)
        outcomes = list(driver.preview(self._project, self._request))
        changed = [outcome for outcome in outcomes if isinstance(outcome, Changed)]
        if not changed:
            return None
        if not self._allow_dirty:
            driver.check_clean(self._project, (each.path for each in changed))
        units = self._by_risk(changed)
        base = max((journal.number for journal in journals(self._root)), default=0)
        state = State(aim, command, tuple(shares), units, base, checks=1)
        checked = self._run_check()
        if not checked.ok:
            raise UserError(f"the check fails before anything is changed ({checked.reason}); mend that first")
        record.ask_to_pause(self._root, wanted=False)
        record.save(self._root, state)
        return state

    def resume(self, state: State) -> State:
        """Go on until all is done, something stops it, or somebody asks it to pause; return how far it came.

        Raises:
            UserError: files were changed by someone else meanwhile.
            StorageError: the disk refuses.
        """
        take_back_trials(self._project, state)
        record.ask_to_pause(self._root, wanted=False)
        state = replace(state, stopped="")
        while not state.is_over and not state.stopped:
            if record.is_asked_to_pause(self._root):
                state = replace(state, stopped="paused")
            else:
                state = self._next_share(state)
                if state.stopped and self._on_failure is OnFailure.ROLLBACK:
                    abort(self._project, state)
                    return replace(state, passed=())
            record.save(self._root, state)
        if state.is_over:
            record.finish(self._root, state)
        return state

    def _next_share(self, state: State) -> State:
        """Try the files that the next share adds."""
        share, pending = _pending(state)
        self._tell(f"{share}%: {len(pending)} more of {len(state.units)} files")
        state, journal, checked, fixed = self._try(state, pending, state.spared)
        if checked.ok:
            number = journal.number if journal else 0
            return replace(state, passed=(*state.passed, Share(number, fixed)))
        self._take_back(journal)
        if self._on_failure is OnFailure.ROLLBACK:
            return replace(state, stopped=f"all taken back: {checked.reason}\n{checked.output}")
        state, found = self._find_culprit(state, pending, checked)
        where = f"{found.path}:{found.line}" if found.line else found.path
        self._tell(f"left out: {where}")
        stopped = f"{where} breaks the check" if self._on_failure is OnFailure.STOP else ""
        return replace(state, left_out=(*state.left_out, found), stopped=stopped)

    def _find_culprit(self, state: State, pending: Sequence[str], failed: Checked) -> tuple[State, LeftOut]:
        """The finding without which the check passes; the whole file where no single one can be named."""

        def files(count: int, state: State) -> tuple[State, Checked]:
            return self._probe(state, pending[:count], state.spared)

        state, position, failed = _bisect(state, len(pending), failed, files)
        path, before = pending[position], pending[:position]
        found = [each for each in self._findings(path) if each.fingerprint not in state.spared]

        def single(count: int, state: State) -> tuple[State, Checked]:
            spared = state.spared.union(each.fingerprint for each in found[count:])
            return self._probe(state, [*before, path], spared)

        if not found:
            return state, LeftOut(path, 0, "", "", failed.output[-record.OUTPUT_LIMIT :])
        state, position, failed = _bisect(state, len(found), failed, single)
        finding, output = found[position], failed.output[-record.OUTPUT_LIMIT :]
        return state, LeftOut(path, finding.line, finding.text, finding.fingerprint, output)

    def _findings(self, path: str) -> list[Finding]:
        """What the codemods would fix in a file."""
        request = self._request
        result = scan(
            self._project,
            rules=request.rules,
            options=request.options,
            files=[self._files[path]],
            cache=False,
        )
        wanted = {Applicability.SAFE, *([Applicability.UNSAFE] if request.unsafe else [])}
        return [finding for finding in result.findings if finding.applicability in wanted]

    def _probe(self, state: State, paths: Sequence[str], spared: frozenset[str]) -> tuple[State, Checked]:
        state, journal, checked, _ = self._try(state, paths, spared)
        self._take_back(journal)
        return state, checked

    def _try(
        self, state: State, paths: Sequence[str], spared: frozenset[str]
    ) -> tuple[State, Journal | None, Checked, dict[str, dict[str, int]]]:
        """Apply to these files and run the check."""
        files = tuple(self._files[path] for path in paths)
        request = replace(self._request, files=files, spared=spared)
        applied = driver.apply(self._project, request, command=state.command)
        changed = {each.path: dict(each.fixed) for each in applied.outcomes if isinstance(each, Changed)}
        fixed = {path: changed.get(path, {}) for path in paths}
        if applied.journal is None:
            return state, None, Checked(0, "", timed_out=False), fixed
        started = time.monotonic()
        checked = self._run_check()
        verdict = "ok" if checked.ok else f"failed ({checked.reason})"
        self._tell(f"  {len(changed)} files: {verdict}, {time.monotonic() - started:.1f} s")
        return replace(state, checks=state.checks + 1), applied.journal, checked, fixed

    def _run_check(self) -> Checked:
        # Python 2 takes a .pyc for that of any source of the same second, and sources change often here.
        environment = {"PYTHONDONTWRITEBYTECODE": "1"}
        return run_check(self._check.command, cwd=self._root, timeout=self._check.timeout, env=environment)

    def _take_back(self, journal: Journal | None) -> None:
        if journal is not None:
            with storage.lock(self._root):
                restore(journal)

    def _by_risk(self, changed: Collection[Changed]) -> tuple[str, ...]:
        """The files with the fewest dependents first, then those with the fewest findings."""
        result = scan(self._project, rules=(), options=self._request.options, cache=False)
        dependents = import_graph({file.path: file.imports for file in result.files}).dependents
        weight = {
            each.path: (len(dependents.get(each.path, ())), sum(count for _, count in each.fixed))
            for each in changed
        }
        return tuple(sorted(weight, key=lambda path: (weight[path], path)))


def abort(project: Project, state: State) -> None:
    """Take back everything that the run did.

    Raises:
        UserError: files were changed by someone else meanwhile.
        StorageError: the disk refuses; running it again is safe.
    """
    with storage.lock(project.root):
        for journal in reversed(_own(project, state)):
            restore(journal)
    record.finish(project.root, replace(state, passed=(), stopped=state.stopped or "aborted"))


def take_back_trials(project: Project, state: State) -> None:
    """Take back what was being tried when the run was killed.

    Raises:
        UserError: files were changed by someone else meanwhile.
        StorageError: the disk refuses; running it again is safe.
    """
    kept = {share.journal for share in state.passed}
    with storage.lock(project.root):
        for journal in reversed(_own(project, state)):
            if journal.number not in kept:
                restore(journal)


def _own(project: Project, state: State) -> list[Journal]:
    return [journal for journal in journals(project.root) if journal.number > state.base]


def _pending(state: State) -> tuple[int, list[str]]:
    """The share that is due, and its files that were not dealt with yet."""
    for share in state.shares:
        count = math.ceil(len(state.units) * share / 100)
        pending = [path for path in state.units[:count] if path not in state.done]
        if pending:
            return share, pending
    raise ValueError("every file was dealt with")


def _bisect(
    state: State, count: int, failed: Checked, probe: Callable[[int, State], tuple[State, Checked]]
) -> tuple[State, int, Checked]:
    """The index of the first item with which the check fails, where none passes and all `count` fail."""
    low, high = 0, count
    while high - low > 1:
        middle = (low + high) // 2
        state, checked = probe(middle, state)
        if checked.ok:
            low = middle
        else:
            high, failed = middle, checked
    return state, high - 1, failed
