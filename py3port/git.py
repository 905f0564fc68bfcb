"""Questions to git, and the one command of ours that changes a repository: a commit of named files."""

from __future__ import annotations

import os
import shutil
import time
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

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
_TIMEOUT = 600.0


class GitError(UserError):
    """Git refused. The text is one line, fit for users."""


@dataclass(frozen=True)
class ChangedFile:
    """One file that differs between a revision and the work tree."""

    path: str
    """Its path now, relative to the top of the repository; empty when it was removed."""
    old_path: str
    """Its path then; empty when it was added."""


@dataclass(frozen=True)
class Repository:
    """A git work tree."""

    top: Path

    def relative(self, path: Path) -> str:
        """The path as git says it, from the top of the work tree."""
        return Path(os.path.realpath(path)).relative_to(self.top).as_posix()

    def resolve(self, revision: str) -> str:
        """The commit that a revision names.

        Raises:
            GitError: it is unknown.
        """
        done = self._ask("rev-parse", "--verify", "--quiet", "--end-of-options", f"{revision}^{{commit}}")
        if done.returncode:
            raise GitError(f"unknown revision {revision!r}{self._shallow_hint()}")
        return done.stdout.decode().strip()

    def head(self) -> str | None:
        """The commit that is checked out; None before the first one."""
        done = self._ask("rev-parse", "--verify", "--quiet", "HEAD")
        return done.stdout.decode().strip() if done.returncode == 0 else None

    def merge_base(self, revision: str) -> str:
        """Where the checked-out commit and `revision` parted.

        Raises:
            GitError: the revision is unknown, or they have nothing in common that is here.
        """
        commit = self.resolve(revision)
        done = self._ask("merge-base", commit, "HEAD")
        if done.returncode:
            raise GitError(f"no merge base of {revision!r} and HEAD{self._shallow_hint()}")
        return done.stdout.decode().split()[0]

    def changed_files(self, base: str, *, staged: bool = False) -> tuple[ChangedFile, ...]:
        """The files that differ between commit `base` and the work tree (or the index); new untracked ones included."""
        index = ("--cached",) if staged else ()
        arguments = ("diff", "--name-status", "-M", "-z", "--no-ext-diff", "--no-textconv", "--no-color")
        found = _name_status(self._must(*arguments, *index, base, "--").stdout)
        if not staged:
            found += [ChangedFile(path, "") for path in self.untracked()]
        return tuple(sorted(found, key=lambda each: (each.path or each.old_path, each.old_path)))

    def blobs(self, commit: str, paths: Sequence[str]) -> dict[str, bytes]:
        """The contents of files in a commit (or, with an empty `commit`, in the index), absent ones left out."""
        contents: dict[str, bytes] = {}
        position = 0
        for path in (path for path in paths if "\n" in path):
            done = self._ask("cat-file", "blob", f"{commit}:{path}")
            contents |= {path: done.stdout} if done.returncode == 0 else {}
        named = [path for path in paths if "\n" not in path]
        if not named:
            return contents
        asked = "".join(f"{commit}:{path}\n" for path in named).encode("utf-8", "surrogateescape")
        answer = self._must("cat-file", "--batch", input=asked).stdout
        for path in named:
            end = answer.index(b"\n", position)
            head = answer[position:end].rsplit(b" ", 2)
            position = end + 1
            if len(head) != 3 or not head[2].isdigit():
                continue
            size = int(head[2])
            if head[1] == b"blob":
                contents[path] = answer[position : position + size]
            position += size + 1
        return contents

    def modified(self) -> tuple[str, ...]:
        """Tracked files that differ from the last commit, staged or not."""
        done = self._must("status", "--porcelain=v1", "-z", "--untracked-files=no", "--no-renames")
        return tuple(record[3:] for record in _records(done.stdout) if record)

    def untracked(self) -> tuple[str, ...]:
        """Files that git neither tracks nor ignores."""
        return tuple(
            _records(self._must("ls-files", "-z", "--others", "--exclude-standard", "--full-name").stdout)
        )

    def listed(self, folder: Path) -> tuple[tuple[str, ...], tuple[str, ...]]:
        """What lies below `folder`, relative to it: tracked, and neither tracked nor ignored.

        A submodule, or another repository inside, is one entry; that of the latter ends in `/`.
        """
        options = ("-z", "-t", "--cached", "--others", "--exclude-standard", "--deduplicate")
        done = self._ask("-C", str(folder), "ls-files", *options)
        if done.returncode:
            raise GitError(f"git ls-files: {done.reason}")
        tracked: list[str] = []
        others: list[str] = []
        for record in _records(done.stdout):
            (others if record.startswith("? ") else tracked).append(record[2:])
        return tuple(tracked), tuple(others)

    def is_ignored(self, path: Path) -> bool:
        """Whether git ignores `path`."""
        return self._ask("check-ignore", "-q", "--", str(path)).returncode == 0

    def is_tracked(self, path: Path) -> bool:
        """Whether git tracks `path`, or anything in it."""
        done = self._ask("--literal-pathspecs", "ls-files", "-z", "--", str(path))
        return bool(done.stdout)

    def trailers(self, key: str) -> dict[str, list[str]]:
        """What commits say under `key` in their last lines, from the one checked out back: value to commits, newest first."""
        if self.head() is None:
            return {}
        form = f"--format=%H%x09%(trailers:key={key},valueonly,separator=%x09)"
        done = self._must(
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
        fields = iter(os.fsdecode(self._must("log", *options, form, "HEAD", "--").stdout).split("\0"))
        found: list[tuple[str, float, str, str, int]] = []
        author, age, now = "", 0.0, time.time()
        for each in fields:
            record = each.lstrip("\n")
            if record.startswith("\1"):
                author, _, written = record[1:].partition("\2")
                age = max(0.0, now - int(written)) / 86400
            elif record.count("\t") == 2:
                added, removed, path = record.split("\t")
                before, after = (path, path) if path else (next(fields), next(fields))
                # Binary files have no lines.
                lines = int(added) + int(removed) if added != "-" else 0
                found.append((author, age, before, after, lines))
        return found

    def tag(self, name: str, commit: str) -> None:
        """Give a commit a name.

        Raises:
            GitError: git refuses the name, or has it already.
        """
        self._must("tag", "--end-of-options", name, commit)

    def tracked(self) -> frozenset[str]:
        """All files that git tracks."""
        return frozenset(_records(self._must("ls-files", "-z", "--full-name").stdout))

    def commit(self, paths: Iterable[str], *, message: str) -> str:
        """Commit these files as they are in the work tree and nothing else; hooks run, the rest of the index stays.

        Raises:
            GitError: git, or one of its hooks, refuses.
        """
        listed = "\0".join(paths).encode("utf-8", "surrogateescape")
        argv = [
            "git",
            "--literal-pathspecs",
            "commit",
            "--quiet",
            "--only",
            "--cleanup=whitespace",
            "-m",
            message,
        ]
        argv += ["--pathspec-from-file=-", "--pathspec-file-nul"]
        done = run(argv, cwd=self.top, input=listed, timeout=_TIMEOUT, env={"GIT_TERMINAL_PROMPT": "0"})
        if done.returncode:
            raise GitError(f"git did not commit: {done.reason}")
        return self.head() or ""

    def _ask(self, *arguments: str, input: bytes | None = None) -> Completed:
        try:
            return run(
                ["git", *_QUIET, *arguments], cwd=self.top, input=input, timeout=_TIMEOUT, env=_ENVIRONMENT
            )
        except ProcessError as error:
            raise GitError(str(error)) from error

    def _must(self, *arguments: str, input: bytes | None = None) -> Completed:
        done = self._ask(*arguments, input=input)
        if done.returncode:
            raise GitError(f"git {arguments[0]}: {done.reason}")
        return done

    def _shallow_hint(self) -> str:
        shallow = self._ask("rev-parse", "--is-shallow-repository").stdout.strip() == b"true"
        return "; this is a shallow clone: fetch more of its history" if shallow else ""


def find_repository(path: Path) -> Repository | None:
    """The git work tree that `path` lies in; None where there is none, or no git."""
    if shutil.which("git") is None:
        return None
    try:
        done = _ask_for_top(path)
    except ProcessError:
        return None
    top = os.fsdecode(done.stdout).rstrip("\n")
    return Repository(Path(os.path.realpath(top))) if done.returncode == 0 and top else None


def why_unusable(path: Path) -> str:
    """Why `find_repository` finds nothing though there is a `.git`."""
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


def _name_status(output: bytes) -> list[ChangedFile]:
    fields = iter(_records(output))
    found = []
    for status in fields:
        path = next(fields)
        if status[0] in "RC":
            found.append(ChangedFile(next(fields), path))
        elif status[0] == "D":
            found.append(ChangedFile("", path))
        else:
            found.append(ChangedFile(path, "" if status[0] == "A" else path))
    return found
