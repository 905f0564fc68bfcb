"""The rule for attributes that are named in strings."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import replace
from functools import cache
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
    call,
    cst,
)
from py3port_codemods._attribute_names import is_exempt, own_names
from py3port_codemods._attribute_strings import (
    are_attributes,
    is_key_of_class,
    is_looped_over,
    is_of_builtins,
    is_of_method_made,
)
from py3port_codemods._gone_names import Gone
from py3port_codemods._names_in_strings import is_handed_to_getattr, strings_of
from py3port_codemods._removed_names import REMOVED_NAMES
from py3port_codemods._six_moves import moved_name_of, names_that_moved
from py3port_codemods._string_functions import STRING_FUNCTIONS
from py3port_codemods._sys_names import SYS_NAMES
from py3port_codemods._types_names import TYPES_NAMES

_BOTH: Mapping[str, str] = {
    "has_key": "__contains__",
    "im_func": "__func__",
    "im_self": "__self__",
    "func_name": "__name__",
    "func_code": "__code__",
    "func_defaults": "__defaults__",
    "func_globals": "__globals__",
    "func_doc": "__doc__",
    "func_dict": "__dict__",
    "xreadlines": "__iter__",
}
"""Attributes that both have under another name."""
_PYTHON3: Mapping[str, str] = {
    "iteritems": "items",
    "iterkeys": "keys",
    "itervalues": "values",
    "viewitems": "items",
    "viewkeys": "keys",
    "viewvalues": "values",
    "next": "__next__",
    "__nonzero__": "__bool__",
    "__div__": "__truediv__",
    "__rdiv__": "__rtruediv__",
    "__idiv__": "__itruediv__",
}
"""Attributes that only Python 3 has under another name."""
_GONE = frozenset(
    {
        "__cmp__",
        "__getslice__",
        "__setslice__",
        "__delslice__",
        "__coerce__",
        "__hex__",
        "__oct__",
        "__long__",
    }
)
_METHODS = {**_PYTHON3, **_BOTH}
_ACCESSORS = frozenset({"getattr", "hasattr", "setattr", "delattr"})
_OPERATORS = frozenset({"operator.methodcaller", "operator.attrgetter"})
_OF_MODULES = {**REMOVED_NAMES, **STRING_FUNCTIONS, **SYS_NAMES, **TYPES_NAMES}
_BUILTINS: Mapping[str, str] = {
    "raw_input": "input",
    "unicode": "str",
    "unichr": "chr",
    "xrange": "range",
    "long": "int",
}


class AttributeInString(Rule):
    """`getattr(d, "iteritems")`, `hasattr(it, "next")`, `getattr(os, "getcwdu")`: names in strings are gone as well.

    Where both interpreters have the attribute under one other name, or nothing but Python 3 has to run the code, the
    new name takes its place.

    Fix safety: the object may be one with such an attribute of its own, so that the fix waits for `--unsafe`. Code that
    asks for both names is left alone.
    """

    name = "attribute-in-string"
    title = "Name gone attributes in strings anew"
    stage = Stage.COMMON
    applicability = Applicability.UNSAFE
    requires = ("six",)
    references = ("https://docs.python.org/3/whatsnew/3.0.html#views-and-iterators-instead-of-lists",)
    words = ("getattr", "hasattr", "setattr", "methodcaller", "attrgetter", "__builtins__", "type(")
    nodes = (ast.Module,)
    examples = (
        Example(
            'd = {1: 2}\nx = list(getattr(d, "iteritems")())\n',
            'd = {1: 2}\nx = list(getattr(d, "items")())\n',
            mode=Mode.PY3,
            unsafe=True,
        ),
        Example(
            "d = {1: 2}\nx = next(getattr(d, 'iteritems')())\n",
            "d = {1: 2}\nx = next(iter(getattr(d, 'items')()))\n",
            mode=Mode.PY3,
            unsafe=True,
        ),
        Example(
            "d = {1: 2}\nx = getattr(d, 'has_key')(1)\n",
            "d = {1: 2}\nx = getattr(d, '__contains__')(1)\n",
            unsafe=True,
        ),
        Example(
            "x = getattr(iter([7]), 'next')()\n",
            "x = getattr(iter([7]), '__next__')()\n",
            mode=Mode.PY3,
            unsafe=True,
        ),
        Example("x = getattr(iter([7]), 'next')()\n", None, mode=Mode.DUAL, findings=1),
        Example(
            "def pairs(x):\n    return x.iteritems() if hasattr(x, 'iteritems') else x\n",
            "def pairs(x):\n    return x.iteritems() if hasattr(x, 'items') else x\n",
            unsafe=True,
        ),
        Example(
            "import operator\nx = list(operator.methodcaller('itervalues')({1: 2}))\n",
            "import operator\nx = list(operator.methodcaller('values')({1: 2}))\n",
            mode=Mode.PY3,
            unsafe=True,
        ),
        Example(
            "A = type('A', (object,), {'__nonzero__': lambda self: False})\nx = bool(A())\n",
            "A = type('A', (object,), {'__bool__': lambda self: False})\nx = bool(A())\n",
            mode=Mode.PY3,
            unsafe=True,
        ),
        Example(
            "import string\nx = getattr(string, 'lowercase')[:2]\n",
            "import string\nx = getattr(string, 'ascii_lowercase')[:2]\n",
            unsafe=True,
        ),
        Example(
            "import os\nx = len(getattr(os, 'getcwdu')()) > 0\n",
            "import os\nx = len(getattr(os, 'getcwd')()) > 0\n",
            mode=Mode.PY3,
            unsafe=True,
        ),
        Example("import os\nx = len(getattr(os, 'getcwdu')()) > 0\n", None, mode=Mode.DUAL, findings=1),
        Example(
            "class Methods(object):\n    def __init__(self, kind):\n        self.kind, self.found = kind, {}\n"
            "    def __call__(self, name, used=True):\n        self.found[name] = getattr(self.kind, name)\n"
            "def has(name, kind=list):\n    return getattr(kind, name, None) is not None\n"
            "methods = Methods(list)\nmethods('__getslice__')\n"
            "x = getattr(5, '__hex__')(), getattr(5, '__oct__', None), has('__setslice__')\n",
            None,
            findings=2,
            runs=False,
        ),
        Example(
            "class A(object):\n    def __cmp__(self, other):\n        return 0\nx = getattr(A(), '__cmp__')(1)\n",
            None,
        ),
        Example(
            "import __builtin__\nx = getattr(__builtin__, 'xrange')(2)[1]\n",
            "import __builtin__\nx = getattr(__builtin__, 'range')(2)[1]\n",
            mode=Mode.PY3,
            unsafe=True,
            runs=False,
        ),
        Example(
            "x = getattr(__builtins__, 'xrange')\ny = 'unicode' in dir(__builtins__)\n",
            None,
            mode=Mode.DUAL,
            findings=2,
            runs=False,
        ),
        Example(
            "x = getattr({1: 2}, 'itervalues', None) is not None\n",
            "x = getattr({1: 2}, 'values', None) is not None\n",
            mode=Mode.PY3,
            unsafe=True,
        ),
        Example(
            "class A(dict):\n    pass\nx = []\nfor name in ('iteritems', 'iterkeys', 'copy'):\n"
            "    x.append(list(getattr(A(), name)()))\n",
            "class A(dict):\n    pass\nx = []\nfor name in ('items', 'keys', 'copy'):\n"
            "    x.append(list(getattr(A(), name)()))\n",
            mode=Mode.PY3,
            unsafe=True,
        ),
        Example(
            "class Proxy(object):\n    METHODS = ('read', 'next', 'xreadlines')\n"
            "    def __init__(self, f):\n        for name in self.METHODS:\n"
            "            setattr(self, name, getattr(f, name))\n"
            "import os\nwith open(os.devnull) as f:\n    x = Proxy(f).read()\n",
            "class Proxy(object):\n    METHODS = ('read', '__next__', '__iter__')\n"
            "    def __init__(self, f):\n        for name in self.METHODS:\n"
            "            setattr(self, name, getattr(f, name))\n"
            "import os\nwith open(os.devnull) as f:\n    x = Proxy(f).read()\n",
            mode=Mode.PY3,
            unsafe=True,
        ),
        Example(
            "class Proxy(object):\n    METHODS = ('read', 'next')\n    def __init__(self, f):\n"
            "        for name in self.METHODS:\n            setattr(self, name, getattr(f, name))\n"
            "import os\nwith open(os.devnull) as f:\n    x = Proxy(f).read()\n",
            "import six\n\n"
            "class Proxy(object):\n    METHODS = ('read', ('next' if six.PY2 else '__next__'))\n"
            "    def __init__(self, f):\n"
            "        for name in self.METHODS:\n            setattr(self, name, getattr(f, name))\n"
            "import os\nwith open(os.devnull) as f:\n    x = Proxy(f).read()\n",
            mode=Mode.DUAL,
            unsafe=True,
        ),
        Example(
            "def wrap(name):\n    return lambda self, *args: getattr(self.value, name)(*args)\n"
            "class Proxy(object):\n    value = 6.0\n    __add__ = wrap('__add__')\n    __div__ = wrap('__div__')\n"
            "Proxy.__rdiv__ = wrap('__rdiv__')\nx = Proxy() + 3\n",
            "def wrap(name):\n    return lambda self, *args: getattr(self.value, name)(*args)\n"
            "class Proxy(object):\n    value = 6.0\n    __add__ = wrap('__add__')\n    __div__ = wrap('__truediv__')\n"
            "Proxy.__rdiv__ = wrap('__rtruediv__')\nx = Proxy() + 3\n",
            mode=Mode.PY3,
            unsafe=True,
        ),
        Example(
            "def wrap(name):\n    return lambda self, *args: getattr(self.value, name)(*args)\n"
            "class Proxy(object):\n    value = 6.0\n    __div__ = wrap('__div__')\n    __truediv__ = __div__\n"
            "x = Proxy() / 3.0\n",
            "import six\n\ndef wrap(name):\n    return lambda self, *args: getattr(self.value, name)(*args)\n"
            "class Proxy(object):\n    value = 6.0\n"
            "    __div__ = wrap('__div__' if six.PY2 else '__truediv__')\n    __truediv__ = __div__\n"
            "x = Proxy() / 3.0\n",
            mode=Mode.DUAL,
            unsafe=True,
        ),
        Example("for name in ('next', 'iteritems'):\n    print(name)\n", None),
        Example(
            "x = getattr({}, 'iteritems', {}.items)()\nd = {}\nif hasattr(d, 'iteritems'):\n"
            "    y = d.iteritems()\nelse:\n    y = d.items()\n",
            None,
        ),
        Example(
            "class A(object):\n    def next(self):\n        return 1\nx = getattr(A(), 'next')()\n", None
        ),
        Example("x = 'next', {'next': 1}, getattr(3, 'real'), hasattr({}, 'items'), ['iteritems']\n", None),
    )

    def detect(self, node: ast.Module, module: Module) -> Iterable[Match]:
        """Every such name that is passed to `getattr` and the like."""
        for name in _telling_names() & module.strings_by_text.keys():
            for constant in module.strings_by_text[name]:
                yield from self._named(constant, name, module)

    def _named(self, node: ast.Constant, name: str, module: Module) -> Iterable[Match]:
        parent: Any = module.parent(node)
        if isinstance(parent, ast.Call):
            yield from _of_call(node, name, parent, module)
            if name in _GONE and is_handed_to_getattr(node, parent, module):
                yield from _of_gone_method(node, name, module)
            elif _is_of_own_method(name, parent, module):
                yield replace(_match(node, name, module), applicability=None)
        elif name in _METHODS and name.startswith("__") and is_key_of_class(node, parent, module):
            yield _match(node, name, module)
        elif name in _METHODS and isinstance(parent, (ast.Tuple, ast.List)):
            if are_attributes(parent, module) and not own_names({name}, module):
                yield replace(_match(node, name, module), applicability=None)
        elif name in _BUILTINS and is_of_builtins(node, parent, module):
            yield Match(node, f"Python 3 has no built-in `{name}`", Applicability.MANUAL)

    def rewrite(self, node: Any, match: Match, editor: Editor) -> Any:
        """The string with the new name; in a list of names, and for a method made, that of the Python that runs.

        A view that is more than looped over becomes an iterator, as it was.
        """
        if isinstance(match.node, ast.Call):
            if not editor.module.is_builtin("iter", match.node):
                raise CannotRewrite("`iter` means something else here")
            old = node.func.args[1]
            string = old.value.with_changes(value=f"{old.value.quote}{match.data}{old.value.quote}")
            arguments = [*node.func.args]
            arguments[1] = old.with_changes(value=string)
            view = node.with_changes(func=node.func.with_changes(args=arguments), lpar=[], rpar=[])
            return call("iter", view).with_changes(lpar=node.lpar, rpar=node.rpar)
        new = f"{node.prefix}{node.quote}{match.data}{node.quote}"
        parent: Any = editor.module.parent(match.node)
        is_made = isinstance(parent, ast.Call) and _is_of_own_method(node.raw_value, parent, editor.module)
        is_plain = is_made or isinstance(parent, (ast.Tuple, ast.List))
        if editor.mode is Mode.DUAL and is_plain and node.raw_value in _PYTHON3:
            choice = f"{node.value} if {editor.add_import('six')}.PY2 else {new}"
            return cst.parse_expression(choice if is_made else f"({choice})")
        return node.with_changes(value=new)


@cache
def _telling_names() -> frozenset[str]:
    """The names that there may be something to say of."""
    of_modules = (name.rpartition(".")[2] for name in _OF_MODULES)
    return frozenset((*_METHODS, *_GONE, *_BUILTINS, *of_modules, *names_that_moved()))


def _of_call(node: ast.Constant, name: str, call: ast.Call, module: Module) -> Iterable[Match]:
    function = module.qualified_name(call.func) or ""
    if function in _OPERATORS:
        if name in _METHODS and node in call.args and not own_names({name}, module):
            yield _match(node, name, module)
        return
    if function.removeprefix("__builtin__.") not in _ACCESSORS or strings_of(call, 1, "") is not node:
        return
    receiver = module.qualified_name(call.args[0])
    if getattr(call.args[0], "id", "") == "__builtins__":
        receiver = "__builtin__"
    asks = function.endswith("hasattr")
    if receiver is not None and not asks and not module.is_guarded(node):
        if receiver == "__builtin__" and name in _BUILTINS:
            trust = Applicability.MANUAL if module.mode is Mode.DUAL else None
            yield Match(node, f"Python 3 has no built-in `{name}`", trust, _BUILTINS[name])
            return
        gone = _OF_MODULES.get(f"{receiver}.{name}")
        if gone is not None or moved_name_of(receiver, name) is not None:
            yield _match_of_module(node, f"{receiver}.{name}", gone, module)
            return
    if name in _GONE and function.endswith("setattr"):
        yield Match(node, f"Python 3 never calls `{name}`", Applicability.MANUAL)
    elif name in _GONE and function.endswith("getattr") and len(call.args) == 2:
        yield from _of_gone_method(node, name, module)
    elif name in _METHODS and not name.startswith(("func_", "im_")) and _is_meant(name, call, module):
        match = _match(node, name, module, asks=asks)
        outer: Any = module.parent(call)
        is_called = isinstance(outer, ast.Call) and outer.func is call and name.startswith("iter")
        if is_called and module.mode is Mode.PY3 and not is_looped_over(outer, module):
            yield replace(match, node=outer)
        else:
            yield match


def _of_gone_method(node: ast.Constant, name: str, module: Module) -> Iterable[Match]:
    """A method that built-in types had, and that nothing is called instead; classes here may still have one."""
    if not own_names({name}, module) and not module.is_guarded(node):
        yield Match(node, f"Python 3's built-in types have no `{name}`", Applicability.MANUAL)


def _match_of_module(node: ast.Constant, qualified: str, gone: Gone | None, module: Module) -> Match:
    """A name of a module that is gone; where the module has it under another name, that takes its place."""
    note = f": {gone.note}" if gone is not None and gone.note else ""
    code = gone.code(module.mode) if gone is not None else None
    found = re.fullmatch(r"\{([\w.]+):(\w+)\}", code or "")
    owner, _, name = qualified.rpartition(".")
    new = found[2] if found is not None and found[1] == owner else None
    moved = moved_name_of(owner, name)
    if moved is not None and moved.module == owner and module.mode is Mode.PY3:
        new = moved.name
    trust = None if new is not None else Applicability.MANUAL
    return Match(node, f"Python 3 has no `{qualified}`{note}", trust, new)


def _match(node: ast.Constant, name: str, module: Module, *, asks: bool = False) -> Match:
    new = _METHODS[name]
    # What has `iteritems` in Python 2 has `items` as well.
    is_there = name in _BOTH or (asks and name.startswith(("iter", "view")))
    is_manual = module.mode is Mode.DUAL and not is_there
    return Match(
        node, f"Python 3 has `{new}`, not `{name}`", Applicability.MANUAL if is_manual else None, new
    )


def _is_of_own_method(name: str, call: ast.Call, module: Module) -> bool:
    """Whether the method that is made by a name goes by that itself: `__div__ = wrapper("__div__")`."""
    is_special = name in _METHODS and name.startswith("__")
    return is_special and is_of_method_made({name, _METHODS[name]}, call, module)


def _is_meant(name: str, call: ast.Call, module: Module) -> bool:
    """Whether nothing but the old name will do: no class here has it, and the code is not prepared for either."""
    new = _METHODS[name]
    if own_names({name}, module):
        return False
    if len(call.args) > 2 and getattr(call.func, "id", "") == "getattr":
        has_new = any(getattr(each, "value", "") == new for each in ast.walk(call.args[2]))
        has_new = has_new or f".{new}" in module.text(call.args[2])
        is_prepared = has_new or not isinstance(call.args[2], ast.Constant)
        if is_prepared:
            return False
    return not is_exempt(call, new, module)
