"""The rule for octal escapes over `\\377` in regular expressions."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any

from py3port.rule import Applicability, Editor, Example, Match, Module, Rule, Stage, ast

_TOO_BIG = re.compile(r"(?<!\\)((?:\\\\)*)\\([4-7][0-7][0-7])")
_FUNCTIONS = frozenset(
    f"re.{name}" for name in ("compile", "search", "match", "split", "findall", "finditer", "sub", "subn")
)


class RegexOctalEscape(Rule):
    r"""Of an octal escape over `\377` in a regular expression, Python 2's `re` took the lower eight bits only.

    Python 3 refuses it, since 3.5.

    Fix safety: where a raw string is not handed to `re` at once, it is only likely to be a regular expression.
    """

    name = "regex-octal-escape"
    title = "Write octal escapes of one byte in regular expressions"
    stage = Stage.COMMON
    applicability = Applicability.SAFE
    since = "3.5"
    references = ("https://docs.python.org/3/library/re.html#regular-expression-syntax",)
    words = ("\\4", "\\5", "\\6", "\\7")
    nodes = (ast.Constant,)
    examples = (
        Example(
            "import re\nx = re.sub(r'[\\200-\\777]', '', 'a')\n",
            "import re\nx = re.sub(r'[\\200-\\377]', '', 'a')\n",
        ),
        Example(
            "import re\nMACROS = {'escape': r'\\\\[ -~\\200-\\777]'}\n"
            "x = re.findall(MACROS['escape'], 'a')\n",
            "import re\nMACROS = {'escape': r'\\\\[ -~\\200-\\377]'}\n"
            "x = re.findall(MACROS['escape'], 'a')\n",
            unsafe=True,
            runs=False,
        ),
        Example("import re\nx = re.findall(r'\\\\777', 'a')\n", None),
        Example("import re\nx = re.findall(r'\\377', 'a')\n", None),
        Example("x = r'C:\\777'\n", None),
    )

    def detect(self, node: ast.Constant, module: Module) -> Iterable[Match]:
        """Such an escape in a raw string, in a file that has to do with regular expressions."""
        if not isinstance(node.value, (str, bytes)) or "\\" not in _text(node.value):
            return
        if not _TOO_BIG.search(_text(node.value)) or not _is_raw(module.text(node)):
            return
        call: Any = module.parent(node)
        is_pattern = isinstance(call, ast.Call) and module.qualified_name(call.func) in _FUNCTIONS
        if is_pattern or any(each.module in ("re", "sre") for each in module.imports):
            message = "Python 3 refuses an octal escape over `\\377` in a regular expression"
            yield Match(node, message, None if is_pattern and node in call.args[:2] else Applicability.UNSAFE)

    def rewrite(self, node: Any, match: Match, editor: Editor) -> Any:
        """Its lower eight bits."""
        return node.with_changes(
            value=_TOO_BIG.sub(lambda found: f"{found[1]}\\{int(found[2], 8) & 0o377:03o}", node.value)
        )


def _text(value: str | bytes) -> str:
    return value if isinstance(value, str) else value.decode("latin-1")


def _is_raw(literal: str) -> bool:
    """Whether a literal is one raw string."""
    return "r" in literal[:2].lower() and literal[2:].count(literal[-1]) <= (
        1 if literal[1] == literal[-1] else 2
    )
