"""The rule for `file`."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from py3port.rule import Applicability, Example, Match, Mode, Module, Stage, ast
from py3port_codemods._builtins import is_type_check_argument, type_check_tuple
from py3port_codemods._gone_builtins import GoneBuiltin
from py3port_codemods._gone_names import Gone


class FileBuiltin(GoneBuiltin):
    """`file` was the type of open files, and opened one when called; Python 3 opens files with `open` only.

    Fix safety: calls are rewritten, which `open` does alike on both. Files are of several classes now, which all
    inherit from `io.IOBase`: a check against the type asks for that in Python 3, on request, for `StringIO` and
    sockets made into files pass as well. What inherits from the type or passes it on is left to a person.
    """

    name = "file-builtin"
    title = "Open files with open"
    stage = Stage.COMMON
    applicability = Applicability.SAFE
    aliases = ("fix_file", "W1607")
    references = ("https://docs.python.org/3/whatsnew/3.0.html#builtins",)
    words = ("file",)
    gone = Gone("3.0", "open", note="open files with `open`; the types of files are in `io`")
    examples = (
        Example("f = file('a', 'w')\nf.close()\n", "f = open('a', 'w')\nf.close()\n"),
        Example(
            "with file(*('a', 'w')) as f:\n    f.write('x')\n",
            "with open(*('a', 'w')) as f:\n    f.write('x')\n",
        ),
        Example("import __builtin__\n__builtin__.file('a', 'w').close()\n", "open('a', 'w').close()\n"),
        Example("open = 3\nfile('a', 'w').close()\n", None, findings=1),
        Example(
            "x = isinstance(3, file)\n",
            "import io\n\nx = isinstance(3, io.IOBase)\n",
            mode=Mode.PY3,
            unsafe=True,
        ),
        Example(
            "x = isinstance('a', (file, str))\n",
            "import io\n\nx = isinstance('a', (io.IOBase, str))\n",
            mode=Mode.PY3,
            unsafe=True,
        ),
        Example(
            "x = isinstance(3, file)\n",
            "import io\nimport types\n\nx = isinstance(3, getattr(types, 'FileType', io.IOBase))\n",
            mode=Mode.DUAL,
            unsafe=True,
        ),
        Example("class F(file):\n    pass\n", None, findings=1),
        Example("for file in ['a']:\n    print(file)\n", None),
        Example("def f(file):\n    return file('a')\nx = f(str)\n", None),
        Example("try:\n    file\nexcept NameError:\n    file = open\nfile('a', 'w').close()\n", None),
    )

    def detect(self, node: ast.Name | ast.Attribute, module: Module) -> Iterable[Match]:
        """Every reference; where a type is checked, to the class of all files."""
        checks = is_type_check_argument(node, module) or type_check_tuple(node, module) is not None
        for match in super().detect(node, module):
            if checks:
                code = (
                    "{io:IOBase}" if module.mode is Mode.PY3 else "getattr({types}, 'FileType', {io:IOBase})"
                )
                yield replace(match, applicability=Applicability.UNSAFE, data=code)
            else:
                yield match

    def applicability_of(self, node: ast.expr, module: Module) -> Applicability | None:
        """Calls only."""
        call = module.parent(node)
        return None if isinstance(call, ast.Call) and call.func is node else Applicability.MANUAL
