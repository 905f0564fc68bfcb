"""The values of string literals by Python 2's rules."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass

# Text, which `re` compiles when it is asked with it: few files have strings whose values are looked at.
_PREFIX = r"[uUbB]?[rR]?(?=['\"])"
_NATIVE_ESCAPE = r"(?s)\\(\n|x[0-9a-fA-F]{2}|[0-7]{1,3}|.)|([^\x00-\x7f]+)"
_UNICODE_ESCAPE = r"(?s)\\(\n|x[0-9a-fA-F]{2}|u[0-9a-fA-F]{4}|U[0-9a-fA-F]{8}|N\{[^}]*\}|[0-7]{1,3}|.)"
_RAW_UNICODE = r"(\\+)(u[0-9a-fA-F]{4}|U[0-9a-fA-F]{8}|[uU])"
_SIMPLE = {
    "\n": "",
    "\\": "\\",
    "'": "'",
    '"': '"',
    "a": "\a",
    "b": "\b",
    "f": "\f",
    "n": "\n",
    "r": "\r",
    "t": "\t",
    "v": "\v",
}


class StringError(ValueError):
    """A literal that Python 2 cannot evaluate."""


@dataclass(frozen=True)
class Literal:
    """One string token: where it starts, its prefix in lower case, and the text between its quotes."""

    start: int
    end: int
    prefix: str
    body: str


def literal(start: int, text: str) -> Literal:
    """Take a string token apart."""
    found = re.match(_PREFIX, text)
    prefix = found.group() if found else ""
    quote = 3 if text[len(prefix) : len(prefix) + 3] in ("'''", '"""') else 1
    body = text[len(prefix) + quote : len(text) - quote]
    return Literal(start, start + len(text), prefix.lower(), body)


def _escaped(code: str) -> str:
    """Evaluate an escape that native and unicode strings share, without its backslash."""
    simple = _SIMPLE.get(code)
    if simple is not None:
        return simple
    if code[0] == "x":
        if len(code) == 3:
            return chr(int(code[1:], 16))
        raise StringError("invalid \\x escape")
    if code[0] in "01234567":
        return chr(int(code, 8))
    return "\\" + code


def native_value(body: str, raw: bool, encoding: str) -> str:
    """Return the bytes of a native string, as characters up to 255."""
    try:
        if raw:
            return body if body.isascii() else body.encode(encoding).decode("latin-1")

        def replace(match: re.Match[str]) -> str:
            text = match.group(2)
            if text:
                return text.encode(encoding).decode("latin-1")
            value = _escaped(match.group(1))
            if value.isascii():
                return value
            if len(value) == 1:
                return chr(ord(value) & 0xFF)
            return "\\" + value[1:].encode(encoding).decode("latin-1")

        return re.sub(_NATIVE_ESCAPE, replace, body)
    except UnicodeEncodeError as error:
        raise StringError(str(error)) from None


def unicode_value(body: str, raw: bool) -> str:
    """Return the value of a unicode string."""
    if raw:
        return re.sub(_RAW_UNICODE, _raw_unicode, body)
    return re.sub(_UNICODE_ESCAPE, _unicode_escape, body)


def _raw_unicode(match: re.Match[str]) -> str:
    slashes, code = match.groups()
    if len(slashes) % 2 == 0:
        return match.group()
    if len(code) == 1:
        raise StringError("(unicode error) 'rawunicodeescape' codec can't decode bytes: truncated \\uXXXX")
    return slashes[:-1] + _character(int(code[1:], 16))


def _character(code: int) -> str:
    if code > 0x10FFFF:
        raise StringError(
            "(unicode error) 'unicodeescape' codec can't decode bytes: illegal Unicode character"
        )
    return chr(code)


def _unicode_escape(match: re.Match[str]) -> str:
    code = match.group(1)
    if code[0] in "uU":
        if len(code) == 1:
            raise StringError(
                "(unicode error) 'unicodeescape' codec can't decode bytes: truncated \\uXXXX escape"
            )
        return _character(int(code[1:], 16))
    if code[0] == "N":
        if len(code) == 1:
            raise StringError(
                "(unicode error) 'unicodeescape' codec can't decode bytes: malformed \\N character escape"
            )
        try:
            return unicodedata.lookup(code[2:-1])
        except KeyError:
            message = (
                "(unicode error) 'unicodeescape' codec can't decode bytes: unknown Unicode character name"
            )
            raise StringError(message) from None
    if code == "x":
        raise StringError("(unicode error) 'unicodeescape' codec can't decode bytes: truncated \\xXX escape")
    return _escaped(code)


def value_of(
    parts: Sequence[Literal], encoding: str, unicode_literals: bool
) -> tuple[str | bytes, str | None]:
    """Return value and kind of adjacent literals: bytes for `b''` alone, kind `u` for unicode."""
    values: list[str] = []
    is_unicode = False
    for part in parts:
        raw = part.prefix.endswith("r")
        if part.prefix.startswith("u") or (unicode_literals and not part.prefix.startswith("b")):
            values.append(unicode_value(part.body, raw))
            is_unicode = True
        else:
            values.append(native_value(part.body, raw, encoding))
    if is_unicode:
        for part, value in zip(parts, values, strict=True):
            native = not (
                part.prefix.startswith("u") or (unicode_literals and not part.prefix.startswith("b"))
            )
            if native and not value.isascii():
                raise StringError("'ascii' codec can't decode byte in a string next to a unicode string")
        return "".join(values), "u"
    if all(part.prefix.startswith("b") for part in parts):
        return "".join(values).encode("latin-1"), None
    return "".join(values), None
