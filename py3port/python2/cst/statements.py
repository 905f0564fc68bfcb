"""LibCST nodes for the simple statements that only Python 2 has: print, exec and the three-part raise."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import partial

import libcst as cst
from libcst import CSTValidationError, CSTVisitorT, MaybeSentinel
from libcst._nodes.expression import ExpressionPosition
from libcst._nodes.internal import (
    CodegenState,
    visit_optional,
    visit_required,
    visit_sentinel,
    visit_sequence,
)

_NO_SPACE = partial(cst.SimpleWhitespace, "")
_ONE_SPACE = partial(cst.SimpleWhitespace, " ")


def _semicolon(
    semicolon: cst.Semicolon | MaybeSentinel, state: CodegenState, default_semicolon: bool
) -> None:
    if isinstance(semicolon, cst.Semicolon):
        semicolon._codegen(state)
    elif default_semicolon:
        state.add_token("; ")


def _whitespace(
    whitespace: cst.BaseParenthesizableWhitespace | MaybeSentinel, state: CodegenState, default: str
) -> None:
    if not isinstance(whitespace, MaybeSentinel):
        whitespace._codegen(state)
    elif default:
        state.add_token(default)


def _comma(comma: cst.Comma | MaybeSentinel, state: CodegenState) -> None:
    if isinstance(comma, cst.Comma):
        comma._codegen(state)
    else:
        state.add_token(", ")


def _require_gap(
    keyword: str, whitespace: cst.BaseParenthesizableWhitespace | MaybeSentinel, node: cst.BaseExpression
) -> None:
    if isinstance(whitespace, MaybeSentinel) or not whitespace.empty:
        return
    if not node._safe_to_use_with_word_operator(ExpressionPosition.RIGHT):
        raise CSTValidationError(f"Must have at least one space after '{keyword}'.")


@dataclass(frozen=True)
class Print(cst.BaseSmallStatement):
    """Python 2's `print` statement, with or without a file (`print >>dest, ...`)."""

    values: Sequence[cst.Element] = ()
    """What is printed; a comma on the last element keeps the line open."""
    dest: cst.BaseExpression | None = None
    """The file after `>>`."""
    whitespace_after_print: cst.SimpleWhitespace | MaybeSentinel = MaybeSentinel.DEFAULT
    whitespace_after_chevron: cst.SimpleWhitespace = field(default_factory=_NO_SPACE)
    comma: cst.Comma | MaybeSentinel = MaybeSentinel.DEFAULT
    """The comma between file and values."""
    semicolon: cst.Semicolon | MaybeSentinel = MaybeSentinel.DEFAULT

    @property
    def newline(self) -> bool:
        """Whether the statement ends the line, having no trailing comma."""
        return not self.values or not isinstance(self.values[-1].comma, cst.Comma)

    def _validate(self) -> None:
        if self.dest is None and isinstance(self.comma, cst.Comma):
            raise CSTValidationError("A Print without dest has no comma before its values.")
        if not self.values and isinstance(self.comma, cst.Comma):
            raise CSTValidationError("A Print without values has no comma after dest.")
        if self.dest is None and self.values:
            _require_gap("print", self.whitespace_after_print, self.values[0].value)

    def _visit_and_replace_children(self, visitor: CSTVisitorT) -> Print:
        return type(self)(
            whitespace_after_print=visit_sentinel(
                self, "whitespace_after_print", self.whitespace_after_print, visitor
            ),
            whitespace_after_chevron=visit_required(
                self, "whitespace_after_chevron", self.whitespace_after_chevron, visitor
            ),
            dest=visit_optional(self, "dest", self.dest, visitor),
            comma=visit_sentinel(self, "comma", self.comma, visitor),
            values=visit_sequence(self, "values", self.values, visitor),
            semicolon=visit_sentinel(self, "semicolon", self.semicolon, visitor),
        )

    def _codegen_impl(self, state: CodegenState, default_semicolon: bool = False) -> None:
        values = self.values
        with state.record_syntactic_position(self):
            state.add_token("print")
            _whitespace(self.whitespace_after_print, state, " " if values or self.dest is not None else "")
            if self.dest is not None:
                state.add_token(">>")
                self.whitespace_after_chevron._codegen(state)
                self.dest._codegen(state)
                if values:
                    _comma(self.comma, state)
            last = len(values) - 1
            for index, value in enumerate(values):
                value._codegen(state, default_comma=index < last, default_comma_whitespace=True)
        _semicolon(self.semicolon, state, default_semicolon)


@dataclass(frozen=True)
class Exec(cst.BaseSmallStatement):
    """Python 2's `exec body in globals, locals`."""

    body: cst.BaseExpression
    globals: cst.BaseExpression | None = None
    locals: cst.BaseExpression | None = None
    whitespace_after_exec: cst.SimpleWhitespace = field(default_factory=_ONE_SPACE)
    whitespace_before_in: cst.SimpleWhitespace = field(default_factory=_ONE_SPACE)
    whitespace_after_in: cst.SimpleWhitespace = field(default_factory=_ONE_SPACE)
    comma: cst.Comma | MaybeSentinel = MaybeSentinel.DEFAULT
    """The comma between globals and locals."""
    semicolon: cst.Semicolon | MaybeSentinel = MaybeSentinel.DEFAULT

    def _validate(self) -> None:
        if self.globals is None and self.locals is not None:
            raise CSTValidationError("An Exec with locals must have globals.")
        if self.locals is None and isinstance(self.comma, cst.Comma):
            raise CSTValidationError("An Exec without locals has no comma.")
        _require_gap("exec", self.whitespace_after_exec, self.body)
        if self.globals is not None:
            _require_gap("in", self.whitespace_after_in, self.globals)

    def _visit_and_replace_children(self, visitor: CSTVisitorT) -> Exec:
        return type(self)(
            whitespace_after_exec=visit_required(
                self, "whitespace_after_exec", self.whitespace_after_exec, visitor
            ),
            body=visit_required(self, "body", self.body, visitor),
            whitespace_before_in=visit_required(
                self, "whitespace_before_in", self.whitespace_before_in, visitor
            ),
            whitespace_after_in=visit_required(
                self, "whitespace_after_in", self.whitespace_after_in, visitor
            ),
            globals=visit_optional(self, "globals", self.globals, visitor),
            comma=visit_sentinel(self, "comma", self.comma, visitor),
            locals=visit_optional(self, "locals", self.locals, visitor),
            semicolon=visit_sentinel(self, "semicolon", self.semicolon, visitor),
        )

    def _codegen_impl(self, state: CodegenState, default_semicolon: bool = False) -> None:
        with state.record_syntactic_position(self):
            state.add_token("exec")
            self.whitespace_after_exec._codegen(state)
            self.body._codegen(state)
            if self.globals is not None:
                self.whitespace_before_in._codegen(state)
                state.add_token("in")
                self.whitespace_after_in._codegen(state)
                self.globals._codegen(state)
            if self.locals is not None:
                _comma(self.comma, state)
                self.locals._codegen(state)
        _semicolon(self.semicolon, state, default_semicolon)


@dataclass(frozen=True)
class Raise(cst.Raise):
    """Python 2's `raise type, inst, tback`; the type is in `exc`, where LibCST's Raise has it."""

    inst: cst.BaseExpression | None = None
    tback: cst.BaseExpression | None = None
    comma: cst.Comma | MaybeSentinel = MaybeSentinel.DEFAULT
    """The comma before `inst`."""
    second_comma: cst.Comma | MaybeSentinel = MaybeSentinel.DEFAULT
    """The comma before `tback`."""

    @property
    def type(self) -> cst.BaseExpression | None:
        """The first of the three parts, by the name that Python 2's `ast` gives it."""
        return self.exc

    def _validate(self) -> None:
        super()._validate()
        if self.inst is not None and (self.exc is None or self.cause is not None):
            raise CSTValidationError("A Raise with inst has a type and no cause.")
        if self.tback is not None and self.inst is None:
            raise CSTValidationError("A Raise with tback must have inst.")

    def _visit_and_replace_children(self, visitor: CSTVisitorT) -> Raise:
        return type(self)(
            whitespace_after_raise=visit_sentinel(
                self, "whitespace_after_raise", self.whitespace_after_raise, visitor
            ),
            exc=visit_optional(self, "exc", self.exc, visitor),
            cause=visit_optional(self, "cause", self.cause, visitor),
            comma=visit_sentinel(self, "comma", self.comma, visitor),
            inst=visit_optional(self, "inst", self.inst, visitor),
            second_comma=visit_sentinel(self, "second_comma", self.second_comma, visitor),
            tback=visit_optional(self, "tback", self.tback, visitor),
            semicolon=visit_sentinel(self, "semicolon", self.semicolon, visitor),
        )

    def _codegen_impl(self, state: CodegenState, default_semicolon: bool = False) -> None:
        with state.record_syntactic_position(self):
            state.add_token("raise")
            _whitespace(self.whitespace_after_raise, state, " " if self.exc is not None else "")
            if self.exc is not None:
                self.exc._codegen(state)
            if self.cause is not None:
                self.cause._codegen(state, default_space=" ")
            if self.inst is not None:
                _comma(self.comma, state)
                self.inst._codegen(state)
            if self.tback is not None:
                _comma(self.second_comma, state)
                self.tback._codegen(state)
        _semicolon(self.semicolon, state, default_semicolon)
