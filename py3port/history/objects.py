"""What a history asks git: commits and their times, trees, and the sizes of contents. Nothing is fetched for it."""

from __future__ import annotations

import os
from collections.abc import Iterable

from py3port.git import Repository


def first_parents(repository: Repository) -> list[tuple[str, int]]:
    """The commits from HEAD back along first parents, the newest first, with their time in seconds since 1970."""
    if repository.head() is None:
        return []
    form = "--format=%H %ct"
    done = repository.must("log", "--first-parent", "--no-show-signature", form, "HEAD", "--")
    return _times(done.stdout)


def times(repository: Repository, commits: Iterable[str]) -> dict[str, int]:
    """The times of commits, in seconds since 1970."""
    names = "".join(f"{commit}\n" for commit in commits).encode()
    if not names:
        return {}
    form = "--format=%H %ct"
    done = repository.must("log", "--no-walk", "--no-show-signature", form, "--stdin", input=names)
    return dict(_times(done.stdout))


def tree(repository: Repository, commit: str) -> dict[str, str]:
    """The regular files of a commit, each with the name of its content."""
    done = repository.must("ls-tree", "-r", "-z", "--full-tree", commit)
    found = {}
    for record in filter(None, os.fsdecode(done.stdout).split("\0")):
        head, path = record.split("\t", 1)
        mode, kind, blob = head.split()
        if kind == "blob" and mode != "120000":
            found[path] = blob
    return found


def sizes(repository: Repository, names: Iterable[str]) -> dict[str, int]:
    """The sizes of contents, in bytes; those that are not here left out."""
    wanted, form = set(names), "--batch-check=%(objectname) %(objectsize)"
    if is_partial(repository):
        # To ask for one that was not fetched would be an error, or fetch it.
        done = repository.must("cat-file", "--batch-all-objects", form)
    else:
        done = repository.must("cat-file", form, input="".join(f"{name}\n" for name in wanted).encode())
    pairs = (line.split() for line in done.stdout.decode().splitlines())
    return {name: int(size) for name, size in pairs if name in wanted and size.isdecimal()}


def is_partial(repository: Repository) -> bool:
    """Whether contents are fetched only when they are asked for."""
    done = repository.ask("config", "--get-regexp", r"^remote\..*\.(promisor|partialclonefilter)$")
    return bool(done.stdout.strip())


def _times(answer: bytes) -> list[tuple[str, int]]:
    pairs = [line.split() for line in answer.decode().splitlines()]
    # A damaged commit may have no time.
    return [(pair[0], int(pair[1])) for pair in pairs if len(pair) == 2]
