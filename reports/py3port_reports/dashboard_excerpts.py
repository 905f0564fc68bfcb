"""Packs source lines and suggested fixes: compressed in parts, of which the page opens those that it shows."""

from __future__ import annotations

import base64
import json
import zlib
from collections.abc import Mapping
from typing import Any

from py3port.report import Report
from py3port.result import FileResult
from py3port_reports.dashboard_tables import cut
from py3port_reports.visible_text import visible

PART_SIZE = 300_000
"""Characters in a part, before it is compressed: what one click on a page has to unpack."""
MOST_PACKED = 9_000_000
"""What all parts may weigh in the page; the files that come after that are shown without their source."""


def packed_excerpts(result: Report) -> tuple[list[str], list[int]]:
    """The parts, deflated and in base64, and for each file the number of its part, -1 where it has none."""
    parts: list[str] = []
    numbers = [-1] * len(result.files)
    pending: dict[str, Any] = {}
    size = total = 0
    for index, file in enumerate(result.files):
        content = _content(file, result)
        if not content or total > MOST_PACKED:
            continue
        pending[str(index)] = content
        numbers[index] = len(parts)
        size += len(json.dumps(content))
        if size > PART_SIZE:
            parts.append(_packed(pending))
            total += len(parts[-1])
            pending, size = {}, 0
    return [*parts, _packed(pending)] if pending else parts, numbers


def _content(file: FileResult, result: Report) -> list[Any]:
    """Runs of lines, each after the number of its first, and the changed lines by the finding's place in the file."""
    lines = result.attached.excerpts.get(file.path, {})
    fixes = {}
    for place, finding in enumerate(file.findings):
        changed = result.attached.fixes.get(finding.fingerprint)
        if changed:
            fixes[place] = [
                [each.start, [_shown(line) for line in each.old], [_shown(line) for line in each.new]]
                for each in changed
            ]
    return [_runs(lines), fixes] if lines or fixes else []


def _runs(lines: Mapping[int, str]) -> list[Any]:
    runs: list[list[Any]] = []
    for number in sorted(lines):
        if not runs or runs[-1][0] + len(runs[-1]) - 1 != number:
            runs.append([number])
        runs[-1].append(_shown(lines[number]))
    return runs


def _shown(line: str) -> str:
    return cut(visible(line.rstrip("\r\n").expandtabs()))


def _packed(content: object) -> str:
    text = json.dumps(content, separators=(",", ":"))
    return base64.b64encode(zlib.compress(text.encode(), 9)).decode()
