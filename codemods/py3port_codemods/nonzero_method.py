"""The rule for `__nonzero__`."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from py3port.rule import (
    Applicability,
    Editor,
    Example,
    Match,
    Mode,
    Module,
    Rule,
    Stage,
    ast,
    cst,
    follows_word,
)

OLD, NEW = "__nonzero__", "__bool__"


class NonzeroMethod(Rule):
    """Python 2 asked `__nonzero__` whether an object is true, Python 3 asks `__bool__`: without it every object is.

    `__bool__` must return `True` or `False`, where `__nonzero__` could return a number: what is not certainly a bool is
    wrapped. In `dual` mode the old name stays as an alias.

    Fix safety: `__nonzero__ = something` waits for `--unsafe` where it is not known whether that gives a bool, and is
    only reported where it gives something else, as a `__len__` does. A reference to the method of an unknown object
    waits for `--unsafe` too.
    """

    name = "nonzero-method"
    title = "Name the truth method __bool__"
    stage = Stage.COMMON
    applicability = Applicability.SAFE
    aliases = (
        "fix_nonzero",
        "W1629",
    )
    references = ("https://docs.python.org/3/whatsnew/3.0.html#operators-and-special-methods",)
    words = ("__nonzero__",)
    nodes = (ast.FunctionDef, ast.Assign, ast.Attribute)
    examples = (
        Example(
            "class A(object):\n    def __nonzero__(self):\n        return False\nx = bool(A())\n",
            "class A(object):\n    def __bool__(self):\n        return False\n"
            "    __nonzero__ = __bool__\nx = bool(A())\n",
            mode=Mode.DUAL,
        ),
        Example(
            "class A(object):\n    def __nonzero__(self):  # empty\n        return self.n\n    n = 0\n"
            "x = bool(A())\n",
            "class A(object):\n    def __bool__(self):  # empty\n        return bool(self.n)\n    n = 0\n"
            "x = bool(A())\n",
            mode=Mode.PY3,
        ),
        Example(
            "class A(object):\n    def __nonzero__(self):\n        return 0\n\n    def f(self):\n"
            "        pass\nx = bool(A())\n",
            "class A(object):\n    def __bool__(self):\n        return False\n"
            "    __nonzero__ = __bool__\n\n    def f(self):\n        pass\nx = bool(A())\n",
            mode=Mode.DUAL,
        ),
        Example(
            "class A(object):\n    def f(self):\n        return False\n    __nonzero__ = f\nx = bool(A())\n",
            "class A(object):\n    def f(self):\n        return False\n    __bool__ = f\nx = bool(A())\n",
            mode=Mode.PY3,
        ),
        Example(
            "class A(object):\n    def f(self):\n        return False\n    __nonzero__ = f\nx = bool(A())\n",
            "class A(object):\n    def f(self):\n        return False\n    __nonzero__ = f\n"
            "    __bool__ = __nonzero__\nx = bool(A())\n",
            mode=Mode.DUAL,
        ),
        Example(
            "class A(object):\n    def __nonzero__(self):\n        return False\n"
            "    __bool__ = __nonzero__\n",
            None,
        ),
        Example(
            "class A(object):\n    def __bool__(self):\n        return False\n    __nonzero__ = __bool__\n",
            None,
        ),
        Example("def __nonzero__(self):\n    return False\n", None),
        Example(
            "class A(object):\n    def __len__(self):\n        return 2\n    __nonzero__ = __len__\n",
            None,
            findings=1,
        ),
        Example(
            "class A(object):\n    n = 2\n    def __nonzero__(self):\n        return self.n\n\n\n"
            "class B(A):\n    n = 0\n    def __nonzero__(self):\n        return(A.__nonzero__(self) or\n"
            "               0)\nx = bool(B())\n",
            "class A(object):\n    n = 2\n    def __bool__(self):\n        return bool(self.n)\n\n\n"
            "class B(A):\n    n = 0\n    def __bool__(self):\n        return(bool(A.__bool__(self) or\n"
            "               0))\nx = bool(B())\n",
            mode=Mode.PY3,
        ),
        Example(
            "class A(object):\n    def __nonzero__(self):\n        return False\n\n\nclass B(A):\n"
            "    def __nonzero__(self):\n        return not A.__nonzero__(self)\nx = bool(B())\n",
            "class A(object):\n    def __bool__(self):\n        return False\n\n\nclass B(A):\n"
            "    def __bool__(self):\n        return not A.__bool__(self)\nx = bool(B())\n",
            mode=Mode.PY3,
        ),
        Example("class A(object):\n    def __nonzero__(self, a):\n        return False\n", None),
        Example(
            "class A(object):\n    def __nonzero__(self):\n        return False\n\n"
            "    def __bool__(self):\n        return self.__nonzero__()\nx = bool(A())\n",
            None,
        ),
    )

    def detect(self, node: Any, module: Module) -> Iterable[Match]:
        """The method, an assignment of it in a class, and in `py3` mode what refers to it."""
        message = "Python 3 asks `__bool__`, not `__nonzero__`"
        if isinstance(node, ast.Attribute):
            if node.attr == OLD and module.mode is Mode.PY3 and not _keeps_both(module):
                yield Match(node, message, _trust_in_reference(module))
            return
        scope = module.scope(node)
        if not _binds(node, OLD) or not isinstance(scope.node, ast.ClassDef) or scope.binding(NEW):
            return
        if isinstance(node, ast.FunctionDef) and not _can_be_asked(node):
            return
        trust = _trust_in_value(node.value, module) if isinstance(node, ast.Assign) else None
        yield Match(node, message, trust)

    def rewrite(self, node: Any, match: Match, editor: Editor) -> Any:
        """Rename it; in `dual` mode keep the old name beside the new one."""
        target: Any = match.node
        dual = editor.mode is Mode.DUAL
        if isinstance(target, ast.Attribute):
            return node.with_changes(attr=cst.Name(NEW))
        if isinstance(target, ast.Assign):
            if dual:
                editor.insert_after(target, f"{NEW} = {OLD}")
                return node
            targets = [
                each.with_changes(target=cst.Name(NEW)) if getattr(each.target, "value", "") == OLD else each
                for each in node.targets
            ]
            return node.with_changes(targets=targets)
        for each in _returned(target):
            if not _is_bool(each, editor.module):
                _wrap(each, editor)
        if dual:
            editor.insert_after(target, f"{OLD} = {NEW}")
        return node.with_changes(name=cst.Name(NEW))


def _can_be_asked(method: ast.FunctionDef) -> bool:
    """Whether the method can be called as Python does, with nothing but the object."""
    required = len(method.args.args) - len(method.args.defaults)
    return required <= 1


def _keeps_both(module: Module) -> bool:
    """Whether a class has both methods, so that a reference to the old one is to stay."""
    scopes = (module.scope_made_by(each) for each in module.nodes(ast.ClassDef))
    return any(each is not None and each.binding(OLD) and each.binding(NEW) for each in scopes)


def _trust_in_reference(module: Module) -> Applicability | None:
    """Whose method it is cannot be known; where the module defines one, it is renamed as well."""
    defined = any(_binds(each, OLD) for each in module.nodes(ast.FunctionDef))
    return None if defined else Applicability.UNSAFE


def _trust_in_value(value: ast.expr, module: Module) -> Applicability | None:
    """Whether what is assigned gives a bool, as `__bool__` must."""
    if isinstance(value, ast.Lambda):
        return None if _is_bool(value.body, module) else Applicability.MANUAL
    scope = module.scope(value)
    bindings = scope.binding(value.id) if isinstance(value, ast.Name) else ()
    if len(bindings) != 1 or not isinstance(bindings[0], ast.FunctionDef):
        return Applicability.UNSAFE
    returned = _returned(bindings[0])
    return None if all(_is_bool(each, module) for each in returned) else Applicability.MANUAL


def _is_bool(node: ast.expr, module: Module) -> bool:
    found = module.type_of(node)
    return found is not None and found.name == "bool"


def _wrap(value: Any, editor: Editor) -> None:
    """Put `bool(...)` around a returned value, whatever else changes inside of it."""
    source = editor.module.source
    if isinstance(value, ast.Constant) and value.value in (0, 1):
        editor.replace(value, str(bool(value.value)))
        return
    opening = "bool((" if isinstance(value, ast.Tuple) else "bool("
    lead = " " if follows_word(editor.module, value) else ""
    start = source.offset(value.lineno, value.col_offset)
    end = source.offset(value.end_lineno, value.end_col_offset)
    editor.replace_span(start, start, lead + opening)
    editor.replace_span(end, end, ")" * opening.count("("))


def _binds(node: ast.AST, name: str) -> bool:
    """Whether a statement defines or assigns `name`."""
    if isinstance(node, ast.FunctionDef):
        return node.name == name
    targets = node.targets if isinstance(node, ast.Assign) else []
    return any(isinstance(each, ast.Name) and each.id == name for each in targets)


def _returned(function: ast.FunctionDef) -> list[ast.expr]:
    """The values a function returns; what functions inside it return is not among them."""
    values: list[ast.expr] = []
    pending: list[ast.AST] = list(function.body)
    while pending:
        node = pending.pop()
        if isinstance(node, ast.Return) and node.value is not None:
            values.append(node.value)
        elif isinstance(node, ast.stmt) and not isinstance(node, (ast.FunctionDef, ast.ClassDef)):
            pending.extend(ast.iter_child_nodes(node))
        elif isinstance(node, ast.ExceptHandler):
            pending.extend(node.body)
    return values
