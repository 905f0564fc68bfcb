"""The rule for files of `csv` that are opened in binary mode."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from py3port.rule import Applicability, Editor, Example, Match, Mode, Module, Rule, Stage, ast, cst

_TAKERS = frozenset({"csv.reader", "csv.writer", "csv.DictReader", "csv.DictWriter"})
_OPENERS = frozenset({"__builtin__.open", "__builtin__.file"})


class CsvBinaryFile(Rule):
    """`csv` wanted files opened in binary mode in Python 2, and wants text, with `newline=''`, in Python 3.

    No call of `open` does for both, so that in `dual` mode a person has to decide.

    Fix safety: the file must not be used for anything but `csv` as well. Its text is read by the encoding of the
    machine, unless the call says which.
    """

    name = "csv-binary-file"
    title = "Open files for csv as text"
    stage = Stage.SEMANTIC
    applicability = Applicability.UNSAFE
    references = ("https://docs.python.org/3/library/csv.html#id4",)
    nodes = (ast.Name,)
    words = ("csv",)
    examples = (
        Example(
            "import csv, os\nf = open(os.devnull, 'wb')\ncsv.writer(f).writerow(['a', 1])\nf.close()\n",
            "import csv, os\nf = open(os.devnull, 'w', newline='')\ncsv.writer(f).writerow(['a', 1])\nf.close()\n",
            mode=Mode.PY3,
            unsafe=True,
        ),
        Example(
            "import csv, os\nwith open(os.devnull, 'rb') as f:\n    x = list(csv.reader(f))\n",
            "import csv, os\nwith open(os.devnull, 'r', newline='') as f:\n    x = list(csv.reader(f))\n",
            mode=Mode.PY3,
            unsafe=True,
        ),
        Example(
            "import csv, os\nx = list(csv.reader(open(os.devnull, 'rb')))\n", None, mode=Mode.DUAL, findings=1
        ),
        Example("import csv, os\nx = open(os.devnull, 'rb').read()\ny = list(csv.reader(['a,b']))\n", None),
    )

    def names(self) -> frozenset[str]:
        """The functions that open files."""
        return frozenset({"open", "file"})

    def detect(self, node: ast.Name, module: Module) -> Iterable[Match]:
        """Every file opened in binary mode that goes to `csv`."""
        call = module.parent(node)
        if not isinstance(call, ast.Call) or call.func is not node or len(call.args) != 2 or call.keywords:
            return
        mode = getattr(call.args[1], "value", None)
        if mode not in ("rb", "wb", "ab", "rbU", "rUb") or not _OPENERS.intersection(
            module.qualified_names(node)
        ):
            return
        if any(_is_taken(each, module) for each in _values(call, module)):
            manual = module.mode is Mode.DUAL
            yield Match(
                call,
                "`csv` wants text, and no binary file, in Python 3",
                Applicability.MANUAL if manual else None,
            )

    def rewrite(self, node: Any, match: Match, editor: Editor) -> Any:
        """`open(path, 'r', newline='')`."""
        mode = node.args[1].value
        text = f"{mode.quote}{mode.evaluated_value[0]}{mode.quote}"
        comma = cst.Comma(whitespace_after=cst.SimpleWhitespace(" "))
        equal = cst.AssignEqual(cst.SimpleWhitespace(""), cst.SimpleWhitespace(""))
        newline = cst.Arg(cst.SimpleString("''"), keyword=cst.Name("newline"), equal=equal)
        changed = node.args[1].with_changes(value=cst.SimpleString(text), comma=comma)
        return node.with_changes(args=[node.args[0], changed, newline])


def _values(call: ast.Call, module: Module) -> Iterator[ast.expr]:
    """The expressions that have the file for their value: the call, or the reads of the variable it is put in."""
    yield call
    holder = module.parent(call)
    target: Any = (
        holder.targets[0] if isinstance(holder, ast.Assign) else getattr(holder, "optional_vars", None)
    )
    if isinstance(target, ast.Name):
        scope = module.lookup(target.id, target)
        yield from module.references(target.id, scope.node) if scope is not None else ()


def _is_taken(node: ast.expr, module: Module) -> bool:
    call = module.parent(node)
    if not isinstance(call, ast.Call) or not call.args or call.args[0] is not node:
        return False
    return module.qualified_name(call.func) in _TAKERS
