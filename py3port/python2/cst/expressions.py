"""LibCST nodes for the expressions that only Python 2 has: backticks and its own spellings of literals.

A class that refines one of LibCST's bears its name, since visitors and matchers go by the name of the class.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field
from functools import partial
from typing import Any

import libcst as cst
from libcst import CSTValidationError, CSTVisitorT
from libcst._nodes.expression import ExpressionPosition
from libcst._nodes.internal import CodegenState, visit_required, visit_sequence

_NO_SPACE = partial(cst.SimpleWhitespace, "")
_INTEGER = re.compile(r"(0[xX][0-9a-fA-F]+|0[oO]?[0-7]+|0[bB][01]+|[1-9][0-9]*|0)[lL]?")
_OLD_OCTAL = re.compile(r"0[0-7]+")
_STRING = re.compile(r"""(?:[uU]?[rR]?|[bB][rR]?)(?P<quote>'''|\"""|'|")(?P<body>.*)(?P=quote)""", re.DOTALL)
_ESCAPED_CODE_POINT = re.compile(r"(?<!\\)((?:\\\\)*)\\(u[0-9a-fA-F]{4}|U[0-9a-fA-F]{8})")


@dataclass(frozen=True)
class Repr(cst.BaseExpression):
    """Python 2's backticks: the repr of an expression, or of a tuple without parentheses."""

    value: cst.BaseExpression
    lpar: Sequence[cst.LeftParen] = ()
    rpar: Sequence[cst.RightParen] = ()
    whitespace_before_value: cst.BaseParenthesizableWhitespace = field(default_factory=_NO_SPACE)
    whitespace_after_value: cst.BaseParenthesizableWhitespace = field(default_factory=_NO_SPACE)

    def _safe_to_use_with_word_operator(self, position: ExpressionPosition) -> bool:
        return True

    def _visit_and_replace_children(self, visitor: CSTVisitorT) -> Repr:
        return type(self)(
            lpar=visit_sequence(self, "lpar", self.lpar, visitor),
            whitespace_before_value=visit_required(
                self, "whitespace_before_value", self.whitespace_before_value, visitor
            ),
            value=visit_required(self, "value", self.value, visitor),
            whitespace_after_value=visit_required(
                self, "whitespace_after_value", self.whitespace_after_value, visitor
            ),
            rpar=visit_sequence(self, "rpar", self.rpar, visitor),
        )

    def _codegen_impl(self, state: CodegenState) -> None:
        with self._parenthesize(state):
            state.add_token("`")
            self.whitespace_before_value._codegen(state)
            self.value._codegen(state)
            self.whitespace_after_value._codegen(state)
            state.add_token("`")


@dataclass(frozen=True)
class Integer(cst.Integer):
    """An integer as Python 2 may spell it as well: `0777`, `10L`, `0xFFL`."""

    __slots__ = ()  # type: ignore[misc]

    def _validate(self) -> None:
        cst.BaseNumber._validate(self)
        if _INTEGER.fullmatch(self.value) is None:
            raise CSTValidationError("Number is not a valid integer.")

    def _visit_and_replace_children(self, visitor: CSTVisitorT) -> Integer:
        return type(self)(
            lpar=visit_sequence(self, "lpar", self.lpar, visitor),
            value=self.value,
            rpar=visit_sequence(self, "rpar", self.rpar, visitor),
        )

    @property
    def evaluated_value(self) -> int:
        """The number."""
        digits = self.value.rstrip("lL")
        return int(digits, 8) if _OLD_OCTAL.fullmatch(digits) else int(digits, 0)


@dataclass(frozen=True)
class SimpleString(cst.SimpleString):
    """A string literal as Python 2 may spell it as well: `ur'..'`, and `'\\u12'` where that is no escape."""

    __slots__ = ()  # type: ignore[misc]

    def _validate(self) -> None:
        cst.BaseString._validate(self)
        if _STRING.fullmatch(self.value) is None:
            raise CSTValidationError("String must have a prefix of Python 2 and matching enclosing quotes.")

    def _visit_and_replace_children(self, visitor: CSTVisitorT) -> SimpleString:
        return type(self)(
            lpar=visit_sequence(self, "lpar", self.lpar, visitor),
            value=self.value,
            rpar=visit_sequence(self, "rpar", self.rpar, visitor),
        )

    @property
    def evaluated_value(self) -> str | bytes:
        """The value; of a native string, the text with each unknown escape left as it stands."""
        prefix = self.prefix
        body = self.value[len(prefix) :]
        if prefix == "ur":
            return _ESCAPED_CODE_POINT.sub(_code_point, str(ast.literal_eval("r" + body)))
        if "u" in prefix or "r" in prefix:
            return _literal(self.value)
        if prefix == "b":
            return _literal(self.value)
        # In a native string \u, \U and \N are two characters each, as they are in bytes.
        doubled = re.sub(
            r"\\(?:([uUN])|(.))", lambda m: "\\\\" + m[1] if m[1] else m[0], body, flags=re.DOTALL
        )
        return _literal(doubled)


@dataclass(frozen=True)
class ConcatenatedString(cst.ConcatenatedString):
    """Strings side by side, of which one may be bytes and another text, and however many."""

    __slots__ = ()  # type: ignore[misc]

    def _validate(self) -> None:
        cst.BaseString._validate(self)
        if self.left.lpar or self.right.lpar:
            raise CSTValidationError("Cannot concatenate parenthesized strings.")

    def _visit_and_replace_children(self, visitor: CSTVisitorT) -> ConcatenatedString:
        return type(self)(
            lpar=visit_sequence(self, "lpar", self.lpar, visitor),
            left=visit_required(self, "left", self.left, visitor),
            whitespace_between=visit_required(self, "whitespace_between", self.whitespace_between, visitor),
            right=visit_required(self, "right", self.right, visitor),
            rpar=visit_sequence(self, "rpar", self.rpar, visitor),
        )

    # Loops in what follows, since LibCST nests strings to the right and generated files have thousands in a row.

    def deep_clone(self) -> ConcatenatedString:
        """Return a copy of this node and all below it."""
        row = self._row()
        right: Any = row[-1].right.deep_clone()
        for node in reversed(row):
            right = type(node)(
                lpar=tuple([paren.deep_clone() for paren in node.lpar]),
                left=node.left.deep_clone(),
                whitespace_between=node.whitespace_between.deep_clone(),
                right=right,
                rpar=tuple([paren.deep_clone() for paren in node.rpar]),
            )
        clone: ConcatenatedString = right
        return clone

    def visit(self, visitor: CSTVisitorT) -> Any:
        """Visit this node and all below it."""
        entered: list[tuple[ConcatenatedString, dict[str, Any]]] = []
        result: Any = None
        for node in self._row():
            if not visitor.on_visit(node):
                result = self._left(visitor, node, node)
                break
            parts = {
                "lpar": visit_sequence(node, "lpar", node.lpar, visitor),
                "left": visit_required(node, "left", node.left, visitor),
                "whitespace_between": visit_required(
                    node, "whitespace_between", node.whitespace_between, visitor
                ),
            }
            visitor.on_visit_attribute(node, "right")
            entered.append((node, parts))
        if result is None:
            result = node.right.visit(visitor)
        for node, parts in reversed(entered):
            if not isinstance(result, cst.CSTNode):
                raise TypeError("A string in a row of strings can be replaced by one string only.")
            visitor.on_leave_attribute(node, "right")
            parts["rpar"] = visit_sequence(node, "rpar", node.rpar, visitor)
            result = self._left(visitor, node, type(node)(right=result, **parts))
        return result

    @staticmethod
    def _left(visitor: CSTVisitorT, node: ConcatenatedString, updated: ConcatenatedString) -> Any:
        if isinstance(visitor, cst.CSTVisitor):
            visitor.on_leave(node)
            return node
        return visitor.on_leave(node, updated)

    def _row(self) -> list[ConcatenatedString]:
        """Return the nodes that are nested to the right."""
        row = [self]
        while type(right := row[-1].right) is ConcatenatedString:
            row.append(right)
        return row

    def _codegen_impl(self, state: CodegenState) -> None:
        node: cst.ConcatenatedString = self
        with ExitStack() as opened:
            opened.enter_context(self._parenthesize(state))
            while True:
                node.left._codegen(state)
                node.whitespace_between._codegen(state)
                right = node.right
                if type(right) is not ConcatenatedString:
                    right._codegen(state)
                    return
                state.before_codegen(right)
                opened.callback(state.after_codegen, right)
                opened.enter_context(right._parenthesize(state))
                node = right


def _code_point(match: re.Match[str]) -> str:
    return match[1] + chr(int(match[2][1:], 16))


def _literal(text: str) -> str | bytes:
    value: str | bytes = ast.literal_eval(text)
    return value
