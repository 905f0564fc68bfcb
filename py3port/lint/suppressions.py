"""What is wrong with comments that hide findings: they hide nothing, name no rule, or give no reason."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass

from py3port.analysis.ignores import is_called
from py3port.errors import UserError
from py3port.lint.locked import UNPORTED_IMPORT
from py3port.registry import Registry
from py3port.result import FileResult, RuleInfo, ScanResult, Suppression


@dataclass(frozen=True)
class Complaint:
    """Something that is wrong with a comment."""

    path: str
    line: int
    column: int
    message: str


def complaints(scanned: ScanResult, registry: Registry, *, strict: bool) -> list[Complaint]:
    """What is wrong with the comments in the scanned files; only a strict gate wants a reason."""
    return [
        Complaint(file.path, each.line, each.column, message)
        for file in scanned.files
        for each in file.suppressions
        for message in _messages(file, each, scanned, registry, strict=strict)
    ]


def _messages(
    file: FileResult, suppression: Suppression, scanned: ScanResult, registry: Registry, *, strict: bool
) -> Iterator[str]:
    if not suppression.names:
        yield "`py3port: ignore[]` names no rule"
    for name in suppression.names:
        if name == UNPORTED_IMPORT.name:
            continue
        ran = [info for info in scanned.rules.values() if is_called(name, info.name, info.aliases)]
        if not ran:
            yield from _unknown(name, registry)
        elif not _hides(suppression, ran):
            yield f"`py3port: ignore[{name}]` hides nothing"
    if strict and not suppression.reason:
        yield f"`py3port: ignore[{', '.join(suppression.names)}]` gives no reason"


def _hides(suppression: Suppression, rules: Collection[RuleInfo]) -> bool:
    names = {info.name for info in rules}
    return any(finding.rule in names for finding in suppression.findings)


def _unknown(name: str, registry: Registry) -> Iterator[str]:
    try:
        registry.find(name)
    except UserError as error:
        yield f"`py3port: ignore[{name}]`: {error}"
