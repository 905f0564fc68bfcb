"""Data: fixers and messages of other tools that have no rule here, and why not."""

from __future__ import annotations

from collections.abc import Mapping

_BY_NEED = "the rules that need a `__future__` import add it"
_PYTHON_FUTURE = (
    "it brings python-future's types to Python 2, which then must stay; the rules of each built-in do without"
)

DECLINED: Mapping[str, str] = {
    # lib2to3 and fissix.
    "fix_idioms": "it is about style: both Pythons run the code before and after",
    "fix_isinstance": "it tidies up behind other fixers; our rules for types name each one once in a check",
    "fix_set_literal": "it is about style: both Pythons run the code before and after",
    "fix_sorted": "what `sorted` does to its argument is the same in both Pythons; `cmp-argument` sees to its `cmp`",
    "fix_ws_comma": "it is about style: both Pythons run the code before and after",
    # modernize.
    "fix_open": "`io.open` would change what Python 2 reads everywhere; `open-binary` and `open-mode` go by use",
    "fix_unicode_future": "`unicode_literals` changes every string of the file for Python 2, wanted or not",
    # futurize.
    "fix_add__future__imports_except_unicode_literals": _BY_NEED,
    "fix_bytes": _PYTHON_FUTURE,
    "fix_future_builtins": _PYTHON_FUTURE,
    "fix_object": _PYTHON_FUTURE,
    "fix_oldstr_wrap": _PYTHON_FUTURE,
    "fix_order___future__imports": "imports that a rule adds are in order at once",
    "fix_unicode_literals_import": "`unicode_literals` changes every string of the file for Python 2, wanted or not",
    # pylint.
    **dict.fromkeys(("raising-string", "W1625", "W0701"), "Python 2.7 raises a TypeError there as well"),
}


def why_declined(name: str) -> str:
    """The reason, for a name as users write it: with or without `fix_` and the package before it; else empty."""
    last = name.rpartition(".")[2]
    return DECLINED.get(last) or DECLINED.get(f"fix_{last}", "")
