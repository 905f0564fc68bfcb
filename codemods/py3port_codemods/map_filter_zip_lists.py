"""The rule for map, filter, zip and range used as lists."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from py3port.rule import (
    Applicability,
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
from py3port_codemods._lists import ASSERTIONS, Need, is_stored, is_used_at_once, listed, need_of, wrapped

LAZY = frozenset({"map", "filter", "zip"})
LIST_METHODS = frozenset({"split", "rsplit", "splitlines", "readlines", "keys", "values", "items", "findall"})
"""Methods whose result, where it can be filtered, is a list."""
SIZED = frozenset({"list", "tuple", "dict", "set", "str", "unicode", "basestring"})
LIST, TUPLE, STRING, UNICODE = "list", "tuple", "string", "unicode"


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
        Example("f = map\n", None, findings=1),
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
            if name in LAZY and not isinstance(call, ast.keyword):
                yield Match(node, f"`{name}` makes no list in Python 3", Applicability.MANUAL)
        elif name == "range":
            yield from _of_range(call, module)
        elif len(call.args) > (name != "zip") or any(isinstance(each, ast.Starred) for each in call.args):
            yield from _of_lazy(call, name, module)

    def rewrite(self, node: Any, match: Match, editor: Editor) -> Any:
        """`list(map(f, x))` and what else gives what it was."""
        if match.data == TUPLE:
            return wrapped("tuple", node, match, editor)
        if match.data not in (STRING, UNICODE):
            return listed(node, match, editor)
        text = cst.SimpleString("u''" if match.data == UNICODE else "''")
        argument = cst.Arg(node.with_changes(lpar=[], rpar=[]))
        new = cst.Call(cst.Attribute(text, cst.Name("join")), [argument], lpar=node.lpar, rpar=node.rpar)
        return parenthesized(new) if follows_word(editor.module, match.node) else new


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
    is_needed = need not in (Need.NONE, Need.MAYBE) or is_late or _is_for_side_effects(call, name, module)
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
    kind = _kind_of_filtered(call, module)
    if kind:
        return Match(call, message, data=LIST if need is Need.SIZE and not is_stored(call, module) else kind)
    is_certain = need is Need.SIZE or _shows_list(call, module)
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
    if isinstance(parent, (ast.BinOp, ast.Compare, ast.Attribute)):
        is_needed = need_of(node, module) is Need.LIST
    else:
        is_needed = _is_asserted(parent) or _is_changed(node, module) or _is_kept(node, parent, module)
    if is_needed:
        yield Match(call, message, data=LIST)
    elif GOES_ELSEWHERE & (consumers := set(module.consumers(node))):
        # Once the file is ported nobody can tell it from what was an `xrange`; and most functions take any sequence.
        is_likely = module.was_python2 and not consumers.isdisjoint({Consumer.STORED, Consumer.RETURNED})
        trust = Applicability.UNSAFE if is_likely else Applicability.MANUAL
        yield Match(call, f"{message}: it depends on what is done with it", trust, LIST)


def _is_asserted(parent: Any) -> bool:
    return isinstance(parent, ast.Call) and getattr(parent.func, "attr", "") in ASSERTIONS


def _is_kept(node: ast.expr, parent: Any, module: Module) -> bool:
    """Whether a range is changed through its variable, shown, or goes where nobody sees what is done with it."""
    consumers = set(module.consumers(node)) or {Consumer.DISCARDED}
    if Consumer.MUTATED in consumers and not isinstance(parent, (ast.For, ast.comprehension)):
        return True
    kept = {Consumer.OTHER}
    return bool(consumers & kept) or _is_printed(parent, module)


def _is_changed(node: ast.expr, module: Module) -> bool:
    """Whether something only a list can do is done with it, by itself or by its variable."""
    uses: list[Any] = [node]
    target = _target(node, module)
    if target is not None:
        scope = module.lookup(target.id, target)
        uses = module.references(target.id, scope.node) if scope is not None else []
    return any(_is_use_of_list(each, module) for each in uses)


def _target(node: ast.expr, module: Module) -> ast.Name | None:
    """The variable that an assignment puts a value in: `x = value`, or its place in `x, y = value, other`."""
    parent: Any = module.parent(node)
    position = 0
    if isinstance(parent, ast.Tuple) and isinstance(module.parent(parent), ast.Assign):
        position = parent.elts.index(node)
        node, parent = parent, module.parent(parent)
        targets = getattr(parent.targets[0], "elts", ())
        target = targets[position] if len(targets) == len(node.elts) else None
    else:
        target = parent.targets[0] if isinstance(parent, ast.Assign) else None
    return target if isinstance(target, ast.Name) else None


def _is_use_of_list(use: ast.expr, module: Module) -> bool:
    """Whether a range would not do there."""
    parent = module.parent(use)
    if isinstance(parent, ast.Call):
        return module.qualified_name(parent.func) == "random.shuffle"
    if isinstance(parent, ast.Subscript):
        return parent.value is use and not isinstance(parent.ctx, ast.Load)
    if isinstance(parent, ast.AugAssign):
        return parent.target is use
    return isinstance(parent, (ast.Attribute, ast.BinOp, ast.Compare)) and need_of(use, module) is Need.LIST


def _is_printed(parent: Any, module: Module) -> bool:
    if isinstance(parent, ast.Call):
        return module.qualified_name(parent.func) in (
            "__builtin__.print",
            "__builtin__.str",
            "__builtin__.repr",
        )
    return isinstance(parent, (ast.Print, ast.Repr))


def _is_for_side_effects(call: ast.Call, name: str, module: Module) -> bool:
    """Whether the calls of the function are all that is wanted, or what is left of a result nobody reads."""
    if name == "zip":
        return False
    return Consumer.DISCARDED in module.consumers(call) or isinstance(module.parent(call), ast.Expr)


def _is_none(node: ast.AST) -> bool:
    return (isinstance(node, ast.Constant) and node.value is None) or getattr(node, "id", "") == "None"


def _kind_of_filtered(call: ast.Call, module: Module) -> str:
    """What the result was in Python 2; empty where that is not known."""
    source = call.args[1] if len(call.args) > 1 else None
    if source is None or isinstance(source, ast.Starred):
        return ""
    if (
        isinstance(source, ast.Call)
        and isinstance(source.func, ast.Attribute)
        and source.func.attr in LIST_METHODS
    ):
        return LIST
    found = module.type_of(source)
    if found is None or found.name == "basestring":
        return ""
    kinds = {"str": STRING, "unicode": UNICODE, "tuple": TUPLE, "instance": ""}
    return kinds.get(found.name, LIST)


def _shows_list(call: ast.Call, module: Module) -> bool:
    """Whether what is done with it can be done to a list only, or to what it is in the same way."""
    parent: Any = module.parent(call)
    if isinstance(parent, ast.Subscript):
        return not isinstance(parent.slice, ast.Slice)
    if isinstance(parent, ast.Expr):
        return True
    if isinstance(parent, (ast.BinOp, ast.Compare)):
        sides = (
            [parent.left, parent.right]
            if isinstance(parent, ast.BinOp)
            else [parent.left, *parent.comparators]
        )
        types = [module.type_of(each) for each in sides if each is not call]
        return any(each is not None and each.name == "list" for each in types)
    if isinstance(parent, ast.Attribute):
        return parent.attr in ("append", "extend", "insert", "pop", "remove", "reverse", "sort")
    return Consumer.DISCARDED in module.consumers(call) or Consumer.MUTATED in module.consumers(call)


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
