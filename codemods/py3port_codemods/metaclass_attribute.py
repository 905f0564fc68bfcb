"""The rule for `__metaclass__`."""

from __future__ import annotations

import re
import textwrap
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
    once_per_module,
)


class MetaclassAttribute(Rule):
    """Python 2 took the metaclass of a class from its `__metaclass__` attribute, Python 3 from a keyword (PEP 3115).

    Python 3 ignores the attribute in silence. In `dual` mode `six.with_metaclass` gives the class its metaclass.
    A metaclass that is defined in the class itself goes in front of it, and gets a name. An attribute that code in the
    class body or elsewhere reads, and `__metaclass__` at the level of the module are left to a person.
    """

    name = "metaclass-attribute"
    title = "Give the metaclass by keyword"
    stage = Stage.SIX
    applicability = Applicability.SAFE
    requires = ("six",)
    aliases = ("fix_metaclass", "fix_newstyle_metaclass", "metaclass-assignment", "W1623")
    references = ("https://peps.python.org/pep-3115/",)
    words = ("__metaclass__",)
    nodes = (ast.Assign, ast.ClassDef)
    examples = (
        Example(
            "class A(object):\n    __metaclass__ = type\n    x = 1\ny = type(A) is type\n",
            "class A(object, metaclass=type):\n    x = 1\ny = type(A) is type\n",
            mode=Mode.PY3,
        ),
        Example(
            "class A(object):\n    __metaclass__ = type\n    x = 1\ny = type(A) is type\n",
            "import six\n\nclass A(six.with_metaclass(type, object)):\n    x = 1\ny = type(A) is type\n",
            mode=Mode.DUAL,
        ),
        Example(
            'class M(type):\n    pass\n\n\nclass A(dict):\n    """Doc."""\n\n    __metaclass__ = M\n'
            "y = type(A) is M\n",
            'class M(type):\n    pass\n\n\nclass A(dict, metaclass=M):\n    """Doc."""\ny = type(A) is M\n',
            mode=Mode.PY3,
        ),
        Example(
            "class A:\n    __metaclass__ = type\ny = type(A) is type\n",
            "class A(metaclass=type):\n    pass\ny = type(A) is type\n",
            mode=Mode.PY3,
        ),
        Example(
            "class A:\n    __metaclass__ = type\ny = type(A) is type\n",
            "import six\n\nclass A(six.with_metaclass(type)):\n    pass\ny = type(A) is type\n",
            mode=Mode.DUAL,
        ),
        Example(
            "class A(object):\n    x = 1\n    __metaclass__ = type\ny = A.x\n",
            "class A(object, metaclass=type):\n    x = 1\ny = A.x\n",
            mode=Mode.PY3,
        ),
        Example("__metaclass__ = type\nclass A:\n    pass\n", None, findings=1),
        Example(
            "class A(list, object):\n    __metaclass__ = type  # why\n    n = 1\nx = A().n\n",
            "class A(list, object, metaclass=type):\n    # why\n    n = 1\nx = A().n\n",
            mode=Mode.PY3,
        ),
        Example(
            "def meta(name, bases, namespace):\n    return type(name, bases, namespace)\n"
            "class A(object):\n    __metaclass__ = meta\nclass B(object):\n"
            "    __metaclass__ = lambda *args: type(*args)\n",
            None,
            mode=Mode.DUAL,
            findings=2,
        ),
        Example(
            "class A(object):\n    x = 1\n\n    class __metaclass__(type):\n        def __len__(self):  # members\n"
            "            return 3\n\n    y = 2\nz = len(A), A.y\n",
            "class AMeta(type):\n    def __len__(self):  # members\n        return 3\n\n\n"
            "class A(object, metaclass=AMeta):\n    x = 1\n\n    y = 2\nz = len(A), A.y\n",
            mode=Mode.PY3,
        ),
        Example(
            "def f():\n    class A:\n        class __metaclass__(type): n = 1\n    return type(A).n\nx = f()\n",
            "import six\n\ndef f():\n    class AMeta(type): n = 1\n\n    class A(six.with_metaclass(AMeta)):\n"
            "        pass\n    return type(A).n\nx = f()\n",
            mode=Mode.DUAL,
        ),
        Example("class A:\n    M = type\n    class __metaclass__(M):\n        pass\n", None, findings=1),
        Example(
            'class A:\n    class __metaclass__(type):\n        text = """a\n        b"""\n', None, findings=1
        ),
        Example(
            "class B:\n    class A:\n        class __metaclass__(type):\n            pass\n", None, findings=1
        ),
        Example("class A(object):\n    __metaclass__ = type\n    print(__metaclass__)\n", None, findings=1),
        Example("class A(object):\n    metaclass = type\n", None),
    )

    def detect(self, node: Any, module: Module) -> Iterable[Match]:
        """A class whose body binds `__metaclass__`, and a binding of it at the level of the module."""
        if isinstance(node, ast.Assign):
            if isinstance(module.parent(node), ast.Module) and _binds(node):
                yield Match(node, "Python 3 ignores `__metaclass__` of a module", Applicability.MANUAL)
            return
        bindings = [statement for statement in node.body if _binds(statement)]
        if not bindings:
            return
        binding = bindings[0]
        is_plain = isinstance(binding, ast.Assign) and len(binding.targets) == 1
        is_alone = len(bindings) == 1 and not _is_read(module)
        is_certain = is_alone and is_plain and _is_visible_outside(binding.value, node, module)
        is_certain = is_certain or (is_alone and _can_move_out(binding, node, module))
        if is_plain and module.mode is Mode.DUAL and is_certain and _is_function(binding.value, module):
            is_certain = False  # `six.with_metaclass` makes a class of the metaclass.
        message = "Python 3 ignores `__metaclass__`: the class would get another metaclass"
        yield Match(node, message, None if is_certain else Applicability.MANUAL, data=binding)

    def rewrite(self, node: Any, match: Match, editor: Editor) -> Any:
        """Take the assignment out and put the metaclass into the header."""
        definition: Any = match.node
        binding: Any = match.data
        editor.remove_statement(binding)
        if isinstance(binding, ast.ClassDef):
            metaclass: Any = cst.Name(_move_out(binding, definition, editor))
        else:
            metaclass = cst.parse_expression(editor.module.text(binding.value))
        if editor.mode is Mode.DUAL:
            six = cst.parse_expression(f"{editor.add_import('six')}.with_metaclass")
            bases = [cst.Arg(cst.Call(six, [cst.Arg(metaclass), *node.bases]))]
            return node.with_changes(bases=bases, lpar=cst.LeftParen(), rpar=cst.RightParen())
        none = cst.SimpleWhitespace("")
        keyword = cst.Arg(metaclass, keyword=cst.Name("metaclass"), equal=cst.AssignEqual(none, none))
        return node.with_changes(keywords=[keyword], lpar=cst.LeftParen(), rpar=cst.RightParen())


def _is_function(value: ast.expr, module: Module) -> bool:
    known = module.type_of(value)
    return known is not None and isinstance(known.node, (ast.FunctionDef, ast.Lambda))


def _binds(statement: ast.stmt) -> bool:
    if isinstance(statement, (ast.FunctionDef, ast.ClassDef)):
        return statement.name == "__metaclass__"
    if not isinstance(statement, ast.Assign):
        return False
    return any(isinstance(target, ast.Name) and target.id == "__metaclass__" for target in statement.targets)


@once_per_module
def _is_read(module: Module) -> bool:
    """Whether a module reads anything that is called `__metaclass__`."""
    return any(
        name.id == "__metaclass__" and isinstance(name.ctx, ast.Load) for name in module.nodes(ast.Name)
    ) or any(each.attr == "__metaclass__" for each in module.nodes(ast.Attribute))


def _is_visible_outside(value: ast.AST, definition: ast.ClassDef, module: Module) -> bool:
    """Whether the metaclass can be named outside of the class body: nothing in the body binds its name."""
    scope = module.scope_made_by(definition)
    names = (each for each in ast.walk(value) if isinstance(each, ast.Name))
    return all(module.lookup(each.id, each) is not scope for each in names)


def _can_move_out(binding: ast.stmt, definition: ast.ClassDef, module: Module) -> bool:
    """Whether a metaclass that is defined in the class can stand before it: nothing but its indentation changes."""
    if not isinstance(binding, ast.ClassDef) or binding.decorator_list or "\\\n" in module.text(binding):
        return False
    if isinstance(module.parent(definition), ast.ClassDef) or not _is_visible_outside(
        binding, definition, module
    ):
        return False
    literals: Iterable[Any] = (each for each in ast.walk(binding) if isinstance(each, ast.Constant))
    return all(each.lineno == each.end_lineno for each in literals)


def _move_out(binding: ast.ClassDef, definition: ast.ClassDef, editor: Editor) -> str:
    """Put a metaclass before the class that it was defined in; return its new name."""
    module = editor.module
    name = editor.fresh_name(f"{definition.name}Meta", definition)
    indentation = module.source.line(binding.lineno)[: binding.col_offset]
    code = textwrap.dedent(indentation + module.text(binding))
    blank = "\n\n" if definition.col_offset else "\n\n\n"
    editor.insert_before(definition, re.sub(r"\b__metaclass__\b", name, code, count=1) + blank)
    return name
