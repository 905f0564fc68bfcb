"""The rule for keys, values and items used as lists."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from py3port.rule import Applicability, Editor, Example, Match, Module, Rule, Stage, ast
from py3port_codemods._lists import Need, listed, need_of
from py3port_codemods._receivers import Receiver, defines_method, mapping_receiver

METHODS = frozenset({"keys", "values", "items"})


class DictViewsAsLists(Rule):
    """`d.keys()`, `d.values()` and `d.items()` were lists in Python 2; in Python 3 they are views of the dictionary.

    A view has no index, no `sort` and no `+`, it shows later changes of the dictionary, and a loop over it must not
    change the dictionary's size. `list(...)` makes it again what it was. Where any iterable will do, in a plain loop,
    `sorted`, `join`, `len`, `in`, nothing needs to change and there is no finding.

    Fix safety: the fix waits for `--unsafe` where the object is not known to be a dictionary (a query's `values()` is
    no list either, and a list of it might be costly) unless only a list can be meant, and where a loop hands the
    dictionary on, or a generator lets others have their turn with it before the loop is over.
    """

    name = "dict-views-as-lists"
    title = "Make lists of keys, values and items"
    stage = Stage.SEMANTIC
    applicability = Applicability.SAFE
    aliases = (
        "fix_dict",
        "fix_dict_six",
        "dict-keys-not-iterating",
        "W1655",
        "dict-values-not-iterating",
        "W1656",
        "dict-items-not-iterating",
        "W1654",
    )
    references = ("https://peps.python.org/pep-3106/",)
    words = (".keys", ".values", ".items")
    nodes = (ast.Attribute,)
    examples = (
        Example(
            "def f(d, x):\n    keys = d[x].keys()\n    for key in keys:\n        del d[key][x]\n"
            "d = {1: {1: 2, 3: 4}, 3: {1: 5}}\nf(d, 1)\n",
            "def f(d, x):\n    keys = list(d[x].keys())\n    for key in keys:\n        del d[key][x]\n"
            "d = {1: {1: 2, 3: 4}, 3: {1: 5}}\nf(d, 1)\n",
        ),
        Example("d = {1: 2}\nx = d.keys()[0]\n", "d = {1: 2}\nx = list(d.keys())[0]\n"),
        Example("d = {1: 2}\nx = d.keys()\nx.sort()\n", "d = {1: 2}\nx = list(d.keys())\nx.sort()\n"),
        Example(
            "d = {1: 2}\nx = d.items() + {3: 4}.items()\n",
            "d = {1: 2}\nx = list(d.items()) + list({3: 4}.items())\n",
        ),
        Example(
            "d = {1: 2, 3: 4}\nfor k in d.keys():\n    if k > 1:\n        del d[k]\n",
            "d = {1: 2, 3: 4}\nfor k in list(d.keys()):\n    if k > 1:\n        del d[k]\n",
        ),
        Example(
            "class A(object):\n    def __init__(self):\n        self.d = {1: 2}\n        for k in self.d.keys():\n"
            "            self.drop(k)\n    def drop(self, k):\n        del self.d[k]\nx = A().d\n",
            "class A(object):\n    def __init__(self):\n        self.d = {1: 2}\n"
            "        for k in list(self.d.keys()):\n"
            "            self.drop(k)\n    def drop(self, k):\n        del self.d[k]\nx = A().d\n",
        ),
        Example(
            "class A(object):\n    x = 1\ndef add(a, name):\n    setattr(a, name + '_', 2)\n"
            "for name, value in A.__dict__.items():\n    if value == 1:\n        add(A, name)\nx = A.x_\n",
            "class A(object):\n    x = 1\ndef add(a, name):\n    setattr(a, name + '_', 2)\n"
            "for name, value in list(A.__dict__.items()):\n    if value == 1:\n        add(A, name)\nx = A.x_\n",
            unsafe=True,
        ),
        Example(
            "class A(object):\n    x = 1\n"
            "for name, value in vars(A).items():\n    if value == 1:\n        setattr(A, name + '_', 3)\n",
            "class A(object):\n    x = 1\n"
            "for name, value in list(vars(A).items()):\n    if value == 1:\n        setattr(A, name + '_', 3)\n",
        ),
        Example(
            "d = {1: 2, 3: 4}\nx = [d.pop(k) for k, v in d.items() if v > 2]\n",
            "d = {1: 2, 3: 4}\nx = [d.pop(k) for k, v in list(d.items()) if v > 2]\n",
        ),
        Example(
            "class Store(object):\n    def __init__(self):\n        self.d = {1: {2: 3}, 4: {}}\n"
            "    def triples(self):\n        inner = self.d[1]\n        for k in self.d.keys():\n"
            "            for j in inner.keys():\n                yield k, j\n"
            "    def first(self):\n        for k in self.d.keys():\n            yield k\n            return\n"
            "s = Store()\nfor k, j in s.triples():\n    del s.d[k]\nx = s.d\n",
            "class Store(object):\n    def __init__(self):\n        self.d = {1: {2: 3}, 4: {}}\n"
            "    def triples(self):\n        inner = self.d[1]\n        for k in list(self.d.keys()):\n"
            "            for j in list(inner.keys()):\n                yield k, j\n"
            "    def first(self):\n        for k in self.d.keys():\n            yield k\n            return\n"
            "s = Store()\nfor k, j in s.triples():\n    del s.d[k]\nx = s.d\n",
            unsafe=True,
        ),
        Example(
            "def f(words):\n    found = {}\n    for each in words:\n        found[each] = 1\n"
            "    for each in found.keys():\n        yield each\nx = list(f('ab'))\n",
            None,
        ),
        Example(
            "d = {1: 2}\nfor k, v in d.items():\n    clean(d)\n",
            "d = {1: 2}\nfor k, v in list(d.items()):\n    clean(d)\n",
            unsafe=True,
            runs=False,
        ),
        Example("x = [v for n, v in globals().items() if n[:1] != '_']\n", None),
        Example("x = Book.objects.filter(id=1).values()[0]\n", None, runs=False),
        Example("{}.update({}.keys())\nset().update({1: 2}.keys())\n", None, runs=False),
        Example("for k in d.keys():\n    del d[k]\n", "for k in list(d.keys()):\n    del d[k]\n", runs=False),
        Example(
            "for k in d.keys():\n    clean(d, k)\n",
            "for k in list(d.keys()):\n    clean(d, k)\n",
            unsafe=True,
            runs=False,
        ),
        Example("for k in self.d.keys():\n    self.clean(k)\n", None, findings=1, runs=False),
        Example(
            "def f():\n    d = {1: 2}\n    return d.values()\nx = f()\n",
            "def f():\n    d = {1: 2}\n    return list(d.values())\nx = f()\n",
        ),
        Example("d = {1: 2}\nprint(d.keys())\n", "d = {1: 2}\nprint(list(d.keys()))\n"),
        Example("d = {1: 2}\nx = '%s' % d.items()\n", "d = {1: 2}\nx = '%s' % list(d.items())\n"),
        Example("d = {1: 2}\nx = d.keys() == [1]\n", "d = {1: 2}\nx = list(d.keys()) == [1]\n"),
        Example(
            "d = {1: 2}\nx = (d.keys(),  # old\n     d.values())\n",
            "d = {1: 2}\nx = (list(d.keys()),  # old\n     list(d.values()))\n",
        ),
        Example(
            "d = {1: 2}\nx = [k for k in(d.keys())[:1]]\n",
            "d = {1: 2}\nx = [k for k in(list(d.keys()))[:1]]\n",
        ),
        Example("x = settings.keys()[0]\n", "x = list(settings.keys())[0]\n", runs=False),
        Example("x = query.values()[0]\n", "x = list(query.values())[0]\n", runs=False, unsafe=True),
        Example("x = f(table.items())\n", "x = f(list(table.items()))\n", runs=False, unsafe=True),
        Example(
            "class D(dict):\n    def first(self):\n        return self.keys()[0]\nx = D(a=1).first()\n",
            "class D(dict):\n    def first(self):\n        return list(self.keys())[0]\nx = D(a=1).first()\n",
        ),
        Example(
            "import random\nd = {1: 2}\nx = random.choice(d.keys())\n",
            "import random\nd = {1: 2}\nx = random.choice(list(d.keys()))\n",
        ),
        Example(
            "d = {1: 2}\nfor k in d.keys():\n    print(k)\nx = sorted(d.items()) + [k for k in d.values()]\n",
            None,
        ),
        Example(
            "d = {1: 2}\nx = len(d.keys())\ny = 1 in d.keys() and bool(d.items())\nz = list(d.values())\n",
            None,
        ),
        Example(
            "d = {1: 2}\nx = set(d.keys())\ny = max(d.values())\nz = ','.join({'a': 1}.keys())\n"
            "(k, v), = d.items()\n",
            None,
        ),
        Example("d = {1: 2}\nx = d.keys() == {1: 3}.keys()\n", None),
        Example("d = {1: 2}\nfor k in d.keys():\n    d[k] = 3\n", None),
        Example(
            "def f():\n    e = {1: 2}.keys()\n    e += [5]\n    return e\nx = f()\n",
            "def f():\n    e = list({1: 2}.keys())\n    e += [5]\n    return e\nx = f()\n",
        ),
        Example("self.assertEqual({1: 2}, cache.items())\n", None, runs=False),
        Example("d = {1: 2}\nx = list(d.keys())[0]\n", None),
        Example(
            "d = {1: 2}\nx = dict.keys(d)\nx.append(3)\n", "d = {1: 2}\nx = list(dict.keys(d))\nx.append(3)\n"
        ),
        Example("from six.moves import map\nd = {1: 2}\nx = all(map(abs, d.keys()))\n", None),
        Example(
            "def f():\n    d = {1: 2}\n    keys = d.keys()\n    for k in keys:\n        print(k)\n"
            "    return len(keys)\nf()\n",
            None,
        ),
        Example(
            "class A(object):\n    def keys(self):\n        return [1]\n\n    def f(self):\n"
            "        return self.keys()[0]\nx = A().f() + A().keys()[0]\n",
            None,
        ),
        Example("x = table.keys(3)[0]\ny = obj.items[0]\nz = rows.items().all()\n", None, runs=False),
    )

    def names(self) -> frozenset[str]:
        """The methods."""
        return frozenset(METHODS)

    def detect(self, node: ast.Attribute, module: Module) -> Iterable[Match]:
        """The calls whose result is used as a list."""
        call: Any = module.parent(node)
        if node.attr not in METHODS or not isinstance(call, ast.Call) or call.func is not node:
            return
        is_unbound = module.qualified_name(node.value) == "__builtin__.dict"
        if len(call.args) != is_unbound or call.keywords:
            return
        need = need_of(call, module)
        if need in (Need.NONE, Need.SIZE):
            return
        receiver = Receiver.KNOWN if is_unbound else mapping_receiver(node.value, node.attr, module)
        if receiver is Receiver.OTHER or _compares_as_set(call, module):
            return
        message = f"`{node.attr}()` is a view in Python 3, no list"
        if need in (Need.MAYBE, Need.LIKELY):
            likely = Applicability.UNSAFE if need is Need.LIKELY else Applicability.MANUAL
            yield Match(call, f"{message}, and the dictionary may change before the loop is over", likely)
            return
        is_certain = need is Need.LIST and node.attr != "values" and not defines_method(node.attr, module)
        if receiver is Receiver.KNOWN or is_certain:
            yield Match(call, message)
        else:
            yield Match(call, f"{message}, if this is a dictionary", Applicability.UNSAFE)

    def rewrite(self, node: Any, match: Match, editor: Editor) -> Any:
        """`list(d.keys())`."""
        return listed(node, match, editor)


def _compares_as_set(call: ast.Call, module: Module) -> bool:
    """Whether it is compared to another dictionary's keys, or items: views of them compare as sets."""
    parent: Any = module.parent(call)
    if not isinstance(parent, ast.Compare) or len(parent.comparators) != 1:
        return False
    operands = [parent.left, parent.comparators[0]]
    names = [
        each.func.attr
        for each in operands
        if isinstance(each, ast.Call) and isinstance(each.func, ast.Attribute)
    ]
    return names in (["keys", "keys"], ["items", "items"])
