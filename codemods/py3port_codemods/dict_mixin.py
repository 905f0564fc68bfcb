"""The rule for `UserDict.DictMixin`."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from py3port.rule import (
    Applicability,
    CannotRewrite,
    Editor,
    Example,
    Match,
    Mode,
    Module,
    Rule,
    Stage,
    ast,
    cst,
)

_REQUIRED = {
    "__getitem__": "def __getitem__(self, key):\n    raise KeyError(key)",
    "__setitem__": "def __setitem__(self, key, value):\n    raise TypeError('items cannot be assigned')",
    "__delitem__": "def __delitem__(self, key):\n    raise TypeError('items cannot be deleted')",
    "__iter__": "def __iter__(self):\n    return iter(self.keys())",
    "__len__": "def __len__(self):\n    return len(self.keys())",
}
_BASES = frozenset({"__builtin__.object", "UserDict.DictMixin"})


class DictMixin(Rule):
    """`UserDict.DictMixin` made a full mapping of a class with `__getitem__` and `keys`; Python 3 has none of it.

    `MutableMapping` of `collections.abc` does the same for a class with `__iter__` and `__len__`, which are added
    where the class has them not, as is what else the mixin gave and the abstract class does not.

    Fix safety: the abstract class compares by `__eq__` only and brings a metaclass along; an instance of a class that
    cannot assign or delete items says so by another exception.
    """

    name = "dict-mixin"
    title = "Inherit from MutableMapping"
    stage = Stage.SIX
    applicability = Applicability.UNSAFE
    requires = ("six",)
    references = ("https://docs.python.org/3/library/collections.abc.html",)
    words = ("DictMixin",)
    nodes = (ast.Name, ast.Attribute, ast.ImportFrom)
    examples = (
        Example(
            "from UserDict import DictMixin\n\nclass A(DictMixin):\n    def __init__(self):\n"
            "        self.d = {1: 2}\n    def __getitem__(self, key):\n        return self.d[key]\n"
            "    def __setitem__(self, key, value):\n        self.d[key] = value\n"
            "    def __delitem__(self, key):\n        del self.d[key]\n"
            "    def keys(self):\n        return self.d.keys()\n\n"
            "x = sorted(A()), len(A()), repr(A()), A() == {1: 2}\n",
            "from collections.abc import MutableMapping\n\nclass A(MutableMapping):\n    def __init__(self):\n"
            "        self.d = {1: 2}\n    def __getitem__(self, key):\n        return self.d[key]\n"
            "    def __setitem__(self, key, value):\n        self.d[key] = value\n"
            "    def __delitem__(self, key):\n        del self.d[key]\n"
            "    def keys(self):\n        return self.d.keys()\n\n"
            "    def __iter__(self):\n        return iter(self.keys())\n\n"
            "    def __len__(self):\n        return len(self.keys())\n\n"
            "    def __repr__(self):\n        return repr(dict(self.items()))\n\n"
            "x = sorted(A()), len(A()), repr(A()), A() == {1: 2}\n",
            mode=Mode.PY3,
            unsafe=True,
        ),
        Example(
            "import UserDict\nclass A(UserDict.DictMixin, dict):\n    def __getitem__(self, key):\n"
            "        return dict.__getitem__(self, key)\n    __repr__ = dict.__repr__\n"
            "x = A(a=3)\nx = x['a'], len(x)\n",
            "from six.moves.collections_abc import MutableMapping\n"
            "class A(MutableMapping, dict):\n    def __getitem__(self, key):\n"
            "        return dict.__getitem__(self, key)\n    __repr__ = dict.__repr__\n\n"
            "    __setitem__ = dict.__setitem__\n    __delitem__ = dict.__delitem__\n"
            "    __iter__ = dict.__iter__\n    __len__ = dict.__len__\n"
            "x = A(a=3)\nx = x['a'], len(x)\n",
            mode=Mode.DUAL,
            unsafe=True,
        ),
        Example(
            "from UserDict import DictMixin\nfrom other import Base\nclass A(DictMixin, Base):\n    pass\n",
            None,
            findings=1,
            runs=False,
        ),
        Example("from UserDict import DictMixin\nx = 3\n", "x = 3\n", unsafe=True),
        Example("class DictMixin(object):\n    pass\nclass A(DictMixin):\n    pass\n", None),
        Example("import UserDict\nx = UserDict.UserDict()\n", None),
    )

    def names(self) -> frozenset[str]:
        """The name of the mixin."""
        return frozenset({"DictMixin"})

    def detect(self, node: Any, module: Module) -> Iterable[Match]:
        """Every use of the mixin; as a base it needs a class that is sure to be made into a mapping."""
        message = "`UserDict.DictMixin` is gone in Python 3"
        if isinstance(node, ast.ImportFrom):
            for imported in module.imports.of(node):
                if module.imports.qualified(imported) == "UserDict.DictMixin" and _is_unused(
                    imported, module
                ):
                    yield Match(imported.alias, message)
            return
        if not isinstance(node.ctx, ast.Load) or module.qualified_name(node) != "UserDict.DictMixin":
            return
        owner = module.parent(node)
        is_base = isinstance(owner, ast.ClassDef) and node in owner.bases
        if is_base and _has_other_bases(owner, module):  # type: ignore[arg-type]
            yield Match(node, f"{message}; what does another base bring along?", Applicability.MANUAL)
        else:
            yield Match(node, message, data=owner if is_base else None)

    def rewrite(self, node: Any, match: Match, editor: Editor) -> Any:
        """Put the abstract class in its place, and give the class what it asks for."""
        old: Any = match.node
        if isinstance(old, ast.alias):
            editor.drop_import(old)
            return node
        package = "collections.abc" if editor.mode is Mode.PY3 else "six.moves.collections_abc"
        if isinstance(old, ast.Name) and old.id != "DictMixin" and old.id == "MutableMapping":
            raise CannotRewrite("the mixin goes by the name of its successor")
        new = editor.add_import(package, "MutableMapping")
        editor.drop_import(old if isinstance(old, ast.Name) else old.value)
        if match.data is not None:
            added = "\n".join(_additions(match.data, editor.module))
            if added:
                editor.insert_after(match.data.body[-1], f"\n{added}")
        return cst.Name(new, lpar=node.lpar, rpar=node.rpar)


def _is_unused(imported: Any, module: Module) -> bool:
    return not module.references(imported.bound, imported.scope.node) and imported.bound not in module.exports


def _has_other_bases(owner: ast.ClassDef, module: Module) -> bool:
    """Whether a class inherits from one that nobody knows here, or has a metaclass."""
    names = {module.qualified_name(base) for base in module.foreign_bases(owner)}
    return not names <= {*_BASES, "__builtin__.dict"} or module.class_defines(owner, "__metaclass__")


def _additions(owner: ast.ClassDef, module: Module) -> Iterator[str]:
    """What the class lacks to be a mapping, and what the mixin gave that the abstract class does not."""
    is_dict = any(module.qualified_name(base) == "__builtin__.dict" for base in module.foreign_bases(owner))
    for name, code in _REQUIRED.items():
        if not module.class_defines(owner, name):
            yield f"{name} = dict.{name}" if is_dict else f"{code}\n"
    if not module.class_defines(owner, "__repr__"):
        yield "def __repr__(self):\n    return repr(dict(self.items()))\n"
    if module.class_defines(owner, "iteritems"):
        if not module.class_defines(owner, "items"):
            yield "def items(self):\n    return list(self.iteritems())\n"
        if not module.class_defines(owner, "values"):
            yield "def values(self):\n    return [value for _, value in self.iteritems()]\n"
