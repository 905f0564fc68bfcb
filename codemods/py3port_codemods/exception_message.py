"""The rule for the `message` of exceptions."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from py3port.rule import (
    Applicability,
    CannotRewrite,
    Editor,
    Example,
    Match,
    Module,
    Rule,
    Stage,
    ast,
    call,
    cst,
)
from py3port_codemods._attribute_names import own_names
from py3port_codemods._caught import (
    GENERAL,
    caught_classes,
    class_in_module,
    handler_of,
    is_python_exception,
)

_ASSERTIONS = frozenset({"assertRaises", "assertRaisesRegexp", "failUnlessRaises"})


class ExceptionMessage(Rule):
    """Python 2's exceptions had a `message`, their one argument; Python 3's have none since 3.0 (PEP 352).

    `str(e)` gives it: for a KeyError, whose `str` is the `repr` of the key, `e.args[0]` does. A class that is not
    Python's own may well set a `message` itself, so there `getattr(e, "message", str(e))` asks for it first; a class of
    the module which does is left alone.

    Fix safety: it waits for `--unsafe`, since `message` was empty where an exception had no argument or several, and
    kept an argument that is no string.
    """

    name = "exception-message"
    title = "Use str of an exception"
    stage = Stage.COMMON
    applicability = Applicability.UNSAFE
    aliases = ("exception-message-attribute", "W1645")
    references = ("https://peps.python.org/pep-0352/#retracted-ideas",)
    words = (".message",)
    nodes = (ast.Attribute,)
    examples = (
        Example(
            'try:\n    raise ValueError("bad")\nexcept ValueError as e:\n'
            '    print("no: " + e.message)  # why\n    x = e.message.upper(), "%s" % e.message\n',
            'try:\n    raise ValueError("bad")\nexcept ValueError as e:\n'
            '    print("no: " + str(e))  # why\n    x = str(e).upper(), "%s" % str(e)\n',
            findings=3,
            unsafe=True,
        ),
        Example(
            'try:\n    raise KeyError("a")\nexcept KeyError as error:\n    x = error.message\n',
            'try:\n    raise KeyError("a")\nexcept KeyError as error:\n    x = error.args[0]\n',
            unsafe=True,
        ),
        Example(
            'class Failure(Exception):\n    pass\ntry:\n    raise Failure("bad")\n'
            "except (Failure, TypeError) as e:\n    x = e.message\n",
            'class Failure(Exception):\n    pass\ntry:\n    raise Failure("bad")\n'
            "except (Failure, TypeError) as e:\n    x = str(e)\n",
            unsafe=True,
        ),
        Example(
            "from elsewhere import Failure\ntry:\n    f()\nexcept Failure, e:\n    print e.message\n",
            "from elsewhere import Failure\ntry:\n    f()\nexcept Failure, e:\n"
            '    print getattr(e, "message", str(e))\n',
            unsafe=True,
            runs=False,
        ),
        Example(
            "import unittest\nclass T(unittest.TestCase):\n    def test(self):\n"
            '        with self.assertRaises(ValueError) as caught:\n            int("a")\n'
            '        self.assertTrue("int" in caught.exception.message)\n',
            "import unittest\nclass T(unittest.TestCase):\n    def test(self):\n"
            '        with self.assertRaises(ValueError) as caught:\n            int("a")\n'
            '        self.assertTrue("int" in str(caught.exception))\n',
            unsafe=True,
        ),
        Example(
            "class Failure(Exception):\n    def __str__(self):\n        return 'no: ' + self.message\n"
            "x = str(Failure('bad'))\n",
            "class Failure(Exception):\n    def __str__(self):\n        return 'no: ' + self.args[0]\n"
            "x = str(Failure('bad'))\n",
            unsafe=True,
        ),
        Example(
            "class Failure(Exception):\n    def __init__(self, message):\n"
            '        self.message = message\nclass Other(Exception):\n    message = "other"\ntry:\n'
            '    raise Failure("bad")\nexcept (Failure, Other) as e:\n    x = e.message\n',
            None,
        ),
        Example(
            'try:\n    raise ValueError("bad")\nexcept ValueError as e:\n    e.message = "worse"\n'
            "    print(e.message)\nexcept Exception as e:\n"
            '    x = e.message if hasattr(e, "message") else str(e)\ne = email = None\n'
            "print(email and email.message, e and e.message)\n",
            None,
        ),
    )

    def detect(self, node: ast.Attribute, module: Module) -> Iterable[Match]:
        """`message` read from a caught exception whose class does not set one."""
        if node.attr != "message" or not isinstance(node.ctx, ast.Load):
            return
        own = _class_of_self(node.value, module)
        if own is not None:
            if _is_message_less(own, module):
                yield Match(node, "Python 3's exceptions have no `message`", data="args")
            return
        handler = handler_of(node.value, module)
        classes = caught_classes(handler, module) if handler is not None else _asserted(node.value, module)
        if not classes or (handler is not None and _is_set_or_asked(handler, module)):
            return
        definitions = [class_in_module(each, module) for each in classes]
        if any(each is not None and _has_message(each, module) for each in definitions):
            return
        form = "str"
        names = {module.qualified_name(each) for each in classes}
        if names == {"__builtin__.KeyError"}:
            form = "args"
        for each, definition in zip(classes, definitions, strict=True):
            foreign = [each] if definition is None else module.foreign_bases(definition)
            if not all(_is_plain(base, module) for base in foreign):
                form = "getattr"
        yield Match(node, "Python 3's exceptions have no `message`", data=form)

    def rewrite(self, node: Any, match: Match, editor: Editor) -> Any:
        """`str(e)`, `e.args[0]`, or what asks first."""
        if match.data != "args" and not editor.module.is_builtin("str", match.node):
            raise CannotRewrite("`str` means something else here")
        if match.data == "str":
            return call("str", node.value).with_changes(lpar=node.lpar, rpar=node.rpar)
        code = cst.Module([]).code_for_node(node.value)
        text = f"{code}.args[0]" if match.data == "args" else f'getattr({code}, "message", str({code}))'
        return cst.parse_expression(text).with_changes(lpar=node.lpar, rpar=node.rpar)


def _class_of_self(value: ast.expr, module: Module) -> ast.ClassDef | None:
    """The class in whose method `value` is the first argument."""
    scope = module.lookup(value.id, value) if isinstance(value, ast.Name) else None
    function: Any = scope.node if scope is not None else None
    if not isinstance(function, ast.FunctionDef) or not function.args.args:
        return None
    is_first = getattr(value, "id", None) == function.args.args[0].arg
    owner = module.parent(function)
    return owner if is_first and isinstance(owner, ast.ClassDef) and not function.decorator_list else None


def _is_message_less(definition: ast.ClassDef, module: Module) -> bool:
    """Whether a class is an exception by Python's own alone, and no object here has a `message` of its own."""
    bases = module.foreign_bases(definition)
    known = (is_python_exception(each, module) or module.qualified_name(each) in GENERAL for each in bases)
    return bool(bases) and all(known) and not own_names({"message"}, module)


def _asserted(value: ast.expr, module: Module) -> list[ast.expr]:
    """The class whose raising a `with self.assertRaises(...) as x` waits for, where `value` is `x.exception`."""
    if (
        not isinstance(value, ast.Attribute)
        or value.attr != "exception"
        or not isinstance(value.value, ast.Name)
    ):
        return []
    scope = module.lookup(value.value.id, value.value)
    for binding in scope.binding(value.value.id) if scope is not None else ():
        item: Any = module.parent(binding)
        manager = getattr(item, "context_expr", None)
        if not isinstance(manager, ast.Call):
            continue
        called = manager.func
        if isinstance(called, ast.Attribute) and called.attr in _ASSERTIONS and manager.args:
            return [manager.args[0]]
    return []


def _is_plain(base: ast.expr, module: Module) -> bool:
    """Whether a class is Python's own, or so general that what is caught is likely to be."""
    name = module.qualified_name(base) or ""
    return is_python_exception(base, module) or name.startswith(("__builtin__.", "exceptions."))


def _has_message(definition: ast.ClassDef, module: Module) -> bool:
    """Whether a class binds `message` in its body, or sets it in a method."""
    if module.class_defines(definition, "message"):
        return True
    names = {definition.name, *(getattr(base, "id", "") for base in definition.bases)}
    for each in module.nodes(ast.Attribute):
        if each.attr == "message" and isinstance(each.ctx, ast.Store):
            owner = next((outer for outer in module.ancestors(each) if isinstance(outer, ast.ClassDef)), None)
            if owner is not None and owner.name in names:
                return True
    return False


def _is_set_or_asked(handler: ast.ExceptHandler, module: Module) -> bool:
    """Whether the handler gives the exception a message, or asks whether it has one."""
    inner = [each for statement in handler.body for each in ast.walk(statement)]
    return any(
        (isinstance(each, ast.Attribute) and each.attr == "message" and isinstance(each.ctx, ast.Store))
        or (isinstance(each, ast.Constant) and each.value == "message")
        for each in inner
    )
