"""The rule for subcommands that may be left out."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from py3port.rule import Applicability, Editor, Example, Match, Module, Rule, Stage, ast


class ArgparseSubparsers(Rule):
    """Python 3's `argparse` goes on where no subcommand is given, which was an error in Python 2.

    Setting `required` makes it one again, and does no harm in 2.7.

    Fix safety: a program that copes without a subcommand would refuse it again, so the fix waits for `--unsafe`.
    """

    name = "argparse-subparsers"
    title = "Insist on a subcommand"
    stage = Stage.SEMANTIC
    applicability = Applicability.UNSAFE
    since = "3.3"
    references = ("https://docs.python.org/3/library/argparse.html#sub-commands",)
    words = ("add_subparsers",)
    nodes = (ast.Attribute,)
    examples = (
        Example(
            "import argparse\np = argparse.ArgumentParser()\nsub = p.add_subparsers(dest='cmd')  # all\n"
            "sub.add_parser('a')\n",
            "import argparse\np = argparse.ArgumentParser()\nsub = p.add_subparsers(dest='cmd')  # all\n"
            "sub.required = True\n"
            "sub.add_parser('a')\n",
            unsafe=True,
        ),
        Example(
            "import argparse\n\ndef f(p):\n    return p.add_subparsers()\n",
            None,
            findings=1,
        ),
        Example(
            "import argparse\np = argparse.ArgumentParser()\nsub = p.add_subparsers(dest='cmd')\n"
            "sub.required = False\n",
            None,
        ),
        Example("def f(p):\n    sub = p.add_subparsers()\n", None),
    )

    def names(self) -> frozenset[str]:
        """The method."""
        return frozenset(self.words)

    def detect(self, node: ast.Attribute, module: Module) -> Iterable[Match]:
        """A call that makes a set of subcommands, of which nothing says whether one is required."""
        call: Any = module.parent(node)
        if not isinstance(call, ast.Call) or call.func is not node or "argparse" not in module.source.text:
            return
        if any(each.attr == "required" for each in module.nodes(ast.Attribute)):
            return
        if any(each.arg in (None, "required") for each in call.keywords):
            return
        message = "Python 3 goes on where no subcommand is given"
        statement: Any = module.statement(call)
        target = (
            statement.targets[0] if isinstance(statement, ast.Assign) and statement.value is call else None
        )
        if isinstance(target, (ast.Name, ast.Attribute)):
            yield Match(statement, message, data=target)
        else:
            yield Match(call, message, Applicability.MANUAL)

    def rewrite(self, node: Any, match: Match, editor: Editor) -> Any:
        """`required` behind it."""
        statement: Any = match.node
        editor.insert_after(statement, f"{editor.module.text(match.data)}.required = True")
        return node
