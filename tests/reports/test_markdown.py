"""The `markdown` report: hostile names stay inside their code spans and cells."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace

import pytest

from py3port.report import Attachments, Change, Flow, History, HistoryPoint, Progress, Report
from py3port.result import Stage
from py3port_reports.markdown_report import REPORTER
from tests.reports import sample
from tests.reports.attached import attach
from tests.reports.test_reporters import hostile_attached

DAY = 86400


def with_past(*points: tuple[int, Mapping[str, int]], **attached: Sequence[tuple[str, str]]) -> Report:
    """A result whose past has, at these days, so many findings in each app."""
    found = []
    for day, counts in points:
        apps = {name: Progress(1, 100, 0, 50, 0, {Stage.SIX: count}) for name, count in counts.items()}
        total = Progress(1, 100, 0, 50, 0, {Stage.SIX: sum(counts.values()), Stage.CLEANUP: 1})
        rules = {"basestring": sum(counts.values())}
        flows = {"a": Flow(1, 3), "b": Flow(1, 0)}
        found.append(HistoryPoint("c", day * DAY, total, apps, {}, rules, new=2, fixed=3, app_flows=flows))
    selection = tuple(attached.get("selection", ()))
    return replace(sample.small(), history=History(tuple(found)), attached=Attachments(selection=selection))


def hostile() -> list[Report]:
    changed = hostile_attached()
    whole = replace(changed, attached=replace(changed.attached, change=Change("")))
    return [sample.hostile(), changed, whole]


@pytest.mark.parametrize("result", hostile())
def test_every_row_has_the_cells_of_its_head(result: Report) -> None:
    width = 0
    for line in REPORTER.render(result).splitlines():
        cells = len(re.findall(r"(?<!\\)\|", line))
        if not line.startswith("|"):
            width = 0
        elif width:
            assert cells == width, line
        else:
            width = cells


@pytest.mark.parametrize("result", hostile())
def test_markup_is_inside_code_spans(result: Report) -> None:
    text = REPORTER.render(result)
    outside = re.sub(r"(?<!`)(`+)(?!`).*?(?<!`)\1(?!`)", "", text)
    for danger in ("<script", "<img", "javascript:", "@team", "**b**", "\u202e"):
        assert danger not in outside


@pytest.mark.parametrize("result", hostile())
def test_long_messages_are_cut(result: Report) -> None:
    assert max(map(len, REPORTER.render(result).splitlines())) < 2000


def test_the_last_week() -> None:
    text = REPORTER.render(
        with_past((0, {"a": 9, "b": 5}), (3, {"a": 7, "b": 5}), (10, {"a": 2, "b": 5, "c": 4}))
    )
    assert "## From 1970-01-04 to 1970-01-11\n" in text
    assert "Findings left: 12, now 11 (−1): 2 came, 3 went. Lines ported: 50%, now 50%." in text
    assert "| `a` | 7 | 2 | −5 |\n| `c` | 0 | 4 | +4 |\n" in text
    assert "| `basestring` | 12 | 11 | −1 |" in text


def test_the_last_week_of_a_part() -> None:
    points = [(day, {"a": 100 - day, "b": 5}) for day in range(0, 40, 7)]
    text = REPORTER.render(with_past(*points, selection=[("app", "a")]))
    assert text.startswith("# Python 3 migration of `shop`: app `a`\n")
    assert "Findings left: 72, now 65 (−7): 1 came, 3 went. Lines" in text
    assert "At the pace of the last points, 7.0 findings fewer a week, it is done by **1970-04-11**" in text
    assert "Rules that changed" not in text
    assert "## From" not in REPORTER.render(with_past(*points, selection=[("rule", "a")]))


@pytest.mark.parametrize("days", [[], [5], [5, 6]])
def test_no_week_yet(days: list[int]) -> None:
    assert "## From" not in REPORTER.render(with_past(*((day, {"a": 1}) for day in days)))


def test_next_steps_and_blockers() -> None:
    text = REPORTER.render(attach(sample.large(60, 500)))
    assert "| `django>=1.8` | bridge | `1.11.29` | `requirements.txt:1` |" in text
    assert "`six" not in text[text.index("## Requirements") : text.index("## Stages")]
    steps = text[text.index("## Next steps") : text.index("## Requirements")]
    assert steps.count("py3port apply --step") == 5
    assert re.search(r"and \d+ steps more, see `py3port plan`", steps)
