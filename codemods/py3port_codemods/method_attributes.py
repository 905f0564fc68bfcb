"""The rule for the `im_` attributes of methods."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from py3port.rule import Applicability, Editor, Example, Match, Mode, Module, Rule, Stage, ast, call, cst
from py3port_codemods._attribute_names import ACCESSORS, attribute_of, is_exempt, own_names, renamed

NAMES = {"im_func": "__func__", "im_self": "__self__", "im_class": "__self__.__class__"}


class MethodAttributes(Rule):
    """Python 3 dropped `im_func`, `im_self` and `im_class` of methods; 2.6 knows `__func__` and `__self__` as well.

    Python 3 has no unbound methods, so the function behind a method of a class, `A.method.im_func`, is
    `A.method` itself: in `dual` mode `six.get_unbound_function` takes either.

    Fix safety: the fix waits for `--unsafe` where the method is not one of `self`, as it may be unbound: then it is the
    function itself in Python 3, which `getattr(method, "__func__", method)` finds on either.
    """

    name = "method-attributes"
    title = "Use __func__ and __self__ of methods"
    stage = Stage.SIX
    applicability = Applicability.SAFE
    requires = ("six",)
    aliases = ("fix_methodattrs",)
    references = ("https://docs.python.org/3/whatsnew/3.0.html#operators-and-special-methods",)
    words = ("im_func", "im_self", "im_class")
    nodes = (ast.Attribute, ast.Call)
    guardable = False  # It asks itself: `if hasattr(f, "im_func")` is no guard.
    examples = (
        Example(
            "class A(object):\n    def f(self):\n"
            "        return self.f.im_func is not None, self.f.im_self is self, self.f.im_class is A  # A\n"
            "x = A().f()\n",
            "class A(object):\n    def f(self):\n"
            "        return self.f.__func__ is not None, self.f.__self__ is self, self.f.__self__.__class__ is A  # A\n"
            "x = A().f()\n",
            findings=3,
        ),
        Example(
            "class A(object):\n    def f(self):\n        return 1\nmethod = A().f\n"
            'x = method.im_func(2), getattr(method, "im_self") is None\n',
            "class A(object):\n    def f(self):\n        return 1\nmethod = A().f\n"
            'x = method.__func__(2), getattr(method, "__self__") is None\n',
            unsafe=True,
        ),
        Example(
            "class A(object):\n    def f(self):\n        return self\nx = A.f.im_func(2)\n",
            "class A(object):\n    def f(self):\n        return self\nx = A.f(2)\n",
            mode=Mode.PY3,
        ),
        Example(
            "class A(object):\n    def f(self):\n        return self\nx = A.f.im_func(2)\n",
            "import six\n\nclass A(object):\n    def f(self):\n        return self\n"
            "x = six.get_unbound_function(A.f)(2)\n",
            mode=Mode.DUAL,
        ),
        Example(
            "def f(klass):\n    return klass.g.im_func.func_name\n",
            "def f(klass):\n    return getattr(klass.g, '__func__', klass.g).func_name\n",
            unsafe=True,
        ),
        Example(
            "def f(m):\n    return m.im_func if hasattr(m, 'im_func') else m\n",
            "def f(m):\n    return m.__func__ if hasattr(m, '__func__') else m\n",
            unsafe=True,
        ),
        Example("x = getattr(method, 'im_class', None)\n", None, findings=1),
        Example("class A(object):\n    im_self = 1\nx = A().im_self\nim_func = 2\ny = im_func\n", None),
    )

    def names(self) -> frozenset[str]:
        """The attributes."""
        return frozenset(NAMES)

    def functions(self) -> frozenset[str]:
        """What takes the name of an attribute."""
        return ACCESSORS

    def detect(self, node: Any, module: Module) -> Iterable[Match]:
        """A use of one of the names on what may be a method."""
        if isinstance(node, ast.Attribute) and node.attr not in NAMES:
            return
        found = attribute_of(node, module)
        if found is None or found[0] not in NAMES or own_names({found[0]}, module):
            return
        name, value = found
        if is_exempt(node, NAMES[name].partition(".")[0], module):
            return
        message = f"Python 3's methods have `{NAMES[name]}`, not `{name}`"
        is_of_self = isinstance(value, ast.Attribute) and getattr(value.value, "id", "") == "self"
        trust = None if is_of_self else Applicability.UNSAFE
        if isinstance(node, ast.Call):
            yield Match(node, message, Applicability.MANUAL if name == "im_class" else trust, data=name)
        elif _is_unbound(value, module):
            is_function = name == "im_func"
            yield Match(node, message, None if is_function else Applicability.MANUAL, data="unbound")
        elif name == "im_func" and trust is not None and _may_be_function(node, value, module):
            yield Match(node, message, trust, data="function")
        else:
            yield Match(node, message, trust, data=name)

    def rewrite(self, node: Any, match: Match, editor: Editor) -> Any:
        """The attribute by its new name."""
        if match.data == "unbound":
            if editor.mode is Mode.PY3:
                return node.value
            return call(f"{editor.add_import('six')}.get_unbound_function", node.value)
        if match.data == "function":
            text = editor.module.text(match.node.value)  # type: ignore[attr-defined]
            return cst.parse_expression(f"getattr({text}, '__func__', {text})").with_changes(
                lpar=node.lpar, rpar=node.rpar
            )
        if match.data == "im_class":
            owner = cst.Attribute(node.value, cst.Name("__self__"), node.dot)
            return node.with_changes(value=owner, attr=cst.Name("__class__"), dot=cst.Dot())
        return renamed(node, NAMES[match.data])


def _may_be_function(node: ast.Attribute, value: ast.expr, module: Module) -> bool:
    """Whether what is asked for its function may be unbound, and so be the function itself in Python 3."""
    is_simple = all(isinstance(each, (ast.Name, ast.Attribute, ast.expr_context)) for each in ast.walk(value))
    owner = module.type_of(value.value) if isinstance(value, ast.Attribute) else None
    if (
        not is_simple
        or not isinstance(node.ctx, ast.Load)
        or (owner is not None and owner.name == "instance")
    ):
        return False
    known = module.type_of(value)
    if known is not None and known.node is not None:
        return False
    around = (each for each in module.ancestors(node) if isinstance(each, (ast.If, ast.IfExp, ast.Try)))
    heads = (each.handlers if isinstance(each, ast.Try) else [each.test] for each in around)
    asked = {getattr(inner, "id", "") for head in heads for each in head for inner in ast.walk(each)}
    return asked.isdisjoint({"hasattr", "AttributeError"})


def _is_unbound(value: ast.expr, module: Module) -> bool:
    """Whether an expression is a plain method taken from a class of the module."""
    if not isinstance(value, ast.Attribute):
        return False
    known = module.type_of(value.value)
    if known is None or known.name != "class" or not isinstance(known.node, ast.ClassDef):
        return False
    bindings = module.class_bindings(known.node, value.attr)
    return bool(bindings) and isinstance(bindings[0], ast.FunctionDef) and not bindings[0].decorator_list
