"""What the rules for the built-in names that Python 3 dropped have in common."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Iterable
from functools import lru_cache
from typing import Any, ClassVar

from py3port.rule import Applicability, CannotRewrite, Editor, Match, Mode, Module, Rule, ast, cst

TYPE_CHECKS = frozenset({"isinstance", "issubclass"})


class BuiltinType(Rule):
    """A built-in type that Python 3 has under another name.

    A tuple of types in an `isinstance` is rewritten as a whole, so that `(str, unicode)` becomes `str`.
    """

    builtin: ClassVar[str]
    """Its name in Python 2."""
    successor: ClassVar[str]
    """Its name in Python 3."""
    told_apart: ClassVar[Applicability] = Applicability.MANUAL
    """How far to trust that what a dictionary has under the successor's name will do for both."""
    other_successor: ClassVar[str] = ""
    """What Python 3 calls what goes by the successor's name, where a dictionary has both."""
    nodes = (ast.Name, ast.Attribute)

    def names(self) -> frozenset[str]:
        """The name of the built-in."""
        return frozenset({self.builtin})

    def detect(self, node: ast.Name | ast.Attribute, module: Module) -> Iterable[Match]:
        """Every reference to the built-in, also through `__builtin__` and under another name."""
        if not is_builtin_reference(node, self.builtin, module):
            return
        message = f"`{self.builtin}` is gone in Python 3"
        check = type_check_tuple(node, module) or looked_up_types(node, module)
        if module.mode is Mode.PY3 and _value_of_key(node, self.successor, module) is not None:
            yield Match(module.parent(node), message, self.applicability_of(node, module), node)  # type: ignore[arg-type]
        elif check is None:
            repeated = repeated_check(node, self.successor, module) if module.mode is Mode.PY3 else None
            if repeated is None:
                yield Match(node, message, self.applicability_of(node, module), node)
            else:
                yield Match(module.parent(repeated), message, data=(node, repeated))  # type: ignore[arg-type]
        elif not any(
            is_builtin_reference(each, self.builtin, module) for each in check.elts[: check.elts.index(node)]
        ):
            names = tuple(is_builtin_reference(each, self.builtin, module) for each in check.elts)
            yield Match(check, message, data=names)

    def rewrite(self, node: Any, match: Match, editor: Editor) -> Any:
        """Put the successor in its place, or in all its places in a tuple of types."""
        if editor.mode is Mode.PY3 and not editor.module.is_builtin(self.successor, match.node):
            return self._beside_own(node, match, editor)
        if isinstance(match.node, ast.Dict):
            self._drop([match.data], (True,), editor)
            position = match.node.keys.index(match.data)
            if self.other_successor and not _is_repeated_key(match.data, self.successor, editor.module):
                return _told_apart(node, position, self.successor, self.other_successor)
            return _without_key(node, position)
        if isinstance(match.node, ast.BoolOp):
            reference, repeated = match.data
            self._drop([reference], (True,), editor)
            return without_operand(node, editor.module.text(repeated))
        if not isinstance(match.node, (ast.Tuple, ast.List)):
            return self._replacement(node, match, editor)
        self._drop(match.node.elts, match.data, editor)
        if editor.mode is Mode.DUAL:
            return self.dual_tuple(node, match, editor)
        return self._py3_tuple(node, match.data, is_alone=is_type_check_argument(match.node, editor.module))

    def applicability_of(self, node: ast.expr, module: Module) -> Applicability | None:
        """How far a single reference can be rewritten; None: as the rule says.

        A key of a dictionary that has the successor as well would stand there twice.
        """
        other = _value_of_key(node, self.successor, module)
        is_told_apart = other is not None and not _is_repeated_key(node, self.successor, module)
        if is_told_apart and self.other_successor:
            taken = _value_of_key(node, self.other_successor, module) is not None
            return Applicability.MANUAL if taken or module.mode is Mode.DUAL else Applicability.UNSAFE
        return self.told_apart if is_told_apart else None

    @abstractmethod
    def dual(self, node: Any, match: Match, editor: Editor) -> Any:
        """What stands for a single reference on both interpreters."""

    @abstractmethod
    def dual_tuple(self, node: Any, match: Match, editor: Editor) -> Any:
        """What stands for a tuple of types in an `isinstance` on both interpreters."""

    def _replacement(self, node: Any, match: Match, editor: Editor) -> Any:
        self._drop([match.node], (True,), editor)
        if editor.mode is Mode.DUAL:
            return self.dual(node, match, editor)
        return cst.Name(self.successor, lpar=node.lpar, rpar=node.rpar)

    def _beside_own(self, node: Any, match: Match, editor: Editor) -> Any:
        """What stands for the built-in in Python 3 where the program calls something of its own like the successor."""
        if isinstance(match.node, (ast.Dict, ast.BoolOp)):
            raise CannotRewrite(f"`{self.successor}` means something else here")
        name = builtin_name(self.successor, match.node, editor)
        if isinstance(match.node, ast.Tuple):
            self._drop(match.node.elts, match.data, editor)
            return replace_elements(node, match.data, name)
        self._drop([match.node], (True,), editor)
        return cst.parse_expression(name).with_changes(lpar=node.lpar, rpar=node.rpar)

    def _py3_tuple(self, node: Any, is_reference: tuple[bool, ...], *, is_alone: bool) -> Any:
        """The tuple with the successor once, or only that where a type may stand alone and no other is left."""
        kept = []
        seen = False
        for element, reference in zip(node.elements, is_reference, strict=True):
            name = self.successor if reference else getattr(element.value, "value", None)
            if name == self.successor:
                if seen:
                    continue
                seen = True
            kept.append(element.with_changes(value=cst.Name(self.successor)) if reference else element)
        return with_elements(node, kept, is_alone=is_alone)

    def _drop(self, nodes: Iterable[ast.AST], is_reference: Iterable[bool], editor: Editor) -> None:
        for node, reference in zip(nodes, is_reference, strict=True):
            if reference:
                editor.drop_import(node.value if isinstance(node, ast.Attribute) else node)


def repeated_check(node: ast.expr, successor: str, module: Module) -> ast.expr | None:
    """The operand of an `or` or `and` that checks for `node` what another checks for its successor, on one line."""
    operand: Any = module.parent(node)
    if not isinstance(operand, (ast.Call, ast.Compare)) or node not in (
        operand.args[1:] if isinstance(operand, ast.Call) else operand.comparators
    ):
        return None
    around = module.parent(operand)
    if isinstance(around, ast.UnaryOp):
        operand, around = around, module.parent(around)
    if not isinstance(around, ast.BoolOp) or around.lineno != around.end_lineno:
        return None
    before, name, behind = module.text(operand).rpartition(module.text(node))
    others = (each for each in around.values if each is not operand)
    same = f"{before}{successor}{behind}"
    return operand if name and any(module.text(each) == same for each in others) else None


def without_operand(node: Any, code: str) -> Any:
    """The LibCST `or` or `and` without the operand that is written so."""
    if not isinstance(node, cst.BooleanOperation):
        return node
    render = cst.Module([]).code_for_node
    for gone, kept in ((node.right, node.left), (node.left, node.right)):
        if render(gone.with_changes(lpar=[], rpar=[])) == code:
            return kept.with_changes(lpar=[*node.lpar, *kept.lpar], rpar=[*kept.rpar, *node.rpar])
    return node.with_changes(left=without_operand(node.left, code))


def _value_of_key(node: ast.expr, name: str, module: Module) -> ast.expr | None:
    """What the dictionary that `node` is a key of has under another name."""
    parent = module.parent(node)
    if not isinstance(parent, ast.Dict) or node not in parent.keys:
        return None
    pairs = zip(parent.keys, parent.values, strict=True)
    return next((value for key, value in pairs if isinstance(key, ast.Name) and key.id == name), None)


def _is_repeated_key(node: ast.expr, successor: str, module: Module) -> bool:
    """Whether a dictionary has the same under its key `node` as under the successor."""
    other = _value_of_key(node, successor, module)
    if other is None:
        return False
    parent: Any = module.parent(node)
    return module.text(parent.values[parent.keys.index(node)]) == module.text(other)


def _without_key(node: Any, index: int) -> Any:
    """The LibCST dictionary without one of its elements."""
    kept = [each for position, each in enumerate(node.elements) if position != index]
    if index == len(kept):
        kept[-1] = kept[-1].with_changes(comma=node.elements[-1].comma)
    return node.with_changes(elements=kept)


def _told_apart(node: Any, position: int, successor: str, other: str) -> Any:
    """The LibCST dictionary with new names for two of its keys."""
    elements = list(node.elements)
    for index, each in enumerate(elements):
        if getattr(getattr(each, "key", None), "value", None) == successor:
            elements[index] = each.with_changes(key=cst.Name(other))
    elements[position] = elements[position].with_changes(key=cst.Name(successor))
    return node.with_changes(elements=elements)


@lru_cache(maxsize=1)
def _mentions_builtin(text: str) -> bool:
    """Whether a file can mean `__builtin__` at all; asked for every name in it, answered once."""
    return "__builtin__" in text


def is_builtin_reference(node: ast.AST, name: str, module: Module) -> bool:
    """Whether `node` reads Python 2's built-in `name`: by its name, by another one, or through `__builtin__`."""
    if isinstance(node, ast.Name):
        if not isinstance(node.ctx, ast.Load):
            return False
        if node.id == name and module.is_builtin(name, node):
            return True
        if not _mentions_builtin(module.source.text):
            return False
    elif not isinstance(node, ast.Attribute) or node.attr != name:
        return False
    return module.qualified_name(node) == f"__builtin__.{name}"


def builtin_name(name: str, near: ast.AST, editor: Editor) -> str:
    """How to refer to a built-in of Python 3, by its module where the program calls something of its own so."""
    return name if editor.module.is_builtin(name, near) else f"{editor.add_import('builtins')}.{name}"


def type_check_tuple(node: ast.AST, module: Module) -> ast.Tuple | None:
    """The tuple of types that `node` is an element of, in `isinstance(x, (a, b))`."""
    parent = module.parent(node)
    if isinstance(parent, ast.Tuple) and is_type_check_argument(parent, module):
        return parent
    return None


def looked_up_types(node: ast.AST, module: Module) -> ast.Tuple | ast.List | None:
    """The types that `node` is one of where nothing but being among them counts, so that each may go by one name.

    They are those of a `type(x) in (a, b)`, or of a variable that is only asked so, or by `isinstance`. With Python 2
    gone, that is.
    """
    types = module.parent(node)
    if module.mode is not Mode.PY3 or not isinstance(types, (ast.Tuple, ast.List)):
        return None
    holder = module.parent(types)
    if _is_looked_up_in(types, module):
        return types
    if not isinstance(holder, ast.Assign) or len(holder.targets) != 1 or isinstance(types, ast.List):
        return None
    name = holder.targets[0]
    scope = module.lookup(name.id, name) if isinstance(name, ast.Name) else None
    if scope is None or len(scope.binding(name.id)) != 1 or isinstance(scope.node, ast.ClassDef):  # type: ignore[attr-defined]
        return None
    uses = [each for each in module.references(name.id, scope.node) if each is not name]  # type: ignore[attr-defined]
    is_asked = all(_is_looked_up_in(each, module) or is_type_check_argument(each, module) for each in uses)
    return types if uses and is_asked else None


def _is_looked_up_in(types: ast.expr, module: Module) -> bool:
    """Whether it is what something is said to be `in`."""
    question = module.parent(types)
    return (
        isinstance(question, ast.Compare)
        and len(question.ops) == 1
        and isinstance(question.ops[0], (ast.In, ast.NotIn))
        and question.comparators[0] is types
    )


def with_elements(node: Any, kept: list[Any], *, is_alone: bool) -> Any:
    """A LibCST tuple or list with some of its elements; the element itself where it may stand alone."""
    if len(kept) == 1 and is_alone:
        return kept[0].value
    comma = node.elements[-1].comma
    if len(kept) == 1 and isinstance(node, cst.Tuple) and isinstance(comma, cst.MaybeSentinel):
        comma = cst.Comma()
    return node.with_changes(elements=[*kept[:-1], kept[-1].with_changes(comma=comma)] if kept else [])


def is_type_check_argument(node: ast.AST, module: Module) -> bool:
    """Whether `node` is what `isinstance` or `issubclass` checks against."""
    call = module.parent(node)
    return (
        isinstance(call, ast.Call)
        and isinstance(call.func, ast.Name)
        and call.func.id in TYPE_CHECKS
        and len(call.args) == 2
        and call.args[1] is node
    )


def replace_elements(node: Any, is_reference: tuple[bool, ...], code: str) -> Any:
    """A LibCST tuple with the marked elements replaced by an expression."""
    elements = [
        element.with_changes(value=cst.parse_expression(code)) if reference else element
        for element, reference in zip(node.elements, is_reference, strict=True)
    ]
    return node.with_changes(elements=elements)
