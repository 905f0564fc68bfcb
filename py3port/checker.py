"""Judges one text at a time, as `py3port lint` does, for the tools that bring it: pylint, flake8, an editor."""

from __future__ import annotations

import os
import tokenize
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from py3port.errors import UserError
from py3port.lint.gate import Request, Verdict, check_text
from py3port.lint.policy import Policy, policy_of
from py3port.lint.versions import Version
from py3port.project.config import Config
from py3port.project.project import Project
from py3port.registry import Registry, load_rules
from py3port.result import FileError, Finding
from py3port.rule import Rule
from py3port.scan.reading import too_large

if TYPE_CHECKING:
    from py3port.foreign import Extensions


@dataclass(frozen=True)
class Check:
    """What was found in one text."""

    project: Project
    request: Request
    verdict: Verdict

    @property
    def findings(self) -> Sequence[Finding]:
        """What the gate refuses or notes, in order of position."""
        return sorted((*self.verdict.new, *self.verdict.noted))

    @property
    def others(self) -> Sequence[Finding]:
        """What the configuration keeps the gate from looking at."""
        gated = {each.fingerprint for each in (*self.verdict.new, *self.verdict.noted)}
        return [each for each in self.verdict.scanned.findings if each.fingerprint not in gated]

    @property
    def error(self) -> FileError | None:
        """Why the text could not be judged."""
        return next((error for _, error in self.verdict.errors), None)


class Projects:
    """The projects that files lie in, and their rules; each folder is asked about once."""

    def __init__(self) -> None:
        self._by_folder: dict[str, Project] = {}
        # Ours at once: a tool may put the linted code's folders on the path later, or start processes.
        self._registries: dict[Extensions | None, Registry] = {None: load_rules()}

    @cached_property
    def _here(self) -> Project:
        return project_of(".")

    def of(self, path: str) -> Project:
        """The project of a file, which need not exist.

        Where nothing says what the project is, it is all that is below the working directory.

        Raises:
            UserError: its configuration is wrong.
        """
        folder = os.path.realpath(os.path.dirname(os.path.abspath(path)))
        if folder not in self._by_folder:
            found = project_of(folder)
            is_guess = found.repository is None and found.config == Config()
            is_here = is_guess and found.root.is_relative_to(self._here.root)
            self._by_folder[folder] = self._here if is_here else found
        return self._by_folder[folder]

    def registry_of(self, project: Project) -> Registry:
        """All rules for a project, with the fixers and codemods that its configuration names.

        Raises:
            UserError: one of those is not installed, or is no rule.
        """
        extensions = project.extensions
        if extensions not in self._registries:
            self._registries[extensions] = load_rules(extensions)
        return self._registries[extensions]


def project_of(folder: str | Path) -> Project:
    """The project that a folder lies in, or would.

    Raises:
        UserError: its configuration is wrong.
    """
    there = Path(os.path.abspath(folder))
    return Project.open(next(each for each in (there, *there.parents) if each.is_dir()))


def check(
    project: Project, path: str, data: bytes, rules: Sequence[Rule], policy: Policy | None = None
) -> Check:
    """What the rules find in the text that is, or shall be, in the file at `path`.

    Raises:
        UserError: the file lies outside of the project, or an app is configured wrong.
    """
    config = project.config
    request = Request(
        rules=tuple(rule for rule in rules if rule.name not in config.disable),
        options=config.options,
        policy=policy or policy_of(config),
        jobs=1,
    )
    limit = config.max_file_size
    content = data if len(data) <= limit else FileError(too_large(len(data), limit))
    return Check(project, request, check_text(project, Version(project.relative(path), content), request))


def complaint(error: UserError | FileError) -> str:
    """One line on why something could not be judged."""
    return f"py3port cannot judge this file: {error.message if isinstance(error, FileError) else error}"


def encoded(text: str) -> bytes:
    """A text that a tool has decoded, as bytes that its own cookie describes.

    Raises:
        UserError: they have no way to write it.
    """
    encoding = "utf-8"
    try:
        data = text.encode(encoding, "surrogateescape")
        encoding, _ = tokenize.detect_encoding(iter(data.splitlines(keepends=True)).__next__)
        return data if encoding.startswith("utf-8") else text.encode(encoding)
    except (SyntaxError, LookupError):
        # Whoever reads the cookie will say what is wrong with it.
        return data
    except UnicodeEncodeError:
        raise UserError(f"it has characters that {encoding} has not") from None
