"""The rule for imports that try Python 3's way and Python 2's."""

from __future__ import annotations

import builtins
import sys
from collections.abc import Iterable, Sequence
from typing import Any

from py3port.rule import Applicability, Editor, Example, Match, Module, Rule, Stage, ast
from py3port_codemods._backports import BACKPORTS
from py3port_codemods._blocks import replace_by_block
from py3port_codemods._six_moves import moved_modules, moved_names

_IMPORTS = (ast.Import, ast.ImportFrom)
_CAUGHT = frozenset({"ImportError", "ModuleNotFoundError", "NameError", "AttributeError", "Exception"})
# A Python 3 need not have these: they depend on the platform, or on how it was built.
_OPTIONAL = frozenset(
    """
    _curses bz2 crypt ctypes curses dbm ensurepip fcntl grp idlelib lzma msvcrt nis ossaudiodev posix pty pwd readline
    resource spwd sqlite3 ssl syslog termios tkinter tty turtle winreg winsound zlib
    """.split()
)


class ImportFallback(Rule):
    """`try: import json` with `except ImportError: import simplejson as json` is how code for two Pythons imports.

    Where Python 3 is sure to have the one, or sure not to, only one of the two halves ever runs, and stays; so it is
    with `try: unicode` and `except NameError: unicode = str`. Modules that a Python 3 may lack (`ssl`, `curses`, ...)
    and those of other packages are optional, and stay so.
    """

    name = "import-fallback"
    title = "Keep the half that Python 3 runs"
    stage = Stage.CLEANUP
    applicability = Applicability.SAFE
    references = ("https://docs.python.org/3/howto/pyporting.html",)
    words = ("except",)
    nodes = (ast.Try,)
    examples = (
        Example(
            "try:\n    from io import StringIO\nexcept ImportError:\n    from StringIO import StringIO\nx = StringIO\n",
            "from io import StringIO\nx = StringIO\n",
            runs=False,
        ),
        Example(
            "try:\n    import cPickle as pickle\nexcept ImportError:\n    import pickle\nx = pickle.dumps is None\n",
            "import pickle\nx = pickle.dumps is None\n",
        ),
        Example(
            "try:\n    text = unicode\nexcept NameError:\n    # Python 3\n    text = str\n"
            "x = text('a') == 'a'\n",
            "# Python 3\ntext = str\nx = text('a') == 'a'\n",
            runs=False,
        ),
        Example(
            "try:\n    from collections import MutableMapping\nexcept ImportError:\n"
            "    from UserDict import DictMixin as MutableMapping\nx = MutableMapping\n",
            None,
            runs=False,
        ),
        Example("try:\n    input = raw_input\nexcept NameError:\n    pass\nx = 1\n", "x = 1\n", runs=False),
        Example(
            "try:\n    from urllib.parse import (\n        quote,\n        unquote,\n    )\nexcept ImportError:\n"
            "    from urllib import quote, unquote\nx = quote(unquote('a'))\n",
            "from urllib.parse import (\n    quote,\n    unquote,\n)\nx = quote(unquote('a'))\n",
        ),
        Example(
            "try:\n    import json\nexcept ImportError:\n    import simplejson as json\nx = json.dumps(1)\n",
            "import json\nx = json.dumps(1)\n",
        ),
        Example(
            "try:\n    FileNotFoundError\nexcept NameError:\n    FileNotFoundError = IOError\nx = 1\n",
            "x = 1\n",
        ),
        Example(
            "try:\n    import mock\nexcept ImportError:\n    from unittest import mock\n",
            "from unittest import mock\n",
            runs=False,
        ),
        Example("try:\n    import simplejson as json\nexcept ImportError:\n    import json\n", None),
        Example("try:\n    import ssl\nexcept ImportError:\n    ssl = None\n", None),
        Example("try:\n    import curses\nexcept ImportError:\n    import os as curses\n", None),
        Example(
            "try:\n    import json\nexcept ImportError:\n    import simplejson as json\nelse:\n    x = 1\n",
            None,
        ),
        Example("try:\n    x = {}.items()\nexcept NameError:\n    pass\n", None),
    )

    def detect(self, node: Any, module: Module) -> Iterable[Match]:
        """A statement of which only one half runs on Python 3."""
        if node.orelse or node.finalbody or len(node.handlers) != 1:
            return
        handler = node.handlers[0]
        if _last_part(handler.type) not in _CAUGHT or handler.name is not None:
            return
        if not all(isinstance(each, (*_IMPORTS, ast.Assign, ast.Expr)) for each in node.body):
            return
        block: Sequence[ast.stmt] | None = None
        if module.is_for_python3(handler.body[0]) and not _ends(handler.body) and _is_there(handler.body):
            block = handler.body
        elif _are_builtins(node.body) and _last_part(handler.type) == "NameError":
            block = ()
        elif _are_backports(node.body) and all(isinstance(each, _IMPORTS) for each in handler.body):
            block = handler.body
        elif module.is_guarded(handler.body[0]) and _are_alternatives(node.body, handler.body):
            block = node.body
        if block is not None:
            yield Match(node, "only one half of it runs on Python 3", data=block)

    def rewrite_text(self, matches: Sequence[Match], editor: Editor) -> bool:
        """Put the half that runs in the place of the whole."""
        done: list[Any] = []
        for match in matches:
            node: Any = match.node
            if any(node.lineno <= each.end_lineno for each in done):
                continue
            replace_by_block(node, match.data, editor)
            done.append(node)
        return True


def _are_alternatives(body: Sequence[ast.stmt], other: Sequence[ast.stmt]) -> bool:
    """Whether both halves import, and Python 3 is sure to have what the first one does."""
    if not any(isinstance(each, _IMPORTS) for each in other):
        return False
    modules = [name for each in body if isinstance(each, _IMPORTS) for name in _modules(each)]
    return bool(modules) and _OPTIONAL.isdisjoint(modules)


def _is_there(block: Sequence[ast.stmt]) -> bool:
    """Whether a block imports nothing from a module that only Python 2 has."""
    old = {*moved_modules(), *(module for module, _ in moved_names())} - sys.stdlib_module_names
    return old.isdisjoint(name for each in block if isinstance(each, _IMPORTS) for name in _modules(each))


def _are_backports(block: Sequence[ast.stmt]) -> bool:
    """Whether a block imports nothing but packages that bring Python 3's library to Python 2."""
    return all(
        (isinstance(each, ast.ImportFrom) and each.module in BACKPORTS)
        or (isinstance(each, ast.Import) and all(alias.name in BACKPORTS for alias in each.names))
        for each in block
    )


def _are_builtins(block: Sequence[ast.stmt]) -> bool:
    """Whether a block does no more than to name what Python 3 has built in."""
    return all(
        isinstance(each, ast.Expr) and isinstance(each.value, ast.Name) and hasattr(builtins, each.value.id)
        for each in block
    )


def _modules(statement: ast.Import | ast.ImportFrom) -> list[str]:
    if isinstance(statement, ast.ImportFrom):
        return [(statement.module or "").partition(".")[0]]
    return [alias.name.partition(".")[0] for alias in statement.names]


def _ends(block: Sequence[ast.stmt]) -> bool:
    return isinstance(block[-1], (ast.Return, ast.Continue, ast.Break)) or type(block[-1]).__name__ == "Raise"


def _last_part(node: Any) -> str:
    if isinstance(node, ast.Tuple):
        parts = {_last_part(each) for each in node.elts}
        return "ImportError" if parts <= _CAUGHT else ""
    return str(getattr(node, "attr", None) or getattr(node, "id", ""))
