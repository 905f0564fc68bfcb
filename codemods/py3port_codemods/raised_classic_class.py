"""The rule for classic classes that are raised."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from py3port.rule import Applicability, Editor, Example, Match, Module, Rule, Stage, ast, once_per_module
from py3port_codemods._classic import classic_family, is_classic


class RaisedClassicClass(Rule):
    """Python 2 let any classic class be raised; in Python 3 exceptions are derived from `BaseException`.

    A class that is raised, or named by an `except`, gets `Exception` for its base; others that are derived from it
    become exceptions with it.

    Fix safety: an `except Exception` around may catch it that did not before, so that the fix waits for `--unsafe`.
    """

    name = "raised-classic-class"
    title = "Derive exceptions from Exception"
    stage = Stage.COMMON
    applicability = Applicability.UNSAFE
    aliases = ("nonstandard-exception", "W0710", "E0710", "raising-non-exception")
    references = ("https://peps.python.org/pep-0352/",)
    words = ("raise", "except")
    nodes = (ast.ClassDef,)
    examples = (
        Example(
            "class E:\n    pass\ntry:\n    raise E()\nexcept E:\n    x = 1\n",
            "class E(Exception):\n    pass\ntry:\n    raise E()\nexcept E:\n    x = 1\n",
            unsafe=True,
        ),
        Example(
            "class Base():  # why\n    pass\nclass Sub(Base):\n    pass\ndef f():\n    raise Sub\ntry:\n"
            "    f()\n"
            "except Base:\n    x = 1\n",
            "class Base(Exception):  # why\n    pass\nclass Sub(Base):\n    pass\ndef f():\n"
            "    raise Sub\ntry:\n    f()\n"
            "except Base:\n    x = 1\n",
            unsafe=True,
        ),
        Example(
            "class A:\n    pass\nclass E(Exception):\n    pass\ntry:\n    raise E\nexcept (E, KeyError):\n"
            "    A()\n",
            None,
        ),
    )

    def detect(self, node: ast.ClassDef, module: Module) -> Iterable[Match]:
        """Every classic class without a base that is raised or caught, itself or by one derived from it."""
        if node.bases or not is_classic(node, module):
            return
        if node in _raised_classes(module):
            yield Match(node, f"`{node.name}` is raised, and must be an exception in Python 3")

    def rewrite_text(self, matches: Sequence[Match], editor: Editor) -> bool:
        """`Exception` for the base."""
        source = editor.module.source
        for match in matches:
            node: Any = match.node
            start = source.text.index(node.name, source.offset(node.lineno, node.col_offset) + len("class"))
            end = source.text.index(":", start)
            editor.replace_span(start + len(node.name), end, "(Exception)")
        return True


@once_per_module
def _raised_classes(module: Module) -> frozenset[ast.ClassDef]:
    """The classic classes that are raised or caught, and all that they are derived from."""
    return frozenset(definition for each in _raised(module) for definition in classic_family(each, module))


def _raised(module: Module) -> Iterator[ast.expr]:
    """What is raised or caught."""
    for statement in module.nodes(ast.Raise):
        kind = statement.type if hasattr(statement, "type") else statement.exc
        yield from [kind.func if isinstance(kind, ast.Call) else kind] if kind is not None else ()
    for handler in module.nodes(ast.ExceptHandler):
        yield from (
            handler.type.elts
            if isinstance(handler.type, ast.Tuple)
            else [handler.type]
            if handler.type
            else ()
        )
