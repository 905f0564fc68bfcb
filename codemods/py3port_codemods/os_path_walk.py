"""The rule for `os.path.walk`."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from py3port.rule import Applicability, CannotRewrite, Editor, Example, Match, Module, Rule, Stage, ast

_NAMES = frozenset({"os.path.walk", "posixpath.walk", "ntpath.walk", "macpath.walk"})
_PLAIN = (ast.Name, ast.Attribute, ast.Constant)


class OsPathWalk(Rule):
    """Python 3.0 dropped `os.path.walk(top, function, argument)`; `os.walk` is there since 2.3.

    A call that stands alone becomes a loop, in which the function gets what it always got: its argument, the folder
    and the names in it, of which it may take out those not to go into. Any other use is reported.
    """

    name = "os-path-walk"
    title = "Loop over os.walk"
    stage = Stage.COMMON
    applicability = Applicability.SAFE
    references = ("https://docs.python.org/2/library/os.path.html#os.path.walk",)
    words = ("walk",)
    nodes = (ast.Attribute, ast.Name)
    examples = (
        Example(
            "import os, tempfile\nfound = []\n\ndef visit(arg, folder, names):\n    found.append((arg, names))\n"
            "os.path.walk(tempfile.mkdtemp(), visit, 3)  # all\n",
            "import os, tempfile\nfound = []\n\ndef visit(arg, folder, names):\n    found.append((arg, names))\n"
            "for dirpath, dirnames, filenames in os.walk(tempfile.mkdtemp()):\n"
            "    entries = dirnames + filenames\n"
            "    visit(3, dirpath, entries)\n"
            "    dirnames[:] = [each for each in dirnames if each in entries]  # all\n",
        ),
        Example(
            "from os.path import walk\nwalk('/no such', lambda arg, folder, names: arg.append(names), [])\n",
            "import os\nargument = []\nfor dirpath, dirnames, filenames in os.walk('/no such'):\n"
            "    entries = dirnames + filenames\n"
            "    (lambda arg, folder, names: arg.append(names))(argument, dirpath, entries)\n"
            "    dirnames[:] = [each for each in dirnames if each in entries]\n",
            runs=False,
        ),
        Example(
            "def f(top, visit):\n    import os as o\n    o.path.walk(top, visit, 1)\n",
            "def f(top, visit):\n    import os as o\n    for dirpath, dirnames, filenames in o.walk(top):\n"
            "        entries = dirnames + filenames\n        visit(1, dirpath, entries)\n"
            "        dirnames[:] = [each for each in dirnames if each in entries]\n",
            runs=False,
        ),
        Example("import os\nf = os.path.walk\n", None, findings=1),
        Example("import os\nfor each in os.walk('/no such'):\n    print(each)\n", None),
        Example("def walk(a, b, c):\n    return a\nwalk(1, 2, 3)\n", None),
    )

    def names(self) -> frozenset[str]:
        """The function."""
        return frozenset({"walk"})

    def detect(self, node: Any, module: Module) -> Iterable[Match]:
        """A use of the function; of a call that stands alone the statement."""
        if not isinstance(node.ctx, ast.Load) or module.qualified_name(node) not in _NAMES:
            return
        message = "`os.path.walk` is gone since Python 3.0: use `os.walk`"
        call: Any = module.parent(node)
        statement = module.parent(call) if isinstance(call, ast.Call) else None
        is_plain = (
            isinstance(call, ast.Call) and call.func is node and len(call.args) == 3 and not call.keywords
        )
        if is_plain and isinstance(statement, ast.Expr) and isinstance(call.args[1], (*_PLAIN, ast.Lambda)):
            yield Match(statement, message, data=node)
        else:
            yield Match(node, message, Applicability.MANUAL)

    def rewrite(self, node: Any, match: Match, editor: Editor) -> Any:
        """The loop, in place of the statement."""
        module, statement = editor.module, match.node
        assert isinstance(statement, ast.Expr)
        if module.has_comment(statement):
            raise CannotRewrite("a comment stands inside the call")
        call: Any = statement.value
        top, function, argument = (module.text(each) for each in call.args)
        names = ("dirpath", "dirnames", "filenames", "entries", "each")
        folder, folders, files, both, one = (editor.fresh_name(name, statement) for name in names)
        lines = []
        if not isinstance(call.args[2], _PLAIN):
            stored = editor.fresh_name("argument", statement)
            lines.append(f"{stored} = {argument}")
            argument = stored
        if isinstance(call.args[1], ast.Lambda):
            function = f"({function})"
        root: Any = match.data
        while isinstance(root, ast.Attribute):
            root = root.value
        is_there = module.qualified_name(root) == "os"
        if not is_there:
            editor.drop_import(root)
        lines += [
            f"for {folder}, {folders}, {files} in {root.id if is_there else editor.add_import('os')}.walk({top}):",
            f"    {both} = {folders} + {files}",
            f"    {function}({argument}, {folder}, {both})",
            f"    {folders}[:] = [{one} for {one} in {folders} if {one} in {both}]",
        ]
        editor.replace_statement(statement, "\n".join(lines))
        return node
