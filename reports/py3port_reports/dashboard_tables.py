"""Tables of distinct strings, and how long a text may be on the page."""

from __future__ import annotations

from py3port_reports.visible_text import visible

LONGEST_TEXT = 300
"""What the page shows of a statement, a message or a reference; the rest is cut."""


class StringTable:
    """Distinct strings by their index, in order of first use."""

    def __init__(self) -> None:
        self.texts: dict[str, int] = {}

    def add(self, text: str) -> int:
        """The index of a string, a new one where it is new."""
        return self.texts.setdefault(text, len(self.texts))

    def shown(self) -> list[str]:
        """All strings as they may be shown, by their index."""
        return [cut(visible(text)) for text in self.texts]


def cut(text: str) -> str:
    """The head of a text that is too long for the page."""
    return text if len(text) <= LONGEST_TEXT else f"{text[:LONGEST_TEXT]}…"
