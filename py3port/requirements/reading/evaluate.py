"""Follows a setup script without running it: what its names are bound to where `setup` is called."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any

from py3port.python2 import Tree, ast
from py3port.requirements.reading.conditions import Condition, as_markers
from py3port.requirements.reading.declared import shown
from py3port.requirements.reading.values import (
    Several,
    Table,
    Text,
    Unknown,
    Value,
    added,
    either,
    entries,
    mentions_of,
    merged,
    under,
)

_FILE = re.compile(r"[\w./\\-]*\w\.(?:txt|in|pip|reqs)")
# Widths and attributes could make a text of any length, or ask for anything.
_PLAIN_FORMAT = re.compile(r"%[sdr%]|\{\d*\}")
_SAME = frozenset({"list", "tuple", "set", "frozenset", "sorted", "unicode", "str", "OrderedDict"})
_TRIES = tuple(getattr(ast, name) for name in ("Try", "TryStar") if hasattr(ast, name))
_FUNCTIONS = (ast.FunctionDef, ast.ClassDef)


class Evaluator:
    """Runs statements on values that are only partly known; `calls` are the arguments of each call of `setup`."""

    def __init__(self, tree: Tree) -> None:
        self.calls: list[tuple[int, Mapping[str, Value], tuple[Unknown, ...]]] = []
        self._tree = tree
        self._names: dict[str, Value] = {}
        self._functions: dict[str, Any] = {}
        self._mentioned: dict[str, tuple[str, ...]] = {}
        self._tests: dict[str, Condition] = {}
        self._conditions: list[Condition] = []

    def run(self) -> None:
        """Follow the module, then the functions that call `setup`."""
        self._block(self._tree.root.body)
        around = dict(self._names)
        for function in self._setup_functions():
            self._names = dict(around)
            for argument in ast.walk(function.args):
                if isinstance(argument, ast.arg):
                    self._names[argument.arg] = Unknown(function.lineno)
            self._block(function.body)

    def _setup_functions(self) -> Iterable[Any]:
        found: dict[Any, None] = {}
        for call in self._tree.nodes.get(ast.Call, ()):
            if _is_setup(call):
                node: Any = call
                while node is not None and not isinstance(node, ast.FunctionDef):
                    node = self._tree.parents.get(node)
                if node is not None:
                    found[node] = None
        return found

    def _block(self, statements: Iterable[Any]) -> None:
        for statement in statements:
            handler = _STATEMENTS.get(type(statement))
            if handler is not None:
                handler(self, statement)
            elif isinstance(statement, _TRIES):
                self._try(statement)
            elif isinstance(statement, _FUNCTIONS):
                self._functions[statement.name] = statement

    def _assign(self, statement: ast.Assign) -> None:
        value = self.value(statement.value)
        test = as_markers(statement.value, self._tests)
        for target in statement.targets:
            self._bind(target, value)
            if test is not None and isinstance(target, ast.Name):
                self._tests[target.id] = test

    def _bind(self, target: Any, value: Value) -> None:
        if isinstance(target, ast.Name):
            self._names[target.id] = value
        elif isinstance(target, ast.Subscript):
            self._store(target, value)
        elif isinstance(target, (ast.Tuple, ast.List)):
            members = entries(value)
            if len(members) != len(target.elts) or not isinstance(value, Several):
                members = [Unknown(target.lineno, mentions_of(value))] * len(target.elts)
            for each, member in zip(target.elts, members, strict=True):
                self._bind(each, member)

    def _store(self, target: ast.Subscript, value: Value) -> None:
        """Follow `table["key"] = value`."""
        table, key = self.value(target.value), self.value(target.slice)
        if not isinstance(table, Table):
            return
        if isinstance(key, Text):
            self._bind(target.value, merged(table, Table({key.value: value})))
        else:
            self._bind(target.value, merged(table, Unknown(target.lineno, mentions_of(value))))

    def _add_to(self, statement: ast.AugAssign) -> None:
        if isinstance(statement.op, ast.Add):
            self._bind(statement.target, added(self.value(statement.target), self.value(statement.value)))

    def _expression(self, statement: ast.Expr) -> None:
        call = statement.value
        if not isinstance(call, ast.Call):
            return
        if isinstance(call.func, ast.Attribute) and not _is_setup(call):
            self._method(call, call.func)
        else:
            self.value(call)

    def _method(self, call: ast.Call, function: ast.Attribute) -> None:
        """Follow a call that changes what it is called on."""
        values = [self.value(argument) for argument in call.args]
        before = self.value(function.value)
        if function.attr == "update" and isinstance(before, Table):
            after = merged(before, values[0]) if values else before
            self._bind(function.value, merged(after, self._keywords(call.keywords)))
        elif function.attr in ("append", "add", "insert") and values:
            self._bind(function.value, added(before, Several((values[-1],))))
        elif function.attr == "extend" and values:
            self._bind(function.value, added(before, Several(tuple(entries(values[0])))))
        elif function.attr == "setdefault" and isinstance(before, Table) and len(values) == 2:
            key = values[0]
            if isinstance(key, Text) and key.value not in before.items:
                self._bind(function.value, merged(before, Table({key.value: values[1]})))

    def _if(self, statement: ast.If) -> None:
        if _is_main(statement.test):
            self._block(statement.body)
            return
        self._branches(self._condition(statement.test), statement.body, statement.orelse)

    def _branches(self, condition: Condition, body: Sequence[Any], otherwise: Sequence[Any]) -> None:
        before = dict(self._names)
        self._conditions.append(condition)
        self._block(body)
        self._conditions[-1] = condition.negated
        after, self._names = self._names, before
        self._block(otherwise)
        self._conditions.pop()
        for name in dict.fromkeys([*after, *self._names]):
            first, second = after.get(name), self._names.get(name)
            if first is None or second is None:
                present = condition if second is None else condition.negated
                self._names[name] = under(first or second or Unknown(0), present)
            else:
                self._names[name] = either(first, second, condition)

    def _condition(self, test: Any) -> Condition:
        known = as_markers(test, self._tests)
        if known is not None:
            return known
        return Condition(doubt=f"depends on a condition in line {test.lineno}: {self._text(test)}")

    def _try(self, statement: Any) -> None:
        condition = Condition(doubt=f"depends on whether line {statement.body[0].lineno} fails")
        self._block([*statement.body, *statement.orelse])
        for handler in statement.handlers:
            self._branches(condition, handler.body, [])
        self._block(statement.finalbody)

    def _loop(self, statement: Any) -> None:
        if isinstance(statement, ast.For):
            self._bind(statement.target, Unknown(statement.lineno, mentions_of(self.value(statement.iter))))
        self._block(statement.body)
        self._block(statement.orelse)

    def _with(self, statement: Any) -> None:
        for item in statement.items:
            if item.optional_vars is not None:
                self._bind(item.optional_vars, self.value(item.context_expr))
        self._block(statement.body)

    def value(self, node: Any) -> Value:
        """What an expression is, as far as it can be told."""
        handler = _EXPRESSIONS.get(type(node))
        return handler(self, node) if handler else self._unknown(node)

    def _unknown(self, node: Any) -> Unknown:
        names = [each for part in ast.walk(node) for each in self._mentions(part)]
        return Unknown(getattr(node, "lineno", 0), tuple(dict.fromkeys(names)))

    def _mentions(self, node: Any) -> Sequence[str]:
        """The names of files that one node brings in."""
        if isinstance(node, ast.Constant):
            text = node.value
            return [text] if isinstance(text, str) and _FILE.fullmatch(text) else []
        if isinstance(node, ast.Name) and node.id in self._names:
            value = self._names[node.id]
            if isinstance(value, Text):
                return [value.value] if _FILE.fullmatch(value.value) else []
            return mentions_of(value)
        if isinstance(node, ast.Call):
            if getattr(node.func, "attr", getattr(node.func, "id", "")) == "join":
                texts = [each.value for each in node.args if isinstance(each, ast.Constant)]
                joined = "/".join(text for text in texts if isinstance(text, str))
                return [joined] if len(texts) > 1 and _FILE.fullmatch(joined) else []
            return self._mentioned_in(getattr(node.func, "id", ""))
        return []

    def _mentioned_in(self, function: str) -> Sequence[str]:
        """The names of files in the body of one of the script's own functions."""
        if function not in self._mentioned and function in self._functions:
            self._mentioned[function] = ()
            self._mentioned[function] = self._unknown(self._functions[function]).mentions
        return self._mentioned.get(function, ())

    def _constant(self, node: ast.Constant) -> Value:
        if isinstance(node.value, str):
            return Text(node.value, node.lineno, node.col_offset)
        return Several() if node.value is None else Unknown(node.lineno)

    def _name(self, node: ast.Name) -> Value:
        return self._names.get(node.id) or self._unknown(node)

    def _sequence(self, node: Any) -> Value:
        items: list[Value] = []
        for element in node.elts:
            if isinstance(element, ast.Starred):
                items += entries(self.value(element.value))
            else:
                items.append(self.value(element))
        return Several(tuple(items))

    def _dictionary(self, node: ast.Dict) -> Value:
        table = Table({})
        for key, value in zip(node.keys, node.values, strict=True):
            name = self.value(key) if key is not None else None
            if name is None:
                table = merged(table, self.value(value))
            elif isinstance(name, Text):
                table = merged(table, Table({name.value: self.value(value)}))
            else:
                table = merged(table, self._unknown(value))
        return table

    def _operation(self, node: ast.BinOp) -> Value:
        left = self.value(node.left)
        if isinstance(node.op, ast.Add):
            return added(left, self.value(node.right))
        if isinstance(node.op, ast.Mod) and isinstance(left, Text):
            right = node.right
            arguments = right.elts if isinstance(right, ast.Tuple) else [right]
            return self._formatted(node, left, arguments, lambda values: left.value % tuple(values))
        return self._unknown(node)

    def _formatted(
        self, node: Any, text: Text, arguments: Sequence[Any], format: Callable[[Sequence[Any]], str]
    ) -> Value:
        values: list[Any] = []
        for argument in arguments:
            value = self.value(argument)
            if isinstance(value, Text):
                values.append(value.value)
            elif isinstance(argument, ast.Constant) and isinstance(argument.value, (int, float)):
                values.append(argument.value)
            else:
                return self._unknown(node)
        if any(mark in _PLAIN_FORMAT.sub("", text.value) for mark in "%{}"):
            return self._unknown(node)
        try:
            return replace(text, value=format(values))
        except (ValueError, TypeError, IndexError, KeyError):
            return self._unknown(node)

    def _choice(self, node: ast.IfExp) -> Value:
        return either(self.value(node.body), self.value(node.orelse), self._condition(node.test))

    def _subscript(self, node: ast.Subscript) -> Value:
        table, key = self.value(node.value), self.value(node.slice)
        if isinstance(table, Table) and isinstance(key, Text) and key.value in table.items:
            return table.items[key.value]
        return self._unknown(node)

    def _comprehension(self, node: Any) -> Value:
        """Follow `[line.strip() for line in lines]`: the same list, as far as it is known."""
        element, generator = node.elt, node.generators[0]
        if isinstance(element, ast.Call) and getattr(element.func, "attr", "") in ("strip", "rstrip"):
            element = element.func.value  # type: ignore[attr-defined]
        target = getattr(generator.target, "id", "")
        if len(node.generators) == 1 and getattr(element, "id", None) == target and not generator.ifs:
            value = self.value(generator.iter)
            return value if isinstance(value, Several) else self._unknown(node)
        return self._unknown(node)

    def _call(self, node: ast.Call) -> Value:
        if _is_setup(node):
            self._take_down(node)
            return Unknown(node.lineno)
        name, method = getattr(node.func, "id", ""), getattr(node.func, "attr", "")
        if name == "dict":
            first = self.value(node.args[0]) if node.args else Table({})
            table = first if isinstance(first, Table) else merged(Table({}), self._unknown(node))
            return merged(table, self._keywords(node.keywords))
        if name in _SAME and len(node.args) == 1:
            return self.value(node.args[0])
        on: Value = self.value(node.func.value) if isinstance(node.func, ast.Attribute) else Unknown(0)
        if method == "copy" and not node.args:
            return on
        if method == "format" and isinstance(on, Text) and not node.keywords:
            return self._formatted(node, on, node.args, lambda values: on.value.format(*values))
        if method == "values" and isinstance(on, Table):
            return Several(tuple(on.items.values()) + on.rest)
        if name == "sum" and node.args:
            lists = self.value(node.args[0])
            return Several(tuple(item for each in entries(lists) for item in entries(each)))
        if isinstance(on, Text):
            return _text_method(on, method, [self.value(each) for each in node.args]) or self._unknown(node)
        return self._unknown(node)

    def _keywords(self, keywords: Iterable[ast.keyword]) -> Table:
        table = Table({})
        for keyword in keywords:
            value = self.value(keyword.value)
            table = merged(table, value if keyword.arg is None else Table({keyword.arg: value}))
        return table

    def _take_down(self, node: ast.Call) -> None:
        table: Value = self._keywords(node.keywords)
        for condition in self._conditions:
            table = under(table, condition)
        assert isinstance(table, Table)
        self.calls.append((node.lineno, table.items, table.rest))

    def _text(self, node: Any) -> str:
        source = self._tree.source
        start = source.offset(node.lineno, node.col_offset)
        return shown(source.text[start : source.offset(node.end_lineno, node.end_col_offset)])


def _text_method(text: Text, method: str, arguments: Sequence[Value]) -> Value | None:
    """A string's own method that cuts it up."""
    if method in ("strip", "rstrip", "lstrip") and not arguments:
        return text
    separators = [each.value for each in arguments if isinstance(each, Text)]
    if method not in ("split", "splitlines") or len(separators) != len(arguments) or separators == [""]:
        return None
    separator = separators[0] if separators else None
    pieces = text.value.splitlines() if method == "splitlines" else text.value.split(separator)
    return Several(tuple(_located(text, [piece for piece in pieces if piece.strip()])))


def _located(text: Text, pieces: Iterable[str]) -> Iterator[Text]:
    """The pieces of a string with their places, if it is written as it is: over as many lines."""
    end = 0
    for piece in pieces:
        start = text.value.index(piece, end)
        end = start + len(piece)
        start += len(piece) - len(piece.lstrip())
        breaks = text.value.count("\n", 0, start)
        column = start - text.value.rfind("\n", 0, start) - 1 if breaks else text.column
        yield replace(text, value=piece.strip(), line=text.line + breaks, column=column)


def _is_setup(node: Any) -> bool:
    return getattr(node.func, "id", getattr(node.func, "attr", "")) == "setup"


def _is_main(test: Any) -> bool:
    return isinstance(test, ast.Compare) and getattr(test.left, "id", "") == "__name__"


_STATEMENTS: dict[type[ast.AST], Callable[[Evaluator, Any], None]] = {
    ast.Assign: Evaluator._assign,
    ast.AugAssign: Evaluator._add_to,
    ast.Expr: Evaluator._expression,
    ast.If: Evaluator._if,
    ast.For: Evaluator._loop,
    ast.While: Evaluator._loop,
    ast.With: Evaluator._with,
}
_EXPRESSIONS: dict[type[ast.AST], Callable[[Evaluator, Any], Value]] = {
    ast.Constant: Evaluator._constant,
    ast.Name: Evaluator._name,
    ast.List: Evaluator._sequence,
    ast.Tuple: Evaluator._sequence,
    ast.Set: Evaluator._sequence,
    ast.Dict: Evaluator._dictionary,
    ast.BinOp: Evaluator._operation,
    ast.IfExp: Evaluator._choice,
    ast.Subscript: Evaluator._subscript,
    ast.ListComp: Evaluator._comprehension,
    ast.GeneratorExp: Evaluator._comprehension,
    ast.Call: Evaluator._call,
}
