"""The rule for bases that stand before classes derived from them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from py3port.rule import Applicability, Editor, Example, Match, Module, Rule, Stage, ast


class BaseOrder(Rule):
    """Among classic classes Python 2 let a base stand before one that is derived from it, and `object` before any.

    In Python 3 all classes are of the new style, and there is no order in which such bases could be searched: the
    class statement raises TypeError. The more general base goes behind.

    Fix safety: what both bases have was taken from the first one; it is taken from the derived one then, on Python 2
    as well.
    """

    name = "base-order"
    title = "Put derived bases first"
    stage = Stage.COMMON
    applicability = Applicability.UNSAFE
    references = ("https://www.python.org/download/releases/2.3/mro/",)
    words = ("class",)
    nodes = (ast.ClassDef,)
    examples = (
        Example(
            "class A:\n    x = 1\nclass B(object, A):\n    pass\ny = B().x\n",
            "class A:\n    x = 1\nclass B(A, object):\n    pass\ny = B().x\n",
            unsafe=True,
        ),
        Example(
            "from m import Mixin\nclass B(object, Mixin):\n    pass\n",
            "from m import Mixin\nclass B(Mixin, object):\n    pass\n",
            unsafe=True,
            runs=False,
        ),
        Example(
            "class A:\n    x = 1\nclass B(A):\n    y = 2\nclass C(A,  # one\n        B):\n    pass\nz = C().y\n",
            "class A:\n    x = 1\nclass B(A):\n    y = 2\nclass C(B,  # one\n        A):\n    pass\nz = C().y\n",
            unsafe=True,
        ),
        Example("class A:\n    pass\nclass B(A):\n    pass\nclass C(B, A, object):\n    pass\n", None),
        Example("class A:\n    pass\nclass B:\n    pass\nclass C(A, B):\n    pass\n", None),
        Example("class A(object):\n    pass\n", None),
    )

    def detect(self, node: ast.ClassDef, module: Module) -> Iterable[Match]:
        """A class with a base that a later one is derived from."""
        order = _ordered(node.bases, module) if len(node.bases) > 1 else node.bases
        if list(order) != list(node.bases):
            yield Match(node, "Python 3 finds no order in which to search these bases", data=order)

    def rewrite(self, node: Any, match: Match, editor: Editor) -> Any:
        """The same bases in another order."""
        bases: Sequence[ast.expr] = match.node.bases  # type: ignore[attr-defined]
        for old, new in zip(bases, match.data, strict=True):
            if old is not new:
                editor.replace(old, editor.module.text(new))
        return node


def _ordered(bases: Sequence[ast.expr], module: Module) -> Sequence[ast.expr]:
    """The bases, each behind all that are derived from it, and else as they were."""
    waiting = list(bases)
    found: list[ast.expr] = []
    while waiting:
        free = (
            each
            for each in waiting
            if not any(_is_derived(other, each, module) for other in waiting if other is not each)
        )
        first = next(free, waiting[0])
        waiting.remove(first)
        found.append(first)
    return found


def _is_derived(base: ast.expr, other: ast.expr, module: Module) -> bool:
    """Whether the class `base` is derived from the class `other`, as far as this module knows."""
    if module.qualified_name(other) == "__builtin__.object":
        return module.qualified_name(base) != "__builtin__.object"
    wanted = _definition(other, module)
    return wanted is not None and any(each is wanted for each in _ancestors(base, module, set()))


def _ancestors(base: ast.expr, module: Module, seen: set[ast.ClassDef]) -> Iterator[ast.ClassDef]:
    definition = _definition(base, module)
    if definition is None or definition in seen:
        return
    seen.add(definition)
    for each in definition.bases:
        found = _definition(each, module)
        if found is not None:
            yield found
        yield from _ancestors(each, module, seen)


def _definition(base: ast.expr, module: Module) -> ast.ClassDef | None:
    """The one class of the module that a name stands for."""
    scope = module.lookup(base.id, base) if isinstance(base, ast.Name) else None
    bindings = scope.binding(base.id) if scope is not None and isinstance(base, ast.Name) else ()
    found = bindings[0] if len(bindings) == 1 else None
    return found if isinstance(found, ast.ClassDef) else None
