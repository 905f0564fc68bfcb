"""Runs a canary: share by share, check by check; what breaks the check is found by bisection and left out."""

from __future__ import annotations

import enum
import math
import time
from collections import defaultdict
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


@dataclass(frozen=True)
class _Trial:
    """What applying to some files came to."""

    journal: Journal | None
    """None where nothing was to be changed."""
    checked: Checked
    share: Share


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
            said = checked.output.strip().splitlines()[-1:]
            reason = ": ".join([checked.reason, *said])
            raise UserError(f"the check fails before anything is changed; mend that first ({reason})")
        record.ask_to_pause(self._root, wanted=False)
        record.save(self._root, state)
        return state

    def resume(self, state: State) -> State:
        """Go on until all is done, something stops it, or somebody asks it to pause; return how far it came.

        What is done stays in progress until `record.finish`: the commit may be still to come.

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
        return state

    def _next_share(self, state: State) -> State:
        """Try the files that the next share adds."""
        share, pending = _pending(state)
        self._tell(f"{share}%: {len(pending)} more of {len(state.units)} files")
        state, trial = self._try(state, pending, state.spared)
        if trial.checked.ok:
            return replace(state, passed=(*state.passed, trial.share))
        self._take_back(trial.journal)
        if self._on_failure is OnFailure.ROLLBACK:
            checked = trial.checked
            return replace(state, stopped=f"all taken back: {checked.reason}\n{checked.output}")
        return self._without_culprit(state, pending, trial.checked)

    def _without_culprit(self, state: State, pending: Sequence[str], failed: Checked) -> State:
        """Find what breaks the check, and leave it out."""
        items = self._items(state, pending)

        def prefix(count: int, state: State) -> tuple[State, Checked]:
            paths = tuple(dict.fromkeys(path for path, _ in items[:count]))
            rest = {found.fingerprint for path, found in items[count:] if found and path == paths[-1]}
            state, trial = self._try(state, paths, state.spared | rest)
            self._take_back(trial.journal)
            return state, trial.checked

        state, position, failed, probed = _bisect(state, len(items), failed, prefix)
        if not probed:
            # All of it failed, and every part passes: either it is the last one, or the check is not to be trusted.
            state, trial = self._try(state, pending, state.spared)
            if trial.checked.ok:
                self._tell("the check fails and passes on the same files; nothing is left out")
                return replace(state, passed=(*state.passed, trial.share))
            self._take_back(trial.journal)
            failed = trial.checked
        path, finding = items[position]
        left_out = _left_out(path, finding, failed.output)
        self._tell(f"left out: {left_out.place}")
        state = replace(state, left_out=(*state.left_out, left_out))
        if self._on_failure is OnFailure.STOP:
            return replace(state, stopped=f"{left_out.place} breaks the check")
        if not probed and position:
            # What remains was the last part that passed.
            remaining = [each for each in pending if each not in state.done]
            state, trial = self._try(state, remaining, state.spared, known=Checked(0, "", timed_out=False))
            state = replace(state, passed=(*state.passed, trial.share))
        return state

    def _items(self, state: State, pending: Sequence[str]) -> list[tuple[str, Finding | None]]:
        """What the codemods would fix in each file, in order; None stands for a file whose fixes no scan tells."""
        request = self._request
        files = [self._files[path] for path in pending]
        result = scan(self._project, rules=request.rules, options=request.options, files=files, cache=False)
        wanted = {Applicability.SAFE, *([Applicability.UNSAFE] if request.unsafe else [])}
        found: dict[str, list[Finding | None]] = defaultdict(list)
        for finding in result.findings:
            if finding.applicability in wanted and finding.fingerprint not in state.spared:
                found[finding.path].append(finding)
        return [(path, finding) for path in pending for finding in found[path] or [None]]

    def _try(
        self, state: State, paths: Sequence[str], spared: frozenset[str], *, known: Checked | None = None
    ) -> tuple[State, _Trial]:
        """Apply to these files and run the check, whose outcome may be known."""
        files = tuple(self._files[path] for path in paths)
        request = replace(self._request, files=files, spared=spared)
        applied = driver.apply(self._project, request, command=state.command)
        changed = {each.path: each for each in applied.outcomes if isinstance(each, Changed)}
        fixed = {path: dict(changed[path].fixed) if path in changed else {} for path in paths}
        number = applied.journal.number if applied.journal else 0
        share = Share(number, fixed, {path: each.unsafe for path, each in changed.items() if each.unsafe})
        if applied.journal is None or known is not None:
            return state, _Trial(applied.journal, known or Checked(0, "", timed_out=False), share)
        started = time.monotonic()
        checked = self._run_check()
        verdict = "ok" if checked.ok else f"failed ({checked.reason})"
        self._tell(f"  {len(changed)} files: {verdict}, {time.monotonic() - started:.1f} s")
        return replace(state, checks=state.checks + 1), _Trial(applied.journal, checked, share)

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


def abort(project: Project, state: State, *, force: bool = False) -> list[tuple[str, str]]:
    """Take back everything that the run did.

    With `force` also files that someone else changed meanwhile; return these, and where their newer text lies.

    Raises:
        UserError: files were changed by someone else meanwhile, and there is no `force`.
        StorageError: the disk refuses; running it again is safe.
    """
    kept: list[tuple[str, str]] = []
    with storage.lock(project.root):
        for journal in reversed(_own(project, state)):
            kept += restore(journal, force=force).kept
    record.finish(project.root, replace(state, passed=(), stopped=state.stopped or "aborted"))
    return kept


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


def _left_out(path: str, finding: Finding | None, output: str) -> LeftOut:
    output = output[-record.OUTPUT_LIMIT :]
    if finding is None:
        return LeftOut(path, 0, "", "", output)
    return LeftOut(path, finding.line, finding.text, finding.fingerprint, output)


def _bisect(
    state: State, count: int, failed: Checked, probe: Callable[[int, State], tuple[State, Checked]]
) -> tuple[State, int, Checked, bool]:
    """The index of the first item with which the check fails, where none passes and all `count` fail.

    With how it failed, and whether any probe did.
    """
    low, high = 0, count
    while high - low > 1:
        middle = (low + high) // 2
        state, checked = probe(middle, state)
        if checked.ok:
            low = middle
        else:
            high, failed = middle, checked
    return state, high - 1, failed, high < count
