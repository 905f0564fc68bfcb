"""Whether a list is needed where Python 3 gives a view, an iterator or a range."""

from __future__ import annotations

import enum
from typing import Any

from py3port.rule import (
    CannotRewrite,
    Change,
    Consumer,
    Editor,
    Match,
    Module,
    ast,
    cst,
    follows_word,
    parenthesized,
)

HARMLESS = frozenset({Consumer.ITERATED, Consumer.LISTED, Consumer.DISCARDED})
LIST_METHODS = frozenset({"append", "extend", "insert", "pop", "remove", "reverse", "sort", "count", "index"})


ASSERTIONS = frozenset(
    {
        "assertEqual",
        "assertEquals",
        "assertListEqual",
        "assertNotEqual",
        "assertNotEquals",
        "failUnlessEqual",
        "failIfEqual",
    }
)


class Need(enum.Enum):
    """How much an expression needs to be a list."""

    NONE = "none"
    SIZE = "size"
    """Its length or truth is asked for, no more."""
    LIST = "list"
    """It certainly does not work without."""
    LIKELY = "likely"
    """It is iterated over while something that has it in hand is to be expected to change what it comes from."""
    MAYBE = "maybe"
    """It is iterated over while something may change what it comes from."""
    KEPT = "kept"
    """It goes where nobody sees what is done with it."""


def need_of(node: ast.expr, module: Module, *, once: bool = False) -> Need:
    """What is done with the value of an expression, which `once` says Python 3 can read one time only."""
    parent: Any = module.parent(node)
    if isinstance(parent, ast.BinOp):
        return _need_of_operand(node, parent)
    if isinstance(parent, ast.Compare):
        return _need_of_compared(node, parent, module)
    if isinstance(parent, ast.Attribute):
        return Need.LIST if parent.attr in LIST_METHODS else Need.NONE
    if isinstance(parent, ast.Call) and is_asserted_equal(node, parent, module):
        return Need.LIST
    if isinstance(parent, ast.Call) and is_asserted_other(node, parent, module):
        return Need.NONE
    if isinstance(parent, ast.AugAssign):
        return Need.NONE
    if isinstance(parent, ast.UnaryOp):
        return Need.SIZE
    if isinstance(parent, ast.comprehension) and _is_namespace(node):
        return Need.NONE
    consumers = set(module.consumers(node)) or {Consumer.DISCARDED}
    if Consumer.INDEXED in consumers:
        return Need.LIST
    if Consumer.MUTATED in consumers:
        return _need_of_mutated(node, parent, module)
    if consumers <= HARMLESS:
        is_reread = once and module.consumer(node) not in HARMLESS
        return Need.KEPT if is_reread else Need.NONE
    if consumers <= HARMLESS | {Consumer.LEN, Consumer.TRUTH}:
        return Need.SIZE
    return Need.KEPT


def is_asserted_equal(node: ast.expr, call: ast.Call, module: Module) -> bool:
    """Whether a test asserts that something is equal to a list."""
    other = _asserted_equal_to(node, call)
    return other is not None and _is_list(other, module)


def is_asserted_other(node: ast.expr, call: ast.Call, module: Module) -> bool:
    """Whether a test asserts that something is equal to what no list is: `items()` is not a dictionary's there."""
    other = _asserted_equal_to(node, call)
    known = module.type_of(other) if other is not None else None
    return known is not None and known.name in _NO_LISTS


_NO_LISTS = frozenset({"dict", "set", "frozenset", "str", "unicode", "int", "float", "none", "bool"})


def _asserted_equal_to(node: ast.expr, call: ast.Call) -> ast.expr | None:
    """What a test asserts to be equal to something."""
    is_assertion = isinstance(call.func, ast.Attribute) and call.func.attr in ASSERTIONS
    if not is_assertion or len(call.args) < 2 or node not in call.args[:2]:
        return None
    return call.args[1] if node is call.args[0] else call.args[0]


def is_stored(node: ast.expr, module: Module) -> bool:
    """Whether an expression is assigned to a variable, whose uses come later."""
    parent = module.parent(node)
    while isinstance(parent, (ast.Tuple, ast.IfExp, ast.BoolOp)):
        parent = module.parent(parent)
    if not isinstance(parent, (ast.Assign, ast.AnnAssign)):
        return False
    targets = parent.targets if isinstance(parent, ast.Assign) else [parent.target]
    return any(isinstance(each, ast.Name) for each in targets)


def is_used_at_once(node: ast.expr, module: Module) -> bool:
    """Whether the statement right after an assignment is where the variable is used."""
    statement: Any = module.statement(node)
    parent = module.parent(statement)
    names = {
        each.id
        for target in getattr(statement, "targets", ())
        for each in ast.walk(target)
        if isinstance(each, ast.Name)
    }
    for field in ("body", "orelse", "finalbody"):
        block = getattr(parent, field, None)
        if isinstance(block, list) and statement in block[:-1]:
            follower = block[block.index(statement) + 1]
            area = follower.iter if isinstance(follower, ast.For) else follower
            if isinstance(area, (ast.If, ast.While, ast.With, ast.FunctionDef, ast.ClassDef)):
                return False
            return any(isinstance(each, ast.Name) and each.id in names for each in ast.walk(area))
    return False


def listed(node: Any, match: Match, editor: Editor) -> Any:
    """`list(...)` around the LibCST node of a match."""
    return wrapped("list", node, match, editor)


def wrapped(name: str, node: Any, match: Match, editor: Editor) -> Any:
    """A call of a builtin with the LibCST node of a match as its argument."""
    if not editor.module.is_builtin(name, match.node):
        raise CannotRewrite(f"`{name}` means something else here")
    inner = _moved_right(node.with_changes(lpar=[], rpar=[]), len(name) + 1, match.node, editor.module)
    new = cst.Call(cst.Name(name), [cst.Arg(inner)], lpar=node.lpar, rpar=node.rpar)
    return parenthesized(new) if not node.lpar and follows_word(editor.module, match.node) else new


def _moved_right(node: Any, width: int, place: Any, module: Module) -> Any:
    """The node with its further lines moved as far as its first, where they stand right of where it begins."""
    lines = [module.source.line(number) for number in range(place.lineno + 1, place.end_lineno + 1)]
    filled = [line for line in lines if line.strip()]
    if not filled or any(
        "\t" in line or len(line) - len(line.lstrip()) <= place.col_offset for line in filled
    ):
        return node

    class Move(cst.CSTTransformer):
        def leave_ParenthesizedWhitespace(self, original_node: Any, updated_node: Any) -> Any:
            last = updated_node.last_line
            empty = [
                each.with_changes(whitespace=cst.SimpleWhitespace(each.whitespace.value + " " * width))
                if each.comment
                else each
                for each in updated_node.empty_lines
            ]
            return updated_node.with_changes(
                last_line=cst.SimpleWhitespace(last.value + " " * width), empty_lines=empty
            )

    return node.visit(Move())


def _need_of_operand(node: ast.expr, parent: ast.BinOp) -> Need:
    if isinstance(parent.op, (ast.Add, ast.Mult)):
        return Need.LIST
    return Need.KEPT if isinstance(parent.op, ast.Mod) and node is parent.right else Need.NONE


def _need_of_compared(node: ast.expr, parent: ast.Compare, module: Module) -> Need:
    """Compared to a list; `in` needs none, and two views of keys or items compare as sets do."""
    operands = [parent.left, *parent.comparators]
    index = operands.index(node)
    operator = parent.ops[max(index - 1, 0)]
    if isinstance(operator, (ast.In, ast.NotIn)) and index:
        return Need.NONE
    if isinstance(operator, (ast.Is, ast.IsNot)):
        return Need.NONE
    other = operands[index - 1] if index else operands[1]
    return Need.LIST if _is_list(other, module) else Need.KEPT


def _is_list(node: ast.expr, module: Module) -> bool:
    found = module.type_of(node)
    return isinstance(node, (ast.List, ast.ListComp)) or (found is not None and found.name == "list")


def _is_namespace(node: ast.expr) -> bool:
    """`globals().items()`: a comprehension, unlike a loop, adds no variable to it in Python 3."""
    receiver = (
        node.func.value if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) else None
    )
    return isinstance(receiver, ast.Call) and getattr(receiver.func, "id", "") in (
        "globals",
        "locals",
        "vars",
    )


_BY_CHANGE = {Change.CERTAIN: Need.LIST, Change.LIKELY: Need.LIKELY}


def _change_in(loop: ast.For | ast.comprehension, container: ast.expr, module: Module) -> Change:
    if isinstance(loop, ast.For):
        return module.change_in_loop(loop, container)
    return module.change_in_comprehension(loop, container)


def _need_of_mutated(node: ast.expr, parent: Any, module: Module) -> Need:
    if isinstance(parent, ast.Subscript):
        return Need.LIST
    if isinstance(parent, (ast.For, ast.comprehension)) and isinstance(node, ast.Call):
        is_method = isinstance(node.func, ast.Attribute) and not node.args
        read = [node.func.value] if is_method and isinstance(node.func, ast.Attribute) else node.args
        worst = max((_change_in(parent, each, module) for each in read), default=Change.NONE)
        return _BY_CHANGE.get(worst, Need.MAYBE)
    if is_stored(node, module):
        return Need.LIST
    return Need.MAYBE
