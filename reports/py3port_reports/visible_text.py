"""Makes text of the repository safe to show: nothing in it is invisible or turns the text around it."""

from __future__ import annotations

import re

# Controls, line separators, bidirectional, zero-width, surrogates (undecodable file names), tags.
_HIDDEN = re.compile(
    "[\x00-\x1f\x7f-\x9f\u00ad\u061c\u180e\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb"
    "\ud800-\udfff\U000e0000-\U000e007f]"
)


def visible(text: str) -> str:
    """Return `text` with backslash escapes for what cannot be seen; it always encodes as UTF-8."""
    if text.isascii() and text.isprintable():
        return text
    return _HIDDEN.sub(_escaped, text)


def _escaped(match: re.Match[str]) -> str:
    character = match.group()
    return {"\t": r"\t", "\n": r"\n", "\r": r"\r"}.get(character) or _numbered(ord(character))


def _numbered(code: int) -> str:
    if code <= 0xFF:
        return f"\\x{code:02x}"
    return f"\\u{code:04x}" if code <= 0xFFFF else f"\\U{code:08x}"
