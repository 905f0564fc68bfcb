"""The rule for `HTMLParser.HTMLParseError`."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from py3port.rule import (
    Applicability,
    CannotRewrite,
    Editor,
    Example,
    Match,
    Mode,
    Module,
    Rule,
    Stage,
    ast,
    cst,
)
from py3port_codemods._definitions import define, last_import

_NAME = "HTMLParseError"


class HtmlParseError(Rule):
    """Python 3's parser of HTML takes whatever it gets: `HTMLParseError` went in 3.5.

    A class of that name stands in for it, so that code which catches it, or raises it by itself, goes on working.

    Fix safety: what relied on the parser's complaints about a document gets none.
    """

    name = "html-parse-error"
    title = "Define HTMLParseError where it is gone"
    stage = Stage.COMMON
    applicability = Applicability.UNSAFE
    since = "3.5"
    references = ("https://docs.python.org/3/whatsnew/3.5.html#api-and-feature-removals",)
    words = (_NAME,)
    nodes = (ast.ImportFrom, ast.Attribute)
    examples = (
        Example(
            "from HTMLParser import HTMLParser, HTMLParseError\n\n\ndef f(text):\n    try:\n"
            "        HTMLParser().feed(text)\n    except HTMLParseError:\n        pass\n",
            "from HTMLParser import HTMLParser\n\n\nclass HTMLParseError(Exception):\n"
            '    """The parser raised it until Python 3.4."""\n\n\ndef f(text):\n    try:\n'
            "        HTMLParser().feed(text)\n    except HTMLParseError:\n        pass\n",
            mode=Mode.PY3,
            unsafe=True,
            runs=False,
        ),
        Example(
            "import os\nimport HTMLParser\n\ndef f(text):\n    try:\n        g(text)\n"
            "    except HTMLParser.HTMLParseError:\n        print(HTMLParser)\n",
            "import os\nimport HTMLParser\ntry:\n    from HTMLParser import HTMLParseError\nexcept ImportError:\n"
            "    class HTMLParseError(Exception):\n"
            '        """The parser raised it until Python 3.4."""\n\ndef f(text):\n    try:\n'
            "        g(text)\n    except HTMLParseError:\n        print(HTMLParser)\n",
            mode=Mode.DUAL,
            unsafe=True,
            runs=False,
        ),
        Example(
            "try:\n    from HTMLParser import HTMLParseError\nexcept ImportError:\n"
            "    class HTMLParseError(Exception):\n        pass\n",
            None,
        ),
        Example("from HTMLParser import HTMLParser\n", None),
        Example("from .HTMLParser import HTMLParseError\n", None, siblings=("HTMLParser",), runs=False),
    )

    def names(self) -> frozenset[str]:
        """Of attributes, the exception."""
        return frozenset({_NAME})

    def detect(self, node: Any, module: Module) -> Iterable[Match]:
        """Where it is imported, and where it is taken from its module."""
        message = "`HTMLParseError` is gone since Python 3.5"
        if isinstance(node, ast.Attribute):
            if module.qualified_name(node) == f"HTMLParser.{_NAME}":
                has_imports = last_import(module) is not None
                yield Match(node, message, None if has_imports else Applicability.MANUAL)
            return
        for imported in module.imports.of(node):
            if imported.qualified == f"HTMLParser.{_NAME}" and not module.is_own_module(imported):
                at_top = isinstance(module.parent(node), ast.Module)
                yield Match(imported.alias, message, None if at_top else Applicability.MANUAL, imported)

    def rewrite(self, node: Any, match: Match, editor: Editor) -> Any:
        """Define it behind the imports, by the name it goes by."""
        if match.data is None:
            source: Any = match.node
            if editor.module.lookup(_NAME, source) is not None:
                raise CannotRewrite(f"`{_NAME}` means something else here")
            editor.drop_import(source.value)
            define(_definition(_NAME), f"HTMLParser.{_NAME}", _NAME, editor)
            return cst.Name(_NAME, lpar=node.lpar, rpar=node.rpar)
        imported = match.data
        define(
            _definition(imported.bound), f"HTMLParser.{_NAME}", imported.bound, editor, leaving=imported.alias
        )
        return node


def _definition(name: str) -> str:
    return f'class {name}(Exception):\n    """The parser raised it until Python 3.4."""'
