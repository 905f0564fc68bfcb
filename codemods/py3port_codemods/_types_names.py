"""Data: the names of types that Python 3's `types` dropped, because the types have names of their own."""

from __future__ import annotations

from collections.abc import Mapping

from py3port.rule import Applicability
from py3port_codemods._gone_names import Gone

_BUILTIN = {
    "BooleanType": "bool",
    "ComplexType": "complex",
    "DictType": "dict",
    "DictionaryType": "dict",
    "FloatType": "float",
    "IntType": "int",
    "ListType": "list",
    "ObjectType": "object",
    "SliceType": "slice",
    "StringType": "str",
    "TupleType": "tuple",
    "TypeType": "type",
}

# `NoneType`, `EllipsisType` and `NotImplementedType` were away from 3.0 to 3.9 only.
TYPES_NAMES: Mapping[str, Gone] = {
    **{f"types.{old}": Gone("3.0", new, note=f"use `{new}`") for old, new in _BUILTIN.items()},
    "types.LongType": Gone(
        "3.0", "int", "{six:integer_types}[-1]", note="there is one type of integers, `int`"
    ),
    "types.UnicodeType": Gone("3.0", "str", "{six:text_type}", note="text is `str`"),
    "types.StringTypes": Gone("3.0", "(str,)", "(str, {six:text_type})", note="text is `str`"),
    "types.XRangeType": Gone("3.0", "range", "{six.moves:xrange}", note="`range` is the type now"),
    "types.DictProxyType": Gone("3.0", "{types:MappingProxyType}", "type(type.__dict__)"),
    "types.ClassType": Gone(
        "3.0",
        "type",
        "{six:class_types}",
        applicability=Applicability.UNSAFE,
        note="there are no classic classes; every class is a `type`",
    ),
    "types.UnboundMethodType": Gone(
        "3.0",
        "{types:FunctionType}",
        "getattr({types}, 'UnboundMethodType', {types}.FunctionType)",
        applicability=Applicability.UNSAFE,
        note="a method taken from its class is a plain function",
    ),
    "types.FileType": Gone(
        "3.0",
        "{io:IOBase}",
        "getattr({types}, 'FileType', {io:IOBase})",
        applicability=Applicability.UNSAFE,
        note="files are of classes in `io`; often it is better to look for a `read` method",
    ),
    "types.BufferType": Gone(
        "3.0",
        "memoryview",
        "getattr({types}, 'BufferType', memoryview)",
        applicability=Applicability.UNSAFE,
        note="`memoryview` comes nearest",
    ),
    "types.InstanceType": Gone(
        "3.0",
        "()",
        "getattr({types}, 'InstanceType', ())",
        applicability=Applicability.UNSAFE,
        note="there are no classic classes, so nothing is of this type",
    ),
}
