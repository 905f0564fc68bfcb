"""Our trees written the way Python 2.7's `ast` would have them, as lists that compare with its dump.

Each place where the two differ in spelling, or where 2.7's positions are wrong, has a method or a comment here.
"""

from __future__ import annotations

import re
from typing import Any

from py3port.python2 import ast
from py3port.python2.ast import Tree

_GAP = re.compile(r"[\s]*")
_COMPREHENSIONS = (ast.GeneratorExp, ast.ListComp, ast.SetComp, ast.DictComp)


class Normal:
    """Writes one tree."""

    def __init__(self, tree: Tree) -> None:
        self.tree = tree
        self.code = tree.masked.code
        self.source = tree.source
        self.lines: dict[int, str] = {}
        self.ascii = tree.source.text.isascii()

    def dump(self) -> Any:
        """Return the whole tree."""
        return self.node(self.tree.root)

    def node(self, node: Any) -> Any:
        if node is None or isinstance(node, (bool, str, int)):
            return node
        if isinstance(node, list):
            return [self.node(item) for item in node]
        name = node.__class__.__name__
        method = getattr(self, "on_" + name, None)
        if method is not None:
            return method(node)
        out = [name]
        if isinstance(node, (ast.stmt, ast.Call, ast.Name, ast.Attribute, ast.BinOp)):
            out.append(self.position(node))
        return out + [self.node(getattr(node, field)) for field in node._fields if field != "type_comment"]

    # -- positions

    def offset(self, line: int, column: int) -> int:
        return self.source.offset(line, column)

    def at(self, offset: int) -> list[int]:
        line, column = self.source.position(offset)
        return self.bytes(line, column)

    def bytes(self, line: int, column: int) -> list[int]:
        """2.7 counts columns in bytes: of UTF-8, into which it recodes a file, unless that is in Latin-1."""
        if not self.ascii and self.source.encoding != "iso-8859-1":
            text = self.source.line(line)
            if not text.isascii():
                column = len(text[:column].encode("utf-8"))
        return [line, column]

    def start(self, node: Any) -> int:
        return self.offset(node.lineno, node.col_offset)

    def end(self, node: Any) -> int:
        return self.offset(node.end_lineno, node.end_col_offset)

    def after_gap(self, offset: int) -> int:
        found = _GAP.match(self.code, offset)
        return found.end() if found else offset

    def offset27(self, node: Any) -> int:
        """Where 2.7 says a node is: a leading parenthesis is not part of what it holds."""
        while True:
            if isinstance(node, (ast.Attribute, ast.Subscript)):
                node = node.value
            elif isinstance(node, ast.Call):
                node = node.func
            elif isinstance(node, ast.BinOp) and self.in_chain(node):
                return self.after_gap(self.end(node.left))
            elif isinstance(node, _COMPREHENSIONS) or (
                isinstance(node, ast.Tuple) and node.elts and self.parenthesised(node)
            ):
                # 2.7 puts these at what is inside of their brackets.
                return self.after_gap(self.start(node) + 1)
            else:
                return self.start(node)

    def parenthesised(self, node: ast.Tuple) -> bool:
        """Whether the parentheses around are the tuple's own."""
        start = self.start(node)
        return (
            self.code[start] == "("
            and start < self.start(node.elts[0])
            and self.closes(start) == self.end(node)
        )

    def closes(self, start: int) -> int:
        depth = 0
        for offset in range(start, len(self.code)):
            char = self.code[offset]
            if char in "([{":
                depth += 1
            elif char in ")]}":
                depth -= 1
                if not depth:
                    return offset + 1
        return -1

    def in_chain(self, node: ast.BinOp) -> bool:
        """In `a + b + c` 2.7 puts all but the innermost operation at their operator."""
        left = node.left
        if not isinstance(left, ast.BinOp) or isinstance(node.op, ast.Pow):
            return False
        # Parentheses around the left side make it an atom, not a link of the chain.
        return (
            _LEVELS[left.op.__class__] == _LEVELS[node.op.__class__]
            and self.start(left) == self.start(node)
            and (self.code[self.after_gap(self.end(left))] != ")")
        )

    def position(self, node: Any) -> Any:
        if isinstance(node, ast.expr):
            return self.at(self.offset27(node))
        if isinstance(node, (ast.FunctionDef, ast.ClassDef)) and node.decorator_list:
            # 2.7 counts the decorators in.
            return self.bytes(node.decorator_list[0].lineno, node.col_offset)
        start = self.start(node)
        if isinstance(node, ast.If) and self.code.startswith("elif", start):
            return self.at(self.after_gap(start + 4))
        return self.bytes(node.lineno, node.col_offset)

    # -- statements

    def on_Module(self, node: Any) -> Any:
        return ["Module", self.node(node.body)]

    def on_FunctionDef(self, node: Any) -> Any:
        return [
            "FunctionDef",
            self.position(node),
            node.name,
            self.node(node.args),
            self.node(node.body),
            self.node(node.decorator_list),
        ]

    def on_ClassDef(self, node: Any) -> Any:
        return [
            "ClassDef",
            self.position(node),
            node.name,
            self.node(node.bases),
            self.node(node.body),
            self.node(node.decorator_list),
        ]

    def on_With(self, node: Any) -> Any:
        body = self.node(node.body)
        items = list(node.items)
        while items:
            # 2.7 puts a with statement at its item.
            item = items.pop()
            at = self.at(self.first_token(item.context_expr))
            body = [["With", at, self.node(item.context_expr), self.node(item.optional_vars), body]]
        return body[0]

    def first_token(self, node: Any) -> int:
        """The start of an expression with the parentheses around it."""
        start = self.start(node)
        while True:
            before = self.code[:start].rstrip()
            if before.endswith("("):
                start = len(before) - 1
            else:
                return start

    def on_Try(self, node: Any) -> Any:
        position = self.position(node)
        body = self.node(node.body)
        if node.handlers:
            body = [["TryExcept", position, body, self.node(node.handlers), self.node(node.orelse)]]
        if node.finalbody:
            body = [["TryFinally", position, body, self.node(node.finalbody)]]
        return body[0]

    def on_ExceptHandler(self, node: Any) -> Any:
        return ["ExceptHandler", self.node(node.type), self.node(node.name), self.node(node.body)]

    def on_For(self, node: Any) -> Any:
        parts = [self.node(part) for part in (node.target, node.iter, node.body, node.orelse)]
        return ["For", self.position(node), *parts]

    def on_comprehension(self, node: Any) -> Any:
        return ["comprehension", self.node(node.target), self.node(node.iter), self.node(node.ifs)]

    def on_Assign(self, node: Any) -> Any:
        return ["Assign", self.position(node), self.node(node.targets), self.node(node.value)]

    # -- functions and calls

    def on_arguments(self, node: Any) -> Any:
        return [
            "arguments",
            self.node(node.args),
            node.vararg and node.vararg.arg,
            node.kwarg and node.kwarg.arg,
            self.node(node.defaults),
        ]

    def on_arg(self, node: Any) -> Any:
        return ["Name", self.bytes(node.lineno, node.col_offset), node.arg, ["Param"]]

    def on_Call(self, node: Any) -> Any:
        args = [self.node(arg) for arg in node.args if not isinstance(arg, ast.Starred)]
        star = [self.node(arg.value) for arg in node.args if isinstance(arg, ast.Starred)]
        keywords = [self.node(word) for word in node.keywords if word.arg is not None]
        stars = [self.node(word.value) for word in node.keywords if word.arg is None]
        first, second = (star or [None])[0], (stars or [None])[0]
        return ["Call", self.position(node), self.node(node.func), args, keywords, first, second]

    # -- expressions

    def on_Constant(self, node: Any) -> Any:
        value = node.value
        if value is None or value is True or value is False:
            return ["Name", self.bytes(node.lineno, node.col_offset), str(value), ["Load"]]
        if isinstance(value, bytes):
            return ["Str", value.decode("latin-1")]
        if isinstance(value, str):
            if node.kind == "u":
                return ["Str", ["unicode", value if value.isascii() else [ord(char) for char in value]]]
            return ["Str", value]
        if value is Ellipsis:
            return ["Ellipsis"]
        return ["Num", ["number", big_repr(value)]]

    def folded(self, node: ast.UnaryOp) -> bool:
        """2.7's parser folds the minus into a number that follows it."""
        operand = node.operand
        return (
            isinstance(node.op, ast.USub)
            and isinstance(operand, ast.Constant)
            and isinstance(operand.value, (int, float, complex))
            and not isinstance(operand.value, bool)
            and not self.code[self.start(node) + 1 : self.start(operand)].strip()
        )

    def on_UnaryOp(self, node: Any) -> Any:
        if self.folded(node):
            value = node.operand.value
            value = complex(0.0, -value.imag) if isinstance(value, complex) else -value
            return ["Num", ["number", big_repr(value)]]
        return ["UnaryOp", self.node(node.op), self.node(node.operand)]

    def on_Subscript(self, node: Any) -> Any:
        index = node.slice
        if isinstance(index, ast.Tuple) and not self.parenthesised_index(index):
            dims = [self.dimension(item) for item in index.elts]
            sliced = ["ExtSlice", dims]
            if all(dim[0] == "Index" for dim in dims):
                sliced = ["Index", self.node(index)]
        else:
            sliced = self.dimension(index)
        return ["Subscript", self.node(node.value), sliced, self.node(node.ctx)]

    def parenthesised_index(self, index: ast.Tuple) -> bool:
        return not index.elts or self.parenthesised(index)

    def dimension(self, node: Any) -> Any:
        if isinstance(node, ast.Slice):
            step = self.node(node.step)
            if step is None:
                # An empty third part is None spelled out in 2.7.
                from_ = self.end(node.lower) if node.lower else self.start(node)
                to = self.start(node.upper) if node.upper else self.end(node)
                between = self.code[from_:to] + (
                    self.code[self.end(node.upper) : self.end(node)] if node.upper else ""
                )
                if between.count(":") == 2:
                    second = self.end(node) - 1
                    step = ["Name", self.at(second), "None", ["Load"]]
            return ["Slice", self.node(node.lower), self.node(node.upper), step]
        if isinstance(node, ast.Constant) and node.value is Ellipsis:
            return ["Ellipsis"]
        return ["Index", self.node(node)]


def big_repr(value: Any) -> str:
    """The digits of a number, however many."""
    if isinstance(value, int) and abs(value) > 10**4000:
        head, tail = divmod(abs(value), 10**4000)
        return ("-" if value < 0 else "") + big_repr(head) + str(tail).zfill(4000)
    return repr(value)


_LEVELS: dict[type, int] = {
    ast.BitOr: 0,
    ast.BitXor: 1,
    ast.BitAnd: 2,
    ast.LShift: 3,
    ast.RShift: 3,
    ast.Add: 4,
    ast.Sub: 4,
    ast.Mult: 5,
    ast.Div: 5,
    ast.Mod: 5,
    ast.FloorDiv: 5,
    ast.MatMult: 5,
    ast.Pow: 6,
}


def first_difference(theirs: Any, ours: Any, path: str = "") -> str | None:
    """Say where two dumps differ; a position that 2.7 does not know (column -1) is left out."""
    if isinstance(theirs, list) and isinstance(ours, list):
        if len(theirs) == 2 and theirs[1] == -1 and isinstance(theirs[0], int):
            return None
        here = (
            f"{path}/{theirs[0]}{theirs[1] if len(theirs) > 1 and is_position(theirs[1]) else ''}"
            if (theirs and isinstance(theirs[0], str))
            else path
        )
        for number, (left, right) in enumerate(zip(theirs, ours)):  # noqa: B905 - the length is compared below
            found = first_difference(left, right, f"{here}[{number}]")
            if found:
                return found
        if len(theirs) != len(ours):
            return f"{here}: length {len(theirs)} and {len(ours)}: {theirs!r:.200} and {ours!r:.200}"
        return None
    if theirs != ours or isinstance(theirs, bool) != isinstance(ours, bool):
        return f"{path}: {theirs!r:.200} and {ours!r:.200}"
    return None


def is_position(value: Any) -> bool:
    return isinstance(value, list) and len(value) == 2 and all(isinstance(item, int) for item in value)
