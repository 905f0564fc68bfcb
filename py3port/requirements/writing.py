"""Proposes files of requirements for both Pythons side by side and for the target, beside those there are."""

from __future__ import annotations

import os
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from py3port.errors import UserError
from py3port.requirements.lines import Step, lines_for
from py3port.requirements.model import Answer, Kind, Verdict
from py3port.requirements.reading import OWN_MARK
from py3port.requirements.reading.discovery import reader_of
from py3port.requirements.reading.requirements_txt import read_requirements
from py3port.requirements.reading.sheet import decoded
from py3port.storage import StorageError, inside, read, write

_DEFAULT = "requirements.txt"
_REFERENCE = re.compile(r"(\s*(?:-[rc]|--requirement|--constraint)[=\s]*)(\S+)(.*)")
_TRAILING = re.compile(r"(?<!\s)\s+#.*$")
_COOKIE = re.compile(r"#.*?coding[:=]")
_HASHES = "--require-hashes"


@dataclass(frozen=True)
class Proposal:
    """A file to write, relative to the root."""

    path: str
    text: str


def propose(root: Path, answers: Sequence[Answer], target: str) -> tuple[Proposal, ...]:
    """The files that would take the place of those that the requirements come from.

    Files of pip's are kept line by line, comments and all. Where there are none, what the other files require is
    listed anew.

    Raises:
        UserError: a file cannot be read any more.
    """
    files = list(dict.fromkeys(answer.requirement.file for answer in answers))
    own = [file for file in files if reader_of(file) is read_requirements]
    proposals = []
    for step in Step:
        heading = f"{OWN_MARK}: for Python {'2.7 and ' if step is Step.BRIDGE else ''}{target}."
        if not own:
            proposals.append(_listed(answers, step, heading))
        for file in own:
            by_line = {each.requirement.line: each for each in answers if each.requirement.file == file}
            rewriting = _Rewriting(step, by_line, {each: renamed(each, step) for each in own}, file)
            proposals.append(Proposal(renamed(file, step), rewriting.text(_read(root, file), heading)))
    return tuple(proposals)


def write_proposals(root: Path, proposals: Iterable[Proposal]) -> None:
    """Write proposed files; either all of them may be written or none is.

    Raises:
        UserError: there is a file of that name that is not of our making, or the system refuses.
    """
    proposals = tuple(proposals)
    for proposal in proposals:
        if os.path.lexists(root / proposal.path) and not _read(root, proposal.path).startswith(OWN_MARK):
            raise UserError(f"{proposal.path}: is there already and not of py3port's making; move it away")
    for proposal in proposals:
        try:
            write(inside(root, root / proposal.path), proposal.text.encode())
        except StorageError as error:
            raise UserError(f"{proposal.path}: {error}") from error


def renamed(file: str, step: Step) -> str:
    """The name of the file that is proposed in a file's place."""
    stem, ending = os.path.splitext(file)
    return f"{stem}-{step.value}{ending}"


class _Rewriting:
    """One file of pip's on its way to one step."""

    def __init__(
        self, step: Step, answers: Mapping[int, Answer], renamed: Mapping[str, str], file: str
    ) -> None:
        self._step = step
        self._answers = answers
        self._renamed = renamed
        self._file = file

    def text(self, text: str, heading: str) -> str:
        """The new text."""
        end = "\r\n" if "\r\n" in text else "\n"
        lines = text.replace("\r\n", "\n").replace("\r", "\n").removesuffix("\n").split("\n")
        changed = [heading]
        if any(answer.requirement.hashes for answer in self._answers.values()):
            changed.append("# Hashes are left out, since versions change: have them made anew.")
        number = 1
        while number <= len(lines):
            answer = self._answers.get(number)
            last = max(answer.requirement.end_line, number) if answer else number
            old = lines[number - 1 : last]
            changed += self._answered(answer, old) if answer else self._other(old[0], number)
            number = last + 1
        return end.join(changed) + end

    def _answered(self, answer: Answer, old: Sequence[str]) -> list[str]:
        """The lines in place of a requirement, with its comment at the end of the first that is one."""
        if self._stays(answer):
            return list(old)
        comment = _TRAILING.search(old[-1])
        indent = old[0][: len(old[0]) - len(old[0].lstrip())]
        lines = [indent + line for line in lines_for(answer, self._step)]
        if comment:
            place = next((at for at, line in enumerate(lines) if not line.lstrip().startswith("#")), 0)
            lines[place] += comment.group()
        return lines

    def _stays(self, answer: Answer) -> bool:
        is_pinned_elsewhere = answer.requirement.url or answer.requirement.kind is Kind.EDITABLE
        is_split = self._step is Step.BRIDGE and answer.python2 is not None
        is_kept = answer.verdict is Verdict.OK and not answer.requirement.hashes and not is_split
        return bool(is_pinned_elsewhere) or is_kept

    def _other(self, line: str, number: int) -> list[str]:
        """A line that requires nothing, with references to files that are proposed too."""
        if line.strip() == _HASHES or (number <= 2 and _COOKIE.match(line)):
            return []
        match = _REFERENCE.fullmatch(line)
        if match is None:
            return [line]
        folder = os.path.dirname(self._file)
        target = os.path.normpath(os.path.join(folder, match[2])).replace(os.sep, "/")
        if target not in self._renamed:
            return [line]
        new = os.path.relpath(self._renamed[target], folder or ".").replace(os.sep, "/")
        return [f"{match[1]}{new}{match[3]}"]


def _listed(answers: Sequence[Answer], step: Step, heading: str) -> Proposal:
    """A new file with what is needed to run, file by file."""
    locked = {answer.requirement.file for answer in answers if answer.requirement.kind is Kind.LOCKED}
    left_out = {file.removesuffix(".lock") for file in locked}
    lines, current = [heading], ""
    for answer in answers:
        requirement = answer.requirement
        if requirement.kind not in (Kind.REQUIREMENT, Kind.LOCKED) or requirement.file in left_out:
            continue
        if requirement.file != current:
            current = requirement.file
            lines.append(f"# {current}")
        lines += lines_for(answer, step)
    return Proposal(renamed(_DEFAULT, step), "\n".join(lines) + "\n")


def _read(root: Path, file: str) -> str:
    try:
        data, _ = read(root / file, root=root)
    except StorageError as error:
        raise UserError(f"{file}: {error}") from error
    return decoded(data)
