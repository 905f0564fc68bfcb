"""Applies rules to the files of a project: what each becomes, and all of it written at once or shown."""

from __future__ import annotations

import dataclasses
import os
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass

from py3port import committing, storage
from py3port.apply.commit import NewContent, exclusive, write_all
from py3port.apply.confirm import Confirmation, find_interpreter
from py3port.apply.decisions import Decisions
from py3port.apply.journal import Journal
from py3port.apply.outcome import Changed, Failed, Outcome, Skipped, Unchanged
from py3port.apply.port import Porter
from py3port.apply.workers import Job, port_all
from py3port.errors import UserError
from py3port.filekind import FileKind
from py3port.git import Repository
from py3port.project.config import Config
from py3port.project.files import SourceFile
from py3port.project.index import FileIndex
from py3port.project.project import Project
from py3port.registry import Registry
from py3port.result import Mode, Options, Stage
from py3port.rule import Rule
from py3port.scan.reading import Content, read_content

Progress = Callable[[int, int], None]
_BATCH = 32_000_000
"""How many bytes of new text wait for the interpreters at most."""


@dataclass(frozen=True)
class Request:
    """What is to be applied, and where."""

    rules: tuple[Rule, ...]
    """In plan order."""
    options: Options
    files: tuple[SourceFile, ...]
    apps: tuple[str, ...] = ()
    """Only to files of these; empty: of all."""
    unsafe: bool = False
    to_the_end: bool = False
    """Whether all rules are meant."""
    jobs: int = 0
    """How many processes; 0: as many as help."""
    allow_dirty: bool = False
    first: tuple[Rule, ...] = ()
    """Rules of the cleanup stage leave a file alone in which one of these could still do something."""
    spared: frozenset[str] = frozenset()
    """Fingerprints of findings that stay as they are."""
    inside: tuple[Rule, ...] = ()
    """The rules for programs that are kept in strings; empty: the same."""
    again: bool = False
    """Whether rules are asked again about the meaning of what earlier applies left."""


@dataclass(frozen=True)
class Applied:
    """What an apply did."""

    outcomes: tuple[Outcome, ...]
    """In order of path; without the new texts."""
    journal: Journal | None
    """None when nothing was written."""
    confirmed_by: tuple[str, ...]
    """The interpreters that compiled the new texts."""


def choose_rules(
    registry: Registry,
    config: Config,
    *,
    names: Sequence[str],
    everything: bool,
    options: Options,
    stages: Sequence[Stage] = (),
) -> tuple[Rule, ...]:
    """The rules that are asked for, in plan order: by name, by stage, or all but those of the cleanup stage.

    Raises:
        UserError: a name is unknown, none is given, or the mode leaves a rule nothing to do.
    """
    if names and (everything or stages):
        raise UserError(f"{'--all' if everything else '--stage'} means every rule; leave --rule out")
    if names:
        chosen = _without_cleanup(registry, names) if options.mode is Mode.DUAL else registry.select(names)
    elif stages:
        chosen = tuple(rule for rule in registry.plan_order() if rule.stage in stages)
    elif everything:
        chosen = tuple(rule for rule in registry.before_cleanup() if rule.stage is not Stage.ADVICE)
    else:
        raise UserError(
            "say what to apply: --rule NAME, --stage NAME, or --all; `py3port rules` lists the rules"
        )
    if options.mode is not Mode.PY3 and any(rule.stage is Stage.CLEANUP for rule in chosen):
        raise UserError("the cleanup stage drops Python 2: it needs --mode py3")
    return chosen if names else tuple(rule for rule in chosen if rule.name not in config.disable)


def _without_cleanup(registry: Registry, names: Sequence[str]) -> tuple[Rule, ...]:
    """The rules with these names, but of an ancestor's name only those that both interpreters can run."""
    chosen: dict[str, Rule] = {}
    for name in names:
        found = registry.find(name)
        shared = [rule for rule in found if rule.stage is not Stage.CLEANUP]
        chosen |= {rule.name: rule for rule in shared or found}
    return registry.plan_order(chosen.values())


def rules_inside(registry: Registry, config: Config) -> tuple[Rule, ...]:
    """The rules for programs that are kept in strings, each of which is ported as a whole."""
    return tuple(
        rule
        for rule in registry.before_cleanup()
        if rule.stage is not Stage.ADVICE and rule.name not in config.disable
    )


def rules_before(
    registry: Registry, config: Config, rules: Sequence[Rule], options: Options
) -> tuple[Rule, ...]:
    """The rules that must have nothing left to do where the cleanup rules among `rules` shall act."""
    if not any(rule.stage is Stage.CLEANUP for rule in rules):
        return ()
    # What a later Python 3 dropped is found in code that was never Python 2's.
    return tuple(
        rule
        for rule in registry.plan_order()
        if rule.stage in (Stage.COMMON, Stage.SIX) and rule.since == "3.0" and rule.name not in config.disable
    )


def preview(project: Project, request: Request, *, progress: Progress | None = None) -> Iterator[Outcome]:
    """What would become of each file, in order of path; nothing is written."""
    decisions = _decisions(project, request)
    return _previewed(project, request, decisions, _Interpreters(project.config), progress)


def _decisions(project: Project, request: Request) -> Decisions:
    """What earlier applies decided."""
    paths = [file.path for file in request.files if file.kind is FileKind.PYTHON]
    return Decisions(project.root, request.options.mode, [] if request.again else paths)


def _previewed(
    project: Project,
    request: Request,
    decisions: Decisions,
    interpreters: _Interpreters,
    progress: Progress | None,
) -> Iterator[Outcome]:
    chosen = _chosen(project, request)
    porter = Porter(
        request.rules,
        request.options,
        unsafe=request.unsafe,
        to_the_end=request.to_the_end,
        first=request.first,
        spared=request.spared,
        inside=request.inside,
    )
    index = FileIndex(str(project.root), None if request.again else decisions.authors)
    around = project.neighbourhood.of
    tasks = [
        (file, dataclasses.replace(around(file.path), index=index), decisions.of(file.path))
        for file in chosen
    ]
    job = Job(project.root, porter, project.config.max_file_size)
    found = port_all(job, tasks, jobs=request.jobs)
    for done, outcome in enumerate(interpreters.confirmed(found), start=1):
        if progress is not None:
            progress(done, len(tasks))
        yield outcome


def check_clean(project: Project, paths: Iterable[str]) -> None:
    """Make sure that the work tree has no changes of the user's, and that git knows the files that will change.

    Raises:
        UserError: it is not so.
    """
    guard = _Guard(project, allow_dirty=False)
    for path in paths:
        guard.check_tracked(path)


def apply(project: Project, request: Request, *, command: str, progress: Progress | None = None) -> Applied:
    """Rewrite the files. Afterwards `py3port undo` knows how to take it back.

    Raises:
        UserError: the work tree is dirty, another process is at it, or an earlier apply was interrupted.
        StorageError: the disk refuses; all files are as they were.
    """
    outcomes: dict[str, Outcome] = {}
    interpreters = _Interpreters(project.config)
    with exclusive(project.root):
        guard = _Guard(project, allow_dirty=request.allow_dirty)
        decisions = _decisions(project, request)

        def contents() -> Iterator[NewContent]:
            for outcome in _previewed(project, request, decisions, interpreters, progress):
                _note(project, request, decisions, outcome)
                if isinstance(outcome, Changed):
                    guard.check_tracked(outcome.path)
                    yield NewContent(outcome.path, outcome.digest, outcome.data)
                    outcome = dataclasses.replace(outcome, data=b"")
                outcomes[outcome.path] = outcome

        written = write_all(project.root, contents(), command=command)
        decisions.store(but={path for path, _ in written.failed})
    for path, reason in written.failed:
        outcomes[path] = Failed(path, reason)
    used = {
        each.confirm_with for each in outcomes.values() if isinstance(each, Changed) and each.confirm_with
    }
    confirmed_by = tuple(found for version in sorted(used) if (found := interpreters.find(version)))
    return Applied(tuple(outcomes[path] for path in sorted(outcomes)), written.journal, confirmed_by)


def _note(project: Project, request: Request, decisions: Decisions, outcome: Outcome) -> None:
    """Note what was decided about a file, as long as it is as it was."""
    if not isinstance(outcome, (Changed, Unchanged)):
        return
    content = read_content(os.path.join(project.root, outcome.path), limit=project.config.max_file_size)
    if isinstance(content, Content):
        after = outcome.data if isinstance(outcome, Changed) else content.data
        # A rule that had to spare something was not asked about the file.
        rules = request.rules if not request.spared else ()
        decisions.note(outcome.path, content.data, after, rules, unsafe=request.unsafe)


def commit(project: Project, applied: Applied, *, message: str) -> str:
    """Commit the files that were changed, and nothing else; return the commit.

    Raises:
        UserError: this is no git checkout, or git or a hook refuses.
    """
    repository = repository_of(project)
    tracked = repository.tracked()
    paths = [repository.relative(project.root / path) for path in changed_paths(applied.outcomes)]
    named = [path for path in paths if path in tracked]
    if not named:
        raise UserError("nothing to commit: git tracks none of the changed files")
    return committing.commit(repository, named, message=message)


BLAME_FILE = ".git-blame-ignore-revs"
"""Git and the forges leave the commits that this file lists out of blame."""


def leave_out_of_blame(project: Project, commit: str) -> bool:
    """Add a commit to the repository's list of those that blame passes over, if it keeps one, and commit that.

    Raises:
        UserError: this is no git checkout, or git or a hook refuses.
        StorageError: the list cannot be written.
    """
    repository = repository_of(project)
    path = repository.top / BLAME_FILE
    if BLAME_FILE not in repository.tracked():
        return False
    before, _ = storage.read(path, root=repository.top)
    gap = b"" if before.endswith(b"\n") or not before else b"\n"
    storage.write(path, before + gap + f"{commit}\n".encode())
    committing.commit(repository, [BLAME_FILE], message=f"Leave {commit[:12]} out of blame\n")
    return True


def owners_of(project: Project, outcomes: Iterable[Outcome]) -> list[str]:
    """Who owns the changed files, those with most of them first."""
    counts = Counter(owner for path in changed_paths(outcomes) for owner in project.owners.owner_of(path)[0])
    return sorted(counts, key=lambda owner: (-counts[owner], owner))


def repository_of(project: Project) -> Repository:
    """The git checkout.

    Raises:
        UserError: there is none.
    """
    if project.repository is None:
        reason = f" that can be used: {project.git_problem}" if project.git_problem else ""
        raise UserError(f"{project.root} is no git checkout{reason}; --commit needs one")
    return project.repository


def changed_paths(outcomes: Iterable[Outcome]) -> list[str]:
    """The paths of the files that were changed."""
    return [outcome.path for outcome in outcomes if isinstance(outcome, Changed)]


class _Guard:
    """Keeps our changes apart from the user's own."""

    def __init__(self, project: Project, *, allow_dirty: bool) -> None:
        self._repository = None if allow_dirty else project.repository
        self._root = project.root
        self._tracked: frozenset[str] | None = None
        if project.git_problem and not allow_dirty:
            raise UserError(
                f"git cannot say whether the work tree is clean: {project.git_problem}; "
                "with --allow-dirty it is not asked"
            )
        if self._repository is not None:
            modified = self._repository.modified()
            if modified:
                shown = ", ".join(modified[:3]) + (
                    f" and {len(modified) - 3} more" if len(modified) > 3 else ""
                )
                raise UserError(
                    f"the work tree has changes of your own: {shown}; commit or stash them, or use --allow-dirty"
                )

    def check_tracked(self, path: str) -> None:
        """A file that git does not know has no other way back than ours."""
        if self._repository is None:
            return
        if self._tracked is None:
            self._tracked = self._repository.tracked()
        if self._repository.relative(self._root / path) not in self._tracked:
            raise UserError(f"{path} would change and git does not track it; add it, or use --allow-dirty")


class _Interpreters:
    """The interpreters that are asked for their opinion, each searched for once."""

    def __init__(self, config: Config) -> None:
        self._config = config
        self._found: dict[str, str | None] = {}

    def find(self, version: str) -> str | None:
        """The interpreter of that version, if there is one."""
        if version not in self._found:
            configured = self._config.python2 if version == "2.7" else self._config.python3
            self._found[version] = find_interpreter(version, configured) or find_interpreter(version)
        return self._found[version]

    def confirmed(self, outcomes: Iterable[Outcome]) -> Iterator[Outcome]:
        """The same outcomes, but `Failed` for new texts that an interpreter does not compile."""
        batch: list[Outcome] = []
        asked: dict[str, tuple[Confirmation, list[str]]] = {}
        size = 0
        try:
            for outcome in outcomes:
                batch.append(outcome)
                if isinstance(outcome, Changed):
                    self._ask(outcome, asked)
                    size += len(outcome.data)
                if size > _BATCH:
                    yield from _answered(batch, asked)
                    batch, asked, size = [], {}, 0
        except BaseException:
            for confirmation, _ in asked.values():
                confirmation.abandon()
            raise
        yield from _answered(batch, asked)

    def _ask(self, outcome: Changed, asked: dict[str, tuple[Confirmation, list[str]]]) -> None:
        version = outcome.confirm_with
        python = self.find(version) if version else None
        if python is None:
            return
        if version not in asked:
            asked[version] = Confirmation(python), []
        confirmation, paths = asked[version]
        confirmation.add(outcome.data)
        paths.append(outcome.path)


def _answered(
    batch: Iterable[Outcome], asked: dict[str, tuple[Confirmation, list[str]]]
) -> Iterator[Outcome]:
    complaints: dict[str, str] = {}
    for version, (confirmation, paths) in asked.items():
        pairs = zip(paths, confirmation.answers(), strict=True)
        complaints |= {path: f"Python {version} rejects it: {answer}" for path, answer in pairs if answer}
    for outcome in batch:
        if outcome.path in complaints:
            yield Failed(outcome.path, complaints[outcome.path], defect=True)
        else:
            yield outcome


def _chosen(project: Project, request: Request) -> list[SourceFile]:
    files = [file for file in request.files if file.kind.is_rewritten]
    if not request.apps:
        return files
    apps = {project.apps.find(name) for name in request.apps}
    return [file for file in files if project.apps.app_of(file.path) in apps]


__all__ = [
    "Applied",
    "Changed",
    "Failed",
    "Outcome",
    "Request",
    "Skipped",
    "Unchanged",
    "apply",
    "choose_rules",
    "commit",
    "preview",
    "rules_before",
]
