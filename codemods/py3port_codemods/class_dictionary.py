"""The rule for dictionaries of classes that are written to."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from py3port.rule import Applicability, Editor, Example, Match, Module, Rule, Stage, ast, cst

_WRITERS = frozenset({"clear", "pop", "popitem", "setdefault", "update"})


class ClassDictionary(Rule):
    """The `__dict__` of a classic class was a plain dictionary of what its body binds, to be read and written.

    In Python 3 every class is of the new style: what `__dict__` gives cannot be written to, and has entries for
    `__dict__` and `__weakref__` as well. A class that holds nothing but options, such as an inner `class Meta`, is
    asked for them that way. A copy without those entries is what the dictionary was.

    Fix safety: what is written to the copy is no attribute of the class.
    """

    name = "class-dictionary"
    title = "Write to a copy of a class's dictionary"
    stage = Stage.COMMON
    applicability = Applicability.UNSAFE
    references = ("https://docs.python.org/3/library/stdtypes.html#type.__dict__",)
    words = ("__dict__",)
    nodes = (ast.Attribute,)
    examples = (
        Example(
            "class Model(object):\n    class Meta:\n        table = 'a'\n\ndef options(attrs):\n    found = {}\n"
            "    meta = attrs.pop('Meta', None)\n    if meta:\n        found = meta.__dict__\n"
            "    found['id'] = 1\n    return found['table'], found['id']\nx = options({'Meta': Model.Meta})\n",
            "class Model(object):\n    class Meta:\n        table = 'a'\n\ndef options(attrs):\n    found = {}\n"
            "    meta = attrs.pop('Meta', None)\n    if meta:\n        found = {key: value "
            "for key, value in meta.__dict__.items() if key not in ('__dict__', '__weakref__')}\n"
            "    found['id'] = 1\n    return found['table'], found['id']\nx = options({'Meta': Model.Meta})\n",
            unsafe=True,
        ),
        Example(
            "def options(attrs):\n    meta = attrs.pop('Meta')\n    found = meta.__dict__\n    return found['table']\n",
            None,
        ),
        Example(
            "def options(args):\n    given = args.pop('options')\n    found = given.__dict__\n    found['a'] = 1\n",
            None,
        ),
        Example("class A(object):\n    pass\na = A()\nd = a.__dict__\nd['x'] = 1\nx = a.x\n", None),
    )

    def names(self) -> frozenset[str]:
        """The dictionary."""
        return frozenset({"__dict__"})

    def detect(self, node: ast.Attribute, module: Module) -> Iterable[Match]:
        """Where it is taken from what was found by the name of a class, and something is written to it."""
        statement: Any = module.parent(node)
        if not isinstance(statement, ast.Assign) or statement.value is not node:
            return
        target = statement.targets[0]
        if not isinstance(node.value, ast.Name) or not isinstance(target, ast.Name):
            return
        value = module.assigned_value(node.value)
        if value is None or not _is_looked_up_class(value) or not _is_written_to(target, module):
            return
        yield Match(node, "Python 3 does not let the `__dict__` of a class be written to")

    def rewrite(self, node: Any, match: Match, editor: Editor) -> Any:
        """A copy."""
        key, value = (editor.fresh_name(each, match.node) for each in ("key", "value"))
        text = editor.module.text(match.node)
        copy = f"{{{key}: {value} for {key}, {value} in {text}.items() if {key} not in ('__dict__', '__weakref__')}}"
        return cst.parse_expression(copy)


def _is_looked_up_class(node: ast.expr) -> bool:
    """Whether an expression looks something up by a name that is written like one of a class."""
    keys: list[Any] = []
    if isinstance(node, ast.Subscript):
        keys = [node.slice]
    elif isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
        keys = node.args[:1] if node.func.attr in ("get", "pop") else []
    elif isinstance(node, ast.Call):
        keys = node.args[1:2] if getattr(node.func, "id", "") == "getattr" else []
    names = [getattr(each, "value", None) for each in keys]
    return any(isinstance(each, str) and _is_class_name(each) for each in names)


def _is_class_name(text: str) -> bool:
    return text.isidentifier() and text[0].isupper() and not text.isupper()


def _is_written_to(target: ast.Name, module: Module) -> bool:
    """Whether a variable's items are set or taken out."""
    scope = module.lookup(target.id, target)
    if scope is None:
        return False
    for use in module.references(target.id, scope.node):
        parent: Any = module.parent(use)
        if isinstance(parent, ast.Subscript) and parent.value is use and not isinstance(parent.ctx, ast.Load):
            return True
        if isinstance(parent, ast.Attribute) and parent.attr in _WRITERS:
            return True
    return False
