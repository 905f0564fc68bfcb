"""The rule for visitors of numbers and strings in syntax trees."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from py3port.rule import Applicability, Editor, Example, Match, Module, Rule, Stage, ast

_METHODS = ("visit_Num", "visit_Str")


class VisitConstant(Rule):
    """Since Python 3.8 literals are nodes of one class, `Constant`, in place of `Num`, `Str` and others.

    `ast.NodeVisitor` still calls `visit_Num` and `visit_Str`; a visitor that looks up its methods by the names of
    classes itself gets a method `visit_Constant` that does.

    Fix safety: None, True and False, which had been names, go to `visit_Num`, which shows them alike.
    """

    name = "visit-constant"
    title = "Visit constants of any kind"
    stage = Stage.COMMON
    applicability = Applicability.UNSAFE
    since = "3.8"
    references = ("https://docs.python.org/3/library/ast.html#ast.Constant",)
    words = _METHODS
    nodes = (ast.ClassDef,)
    examples = (
        Example(
            "import ast\nclass V(object):\n    def visit(self, node):\n"
            "        return getattr(self, 'visit_%s' % node.__class__.__name__)(node)\n\n"
            "    def visit_Expression(self, node):\n        return self.visit(node.body)\n\n"
            "    def visit_Num(self, node):\n        return 1\n\n    def visit_Str(self, node):\n        return 2\n\n"
            "x = V().visit(ast.parse('3', mode='eval')), V().visit(ast.parse('\"\"', mode='eval'))\n",
            "import ast\nclass V(object):\n    def visit(self, node):\n"
            "        return getattr(self, 'visit_%s' % node.__class__.__name__)(node)\n\n"
            "    def visit_Expression(self, node):\n        return self.visit(node.body)\n\n"
            "    def visit_Num(self, node):\n        return 1\n\n    def visit_Str(self, node):\n        return 2\n\n"
            "    def visit_Constant(self, node):\n"
            "        is_string = isinstance(node.value, (type(u''), bytes))\n"
            "        return self.visit_Str(node) if is_string else self.visit_Num(node)\n\n"
            "x = V().visit(ast.parse('3', mode='eval')), V().visit(ast.parse('\"\"', mode='eval'))\n",
            unsafe=True,
        ),
        Example(
            "class V(object):\n    def visit(self, node):\n        return getattr(self, 'visit_' + node.name)(node)\n"
            "    def visit_Num(me, n):\n        return 1\n    def visit_Str(me, n):\n        return 2\n",
            "class V(object):\n    def visit(self, node):\n        return getattr(self, 'visit_' + node.name)(node)\n"
            "    def visit_Num(me, n):\n        return 1\n    def visit_Str(me, n):\n        return 2\n\n"
            "    def visit_Constant(me, n):\n        is_string = isinstance(n.value, (type(u''), bytes))\n"
            "        return me.visit_Str(n) if is_string else me.visit_Num(n)\n",
            unsafe=True,
        ),
        Example(
            "import ast\nclass V(ast.NodeVisitor):\n    def visit_Num(self, node):\n        return 1\n"
            "    def visit_Str(self, node):\n        return 2\n",
            None,
        ),
        Example(
            "class V(object):\n    def visit(self, node):\n        return getattr(self, 'visit_' + node.name)(node)\n"
            "    def visit_Num(self, node):\n        return 1\n    def visit_Str(self, node):\n        return 2\n"
            "    visit_Constant = visit_Num\n",
            None,
        ),
    )

    def detect(self, node: ast.ClassDef, module: Module) -> Iterable[Match]:
        """Every class with methods for both, and none for constants."""
        own = {each.name: each for each in node.body if isinstance(each, ast.FunctionDef)}
        if not own.keys() >= set(_METHODS) or module.class_defines(node, "visit_Constant"):
            return
        if any(len(own[name].args.args) != 2 for name in _METHODS):
            return
        if _is_dispatching(module) and not _is_known_visitor(node, module):
            last = max((own[name] for name in _METHODS), key=lambda each: each.lineno)
            yield Match(last, "since Python 3.8 literals are visited as `Constant`")

    def rewrite_text(self, matches: Iterable[Match], editor: Editor) -> bool:
        """A method that calls either of the two."""
        for match in matches:
            method: Any = match.node
            this, node = (each.arg for each in method.args.args)
            editor.insert_after(
                method,
                f"\ndef visit_Constant({this}, {node}):\n"
                f"    is_string = isinstance({node}.value, (type(u''), bytes))\n"
                f"    return {this}.visit_Str({node}) if is_string else {this}.visit_Num({node})",
            )
        return True


def _is_dispatching(module: Module) -> bool:
    """Whether methods are looked up by a name that is put together."""
    return any(str(each.value) in ("visit_", "visit_%s") for each in module.nodes(ast.Constant))


def _is_known_visitor(definition: ast.ClassDef, module: Module) -> bool:
    """Whether it is a visitor of the library, which calls the methods itself."""
    names = {module.qualified_name(base) for base in module.foreign_bases(definition)}
    return bool(names & {"ast.NodeVisitor", "ast.NodeTransformer"})
