"""Finds the LibCST node that an `ast` node stands for, by position and kind."""

from __future__ import annotations

from typing import Any

import libcst as cst

from py3port.python2 import ast
from py3port.python2.ast import Tree
from py3port.python2.cst.expressions import Repr
from py3port.python2.cst.restore import Parsed
from py3port.python2.cst.statements import Exec, Print

Kinds = tuple[type[cst.CSTNode], ...]

_EXPRESSIONS: dict[str, Kinds] = {
    "Attribute": (cst.Attribute,),
    "Await": (cst.Await,),
    "BinOp": (cst.BinaryOperation,),
    "BoolOp": (cst.BooleanOperation,),
    "Call": (cst.Call,),
    "Compare": (cst.Comparison,),
    "Constant": (cst.BaseNumber, cst.BaseString, cst.Name, cst.Ellipsis),
    "Dict": (cst.Dict,),
    "DictComp": (cst.DictComp,),
    "GeneratorExp": (cst.GeneratorExp,),
    "IfExp": (cst.IfExp,),
    "JoinedStr": (cst.BaseString,),
    "Lambda": (cst.Lambda,),
    "List": (cst.List,),
    "ListComp": (cst.ListComp,),
    "Name": (cst.Name,),
    "NamedExpr": (cst.NamedExpr,),
    "Repr": (Repr,),
    "Set": (cst.Set,),
    "SetComp": (cst.SetComp,),
    "Slice": (cst.Slice,),
    "Starred": (cst.StarredElement, cst.Arg),
    "Subscript": (cst.Subscript,),
    "Tuple": (cst.Tuple,),
    "UnaryOp": (cst.UnaryOperation,),
    "Yield": (cst.Yield,),
    "YieldFrom": (cst.Yield,),
    "alias": (cst.ImportAlias,),
    "arg": (cst.Param,),
    "keyword": (cst.Arg,),
}
_STATEMENTS: dict[str, Kinds] = {
    "AnnAssign": (cst.AnnAssign,),
    "Assert": (cst.Assert,),
    "Assign": (cst.Assign,),
    "AsyncFor": (cst.For,),
    "AsyncFunctionDef": (cst.FunctionDef,),
    "AsyncWith": (cst.With,),
    "AugAssign": (cst.AugAssign,),
    "Break": (cst.Break,),
    "ClassDef": (cst.ClassDef,),
    "Continue": (cst.Continue,),
    "Delete": (cst.Del,),
    "ExceptHandler": (cst.ExceptHandler, cst.ExceptStarHandler),
    "Exec": (Exec,),
    "Expr": (cst.Expr,),
    "For": (cst.For,),
    "FunctionDef": (cst.FunctionDef,),
    "Global": (cst.Global,),
    "If": (cst.If,),
    "Import": (cst.Import,),
    "ImportFrom": (cst.ImportFrom,),
    "Match": (cst.Match,),
    "Nonlocal": (cst.Nonlocal,),
    "Pass": (cst.Pass,),
    "Print": (Print,),
    "Raise": (cst.Raise,),
    "Return": (cst.Return,),
    "Try": (cst.Try,),
    "TryStar": (cst.TryStar,),
    "While": (cst.While,),
    "With": (cst.With,),
}


def find_node(tree: Tree, parsed: Parsed, node: ast.AST) -> cst.CSTNode | None:
    """Return the LibCST node of an `ast` node inside what was parsed, or None."""
    name = type(node).__name__
    if not hasattr(node, "lineno"):
        return None
    place: Any = node
    start = tree.source.offset(place.lineno, place.col_offset)
    if name in _STATEMENTS:
        return _find_statement(parsed, start, _STATEMENTS[name])
    kinds = _EXPRESSIONS.get(name)
    if kinds is None:
        return None
    end = tree.source.offset(place.end_lineno, place.end_col_offset)
    return _find(parsed, start, end, kinds)


def _find_statement(parsed: Parsed, source_start: int, kinds: Kinds) -> cst.CSTNode | None:
    # By the start alone, since a header's tree ends before the body does.
    start = parsed.prepared.offset(source_start)
    for node, span in parsed.spans.items():
        if span[0] == start and isinstance(node, kinds):
            return node
    return None


def _find(parsed: Parsed, source_start: int, source_end: int, kinds: Kinds) -> cst.CSTNode | None:
    for shift, part in parsed.parts:
        found = _find(part, source_start - shift, source_end - shift, kinds)
        if found is not None:
            return found
    start, end = parsed.prepared.offset(source_start), parsed.prepared.offset(source_end)
    parenthesised = cst.Tuple in kinds or cst.GeneratorExp in kinds
    for node, span in parsed.spans.items():
        if isinstance(node, kinds) and (
            span == (start, end) or (parenthesised and _in_parentheses(parsed, node, span) == (start, end))
        ):
            return node
    return None


def _in_parentheses(parsed: Parsed, node: Any, span: tuple[int, int]) -> tuple[int, int] | None:
    """Return where a tuple or generator lies with its parentheses, which `ast` counts as part of it."""
    start, end = span
    text = parsed.prepared.text
    if not node.lpar and isinstance(node, cst.Tuple):
        return None
    start = text.rindex("(", 0, start)
    end = text.find(")", end) + 1
    return start, end
