"""The rule for map, filter, zip and range used as lists."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from py3port.rule import (
    Applicability,
    CannotRewrite,
    Consumer,
    Editor,
    Example,
    Match,
    Module,
    Rule,
    Stage,
    ast,
    cst,
    follows_word,
    parenthesized,
)
from py3port_codemods._filtered import LIST, STRING, TUPLE, UNICODE, kind_of_filtered, seems_text, shows_list
from py3port_codemods._kept_ranges import needs_list
from py3port_codemods._lists import Need, is_stored, is_used_at_once, listed, need_of, wrapped

LAZY = frozenset({"map", "filter", "zip"})
SIZED = frozenset({"list", "tuple", "dict", "set", "str", "unicode", "basestring"})
FUNCTION = "function"


class MapFilterZipLists(Rule):
    """`map`, `filter`, `zip` and `range` made lists in Python 2; in Python 3 they make iterators, and `range` a
    range.

    An iterator has no length and no index, is always true, runs only when it is read, and can be read once
    only; a `map` for its side effects does nothing at all. `list(...)` makes it again what it was, also
    where it is kept or passed on. Where it is read at once by a loop, a `join`, a `sorted`, nothing needs
    to change and there is no finding. A `range` can do most of what a list can: it is a list only where it
    is changed, added to, compared, shown or kept. `filter` gave back a string for a string and a tuple for
    a tuple.

    Fix safety: a `filter` of what may be a string or a tuple, a `map` over several iterables that may
    differ in length (Python 2 went on to the longest, Python 3 stops at the shortest), and a `range` passed
    to a function wait for `--unsafe`.
    """

    name = "map-filter-zip-lists"
    title = "Make lists of map, filter, zip and range"
    stage = Stage.SEMANTIC
    applicability = Applicability.SAFE
    asks_dialect = True
    aliases = (
        "fix_map", "fix_filter", "fix_zip", "map-builtin-not-iterating", "W1636",
        "implicit-map-evaluation", "W1631",
        "filter-builtin-not-iterating", "W1639", "zip-builtin-not-iterating", "W1637",
        "range-builtin-not-iterating", "W1638",
    )  # fmt: skip
    references = ("https://docs.python.org/3/whatsnew/3.0.html#views-and-iterators-instead-of-lists",)
    words = ("map", "filter", "zip", "range")
    nodes = (ast.Name, ast.Attribute)
    examples = (
        Example("x = map(abs, [-1])\n", "x = list(map(abs, [-1]))\n"),
        Example(
            "x = map(abs, [-1])[0] + len(zip('ab', 'cd'))\n",
            "x = list(map(abs, [-1]))[0] + len(list(zip('ab', 'cd')))\n",
        ),
        Example("if zip('', ''):\n    print('full')\n", "if list(zip('', '')):\n    print('full')\n"),
        Example(
            "def f(x):\n    print(x)\nmap(f, [1, 2])\n",
            "def f(x):\n    print(x)\nlist(map(f, [1, 2]))\n",
        ),
        Example(
            "def f():\n    return zip('ab', 'cd')\nx = f()\n",
            "def f():\n    return list(zip('ab', 'cd'))\nx = f()\n",
        ),
        Example("print(map(abs, [-1]))\n", "print(list(map(abs, [-1])))\n"),
        Example("x = map(abs, map(abs, [-1]))\n", "x = list(map(abs, map(abs, [-1])))\n"),
        Example("x = map(abs, [1]) + zip([1])\n", "x = list(map(abs, [1])) + list(zip([1]))\n"),
        Example("x = filter(str.isdigit, 'a1b2')\n", "x = ''.join(filter(str.isdigit, 'a1b2'))\n"),
        Example("x = filter(None, (0, 1))\n", "x = tuple(filter(None, (0, 1)))\n"),
        Example("x = filter(None, [0, 1])\n", "x = list(filter(None, [0, 1]))\n"),
        Example("x = filter(None, ' a b'.split(' '))\n", "x = list(filter(None, ' a b'.split(' ')))\n"),
        Example(
            "def f(a):\n    return filter(None, a)\n",
            "def f(a):\n    return list(filter(None, a))\n",
            unsafe=True,
        ),
        Example(
            "def f(a):\n    return len(filter(None, a))\nx = f([0, 1])\n",
            "def f(a):\n    return len(list(filter(None, a)))\nx = f([0, 1])\n",
        ),
        Example(
            "def f(a, b):\n    return map(max, a, b)\nx = f([1], [2])\n",
            "def f(a, b):\n    return list(map(max, a, b))\nx = f([1], [2])\n",
            unsafe=True,
        ),
        Example(
            "a = [1, 2]\nx = map(max, a[1:], a[:-1])\n",
            "a = [1, 2]\nx = list(map(max, a[1:], a[:-1]))\n",
        ),
        Example("def f(a, b):\n    for x in map(max, a, b):\n        print(x)\n", None, findings=1),
        Example(
            "def f(args):\n    return map(*args)\n",
            "def f(args):\n    return list(map(*args))\n",
            unsafe=True,
        ),
        Example(
            "def f(a):\n    return [1] + map(abs,\n                     # of\n                     a)\n",
            "def f(a):\n    return [1] + list(map(abs,\n                          # of\n"
            "                          a))\n",
        ),
        Example(
            "def f(a):\n    numbers = map(int, a)\n    return max(numbers), min(numbers)\nx = f('12')\n",
            "def f(a):\n    numbers = list(map(int, a))\n    return max(numbers), min(numbers)\n"
            "x = f('12')\n",
        ),
        Example("x = range(3)\nx.append(4)\n", "x = list(range(3))\nx.append(4)\n"),
        Example(
            "def f():\n    x = range(3)\n    x[1] = 5\n    return x[1]\ny = f()\n",
            "def f():\n    x = list(range(3))\n    x[1] = 5\n    return x[1]\ny = f()\n",
        ),
        Example(
            "def f():\n    a, b = range(1), range(2)\n    return a + [b[1]]\nx = f()\n",
            "def f():\n    a, b = list(range(1)), range(2)\n    return a + [b[1]]\nx = f()\n",
        ),
        Example("x = range(3) + [7]\n", "x = list(range(3)) + [7]\n"),
        Example(
            "print(range(3))\nx = range(2) == [0, 1]\n",
            "print(list(range(3)))\nx = list(range(2)) == [0, 1]\n",
        ),
        Example("def f(a):\n    return a\nx = f(range(3))\n", None, findings=1),
        Example("def f(a):\n    return range(a), 0\n", None, findings=1),
        Example(
            "def f(a):\n    print a\n    return range(a), 0\nx = f(3)\n",
            "def f(a):\n    print a\n    return list(range(a)), 0\nx = f(3)\n",
            unsafe=True,
            runs=False,
        ),
        Example("self.assertEqual(x, range(3))\n", "self.assertEqual(x, list(range(3)))\n", runs=False),
        Example("x = range(5)[::-1]\n", None, findings=1),
        Example(
            "import random\ndef f():\n    x = range(1)\n    random.shuffle(x)\n    for i in x:\n"
            "        print(i)\nf()\n",
            "import random\ndef f():\n    x = list(range(1))\n    random.shuffle(x)\n    for i in x:\n"
            "        print(i)\nf()\n",
        ),
        Example(
            "import __builtin__\nx = __builtin__.map(abs, [1])\n",
            "import __builtin__\nx = list(__builtin__.map(abs, [1]))\n",
            runs=False,
        ),
        Example(
            "def f(lines):\n    rows = map(str.strip, lines)\n    lines.close()\n    for row in rows:\n"
            "        print(row)\n",
            "def f(lines):\n    rows = list(map(str.strip, lines))\n    lines.close()\n"
            "    for row in rows:\n        print(row)\n",
            runs=False,
        ),
        Example(
            "f = map\nx = f(str, [1])[0]\n",
            "f = lambda *args: list(map(*args))\nx = f(str, [1])[0]\n",
            unsafe=True,
        ),
        Example(
            "import functools\nx = functools.partial(zip, [1])([2])[0]\n",
            "import functools\nx = functools.partial(lambda *args: list(zip(*args)), [1])([2])[0]\n",
            unsafe=True,
        ),
        Example("import itertools\nx = map is itertools.imap\n", None, runs=False),
        Example(
            "def f(s):\n    s = s.lower()\n    return filter(lambda c: c in 'abc', s)\nx = f('AxB') + '!'\n",
            "def f(s):\n    s = s.lower()\n    return ''.join(filter(lambda c: c in 'abc', s))\nx = f('AxB') + '!'\n",
            unsafe=True,
        ),
        Example(
            "import string\ndef f(s):\n    return filter(lambda x: x in string.digits, s)\nx = f('a1')\n",
            "import string\ndef f(s):\n    return ''.join(filter(lambda x: x in string.digits, s))\nx = f('a1')\n",
            unsafe=True,
        ),
        Example(
            "def f(self):\n    for a, b in zip(self.a, self.b):\n        g(self, a, b)\n", None, runs=False
        ),
        Example(
            "def f(a):\n    for x in filter(None, a):\n        a.remove(x)\n    return a\nx = f([1, 2, 0])\n",
            "def f(a):\n    for x in list(filter(None, a)):\n        a.remove(x)\n    return a\n"
            "x = f([1, 2, 0])\n",
        ),
        Example(
            "for x in map(abs, [1]):\n    print(x)\na, b = map(int, '12')\n"
            "x = ','.join(map(str, [1])) + str(sum(map(abs, [1])))\n",
            None,
        ),
        Example(
            "x = dict(zip('ab', 'cd'))\ny = list(map(abs, [1]))\nz = [i for i in filter(None, [1])]\n"
            "w = tuple(zip(*['ab']))\n",
            None,
        ),
        Example("def f(a):\n    rows = zip(a, a)\n    for x, y in rows:\n        print(x)\n", None),
        Example(
            "for i in range(3):\n    print(i)\nx = 2 in range(3), len(range(4)), range(5)[2]\n"
            "y = [i for i in range(2)]\n",
            None,
        ),
        Example("for i in range(10)[::3]:\n    print(i)\n", None),
        Example("def map(f, a):\n    return a\nx = map(1, 2)\n", None),
        Example("from itertools import imap as map\nx = map(abs, [1])\n", None, runs=False),
        Example("from six.moves import zip, range\nx = zip('ab')\ny = range(3)\n", None),
        Example(
            "pool.map(f, [1])\nqueryset = Book.objects.filter(title='x')\nx = self.filter(1)\n",
            None,
            runs=False,
        ),
    )

    def names(self) -> frozenset[str]:
        """The built-ins."""
        return frozenset({"map", "filter", "zip", "range"})

    def detect(self, node: ast.Name | ast.Attribute, module: Module) -> Iterable[Match]:
        """The calls whose result is used as a list, and references of which nobody knows."""
        name = _builtin(node, module)
        if not name:
            return
        call: Any = module.parent(node)
        if not isinstance(call, ast.Call) or call.func is not node:
            if name in LAZY and not isinstance(call, (ast.keyword, ast.Compare)):
                yield Match(node, f"`{name}` makes no list in Python 3", Applicability.UNSAFE, FUNCTION)
        elif name == "range":
            yield from _of_range(call, module)
        elif len(call.args) > (name != "zip") or any(isinstance(each, ast.Starred) for each in call.args):
            yield from _of_lazy(call, name, module)

    def rewrite(self, node: Any, match: Match, editor: Editor) -> Any:
        """`list(map(f, x))` and what else gives what it was."""
        if match.data == FUNCTION:
            return _list_maker(node, match, editor)
        if match.data == TUPLE:
            return wrapped("tuple", node, match, editor)
        if match.data not in (STRING, UNICODE):
            return listed(node, match, editor)
        text = cst.SimpleString("u''" if match.data == UNICODE else "''")
        argument = cst.Arg(node.with_changes(lpar=[], rpar=[]))
        new = cst.Call(cst.Attribute(text, cst.Name("join")), [argument], lpar=node.lpar, rpar=node.rpar)
        return parenthesized(new) if follows_word(editor.module, match.node) else new


def _list_maker(node: Any, match: Match, editor: Editor) -> Any:
    """A function that does what the one of Python 2 did, for `f = map`."""
    if isinstance(node, cst.Attribute):
        raise CannotRewrite("it goes by way of `__builtin__`")
    new = cst.parse_expression(f"lambda *args: list({node.value}(*args))")
    parent: Any = editor.module.parent(match.node)
    is_argument = isinstance(parent, ast.Call) and parent.func is not match.node
    if node.lpar or not (is_argument or isinstance(parent, (ast.Assign, ast.Return))):
        return parenthesized(new)
    return new


def _builtin(node: ast.Name | ast.Attribute, module: Module) -> str:
    """Which of the built-in functions a node reads; empty for none."""
    name = node.id if isinstance(node, ast.Name) else node.attr
    if (name not in LAZY and name != "range") or not isinstance(node.ctx, ast.Load):
        return ""
    if isinstance(node, ast.Name):
        return name if module.is_builtin(name, node) else ""
    return name if module.qualified_name(node) == f"__builtin__.{name}" else ""


def _of_lazy(call: ast.Call, name: str, module: Module) -> Iterable[Match]:
    message = f"`{name}` makes an iterator in Python 3, no list"
    need = need_of(call, module, once=True)
    is_late = need is Need.NONE and is_stored(call, module) and not is_used_at_once(call, module)
    # A loop that may change a list it reads lazily seldom does; a dictionary's view says so itself.
    is_evaluation = _is_for_side_effects(call, name, module)
    if is_evaluation:
        message = f"`{name}` makes an iterator in Python 3, and calls nothing"
    is_needed = need not in (Need.NONE, Need.MAYBE, Need.LIKELY) or is_late or is_evaluation
    if name == "map" and _is_none(call.args[0]):
        return
    if name == "map" and not _are_equally_long(call.args[1:], module):
        trust = Applicability.UNSAFE if is_needed else Applicability.MANUAL
        message = "`map` stops at the shortest iterable in Python 3, not at the longest"
        yield Match(call, message, trust, LIST)
    elif is_needed and name == "filter":
        yield _of_filter(call, message, need, module)
    elif is_needed:
        yield Match(call, message, data=LIST)


def _of_filter(call: ast.Call, message: str, need: Need, module: Module) -> Match:
    kind = kind_of_filtered(call, module)
    if kind:
        return Match(call, message, data=LIST if need is Need.SIZE and not is_stored(call, module) else kind)
    if need is not Need.SIZE and seems_text(call, module):
        return Match(call, message, Applicability.UNSAFE, STRING)
    is_certain = need is Need.SIZE or shows_list(call, module)
    return Match(call, message, None if is_certain else Applicability.UNSAFE, LIST)


GOES_ELSEWHERE = {Consumer.STORED, Consumer.RETURNED, Consumer.ARGUMENT}


def _of_range(call: ast.Call, module: Module) -> Iterable[Match]:
    message = "`range` makes a range in Python 3, no list"
    node: Any = call
    parent: Any = module.parent(call)
    if isinstance(parent, ast.Subscript) and isinstance(parent.ctx, ast.Load):
        if parent.value is not call or not isinstance(parent.slice, ast.Slice):
            return
        node, parent = parent, module.parent(parent)
    if isinstance(parent, ast.AugAssign):
        return
    if isinstance(parent, ast.Subscript) and isinstance(parent.ctx, ast.Load):
        return
    if needs_list(node, parent, module):
        yield Match(call, message, data=LIST)
    elif GOES_ELSEWHERE & (consumers := set(module.consumers(node))):
        # Once the file is ported nobody can tell it from what was an `xrange`; and most functions take any sequence.
        is_likely = module.was_python2 and not consumers.isdisjoint({Consumer.STORED, Consumer.RETURNED})
        trust = Applicability.UNSAFE if is_likely else Applicability.MANUAL
        yield Match(call, f"{message}: it depends on what is done with it", trust, LIST)


def _is_for_side_effects(call: ast.Call, name: str, module: Module) -> bool:
    """Whether the calls of the function are all that is wanted, or what is left of a result nobody reads."""
    if name == "zip":
        return False
    return Consumer.DISCARDED in module.consumers(call) or isinstance(module.parent(call), ast.Expr)


def _is_none(node: ast.AST) -> bool:
    return (isinstance(node, ast.Constant) and node.value is None) or getattr(node, "id", "") == "None"


def _are_equally_long(sources: Sequence[ast.expr], module: Module) -> bool:
    """Whether several iterables are certain to have the same number of elements."""
    if len(sources) < 2:
        return bool(sources) and not isinstance(sources[0], ast.Starred)
    lengths = {_length(each, module) for each in sources}
    return len(lengths) == 1 and "" not in lengths


def _length(node: Any, module: Module) -> str:
    """Something that is equal for two expressions of equal length; empty where nothing is known."""
    if isinstance(node, (ast.List, ast.Tuple)):
        return "" if any(isinstance(each, ast.Starred) for each in node.elts) else str(len(node.elts))
    if isinstance(node, ast.Constant):
        return str(len(node.value)) if isinstance(node.value, str) else ""
    if (
        isinstance(node, ast.Subscript)
        and isinstance(node.slice, ast.Slice)
        and isinstance(node.value, ast.Name)
    ):
        if module.text(node).replace(" ", "") in (f"{node.value.id}[1:]", f"{node.value.id}[:-1]"):
            return f"{node.value.id} less one"
        return ""
    if isinstance(node, ast.Name):
        found = module.type_of(node)
        return node.id if found is not None and found.name in SIZED else ""
    if (
        isinstance(node, ast.Call)
        and isinstance(node.func, ast.Attribute)
        and node.func.attr in ("keys", "values", "items")
    ):
        return module.text(node.func.value) if not node.args else ""
    return ""
