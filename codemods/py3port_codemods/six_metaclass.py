"""The rule for six's ways to give a class its metaclass."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from py3port.rule import Applicability, Editor, Example, Match, Module, Rule, Stage, ast
from py3port_codemods._compat_names import WORDS, compat_name
from py3port_codemods._decorators import drop_decorator
from py3port_codemods._let_go import let_go, root_name


class SixMetaclass(Rule):
    """A class of Python 3 names its metaclass in its header; only Python 2 needs `with_metaclass` or `add_metaclass`.

    `six.with_metaclass(M, Base)` stands among the bases of a class, `@six.add_metaclass(M)` above it; both become
    `metaclass=M` (PEP 3115). So does python-future's `with_metaclass`.
    """

    name = "six-metaclass"
    title = "Give the metaclass by keyword, not by six"
    stage = Stage.CLEANUP
    applicability = Applicability.SAFE
    references = ("https://six.readthedocs.io/#six.with_metaclass",)
    words = WORDS
    nodes = (ast.ClassDef,)
    examples = (
        Example(
            "import six\nclass M(type):\n    pass\nclass A(six.with_metaclass(M)):\n    x = 1\ny = type(A) is M\n",
            "class M(type):\n    pass\nclass A(metaclass=M):\n    x = 1\ny = type(A) is M\n",
        ),
        Example(
            "from six import with_metaclass\nclass M(type):\n    pass\n"
            "class A(with_metaclass(M, dict), object):\n    x = 1\ny = type(A) is M\n",
            "class M(type):\n    pass\nclass A(dict, object, metaclass=M):\n    x = 1\ny = type(A) is M\n",
        ),
        Example(
            "import six\nclass M(type):\n    pass\n"
            "@six.add_metaclass(M)\nclass A(dict):\n    x = 1\ny = type(A) is M\n",
            "class M(type):\n    pass\nclass A(dict, metaclass=M):\n    x = 1\ny = type(A) is M\n",
        ),
        Example(
            "import six\nclass M(type):\n    pass\n"
            "@six.add_metaclass(M)  # why\nclass A:\n    x = 1\ny = type(A) is M\n",
            "class M(type):\n    pass\n# why\nclass A(metaclass=M):\n    x = 1\ny = type(A) is M\n",
        ),
        Example(
            "import six\nclass M(type):\n    pass\nclass A(six.with_metaclass(M,  # why\n        dict)):\n    x = 1\n",
            None,
            findings=1,
        ),
        Example("import six\nclass A(six.with_metaclass(*args)):\n    x = 1\n", None, findings=1, runs=False),
        Example(
            "def with_metaclass(a, b):\n    return b\nclass A(with_metaclass(1, dict)):\n    six = 1\n", None
        ),
    )

    def detect(self, node: ast.ClassDef, module: Module) -> Iterable[Match]:
        """A class that gets its metaclass from six."""
        message = "six gives the class its metaclass as Python 2 needs it"
        for each in node.bases:
            if _calls("with_metaclass", each, module) and isinstance(each, ast.Call):
                yield Match(node, message, _doubt(each, 1, None, module), each)
                return
        for each in node.decorator_list:
            if _calls("add_metaclass", each, module) and isinstance(each, ast.Call):
                yield Match(node, message, _doubt(each, 1, 1, module), each)
                return

    def rewrite_text(self, matches: Sequence[Match], editor: Editor) -> bool:
        """Put the metaclass behind the bases."""
        for match in matches:
            node: Any = match.node
            call = match.data
            let_go(root_name(call.func), editor)
            text = editor.module.text
            keyword = f"metaclass={text(call.args[0])}"
            if call in node.decorator_list:
                drop_decorator(call, editor)
                _add_keyword(node, keyword, editor)
                continue
            bases = [
                text(base) for each in node.bases for base in (call.args[1:] if each is call else [each])
            ]
            first, last = node.bases[0], node.bases[-1]
            editor.replace_span(
                editor.module.source.offset(first.lineno, first.col_offset),
                editor.module.source.offset(last.end_lineno or 0, last.end_col_offset or 0),
                ", ".join([*bases, keyword]),
            )
        return True


def _calls(name: str, node: ast.expr, module: Module) -> bool:
    return isinstance(node, ast.Call) and compat_name(node.func, module) == name


def _doubt(call: ast.Call, least: int, most: int | None, module: Module) -> Applicability | None:
    """MANUAL where the arguments are not plain ones."""
    is_plain = not call.keywords and not any(isinstance(each, ast.Starred) for each in call.args)
    is_right = least <= len(call.args) and (most is None or len(call.args) <= most)
    return None if is_plain and is_right and not module.has_comment(call) else Applicability.MANUAL


def _add_keyword(node: Any, keyword: str, editor: Editor) -> None:
    """Put a keyword into the header of a class."""
    source = editor.module.source
    if node.bases or node.keywords:
        last = max(
            source.offset(each.end_lineno, each.end_col_offset) for each in (*node.bases, *node.keywords)
        )
        editor.replace_span(last, last, f", {keyword}")
        return
    start = source.text.index(node.name, source.text.index("class", _header(node, editor)) + 5) + len(
        node.name
    )
    end = start
    rest = source.text[start : source.text.index(":", start)]
    if "(" in rest:
        end = start + rest.index(")") + 1
    editor.replace_span(start, end, f"({keyword})")


def _header(node: Any, editor: Editor) -> int:
    """An offset from which on the word `class` is that of the header."""
    last = node.decorator_list[-1] if node.decorator_list else None
    if last is None:
        return editor.module.source.offset(node.lineno, node.col_offset)
    return editor.module.source.offset(last.end_lineno or 0, last.end_col_offset or 0)
