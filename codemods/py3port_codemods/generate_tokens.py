"""The rule for tokens that are read from bytes."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from py3port.rule import (
    Applicability,
    Editor,
    Example,
    Flavour,
    Match,
    Mode,
    Module,
    Rule,
    Stage,
    ast,
    cst,
)


class GenerateTokens(Rule):
    """`tokenize.generate_tokens` reads lines of text in Python 3; for lines of bytes there is `tokenize.tokenize`.

    The latter finds out the encoding, gives it as a token before all others, and gives text like the former. Python 2's
    `tokenize.tokenize` is another function, so that in `dual` mode the Python that runs decides.

    Fix safety: that the lines are binary is likely by their origin. Source that is in no encoding it names is an error
    in Python 3.
    """

    name = "generate-tokens"
    title = "Read tokens of bytes with tokenize.tokenize"
    stage = Stage.SEMANTIC
    applicability = Applicability.UNSAFE
    requires = ("six",)
    references = ("https://docs.python.org/3/library/tokenize.html#tokenize.generate_tokens",)
    nodes = (ast.Name, ast.Attribute)
    words = ("generate_tokens",)
    after = ("binary-string-literal",)
    beside_binary = True
    examples = (
        Example(
            "import tokenize\nwith open(__file__, 'rb') as f:\n"
            "    x = [each[1] for each in tokenize.generate_tokens(f.readline) if each[1] == 'open']\n",
            "import tokenize\nwith open(__file__, 'rb') as f:\n"
            "    x = [each[1] for each in tokenize.tokenize(f.readline) if each[1] == 'open']\n",
            mode=Mode.PY3,
            unsafe=True,
            runs=False,
        ),
        Example(
            "from tokenize import generate_tokens\nimport os\nf = open(os.devnull, 'rb')\n"
            "x = [each for each in generate_tokens(f.readline) if each[1].strip()]\n",
            "from tokenize import tokenize\nimport os\nf = open(os.devnull, 'rb')\n"
            "x = [each for each in tokenize(f.readline) if each[1].strip()]\n",
            mode=Mode.PY3,
            unsafe=True,
            runs=False,
        ),
        Example(
            "from tokenize import generate_tokens\nf = open('x', 'rb')\nx = list(generate_tokens(f.readline))\n",
            "import tokenize\nimport six\nf = open('x', 'rb')\n"
            "x = list((tokenize.generate_tokens if six.PY2 else tokenize.tokenize)(f.readline))\n",
            mode=Mode.DUAL,
            unsafe=True,
            runs=False,
        ),
        Example(
            "import tokenize\nf = open('x')\nx = list(tokenize.generate_tokens(f.readline))\n",
            None,
            runs=False,
        ),
    )

    def names(self) -> frozenset[str]:
        """The function."""
        return frozenset({"generate_tokens"})

    def detect(self, node: ast.expr, module: Module) -> Iterable[Match]:
        """Every call with the `readline` of a binary file."""
        call = module.parent(node)
        if not isinstance(call, ast.Call) or call.func is not node or len(call.args) != 1:
            return
        read = call.args[0]
        if not isinstance(read, ast.Attribute) or read.attr != "readline":
            return
        if module.qualified_name(node) != "tokenize.generate_tokens":
            return
        if module.strings.flavour(read.value, ("elem",)) is Flavour.BINARY:
            yield Match(node, "this reads lines of text in Python 3, and the file is binary")

    def rewrite(self, node: Any, match: Match, editor: Editor) -> Any:
        """`tokenize.tokenize`, in `dual` mode where Python 3 runs."""
        if editor.mode is Mode.DUAL:
            editor.drop_import(match.node)
            tokenize, six = editor.add_import("tokenize"), editor.add_import("six")
            return cst.parse_expression(f"({tokenize}.generate_tokens if {six}.PY2 else {tokenize}.tokenize)")
        if isinstance(node, cst.Attribute):
            return node.with_changes(attr=cst.Name("tokenize"))
        name = editor.add_import("tokenize", "tokenize", instead_of="tokenize.generate_tokens")
        editor.drop_import(match.node)
        return cst.Name(name)
