"""Sums of what files amount to."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field

from py3port.history.blobs import Counts
from py3port.report import Progress
from py3port.result import Stage


@dataclass
class Sum:
    """A `Progress` in the making."""

    files: int = 0
    lines: int = 0
    ported_files: int = 0
    ported_lines: int = 0
    errors: int = 0
    stages: Counter[Stage] = field(default_factory=Counter)

    def add(self, counts: Counts, stages: Mapping[Stage, int]) -> None:
        """Count a file."""
        self.files += 1
        self.lines += counts.lines
        self.ported_files += counts.ported
        self.ported_lines += counts.lines * counts.ported
        self.errors += counts.error
        if stages:
            self.stages.update(stages)

    def merge(self, other: Progress) -> None:
        """Count what another sum has."""
        self.files += other.files
        self.lines += other.lines
        self.ported_files += other.ported_files
        self.ported_lines += other.ported_lines
        self.errors += other.errors
        self.stages.update(other.stages)

    def progress(self) -> Progress:
        """The sum."""
        stages = {stage: self.stages[stage] for stage in Stage if self.stages[stage]}
        return Progress(self.files, self.lines, self.ported_files, self.ported_lines, self.errors, stages)
