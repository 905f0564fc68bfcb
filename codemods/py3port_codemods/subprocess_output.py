"""The rule for output of other programs that is used as text."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from py3port.rule import Applicability, Editor, Example, Flavour, Match, Module, Rule, Stage, ast, cst

_FUNCTIONS = frozenset({"subprocess.Popen", "subprocess.check_output"})
_TEXT = frozenset({"universal_newlines", "text", "encoding", "errors"})


class SubprocessOutput(Rule):
    """What `subprocess` reads from a program is bytes in Python 3, unless it is asked for text.

    `universal_newlines=True` asks for text, and is there in Python 2.7, where it changes ends of lines only.

    Fix safety: that the output is text is likely, where nothing that takes bytes takes it. Python 2 leaves `\\r\\n`
    alone without the argument.
    """

    name = "subprocess-output"
    title = "Ask for the output of programs as text"
    stage = Stage.SEMANTIC
    applicability = Applicability.UNSAFE
    references = ("https://docs.python.org/3/library/subprocess.html#frequently-used-arguments",)
    nodes = (ast.Name, ast.Attribute)
    words = ("subprocess",)
    after = ("string-io-binary",)
    examples = (
        Example(
            "import subprocess, sys\nx = subprocess.check_output([sys.executable, '-c', 'print(1)']) + u'a'\n",
            "import subprocess, sys\nx = subprocess.check_output([sys.executable, '-c', 'print(1)'], "
            "universal_newlines=True) + u'a'\n",
            unsafe=True,
        ),
        Example(
            "import subprocess, sys\np = subprocess.Popen([sys.executable, '-c', 'print(1)'], stdout=subprocess.PIPE)\n"
            "out, err = p.communicate()\nx = out.startswith('some words') or out == 'more words'\n",
            "import subprocess, sys\np = subprocess.Popen([sys.executable, '-c', 'print(1)'], stdout=subprocess.PIPE, "
            "universal_newlines=True)\nout, err = p.communicate()\n"
            "x = out.startswith('some words') or out == 'more words'\n",
            unsafe=True,
        ),
        Example(
            "import hashlib, subprocess, sys\n"
            "x = hashlib.md5(subprocess.check_output([sys.executable, '-c', ''])).hexdigest()\n",
            None,
        ),
    )

    def names(self) -> frozenset[str]:
        """The functions."""
        return frozenset({"Popen", "check_output"})

    def detect(self, node: ast.expr, module: Module) -> Iterable[Match]:
        """Every call of the functions whose output is not used as bytes."""
        call = module.parent(node)
        if (
            not isinstance(call, ast.Call)
            or call.func is not node
            or module.qualified_name(node) not in _FUNCTIONS
        ):
            return
        if any(each.arg is None or each.arg in _TEXT for each in call.keywords):
            return
        if any(isinstance(each, ast.Starred) for each in call.args):
            return
        path = ("elem",) if module.qualified_name(node) == "subprocess.Popen" else ()
        if path and not any(getattr(each.value, "attr", "") == "PIPE" for each in call.keywords):
            return
        if module.strings.use(call, path) is not Flavour.BINARY:
            yield Match(call, "the output is bytes in Python 3, and nothing needs them")

    def rewrite(self, node: Any, match: Match, editor: Editor) -> Any:
        """Put `universal_newlines=True` last."""
        last = node.args[-1]
        comma = cst.Comma(whitespace_after=cst.SimpleWhitespace(" "))
        equal = cst.AssignEqual(cst.SimpleWhitespace(""), cst.SimpleWhitespace(""))
        added = cst.Arg(cst.Name("True"), keyword=cst.Name("universal_newlines"), equal=equal)
        if isinstance(last.comma, cst.Comma):
            return node.with_changes(args=[*node.args, added])
        return node.with_changes(args=[*node.args[:-1], last.with_changes(comma=comma), added])
