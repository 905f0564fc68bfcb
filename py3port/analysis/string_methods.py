"""What methods say of strings, by the names they have on strings, files, patterns and containers."""

from __future__ import annotations

from typing import Any

from py3port.analysis.string_slots import BINARY, CONVERTED, ENTRY, MIX, SAME, TEXT, Edges
from py3port.analysis.string_tables import (
    BINARY_FILE_TAKERS,
    BINARY_METHODS,
    BINARY_TAKERS,
    BYTE_CODECS,
    CONVERTERS,
    ELEM,
    KEY,
    TEXT_METHODS,
    TEXT_ONLY_METHODS,
    Path,
    entry,
)
from py3port.python2 import ast

_SAME_KIND = frozenset(
    {
        "strip", "lstrip", "rstrip", "lower", "upper", "replace", "ljust", "rjust", "center", "zfill", "expandtabs",
        "title", "capitalize", "swapcase", "translate",
    }
)  # fmt: skip
_KIND_OF_ARGUMENTS = _SAME_KIND | {"find", "rfind", "count", "index", "rindex", "startswith", "endswith"}
_SPLITTING = frozenset({"split", "rsplit", "splitlines", "partition", "rpartition"})
_READING = frozenset({"read", "readline", "getvalue", "recv_into", "next"})
_MATCHING = frozenset({"match", "search", "findall", "finditer", "sub", "subn", "scanner", "fullmatch"})
_ADDING = {"append": 0, "add": 0, "insert": 1, "appendleft": 0, "remove": 0, "count": 0, "index": 0, "put": 0}
_TAKING = frozenset({"pop", "popleft", "get", "setdefault", "group"})
_ELEMENTS = frozenset({"values", "itervalues", "groups", "keys", "iterkeys"})
_ERROR_HANDLERS = frozenset({"strict", "ignore", "replace", "xmlcharrefreplace", "backslashreplace"})


def is_conversion(call: ast.Call) -> bool:
    """Whether it is surely `encode` or `decode` of a string: it names a codec, or what to do about errors."""
    if getattr(call.func, "attr", "") not in CONVERTERS:
        return False
    return bool(codec_of(call)) or any(
        getattr(each, "value", None) in _ERROR_HANDLERS for each in call.args[1:2]
    )


def codec_of(call: ast.Call) -> str:
    """The name of the codec in `x.encode(name)`, in small letters; empty where it is not written there."""
    value = getattr(call.args[0], "value", "") if call.args else ""
    return value.lower().replace("-", "_") if isinstance(value, str) else ""


def result_of_method(call: ast.Call, method: ast.Attribute, path: Path, source: str) -> Edges:
    """What the result of a method of an unknown object is made of."""
    name, owner = method.attr, method.value
    if not path:
        yield from _evidence(call, name, source)
        if name in _SAME_KIND or name == "join":
            yield (owner, ()), SAME
        elif name in _READING:
            yield (owner, (ELEM,)), SAME
        elif name in ("sub", "subn") and len(call.args) > 1:
            yield (call.args[1], ()), SAME
    elif name in BINARY_METHODS and BINARY_METHODS[name][1] == path and BINARY_METHODS[name][2] in source:
        yield (BINARY, ()), BINARY_METHODS[name][0]
    if name == "communicate" and path in ((0,), (1,)):
        yield (owner, (ELEM,)), SAME
    if path == (ELEM,) or (len(path) == 1 and isinstance(path[0], int)):
        if name in _SPLITTING:
            yield (owner, ()), SAME
        elif name in ("readlines", "xreadlines"):
            yield (owner, (ELEM,)), SAME
    if (name in _MATCHING or name == "split") and path[:1] == (ELEM,) and call.args:
        yield (call.args[0], ()), SAME
    yield from _taken(call, name, owner, path)


def _evidence(call: ast.Call, name: str, source: str) -> Edges:
    if name == "encode":
        codec = codec_of(call)
        if codec not in BYTE_CODECS or codec not in ("rot13", "rot_13", "string_escape"):
            yield (BINARY, ()), CONVERTED
    elif name == "decode":
        if codec_of(call) in BYTE_CODECS:
            yield (BINARY, ()), 1
        else:
            yield (TEXT, ()), 0
    elif name in TEXT_METHODS or name in TEXT_ONLY_METHODS:
        yield (TEXT, ()), 0
    elif name == "get_payload":
        if any(each.arg == "decode" for each in call.keywords):
            yield (BINARY, ()), 1
    elif name == "pack" and "truct" in source:
        yield (BINARY, ()), 3
    elif name in BINARY_METHODS and not BINARY_METHODS[name][1] and BINARY_METHODS[name][2] in source:
        yield (BINARY, ()), BINARY_METHODS[name][0]


def _taken(call: ast.Call, name: str, owner: ast.expr, path: Path) -> Edges:
    if name in _TAKING:
        named = entry(call.args[0]) if call.args and name != "group" else ""
        if named:
            yield (owner, (named, *path)), SAME
        yield (owner, (ELEM, *path)), ENTRY if named else SAME
        if name in ("get", "setdefault", "pop") and len(call.args) > 1:
            yield (call.args[1], path), SAME
    elif name in _ELEMENTS and path[:1] == (ELEM,):
        yield (owner, (KEY if "key" in name else ELEM, *path[1:])), SAME
    elif name in ("items", "iteritems") and path[:1] == (ELEM,) and path[1:2] in ((0,), (1,)):
        yield (owner, (KEY if path[1] == 0 else ELEM, *path[2:])), SAME
    elif name == "copy":
        yield (owner, path), SAME


def argument_of_method(
    call: ast.Call, method: ast.Attribute, position: int, path: Path, source: str
) -> Edges:
    """What becomes of an argument of a method of an unknown object."""
    name, owner = method.attr, method.value
    if name in BINARY_TAKERS and position == 0 and not path:
        weight, word = BINARY_TAKERS[name]
        if word in source:
            yield (BINARY, ()), weight
    if not path:
        if name in ("encode", "decode"):
            yield (TEXT, ()), 0
        if name in _KIND_OF_ARGUMENTS or name in _SPLITTING:
            yield (owner, ()), MIX
        if name in ("write", "feed", "communicate") and position == 0:
            yield (owner, (ELEM,)), SAME
        if name in _MATCHING or name == "split":
            yield (owner, (ELEM,)), MIX
            if name in ("sub", "subn") and position < 2 <= len(call.args):
                yield (call.args[1 - position], ()), MIX
            if name != "sub" or position == 1:
                yield (call, (ELEM,)), SAME
            if name == "sub" and position == 1:
                yield (call, ()), SAME
        if name in ("get", "has_key", "pop", "setdefault") and position == 0:
            yield (owner, (KEY,)), MIX
    elif path == (ELEM,):
        if name in BINARY_FILE_TAKERS:
            yield (BINARY, ()), 1
        elif name == "join":
            yield (owner, ()), MIX
        elif name == "writelines":
            yield (owner, (ELEM,)), SAME
        elif name in ("startswith", "endswith"):
            yield (owner, ()), MIX
    if _ADDING.get(name) == position:
        yield (owner, (ELEM, *path)), SAME
    elif name == "extend" and not path:
        yield (owner, ()), MIX
    elif name == "extend":
        yield (owner, path), SAME
    elif name in ("get", "setdefault") and position == 1:
        yield (call, path), SAME


def receiver_of_method(call: ast.Call, method: ast.Attribute, path: Path, source: str) -> Edges:
    """What calling a method says of the object, and which strings it meets there."""
    name = method.attr
    if not path:
        yield from _called_on_string(call, name)
        return
    if path == (ELEM,):
        yield from _called_on_holder(call, name)
    if name in _ADDING and path[0] == ELEM and len(call.args) > _ADDING[name]:
        yield (call.args[_ADDING[name]], path[1:]), SAME
    elif name == "extend" and call.args:
        yield (call.args[0], path), SAME
    elif name in _TAKING and path[0] in (ELEM, entry(call.args[0]) if call.args else ""):
        is_other = path[0] == ELEM and name != "group" and bool(call.args) and entry(call.args[0])
        yield (call, path[1:]), ENTRY if is_other else SAME
        if len(call.args) > 1 and name in ("get", "setdefault", "pop"):
            yield (call.args[1], path[1:]), ENTRY if is_other else SAME
    elif name in _ELEMENTS and path[0] == (KEY if "key" in name else ELEM):
        yield (call, (ELEM, *path[1:])), SAME
    elif name in ("items", "iteritems") and path[0] in (KEY, ELEM):
        yield (call, (ELEM, 0 if path[0] == KEY else 1, *path[1:])), SAME
    elif name == "copy":
        yield (call, path), SAME
    elif name in ("has_key", "get") and path == (KEY,) and call.args:
        yield (call.args[0], ()), MIX


def _called_on_string(call: Any, name: str) -> Edges:
    if name == "encode" and codec_of(call) not in BYTE_CODECS:
        yield (TEXT, ()), 2
    elif name == "decode" and codec_of(call) not in BYTE_CODECS:
        yield (BINARY, ()), 1 if isinstance(getattr(call.func, "value", None), ast.Constant) else CONVERTED
    elif name == "encode":
        yield (BINARY, ()), 2
    elif name in TEXT_ONLY_METHODS:
        yield (TEXT, ()), 0
    if name in _SAME_KIND or name == "join":
        yield (call, ()), SAME
    elif name in _SPLITTING:
        yield (call, (ELEM,)), SAME
    if name in _KIND_OF_ARGUMENTS or name in _SPLITTING:
        for each in call.args:
            yield (each, ()), MIX
            if isinstance(each, ast.Tuple):
                yield (each, (ELEM,)), MIX
    elif name == "join" and call.args:
        yield (call.args[0], (ELEM,)), MIX
    elif name == "extend" and call.args:
        yield (call.args[0], ()), MIX


def _called_on_holder(call: ast.Call, name: str) -> Edges:
    """A file holds what it reads and writes, a pattern its own text."""
    if name in _READING:
        yield (call, ()), SAME
    elif name == "communicate":
        yield (call, (0,)), SAME
        yield (call, (1,)), SAME
        for each in (*call.args[:1], *(each.value for each in call.keywords if each.arg == "input")):
            yield (each, ()), SAME
    elif name in ("readlines", "xreadlines"):
        yield (call, (ELEM,)), SAME
    elif name == "write" and call.args:
        yield (call.args[0], ()), SAME
    elif name == "writelines" and call.args:
        yield (call.args[0], (ELEM,)), SAME
    elif (name in _MATCHING or name == "split") and call.args:
        yield (call.args[min(1, len(call.args) - 1) if name in ("sub", "subn") else 0], ()), MIX
    elif name == "seek" and _goes_by_distance(call):
        yield (BINARY, ()), 2


def _goes_by_distance(call: ast.Call) -> bool:
    """Whether `file.seek(n, 1)` moves from where the file is, or from its end, as those of text cannot."""
    if len(call.args) != 2 or getattr(call.args[0], "value", None) == 0:
        return False
    whence = call.args[1]
    name = getattr(whence, "attr", getattr(whence, "id", ""))
    return getattr(whence, "value", None) in (1, 2) or name in ("SEEK_CUR", "SEEK_END")
