"""Python 2's syntax trees: the standard `ast`'s nodes but for `Raise`, Python 2's own nodes, and `parse`."""

from __future__ import annotations

# fmt: off
from ast import (  # isort: skip
    AST, Add, And, AnnAssign, Assert, Assign, AsyncFor, AsyncFunctionDef, AsyncWith, Attribute,
    AugAssign, Await, BinOp, BitAnd, BitOr, BitXor, BoolOp, Break, Call, ClassDef, Compare,
    Constant, Continue, Del, Delete, Dict, DictComp, Div, Eq, ExceptHandler, Expr, Expression,
    FloorDiv, For, FormattedValue, FunctionDef, GeneratorExp, Global, Gt, GtE, If, IfExp, Import,
    ImportFrom, In, Interactive, Invert, Is, IsNot, JoinedStr, LShift, Lambda, List, ListComp, Load,
    Lt, LtE, MatMult, Match, MatchAs, MatchClass, MatchMapping, MatchOr, MatchSequence,
    MatchSingleton, MatchStar, MatchValue, Mod, Module, Mult, Name, NamedExpr, NodeTransformer,
    NodeVisitor, Nonlocal, Not, NotEq, NotIn, Or, Pass, Pow, RShift, Return, Set, SetComp, Slice,
    Starred, Store, Sub, Subscript, Try, Tuple, UAdd, USub, UnaryOp, While, With, Yield, YieldFrom,
    alias, arg, arguments, boolop, cmpop, comprehension, copy_location, dump, excepthandler, expr,
    expr_context, fix_missing_locations, get_docstring, iter_fields, keyword,
    literal_eval, match_case, mod, operator, pattern, stmt, unaryop, unparse, withitem,
)
# fmt: on

from py3port.python2.errors import ParseError
from py3port.python2.nodes import Exec, Print, Raise, Repr
from py3port.python2.parser import Dialect, Tree, parse
from py3port.python2.source import SourceError
from py3port.python2.walk import iter_child_nodes
from py3port.python2.walk import walk_nodes as walk

# fmt: off
__all__ = [
    "AST", "Add", "And", "AnnAssign", "Assert", "Assign", "AsyncFor", "AsyncFunctionDef",
    "AsyncWith", "Attribute", "AugAssign", "Await", "BinOp", "BitAnd", "BitOr", "BitXor", "BoolOp",
    "Break", "Call", "ClassDef", "Compare", "Constant", "Continue", "Del", "Delete", "Dialect",
    "Dict", "DictComp", "Div", "Eq", "ExceptHandler", "Exec", "Expr", "Expression", "FloorDiv",
    "For", "FormattedValue", "FunctionDef", "GeneratorExp", "Global", "Gt", "GtE", "If", "IfExp",
    "Import", "ImportFrom", "In", "Interactive", "Invert", "Is", "IsNot", "JoinedStr", "LShift",
    "Lambda", "List", "ListComp", "Load", "Lt", "LtE", "MatMult", "Match", "MatchAs", "MatchClass",
    "MatchMapping", "MatchOr", "MatchSequence", "MatchSingleton", "MatchStar", "MatchValue", "Mod",
    "Module", "Mult", "Name", "NamedExpr", "NodeTransformer", "NodeVisitor", "Nonlocal", "Not",
    "NotEq", "NotIn", "Or", "ParseError", "Pass", "Pow", "Print", "RShift", "Raise", "Repr",
    "Return", "Set", "SetComp", "Slice", "SourceError", "Starred", "Store", "Sub", "Subscript",
    "Tree", "Try", "Tuple", "UAdd", "USub", "UnaryOp", "While", "With", "Yield", "YieldFrom",
    "alias", "arg", "arguments", "boolop", "cmpop", "comprehension", "copy_location", "dump",
    "excepthandler", "expr", "expr_context", "fix_missing_locations", "get_docstring",
    "iter_child_nodes", "iter_fields", "keyword", "literal_eval", "match_case", "mod", "operator",
    "parse", "pattern", "stmt", "unaryop", "unparse", "walk", "withitem",
]
# fmt: on
