"""The rule for the `strict` argument of `HTMLParser`."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from py3port.rule import Applicability, CannotRewrite, Editor, Example, Match, Module, Rule, Stage, ast

_PARSERS = frozenset({"HTMLParser.HTMLParser", "html.parser.HTMLParser", "six.moves.html_parser.HTMLParser"})


class HtmlParserStrict(Rule):
    """`HTMLParser(strict=False)` was how code for Python 3.2 asked for a parser that puts up with bad documents.

    The argument went in 3.5, where no parser is strict; Python 2 never had it.

    Fix safety: an argument that comes in a dictionary is known by its name, and by that of the dictionary, only: there
    the fix waits for `--unsafe`.
    """

    name = "html-parser-strict"
    title = "Do without the strict argument of HTMLParser"
    stage = Stage.COMMON
    applicability = Applicability.SAFE
    since = "3.5"
    references = ("https://docs.python.org/3/whatsnew/3.5.html#api-and-feature-removals",)
    words = ("strict",)
    nodes = (ast.Call, ast.Assign)
    examples = (
        Example(
            "import sys\nfrom HTMLParser import HTMLParser\n\nclass Parser(HTMLParser):\n    pass\n\n"
            "if sys.version_info[0] == 3:\n    p = Parser(strict=False)\nelse:\n    p = Parser()\n",
            "import sys\nfrom HTMLParser import HTMLParser\n\nclass Parser(HTMLParser):\n    pass\n\n"
            "if sys.version_info[0] == 3:\n    p = Parser()\nelse:\n    p = Parser()\n",
            runs=False,
        ),
        Example(
            "from HTMLParser import HTMLParser\ndef f(**kwargs):\n    if STRICT:\n"
            "        kwargs['strict'] = False\n    return HTMLParser(**kwargs)\n",
            "from HTMLParser import HTMLParser\ndef f(**kwargs):\n    if STRICT:\n"
            "        pass\n    return HTMLParser(**kwargs)\n",
            unsafe=True,
            runs=False,
        ),
        Example("import json\nx = json.JSONDecoder(strict=False)\n", None),
        Example("from HTMLParser import HTMLParser\nd = {}\nd['strict'] = 1\np = HTMLParser()\n", None),
    )

    def may_find(self, text: str) -> bool:
        """Whether the file has to do with the class as well."""
        return "strict" in text and ("HTMLParser" in text or "html_parser" in text)

    def detect(self, node: Any, module: Module) -> Iterable[Match]:
        """The argument of a parser of this module, and what is put into a dictionary that becomes its arguments."""
        message = "`HTMLParser` takes no argument `strict` since Python 3.5"
        if isinstance(node, ast.Call):
            if any(each.arg == "strict" for each in node.keywords) and _is_parser(node.func, module):
                yield Match(node, message)
            return
        target = node.targets[0]
        is_item = isinstance(target, ast.Subscript) and getattr(target.slice, "value", None) == "strict"
        name = getattr(target.value, "id", "") if is_item else ""
        if name and any(name in _dictionaries(call) for call in _parsers_made(module)):
            yield Match(node, message, Applicability.UNSAFE)

    def rewrite(self, node: Any, match: Match, editor: Editor) -> Any:
        """Take out the argument, or the statement that prepares it."""
        if isinstance(match.node, ast.Assign):
            editor.remove_statement(match.node)
            return node
        if editor.module.has_comment(match.node):
            raise CannotRewrite("a comment stands inside the call")
        kept = [each for each in node.args if each.keyword is None or each.keyword.value != "strict"]
        if kept:
            kept[-1] = kept[-1].with_changes(comma=node.args[-1].comma)
        return node.with_changes(args=kept)


def _parsers_made(module: Module) -> Iterator[ast.Call]:
    return (each for each in module.nodes(ast.Call) if _is_parser(each.func, module))


def _dictionaries(call: ast.Call) -> set[str]:
    """The names of what is passed by `**`."""
    return {getattr(each.value, "id", "") for each in call.keywords if each.arg is None}


def _is_parser(function: ast.expr, module: Module) -> bool:
    """Whether it is the class, or one of this module that inherits from it."""
    if module.qualified_name(function) in _PARSERS:
        return True
    scope = module.lookup(function.id, function) if isinstance(function, ast.Name) else None
    bindings = scope.binding(function.id) if scope is not None and isinstance(function, ast.Name) else ()
    return any(
        isinstance(each, ast.ClassDef)
        and any(module.qualified_name(base) in _PARSERS for base in module.foreign_bases(each))
        for each in bindings
    )
