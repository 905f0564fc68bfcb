"""The rule for values that Python 3 writes otherwise."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from py3port.rule import Applicability, Example, Match, Module, Rule, Stage, ast
from py3port_codemods._shown import NAMES, NODES, shown

_TYPES = frozenset(
    f"__builtin__.{name}"
    for name in "bool complex dict file float frozenset int list long object set str tuple type unicode xrange".split()
)
_WORD_SIZE = 2**63
_MAX_POWER = 10_000
_SETS = ("set", "frozenset")


class ShownValue(Rule):
    """Some values have another text in Python 3, which matters where it is compared, parsed or stored.

    `set([1])` is `{1}`, `<type 'int'>` is `<class 'int'>`, `u'a'` is `'a'`, `ValueError('m',)` is
    `ValueError('m')`, `1L` is `1`; `re.escape` leaves more characters alone, and a set of strings is in another
    order in every process.

    Fix safety: there is no fix; most of such text is for people.
    """

    name = "shown-value"
    title = "Look at the text of values"
    stage = Stage.ADVICE
    applicability = Applicability.MANUAL
    references = ("https://docs.python.org/3/whatsnew/3.0.html",)
    words = ("print", "str", "repr", "%", "format", "`", "unicode")
    nodes = (*NODES, ast.Name, ast.Attribute)
    fixable = False
    examples = (
        Example("x = repr(set([1])), '%s' % frozenset([2]), '{0}'.format(set())\n", None, findings=3),
        Example("x = str(type(1)), repr(int), '%r' % ValueError, str(type(u'a'))\n", None, findings=4),
        Example("x = repr(u'a'), '%r' % u'b', str([1, u'c'])\ny = `u'd'`\n", None, findings=4),
        Example("x = repr(ValueError('m')), repr(2 ** 70), str([36893488147419103232])\n", None, findings=3),
        Example("import re\nprint re.escape('a,b')\nprint list(set(['a', 'b']))\n", None, findings=2),
        Example("x = str(u'a'), '%s' % u'b', repr('c'), str(2 ** 70), repr(7), '%d' % 2 ** 70\n", None),
        Example(
            "import re\nclass A(object):\n    pass\n"
            "x = str(type(A())), str(A), '%s' % re.escape('a,b'), sorted(set('ab'))\n",
            None,
        ),
    )

    def names(self) -> frozenset[str]:
        """The functions that make text."""
        return NAMES

    def detect(self, node: Any, module: Module) -> Iterable[Match]:
        """Every value with another text that text is made of."""
        if isinstance(node, (ast.Name, ast.Attribute)):
            call = module.parent(node)
            if not isinstance(call, ast.Call) or call.func is not node:
                return
            node = call
        elif isinstance(node, ast.BinOp) and not isinstance(node.op, ast.Mod):
            return
        for each, by_repr in shown(node, module):
            for why in _differences(each, module, by_repr=by_repr):
                yield Match(each, why)
                break


def _differences(node: Any, module: Module, *, by_repr: bool) -> Iterator[str]:
    """How the text of a value differs."""
    name = module.qualified_name(node) if isinstance(node, (ast.Name, ast.Attribute)) else None
    called = module.qualified_name(node.func) if isinstance(node, ast.Call) else None
    if name in _TYPES or _is_exception(name):
        yield "A type is written `<class ...>` in Python 3, without the module `exceptions`"
    elif called == "__builtin__.type" and len(node.args) == 1:
        known = module.type_of(node.args[0])
        if known is None or known.name != "instance":
            yield "A built-in type is written `<class ...>` in Python 3"
    elif called == "re.escape" and not isinstance(module.parent(node), ast.BinOp):
        yield "`re.escape` leaves more characters as they are since Python 3.7"
    elif called == "__builtin__.list" and node.args and _is_set(node.args[0], module):
        yield "A set is in another order in every process of Python 3"
    elif by_repr and _is_exception(called) and len(node.args) == 1:
        yield "An exception with one argument is written without a comma since Python 3.7"
    elif by_repr and _is_big(node):
        yield "Long integers are written without `L` in Python 3"
    elif _is_set(node, module):
        yield "A set is written with braces in Python 3"
    elif by_repr:
        known = module.type_of(node)
        if known is not None and known.name == "unicode":
            yield "Text is written without `u` in Python 3"


def _is_exception(name: str | None) -> bool:
    return (
        bool(name)
        and str(name).startswith(("__builtin__.", "exceptions."))
        and str(name).endswith(("Error", "Exception"))
    )


def _is_set(node: ast.expr, module: Module) -> bool:
    names, attributes = module.tree.names, module.tree.attributes
    if not any(each in names or each in attributes for each in _SETS) and not module.nodes(
        ast.Set, ast.SetComp
    ):
        return False
    known = module.type_of(node)
    return known is not None and known.name in _SETS


def _is_big(node: Any) -> bool:
    """Whether a number that is written out was a long one."""
    if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Pow):
        base, power = (getattr(each, "value", None) for each in (node.left, node.right))
        if type(base) is int and type(power) is int and abs(base) < _WORD_SIZE and 0 <= power < _MAX_POWER:
            return bool(abs(base**power) >= _WORD_SIZE)
        return False
    return isinstance(node, ast.Constant) and type(node.value) is int and node.value >= _WORD_SIZE
