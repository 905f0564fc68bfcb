"""The `markdown` report: hostile names stay inside their code spans and cells."""

from __future__ import annotations

import re

from py3port_reports.markdown_report import REPORTER
from tests.reports import sample


def test_every_row_has_the_cells_of_its_head() -> None:
    width = 0
    for line in REPORTER.render(sample.hostile()).splitlines():
        cells = len(re.findall(r"(?<!\\)\|", line))
        if not line.startswith("|"):
            width = 0
        elif width:
            assert cells == width, line
        else:
            width = cells


def test_markup_is_inside_code_spans() -> None:
    text = REPORTER.render(sample.hostile())
    outside = re.sub(r"(?<!`)(`+)(?!`).*?(?<!`)\1(?!`)", "", text)
    for danger in ("<script", "<img", "javascript:", "@team", "**b**", "\u202e"):
        assert danger not in outside


def test_long_messages_are_cut() -> None:
    assert max(map(len, REPORTER.render(sample.hostile()).splitlines())) < 2000
