"""The rule for the `next` method of iterators."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, cast

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
    as_argument,
    ast,
    cst,
    follows_word,
    parenthesized,
    unparenthesized,
)
from py3port_codemods._iterators import (
    ITERATOR_METHODS,
    ITERATORS,
    calls_next_of_itself,
    ends_iteration,
    is_iterator_class,
    may_be_other,
)
from py3port_codemods._receivers import Receiver


class NextMethod(Rule):
    """Python 2's iterators had a method `next`, Python 3's have `__next__`; the function `next` calls what there is.

    A class that is an iterator gets its `next` renamed, and in `dual` mode keeps the old name as an alias. Classes with
    a `next` that has nothing to do with iteration, such as the pages of a wizard, are left alone, and those whose
    `__iter__` makes another iterator: iterators are those whose `__iter__` returns the object itself. One whose own
    methods call `next(self)` gets the new name beside the old.

    Fix safety: calls wait for `--unsafe` where nothing tells that the object is an iterator (for a person, in a project
    with a class whose `next` is another thing), and so does a `next` that
    raises StopIteration in a class without `__iter__`.
    """

    name = "next-method"
    title = "Call next and define __next__"
    stage = Stage.COMMON
    applicability = Applicability.SAFE
    aliases = ("fix_next", "fix_next_call", "next-method-called", "W1622", "next-method-defined", "W1653")
    requires = ("six",)
    references = ("https://peps.python.org/pep-3114/",)
    words = ("next",)
    nodes = (ast.Attribute, ast.FunctionDef, ast.Name)
    examples = (
        Example("it = iter([1, 2])\nx = it.next()\n", "it = iter([1, 2])\nx = next(it)\n"),
        Example(
            "x = iter([1, 2]).next() + (i for i in [3]).next()\n",
            "x = next(iter([1, 2])) + next(i for i in [3])\n",
        ),
        Example(
            "x = [1 for i in [1]]and(i for i in [3]).next()\n",
            "x = [1 for i in [1]]and(next(i for i in [3]))\n",
        ),
        Example("x = f(a).next()\n", "x = next(f(a))\n", unsafe=True, runs=False),
        Example("x = f(a).next().next()\n", "x = next(next(f(a)))\n", unsafe=True, runs=False),
        Example(
            "def numbers():\n    yield 1\n    yield 2\n\n\nn = numbers()\nprint(n.next())  # first\n"
            "print(n.next())\n",
            "def numbers():\n    yield 1\n    yield 2\n\n\nn = numbers()\nprint(next(n))  # first\n"
            "print(next(n))\n",
        ),
        Example(
            "class Count(object):\n    n = 0\n\n    def __iter__(self):\n        return self\n\n"
            "    def next(self):\n        self.n += 1\n        if self.n > 2:\n"
            "            raise StopIteration\n        return self.n\n\nx = list(Count())\n",
            "class Count(object):\n    n = 0\n\n    def __iter__(self):\n        return self\n\n"
            "    def __next__(self):\n        self.n += 1\n        if self.n > 2:\n"
            "            raise StopIteration\n        return self.n\n\nx = list(Count())\n",
            mode=Mode.PY3,
        ),
        Example(
            "class Count(object):\n    n = 0\n\n    def __iter__(self):\n        return self\n\n"
            "    def next(self):\n        self.n += 1\n        if self.n > 2:\n"
            "            raise StopIteration\n        return self.n\n\nx = list(Count())\n",
            "class Count(object):\n    n = 0\n\n    def __iter__(self):\n        return self\n\n"
            "    def __next__(self):\n        self.n += 1\n        if self.n > 2:\n"
            "            raise StopIteration\n        return self.n\n    next = __next__\n\n"
            "x = list(Count())\n",
            mode=Mode.DUAL,
        ),
        Example(
            "class A(object):\n    def __iter__(self):\n        return self\n\n    def next(self):\n"
            "        return 1\n\n    def first(self):\n        return self.next()\n"
            "x = A().first() + A().next()\n",
            "class A(object):\n    def __iter__(self):\n        return self\n\n    def __next__(self):\n"
            "        return 1\n\n    def first(self):\n        return next(self)\n"
            "x = A().first() + next(A())\n",
            mode=Mode.PY3,
        ),
        Example(
            "class A(object):\n    def __iter__(self):\n        return self\n\n    def read(self):\n"
            "        raise StopIteration\n\n    next = read\nx = list(A())\n",
            "class A(object):\n    def __iter__(self):\n        return self\n\n    def read(self):\n"
            "        raise StopIteration\n\n    __next__ = read\nx = list(A())\n",
            mode=Mode.PY3,
        ),
        Example(
            "class A(object):\n    def __iter__(self):\n        return self\n\n    def read(self):\n"
            "        raise StopIteration\n\n    next = read\nx = list(A())\n",
            "class A(object):\n    def __iter__(self):\n        return self\n\n    def read(self):\n"
            "        raise StopIteration\n\n    next = read\n    __next__ = next\nx = list(A())\n",
            mode=Mode.DUAL,
        ),
        Example(
            "class A(object):\n    def __iter__(self):\n        return self\n\n    def next(self):\n"
            "        return 1\n\n\nclass B(A):\n    def next(self):\n"
            "        return A.next(self) + super(B, self).next()\nx = next(iter(B()))\n",
            "class A(object):\n    def __iter__(self):\n        return self\n\n    def __next__(self):\n"
            "        return 1\n\n\nclass B(A):\n    def __next__(self):\n"
            "        return A.__next__(self) + super(B, self).__next__()\nx = next(iter(B()))\n",
            mode=Mode.PY3,
        ),
        Example(
            "class B(A):\n    def f(self):\n        return super(B, self).next()\n",
            None,
            findings=1,
            mode=Mode.DUAL,
            runs=False,
        ),
        Example(
            "class Items(object):\n    def next(self):\n        raise StopIteration()\n",
            "class Items(object):\n    def __next__(self):\n        raise StopIteration()\n",
            mode=Mode.PY3,
            unsafe=True,
        ),
        Example(
            "class Stream(object):\n    def __init__(self):\n        next(self)\n\n"
            "    def next(self):\n        self.current = 1\nx = Stream().current\n",
            "class Stream(object):\n    def __init__(self):\n        next(self)\n\n"
            "    def __next__(self):\n        self.current = 1\n    next = __next__\nx = Stream().current\n",
            unsafe=True,
        ),
        Example("get = iter([1]).next\nx = get()\n", "get = iter([1]).__next__\nx = get()\n", mode=Mode.PY3),
        Example(
            "get = iter([1]).next\nx = get()\n",
            "import functools\n\nget = functools.partial(next, iter([1]))\nx = get()\n",
            mode=Mode.DUAL,
        ),
        Example(
            "def f(items):\n    next = items.next\n    return [next(), next()]\nx = f(iter('ab'))\n",
            "def f(items):\n    next = items.__next__\n    return [next(), next()]\nx = f(iter('ab'))\n",
            mode=Mode.PY3,
            unsafe=True,
        ),
        Example(
            "d = {1: 2}\nx = d.iteritems().next()\n",
            "d = {1: 2}\nx = next(d.iteritems())\n",
            runs=False,
        ),
        Example(
            "self.assertRaises(StopIteration, rows.next)\n",
            "self.assertRaises(StopIteration, next, rows)\n",
            runs=False,
        ),
        Example(
            "self.assertRaises(ValueError, rows.next)\n",
            "self.assertRaises(ValueError, next, rows)\n",
            unsafe=True,
            runs=False,
        ),
        Example(
            "def first(rows):\n    try:\n        return rows.next()\n"
            "    except (StopIteration, AttributeError):\n        return 1\nx = first(iter([])), first(None)\n",
            "def first(rows):\n    try:\n        return rows.__next__()\n"
            "    except (StopIteration, AttributeError):\n        return 1\nx = first(iter([])), first(None)\n",
            mode=Mode.PY3,
        ),
        Example(
            "def first(rows):\n    try:\n        return rows.next()\n"
            "    except (StopIteration, AttributeError):\n        return 1\nx = first(iter([])), first(None)\n",
            "import six\n\ndef first(rows):\n    try:\n"
            "        return (rows.next if six.PY2 else rows.__next__)()\n"
            "    except (StopIteration, AttributeError):\n        return 1\nx = first(iter([])), first(None)\n",
            mode=Mode.DUAL,
        ),
        Example(
            "def first(rows):\n    try:\n        return rows.next()\n    except StopIteration:\n"
            "        return None\nx = first(iter([]))\n",
            "def first(rows):\n    try:\n        return next(rows)\n    except StopIteration:\n"
            "        return None\nx = first(iter([]))\n",
        ),
        Example(
            "next = 3\nx = iter([1]).next()\n",
            "import six\n\nnext = 3\nx = (iter([1]).next if six.PY2 else iter([1]).__next__)()\n",
            mode=Mode.DUAL,
        ),
        Example("next = 3\nx = iter([1]).next()\n", "next = 3\nx = iter([1]).__next__()\n", mode=Mode.PY3),
        Example(
            "class Archive(object):\n    def __iter__(self):\n        return iter(self.next, None)\n\n"
            "    def next(self):\n        return None\nx = list(Archive())\ny = Archive().next()\n",
            None,
        ),
        Example("class Wizard(object):\n    def next(self):\n        return 1\nx = Wizard().next()\n", None),
        Example(
            "class Wizard(object):\n    def next(self, page):\n        return page\nx = Wizard().next(3)\n",
            None,
        ),
        Example("class Node(object):\n    next = None\nx = Node().next\n", None),
        Example(
            "class A(object):\n    def __iter__(self):\n        return self\n\n    def __next__(self):\n"
            "        return 1\n\n    next = __next__\n",
            None,
        ),
        Example(
            "class A(object):\n    def __iter__(self):\n        return self\n\n    def next(self):\n"
            "        return 1\n    __next__ = next\n",
            None,
        ),
        Example(
            "x = node.next\nwhile node.next is not None:\n    node = node.next\nnode.next.value = 3\n",
            None,
            runs=False,
        ),
        Example("page.next(3)\nnext(it)\nit.__next__()\n", None, runs=False),
    )

    def names(self) -> frozenset[str]:
        """The method."""
        return frozenset({"next"})

    def detect(self, node: Any, module: Module) -> Iterable[Match]:
        """The definitions in iterators, the calls, and references to the methods of known iterators."""
        if isinstance(node, ast.Attribute):
            if node.attr == "next" and isinstance(node.ctx, ast.Load):
                yield from _of_reference(node, module)
            return
        if isinstance(node, ast.Name):
            node = module.parent(node) if isinstance(node.ctx, ast.Store) else None
        definition = module.scope(node).node if _binds_next(node) else None
        if not isinstance(definition, ast.ClassDef):
            return
        is_used_so = False
        if is_iterator_class(definition, module):
            applicability = None
        elif calls_next_of_itself(definition):
            applicability, is_used_so = Applicability.UNSAFE, True
        elif isinstance(node, ast.FunctionDef) and ends_iteration(node):
            applicability = Applicability.UNSAFE
        else:
            return
        scope = module.scope_made_by(definition)
        if scope is not None and not scope.binding("__next__"):
            data = "both" if is_used_so else None
            yield Match(node, "Python 3 calls `__next__`, not `next`", applicability, data)

    def rewrite(self, node: Any, match: Match, editor: Editor) -> Any:
        """`next(it)`, `def __next__`; in `dual` mode with an alias."""
        target: Any = match.node
        new = cst.Name("__next__")
        dual = editor.mode is Mode.DUAL
        if isinstance(target, ast.FunctionDef):
            if dual or match.data == "both":
                editor.insert_after(target, "next = __next__")
            return node.with_changes(name=new)
        if isinstance(target, ast.Assign):
            if dual or match.data == "both":
                editor.insert_after(target, "__next__ = next")
                return node
            targets = [
                each.with_changes(target=new) if getattr(each.target, "value", "") == "next" else each
                for each in node.targets
            ]
            return node.with_changes(targets=targets)
        if match.data == "asserted":
            return _asserted(node, match, editor)
        attribute = node.func if isinstance(target, ast.Call) else node
        if match.data == "renamed" or (isinstance(target, ast.Attribute) and not dual):
            attribute = attribute.with_changes(attr=new)
            return node.with_changes(func=attribute) if isinstance(target, ast.Call) else attribute
        return _through_function(node, attribute, match, editor)


def _of_reference(node: ast.Attribute, module: Module) -> Iterable[Match]:
    call: Any = module.parent(node)
    is_call = isinstance(call, ast.Call) and call.func is node
    receiver = _receiver(node.value, module)
    message = "iterators have no method `next` in Python 3"
    dual = module.mode is Mode.DUAL
    if _is_class(node.value, module):
        if receiver is Receiver.KNOWN and not dual:
            yield Match(node, message, data="renamed")
    elif _is_super(node.value, module):
        if is_call and not call.args and not call.keywords:
            yield Match(call, message, Applicability.MANUAL if dual else None, "renamed")
    elif receiver is Receiver.OTHER or (is_call and (call.args or call.keywords)):
        return
    elif _is_asserted(node, call):
        is_known = receiver is Receiver.KNOWN or getattr(call.args[0], "id", "") == "StopIteration"
        unknown = Applicability.MANUAL if may_be_other(module) else Applicability.UNSAFE
        yield Match(call, message, None if is_known else unknown, "asserted")
    elif is_call:
        receiver = Receiver.KNOWN if _is_caught(call, module) else receiver
        unknown = Applicability.MANUAL if may_be_other(module) else Applicability.UNSAFE
        yield Match(call, message, None if receiver is Receiver.KNOWN else unknown)
    elif receiver is Receiver.KNOWN:
        yield Match(node, message)
    elif _is_called_by_name(node, module):
        yield Match(node, message, Applicability.MANUAL if may_be_other(module) else Applicability.UNSAFE)


def _receiver(value: ast.expr, module: Module) -> Receiver:
    """Whether an object is an iterator."""
    called = value.func if isinstance(value, ast.Call) else None
    if isinstance(called, ast.Attribute) and called.attr in ITERATOR_METHODS:
        owner = module.type_of(called.value)
        if owner is None or owner.name in ("dict", "file"):
            return Receiver.KNOWN
    found = module.type_of(value)
    if found is None:
        return Receiver.UNKNOWN
    if found.name in ITERATORS:
        return Receiver.KNOWN
    if found.name not in ("instance", "class"):
        return Receiver.OTHER
    if not isinstance(found.node, ast.ClassDef):
        return Receiver.UNKNOWN if found.name == "instance" else Receiver.OTHER
    if not module.class_defines(found.node, "next"):
        return Receiver.UNKNOWN if module.foreign_bases(found.node) else Receiver.OTHER
    return Receiver.KNOWN if is_iterator_class(found.node, module) else _of_other_class(found.node, module)


def _of_other_class(definition: ast.ClassDef, module: Module) -> Receiver:
    """Of a class with a `next` that is no iterator by its looks: one that ends by StopIteration may be."""
    bindings = module.class_bindings(definition, "next")
    ends = any(isinstance(each, ast.FunctionDef) and ends_iteration(each) for each in bindings)
    return Receiver.UNKNOWN if ends else Receiver.OTHER


def _is_asserted(node: ast.Attribute, call: Any) -> bool:
    """Whether it is the method in `assertRaises(StopIteration, it.next)`."""
    if not isinstance(call, ast.Call) or len(call.args) != 2 or call.args[1] is not node or call.keywords:
        return False
    return getattr(call.func, "attr", "") in ("assertRaises", "failUnlessRaises")


def _is_called_by_name(method: ast.Attribute, module: Module) -> bool:
    """Whether a method is given a name by which it is called with nothing, and nothing else is done."""
    statement = module.parent(method)
    target = (
        statement.targets[0] if isinstance(statement, ast.Assign) and len(statement.targets) == 1 else None
    )
    scope = module.lookup(target.id, target) if isinstance(target, ast.Name) else None
    if scope is None or not isinstance(target, ast.Name) or not isinstance(scope.node, ast.FunctionDef):
        return False
    uses = [each for each in module.references(target.id, scope.node) if isinstance(each.ctx, ast.Load)]
    calls = [call for each in uses if isinstance(call := module.parent(each), ast.Call) and call.func is each]
    return bool(uses) and len(calls) == len(uses) and not any(each.args or each.keywords for each in calls)


def _is_caught(call: ast.Call, module: Module, error: str = "StopIteration") -> bool:
    """Whether the call stands in a `try` that catches an error: StopIteration is one that only an iterator raises."""
    child: ast.AST = call
    for parent in module.ancestors(call):
        if isinstance(parent, ast.FunctionDef):
            return False
        if isinstance(parent, ast.Try) and any(child is each for each in parent.body):
            caught = [each.type for each in parent.handlers if each.type is not None]
            if any(getattr(name, "id", "") == error for each in caught for name in ast.walk(each)):
                return True
        child = parent
    return False


def _is_class(value: ast.expr, module: Module) -> bool:
    found = module.type_of(value)
    return found is not None and found.name == "class"


def _is_super(value: ast.expr, module: Module) -> bool:
    return isinstance(value, ast.Call) and module.qualified_name(value.func) == "__builtin__.super"


def _binds_next(node: Any) -> bool:
    """Whether a statement of a class body defines `next` so that it can be called without arguments."""
    if isinstance(node, ast.Assign):
        is_other = getattr(node.value, "id", "") in ("None", "__next__")
        return not is_other and not isinstance(node.value, ast.Constant)
    if not isinstance(node, ast.FunctionDef):
        return False
    arguments = node.args
    required = len(arguments.args) - len(arguments.defaults)
    return node.name == "next" and required == 1 and not node.decorator_list


def _asserted(node: Any, match: Match, editor: Editor) -> Any:
    """`assertRaises(StopIteration, next, it)`."""
    if not editor.module.is_builtin("next", match.node):
        raise CannotRewrite("`next` means something else here")
    first, method = node.args
    comma = cst.Comma(cst.SimpleWhitespace(""), cst.SimpleWhitespace(" "))
    function = method.with_changes(
        value=cst.Name("next"), comma=comma, whitespace_after_arg=cst.SimpleWhitespace("")
    )
    return node.with_changes(
        args=[first, function, method.with_changes(value=as_argument(unparenthesized(method.value.value)))]
    )


def _method(target: Any) -> ast.Attribute:
    """The attribute that a match is about, or calls."""
    attribute: Any = target.func if isinstance(target, ast.Call) else target
    return cast("ast.Attribute", attribute)


def _through_function(node: Any, attribute: Any, match: Match, editor: Editor) -> Any:
    """`next(it)`, and `functools.partial(next, it)` for the method itself."""
    target: Any = match.node
    is_call = isinstance(target, ast.Call)
    # `next(None)` is a TypeError.
    is_lacking = is_call and _is_caught(target, editor.module, "AttributeError")
    if is_lacking or not editor.module.is_builtin("next", target):
        if editor.mode is Mode.DUAL:
            iterator = cst.Module([]).code_for_node(attribute.value)
            either: Any = cst.parse_expression(
                f"({iterator}.next if {editor.add_import('six')}.PY2 else {iterator}.__next__)"
            )
            return node.with_changes(func=either) if is_call else either
        renamed = attribute.with_changes(attr=cst.Name("__next__"))
        return node.with_changes(func=renamed) if isinstance(target, ast.Call) else renamed
    value = _method(target).value
    if "#" in editor.module.text(target)[len(editor.module.text(value)) :]:
        raise CannotRewrite("a comment stands inside the call")
    receiver = attribute.value
    if isinstance(target, ast.Call):
        if isinstance(receiver, cst.GeneratorExp):
            new = cst.Call(cst.Name("next"), [cst.Arg(receiver.with_changes(lpar=[], rpar=[]))])
        else:
            new = cst.Call(cst.Name("next"), [cst.Arg(as_argument(unparenthesized(receiver)))])
    else:
        partial = cst.parse_expression(f"{editor.add_import('functools')}.partial")
        comma = cst.Comma(cst.SimpleWhitespace(""), cst.SimpleWhitespace(" "))
        new = cst.Call(
            partial, [cst.Arg(cst.Name("next"), comma=comma), cst.Arg(as_argument(unparenthesized(receiver)))]
        )
    new = new.with_changes(lpar=node.lpar, rpar=node.rpar)
    return parenthesized(new) if follows_word(editor.module, target) else new
