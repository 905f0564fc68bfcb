"""The rule for standard output that is wrapped in a codec's writer."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from py3port.rule import Applicability, Editor, Example, Match, Mode, Module, Rule, Stage, ast, cst

_STREAMS = {
    "sys.stdout": "stdout",
    "sys.stderr": "stderr",
    "sys.__stdout__": "stdout",
    "sys.__stderr__": "stderr",
    "sys.stdin": "stdin",
}
_MAKERS = frozenset({"codecs.getwriter", "codecs.getreader"})
_WRAPPERS = frozenset(
    {"codecs.StreamReaderWriter", "codecs.StreamWriter", "codecs.EncodedFile", "codecs.StreamRecoder"}
)


class OutputWriter(Rule):
    """`codecs.getwriter("utf-8")(sys.stdout)` writes bytes; in Python 3 `sys.stdout` takes text only.

    Its bytes go to `sys.stdout.buffer`. In `dual` mode that is asked for where it is there.
    """

    name = "output-writer"
    title = "Wrap the buffer of standard output"
    stage = Stage.COMMON
    applicability = Applicability.SAFE
    references = ("https://docs.python.org/3/library/sys.html#sys.stdout",)
    words = ("codecs",)
    nodes = (ast.Attribute,)
    examples = (
        Example(
            "import codecs, sys\n_out = codecs.getwriter('utf-8')(sys.stdout)\n_out.write(u'a')\n",
            "import codecs, sys\n_out = codecs.getwriter('utf-8')(sys.stdout.buffer)\n_out.write(u'a')\n",
            mode=Mode.PY3,
            runs=False,
        ),
        Example(
            "import sys\nfrom codecs import getwriter\n"
            "sys.stdout = getwriter('utf-8')(sys.stdout, 'replace')\n",
            "import sys\nfrom codecs import getwriter\n"
            "sys.stdout = getwriter('utf-8')(getattr(sys.stdout, 'buffer', sys.stdout), 'replace')\n",
            mode=Mode.DUAL,
            runs=False,
        ),
        Example(
            "import codecs, sys\ninfo = codecs.lookup('utf-8')\n"
            "x = codecs.StreamReaderWriter(sys.stdout, info[2], info[3])\n",
            "import codecs, sys\ninfo = codecs.lookup('utf-8')\n"
            "x = codecs.StreamReaderWriter(sys.stdout.buffer, info[2], info[3])\n",
            mode=Mode.PY3,
            runs=False,
        ),
        Example(
            "import codecs, sys\nx = codecs.getwriter('utf-8')(sys.stdout.buffer)\nsys.stdout.write('')\n",
            None,
            runs=False,
        ),
        Example(
            "import codecs, sys\nf(sys.stdout)\ncodecs.getwriter('utf-8')(open('/dev/null', 'wb'))\n",
            None,
            runs=False,
        ),
    )

    def names(self) -> frozenset[str]:
        """The streams."""
        return frozenset({each.rpartition(".")[2] for each in _STREAMS})

    def detect(self, node: ast.Attribute, module: Module) -> Iterable[Match]:
        """Every stream that a codec's writer or reader is made of."""
        call: Any = module.parent(node)
        if (
            not isinstance(call, ast.Call)
            or node not in call.args[:1]
            or module.qualified_name(node) not in _STREAMS
        ):
            return
        maker = call.func.func if isinstance(call.func, ast.Call) else call.func
        name = module.qualified_name(maker) or ""
        if name in _MAKERS if isinstance(call.func, ast.Call) else name in _WRAPPERS:
            yield Match(node, f"`{module.text(node)}` takes text in Python 3; its bytes go to its buffer")

    def rewrite(self, node: Any, match: Match, editor: Editor) -> Any:
        """The buffer of the stream."""
        if editor.mode is Mode.PY3:
            return cst.Attribute(node, cst.Name("buffer"))
        arguments = [cst.Arg(node), cst.Arg(cst.SimpleString("'buffer'")), cst.Arg(node.deep_clone())]
        return cst.Call(cst.Name("getattr"), arguments)
