"""The rule for the LOCALE flag of regular expressions."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any

from py3port.rule import Applicability, CannotRewrite, Editor, Example, Match, Module, Rule, Stage, ast, cst
from py3port_codemods._regexes import NAMES, call_of, flags_of, function_of, patterns_of

_FLAGS = frozenset({"re.LOCALE", "re.L"})
_INLINE = re.compile(r"\(\?([a-zA-Z]*)L([a-zA-Z]*)\)")


class RegexLocale(Rule):
    """`re.LOCALE` had `\\w` follow the locale in a native string; Python 3.6 takes it for bytes only.

    Python 3 knows the letters of all languages without it, so that the flag goes.

    Fix safety: in Python 2, and in other locales than most are, something else may match.
    """

    name = "regex-locale"
    title = "Match text without the locale"
    stage = Stage.COMMON
    applicability = Applicability.UNSAFE
    since = "3.6"
    references = ("https://docs.python.org/3/library/re.html#re.LOCALE",)
    words = ("LOCALE", "re.L", "(?")
    nodes = (ast.Name, ast.Attribute)
    examples = (
        Example(
            "import re\nx = re.findall(r'\\w', 'a', re.LOCALE)\n",
            "import re\nx = re.findall(r'\\w', 'a')\n",
            unsafe=True,
        ),
        Example(
            "import re\nx = re.compile('a', re.L | re.I | re.M).findall('A')\n",
            "import re\nx = re.compile('a', re.I | re.M).findall('A')\n",
            unsafe=True,
        ),
        Example(
            "from re import compile, I, LOCALE\nx = compile('a', flags=I | LOCALE).findall('A')\n",
            "from re import compile, I\nx = compile('a', flags=I).findall('A')\n",
            unsafe=True,
        ),
        Example(
            "import re\nx = bool(re.match(r'(?L)\\w', 'a')), bool(re.match('(?iL)A', 'a'))\n",
            "import re\nx = bool(re.match(r'\\w', 'a')), bool(re.match('(?i)A', 'a'))\n",
            unsafe=True,
        ),
        Example("import re\nx = re.compile(r'(?L)a' '(?i)')\n", None, findings=1, unsafe=True),
        Example("import re\nx = re.compile(br'\\w', re.LOCALE)\ny = re.compile('(?i)a', re.I)\n", None),
    )

    def names(self) -> frozenset[str]:
        """The functions that take regular expressions."""
        return NAMES

    def detect(self, node: ast.Name | ast.Attribute, module: Module) -> Iterable[Match]:
        """Every text pattern with the flag."""
        call = call_of(node, module)
        if call is None:
            return
        if not function_of(call, module):
            return
        literals = list(patterns_of(call, module))
        if any(isinstance(each.node.value, bytes) for each in literals):
            return
        message = "The LOCALE flag is for bytes only in Python 3"
        flags = flags_of(call, module)
        if flags is not None and any(_is_locale(each, module) for each in ast.walk(flags)):
            yield Match(call, message, data=flags)
        for each in literals:
            if _INLINE.match(str(each.node.value)):
                yield Match(each.node, message)

    def rewrite(self, node: Any, match: Match, editor: Editor) -> Any:
        """The call, or the pattern, without it."""
        if isinstance(node, cst.SimpleString):
            rest = _INLINE.sub(lambda found: f"(?{found[1]}{found[2]})", node.raw_value).removeprefix("(?)")
            return node.with_changes(value=f"{node.prefix}{node.quote}{rest}{node.quote}")
        if not isinstance(node, cst.Call):
            raise CannotRewrite("the pattern is put together from several strings")
        source: Any = match.node
        kept = _without(match.data, editor)
        arguments = list(node.args)
        at = next(
            index
            for index, each in enumerate([*source.args, *(keyword.value for keyword in source.keywords)])
            if each is match.data
        )
        if kept is None:
            del arguments[at]
            if at == len(arguments) and arguments:
                arguments[-1] = arguments[-1].with_changes(comma=node.args[at].comma)
        else:
            arguments[at] = arguments[at].with_changes(value=cst.parse_expression(kept))
        return node.with_changes(args=arguments)


def _is_locale(node: ast.AST, module: Module) -> bool:
    return module.qualified_name(node) in _FLAGS


def _without(flags: ast.expr, editor: Editor) -> str | None:
    """The code of flags without the one; None where none are left."""
    module = editor.module
    if _is_locale(flags, module):
        editor.drop_import(flags.value if isinstance(flags, ast.Attribute) else flags)
        return None
    if isinstance(flags, ast.BinOp) and isinstance(flags.op, (ast.BitOr, ast.Add)):
        sides = [
            each for each in (_without(flags.left, editor), _without(flags.right, editor)) if each is not None
        ]
        return (" | " if isinstance(flags.op, ast.BitOr) else " + ").join(sides) or None
    if any(_is_locale(each, module) for each in ast.walk(flags)):
        raise CannotRewrite("the flags are computed")
    return module.text(flags)
