"""Makes the history of a project: which commits, what is in them, and the sums by app and owner."""

from __future__ import annotations

import datetime
import hashlib
import json
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from py3port.analysis import Surroundings
from py3port.errors import UserError
from py3port.git import Repository
from py3port.history.blobs import Blob, Counts, Job, scan_blobs
from py3port.history.record import point_fields, point_from
from py3port.history.sample import choose
from py3port.plan.step import STEP_TRAILER
from py3port.project.apps import Apps
from py3port.project.codeowners import PLACES, read_codeowners
from py3port.project.files import listed_sources
from py3port.project.owners import Owners
from py3port.project.project import Project
from py3port.result import History, HistoryPoint, Options, Progress, Stage, StepMark
from py3port.rule import Rule
from py3port.scan.cache import Cache, Entry
from py3port.scan.run import code_context

_ENDINGS = (".py", ".pyw", ".pyx", ".so", ".pyd")


@dataclass(frozen=True)
class Request:
    """What past is wanted."""

    rules: tuple[Rule, ...]
    options: Options
    every: str = "week"
    since: datetime.date | None = None
    owners_then: bool = False
    """Whether files belong to those who owned them then; else to those who would now."""
    jobs: int = 0


def history(
    project: Project,
    request: Request,
    *,
    warn: Callable[[str], None],
    progress: Callable[[int, int], None] = lambda done, total: None,
) -> History:
    """The points of a project's past. Nothing is checked out; each content is scanned once and remembered.

    What lies around a file is as it was where its content was first seen.

    Raises:
        UserError: this is no git checkout, or git refuses.
    """
    repository = project.repository
    if repository is None:
        raise UserError(f"{project.root} is no git checkout; its past is not known")
    commits = repository.first_parents()
    samples = choose(commits, every=request.every, since=request.since)
    context = code_context(request.rules, request.options, "history")
    maker = _Maker(project, repository, request, Cache(project.root, context, warn=warn))
    points = maker.points(samples, progress)
    note = "a shallow clone: what is before its first commit is not known" if repository.is_shallow() else ""
    return History(tuple(points), _marks(repository, commits), note)


class _Maker:
    """Makes the points of one history."""

    def __init__(self, project: Project, repository: Repository, request: Request, cache: Cache) -> None:
        self._project = project
        self._repository = repository
        self._request = request
        self._cache = cache
        self._stages = {rule.name: rule.stage for rule in request.rules}
        prefix = repository.relative(project.root)
        self._prefix = "" if prefix == "." else f"{prefix}/"

    def points(
        self, samples: Sequence[tuple[str, int]], progress: Callable[[int, int], None]
    ) -> list[HistoryPoint]:
        """A point for each sample."""
        keys = {commit: self._key(commit) for commit, _ in samples}
        known = self._cache.load(list(keys.values()), everything=False)
        points = {c: _decode(known[k].payload) for c, k in keys.items() if k in known}
        wanted = [sample for sample in samples if points.get(sample[0]) is None]
        trees = {commit: self._sources(commit) for commit, _ in wanted}
        blobs: dict[str, Blob] = {}
        for commit, _ in wanted:
            for blob in trees[commit]:
                blobs.setdefault(blob.id, blob)
        job = Job(self._repository, self._request.rules, self._request.options, self._project.config)
        counts = scan_blobs(
            job, list(blobs.values()), self._cache, jobs=self._request.jobs, progress=progress
        )
        for commit, seconds in wanted:
            points[commit] = self._point(commit, seconds, trees[commit], counts)
        self._cache.store({keys[commit]: _entry(points[commit]) for commit, _ in wanted})
        return [point for commit, _ in samples if (point := points[commit]) is not None]

    def _key(self, commit: str) -> str:
        """What a remembered point depends on beside the rules."""
        config = self._project.config
        owners = "then" if self._request.owners_then else repr(self._project.owners.rules)
        text = repr((commit, config.apps, config.include, config.exclude, owners, self._prefix))
        return "point " + hashlib.sha256(text.encode("utf-8", "surrogateescape")).hexdigest()

    def _sources(self, commit: str) -> list[Blob]:
        """The contents of a commit that may be source, each with one of its paths."""
        files = {
            path.removeprefix(self._prefix): (blob, size)
            for path, blob, size in self._repository.tree(commit)
            if path.startswith(self._prefix)
        }
        around = _Around(files)
        kinds = listed_sources(self._project.root, self._project.config, files, ())
        return [
            Blob(files[path][0], path, files[path][1], around.of(path), kind) for path, kind in kinds.items()
        ]

    def _point(
        self, commit: str, seconds: int, blobs: Iterable[Blob], counts: Mapping[str, Counts | None]
    ) -> HistoryPoint:
        found = [(blob.path, each) for blob in blobs if (each := counts.get(blob.id)) is not None]
        apps = Apps(self._project.config, [path for path, _ in found])
        owners = self._owners(commit)
        total = _Sum()
        by_app: dict[str, _Sum] = defaultdict(_Sum)
        by_owner: dict[str, _Sum] = defaultdict(_Sum)
        rules: Counter[str] = Counter()
        for path, each in found:
            stages = self._by_stage(each.rules)
            rules.update(each.rules)
            for target in (
                total,
                by_app[apps.app_of(path)],
                *(by_owner[owner] for owner in dict.fromkeys(owners.owner_of(path)[0] or ("",))),
            ):
                target.add(each, stages)
        return HistoryPoint(
            commit,
            seconds,
            total.progress(),
            {name: by_app[name].progress() for name in sorted(by_app)},
            {name: by_owner[name].progress() for name in sorted(by_owner)},
            dict(sorted(rules.items())),
        )

    def _owners(self, commit: str) -> Owners:
        if not self._request.owners_then:
            return self._project.owners
        texts = self._repository.blobs(commit, [self._prefix + place for place in PLACES])
        return Owners(
            sections=read_codeowners({path.removeprefix(self._prefix): raw for path, raw in texts.items()})
        )

    def _by_stage(self, rules: Mapping[str, int]) -> Mapping[Stage, int]:
        stages: Counter[Stage] = Counter()
        for name, count in rules.items():
            stages[self._stages[name]] += count
        return stages


@dataclass
class _Sum:
    """A `Progress` in the making."""

    files: int = 0
    lines: int = 0
    ported_files: int = 0
    ported_lines: int = 0
    errors: int = 0
    stages: Counter[Stage] = field(default_factory=Counter)

    def add(self, counts: Counts, stages: Mapping[Stage, int]) -> None:
        self.files += 1
        self.lines += counts.lines
        self.ported_files += counts.ported
        self.ported_lines += counts.lines * counts.ported
        self.errors += counts.error
        self.stages.update(stages)

    def progress(self) -> Progress:
        stages = {stage: self.stages[stage] for stage in Stage if self.stages[stage]}
        return Progress(self.files, self.lines, self.ported_files, self.ported_lines, self.errors, stages)


class _Around:
    """What lies around the files of a commit; the disk is not asked."""

    def __init__(self, paths: Iterable[str]) -> None:
        self._names: dict[str, set[str]] = defaultdict(set)
        self._packages: set[str] = set()
        for path in paths:
            folder, _, name = path.rpartition("/")
            if name == "__init__.py":
                self._packages.add(folder)
            elif name.endswith(_ENDINGS):
                self._names[folder].add(name.partition(".")[0])
        for package in self._packages:
            above, _, name = package.rpartition("/")
            self._names[above].add(name)
        self._known: dict[str, Surroundings] = {}

    def of(self, path: str) -> Surroundings:
        """The surroundings of a file."""
        folder = path.rpartition("/")[0]
        known = self._known.get(folder)
        if known is None:
            siblings = frozenset(name for name in self._names.get(folder, ()) if name.isidentifier())
            tops = ["", *(top for top in ("src", "lib", "python") if top not in self._packages)]
            toplevel = frozenset().union(*(self._names.get(top, set()) for top in tops))
            known = self._known[folder] = Surroundings(path, folder in self._packages, siblings, toplevel)
        return known


def _marks(repository: Repository, commits: Sequence[tuple[str, int]]) -> tuple[StepMark, ...]:
    """The steps of the plan that commits say they did, the oldest first."""
    times = dict(commits)
    found = [
        StepMark(step, commit, times[commit])
        for step, done in repository.trailers(STEP_TRAILER).items()
        for commit in done
        if commit in times
    ]
    return tuple(sorted(found, key=lambda mark: (mark.seconds, mark.step)))


def _entry(point: HistoryPoint | None) -> Entry:
    return Entry(b"", 0, 0, 0, b"", json.dumps(point_fields(point) if point else None, separators=(",", ":")))


def _decode(payload: str) -> HistoryPoint | None:
    fields = json.loads(payload)
    return None if fields is None else point_from(fields)
