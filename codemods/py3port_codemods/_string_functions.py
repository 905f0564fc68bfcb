"""Data: the functions and constants of `string` that Python 3 dropped (PEP 3100), and the methods that replace them."""

from __future__ import annotations

from collections.abc import Mapping

from py3port.rule import Applicability
from py3port_codemods._gone_names import Gone, method

_METHODS: Mapping[str, tuple[int, ...]] = {
    "capitalize": (1,),
    "center": (2, 3),
    "count": (2, 3, 4),
    "expandtabs": (1, 2),
    "find": (2, 3, 4),
    "index": (2, 3, 4),
    "ljust": (2, 3),
    "lower": (1,),
    "lstrip": (1, 2),
    "replace": (3, 4),
    "rfind": (2, 3, 4),
    "rindex": (2, 3, 4),
    "rjust": (2, 3),
    "rsplit": (1, 2, 3),
    "rstrip": (1, 2),
    "split": (1, 2, 3),
    "strip": (1, 2),
    "swapcase": (1,),
    "upper": (1,),
}
_JOIN = {1: "' '.join($1)", 2: "$2.join($1)"}
_ERROR = Gone("3.0", "ValueError")

STRING_FUNCTIONS: Mapping[str, Gone] = {
    "string.letters": Gone("3.0", "{string:ascii_letters}", note="use `string.ascii_letters`"),
    "string.lowercase": Gone("3.0", "{string:ascii_lowercase}", note="use `string.ascii_lowercase`"),
    "string.uppercase": Gone("3.0", "{string:ascii_uppercase}", note="use `string.ascii_uppercase`"),
    **{
        f"string.{name}": Gone("3.0", f"str.{name}", calls=method(name, *counts), note="use the method")
        for name, counts in _METHODS.items()
    },
    "string.splitfields": Gone("3.0", "str.split", calls=method("split", 1, 2, 3), note="use the method"),
    "string.join": Gone("3.0", calls=_JOIN, note="use the method of the separator"),
    "string.joinfields": Gone("3.0", calls=_JOIN, note="use the method of the separator"),
    "string.zfill": Gone("3.0", calls={2: "str($1).zfill($2)"}, note="use the method"),
    "string.translate": Gone(
        "3.0",
        calls={2: "$1.translate($2)"},
        dual_calls={2: "$1.translate($2)", 3: "$1.translate($2, $3)"},
        applicability=Applicability.UNSAFE,
        note="use the method; the tables of text and of bytes differ",
    ),
    "string.maketrans": Gone(
        "3.0",
        "str.maketrans",
        None,
        applicability=Applicability.UNSAFE,
        note="`str.maketrans` makes tables for text, `bytes.maketrans` for bytes",
    ),
    "string.atof": Gone("3.0", "float", note="use `float`"),
    "string.atoi": Gone("3.0", "int", note="use `int`"),
    "string.atol": Gone("3.0", "int", note="use `int`"),
    "string.atof_error": _ERROR,
    "string.atoi_error": _ERROR,
    "string.atol_error": _ERROR,
    "string.index_error": _ERROR,
}
