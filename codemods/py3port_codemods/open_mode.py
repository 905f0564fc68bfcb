"""The rule for universal newlines as a mode of `open`."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import Any

from py3port.rule import Applicability, Editor, Example, Match, Mode, Module, Rule, Stage, ast
from py3port_codemods._string_text import characters_of

_MODE = re.compile(r"(?=.*U)[rbtU+]{1,4}")
_OPENERS = re.compile(r"(?:\w*_)?(?:open|file|fdopen|opener|makefile|popen)")


class OpenMode(Rule):
    """The mode `U` had Python 2 read every kind of line end as a newline; Python 3.11 refuses it.

    In Python 3 reading text does that by itself, so that the letter goes.

    Fix safety: without it Python 2 no longer turns `\\r\\n` into `\\n`, and binary modes never do in Python 3: in
    `dual` mode, with `b`, and where the mode comes by way of a variable the fix waits for `--unsafe`.
    """

    name = "open-mode"
    title = "Open files without the mode U"
    stage = Stage.COMMON
    applicability = Applicability.SAFE
    since = "3.11"
    aliases = ("UP015",)
    references = ("https://docs.python.org/3/whatsnew/3.11.html#removed",)
    words = ("U'", 'U"', "Ur", "Ub", "Ut", "U+")
    nodes = (ast.Module,)
    examples = (
        Example("x = open('/dev/null', 'rU').read()\n", "x = open('/dev/null', 'r').read()\n", mode=Mode.PY3),
        Example(
            "x = open('/dev/null', 'rU').read()\n",
            "x = open('/dev/null', 'r').read()\n",
            mode=Mode.DUAL,
            unsafe=True,
        ),
        Example(
            "x = open('/dev/null', mode='U').read()\n",
            "x = open('/dev/null', mode='r').read()\n",
            mode=Mode.PY3,
        ),
        Example(
            "x = len(open('/dev/null', 'rbU').read())\n",
            "x = len(open('/dev/null', 'rb').read())\n",
            unsafe=True,
        ),
        Example(
            "import codecs, os\nx = codecs.open(os.devnull, 'rU').read()\n",
            "import codecs, os\nx = codecs.open(os.devnull, 'r').read()\n",
            unsafe=True,
        ),
        Example(
            "def read(path, mode='rU'):\n    return open(path, mode)\n",
            "def read(path, mode='r'):\n    return open(path, mode)\n",
            unsafe=True,
        ),
        Example(
            "_m = u\"Ur\"\nx = open('/dev/null', _m).read()\n",
            "_m = u\"r\"\nx = open('/dev/null', _m).read()\n",
            unsafe=True,
        ),
        Example("import six\nx = open('/dev/null', 'rU' if six.PY2 else 'r').read()\n", None),
        Example("import sys\nif sys.version_info < (3,):\n    f = open('/dev/null', 'rU')\n", None),
        Example("x = 'U', ['rU'], 'rU' == 'r'\n", None),
    )

    def detect(self, node: ast.Module, module: Module) -> Iterable[Match]:
        """Every such mode that is passed to what opens a file."""
        for text, constants in module.strings_by_text.items():
            for constant in constants if _MODE.fullmatch(text) else ():
                yield from self._mode(constant, module)

    def _mode(self, node: Any, module: Module) -> Iterable[Match]:
        parent: Any = module.parent(node)
        call = module.parent(parent) if isinstance(parent, ast.keyword) else parent
        is_certain = module.mode is Mode.PY3 and "b" not in node.value
        if isinstance(call, ast.Call):
            is_mode = parent.arg == "mode" if isinstance(parent, ast.keyword) else node in call.args[1:2]
            if not (is_mode and _OPENERS.fullmatch(_called(call))):
                return
            is_certain = is_certain and module.qualified_name(call.func) in (
                "__builtin__.open",
                "__builtin__.file",
            )
        elif _is_default_mode(node, module) or _is_variable_for_open(node, parent, module):
            is_certain = False
        else:
            return
        message = f"The mode {node.value!r} is refused since Python 3.11"
        yield Match(node, message, None if is_certain else Applicability.UNSAFE)

    def rewrite_text(self, matches: Sequence[Match], editor: Editor) -> bool:
        """The mode without the letter, `r` where nothing else says what is done."""
        for match in matches:
            node: Any = match.node
            alone = "" if "r" in node.value else "r"
            for each in characters_of(node, editor.module):
                if each.value == "U":
                    editor.replace_span(each.start, each.end, alone)
                    alone = ""
        return True


def _called(call: ast.Call) -> str:
    return str(getattr(call.func, "attr", getattr(call.func, "id", "")))


def _is_default_mode(node: ast.Constant, module: Module) -> bool:
    """Whether a string is the default of a parameter that is called `mode` or the like."""
    arguments = module.parent(node)
    if not isinstance(arguments, ast.arguments) or node not in arguments.defaults:
        return False
    parameters: list[Any] = [*arguments.posonlyargs, *arguments.args]
    parameter = parameters[len(parameters) - len(arguments.defaults) + arguments.defaults.index(node)]
    return "mode" in getattr(parameter, "arg", "")


def _is_variable_for_open(node: ast.Constant, statement: Any, module: Module) -> bool:
    """Whether a string is assigned to a variable that something is opened with."""
    if not isinstance(statement, ast.Assign) or statement.value is not node:
        return False
    for target in statement.targets:
        scope = module.lookup(target.id, target) if isinstance(target, ast.Name) else None
        if scope is None or not isinstance(target, ast.Name):
            continue
        for use in module.references(target.id, scope.node):
            call = module.parent(use)
            call = module.parent(call) if isinstance(call, ast.keyword) else call
            if isinstance(call, ast.Call) and _OPENERS.fullmatch(_called(call)):
                return True
    return False
