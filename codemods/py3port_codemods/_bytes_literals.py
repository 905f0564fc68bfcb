"""Literals as bytes: the prefix, and escapes for what is not ASCII."""

from __future__ import annotations

import re
from typing import Any

from py3port.rule import CannotRewrite, cst

_PREFIX = re.compile(r"[a-zA-Z]*")


def with_prefix(node: Any, encoding: str) -> Any:
    """A literal as bytes, or each of several side by side; `encoding` is that of the file."""
    if isinstance(node, cst.ConcatenatedString):
        return node.with_changes(
            left=with_prefix(node.left, encoding), right=with_prefix(node.right, encoding)
        )
    value = node.value
    prefix = _PREFIX.match(value)
    letters = prefix[0] if prefix is not None else ""
    if letters.lower() not in ("", "r", "b", "br"):
        raise CannotRewrite("it stands beside a unicode string")
    start = "" if letters[:1].lower() == "b" else "b"
    if value.isascii():
        return node.with_changes(value=start + value)
    if "r" in letters.lower():
        raise CannotRewrite("a raw string with characters beyond ASCII cannot be written as bytes")
    escaped = "".join(
        each if each.isascii() else "".join(f"\\x{byte:02x}" for byte in each.encode(encoding))
        for each in value
    )
    return node.with_changes(value=start + escaped)
