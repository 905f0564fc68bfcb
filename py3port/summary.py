"""Counts what a scan found: the totals that every report and the terminal show."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

from py3port.result import GATE_STAGES, Applicability, FileResult, FileStatus, Finding, ScanResult, Stage

PYTHON3_DIALECTS = frozenset({"python3", "both"})


@dataclass(frozen=True)
class FileTotal:
    """What a set of files amounts to: the whole repository, an app, an owner, a dialect."""

    files: int
    lines: int
    ported_files: int
    ported_lines: int
    errors: int
    findings: int
    by_stage: Mapping[Stage, int]
    by_applicability: Mapping[Applicability, int]

    @property
    def file_percent(self) -> int:
        """The percentage of files that are ported, rounded down: 100 only when nothing is left, or was there."""
        return 100 * self.ported_files // self.files if self.files else 100

    @property
    def line_percent(self) -> int:
        """The percentage of lines in ported files, rounded down."""
        return 100 * self.ported_lines // self.lines if self.lines else 100


@dataclass(frozen=True)
class FindingTotal:
    """What a set of findings amounts to: those of a stage, an applicability, a rule."""

    findings: int
    files: int
    """How many files have at least one of them."""
    by_applicability: Mapping[Applicability, int]


@dataclass(frozen=True)
class Summary:
    """All totals of a scan. The empty name stands for no app, no owner and an unknown dialect."""

    total: FileTotal
    stages: Mapping[Stage, FindingTotal]
    applicabilities: Mapping[Applicability, FindingTotal]
    rules: Mapping[str, FindingTotal]
    apps: Mapping[str, FileTotal]
    owners: Mapping[str, FileTotal]
    """A file with several owners counts for each of them."""
    dialects: Mapping[str, FileTotal]


def is_ported(file: FileResult) -> bool:
    """Whether a file counts as ported: it parses as Python 3 and no finding of a gate stage is left in it."""
    if file.status is not FileStatus.OK or file.dialect not in PYTHON3_DIALECTS:
        return False
    return not any(finding.stage in GATE_STAGES for finding in file.findings)


def summarize(result: ScanResult) -> Summary:
    """Return all totals of a scan; names in alphabetical order, stages and applicabilities in their own."""
    findings = [finding for file in result.files for finding in file.findings]
    by_stage = _group_findings(findings, lambda finding: finding.stage)
    by_applicability = _group_findings(findings, lambda finding: finding.applicability)
    by_rule = _group_findings(findings, lambda finding: finding.rule)
    return Summary(
        total=_file_total(result.files),
        stages={stage: _finding_total(by_stage.get(stage, ())) for stage in Stage},
        applicabilities={each: _finding_total(by_applicability.get(each, ())) for each in Applicability},
        rules={name: _finding_total(by_rule[name]) for name in sorted(by_rule)},
        apps=_file_totals(result.files, lambda file: (file.app,)),
        owners=_file_totals(result.files, lambda file: tuple(dict.fromkeys(file.owners)) or ("",)),
        dialects=_file_totals(result.files, lambda file: (file.dialect,)),
    )


def _group_findings(findings: Iterable[Finding], key: Callable[[Finding], str]) -> dict[str, list[Finding]]:
    groups: dict[str, list[Finding]] = {}
    for finding in findings:
        groups.setdefault(key(finding), []).append(finding)
    return groups


def _file_totals(
    files: Iterable[FileResult], names: Callable[[FileResult], tuple[str, ...]]
) -> dict[str, FileTotal]:
    groups: dict[str, list[FileResult]] = {}
    for file in files:
        for name in names(file):
            groups.setdefault(name, []).append(file)
    return {name: _file_total(groups[name]) for name in sorted(groups)}


def _file_total(files: Sequence[FileResult]) -> FileTotal:
    ported = [file for file in files if is_ported(file)]
    stages = Counter(finding.stage for file in files for finding in file.findings)
    applicabilities = Counter(finding.applicability for file in files for finding in file.findings)
    return FileTotal(
        files=len(files),
        lines=sum(file.lines for file in files),
        ported_files=len(ported),
        ported_lines=sum(file.lines for file in ported),
        errors=sum(file.status is FileStatus.ERROR for file in files),
        findings=stages.total(),
        by_stage={stage: stages[stage] for stage in Stage},
        by_applicability={each: applicabilities[each] for each in Applicability},
    )


def _finding_total(findings: Sequence[Finding]) -> FindingTotal:
    applicabilities = Counter(finding.applicability for finding in findings)
    return FindingTotal(
        findings=len(findings),
        files=len({finding.path for finding in findings}),
        by_applicability={each: applicabilities[each] for each in Applicability},
    )
