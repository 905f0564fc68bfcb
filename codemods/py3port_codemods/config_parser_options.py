"""The rule for what the parsers of `ConfigParser` took for granted."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from py3port.rule import Applicability, Editor, Example, Match, Mode, Module, Rule, Stage, ast, cst

_PARSERS = frozenset(
    {f"ConfigParser.{name}" for name in ("ConfigParser", "RawConfigParser", "SafeConfigParser")}
)
_OPTIONS = {"strict": "False", "inline_comment_prefixes": "(';',)"}


class ConfigParserOptions(Rule):
    """Python 3's parsers refuse what stands twice, and take `; comment` behind a value for a part of it.

    Python 2's took the last of two equal options or sections, and left such comments out.

    Fix safety: whether any file has such things cannot be told; with `--unsafe` the parser is told to read them as
    Python 2 did. 2.7 knows no such options, so in `dual` mode it stays a finding.
    """

    name = "config-parser-options"
    title = "Read configuration as Python 2 did"
    stage = Stage.SEMANTIC
    applicability = Applicability.UNSAFE
    since = "3.2"
    references = ("https://docs.python.org/3/library/configparser.html#customizing-parser-behaviour",)
    words = ("ConfigParser",)
    nodes = (ast.Call,)
    examples = (
        Example(
            "import ConfigParser\nc = ConfigParser.RawConfigParser({'a': 'b'})\n",
            "import ConfigParser\n"
            "c = ConfigParser.RawConfigParser({'a': 'b'}, strict=False, inline_comment_prefixes=(';',))\n",
            mode=Mode.PY3,
            unsafe=True,
            runs=False,
        ),
        Example(
            "from ConfigParser import SafeConfigParser as C\nc = C()\n",
            "from ConfigParser import SafeConfigParser as C\nc = C(strict=False, inline_comment_prefixes=(';',))\n",
            mode=Mode.PY3,
            unsafe=True,
            runs=False,
        ),
        Example("import ConfigParser\nc = ConfigParser.ConfigParser()\n", None, mode=Mode.DUAL, findings=1),
        Example("import configparser\nc = configparser.ConfigParser()\n", None, runs=False),
        Example(
            "try:\n    import configparser\nexcept ImportError:\n    import ConfigParser as configparser\n"
            "c = configparser.ConfigParser()\n",
            None,
        ),
    )

    def detect(self, node: ast.Call, module: Module) -> Iterable[Match]:
        """A parser that is made without saying how it shall read."""
        if module.qualified_name(node.func) not in _PARSERS or module.has_alternatives(node.func):
            return
        names = {each.arg for each in node.keywords}
        if any(isinstance(each, ast.Starred) for each in node.args) or names & {None, *_OPTIONS}:
            return
        trust = None if module.mode is Mode.PY3 else Applicability.MANUAL
        yield Match(node, "Python 3's parser refuses duplicates, and keeps `; comments` behind values", trust)

    def rewrite(self, node: Any, match: Match, editor: Editor) -> Any:
        """The parser that reads as Python 2's did."""
        equal = cst.AssignEqual(cst.SimpleWhitespace(""), cst.SimpleWhitespace(""))
        comma = cst.Comma(whitespace_after=cst.SimpleWhitespace(" "))
        options = [
            cst.Arg(cst.parse_expression(value), keyword=cst.Name(name), equal=equal)
            for name, value in _OPTIONS.items()
        ]
        before = [*node.args[:-1], node.args[-1].with_changes(comma=comma)] if node.args else []
        return node.with_changes(args=[*before, *options])
