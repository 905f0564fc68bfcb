"""The rule for the iterating methods of dictionaries."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from py3port.rule import (
    Applicability,
    CannotRewrite,
    Consumer,
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
from py3port_codemods._lists import Need, need_of
from py3port_codemods._receivers import Receiver, defines_method, mapping_receiver

NAMES = {f"{kind}{what}": what for kind in ("iter", "view") for what in ("keys", "values", "items")}
UNTOUCHED = frozenset({Consumer.ITERATED, Consumer.LISTED, Consumer.DISCARDED})
"""Those that do the same with a view as with an iterator."""


class DictIterMethods(Rule):
    """Python 3 has one method where Python 2 had three: `d.items()` is a view, `iteritems` and `viewitems` are gone.

    Where more is done with the iterator than to loop over it, `py3` mode wraps the view in `iter`; a view that goes
    elsewhere is made by its class, so that nobody takes it for the list that `items()` gave. In `dual` mode
    `six.iteritems(d)` calls on each interpreter the method that makes no list. A class may have an `iteritems` of its
    own, which stays: no finding where the object is one of those.

    Fix safety: in a module where some class has such a method, an object that is not known to be a dictionary may be
    of that class, so the fix waits for `--unsafe`; so do calls with named arguments and, in `py3` mode, references to
    the method.
    """

    name = "dict-iter-methods"
    title = "Use items, keys and values for iteritems"
    stage = Stage.SIX
    applicability = Applicability.SAFE
    requires = ("six",)
    aliases = ("fix_dict", "fix_dict_six", "dict-iter-method", "W1620", "dict-view-method", "W1621")
    references = (
        "https://peps.python.org/pep-3106/",
        "https://docs.python.org/3/whatsnew/3.0.html#views-and-iterators-instead-of-lists",
    )
    words = tuple(NAMES)
    nodes = (ast.Attribute,)
    after = ("dict-views-as-lists",)
    examples = (
        Example(
            "d = {1: 2}\nfor k, v in d.iteritems():\n    print(k + v)\n",
            "d = {1: 2}\nfor k, v in d.items():\n    print(k + v)\n",
            mode=Mode.PY3,
        ),
        Example(
            "d = {1: 2}\nfor k, v in d.iteritems():\n    print(k + v)\n",
            "import six\n\nd = {1: 2}\nfor k, v in six.iteritems(d):\n    print(k + v)\n",
            mode=Mode.DUAL,
        ),
        Example(
            "d = {1: 2}\nx = sorted(d.iterkeys()) + sorted(d.itervalues())\n",
            "d = {1: 2}\nx = sorted(d.keys()) + sorted(d.values())\n",
            mode=Mode.PY3,
        ),
        Example(
            "d = {1: 2}\nx = sorted(d.iterkeys()) + sorted(d.itervalues())\n",
            "import six\n\nd = {1: 2}\nx = sorted(six.iterkeys(d)) + sorted(six.itervalues(d))\n",
            mode=Mode.DUAL,
        ),
        Example(
            "d = {1: 2}\nx = next(d.iteritems())\n",
            "d = {1: 2}\nx = next(iter(d.items()))\n",
            mode=Mode.PY3,
        ),
        Example(
            "d = {1: 2}\nx = 1 in d.viewkeys() and 2 in d.viewvalues()\ny = len(d.viewitems())\n",
            "d = {1: 2}\nx = 1 in d.keys() and 2 in d.values()\ny = len(d.items())\n",
            mode=Mode.PY3,
        ),
        Example(
            "d = {1: 2}\ny = len(d.viewitems() & {(1, 2)})\n",
            "import six\n\nd = {1: 2}\ny = len(six.viewitems(d) & {(1, 2)})\n",
            mode=Mode.DUAL,
        ),
        Example(
            "class A(object):\n    def __init__(self):\n        self.d = {1: 2}\n\n"
            "    def __iter__(self):\n        return self.d.iterkeys()\nx = list(A())\n",
            "class A(object):\n    def __init__(self):\n        self.d = {1: 2}\n\n"
            "    def __iter__(self):\n        return iter(self.d.keys())\nx = list(A())\n",
            mode=Mode.PY3,
        ),
        Example(
            "a = {}\nb = {1: 2}\nx = dict((v, k) for k, v in (a or b).iteritems())\n",
            "import six\n\na = {}\nb = {1: 2}\nx = dict((v, k) for k, v in six.iteritems(a or b))\n",
            mode=Mode.DUAL,
        ),
        Example(
            "a = {}\nb = {1: 2}\nx = dict((v, k) for k, v in (a or b).iteritems())\n",
            "a = {}\nb = {1: 2}\nx = dict((v, k) for k, v in (a or b).items())\n",
            mode=Mode.PY3,
        ),
        Example(
            "d = {1: {2: 3}}\nx = [k for v in d.itervalues() for k in v.iterkeys()]\n",
            "d = {1: {2: 3}}\nx = [k for v in d.values() for k in v.keys()]\n",
            mode=Mode.PY3,
        ),
        Example(
            "for k in f(d.iteritems()).iterkeys():  # both\n    pass\n",
            "import six\n\nfor k in six.iterkeys(f(six.iteritems(d))):  # both\n    pass\n",
            mode=Mode.DUAL,
            runs=False,
        ),
        Example(
            "class D(dict):\n    def f(self):\n        return sorted(self.iteritems())\nx = D(a=1).f()\n",
            "class D(dict):\n    def f(self):\n        return sorted(self.items())\nx = D(a=1).f()\n",
            mode=Mode.PY3,
        ),
        Example(
            "d = {1: 2}\nget = d.iteritems\nx = sorted(get())\n",
            "d = {1: 2}\nget = d.items\nx = sorted(get())\n",
            mode=Mode.PY3,
            unsafe=True,
        ),
        Example("d = {1: 2}\nget = d.iteritems\n", None, findings=1, mode=Mode.DUAL),
        Example(
            "class D(dict):\n    def pairs(self):\n        return sorted(dict.iteritems(self))\n"
            "x = D(a=1).pairs()\n",
            "class D(dict):\n    def pairs(self):\n        return sorted(dict.items(self))\n"
            "x = D(a=1).pairs()\n",
            mode=Mode.PY3,
        ),
        Example(
            "class D(dict):\n    def f(self):\n        return dict.iteritems(self)\n",
            None,
            findings=1,
            mode=Mode.DUAL,
        ),
        Example(
            "for k, v in d.iteritems(multi=True):\n    pass\n",
            "for k, v in d.items(multi=True):\n    pass\n",
            mode=Mode.PY3,
            unsafe=True,
            runs=False,
        ),
        Example(
            "class A(object):\n    def iteritems(self):\n        return iter([(1, 2)])\n\n"
            "    def f(self):\n        return list(self.iteritems())\nx = A().f()\n"
            "y = list(A().iteritems())\n",
            None,
        ),
        Example(
            "class A(object):\n    def iteritems(self):\n        return iter([(1, 2)])\n\n\ndef f(a):\n"
            "    return list(a.iteritems())\n",
            "class A(object):\n    def iteritems(self):\n        return iter([(1, 2)])\n\n\ndef f(a):\n"
            "    return list(a.items())\n",
            mode=Mode.PY3,
            unsafe=True,
            runs=False,
        ),
        Example(
            "class A(object):\n    def __init__(self, items):\n        self.iteritems = iter(items)\n\n"
            "    def f(self):\n        return list(self.iteritems)\nx = A([1]).f()\n",
            None,
        ),
        Example("import six\nfor k, v in six.iteritems({1: 2}):\n    pass\n", None),
        Example(
            "from util import mapping\nx = mapping.iteritems(d), tree.iterkeys('prefix')\n", None, runs=False
        ),
        Example(
            "import sys\nif sys.version_info[0] < 3:\n    x = {}.iteritems()\nelse:\n    x = {}.items()\n",
            None,
        ),
        Example(
            "def f(d):\n    return d.viewkeys()\nx = len(f({1: 2}))\n",
            "import collections.abc\n\ndef f(d):\n    return collections.abc.KeysView(d)\nx = len(f({1: 2}))\n",
            mode=Mode.PY3,
        ),
        Example("x = [1].iteritems()\niteritems = 3\nd.iteritems = f\n", None, runs=False),
    )

    def names(self) -> frozenset[str]:
        """The methods."""
        return frozenset(NAMES)

    def detect(self, node: ast.Attribute, module: Module) -> Iterable[Match]:
        """Every call of one of the methods and every other reference to it."""
        new = NAMES.get(node.attr)
        if new is None or not isinstance(node.ctx, ast.Load):
            return
        receiver = mapping_receiver(node.value, node.attr, module)
        if receiver is Receiver.UNKNOWN and _is_set(node, module):
            return
        call: Any = module.parent(node)
        is_call = isinstance(call, ast.Call) and call.func is node
        of_type = module.qualified_name(node.value) == "__builtin__.dict"
        # Of a dictionary they take no arguments.
        if receiver is Receiver.OTHER or (is_call and call.args and not of_type):
            return
        dual = module.mode is Mode.DUAL
        message = f"`{node.attr}` is gone in Python 3, `{new}` does what it did"
        if not is_call:
            yield Match(node, message, Applicability.MANUAL if dual else Applicability.UNSAFE)
        elif dual and (of_type or call.args):
            yield Match(call, message, Applicability.MANUAL)
        elif call.keywords:
            yield Match(call, message, Applicability.UNSAFE)
        else:
            own = receiver is Receiver.UNKNOWN and defines_method(node.attr, module)
            yield Match(call, message, Applicability.UNSAFE if own else None)

    def rewrite(self, node: Any, match: Match, editor: Editor) -> Any:
        """`d.items()`, `iter(d.items())`; in `dual` mode `six.iteritems(d)`."""
        target: Any = match.node
        if isinstance(target, ast.Attribute):
            return node.with_changes(attr=cst.Name(NAMES[target.attr]))
        old = target.func.attr
        if editor.mode is Mode.DUAL:
            return _through_six(node, match, editor)
        new = node.with_changes(func=node.func.with_changes(attr=cst.Name(NAMES[old])))
        need = need_of(target, editor.module)
        if old.startswith("view") and need not in (Need.NONE, Need.SIZE):
            return _view(old, node, editor)
        is_looped = editor.module.consumer(target) in UNTOUCHED or _is_loop(target, editor.module)
        # What looks like a use of the list that `items()` gave must not be taken for one.
        if old.startswith("view") or (is_looped and need not in (Need.LIST, Need.KEPT)):
            return new
        if not editor.module.is_builtin("iter", target):
            raise CannotRewrite("`iter` means something else here")
        wrapped = cst.Call(
            cst.Name("iter"), [cst.Arg(new.with_changes(lpar=[], rpar=[]))], lpar=node.lpar, rpar=node.rpar
        )
        return parenthesized(wrapped) if follows_word(editor.module, target) else wrapped


def _view(old: str, node: Any, editor: Editor) -> Any:
    """A view that nobody takes for the list that `d.keys()` was in Python 2."""
    name = f"{NAMES[old].capitalize()}View"
    view = cst.parse_expression(f"{editor.add_import('collections.abc')}.{name}")
    receiver = cst.Arg(as_argument(unparenthesized(node.func.value)))
    return cst.Call(view, [receiver], lpar=node.lpar, rpar=node.rpar)


def _is_set(node: ast.Attribute, module: Module) -> bool:
    """Whether the module itself puts something of that name on the object."""
    owner = module.text(node.value)
    return any(
        each.attr == node.attr and isinstance(each.ctx, ast.Store) and module.text(each.value) == owner
        for each in module.nodes(ast.Attribute)
    )


def _through_six(node: Any, match: Match, editor: Editor) -> Any:
    target: Any = match.node
    text = editor.module.text(target)
    if "#" in text[len(editor.module.text(target.func.value)) :]:
        raise CannotRewrite("a comment stands inside the call")
    six = editor.add_import("six")
    receiver = cst.Arg(as_argument(unparenthesized(node.func.value)))
    arguments = (
        [receiver.with_changes(comma=cst.Comma(cst.SimpleWhitespace(""), cst.SimpleWhitespace(" ")))]
        if node.args
        else [receiver]
    )
    function = cst.parse_expression(f"{six}.{target.func.attr}")
    new = cst.Call(function, [*arguments, *node.args], lpar=node.lpar, rpar=node.rpar)
    return parenthesized(new) if follows_word(editor.module, target) else new


def _is_loop(node: ast.AST, module: Module) -> bool:
    parent = module.parent(node)
    return isinstance(parent, (ast.For, ast.comprehension)) and parent.iter is node
