"""The source files that a change touches: what they are now, and what they were."""

from __future__ import annotations

import os
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from typing import NamedTuple

from py3port.errors import UserError
from py3port.filekind import FileKind
from py3port.git import ChangedFile, Repository
from py3port.lint.versions import Version
from py3port.project.files import is_source_text, listed_sources, source_file
from py3port.project.project import Project
from py3port.result import FileError
from py3port.scan.reading import read_content, too_large


class Changes(NamedTuple):
    """The source files that differ from a commit."""

    after: tuple[Version, ...]
    before: tuple[Version, ...]
    renames: Mapping[str, str]
    """Former paths, each with the path that the file has now."""


def repository_of(project: Project, option: str) -> Repository:
    """The git checkout that `option` needs.

    Raises:
        UserError: there is none that can be used.
    """
    if project.repository is None:
        reason = f" that can be used: {project.git_problem}" if project.git_problem else ""
        raise UserError(f"{project.root} is no git checkout{reason}; {option} needs one")
    return project.repository


def find_changes(
    project: Project, base: str, paths: Sequence[str], *, staged: bool = False, force_exclude: bool = False
) -> Changes:
    """What differs between the commit `base` and the work tree, or the index, below `paths` (else anywhere).

    With `force_exclude` what is left out stays out, though it is one of `paths`.

    Raises:
        UserError: this is no git checkout, or git refuses.
    """
    repository = repository_of(project, "--staged" if staged else "--since")
    return _Finder(project, repository, staged=staged).find(base, paths, () if force_exclude else paths)


def version_at(project: Project, base: str, path: str) -> Version | None:
    """The file that has this path in the project, as it was in the commit `base`."""
    repository = repository_of(project, "--since")
    name = prefix_of(project, repository) + path
    found = repository.blobs(base, [name])
    return Version(path, found[name], source_file(project.root, path, project.config).kind) if found else None


def prefix_of(project: Project, repository: Repository) -> str:
    """What stands before a path of the project where git names it."""
    top = repository.relative(project.root)
    return "" if top == "." else f"{top}/"


def scope_of(project: Project, paths: Collection[str]) -> Callable[[str], bool]:
    """Whether a path of the project lies below one of `paths`."""
    tops = [project.relative(path) for path in paths]

    def contains(path: str) -> bool:
        return not tops or any(not top or path == top or path.startswith(f"{top}/") for top in tops)

    return contains


class _Finder:
    def __init__(self, project: Project, repository: Repository, *, staged: bool) -> None:
        self._project = project
        self._repository = repository
        self._staged = staged
        self._prefix = prefix_of(project, repository)

    def find(self, base: str, paths: Sequence[str], named: Sequence[str]) -> Changes:
        """What differs below `paths`; what is `named` is looked at whatever it is."""
        for path in paths:
            self._check_is_ours(path)
        below = [self._prefix + self._project.relative(path) or "." for path in paths]
        found = self._repository.changed_files(base, staged=self._staged, untracked=below)
        ours = [self._as_ours(each) for each in found]
        in_scope = scope_of(self._project, paths)
        changes = [each for each in ours if in_scope(each.path or each.old_path)]
        kinds = self._kinds(changes, named)
        old = {each.old_path: each.old_blob for each in changes if each.old_path in kinds}
        new = {each.path: each.blob for each in changes if each.path in kinds}
        held = [*old.values(), *(new.values() if self._staged else ())]
        blobs = self._repository.read_blobs([name for name in held if name])
        before = self._as_placed(ours, self._versions(base, old, blobs, kinds))
        after = self._versions("", new, blobs, kinds) if self._staged else self._read_all(new, kinds)
        chosen = {self._project.relative(path) for path in named}
        renames = {each.old_path: each.path for each in changes if each.path and each.old_path}
        return Changes(
            tuple(each for each in after if each and (each.path in chosen or self._is_source(each))),
            tuple(before),
            {old_path: path for old_path, path in renames.items() if old_path != path},
        )

    def _check_is_ours(self, path: str) -> None:
        """Make sure that what is asked for does not lie in a submodule, of whose changes git tells nothing here.

        Raises:
            UserError: it does.
        """
        folder = str(self._project.root)
        for name in self._project.relative(path).split("/"):
            folder = os.path.join(folder, name)
            if name and os.path.lexists(os.path.join(folder, ".git")):
                raise UserError(f"{path}: {folder} is another git checkout; run the gate there")

    def _as_ours(self, change: ChangedFile) -> ChangedFile:
        """The same under the project's paths; what came from elsewhere in the repository, as if it had been here."""
        path, old_path = self._own(change.path), self._own(change.old_path)
        return change._replace(path=path, old_path=old_path or (path if change.old_path else ""))

    def _own(self, path: str) -> str:
        """A path of git's as the project calls it; empty when it lies outside."""
        return path[len(self._prefix) :] if path.startswith(self._prefix) else ""

    def _kinds(self, changes: Iterable[ChangedFile], paths: Sequence[str]) -> dict[str, FileKind]:
        """The changed paths that may be source, and those that were asked for by name."""
        project = self._project
        tracked = [path for each in changes if each.tracked for path in (each.path, each.old_path) if path]
        others = [each.path for each in changes if not each.tracked and each.path]
        kinds = listed_sources(project.root, project.config, tracked, others)
        changed = {*tracked, *others}
        for path in paths:
            name = project.relative(path)
            # A folder that is left out as a whole counts where it is asked for by name; the root never is.
            chosen = project.select([path]) if name and os.path.isdir(path) else ()
            kinds |= {file.path: file.kind for file in chosen if file.path in changed}
            if name in changed:
                kinds[name] = source_file(project.root, name, project.config).kind
        return kinds

    def _versions(
        self, commit: str, names: Mapping[str, str], blobs: Mapping[str, bytes], kinds: Mapping[str, FileKind]
    ) -> list[Version]:
        """The contents that paths have in a commit, or in the index; `names` are those of the `blobs`."""
        contents = {path: blobs[name] for path, name in names.items() if name in blobs}
        # Of what is unmerged, git tells no content's name.
        rest = {self._prefix + path: path for path in names if path not in contents}
        contents |= {rest[path]: data for path, data in self._repository.blobs(commit, list(rest)).items()}
        for full, path in rest.items():
            # What both sides of a merge added is not in the commit.
            if path not in contents and (not commit or self._repository.has(commit, full)):
                raise UserError(f"{path}: git lacks its content: it is unmerged, or the clone is damaged")
        return [
            Version(path, self._bounded(contents[path]), kinds[path]) for path in names if path in contents
        ]

    def _as_placed(self, changes: Sequence[ChangedFile], versions: Sequence[Version]) -> Sequence[Version]:
        """Old versions among the files that were there then."""
        was = {each.old_path for each in changes if each.old_path}
        now = {each.path for each in changes if each.path}
        around = self._project.neighbourhood
        former = around.before(gone=was - now, added=now - was)
        if former is around:
            return versions
        return [each._replace(around=former.of(each.path)) for each in versions]

    def _read_all(self, blobs: Mapping[str, str], kinds: Mapping[str, FileKind]) -> list[Version | None]:
        """The files of the work tree; what a sparse checkout keeps out of it is what the index has."""
        absent = [path for path in blobs if not os.path.lexists(os.path.join(self._project.root, path))]
        kept_out = self._repository.kept_out([self._prefix + path for path in absent]) if absent else ()
        names = {path: blobs[path] for path in map(self._own, kept_out)}
        indexed = self._versions(
            "", names, self._repository.read_blobs(list(filter(None, names.values()))), kinds
        )
        found = {each.path: each for each in indexed}
        return [found.get(path) or self._read(path, kinds[path]) for path in blobs]

    def _read(self, path: str, kind: FileKind) -> Version | None:
        place = os.path.join(self._project.root, path)
        if os.path.islink(place) or os.path.isdir(place):
            return None
        content = read_content(place, limit=self._project.config.max_file_size)
        return Version(path, content if isinstance(content, FileError) else content.data, kind)

    def _bounded(self, data: bytes) -> bytes | FileError:
        limit = self._project.config.max_file_size
        return data if len(data) <= limit else FileError(too_large(len(data), limit))

    def _is_source(self, version: Version) -> bool:
        """Whether it is one of ours; of a file without ending the content tells."""
        if isinstance(version.content, FileError):
            return True
        return is_source_text(version.path, version.content, self._project.config)
