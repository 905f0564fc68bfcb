"""The only ways in which we change a repository: commits of named files, and tags."""

from __future__ import annotations

import itertools
import os
import re
from collections.abc import Iterable

from py3port.git import GitError, Repository
from py3port.process import run

_TIMEOUT = 600.0
_UNDER_WAY = {
    "index.lock": "another git is at work here, or was killed and left its index.lock",
    "MERGE_HEAD": "a merge is under way",
    "CHERRY_PICK_HEAD": "a cherry-pick is under way",
}


def check_can_commit(repository: Repository) -> None:
    """Make sure that git would not refuse a commit for what can be told beforehand.

    Raises:
        GitError: it would: nobody's name is configured, or something else is under way.
    """
    for role in ("AUTHOR", "COMMITTER"):
        done = repository.ask("var", f"GIT_{role}_IDENT")
        if done.returncode:
            raise GitError(f"git knows no name to commit under: {done.reason}")
    for name, what in _UNDER_WAY.items():
        place = repository.must("rev-parse", "--git-path", name).stdout
        if (repository.top / os.fsdecode(place).rstrip("\n")).exists():
            raise GitError(f"git would not commit: {what}")


def commit(repository: Repository, paths: Iterable[str], *, message: str) -> str:
    """Commit these files as they are in the work tree and nothing else; hooks run, the rest of the index stays.

    Raises:
        GitError: git, or one of its hooks, refuses.
    """
    listed = "\0".join(paths).encode("utf-8", "surrogateescape")
    options = ["--quiet", "--only", "--cleanup=whitespace", "--pathspec-from-file=-", "--pathspec-file-nul"]
    argv = ["git", "--literal-pathspecs", "commit", *options, "-m", message]
    done = run(argv, cwd=repository.top, input=listed, timeout=_TIMEOUT, env={"GIT_TERMINAL_PROMPT": "0"})
    if done.returncode:
        raise GitError(f"git did not commit: {done.reason}")
    return repository.head() or ""


def check_tag(repository: Repository, name: str) -> None:
    """Make sure that a new tag may be called so.

    Raises:
        GitError: git refuses the name, or has it already.
    """
    if name.startswith("-") or repository.ask("check-ref-format", f"refs/tags/{name}").returncode:
        raise GitError(f"{name!r} is no name for a tag")
    if _has_tag(repository, name):
        raise GitError(f"there is a tag {name!r} already")


def free_tag(repository: Repository, text: str) -> str:
    """A name for a new tag that is like `text`; with a number behind it where that is taken."""
    parts = (re.sub(r"[^\w@+=,'-]+", "-", part).strip("-") for part in text.split("/"))
    name = "/".join(part for part in parts if part)
    numbered = itertools.chain([name], (f"{name}-{number}" for number in itertools.count(2)))
    return next(each for each in numbered if not _has_tag(repository, each))


def tag(repository: Repository, name: str, commit: str) -> None:
    """Give a commit a name.

    Raises:
        GitError: git refuses.
    """
    repository.must("tag", "--end-of-options", name, commit)


def _has_tag(repository: Repository, name: str) -> bool:
    return repository.ask("rev-parse", "--verify", "--quiet", f"refs/tags/{name}").returncode == 0
