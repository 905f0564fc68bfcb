"""What a reporter is."""

from __future__ import annotations

from collections.abc import Collection
from typing import Protocol

from py3port.report import Part, Report


class Reporter(Protocol):
    """Renders a result. The module that holds one calls it `REPORTER`; users ask for it by its name.

    One that is a dataclass has its fields set by the options `--chart`, `--theme` and so on.
    """

    @property
    def name(self) -> str:
        """One word, as on the command line."""

    @property
    def title(self) -> str:
        """What it is for, in under ten words."""

    @property
    def extension(self) -> str:
        """The usual ending of its files, with the dot."""

    @property
    def parts(self) -> Collection[Part]:
        """What it shows beside the findings; nothing else is looked for."""

    def render(self, result: Report) -> str | bytes:
        """Return the report; text encodes as UTF-8 whatever the result holds. Equal results, equal reports."""
