"""The `openmetrics` report: the counts as Prometheus reads them, or, with the past, as it fills in what was before."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import ClassVar, TypeVar

from py3port.report import HistoryPoint, Part, Progress, Report
from py3port.result import Stage
from py3port.summary import FileTotal, summarize
from py3port_reports.visible_text import visible

Labels = tuple[tuple[str, str], ...]
_V = TypeVar("_V")


@dataclass(frozen=True)
class Sample:
    """A value with its labels, and its time where that is not now."""

    labels: Labels
    value: int
    seconds: int | None = None


class Openmetrics:
    """Renders the counts as OpenMetrics text; no metric has a label for single files or findings."""

    name: ClassVar[str] = "openmetrics"
    title: ClassVar[str] = "Counts, for Prometheus and Grafana"
    extension: ClassVar[str] = ".txt"
    parts: ClassVar[Collection[Part]] = frozenset({Part.PLAN, Part.REQUIREMENTS, Part.VERIFICATION})

    def render(self, result: Report) -> str:
        """Return one family of metrics after the other.

        With a past these are its points with their times, to be filled in once:
        `promtool tsdb create-blocks-from openmetrics`.
        """
        project = result.root
        found = _then(result.history.points) if result.history.points else _now(result)
        lines: list[str] = []
        for name, samples in found.items():
            if samples:
                lines.append(f"# TYPE {name} gauge")
                lines.append(f"# HELP {name} {_HELP[name]}")
                lines += [_line(name, project, sample) for sample in samples]
        return "\n".join([*lines, "# EOF"]) + "\n"


REPORTER = Openmetrics()

_HELP = {
    "py3port_scan": "What was scanned with; always 1.",
    "py3port_files": "Files.",
    "py3port_files_ported": "Files that parse as Python 3 and have no finding of common, six and semantic.",
    "py3port_files_unreadable": "Files that cannot be read or parsed.",
    "py3port_lines": "Lines.",
    "py3port_lines_ported": "Lines of ported files.",
    "py3port_findings": "Findings, by stage.",
    "py3port_findings_by_fix": "Findings, by how far their fix can be trusted.",
    "py3port_rule_findings": "Findings, by rule.",
    "py3port_app_files": "Files of an app.",
    "py3port_app_files_ported": "Ported files of an app.",
    "py3port_app_lines": "Lines of an app.",
    "py3port_app_lines_ported": "Lines of an app's ported files.",
    "py3port_app_findings": "Findings in an app, by stage.",
    "py3port_owner_files": "Files of an owner; one with several counts for each, the empty name is nobody.",
    "py3port_owner_files_ported": "Ported files of an owner.",
    "py3port_owner_lines": "Lines of an owner.",
    "py3port_owner_lines_ported": "Lines of an owner's ported files.",
    "py3port_owner_findings": "Findings in the files of an owner, by stage.",
    "py3port_steps": "Steps of the plan, by state.",
    "py3port_requirements": "Requirements, by verdict, when they were looked at last.",
    "py3port_tests": "Tests, by verdict, when they were run last.",
    "py3port_rejected_files": "Files that a compiler refused when it was asked last, by version of Python.",
}


def _now(result: Report) -> dict[str, list[Sample]]:
    summary, attached = summarize(result), result.attached
    scan = (("version", result.tool_version), ("mode", result.mode.value), ("target", result.target))
    found = {"py3port_scan": [Sample(scan, 1)], **_progress("py3port", [((), None, _plain(summary.total))])}
    found["py3port_findings_by_fix"] = [
        Sample((("applicability", each.value),), total.findings)
        for each, total in summary.applicabilities.items()
    ]
    found["py3port_rule_findings"] = [
        Sample((("rule", name),), total.findings) for name, total in summary.rules.items()
    ]
    for kind, totals in (("app", summary.apps), ("owner", summary.owners)):
        rows = [(((kind, name),), None, _plain(total)) for name, total in totals.items()]
        found |= _progress(f"py3port_{kind}", rows)
    counted = {
        "py3port_steps": ("state", Counter(step.state for step in attached.plan)),
        "py3port_requirements": ("verdict", Counter(each.verdict for each in attached.requirements.found)),
        "py3port_tests": ("verdict", Counter(each.verdict for each in attached.verification.tests)),
        "py3port_rejected_files": (
            "python",
            {each.python: len(each.rejected) for each in attached.verification.compiled},
        ),
    }
    for name, (label, counts) in counted.items():
        found[name] = [Sample(((label, key),), count) for key, count in sorted(counts.items())]
    return found


def _then(points: Iterable[HistoryPoint]) -> dict[str, list[Sample]]:
    """The values of all points. Of what is gone, zero is said once: else it would seem to be there still."""
    latest = {point.seconds: point for point in points}
    ordered = [latest[seconds] for seconds in sorted(latest)]
    found = _progress("py3port", [((), point.seconds, point.total) for point in ordered])
    found["py3port_rule_findings"] = [
        Sample((("rule", name),), count, seconds)
        for name, seconds, count in _series([(point.seconds, point.rules) for point in ordered], 0)
    ]
    for kind in ("app", "owner"):
        pairs = [(point.seconds, point.apps if kind == "app" else point.owners) for point in ordered]
        rows = [(((kind, name),), seconds, each) for name, seconds, each in _series(pairs, _NOTHING)]
        found |= _progress(f"py3port_{kind}", rows)
    return found


_NOTHING = Progress(0, 0, 0, 0, 0, {})


def _series(points: list[tuple[int, Mapping[str, _V]]], nothing: _V) -> Iterator[tuple[str, int, _V]]:
    """The values by name, then by time."""
    for name in sorted({name for _, values in points for name in values}):
        was_there = False
        for seconds, values in points:
            if name in values or was_there:
                yield name, seconds, values.get(name, nothing)
            was_there = name in values


def _plain(total: FileTotal) -> Progress:
    return Progress(
        total.files, total.lines, total.ported_files, total.ported_lines, total.errors, total.by_stage
    )


def _progress(prefix: str, rows: Iterable[tuple[Labels, int | None, Progress]]) -> dict[str, list[Sample]]:
    """The metrics of files, lines and findings; those of one set of labels stay together."""
    listed = list(rows)
    found = {
        f"{prefix}_files": [Sample(labels, each.files, at) for labels, at, each in listed],
        f"{prefix}_files_ported": [Sample(labels, each.ported_files, at) for labels, at, each in listed],
        f"{prefix}_lines": [Sample(labels, each.lines, at) for labels, at, each in listed],
        f"{prefix}_lines_ported": [Sample(labels, each.ported_lines, at) for labels, at, each in listed],
        f"{prefix}_findings": [
            Sample((*labels, ("stage", stage.value)), each.stages.get(stage, 0), at)
            for stage in Stage
            for labels, at, each in listed
            # Of git's history, advice is left out.
            if at is None or stage is not Stage.ADVICE
        ],
    }
    if prefix == "py3port":
        found["py3port_files_unreadable"] = [Sample(labels, each.errors, at) for labels, at, each in listed]
    return found


def _line(name: str, project: str, sample: Sample) -> str:
    labels = ",".join(
        f'{key}="{_escaped(visible(value))}"' for key, value in (("project", project), *sample.labels)
    )
    when = "" if sample.seconds is None else f" {sample.seconds}"
    return f"{name}{{{labels}}} {sample.value}{when}"


def _escaped(text: str) -> str:
    return text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n")
