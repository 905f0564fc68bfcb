"""Questions to git."""

from __future__ import annotations

import os
import time
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

from py3port.errors import UserError
from py3port.process import Completed, ProcessError, run

# Nothing that the repository's configuration names may run for a mere question.
_QUIET = (
    "-c",
    "core.fsmonitor=false",
    "-c",
    "core.hooksPath=/dev/null",
    "-c",
    "diff.external=",
    "-c",
    "core.quotePath=false",
)
_ENVIRONMENT = {"LC_ALL": "C", "GIT_OPTIONAL_LOCKS": "0", "GIT_TERMINAL_PROMPT": "0", "GIT_PAGER": "cat"}
_OFFLINE = ("-c", "protocol.allow=never")
_TIMEOUT = 600.0
_PLAIN = ("-z", "--no-ext-diff", "--no-textconv", "--no-color", "--no-relative")
_TARGET_BRANCHES = (
    "GITHUB_BASE_REF",
    "CI_MERGE_REQUEST_TARGET_BRANCH_NAME",
    "BITBUCKET_PR_DESTINATION_BRANCH",
    "CHANGE_TARGET",
)
"""Environment variables in which GitHub, GitLab, Bitbucket and Jenkins say where a change is to go."""
_MAIN_BRANCHES = ("origin/main", "origin/master", "main", "master")


class GitError(UserError):
    """Git refused. The text is one line, fit for users."""


class ChangedFile(NamedTuple):
    """One file that differs between a revision and the work tree."""

    path: str
    """Its path now, relative to the top of the repository; empty when it was removed."""
    old_path: str
    """Its path then; empty when it was added."""
    tracked: bool = True
    blob: str = ""
    """The name of its content in the index, where that is what differs; empty where there is none, or several."""
    old_blob: str = ""
    """The name of its content then."""


class Repository:
    """A git work tree; an `offline` one does not fetch what was not fetched before to answer a question."""

    def __init__(self, top: Path, *, offline: bool = False) -> None:
        self.top = top
        self._offline = offline

    def relative(self, path: Path) -> str:
        """The path as git says it, from the top of the work tree."""
        return Path(os.path.realpath(path)).relative_to(self.top).as_posix()

    def resolve(self, revision: str) -> str:
        """The commit that a revision names.

        Raises:
            GitError: it is unknown.
        """
        done = self.ask("rev-parse", "--verify", "--quiet", "--end-of-options", f"{revision}^{{commit}}")
        if done.returncode:
            raise GitError(f"unknown revision {revision!r}{self._shallow_hint()}")
        return done.stdout.decode().strip()

    def last_commit(self) -> str:
        """What the index is compared with: the commit that is checked out; before the first one, the empty tree."""
        return (
            self.head()
            or self.must("hash-object", "-t", "tree", "--stdin", input=b"").stdout.decode().strip()
        )

    def head(self) -> str | None:
        """The commit that is checked out; None before the first one."""
        done = self.ask("rev-parse", "--verify", "--quiet", "HEAD")
        return done.stdout.decode().strip() if done.returncode == 0 else None

    def head_time(self) -> tuple[str, int] | None:
        """The commit that is checked out, and its time in seconds since 1970; None before the first one."""
        if self.head() is None:
            return None
        done = self.must("log", "-1", "--no-show-signature", "--format=%H %ct", "HEAD", "--")
        commit, _, seconds = done.stdout.decode().strip().partition(" ")
        return commit, int(seconds or 0)

    def usual_base(self) -> str | None:
        """What a change will most likely be merged into: as the CI says, else the remote's or the local main branch.

        Raises:
            GitError: what the CI says was not fetched.
        """
        branch = self.ask("symbolic-ref", "--quiet", "--short", "HEAD").stdout.decode().strip()
        targets = [f"origin/{os.environ[name]}" for name in _TARGET_BRANCHES if os.environ.get(name)]
        # What was pushed of this very branch says nothing of what it will be merged into.
        upstream = self._full_name(f"{branch}@{{upstream}}")
        others = [] if upstream.endswith(f"/{branch}") else [upstream]
        for each in targets or ("origin/HEAD", *others, *_MAIN_BRANCHES):
            name = self._full_name(each)
            if name:
                return name.removeprefix("refs/heads/").removeprefix("refs/remotes/")
        if targets:
            raise GitError(
                f"{targets[0]}, which this is to be merged into, was not fetched; or name one: --since REV"
            )
        return None

    def _full_name(self, name: str) -> str:
        done = self.ask("rev-parse", "--verify", "--quiet", "--symbolic-full-name", name) if name else None
        return done.stdout.decode().strip() if done is not None and done.returncode == 0 else ""

    def merge_base(self, revision: str) -> str:
        """Where the checked-out commit and `revision` parted.

        Raises:
            GitError: the revision is unknown, or they have nothing in common that is here.
        """
        done = self.ask("merge-base", "--end-of-options", f"{revision}^{{commit}}", "HEAD")
        if done.returncode:
            self.resolve(revision)
            raise GitError(f"no merge base of {revision!r} and HEAD{self._shallow_hint()}")
        return done.stdout.decode().split()[0]

    def changed_files(
        self, base: str, *, staged: bool = False, untracked: Sequence[str] = ()
    ) -> tuple[ChangedFile, ...]:
        """The files that differ between commit `base` and the work tree; or between the last commit and the index.

        New untracked ones are included, of a work tree; only those below the paths `untracked` where there are some.
        """
        # Without a commit git takes the last one, and before the first one nothing.
        what = "--cached" if staged else base
        found = _raw_changes(self.must("diff", "--raw", "--no-abbrev", "-M", *_PLAIN, what, "--").stdout)
        if not staged:
            found += [ChangedFile(path, "", tracked=False) for path in self.untracked(untracked)]
        return tuple(sorted(found, key=lambda each: (each.path or each.old_path, each.old_path)))

    def blobs(self, commit: str, paths: Sequence[str]) -> dict[str, bytes]:
        """The contents of files in a commit (or, with an empty `commit`, in the index), absent ones left out."""
        contents: dict[str, bytes] = {}
        for path in (path for path in paths if "\n" in path):
            done = self.ask("cat-file", "blob", f"{commit}:{path}")
            contents |= {path: done.stdout} if done.returncode == 0 else {}
        named = [path for path in paths if "\n" not in path]
        if not named:
            return contents
        asked = "".join(f"{commit}:{path}\n" for path in named).encode("utf-8", "surrogateescape")
        return contents | dict(_batch(named, self.must("cat-file", "--batch", input=asked).stdout))

    def has(self, commit: str, path: str) -> bool:
        """Whether a commit names this path, be its content here or not."""
        return self.ask("rev-parse", "--verify", "--quiet", f"{commit}:{path}").returncode == 0

    def read_blobs(self, names: Sequence[str]) -> dict[str, bytes]:
        """Contents by their names; those that are not here left out."""
        if not names:
            return {}
        answer = self.must(
            "cat-file", "--batch", input="".join(f"{name}\n" for name in names).encode()
        ).stdout
        return dict(_batch(names, answer))

    def is_shallow(self) -> bool:
        """Whether commits before some point were not fetched."""
        return self.ask("rev-parse", "--is-shallow-repository").stdout.strip() == b"true"

    def modified(self) -> tuple[str, ...]:
        """Tracked files that differ from the last commit, staged or not."""
        done = self.must("status", "--porcelain=v1", "-z", "--untracked-files=no", "--no-renames")
        return tuple(record[3:] for record in _records(done.stdout) if record)

    def unstaged(self, paths: Iterable[str]) -> tuple[str, ...]:
        """Those of the paths whose content in the work tree is not that in the index."""
        wanted = set(paths)
        done = self.must("diff", "--name-only", "--no-renames", *_PLAIN)
        return tuple(path for path in _records(done.stdout) if path in wanted)

    def kept_out(self, paths: Sequence[str]) -> tuple[str, ...]:
        """Those of the paths that a sparse checkout keeps out of the work tree."""
        done = self.must("--literal-pathspecs", "ls-files", "-t", "-z", "--full-name", "--", *paths)
        return tuple(record[2:] for record in _records(done.stdout) if record.startswith("S "))

    def untracked(self, below: Sequence[str] = ()) -> tuple[str, ...]:
        """Files that git neither tracks nor ignores, in the whole work tree or below paths relative to its top."""
        options = ("-z", "--others", "--exclude-standard", "--full-name")
        return tuple(_records(self.must("--literal-pathspecs", "ls-files", *options, "--", *below).stdout))

    def listed(self, folder: Path) -> tuple[tuple[str, ...], tuple[str, ...]]:
        """What lies below `folder`, relative to it: tracked, and neither tracked nor ignored.

        A submodule, or another repository inside, is one entry; that of the latter ends in `/`.
        """
        options = ("-z", "-t", "--cached", "--others", "--exclude-standard", "--deduplicate")
        done = self.ask("-C", str(folder), "ls-files", *options)
        if done.returncode:
            raise GitError(f"git ls-files: {done.reason}")
        tracked: list[str] = []
        others: list[str] = []
        for record in _records(done.stdout):
            (others if record.startswith("? ") else tracked).append(record[2:])
        return tuple(tracked), tuple(others)

    def is_ignored(self, path: Path) -> bool:
        """Whether git ignores `path`."""
        return self.ask("check-ignore", "-q", "--", str(path)).returncode == 0

    def is_tracked(self, path: Path) -> bool:
        """Whether git tracks `path`, or anything in it."""
        done = self.ask("--literal-pathspecs", "ls-files", "-z", "--", str(path))
        return bool(done.stdout)

    def trailers(self, key: str) -> dict[str, list[str]]:
        """What commits say under `key` in their last lines: each value with its commits, the newest first."""
        if self.head() is None:
            return {}
        form = f"--format=%H%x09%(trailers:key={key},valueonly,separator=%x09)"
        done = self.must(
            "log", "-z", "--no-show-signature", "--no-color", f"--grep=^{key}: ", form, "HEAD", "--"
        )
        found: dict[str, list[str]] = {}
        for record in _records(done.stdout):
            commit, *values = record.rstrip("\n").split("\t")
            for value in filter(None, map(str.strip, values)):
                found.setdefault(value, []).append(commit)
        return found

    def changes(self) -> list[tuple[str, float, str, str, int]]:
        """Who changed how much where, newest first: author's address, age in days, path before, path after, lines."""
        form = "--format=%x01%aE%x02%at"
        options = (
            "-z",
            "-M",
            "--numstat",
            "--no-merges",
            "--no-show-signature",
            "--no-ext-diff",
            "--no-color",
        )
        fields = iter(os.fsdecode(self.must("log", *options, form, "HEAD", "--").stdout).split("\0"))
        found: list[tuple[str, float, str, str, int]] = []
        author, age, now = "", 0.0, time.time()
        for each in fields:
            record = each.lstrip("\n")
            if record.startswith("\1"):
                author, _, written = record[1:].partition("\2")
                age = max(0.0, now - int(written or 0)) / 86400
            elif record.count("\t") == 2:
                added, removed, path = record.split("\t")
                before, after = (path, path) if path else (next(fields), next(fields))
                # Binary files have no lines.
                lines = int(added) + int(removed) if added != "-" else 0
                found.append((author, age, before, after, lines))
        return found

    def tracked(self) -> frozenset[str]:
        """All files that git tracks."""
        return frozenset(_records(self.must("ls-files", "-z", "--full-name").stdout))

    def ask(self, *arguments: str, input: bytes | None = None) -> Completed:
        """What git answers, be it a refusal.

        Raises:
            GitError: it cannot be started, or does not come to an end.
        """
        argv = ["git", *_QUIET, *(_OFFLINE if self._offline else ()), *arguments]
        try:
            return run(argv, cwd=self.top, input=input, timeout=_TIMEOUT, env=_ENVIRONMENT)
        except ProcessError as error:
            raise GitError(str(error)) from error

    def must(self, *arguments: str, input: bytes | None = None) -> Completed:
        """What git answers.

        Raises:
            GitError: it refuses.
        """
        done = self.ask(*arguments, input=input)
        if done.returncode:
            raise GitError(f"git {arguments[0]}: {done.reason}")
        return done

    def _shallow_hint(self) -> str:
        return "; this is a shallow clone: fetch more of its history" if self.is_shallow() else ""


def find_repository(path: Path) -> Repository | None:
    """The git work tree that `path` lies in; None where there is none, or no git."""
    try:
        done = _ask_for_top(path)
    except ProcessError:
        return None
    top = os.fsdecode(done.stdout).rstrip("\n")
    return Repository(Path(os.path.realpath(top))) if done.returncode == 0 and top else None


def why_unusable(path: Path) -> str:
    """Why `find_repository` finds nothing though there is a `.git`."""
    import shutil

    if shutil.which("git") is None:
        return "git is not installed"
    try:
        done = _ask_for_top(path)
        return done.stderr.decode("utf-8", "replace").strip().partition("\n")[0] or done.reason
    except ProcessError as error:
        return str(error)


def _ask_for_top(path: Path) -> Completed:
    argv = ["git", *_QUIET, "rev-parse", "--show-toplevel"]
    folder = path if path.is_dir() else path.parent
    return run(argv, cwd=folder, timeout=_TIMEOUT, env=_ENVIRONMENT)


def _records(output: bytes) -> list[str]:
    return [os.fsdecode(record) for record in output.split(b"\0") if record]


def _batch(names: Sequence[str], answer: bytes) -> Iterator[tuple[str, bytes]]:
    """What `cat-file --batch` answered about each of `names`; what is missing or no file is left out."""
    position = 0
    for name in names:
        end = answer.index(b"\n", position)
        head = answer[position:end].rsplit(b" ", 2)
        position = end + 1
        if len(head) != 3 or not head[2].isdigit():
            continue
        size = int(head[2])
        if head[1] == b"blob":
            yield name, answer[position : position + size]
        position += size + 1


def _raw_changes(output: bytes) -> list[ChangedFile]:
    """What `git diff --raw` says; what is no regular file, a link or a submodule, counts as absent."""
    fields = iter(_records(output))
    found = []
    for head in fields:
        old_mode, new_mode, *blobs, status = head[1:].split(" ")
        # Noughts stand for what git has not named.
        old_blob, blob = (name if name.strip("0") else "" for name in blobs)
        old_path = path = next(fields)
        if status[0] in "RC":
            path = next(fields)
        # Of an unmerged file git says nothing but its name.
        is_unmerged = status == "U"
        change = ChangedFile(
            path if new_mode.startswith("100") or is_unmerged else "",
            old_path if old_mode.startswith("100") or is_unmerged else "",
            blob=blob,
            old_blob=old_blob,
        )
        if change.path or change.old_path:
            found.append(change)
    return found
