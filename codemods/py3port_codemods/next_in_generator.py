"""The rule for `next` in generators."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from py3port.rule import Applicability, Editor, Example, Match, Module, Rule, Stage, ast
from py3port_codemods._generators import FUNCTIONS, is_endless, is_generator, is_in_try

_INNER = (ast.GeneratorExp, ast.SetComp, ast.DictComp)
_SIMPLE = (ast.Assign, ast.AugAssign, ast.Expr, ast.Print)


class NextInGenerator(Rule):
    """The StopIteration of a `next(it)` that finds no more ended the generator around it; since 3.7 it is an error.

    The statement is put into a `try` that returns (PEP 479), which does the same on both. What `it.next()` says is
    `next(it)` by then.

    Fix safety: an iterator that never ends needs none of it, and somebody who knows may want another default, so that
    the fix waits for `--unsafe`.
    """

    name = "next-in-generator"
    title = "Catch what next raises in generators"
    stage = Stage.COMMON
    applicability = Applicability.UNSAFE
    since = "3.7"
    aliases = ("stop-iteration-return", "R1708")
    references = ("https://peps.python.org/pep-0479/",)
    after = ("next-method",)
    words = ("next",)
    nodes = (ast.Call,)
    examples = (
        Example(
            "def pairs(it):\n    while True: yield next(it), next(it)\nx = list(pairs(iter('abc')))\n",
            "def pairs(it):\n    while True:\n        try:\n            yield next(it), next(it)\n"
            "        except StopIteration:\n            return\nx = list(pairs(iter('abc')))\n",
            findings=2,
            unsafe=True,
            runs=False,
        ),
        Example(
            "def pairs(items):\n    items = iter(items)\n    while True:\n"
            "        yield next(items), next(items)\n"
            "x = list(pairs('abcd'))\n",
            "def pairs(items):\n    items = iter(items)\n    while True:\n        try:\n"
            "            yield next(items), next(items)\n        except StopIteration:\n            return\n"
            "x = list(pairs('abcd'))\n",
            unsafe=True,
        ),
        Example(
            "def f(it):\n    first = [next(it)\n             for _ in (1, 2)]  # two\n    for x in it:\n"
            "        yield first, x\n"
            "x = list(f(iter([1])))\n",
            "def f(it):\n    try:\n        first = [next(it)\n                 for _ in (1, 2)]  # two\n"
            "    except StopIteration:\n        return\n    for x in it:\n        yield first, x\n"
            "x = list(f(iter([1])))\n",
            unsafe=True,
        ),
        Example("def f(it):\n    for x in next(it):\n        yield x\n", None, findings=1),
        Example("def f(it):\n    if it: x = next(it); yield x\n", None, findings=1),
        Example(
            "import itertools\ndef f(it, n):\n    try:\n        yield next(it)\n"
            "    except StopIteration:\n        return\n"
            "    yield next(it, None), next(itertools.count())\n    yield (next(it) for _ in n)\n"
            "def g(it):\n    return next(it)\n",
            None,
        ),
    )

    def functions(self) -> frozenset[str]:
        """The function."""
        return frozenset({"next"})

    def detect(self, node: ast.Call, module: Module) -> Iterable[Match]:
        """Every `next` with nothing but an iterator, outside of a `try`, in a generator."""
        if not _is_next(node, module):
            return
        inner = next(
            (each for each in module.ancestors(node) if isinstance(each, (*FUNCTIONS, *_INNER))), None
        )
        if not is_generator(inner) or is_in_try(node, module):
            return
        message = "In a generator the StopIteration of `next` is a RuntimeError since Python 3.7: catch it and return"
        statement = module.statement(node)
        trust = (
            None
            if isinstance(statement, _SIMPLE) and _stands_alone(statement, module)
            else Applicability.MANUAL
        )
        yield Match(node, message, trust, statement)

    def rewrite_text(self, matches: Sequence[Match], editor: Editor) -> bool:
        """A `try` around each statement."""
        for statement in dict.fromkeys(match.data for match in matches):
            start, end, code = _guarded(statement, editor.module)
            editor.replace_span(start, end, code)
        return True


def _guarded(statement: ast.stmt, module: Module) -> tuple[int, int, str]:
    """The lines of a statement, and what they become in a `try`."""
    source = module.source
    start = source.offset(statement.lineno, statement.col_offset)
    end = source.text.find("\n", source.offset(statement.end_lineno or 0, statement.end_col_offset or 0))
    end = len(source.text) if end < 0 else end
    before = source.line(statement.lineno)[: statement.col_offset]
    margin = before[: len(before) - len(before.lstrip())]
    step = "\t" if margin.startswith("\t") else "    "
    body = source.text[start:end].replace("\n", f"\n{step}")
    opening = "try:"
    if before.strip():
        # It stands behind the `:` of a header, and gets lines of its own.
        start -= len(before) - len(before.rstrip())
        margin += step
        opening = f"\n{margin}try:"
    lines = [opening, f"{margin}{step}{body}", f"{margin}except StopIteration:", f"{margin}{step}return"]
    return start, end, "\n".join(lines)


def _is_next(call: ast.Call, module: Module) -> bool:
    """Whether a call asks an iterator that may end for its next element, and gives no default."""
    is_next = isinstance(call.func, ast.Name) and call.func.id == "next" and len(call.args) == 1
    if (
        not is_next
        or call.keywords
        or isinstance(call.args[0], ast.Starred)
        or not module.is_builtin("next", call)
    ):
        return False
    return not is_endless(call.args[0], module)


def _stands_alone(statement: ast.stmt, module: Module) -> bool:
    """Whether a statement has its lines for itself, and no string goes over several of them."""
    source = module.source
    end = source.offset(statement.end_lineno or 0, statement.end_col_offset or 0)
    before = source.line(statement.lineno)[: statement.col_offset]
    behind = source.text[end:].partition("\n")[0].strip()
    around = module.parent(statement)
    is_sole = before.rstrip().endswith(":") and getattr(around, "body", None) == [statement]
    is_sole = is_sole and not isinstance(around, ast.Module) and statement.lineno == statement.end_lineno
    is_alone = (is_sole or not before.strip()) and (not behind or behind.startswith("#"))
    long = (
        each
        for each in ast.walk(statement)
        if isinstance(each, ast.Constant) and each.end_lineno != each.lineno
    )
    return is_alone and not any(True for _ in long)
