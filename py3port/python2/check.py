"""What CPython 2.7 refuses although the masked text parses: newer syntax, and errors its compiler finds."""

from __future__ import annotations

import ast
import re
from collections.abc import Callable
from typing import Any

from py3port.python2.errors import ParseError
from py3port.python2.lexer import words_at
from py3port.python2.marks import Kind, Masked
from py3port.python2.nodes import Exec, Repr
from py3port.python2.scope import check_scopes, enclosing
from py3port.python2.source import Source

Nodes = dict[type[ast.AST], list[Any]]

# fmt: off
_FEATURES = frozenset((
    "absolute_import", "division", "generators", "nested_scopes", "print_function", "unicode_literals",
    "with_statement",
))
_NEWER_NAMES = (
    "AnnAssign", "AsyncFor", "AsyncFunctionDef", "AsyncWith", "Await", "FormattedValue", "JoinedStr", "Match",
    "NamedExpr", "Nonlocal", "TryStar", "TypeAlias", "YieldFrom",
)
# fmt: on
_NEWER = tuple(getattr(ast, name) for name in _NEWER_NAMES if hasattr(ast, name))
_UNDERSCORE = re.compile(r"[0-9](?<![A-Za-z0-9_].)[0-9A-Za-z]*_", re.ASCII)
# Without either of them, which are found fast, no number has an underscore.
_AFTER_DIGIT, _AFTER_HEXADECIMAL = re.compile(r"_(?<=[0-9]_)"), re.compile(r"0[xX][0-9a-fA-F]*_")
_WIDE = re.compile(r"[^\x00-\x7f]")
# What begins with a plain character or word is found fast; what stands before it is looked at last.
_RB = re.compile(r"\"(?<=[rR][bB]\")(?<![A-Za-z0-9_]..\")")
_AFTER_STAR = re.compile(r"\s*,\s*\)")
_FORBIDDEN = ("__debug__", "None")
_STORE = ast.Store()
_NOT_EXPR = (ast.BoolOp, ast.Compare, ast.IfExp, ast.Lambda)


class Checker:
    """Looks through one tree for what Python 2.7 would not have compiled."""

    def __init__(
        self, source: Source, masked: Masked, root: ast.Module, nodes: Nodes, parents: dict[Any, Any]
    ) -> None:
        self.source = source
        self.masked = masked
        self.code = masked.code
        self.root = root
        self.nodes = nodes
        self.parents = parents
        self.regions = {mark.offset for mark in masked.marks if mark.kind is Kind.REGION}

    def run(self) -> None:
        """Raise ParseError at the first thing of each sort that 2.7 refuses."""
        checks: tuple[Callable[[], None], ...] = (
            self._text, self._newer, self._calls, self._arguments, self._targets, self._decorators, self._classes,
            self._ellipsis, self._handlers, self._exec,
        )  # fmt: skip
        for check in checks:
            check()
        self.run_compiler()

    def run_compiler(self) -> None:
        """Raise for what is no matter of syntax."""
        self._future()
        self._flow()
        check_scopes(self.nodes, self.parents, self.fail, self._has_open_step)

    def _has_open_step(self, node: ast.Slice) -> bool:
        """Whether a slice without a step has the colon of one."""
        last = node.upper or node.lower
        begin = self.offset(last) if last else self.source.offset(node.lineno, node.col_offset)
        rest = self.code[begin : self.offset(node)]
        return rest.count(":") > (node.upper is None)

    def fail(self, message: str, node: Any) -> ParseError:
        """Return the error for a node."""
        return ParseError(message, node.lineno, node.col_offset)

    def at(self, message: str, offset: int) -> ParseError:
        """Return the error for an offset."""
        return ParseError(message, *self.source.position(offset))

    def offset(self, node: Any) -> int:
        """Return where a node ends."""
        return self.source.offset(node.end_lineno, node.end_col_offset)

    def _text(self) -> None:
        code = self.code
        if not code.isascii():
            found = _WIDE.search(code)
            assert found
            raise self.at("invalid syntax", found.start())
        if _AFTER_DIGIT.search(code) or _AFTER_HEXADECIMAL.search(code):
            found = _UNDERSCORE.search(code)
            if found:
                raise self.at("invalid syntax", found.start())
        found = _RB.search(code)
        if found:
            raise self.at("invalid syntax", found.start() - 2)
        if "->" in code:
            raise self.at("invalid syntax", code.index("->"))
        marked = {mark.offset for mark in self.masked.marks if mark.kind in (Kind.PRINT, Kind.EXEC)}
        for statement in ("exec",) if "print_function" in self.masked.future else ("exec", "print"):
            for start in words_at(code, statement):
                if start not in marked:
                    raise self.at("invalid syntax", start)

    def _newer(self) -> None:
        for cls in _NEWER:
            for node in self.nodes.get(cls, ()):
                raise self.fail("invalid syntax", node)
        if "@" in self.code:
            for node in (*self.nodes.get(ast.BinOp, ()), *self.nodes.get(ast.AugAssign, ())):
                if isinstance(node.op, ast.MatMult):
                    raise self.fail("invalid syntax", node)
        for node in self.nodes.get(ast.Raise, ()):
            raise self.fail("invalid syntax", node.cause or node)
        for node in self.nodes.get(ast.Starred, ()):
            if not isinstance(self.parents[node], ast.Call):
                raise self.fail("invalid syntax", node)
        for node in self.nodes.get(ast.Dict, ()):
            if None in node.keys:
                raise self.fail("invalid syntax", node.values[node.keys.index(None)])

    def _calls(self) -> None:
        calls = {self.parents[node]: True for node in self.nodes.get(ast.Starred, ())}
        for word in self.nodes.get(ast.keyword, ()):
            call = self.parents[word]
            calls[call] = calls.get(call, False) or word.arg is None
        for call, has_stars in calls.items():
            if isinstance(call, ast.ClassDef):
                raise self.fail("invalid syntax", call.keywords[0].value)
            self._keywords(call)
            if has_stars:
                self._order(call)
        for call in self.nodes.get(ast.Call, ()):
            if len(call.args) + len(call.keywords) > 255:
                raise self.fail("more than 255 arguments", call)
        for generator in self.nodes.get(ast.GeneratorExp, ()):
            around = self.parents[generator]
            if isinstance(around, ast.Call) and generator is not around.func:
                self._argument_generator(generator, around)

    def _argument_generator(self, generator: Any, call: Any) -> None:
        """Raise for a generator without parentheses that is not the only argument."""
        start = self.source.offset(generator.lineno, generator.col_offset)
        plain = len([other for other in call.args if not isinstance(other, ast.Starred)])
        plain += len([word for word in call.keywords if word.arg is not None])
        is_alone = len(call.args) == 1 and not call.keywords
        if not is_alone and (self.code[start] != "(" or (plain > 1 and start + 1 in self.regions)):
            raise self.fail("Generator expression must be parenthesized if not sole argument", generator)

    def _keywords(self, call: ast.Call) -> None:
        seen: set[str] = set()
        for word in call.keywords:
            if word.arg in seen:
                raise self.fail("keyword argument repeated", word)
            if word.arg is not None:
                seen.add(word.arg)
            if word.arg in _FORBIDDEN:
                raise self.fail(f"cannot assign to {word.arg}", word)

    def _order(self, call: ast.Call) -> None:
        order: list[tuple[int, int, int, Any]] = []
        for arg in call.args:
            rank = 2 if isinstance(arg, ast.Starred) else 0
            order.append((arg.lineno, arg.col_offset, rank, arg))
        for word in call.keywords:
            rank = 3 if word.arg is None else 1
            order.append((word.lineno, word.col_offset, rank, word))
        order.sort(key=lambda item: item[:2])
        stars = 0
        for _, _, rank, node in order:
            if stars == 3 or (stars == 2 and rank == 2):
                raise self.fail("invalid syntax", node)
            if stars == 2 and rank == 0:
                raise self.fail("only named arguments may follow *expression", node)
            stars = max(stars, rank if rank > 1 else 0)
        if stars and order[-1][2] > 1 and _AFTER_STAR.match(self.code, self.offset(order[-1][3])):
            raise self.at("invalid syntax", self.offset(order[-1][3]))

    def _arguments(self) -> None:
        for node in self.nodes.get(ast.arguments, ()):
            if node.kwonlyargs or node.posonlyargs:
                raise self.fail("invalid syntax", (node.kwonlyargs or node.posonlyargs)[0])
            args = node.args
            if not args and node.vararg is None and node.kwarg is None:
                continue
            names: list[str] = []
            extra = [arg for arg in (node.vararg, node.kwarg) if arg is not None]
            for arg in (*args, *extra):
                if isinstance(arg, ast.arg):
                    if arg.annotation is not None:
                        raise self.fail("invalid syntax", arg.annotation)
                    names.append(arg.arg)
                else:
                    names += [name.id for name in ast.walk(arg) if isinstance(name, ast.Name)]
            if len(set(names)) != len(names):
                name = next(name for name in names if names.count(name) > 1)
                where = args[0] if args else extra[0]
                raise self.fail(f"duplicate argument '{name}' in function definition", where)
            for name in _FORBIDDEN:
                if name in names:
                    raise self.fail(f"cannot assign to {name}", args[0] if args else extra[0])
            last = (extra or [None])[-1]
            if last is not None and _TRAILING.match(self.code, self.offset(last)):
                raise self.at("invalid syntax", self.offset(last))

    def _targets(self) -> None:
        for node in self.nodes.get(ast.Tuple, ()):
            if not node.elts and not isinstance(node.ctx, ast.Load):
                verb = "delete" if isinstance(node.ctx, ast.Del) else "assign to"
                raise self.fail(f"can't {verb} ()", node)
        if "__debug__" in self.code or "None" in self.masked.names.values():
            self._forbidden()

    def _forbidden(self) -> None:
        named: tuple[tuple[type[ast.AST], str], ...] = (
            (ast.Name, "id"), (ast.Attribute, "attr"), (ast.FunctionDef, "name"), (ast.ClassDef, "name"),
        )  # fmt: skip
        for cls, field in named:
            for node in self.nodes.get(cls, ()):
                name = getattr(node, field)
                if name in _FORBIDDEN and isinstance(getattr(node, "ctx", _STORE), ast.Store):
                    raise self.fail(f"cannot assign to {name}", node)
        for node in self.nodes.get(ast.alias, ()):
            name = node.asname or node.name
            if name in _FORBIDDEN:
                raise self.fail(f"cannot assign to {name}", node)

    def _decorators(self) -> None:
        if "@" not in self.code:
            return
        for cls in (ast.FunctionDef, ast.ClassDef):
            for node in self.nodes.get(cls, ()):
                for item in node.decorator_list:
                    dotted = item.func if isinstance(item, ast.Call) else item
                    start = self.source.offset(item.lineno, item.col_offset)
                    if not self.code[:start].rstrip(" \t\f\n").endswith("@"):
                        raise self.fail("invalid syntax", item)
                    while isinstance(dotted, ast.Attribute):
                        dotted = dotted.value
                    constant = isinstance(dotted, ast.Constant) and isinstance(
                        dotted.value, (bool, type(None))
                    )
                    if not constant and not isinstance(dotted, ast.Name):
                        raise self.fail("invalid syntax", item)

    def _classes(self) -> None:
        for node in self.nodes.get(ast.ClassDef, ()):
            if getattr(node, "type_params", None):
                raise self.fail("invalid syntax", node.type_params[0])
            for base in node.bases:
                if isinstance(base, ast.GeneratorExp):
                    start = self.source.offset(base.lineno, base.col_offset)
                    if self.code[start] != "(" or self.code[:start].rstrip().endswith(node.name):
                        raise self.fail("invalid syntax", base)
        for node in self.nodes.get(ast.FunctionDef, ()):
            if getattr(node, "type_params", None):
                raise self.fail("invalid syntax", node.type_params[0])

    def _ellipsis(self) -> None:
        if "..." not in self.masked.text:
            return
        for node in self.nodes.get(ast.Constant, ()):
            if node.value is not Ellipsis:
                continue
            parent = self.parents[node]
            start = self.source.offset(node.lineno, node.col_offset)
            if isinstance(parent, ast.Tuple):
                parent = self.parents[parent]
            # A parenthesis around it makes it an expression, which 2.7 has no such.
            if not isinstance(parent, ast.Subscript) or self.code[:start].rstrip()[-1:] not in ("[", ","):
                raise self.fail("invalid syntax", node)

    def _handlers(self) -> None:
        for node in self.nodes.get(ast.Try, ()):
            for handler in node.handlers[:-1]:
                if handler.type is None:
                    raise self.fail("default 'except:' must be last", handler)

    def _exec(self) -> None:
        for node in self.nodes.get(Exec, ()):
            body = node.body
            if isinstance(body, _NOT_EXPR) or (
                isinstance(body, ast.UnaryOp) and isinstance(body.op, ast.Not)
            ):
                start = self.source.offset(body.lineno, body.col_offset)
                if "(" not in self.code[self.source.offset(node.lineno, node.col_offset) : start]:
                    raise self.fail("invalid syntax", body)
        for node in self.nodes.get(Repr, ()):
            if isinstance(node.value, (ast.ListComp, ast.GeneratorExp)):
                start = self.source.offset(node.value.lineno, node.value.col_offset)
                if self.code[start] not in "([":
                    raise self.fail("invalid syntax", node.value)

    def _future(self) -> None:
        imports = [node for node in self.nodes.get(ast.ImportFrom, ()) if node.module == "__future__"]
        if not imports:
            return
        early: set[Any] = set()
        docstring = False
        for statement in self.root.body:
            if isinstance(statement, ast.ImportFrom) and statement.module == "__future__":
                early.add(statement)
                for alias in statement.names:
                    if alias.name == "braces":
                        raise self.fail("not a chance", statement)
                    if alias.name not in _FEATURES:
                        raise self.fail(f"future feature {alias.name} is not defined", statement)
            elif _is_string(statement) and not docstring:
                docstring = True
            else:
                break
        for node in imports:
            if node not in early:
                raise self.fail("from __future__ imports must occur at the beginning of the file", node)

    def _flow(self) -> None:
        generators: set[Any] = set()
        for node in self.nodes.get(ast.Yield, ()):
            function = enclosing(node, self.parents)
            if not isinstance(
                function, (ast.FunctionDef, ast.Lambda, ast.GeneratorExp, ast.SetComp, ast.DictComp)
            ):
                raise self.fail("'yield' outside function", node)
            generators.add(function)
        for node in self.nodes.get(ast.Return, ()):
            function = enclosing(node, self.parents)
            if not isinstance(function, ast.FunctionDef):
                raise self.fail("'return' outside function", node)
            if node.value is not None and function in generators:
                raise self.fail("'return' with argument inside generator", node)
        for node in self.nodes.get(ast.Break, ()):
            if not self._in_loop(node, None):
                raise self.fail("'break' outside loop", node)
        for node in self.nodes.get(ast.Continue, ()):
            if not self._in_loop(node, node):
                raise self.fail("'continue' not properly in loop", node)
        self._blocks()

    def _in_loop(self, node: Any, jump: Any) -> bool:
        child, parent = node, self.parents[node]
        while not isinstance(parent, (ast.FunctionDef, ast.ClassDef, ast.Module)):
            if isinstance(parent, (ast.For, ast.While)) and child in parent.body:
                return True
            if jump is not None and isinstance(parent, ast.Try) and child in parent.finalbody:
                raise self.fail("'continue' not supported inside 'finally' clause", jump)
            child, parent = parent, self.parents[parent]
        return False

    def _blocks(self) -> None:
        for cls in (ast.For, ast.While, ast.Try, ast.With):
            for node in self.nodes.get(cls, ()):
                if node.col_offset >= 10 and self._depth(node) > 20:
                    raise self.fail("too many statically nested blocks", node)

    def _depth(self, node: Any) -> int:
        depth = _pushed(node, node.body[0])
        child, parent = node, self.parents[node]
        while not isinstance(parent, (ast.FunctionDef, ast.ClassDef, ast.Module)):
            depth += _pushed(parent, child)
            child, parent = parent, self.parents[parent]
        return depth


_TRAILING = re.compile(r"\s*,")


def _is_string(statement: ast.stmt) -> bool:
    if not isinstance(statement, ast.Expr) or not isinstance(statement.value, ast.Constant):
        return False
    return isinstance(statement.value.value, (str, bytes))


def _pushed(parent: Any, child: Any) -> int:
    """Return how many blocks of 2.7's compiler are open around a child statement."""
    if isinstance(parent, (ast.For, ast.While)):
        return int(child in parent.body)
    if isinstance(parent, ast.With):
        return len(parent.items)
    if isinstance(parent, ast.Try):
        finals = int(bool(parent.finalbody))
        return finals + int(bool(parent.handlers) and child in parent.body)
    return 0
