"""The rule for the `func_` attributes of functions."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from py3port.rule import Applicability, Editor, Example, Match, Module, Rule, Stage, ast, cst
from py3port_codemods._attribute_names import ACCESSORS, attribute_of, is_exempt, own_names, renamed

NAMES = {
    "func_closure": "__closure__",
    "func_code": "__code__",
    "func_defaults": "__defaults__",
    "func_dict": "__dict__",
    "func_doc": "__doc__",
    "func_globals": "__globals__",
    "func_name": "__name__",
}


class FunctionAttributes(Rule):
    """Python 3 dropped `func_name`, `func_code` and the other `func_` attributes of functions.

    2.6 knows the new names as well. Where the module's own objects have an attribute of the old name, it is
    left alone.

    Fix safety: `func_name` is a name that other objects may have, so it waits for `--unsafe` where nothing
    tells that the object is a function; so does a name handed to `getattr` and its kin.
    """

    name = "function-attributes"
    title = "Use the __name__ attributes of functions"
    stage = Stage.COMMON
    applicability = Applicability.SAFE
    aliases = ("fix_funcattrs",)
    references = ("https://docs.python.org/3/whatsnew/3.0.html#operators-and-special-methods",)
    words = ("func_",)
    nodes = (ast.Attribute, ast.Call)
    guardable = False  # It asks itself: `if hasattr(f, "func_code")` is no guard.
    examples = (
        Example(
            "def f(a=1):\n    return a\nx = f.func_name + f.func_code.co_name  # names\n"
            'y = f.func_defaults, f.func_closure, f.func_dict, f.func_doc\nf.func_doc = "text"\n'
            "z = f.func_globals is globals()\n",
            "def f(a=1):\n    return a\nx = f.__name__ + f.__code__.co_name  # names\n"
            'y = f.__defaults__, f.__closure__, f.__dict__, f.__doc__\nf.__doc__ = "text"\n'
            "z = f.__globals__ is globals()\n",
            findings=8,
        ),
        Example(
            "def f():\n    return 1\nf.__name__ = f.func_name = 'g'\nx = f.__name__\n",
            "def f():\n    return 1\nf.__name__ = 'g'\nx = f.__name__\n",
        ),
        Example("x = (lambda: 1).func_code.co_argcount\n", "x = (lambda: 1).__code__.co_argcount\n"),
        Example("x = handler.func_name\n", "x = handler.__name__\n", unsafe=True, runs=False),
        Example(
            "def f():\n    return 1\nx = getattr(f, \"func_name\", None), hasattr(f, 'func_code')\n",
            "def f():\n    return 1\nx = getattr(f, \"__name__\", None), hasattr(f, '__code__')\n",
        ),
        Example(
            'import six\ndef f():\n    return 1\nif hasattr(f, "func_code"):\n'
            '    x = f.func_code.co_argcount\ny = hasattr(f, "func_code") and f.func_code.co_argcount\n',
            'import six\ndef f():\n    return 1\nif hasattr(f, "__code__"):\n'
            '    x = f.__code__.co_argcount\ny = hasattr(f, "__code__") and f.__code__.co_argcount\n',
        ),
        Example(
            'import six\ndef f():\n    return 1\nif hasattr(f, "func_code"):\n'
            "    x = f.func_code.co_argcount\nelse:\n    x = f.__code__.co_argcount\n"
            "y = f.func_name if six.PY2 else f.__name__\n",
            None,
        ),
        Example(
            "class Job(object):\n    func_code = None\n\n    def __init__(self):\n"
            '        self.func_name = "x"\nx = Job().func_name, Job.func_code, "func_doc"\n'
            "func_name = func_code = 1\ny = func_name\n",
            None,
        ),
    )

    def names(self) -> frozenset[str]:
        """The attributes."""
        return frozenset(NAMES)

    def functions(self) -> frozenset[str]:
        """What takes the name of an attribute."""
        return ACCESSORS

    def detect(self, node: Any, module: Module) -> Iterable[Match]:
        """A use of one of the names on what may be a function."""
        if isinstance(node, ast.Attribute) and node.attr not in NAMES:
            return
        found = attribute_of(node, module)
        if found is None or found[0] not in NAMES or own_names({found[0]}, module):
            return
        name, value = found
        if is_exempt(node, NAMES[name].partition(".")[0], module):
            return
        known = module.type_of(value)
        if known is not None and known.name not in ("function", "instance"):
            return
        is_sure = known is not None and known.name == "function"
        is_sure = is_sure or (name != "func_name" and isinstance(node, ast.Attribute))
        trust = None if is_sure else Applicability.UNSAFE
        message = f"Python 3's functions have `{NAMES[name]}`, not `{name}`"
        is_twice = isinstance(node, ast.Attribute) and _is_set_by_both(node, NAMES[name], module)
        yield Match(module.statement(node) if is_twice else node, message, trust, data=NAMES[name])

    def rewrite(self, node: Any, match: Match, editor: Editor) -> Any:
        """The attribute by its new name; one target less where both names are set."""
        if isinstance(node, cst.Assign):
            attributes = ((each, getattr(each.target, "attr", None)) for each in node.targets)
            kept = [each for each, name in attributes if name is None or NAMES.get(name.value) != match.data]
            return node.with_changes(targets=kept)
        return renamed(node, match.data)


def _is_set_by_both(node: ast.Attribute, new: str, module: Module) -> bool:
    """Whether the statement `f.__name__ = f.func_name = "x"` sets an attribute by its new name as well."""
    statement: Any = module.parent(node)
    if not isinstance(statement, ast.Assign) or not isinstance(node.ctx, ast.Store):
        return False
    other = f"{module.text(node.value)}.{new}"
    return any(module.text(each) == other for each in statement.targets)
