"""The rule for classic classes that are others in Python 3."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from py3port.rule import Applicability, Example, Match, Module, Rule, Stage, ast
from py3port_codemods._classic import classic_family, is_classic

_HOOKS = frozenset({"__slots__", "__getattribute__", "__new__"})
_LOOKED_UP = frozenset(
    {
        "__len__",
        "__getitem__",
        "__iter__",
        "__contains__",
        "__call__",
        "__nonzero__",
        "__cmp__",
        "__eq__",
        "__add__",
    }
)


class ClassicClass(Rule):
    """A class without a base was a classic one in Python 2; in Python 3 all are derived from `object`.

    Most classes do not notice. Those do that have `__slots__`, `__new__`, `__getattribute__` or properties with a
    setter, which had no effect; those whose methods are found through a diamond of bases in another order; and those
    that set special methods on an instance, or hand them out by `__getattr__`, where Python 3 does not look for them.

    Fix safety: there is no fix.
    """

    name = "classic-class"
    title = "Look at what new-style classes change"
    stage = Stage.ADVICE
    applicability = Applicability.MANUAL
    aliases = ("old-style-class", "W1001", "C1001", "H238")
    references = ("https://docs.python.org/2/reference/datamodel.html#new-style-and-classic-classes",)
    words = ("class",)
    nodes = (ast.ClassDef, ast.Name, ast.Attribute)
    fixable = False
    examples = (
        Example(
            "class A:\n    __slots__ = ('a',)\nclass B:\n    def __new__(cls):\n        return 1\n",
            None,
            findings=2,
        ),
        Example("class A:\n    x = property(None, lambda self, value: None)\n", None, findings=1),
        Example(
            "class A:\n    def f(self): pass\nclass B(A): pass\nclass C(A):\n    def f(self): pass\n"
            "class D(B, C): pass\n",
            None,
            findings=1,
        ),
        Example(
            "class A:\n    pass\na = A()\na.__len__ = lambda: 3\nx = type(a)\ny = isinstance(A, type)\n",
            None,
            findings=3,
        ),
        Example(
            "class A:\n    def __getattr__(self, name):\n        if name == '__len__':\n"
            "            return 1\n",
            None,
            findings=1,
        ),
        Example(
            "class A(object):\n    __slots__ = ()\nclass B:\n    x = property(lambda self: 1)\n"
            "    def f(self):\n"
            "        self.y = 1\nclass C(A):\n    __slots__ = ('x',)\nx = type(A())\n",
            None,
        ),
    )

    def names(self) -> frozenset[str]:
        """The functions that tell them apart, and the methods that are looked up in the class."""
        return _LOOKED_UP | {"type", "isinstance"}

    def detect(self, node: Any, module: Module) -> Iterable[Match]:
        """Every classic class, or use of one, that differs."""
        if isinstance(node, ast.ClassDef):
            for why in _differences(node, module) if is_classic(node, module) else ():
                yield Match(node, f"This classic class is a new-style one in Python 3: {why}")
                return
        elif isinstance(node, ast.Name):
            call = module.parent(node)
            if isinstance(call, ast.Call) and call.func is node:
                yield from _of_type(call, module)
        elif isinstance(node.ctx, ast.Store) and node.attr in _LOOKED_UP:
            known = module.type_of(node.value)
            owner = known.node if known is not None and known.name == "instance" else None
            if isinstance(owner, ast.ClassDef) and is_classic(owner, module):
                yield Match(node, f"Python 3 does not look for `{node.attr}` on an instance")


def _differences(node: ast.ClassDef, module: Module) -> Iterator[str]:
    """What a classic class has that has another effect in Python 3."""
    for statement in node.body:
        names = [getattr(each, "id", "") for each in getattr(statement, "targets", ())] + [
            getattr(statement, "name", "")
        ]
        for name in names:
            if name in _HOOKS:
                yield f"`{name}` has an effect"
        if isinstance(statement, ast.FunctionDef) and statement.name == "__getattr__":
            texts = {each.value for each in ast.walk(statement) if isinstance(each, ast.Constant)}
            for name in sorted(_LOOKED_UP & {each for each in texts if isinstance(each, str)}):
                yield f"`__getattr__` is not asked for `{name}`"
        value = getattr(statement, "value", None)
        if (
            isinstance(value, ast.Call)
            and module.qualified_name(value.func) == "__builtin__.property"
            and len(value.args) > 1
        ):
            yield "the setter of its property is called"
        if any(getattr(each, "attr", "") == "setter" for each in getattr(statement, "decorator_list", ())):
            yield "the setter of its property is called"
    families = [set(classic_family(base, module)) for base in node.bases]
    for index, family in enumerate(families):
        for other in families[index + 1 :]:
            shared = family & other
            if any(module.nodes(ast.ClassDef) and _overrides(other - shared, each) for each in shared):
                yield "the order in which its bases are searched is another"


def _overrides(classes: set[ast.ClassDef], base: ast.ClassDef) -> bool:
    """Whether one of the classes has a method that the base has as well."""
    methods = {each.name for each in base.body if isinstance(each, ast.FunctionDef)}
    return any(
        isinstance(each, ast.FunctionDef) and each.name in methods for one in classes for each in one.body
    )


def _of_type(call: ast.Call, module: Module) -> Iterator[Match]:
    """`type(instance)`, `isinstance(Class, type)`."""
    name = getattr(call.func, "id", "")
    if name not in ("type", "isinstance") or len(call.args) != (1 if name == "type" else 2):
        return
    if name == "isinstance" and module.qualified_name(call.args[1]) != "__builtin__.type":
        return
    known = module.type_of(call.args[0])
    owner = known.node if known is not None else None
    if (
        not isinstance(owner, ast.ClassDef)
        or known is None
        or not is_classic(owner, module)
        or not module.is_builtin(name, call)
    ):
        return
    if name == "type" and known.name in ("instance", "class"):
        yield Match(call, "The type of a classic class, and of its instances, was another one in Python 2")
    elif name == "isinstance" and known.name == "class":
        yield Match(call, "A classic class was no instance of `type` in Python 2")
