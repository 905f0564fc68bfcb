"""The rule for `execfile`."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from py3port.rule import Applicability, CannotRewrite, Editor, Example, Match, Module, Stage, ast
from py3port_codemods._builtins import is_builtin_reference
from py3port_codemods._gone_builtins import GoneBuiltin, drop_builtin, is_plain
from py3port_codemods._gone_names import Gone
from py3port_codemods._gone_rendering import rendered

_COMPILED = "compile(open($1, 'rb').read(), $1, 'exec')"


class ExecfileBuiltin(GoneBuiltin):
    """`execfile(name)` ran the code of a file; Python 3 dropped it, and `exec` runs what `compile` makes of the file.

    Fix safety: in a function, without a dictionary to run in, `execfile` could set local variables; Python 3's `exec`
    cannot. That, and a file name that would be computed twice, waits for `--unsafe`.
    """

    name = "execfile-builtin"
    title = "Compile and execute for execfile"
    stage = Stage.COMMON
    applicability = Applicability.SAFE
    aliases = ("fix_execfile", "W1606")
    references = ("https://docs.python.org/3/whatsnew/3.0.html#builtins",)
    words = ("execfile",)
    gone = Gone(
        "3.0",
        calls={
            1: f"exec({_COMPILED})",
            2: f"exec({_COMPILED}, $2)",
            3: f"exec({_COMPILED}, $2, $3)",
        },
        note="write `exec(compile(open(name, 'rb').read(), name, 'exec'))`",
    )
    examples = (
        Example(
            "name = 'a.py'\nf = open(name, 'w')\nf.write('x = 3\\n')\nf.close()\nexecfile(name)\n",
            "name = 'a.py'\nf = open(name, 'w')\nf.write('x = 3\\n')\nf.close()\n"
            "exec(compile(open(name, 'rb').read(), name, 'exec'))\n",
        ),
        Example(
            "execfile('a.py', {})\n",
            "exec(compile(open('a.py', 'rb').read(), 'a.py', 'exec'), {})\n",
            runs=False,
        ),
        Example(
            "g = {}\nexecfile('a.py', g, g)\n",
            "g = {}\nexec(compile(open('a.py', 'rb').read(), 'a.py', 'exec'), g, g)\n",
            runs=False,
        ),
        Example("def f():\n    execfile('a.py')\n", None, findings=1),
        Example("run = execfile\n", None, findings=1),
        Example("def execfile(x):\n    return x\nexecfile('a')\n", None),
        Example("x.execfile('a')\n", None, runs=False),
    )

    def detect(self, node: ast.Name | ast.Attribute, module: Module) -> Iterable[Match]:
        """Every reference; calls that stand alone can be fixed."""
        if not is_builtin_reference(node, "execfile", module):
            return
        call = module.parent(node)
        statement = module.parent(call) if call is not None else None
        alone = isinstance(call, ast.Call) and call.func is node and is_plain(call)
        if not alone or not isinstance(call, ast.Call) or not isinstance(statement, ast.Expr):
            yield Match(node, self._message, Applicability.MANUAL)
            return
        code = self.gone.call(len(call.args), module.mode)
        simple = bool(call.args) and isinstance(call.args[0], (ast.Name, ast.Attribute, ast.Constant))
        local = len(call.args) == 1 and module.scope(call).parent is not None
        yield Match(
            call, self._message, None if simple and not local and code else Applicability.UNSAFE, code
        )

    def rewrite(self, node: Any, match: Match, editor: Editor) -> Any:
        """A call of `exec`."""
        if match.data is None:
            raise CannotRewrite("its arguments are not known")
        new = rendered(match.data, [each.value for each in node.args], match.node, editor)
        drop_builtin(match.node, editor)
        return new
