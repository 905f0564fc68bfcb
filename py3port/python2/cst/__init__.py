"""The LibCST side of the front end: Python 2's nodes, whole modules, and regions to rewrite."""

from __future__ import annotations

from py3port.python2.cst.bindings import CommaName, ExceptHandler, Lambda, Param
from py3port.python2.cst.expressions import ConcatenatedString, Integer, Repr, SimpleString
from py3port.python2.cst.module import module_of, parse_module
from py3port.python2.cst.parsing import ParsedRegion, parse_region
from py3port.python2.cst.region import Region, RegionError, RegionKind, statement_region
from py3port.python2.cst.statements import Exec, Print, Raise

__all__ = [
    "CommaName",
    "ConcatenatedString",
    "ExceptHandler",
    "Exec",
    "Integer",
    "Lambda",
    "Param",
    "ParsedRegion",
    "Print",
    "Raise",
    "Region",
    "RegionError",
    "RegionKind",
    "Repr",
    "SimpleString",
    "module_of",
    "parse_module",
    "parse_region",
    "statement_region",
]
