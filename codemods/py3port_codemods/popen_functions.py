"""The rule for `os.popen2` and its kin."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from py3port.rule import Applicability, CannotRewrite, Editor, Example, Match, Module, Rule, Stage, ast

_PIPES = {
    "os.popen2": ("stdin", "stdout"),
    "os.popen3": ("stdin", "stdout", "stderr"),
    "os.popen4": ("stdin", "stdout"),
    "popen2.popen2": ("stdout", "stdin"),
    "popen2.popen3": ("stdout", "stdin", "stderr"),
    "popen2.popen4": ("stdout", "stdin"),
}
_WIDTH = 79
"""A longer call goes over several lines."""


class PopenFunctions(Rule):
    """Python 3.0 dropped `os.popen2`, `popen3`, `popen4` and the module `popen2`; `subprocess.Popen` does their work.

    Fix safety: only where the pipes are unpacked at once. What they carry is text in Python 3, and a command that is
    not known to be a list is taken for a line for the shell, so all of it waits for `--unsafe`.
    """

    name = "popen-functions"
    title = "Open pipes by subprocess.Popen"
    stage = Stage.COMMON
    applicability = Applicability.UNSAFE
    references = ("https://docs.python.org/2/library/subprocess.html#replacing-os-popen-os-popen2-os-popen3",)
    words = ("popen2", "popen3", "popen4")
    nodes = (ast.Attribute, ast.Name)
    examples = (
        Example(
            "import os\ni, o = os.popen2('cat', 'b')\ni.write(b'a')\ni.close()\nx = o.read() == b'a'\n",
            "import subprocess\nprocess = subprocess.Popen(\n    'cat', shell=True, stdin=subprocess.PIPE, "
            "stdout=subprocess.PIPE,\n    close_fds=True\n)\ni, o = process.stdin, process.stdout\n"
            "i.write(b'a')\ni.close()\nx = o.read() == b'a'\n",
            unsafe=True,
            runs=False,
        ),
        Example(
            "from popen2 import popen4\n(self.out, self.into) = popen4(['ls'], 0)  # both\n",
            "import subprocess\nprocess = subprocess.Popen(\n    ['ls'], bufsize=0, stdin=subprocess.PIPE, "
            "stdout=subprocess.PIPE,\n    stderr=subprocess.STDOUT, close_fds=True, universal_newlines=True\n)\n"
            "(self.out, self.into) = process.stdout, process.stdin  # both\n",
            unsafe=True,
            runs=False,
        ),
        Example("import os\npipes = os.popen3('ls')\n", None, findings=1, runs=False),
        Example("import os\nf = os.popen('ls')\n", None, runs=False),
    )

    def names(self) -> frozenset[str]:
        """The functions."""
        return frozenset(self.words)

    def detect(self, node: Any, module: Module) -> Iterable[Match]:
        """A use of one of the functions."""
        qualified = module.qualified_name(node) if isinstance(node.ctx, ast.Load) else None
        if qualified not in _PIPES:
            return
        message = f"`{qualified}` is gone since Python 3.0: use `subprocess.Popen`"
        call: Any = module.parent(node)
        statement: Any = module.parent(call) if isinstance(call, ast.Call) and call.func is node else None
        if isinstance(statement, ast.Assign) and _is_plain(call, statement, len(_PIPES[qualified])):
            yield Match(statement, message, data=(node, qualified))
        else:
            yield Match(node, message, Applicability.MANUAL)

    def rewrite(self, node: Any, match: Match, editor: Editor) -> Any:
        """The process, and its pipes under the names they had."""
        module, (name, qualified) = editor.module, match.data
        statement: Any = match.node
        if module.has_comment(statement):
            raise CannotRewrite("a comment stands inside the call")
        call = statement.value
        order = ["cmd", "mode", "bufsize"] if qualified.startswith("os.") else ["cmd", "bufsize", "mode"]
        given = {
            **dict(zip(order, call.args, strict=False)),
            **{each.arg: each.value for each in call.keywords},
        }
        subprocess = editor.add_import("subprocess")
        known = module.type_of(given["cmd"])
        options = [module.text(given["cmd"])]
        options += [] if known is not None and known.name in ("list", "tuple") else ["shell=True"]
        options += [f"bufsize={module.text(given['bufsize'])}"] if "bufsize" in given else []
        options += [f"stdin={subprocess}.PIPE", f"stdout={subprocess}.PIPE"]
        if qualified.endswith("3"):
            options.append(f"stderr={subprocess}.PIPE")
        elif qualified.endswith("4"):
            options.append(f"stderr={subprocess}.STDOUT")
        options.append("close_fds=True")
        if "mode" not in given or getattr(given["mode"], "value", None) == "t":
            options.append("universal_newlines=True")
        process = editor.fresh_name("process", statement)
        pipes = ", ".join(f"{process}.{pipe}" for pipe in _PIPES[qualified])
        editor.drop_import(name if isinstance(name, ast.Name) else name.value)
        first = _call(f"{process} = {subprocess}.Popen", options, _WIDTH - statement.col_offset)
        editor.replace_statement(statement, f"{first}\n{_targets(statement, module)} = {pipes}")
        return node


def _call(function: str, arguments: Sequence[str], width: int) -> str:
    """A call on one line, or on as many as it takes."""
    line = f"{function}({', '.join(arguments)})"
    if len(line) <= width or "\n" in line:
        return line
    rows = [f"    {arguments[0]}"]
    for each in arguments[1:]:
        row = f"{rows[-1]}, {each}"
        if len(row) < width:
            rows[-1] = row
        else:
            rows.append(f"    {each}")
    return ",\n".join([f"{function}(\n{rows[0]}", *rows[1:]]) + "\n)"


def _is_plain(call: ast.Call, statement: ast.Assign, count: int) -> bool:
    """Whether the call's arguments are known, and its pipes unpacked in a statement of its own."""
    if statement.value is not call or len(statement.targets) != 1 or not call.args:
        return False
    if any(isinstance(each, ast.Starred) for each in call.args):
        return False
    target = statement.targets[0]
    is_unpacked = isinstance(target, (ast.Tuple, ast.List)) and len(target.elts) == count
    return is_unpacked and all(each.arg in ("mode", "bufsize") for each in call.keywords)


def _targets(statement: ast.Assign, module: Module) -> str:
    """What stands before the `=`."""
    text = module.text(statement)
    value: Any = statement.value
    start = module.source.offset(value.lineno, value.col_offset)
    before = text[: start - module.source.offset(statement.lineno, statement.col_offset)]
    return before.rstrip().removesuffix("=").rstrip()
