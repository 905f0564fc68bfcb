"""LibCST nodes for Python 2's two further ways to bind a name: `except E, e` and a tuple as a parameter."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import partial
from typing import Any

import libcst as cst
from libcst import CSTVisitorT
from libcst._nodes.internal import (
    CodegenState,
    visit_optional,
    visit_required,
    visit_sentinel,
    visit_sequence,
)
from libcst.metadata.expression_context_provider import ExpressionContextVisitor
from libcst.metadata.scope_provider import ScopeVisitor

_NO_SPACE = partial(cst.SimpleWhitespace, "")
_ONE_SPACE = partial(cst.SimpleWhitespace, " ")


@dataclass(frozen=True)
class CommaName(cst.AsName):
    """The `, target` of an `except` clause; `name` may be any target: `e`, `self.error`, `(code, text)`."""

    whitespace_before_as: cst.BaseParenthesizableWhitespace = field(default_factory=_NO_SPACE)
    """The whitespace before the comma."""
    whitespace_after_as: cst.BaseParenthesizableWhitespace = field(default_factory=_ONE_SPACE)
    """The whitespace after the comma."""

    def _validate(self) -> None:
        """Nothing to check: a comma needs no whitespace around it."""

    def visit(self, visitor: CSTVisitorT) -> Any:
        """Visit as every node does; to the visitor that tells stores from loads it is an AsName."""
        if isinstance(visitor, ExpressionContextVisitor):
            visitor.visit_AsName(self)
            return self
        return super().visit(visitor)

    def _visit_and_replace_children(self, visitor: CSTVisitorT) -> CommaName:
        return type(self)(
            whitespace_before_as=visit_required(
                self, "whitespace_before_as", self.whitespace_before_as, visitor
            ),
            whitespace_after_as=visit_required(
                self, "whitespace_after_as", self.whitespace_after_as, visitor
            ),
            name=visit_required(self, "name", self.name, visitor),
        )

    def _codegen_impl(self, state: CodegenState) -> None:
        self.whitespace_before_as._codegen(state)
        state.add_token(",")
        self.whitespace_after_as._codegen(state)
        self.name._codegen(state)


@dataclass(frozen=True)
class ExceptHandler(cst.ExceptHandler):
    """An `except` clause whose name may be a `CommaName`."""

    __slots__ = ()  # type: ignore[misc]

    def _validate(self) -> None:
        name = self.name
        if name is None or (not isinstance(name, CommaName) and isinstance(name.name, cst.Name)):
            super()._validate()

    def _visit_and_replace_children(self, visitor: CSTVisitorT) -> ExceptHandler:
        return type(self)(
            leading_lines=visit_sequence(self, "leading_lines", self.leading_lines, visitor),
            whitespace_after_except=visit_required(
                self, "whitespace_after_except", self.whitespace_after_except, visitor
            ),
            type=visit_optional(self, "type", self.type, visitor),
            name=visit_optional(self, "name", self.name, visitor),
            whitespace_before_colon=visit_required(
                self, "whitespace_before_colon", self.whitespace_before_colon, visitor
            ),
            body=visit_required(self, "body", self.body, visitor),
        )


@dataclass(frozen=True)
class Param(cst.Param):
    """A parameter whose `name` may be a `Tuple` of names and tuples, or a name in parentheses."""

    __slots__ = ()  # type: ignore[misc]

    def visit(self, visitor: CSTVisitorT) -> Any:
        """Visit as every node does, but bind each name of a tuple where scopes are computed."""
        if not isinstance(visitor, ScopeVisitor) or isinstance(self.name, cst.Name):
            return super().visit(visitor)
        self.name.visit(visitor)
        parent = visitor.scope.parent
        with visitor._switch_scope(parent):
            for child in (self.default, self.annotation):
                if child is not None:
                    child.visit(visitor)
        visitor.on_leave(self)
        return self

    def _visit_and_replace_children(self, visitor: CSTVisitorT) -> Param:
        return type(self)(
            star=self.star,
            whitespace_after_star=visit_required(
                self, "whitespace_after_star", self.whitespace_after_star, visitor
            ),
            name=visit_required(self, "name", self.name, visitor),
            annotation=visit_optional(self, "annotation", self.annotation, visitor),
            equal=visit_sentinel(self, "equal", self.equal, visitor),
            default=visit_optional(self, "default", self.default, visitor),
            comma=visit_sentinel(self, "comma", self.comma, visitor),
            whitespace_after_param=visit_required(
                self, "whitespace_after_param", self.whitespace_after_param, visitor
            ),
        )


@dataclass(frozen=True)
class Lambda(cst.Lambda):
    """A lambda whose first parameter may begin with a parenthesis, with no white space before it."""

    __slots__ = ()  # type: ignore[misc]

    def _validate(self) -> None:
        cst.BaseExpression._validate(self)

    def _visit_and_replace_children(self, visitor: CSTVisitorT) -> Lambda:
        return type(self)(
            lpar=visit_sequence(self, "lpar", self.lpar, visitor),
            whitespace_after_lambda=visit_sentinel(
                self, "whitespace_after_lambda", self.whitespace_after_lambda, visitor
            ),
            params=visit_required(self, "params", self.params, visitor),
            colon=visit_required(self, "colon", self.colon, visitor),
            body=visit_required(self, "body", self.body, visitor),
            rpar=visit_sequence(self, "rpar", self.rpar, visitor),
        )
