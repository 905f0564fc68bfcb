"""What becomes of a string where it stands: assigned, compared, joined, iterated over, passed on."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from py3port.analysis.string_callbacks import is_of_function, of_result
from py3port.analysis.string_calls import StringCalls
from py3port.analysis.string_slots import ENTRY, GUESS, MIX, REPORTED, SAME, SHOWN, SORTED, TEXT, Edges, Slot
from py3port.analysis.string_tables import ELEM, KEY, TYPE, Path, entry
from py3port.python2 import Tree, ast

if TYPE_CHECKING:
    from py3port.analysis.infer import Inference
    from py3port.analysis.scopes import Scope

_WHOLE = ()
_MANY = 3
"""The number of attributes that a parameter is sorted into where it is of more than one kind."""
_MIXED = (ast.Eq, ast.NotEq, ast.Lt, ast.LtE, ast.Gt, ast.GtE)
_CONVERSION = r"%(\(\w*\))?[-#0 +]*(\*|\d*)(?:\.(\*|\d*))?([a-zA-Z%])"
_NAMED = r"%\(\w+\)"
LETTERS = r"[a-zA-Z]{3}"


class StringContexts:
    """The edges that lead out of an expression, by the kind of its parent, for `StringEdges`."""

    def __init__(self, tree: Tree, inference: Inference, calls: StringCalls) -> None:
        self._parents = tree.parents
        self._inference = inference
        self._calls = calls
        self._ways: dict[tuple[str, Scope], bool] = {}

    def of(self, node: ast.AST, path: Path) -> Iterable[tuple[Slot, int]]:
        """What becomes of the value of a node where it stands."""
        if isinstance(node, ast.Lambda) and not is_of_function(path):
            return ()
        parent = self._parents.get(node)
        edges = _UP.get(type(parent))
        return edges(self, parent, node, path) if edges is not None else ()

    def _assigned(self, parent: Any, node: Any, path: Path) -> Edges:
        targets = parent.targets if isinstance(parent, ast.Assign) else [parent.target]
        if parent.value is node:
            for target in targets:
                yield (target, path), SAME
        elif parent.value is not None:
            is_one_of_many = isinstance(node, ast.Attribute) and self._goes_many_ways(parent.value)
            yield (parent.value, path), SORTED if is_one_of_many else SAME

    def _goes_many_ways(self, value: ast.expr) -> bool:
        """Whether it is a parameter that a function sorts into many attributes: what is in one tells little of it."""
        owner = self._inference.scopes.lookup(value.id, value) if isinstance(value, ast.Name) else None
        if owner is None or not isinstance(value, ast.Name):
            return False
        key = (value.id, owner)
        if key not in self._ways:
            statements: Iterable[Any] = map(self._parents.get, self._inference.scopes.uses(*key))
            attributes = {
                target.attr
                for each in statements
                if isinstance(each, ast.Assign)
                for target in each.targets
                if isinstance(target, ast.Attribute)
            }
            is_parameter = any(isinstance(each, ast.arg) for each in owner.binding(value.id))
            self._ways[key] = is_parameter and len(attributes) >= _MANY
        return self._ways[key]

    def _augmented(self, parent: ast.AugAssign, node: Any, path: Path) -> Edges:
        if isinstance(parent.op, ast.Add):
            yield (parent.value if node is parent.target else parent.target, path), MIX

    def _in_display(self, parent: Any, node: Any, path: Path) -> Edges:
        outer = self._parents.get(parent)
        if isinstance(outer, ast.BinOp) and isinstance(outer.op, ast.Mod):
            yield from self._format_operand(outer, parent, node, path)
            return
        position = next(index for index, each in enumerate(parent.elts) if each is node)
        yield (parent, (position, *path)), SAME
        # What stands in a tuple is seldom of one kind.
        if not isinstance(parent, ast.Tuple) or _are_constants_of_one_kind(parent.elts):
            yield (parent, (ELEM, *path)), SAME

    def _in_dict(self, parent: ast.Dict, node: Any, path: Path) -> Edges:
        position = next((index for index, each in enumerate(parent.values) if each is node), None)
        if position is None:
            yield (parent, (KEY, *path)), SAME
            return
        name = entry(parent.keys[position])
        if name:
            yield (parent, (name, *path)), SAME
        yield (parent, (ELEM, *path)), ENTRY if name else SAME

    def _iterated(self, parent: Any, node: Any, path: Path) -> Edges:
        if node is parent.target:
            known = self._inference.type_of(parent.iter)
            step = KEY if known is not None and known.name == "dict" else ELEM
            yield (parent.iter, (step, *path)), SAME
        elif node is parent.iter:
            if not path:
                yield (parent.target, path), SAME
            elif path[0] in (ELEM, KEY):
                yield (parent.target, path[1:]), SAME

    def _element(self, parent: Any, node: Any, path: Path) -> Edges:
        if node is parent.elt:
            yield (parent, (ELEM, *path)), SAME

    def _managed(self, parent: ast.withitem, node: Any, path: Path) -> Edges:
        if node is parent.optional_vars:
            yield (parent.context_expr, path), SAME
        elif parent.optional_vars is not None:
            yield (parent.optional_vars, path), SAME

    def _returned(self, parent: Any, node: Any, path: Path) -> Edges:
        function = self._function_around(parent)
        if isinstance(parent, ast.Lambda):
            # What is given a name serves many, and gives to each what it is given.
            is_handed_on = isinstance(self._parents.get(parent), (ast.Call, ast.keyword))
            function = parent if is_handed_on else None
        if function is not None:
            yield (function, of_result(path)), SAME

    def _yielded(self, parent: Any, node: Any, path: Path) -> Edges:
        function = self._function_around(parent)
        if function is not None:
            yield (function, (ELEM, *path)), SAME

    def _function_around(self, node: ast.AST) -> ast.AST | None:
        current = self._parents.get(node)
        while current is not None and not isinstance(current, (ast.FunctionDef, ast.Lambda, ast.ClassDef)):
            current = self._parents.get(current)
        return current if isinstance(current, (ast.FunctionDef, ast.Lambda)) else None

    def _compared(self, parent: ast.Compare, node: Any, path: Path) -> Edges:
        operands = [parent.left, *parent.comparators]
        if len(operands) > 2 and any(getattr(each, "value", "") is None for each in operands):
            # `x == y == None` is a question about each of them.
            return
        for index, operator in enumerate(parent.ops):
            left, right = operands[index], operands[index + 1]
            if node is not left and node is not right:
                continue
            other = right if node is left else left
            if isinstance(operator, _MIXED) or (
                path == (TYPE,) and isinstance(operator, (ast.Is, ast.IsNot))
            ):
                yield (other, path), MIX
            elif isinstance(operator, (ast.In, ast.NotIn)):
                if node is left:
                    yield from self._calls.items.member(other, path)
                known = self._inference.type_of(other) if node is left else None
                if known is not None and known.name == "dict":
                    yield (other, (KEY, *path)), MIX
                else:
                    yield from _membership(node is left, other, path)

    def _in_operation(self, parent: ast.BinOp, node: Any, path: Path) -> Edges:
        if isinstance(parent.op, ast.Add):
            yield (parent, path), MIX
            yield (parent.right if node is parent.left else parent.left, path), MIX
        elif isinstance(parent.op, ast.Mult):
            if is_repeated(node, parent.right if node is parent.left else parent.left):
                yield (parent, path), SAME
        elif isinstance(parent.op, ast.Mod):
            if node is parent.left and not path:
                yield (parent, path), SAME
                if re.search(_NAMED, str(getattr(node, "value", ""))):
                    yield (TEXT, _WHOLE), GUESS
                for conversion, operand in conversions(node, parent):
                    if conversion == "s" and operand is not None:
                        weight = REPORTED if self._is_raised(parent) else 3 * GUESS
                        yield (operand, path), weight if has_words(node) else GUESS
            elif node is parent.right and not isinstance(node, ast.Tuple):
                yield from self._format_operand(parent, node, node, path)

    def _is_raised(self, message: ast.expr) -> bool:
        """Whether a message is that of an error that is raised there."""
        call = self._parents.get(message)
        return isinstance(call, ast.Call) and isinstance(self._parents.get(call), ast.Raise)

    def _format_operand(self, operation: ast.BinOp, operands: Any, node: Any, path: Path) -> Edges:
        """Words around what is filled in make a message of it, whatever that is."""
        if operands is operation.right and not path:
            letters = [
                letter for letter, operand in conversions(operation.left, operation) if operand is node
            ]
            if letters == ["s"]:
                is_message = has_words(operation.left)
                yield (operation.left, path), 3 * GUESS if is_message else GUESS
                if is_message:
                    yield (TEXT, _WHOLE), REPORTED if self._is_raised(operation) else SHOWN

    def _in_alternatives(self, parent: Any, node: Any, path: Path) -> Edges:
        if not (isinstance(parent, ast.IfExp) and node is parent.test):
            yield (parent, path), SAME

    def _in_subscript(self, parent: ast.Subscript, node: Any, path: Path) -> Edges:
        if node is not parent.value:
            yield from self._calls.items.key(parent, path)
            if not path:
                yield (parent.value, (KEY,)), SAME
            return
        if isinstance(parent.slice, ast.Slice):
            yield (parent, path), SAME
            return
        if not path:
            yield (parent, path), SAME
        elif path[0] == KEY and len(path) == 1:
            yield (parent.slice, _WHOLE), SAME
        elif path[0] == ELEM:
            yield (parent, path[1:]), ENTRY if entry(parent.slice) else SAME
        elif path[0] == (
            getattr(parent.slice, "value", None) if isinstance(path[0], int) else entry(parent.slice)
        ):
            yield (parent, path[1:]), SAME

    def _in_call(self, parent: ast.Call, node: Any, path: Path) -> Edges:
        if node is not parent.func:
            yield from self._calls.argument(parent, node, path)
        elif is_of_function(path):
            yield from self._calls.callbacks.called(parent, path)

    def _in_starred(self, parent: ast.Starred, node: Any, path: Path) -> Edges:
        call: Any = self._parents.get(parent)
        if isinstance(call, ast.Call) and path:
            yield from self._calls.forwarded(call, parent, path)

    def _in_keyword(self, parent: ast.keyword, node: Any, path: Path) -> Edges:
        call: Any = self._parents.get(parent)
        if isinstance(call, ast.Call) and parent.arg:
            yield from self._calls.named_argument(call, parent.arg, node, path)

    def _in_attribute(self, parent: ast.Attribute, node: Any, path: Path) -> Edges:
        if path == (ELEM,) and parent.attr in ("stdout", "stderr"):
            yield (parent, path), SAME
        for call in self._calls.calls_through(parent):
            yield from self._calls.receiver(call, parent, path)

    def _default(self, parent: ast.arguments, node: Any, path: Path) -> Edges:
        for index, default in enumerate(reversed(parent.defaults), 1):
            if default is node:
                yield (parent.args[-index], path), SAME

    def _printed(self, parent: Any, node: Any, path: Path) -> Edges:
        if not path and node is not parent.dest:
            yield (TEXT, _WHOLE), 4


def conversions(template: ast.expr, operation: ast.BinOp) -> Iterator[tuple[str, ast.expr | None]]:
    """The letter of each conversion in `template % values` and the value it gets, None where that is not seen."""
    text = getattr(template, "value", None)
    right = operation.right
    values = list(right.elts) if isinstance(right, ast.Tuple) else [right]
    position = 0
    for found in re.finditer(_CONVERSION, text) if isinstance(text, str) else ():
        if found[4] == "%":
            continue
        position += (found[2] == "*") + (found[3] == "*")
        is_plain = found[1] is None and position < len(values)
        yield found[4], values[position] if is_plain else None
        position += 1


def _are_constants_of_one_kind(nodes: Sequence[ast.expr]) -> bool:
    """Whether all are constants, and no string among them is bytes where another is `unicode`."""
    constants = [each for each in nodes if isinstance(each, ast.Constant)]
    has_bytes = any(isinstance(each.value, bytes) for each in constants)
    return len(constants) == len(nodes) and not (has_bytes and any(each.kind == "u" for each in constants))


def is_repeated(node: ast.expr, other: ast.expr) -> bool:
    """Whether of the two operands of a `*` one may be a string, the other not being one for certain."""
    return not isinstance(getattr(other, "value", None), (str, bytes)) and not isinstance(
        node, (ast.BinOp, ast.UnaryOp)
    )


def has_words(template: ast.expr) -> bool:
    """Whether a template is a literal with words between its conversions, set apart by blanks."""
    words = re.sub(_CONVERSION, "", str(getattr(template, "value", "")))
    return " " in words and re.search(LETTERS, words) is not None


def _membership(is_left: bool, other: ast.expr, path: Path) -> Edges:
    """`a in b`: `b` is a string or holds some."""
    if path and is_left:
        yield (other, (ELEM, *path)), MIX
    elif is_left:
        yield (other, (ELEM,)), MIX
        yield (other, (KEY,)), MIX
        if not isinstance(other, (ast.Tuple, ast.List, ast.Set, ast.Dict)):
            yield (other, ()), MIX
    elif not path:
        yield (other, ()), MIX
    elif path[0] in (ELEM, KEY):
        yield (other, path[1:]), MIX


_UP: Mapping[type[Any], Callable[[StringContexts, Any, Any, Path], Edges]] = {
    ast.Assign: StringContexts._assigned,
    ast.AnnAssign: StringContexts._assigned,
    ast.AugAssign: StringContexts._augmented,
    ast.Tuple: StringContexts._in_display,
    ast.List: StringContexts._in_display,
    ast.Set: StringContexts._in_display,
    ast.Dict: StringContexts._in_dict,
    ast.For: StringContexts._iterated,
    ast.comprehension: StringContexts._iterated,
    ast.ListComp: StringContexts._element,
    ast.SetComp: StringContexts._element,
    ast.GeneratorExp: StringContexts._element,
    ast.withitem: StringContexts._managed,
    ast.Return: StringContexts._returned,
    ast.Lambda: StringContexts._returned,
    ast.Yield: StringContexts._yielded,
    ast.Compare: StringContexts._compared,
    ast.BinOp: StringContexts._in_operation,
    ast.BoolOp: StringContexts._in_alternatives,
    ast.IfExp: StringContexts._in_alternatives,
    ast.Subscript: StringContexts._in_subscript,
    ast.Call: StringContexts._in_call,
    ast.Starred: StringContexts._in_starred,
    ast.keyword: StringContexts._in_keyword,
    ast.Attribute: StringContexts._in_attribute,
    ast.arguments: StringContexts._default,
    ast.Print: StringContexts._printed,
}
