"""Looks into the code of a release that nothing is known of: downloaded, unpacked in memory, scanned, never run."""

from __future__ import annotations

import io
import re
import tarfile
import zipfile
from collections.abc import Collection, Iterator
from dataclasses import dataclass, replace
from typing import Protocol

from py3port.analysis import Surroundings
from py3port.detect import Dispatcher
from py3port.registry import load_rules
from py3port.requirements.index.archives import BROKEN, unpacked
from py3port.requirements.index.listing import Failure, File, Release
from py3port.requirements.index.metadata import MetadataError
from py3port.requirements.model import Answer, Evidence, Verdict
from py3port.requirements.support import ranked
from py3port.result import FileResult, Mode, Options, Stage
from py3port.scan import scan_file
from py3port.summary import PYTHON3_DIALECTS

_MAX_FILES = 5_000
_MAX_FILE = 5_000_000
_BESIDE = re.compile(
    r"(^|/)(tests?|testing|docs?|examples?|samples?|demos?|build|setup\.py$|conftest\.py$|\._[^/]*$)(/|$)"
)
"""What lies beside the code that is installed; `._x.py` is no code at all but what macOS keeps about `x.py`."""
_BREAKING = frozenset({Stage.COMMON, Stage.SIX})


class Downloads(Protocol):
    """Where files come from: an index."""

    def download(self, file: File) -> bytes | Failure:
        """The whole file."""


@dataclass(frozen=True)
class Seen:
    """What the code of a file of a release looks like."""

    file: str
    modules: int
    python2: tuple[str, ...]
    """The modules that Python 3 cannot parse."""
    findings: int
    """What Python 3 would break on in the others."""

    def __str__(self) -> str:
        if not self.modules:
            return f"{self.file} has no Python code"
        whole = f"{self.file} ({_counted(self.modules, 'module')})"
        if self.python2:
            count, first = len(self.python2), self.python2[0]
            return f"{count} of the modules of {whole} cannot be read by Python 3, such as {first}"
        if self.findings:
            return f"{whole} parses as Python 3, with {_counted(self.findings, 'finding')}"
        return f"{whole} parses as Python 3 and scans clean, which does not prove that it works"


class Inspector:
    """Scans releases; safe to use from several threads."""

    def __init__(self, downloads: Downloads, target: str) -> None:
        self._downloads = downloads
        self._options = Options(Mode.PY3, target)
        self._dispatcher = Dispatcher(rule for rule in load_rules().rules if rule.stage in _BREAKING)

    def inspect(self, answer: Answer, release: Release) -> Answer:
        """The answer with what the code of `release` tells; code that only Python 2 parses is a blocker."""
        seen = self.look(release)
        if isinstance(seen, Failure):
            return replace(answer, evidence=ranked((*answer.evidence, Evidence("index", seen.reason))))
        evidence = ranked((*answer.evidence, Evidence("inspection", f"{release.version}: {seen}")))
        verdict = Verdict.BLOCKED if seen.python2 else answer.verdict
        return replace(answer, verdict=verdict, evidence=evidence, note="" if seen.python2 else answer.note)

    def look(self, release: Release) -> Seen | Failure:
        """What the code of a release looks like."""
        file = release.sdist or release.files[0]
        data = self._downloads.download(file)
        if isinstance(data, Failure):
            return data
        try:
            return self._scan(file, data)
        except MetadataError as error:
            return Failure(f"{file.name}: {error}")
        except BROKEN:
            return Failure(f"{file.name} is no sound archive")

    def _scan(self, file: File, data: bytes) -> Seen:
        findings = 0
        python2: list[str] = []
        paths: set[str] = set()
        for path, source in _modules(file, data):
            paths.add(path)
            surroundings = Surroundings(path=path, in_package="/" in path)
            result = scan_file(source, path, surroundings, options=self._options, dispatcher=self._dispatcher)
            if result.error is not None or result.dialect not in PYTHON3_DIALECTS:
                python2.append(path)
            else:
                findings += _breaking(result)
            if len(paths) == _MAX_FILES:
                break
        alone = tuple(path for path in python2 if not _has_twin(path, paths))
        return Seen(file.name, len(paths), alone, findings)


def _counted(number: int, noun: str) -> str:
    return f"{number} {noun}{'' if number == 1 else 's'}"


def _has_twin(path: str, paths: Collection[str]) -> bool:
    """Whether there is the same for Python 3: `path3.py` beside `path2.py`."""
    return any(f"{path[: m.start()]}3{path[m.end() :]}" in paths for m in re.finditer("2", path))


def _breaking(result: FileResult) -> int:
    return sum(finding.stage in _BREAKING for finding in result.findings)


def _modules(file: File, data: bytes) -> Iterator[tuple[str, bytes]]:
    """The modules that are installed, as far as the folders tell: path and content."""
    is_zip = file.name.lower().endswith((".whl", ".zip"))
    members = _zip_members(data) if is_zip else _tar_members(data, file.name)
    for name, content in members:
        path = name if file.name.endswith(".whl") else name.partition("/")[2]
        if not _BESIDE.search(path):
            yield path, content


def _zip_members(data: bytes) -> Iterator[tuple[str, bytes]]:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        for member in archive.infolist():
            if member.filename.endswith(".py") and member.file_size <= _MAX_FILE:
                with archive.open(member) as stream:
                    yield member.filename, stream.read(_MAX_FILE)


def _tar_members(data: bytes, name: str) -> Iterator[tuple[str, bytes]]:
    with tarfile.open(fileobj=unpacked(io.BytesIO(data), name), mode="r|") as archive:
        for member in archive:
            if member.isfile() and member.name.endswith(".py") and member.size <= _MAX_FILE:
                stream = archive.extractfile(member)
                assert stream is not None
                yield member.name.removeprefix("./"), stream.read()
