from __future__ import annotations

import pytest

from py3port.analysis import Change, Consumer
from py3port.python2 import ast
from tests.analysis.marked import marked, module

# The marked expression is `d.keys()` where a program says K, `map(f, xs)` where it says M.
PROGRAMS = {
    "for x in K: print x": "iterated", "[x for x in K]": "iterated",
    "[x for y in z for x in K]": "iterated", "y = set(x for x in K)": "iterated", "sorted(K)": "iterated",
    "set(K)": "iterated", "sum(M)": "iterated", "any(M)": "iterated", "tuple(M)": "iterated",
    "dict(M)": "iterated", "frozenset(K)": "iterated", "max(M)": "iterated", "min(M, key=f)": "iterated",
    "max(M, 1)": "argument", "','.join(M)": "iterated", "sep.join(K)": "iterated",
    "x.extend(K)": "iterated", "x.update(M)": "iterated", "f.writelines(M)": "iterated",
    "dict.fromkeys(K)": "iterated", "reduce(f, M)": "iterated", "zip(K, y)": "iterated",
    "map(f, K)": "iterated", "filter(None, M)": "iterated", "enumerate(K)": "iterated",
    "iter(K)": "iterated", "itertools.chain(K, x)": "iterated", "collections.deque(M)": "iterated",
    "heapq.nlargest(3, M)": "iterated", "string.join(M, '')": "iterated", "f(*M)": "iterated",
    "a, b = M": "iterated", "x[:] = M": "iterated", "(a, b), c = M": "iterated", "1 in K": "iterated",
    "x not in M": "iterated", "list(K)": "listed", "len(K)": "len", "K": "discarded", "M": "discarded",
    "K[0]": "indexed", "K[1:]": "indexed", "M[-1]": "indexed", "K.index(1)": "indexed",
    "reversed(K)": "indexed", "random.choice(K)": "indexed", "bisect.bisect(M, 1)": "indexed",
    "K.sort()": "mutated", "K.append(1)": "mutated", "M.reverse()": "mutated", "self.x = K": "stored",
    "x[1] = K": "stored", "x = y = K": "stored", "[K]": "stored", "(K, 1)": "stored", "{1: K}": "stored",
    "def f(a=K): pass": "stored", "x = {1: M}": "stored", "return K": "returned", "yield K": "returned",
    "lambda: K": "returned", "return K or []": "returned", "f(K)": "argument", "f(x=K)": "argument",
    "print K": "argument", "str(K)": "argument", "'%s' % (K,)": "argument", "json.dumps(K)": "argument",
    "map(M, x)": "argument", "`K`": "argument", "isinstance(K, list)": "argument", "if K: pass": "truth",
    "while M: pass": "truth", "not K": "truth", "bool(M)": "truth", "assert K": "truth",
    "x = 1 if K else 2": "truth", "for x in K or y: pass": "truth", "if K and x: pass": "truth",
    "[x for x in y if M]": "truth", "for x in y or K: pass": "iterated",
    "for x in (K if y else z): pass": "iterated", "K == [1]": "compared", "[1] == K": "compared",
    "K in x": "compared", "K + [1]": "other", "K.foo()": "other", "raise M": "other", "x += K": "other",
    "x = []; x += K": "iterated",
    # Through a variable.
    "x = K\n    for y in x: print y": "iterated", "x = K\n    return sorted(x)": "iterated",
    "x = K\n    x.sort()\n    for y in x: print y": "mutated", "x = K\n    return x[0]": "indexed",
    "x = K\n    return x": "returned", "x = K": "discarded",
    "x = M\n    for y in x: print y\n    for y in x: print y": "stored",
    "x = M\n    if a:\n        for y in x: pass\n    else:\n        return sorted(x)": "iterated",
    "x = M\n    while a:\n        for y in x: pass": "stored",
    "for a in b:\n        x = M\n        for y in x: pass": "iterated",
    "x = M\n    return [y for y in x]": "iterated", "x = M\n    return [y in x for y in z]": "stored",
    "x = M\n    return lambda: list(x)": "stored", "global x\n    x = K\n    for y in x: pass": "stored",
    "x = K\n    exec 'y'\n    for y in x: pass": "stored", "x, z = K, 1\n    for y in x: pass": "iterated",
    "x, z = K, 1\n    return x[z]": "indexed", "x = K\n    x = sorted(x)\n    print x[0]": "iterated",
    "x = K\n    y = x\n    for z in y: pass": "iterated",
    "x = K\n    d.clear()\n    for y in x: pass": "stored",
    "x = K\n    g(d)\n    for y in x: pass": "stored", "x = K\n    g()\n    for y in x: pass": "iterated",
    "x = K\n    for y in x: del d[y]": "mutated", "x = K\n    if x:\n        for y in x: pass": "stored",
    # While the dictionary changes.
    "for x in K: del d[x]": "mutated", "for x in enumerate(K): del d[x]": "mutated",
    "for x, y in zip(K, z): d.pop(x)": "mutated", "for x in (y for y in K): d.pop(x)": "mutated",
    "for x in sorted(K): d.pop(x)": "iterated", "[d.pop(x) for x in K]": "mutated",
    "for x in M: xs.remove(x)": "mutated", "xs.extend(M)": "mutated", "d.update(zip(K, z))": "mutated",
    # Functions of the module.
    "each(K)": "iterated", "each_twice(K)": "argument", "keeps(K)": "argument",
}  # fmt: skip
FOOTER = """
def each(a):
    for b in a: print b
def each_twice(a):
    for b in a: print b
    return sorted(a)
def keeps(a):
    STORE.append(a)
"""
HEADER = "import itertools, collections, heapq, string, random, bisect, json\ndef test(self, d, xs):\n    "


@pytest.mark.parametrize(("text", "expected"), PROGRAMS.items(), ids=PROGRAMS)
def test_consumer(text: str, expected: str) -> None:
    text = text.replace("K", "«d.keys()»").replace("M", "«map(f, xs)»")
    if "return" in text and "yield" in text:
        pytest.fail("one or the other")
    found, node = marked(HEADER + text + "\n" + FOOTER)
    assert found.consumer(node).value == expected


def test_a_variable_of_the_module_is_out_of_sight() -> None:
    found, node = marked("x = «d.keys()»\nfor y in x: pass\n")
    assert found.consumer(node) is Consumer.STORED


def test_consumers_of_a_variable() -> None:
    found, node = marked(
        "def f(d):\n    x = «d.keys()»\n    if x:\n        for y in x: pass\n    return len(x)\n"
    )
    assert found.consumers(node) == [Consumer.TRUTH, Consumer.ITERATED, Consumer.LEN]
    found, node = marked("for y in «d.keys()»: pass\n")
    assert found.consumers(node) == [Consumer.ITERATED]


LOOPS = [
    # container, target, iterated, body, change
    ("d", "k", "d.keys()", "print k", Change.NONE),
    ("d", "k", "d.keys()", "del d[k]", Change.CERTAIN),
    ("d", "k", "d.keys()", "d.pop(k)", Change.CERTAIN),
    ("d", "k", "d.keys()", "\n            if k: d.clear()", Change.CERTAIN),
    ("d", "k", "d.keys()", "d[k.lower()] = 1", Change.CERTAIN),
    ("d", "k", "d.keys()", "d.setdefault(k + 1, 2)", Change.CERTAIN),
    ("d", "k", "d.keys()", "d.update(x)", Change.CERTAIN),
    ("d", "k", "d.keys()", "d[k] = 1", Change.NONE),
    ("d", "k", "d.keys()", "d[k] += 1", Change.NONE),
    ("d", "k", "d", "d[k] = 1", Change.NONE),
    ("d", "k", "d.keys()", "k = k.lower(); d[k] = 1", Change.CERTAIN),
    ("d", "k, v", "d.items()", "d[k] = v", Change.NONE),
    ("d", "k, v", "d.items()", "d[v] = k", Change.CERTAIN),
    ("d", "v", "d.values()", "d[v] = 1", Change.CERTAIN),
    ("d", "k", "d.keys()", "e.pop(k)", Change.NONE),
    ("d", "k", "d.keys()", "d[k].pop(1)", Change.NONE),
    ("d", "k", "d.keys()", "d[k][1] = 2", Change.NONE),
    ("d", "k", "d.keys()", "print d.get(k), d[k], len(d), d.has_key(k)", Change.NONE),
    ("d", "k", "d.keys()", "g(d)", Change.LIKELY),
    ("d", "k", "d.keys()", "g(x=d)", Change.LIKELY),
    ("d", "k", "d.keys()", "g(d[k])", Change.NONE),
    ("d", "k", "d.keys()", "g(k)", Change.NONE),
    ("d", "k", "d.keys()", "e = d", Change.POSSIBLE),
    ("d", "k", "d.keys()", "d.forget(k)", Change.POSSIBLE),
    ("d", "k", "d.keys()", "k.close()", Change.NONE),
    ("d", "k", "d.keys()", "del d[k]; break", Change.NONE),
    ("d", "k", "d.keys()", "return d.pop(k)", Change.NONE),
    (
        "d",
        "k",
        "d.keys()",
        "\n            if k:\n                del d[k]\n                return",
        Change.NONE,
    ),
    (
        "d",
        "k",
        "d.keys()",
        "\n            for j in k:\n                del d[j]\n                break",
        Change.CERTAIN,
    ),
    ("self.d", "k", "self.d.keys()", "del self.d[k]", Change.CERTAIN),
    ("self.d", "k", "self.d.keys()", "self.removes(k)", Change.CERTAIN),
    ("self.d", "k", "self.d.keys()", "self.removes_by_call(k)", Change.POSSIBLE),
    ("self.d", "k", "self.d.keys()", "self.reads(k)", Change.NONE),
    ("self.d", "k", "self.d.keys()", "self.inherited(k)", Change.POSSIBLE),
    ("self.d", "k", "self.d.keys()", "g(self)", Change.POSSIBLE),
    ("self.d", "k", "self.d.keys()", "self.e.pop(k)", Change.NONE),
    ("self.d", "k", "self.d.keys()", "self.d = {}", Change.NONE),
    ("self.d", "v", "self.d.values()", "v.close()", Change.POSSIBLE),
    ("self.d", "v", "self.d.values()", "v.render()", Change.NONE),
    ("self.__dict__", "k", "self.__dict__.keys()", "delattr(self, k)", Change.CERTAIN),
    ("self.__dict__", "k", "self.__dict__.keys()", "setattr(other, k, 1)", Change.NONE),
    ("self.__dict__", "k", "self.__dict__.keys()", "self.x = 1", Change.CERTAIN),
    ("self.__dict__", "k", "self.__dict__.keys()", "k.add(self)", Change.LIKELY),
    ("vars(d)", "k", "vars(d).keys()", "setattr(d, k, 1)", Change.CERTAIN),
    ("self.d", "k", "self.d.keys()", "yield k", Change.LIKELY),
    ("self.d", "k", "self.d.keys()", "yield k; break", Change.NONE),
    ("self.d", "k", "self.d.keys()", "x = lambda: (yield k)", Change.NONE),
    ("self.d", "k", "self.d", "yield k", Change.NONE),
    ("d", "k", "d.keys()", "yield k", Change.NONE),
    ("sys.modules", "k", "sys.modules.keys()", "g(k)", Change.POSSIBLE),
    ("sys.modules", "k", "sys.modules.keys()", "import x", Change.POSSIBLE),
    ("sys.modules", "k", "sys.modules.keys()", "x = k", Change.NONE),
    ("globals()", "k", "globals().keys()", "pass", Change.CERTAIN),
    ("GLOBAL", "k", "GLOBAL.keys()", "removes_global(k)", Change.CERTAIN),
    ("GLOBAL", "k", "GLOBAL.keys()", "reads_global(k)", Change.NONE),
]
CLASS = """
import sys
GLOBAL = {{}}
def removes_global(k): del GLOBAL[k]
def reads_global(k): return GLOBAL[k]
class C(Base):
    def removes(self, k): del self.d[k]
    def removes_by_call(self, k): self.removes(k)
    def reads(self, k): return self.d[k]
    def test(self, d):
        for {target} in {iterated}: {body}
"""


@pytest.mark.parametrize(("container", "target", "iterated", "body", "expected"), LOOPS)
def test_change_in_loop(container: str, target: str, iterated: str, body: str, expected: Change) -> None:
    found = module(CLASS.format(target=target, iterated=iterated, body=body))
    loop = found.nodes(ast.For)[0]
    whole = loop.iter.func.value if isinstance(loop.iter, ast.Call) else loop.iter
    assert found.text(whole) == container
    assert found.change_in_loop(loop, whole) is expected
