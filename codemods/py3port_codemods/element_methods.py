"""The rule for `getchildren` and `getiterator` of XML elements."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from py3port.rule import Applicability, Editor, Example, Match, Module, Rule, Stage, ast, call, cst

_MAKERS = ("etree", "ElementTree", "cElementTree")


class ElementMethods(Rule):
    """Python 3.9 removed `getchildren` and `getiterator` of elements; `list(element)` and `iter` work in 2.7 as well.

    Fix safety: only files that import some `etree` are looked at. Nothing tells for certain that an object is
    an element, so the fix waits for `--unsafe`. `getiterator` gave a list, as `iter` does not: it is wrapped
    where it is not just iterated over.
    """

    name = "element-methods"
    title = "Use list and iter of elements"
    stage = Stage.COMMON
    applicability = Applicability.UNSAFE
    since = "3.9"
    references = ("https://docs.python.org/3/whatsnew/3.9.html#removed",)
    words = ("getchildren", "getiterator")
    nodes = (ast.Attribute,)
    examples = (
        Example(
            'from xml.etree import ElementTree as ET\nroot = ET.fromstring("<a><b/><c/></a>")\n'
            'x = [each.tag for each in root.getchildren()]  # two\nfor each in root.getiterator("b"):\n'
            "    print(each.tag)\ny = len(root.getiterator())\n",
            'from xml.etree import ElementTree as ET\nroot = ET.fromstring("<a><b/><c/></a>")\n'
            'x = [each.tag for each in list(root)]  # two\nfor each in root.iter("b"):\n'
            "    print(each.tag)\ny = len(list(root.iter()))\n",
            findings=3,
            unsafe=True,
        ),
        Example(
            "import xml.etree.ElementTree as ET\n\ndef f(node):\n    return map(len, node.getchildren)\n",
            None,
            findings=1,
        ),
        Example("import elsewhere\nx = elsewhere.node.getchildren()\n", None, runs=False),
        Example(
            "import xml.etree.ElementTree\nclass Node(object):\n    def getchildren(self):\n"
            "        return []\nx = Node().getchildren()\n",
            None,
        ),
    )

    def names(self) -> frozenset[str]:
        """The methods."""
        return frozenset(self.words)

    def detect(self, node: ast.Attribute, module: Module) -> Iterable[Match]:
        """A use of either on what may be an element."""
        if node.attr not in self.words or not any(
            part in _MAKERS for each in module.imports for part in each.qualified.split(".")
        ):
            return
        if any(module.class_defines(each, node.attr) for each in module.nodes(ast.ClassDef)):
            return
        is_list = node.attr == "getchildren"
        call: Any = module.parent(node)
        is_called = isinstance(call, ast.Call) and call.func is node
        if not is_called or (is_list and (call.args or call.keywords)):
            yield Match(node, f"Python 3.9 removed `{node.attr}`", Applicability.MANUAL)
            return
        parent: Any = module.parent(call)
        is_iterated = isinstance(parent, (ast.For, ast.comprehension)) and parent.iter is call
        form = "list" if is_list else ("iter" if is_iterated else "both")
        new = "list(element)" if is_list else "iter"
        yield Match(call, f"Python 3.9 removed `{node.attr}`; use `{new}`", data=form)

    def rewrite(self, node: Any, match: Match, editor: Editor) -> Any:
        """`list(x)`, `x.iter(...)` or the list of that."""
        if match.data == "list":
            return call("list", node.func.value).with_changes(lpar=node.lpar, rpar=node.rpar)
        renamed = node.with_changes(func=node.func.with_changes(attr=cst.Name("iter")))
        return renamed if match.data == "iter" else call("list", renamed)
