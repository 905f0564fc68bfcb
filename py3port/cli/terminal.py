"""Text for terminals: escapes, tables, warnings, progress."""

from __future__ import annotations

import io
import os
import re
import sys
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager, redirect_stdout
from types import TracebackType

# C0 and C1 controls, line separators, marks that change the direction of text, and lone surrogates.
_UNPRINTABLE = "[\x00-\x1f\x7f-\x9f\u061c\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff\ud800-\udfff]"
_PATIENCE = 0.5
"""Seconds before a progress bar appears."""


def printable(text: str) -> str:
    """`text` with what could play tricks on a terminal escaped; a byte that is not UTF-8 shows as `\\xNN`."""
    # Nearly all text is printable by the standard library's stricter rule, which is no regular expression.
    return text if text.isprintable() else re.sub(_UNPRINTABLE, _escape, text)


def _escape(match: re.Match[str]) -> str:
    code = ord(match.group())
    if 0xDC80 <= code <= 0xDCFF:
        code -= 0xDC00
    return f"\\x{code:02x}" if code < 0x100 else f"\\u{code:04x}"


def echo(text: str = "") -> None:
    """Print a line of output; what comes from the repository goes through `printable` first."""
    print(text)


def note(text: str) -> None:
    """Print a line about the run on standard error, where it is not part of the output."""
    print(f"py3port: {printable(text)}", file=sys.stderr)


def note_line(text: str) -> None:
    """Print a further line on standard error, as it is."""
    print(text, file=sys.stderr)


@contextmanager
def redirected(output: str) -> Iterator[None]:
    """Let what is printed go to the file `output`, whole or not at all; to the screen for `-` or none."""
    if output in ("", "-"):
        yield
        return
    from py3port.cli.scanning import write_output

    text = io.StringIO()
    with redirect_stdout(text):
        yield
    write_output(text.getvalue(), output)


_STYLES = {"bold": "1", "red": "31", "green": "32"}


def paint(text: str, style: str) -> str:
    """`text` in a style, where the terminal has any."""
    return f"\x1b[{_STYLES[style]}m{text}\x1b[0m" if is_fancy() else text


def is_fancy() -> bool:
    """Whether standard output is a terminal that wants colours and frames."""
    return sys.stdout.isatty() and not os.environ.get("NO_COLOR") and os.environ.get("TERM") != "dumb"


def columns() -> int | None:
    """How many characters a line of the terminal holds; None where there is no terminal."""
    if not is_fancy():
        return None
    import shutil

    return shutil.get_terminal_size().columns


def table(title: str, headings: Sequence[str], rows: Iterable[Sequence[str | int]]) -> None:
    """Print a table: aligned text, with colours and rules where the terminal has them."""
    cells = [[printable(str(cell)) for cell in row] for row in rows]
    numeric = [all(row[i].isdecimal() or not row[i] for row in cells) for i in range(len(headings))]
    if is_fancy():
        _rich_table(title, headings, cells, numeric=numeric)
        return
    widths = [max(len(row[i]) for row in [list(headings), *cells]) for i in range(len(headings))]
    echo(title)
    for row in [list(headings), *cells]:
        padded = (
            cell.rjust(width) if right else cell.ljust(width)
            for cell, width, right in zip(row, widths, numeric, strict=True)
        )
        echo(("  " + "  ".join(padded)).rstrip())


def _rich_table(
    title: str, headings: Sequence[str], rows: Iterable[list[str]], *, numeric: Sequence[bool]
) -> None:
    from rich import box
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    title_text = Text(title, style="bold")
    drawn = Table(
        title=title_text, title_justify="left", box=box.SIMPLE_HEAD, collapse_padding=True, pad_edge=False
    )
    for heading, right in zip(headings, numeric, strict=True):
        # What gives way on a narrow terminal is text, never a number or a heading.
        least = {"no_wrap": True} if right else {"min_width": len(heading)}
        drawn.add_column(heading, justify="right" if right else "left", overflow="fold", **least)
    for row in rows:
        drawn.add_row(*(Text(cell) for cell in row))
    Console().print(drawn)


class Progress:
    """A bar on standard error, only where that is a terminal and only for work that takes a while."""

    def __init__(self, label: str) -> None:
        self._label = label
        self._start = time.monotonic()
        self._drawn = 0.0
        self._live = sys.stderr.isatty() and os.environ.get("TERM") != "dumb"

    def __enter__(self) -> Callable[[int, int], None]:
        return self.update

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._drawn:
            sys.stderr.write("\r\x1b[2K")
            sys.stderr.flush()

    def update(self, done: int, total: int) -> None:
        """Show that `done` of `total` are done."""
        now = time.monotonic()
        if not self._live or now - self._start < _PATIENCE or now - self._drawn < 0.1:
            return
        self._drawn = now
        width = 30
        filled = width * done // max(total, 1)
        bar = "━" * filled + "─" * (width - filled)
        sys.stderr.write(f"\r\x1b[2K{self._label} {bar} {done:,}/{total:,}")
        sys.stderr.flush()
