"""What the object may be whose method a rule looks at."""

from __future__ import annotations

import enum
from typing import Any

from py3port.rule import Module, ast

MAPPINGS = frozenset(
    {
        "__builtin__.dict", "UserDict.UserDict", "UserDict.IterableUserDict", "UserDict.DictMixin",
        "collections.Mapping", "collections.MutableMapping", "collections.OrderedDict", "collections.defaultdict",
        "collections.Counter",
        "weakref.WeakKeyDictionary", "weakref.WeakValueDictionary", "shelve.Shelf", "os.environ",
    }
)  # fmt: skip


QUERIES = frozenset(
    {
        "all", "annotate", "delete", "dates", "distinct", "exclude", "extra", "filter", "insert", "objects", "order_by",
        "query", "select_related", "update", "_default_manager",
    }
)  # fmt: skip
"""What a chain passes through that ends in a `values` of a query."""


class Receiver(enum.Enum):
    """Whether an object is of the kind that a rule is about."""

    KNOWN = "known"
    UNKNOWN = "unknown"
    OTHER = "other"
    """Of another kind, or of a class with a method of its own."""


def mapping_receiver(value: ast.expr, method: str, module: Module) -> Receiver:
    """Whether `method` of `value` is the one of Python's own dictionaries."""
    if module.qualified_name(value) in MAPPINGS:
        return Receiver.KNOWN
    found = module.type_of(value)
    if found is None:
        return Receiver.OTHER if method == "values" and _is_query(value) else Receiver.UNKNOWN
    if found.name == "dict":
        return Receiver.KNOWN
    if found.name not in ("instance", "class"):
        return Receiver.OTHER
    if not isinstance(found.node, ast.ClassDef):
        return Receiver.KNOWN if found.qualified in MAPPINGS else Receiver.OTHER
    if module.class_defines(found.node, method):
        return Receiver.OTHER
    names = {module.qualified_name(base) for base in module.foreign_bases(found.node)}
    return Receiver.KNOWN if names & MAPPINGS else Receiver.UNKNOWN


def _is_query(value: ast.expr) -> bool:
    """Whether an object is written as a query of an object-relational mapper, whose `values` is another matter."""
    node: Any = value
    while isinstance(node, (ast.Attribute, ast.Call, ast.Subscript)):
        if isinstance(node, ast.Attribute) and node.attr in QUERIES:
            return True
        node = node.func if isinstance(node, ast.Call) else node.value
    return False


def defines_method(name: str, module: Module) -> bool:
    """Whether any class of the module has a method or attribute of that name in its body."""
    return module.any_class_defines(name)
