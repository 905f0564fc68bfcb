"""Makes the history of a project: which commits, what is in them, and the sums by app and owner."""

from __future__ import annotations

import datetime
import hashlib
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

from py3port.errors import UserError
from py3port.git import GitError, Repository
from py3port.history import objects
from py3port.history.around import Around
from py3port.history.blobs import Blob, Counts, Job, scan_blobs
from py3port.history.made import FORMAT, Made, decode, encode, under_names_of_today
from py3port.history.moves import Tree, new_and_fixed, renamed_apps
from py3port.history.sample import choose
from py3port.history.sums import Sum
from py3port.plan.step import STEP_TRAILER
from py3port.project.apps import Apps
from py3port.project.codeowners import PLACES, read_codeowners
from py3port.project.files import listed_sources
from py3port.project.owners import Owners
from py3port.project.project import Project
from py3port.report import History, HistoryPoint, StepMark
from py3port.result import Options, Stage
from py3port.rule import Rule
from py3port.scan.cache import Cache
from py3port.scan.run import code_context


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

    What lies around a file is as it was where its content was last seen.

    Raises:
        UserError: this is no git checkout, or git refuses.
    """
    if project.repository is None:
        raise UserError(f"{project.root} is no git checkout; its past is not known")
    repository = Repository(project.repository.top, offline=True)
    commits = objects.first_parents(repository)
    samples = choose(commits, every=request.every, since=request.since)
    context = code_context(request.rules, request.options, f"history {FORMAT}")
    maker = _Maker(project, repository, request, Cache(project.root, context, warn=warn))
    points = maker.points(samples, progress)
    notes = []
    if repository.is_shallow():
        notes.append("a shallow clone: what is before its first commit is not known")
    if maker.left_out:
        kind = "a partial clone: " if objects.is_partial(repository) else ""
        left = f"{maker.left_out:,} of {len(samples):,} points are left out"
        notes.append(f"{kind}{left}, for not all of their contents are here")
    return History(tuple(points), _marks(repository), "; ".join(notes))


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
        self._blobs: dict[str, Blob] = {}
        self._apps: dict[str, Apps] = {}
        self._owner_files: dict[str, set[str]] = {}
        self._incomplete: set[str] = set()
        """Commits of which not everything is here."""
        self.left_out = 0
        """How many samples have no point for that reason."""

    def points(
        self, samples: Sequence[tuple[str, int]], progress: Callable[[int, int], None]
    ) -> list[HistoryPoint]:
        """A point for each sample of which everything is here."""
        names = [commit for commit, _ in samples]
        before = dict(zip(names[1:], names, strict=False))
        keys = {commit: self._key(commit, before.get(commit, "")) for commit in names}
        known = self._cache.load(list(keys.values()), everything=False)
        made = {commit: decode(known[key]) for commit, key in keys.items() if key in known}
        wanted = [sample for sample in samples if sample[0] not in made]
        # The newest first: so a content is looked at where it is now.
        trees = self._trees(
            dict.fromkeys(name for commit, _ in wanted[::-1] for name in (commit, before.get(commit)) if name)
        )
        counts = self._counts(progress)
        for commit, seconds in wanted:
            if commit in trees:
                made[commit] = self._made(commit, seconds, trees, before.get(commit, ""), counts)
        complete = [commit for commit, _ in wanted if not {commit, before.get(commit)} & self._incomplete]
        self._cache.store({keys[commit]: encode(made[commit]) for commit in complete})
        self.left_out = len(names) - len(made)
        return under_names_of_today([made[commit] for commit in names if commit in made])

    @cached_property
    def _context(self) -> str:
        """What all remembered points depend on beside the rules."""
        config = self._project.config
        owners = "then" if self._request.owners_then else repr(self._project.owners.rules)
        return repr((config.apps, config.include, config.exclude, owners, self._prefix))

    def _key(self, commit: str, before: str) -> str:
        text = f"{commit} {before} {self._context}"
        return "point " + hashlib.sha256(text.encode("utf-8", "surrogateescape")).hexdigest()

    def _trees(self, commits: Iterable[str]) -> dict[str, Tree]:
        """What may be source in each commit of which everything is here."""
        found: dict[str, Tree] = {}
        seen: dict[tuple[str, str], tuple[str, str]] = {}
        for commit in commits:
            try:
                pairs = self._sources(commit)
            except GitError:
                if not objects.is_partial(self._repository):
                    raise
                self._incomplete.add(commit)
            else:
                # Nearly all files of a commit are those of the one before: kept once.
                found[commit] = dict(seen.setdefault(pair, pair) for pair in pairs)
        owners = set().union(*self._owner_files.values())
        sizes = objects.sizes(self._repository, {*self._blobs, *owners})
        self._incomplete |= {
            commit for commit, names in self._owner_files.items() if not names <= sizes.keys()
        }
        self._blobs = {
            name: replace(blob, size=sizes[name]) for name, blob in self._blobs.items() if name in sizes
        }
        self._incomplete |= {
            commit for commit, tree in found.items() if not self._blobs.keys() >= set(tree.values())
        }
        return {commit: tree for commit, tree in found.items() if commit not in self._incomplete}

    def _sources(self, commit: str) -> list[tuple[str, str]]:
        """The paths that may be source, each with the name of its content."""
        files = {
            path.removeprefix(self._prefix): blob
            for path, blob in objects.tree(self._repository, commit).items()
            if path.startswith(self._prefix)
        }
        if self._request.owners_then:
            self._owner_files[commit] = {files[place] for place in PLACES if place in files}
        around = Around(files)
        kinds = listed_sources(self._project.root, self._project.config, files, ())
        for path, kind in kinds.items():
            if files[path] not in self._blobs:
                self._blobs[files[path]] = Blob(files[path], path, 0, around.of(path), kind)
        return [(path, files[path]) for path in kinds]

    def _counts(self, progress: Callable[[int, int], None]) -> Mapping[str, Counts | None]:
        job = Job(self._repository, self._request.rules, self._request.options, self._project.config)
        blobs = list(self._blobs.values())
        return scan_blobs(job, blobs, self._cache, jobs=self._request.jobs, progress=progress)

    def _made(
        self,
        commit: str,
        seconds: int,
        trees: Mapping[str, Tree],
        before: str,
        counts: Mapping[str, Counts | None],
    ) -> Made:
        """A point, compared with the one before if that is known."""
        point = self._point(commit, seconds, trees[commit], counts)
        if before not in trees:
            return Made(point, {})
        was, now = trees[before], trees[commit]
        app_was, app_is = self._apps_of(before, was, counts).app_of, self._apps_of(commit, now, counts).app_of
        renames = renamed_apps(was, now, app_was, app_is)

        def called_now(path: str) -> tuple[str]:
            name = app_was(path)
            return (renames.get(name, name),)

        apps = new_and_fixed(was, now, counts, called_now, lambda path: (app_is(path),))
        owners = new_and_fixed(was, now, counts, self._owners_of(before), self._owners_of(commit))
        flowed = replace(
            point,
            new=sum(each.new for each in apps.values()),
            fixed=sum(each.fixed for each in apps.values()),
            app_flows=apps,
            owner_flows=owners,
        )
        return Made(flowed, renames)

    def _point(
        self, commit: str, seconds: int, tree: Tree, counts: Mapping[str, Counts | None]
    ) -> HistoryPoint:
        found = [(path, each) for path, blob in tree.items() if (each := counts.get(blob)) is not None]
        apps = self._apps_of(commit, tree, counts)
        owners_of = self._owners_of(commit)
        total = Sum()
        by_app: dict[str, Sum] = defaultdict(Sum)
        by_owner: dict[str, Sum] = defaultdict(Sum)
        rules: Counter[str] = Counter()
        for path, each in found:
            # Most files have no findings, and there are many of them.
            stages = self._by_stage(each.rules) if each.rules else {}
            if each.rules:
                rules.update(each.rules)
            for target in (
                total,
                by_app[apps.app_of(path)],
                *(by_owner[owner] for owner in owners_of(path)),
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

    def _apps_of(self, commit: str, tree: Tree, counts: Mapping[str, Counts | None]) -> Apps:
        """Tells the apps as of a commit; those of the last two are kept."""
        if commit not in self._apps:
            while len(self._apps) > 1:
                del self._apps[next(iter(self._apps))]
            paths = [path for path, blob in tree.items() if counts.get(blob) is not None]
            self._apps[commit] = Apps(self._project.config, paths)
        return self._apps[commit]

    def _owners_of(self, commit: str) -> Callable[[str], tuple[str, ...]]:
        """Tells the owners as of a commit, each once; the empty name stands for nobody."""
        owners = self._owners(commit)
        return lambda path: tuple(dict.fromkeys(owners.owner_of(path)[0] or ("",)))

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


def _marks(repository: Repository) -> tuple[StepMark, ...]:
    """The steps of the plan that commits say they did, the oldest first; those of merged branches, too."""
    steps = repository.trailers(STEP_TRAILER)
    times = objects.times(repository, sorted({commit for commits in steps.values() for commit in commits}))
    found = [
        StepMark(step, commit, times[commit])
        for step, commits in steps.items()
        for commit in commits
        if commit in times
    ]
    return tuple(sorted(found, key=lambda mark: (mark.seconds, mark.step)))
