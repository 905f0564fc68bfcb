"""The rule for `async`, `await` and `nonlocal` as names."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from py3port.rule import Applicability, Editor, Example, Kind, Match, Module, Rule, Stage, ast

KEYWORDS = ("async", "await", "nonlocal")


class AsyncName(Rule):
    """`async` and `await` are keywords since Python 3.7, `nonlocal` since 3.0: no name can be spelled like one.

    Each gets an underscore at its end, as PEP 8 advises. All in the project are renamed alike, so that callers
    and what they call still agree.

    Fix safety: only variables of a function are certain. Parameters, keywords, attributes and names of a module
    may be known elsewhere and wait for `--unsafe`, as does what is imported from a module: that may not be of this
    project. Imports of a module of that name are reported: its file has to be renamed.
    """

    name = "async-name"
    title = "Rename what is called async, await or nonlocal"
    stage = Stage.COMMON
    applicability = Applicability.SAFE
    since = "3.7"
    references = ("https://docs.python.org/3/whatsnew/3.7.html#summary-release-highlights",)
    words = KEYWORDS
    nodes = (ast.Module,)
    guardable = False
    examples = (
        Example(
            "def f():\n    async = 1  # local\n    await = [async for async in [async]]\n"
            "    return async, await\nx = f()\n",
            "def f():\n    async_ = 1  # local\n    await_ = [async_ for async_ in [async_]]\n"
            "    return async_, await_\nx = f()\n",
        ),
        Example(
            "class A(object):\n    def async(self, async=True):\n        self.await = async\n"
            "        return self\nx = A().async(async=2).await\n",
            "class A(object):\n    def async_(self, async_=True):\n        self.await_ = async_\n"
            "        return self\nx = A().async_(async_=2).await_\n",
            unsafe=True,
        ),
        Example("async = 1\nx = async\n", "async_ = 1\nx = async_\n", unsafe=True),
        Example(
            "def f(n):\n    nonlocal = n\n    return nonlocal + 1\nx = f(2)\n",
            "def f(n):\n    nonlocal_ = n\n    return nonlocal_ + 1\nx = f(2)\n",
        ),
        Example(
            "def f(**options):\n    return sorted(options)\nx = f(a=1, async=(True))\n",
            "def f(**options):\n    return sorted(options)\nx = f(a=1, **{'async': (True)})\n",
        ),
        Example("import await.more\n", None, findings=1, runs=False),
        Example("import async\nx = async.f()\n", None, findings=2, runs=False),
        Example(
            "from tasks import (run,\n                   async)\nfrom more import f as await\nasync(await)\n",
            "from tasks import (run,\n                   async_)\nfrom more import f as await_\nasync_(await_)\n",
            unsafe=True,
            runs=False,
        ),
        Example("asynchronous = 'async'  # await\nx = asynchronous\n", None),
        Example("async def f():\n    await g()\n", None),
    )

    def detect(self, node: ast.Module, module: Module) -> Iterable[Match]:
        """Every such name."""
        source = module.source
        marks = [
            mark for mark in module.tree.masked.marks if mark.kind is Kind.NAME and mark.original in KEYWORDS
        ]
        if not marks:
            return
        names = {
            (each.lineno, each.col_offset): each for each in module.nodes(ast.Name, ast.arg, ast.keyword)
        }
        for mark in marks:
            place = source.position(mark.offset)
            named = names.get(place)
            message = f"`{mark.original}` is a keyword since Python {'3.0' if mark.original == 'nonlocal' else '3.7'}"
            span = (mark.offset, mark.end, f"{mark.original}_")
            if isinstance(named, ast.Name) and _is_local(named, module):
                yield Match(named, message, data=[span])
                continue
            if isinstance(named, ast.keyword) and _is_taken_by_any_name(named, module):
                yield Match(named, message, data=list(_by_mapping(mark, named, module)))
                continue
            statement = _statement_at(place, module)
            is_module = _is_import_of_module(statement, mark.offset, module)
            trust = (
                Applicability.MANUAL
                if is_module or _is_imported_module(mark.original, module)
                else Applicability.UNSAFE
            )
            yield Match(named or statement or node, message, trust, data=[span])

    def rewrite_text(self, matches: Sequence[Match], editor: Editor) -> bool:
        """Add the underscores, or put the keyword into a mapping."""
        for match in matches:
            for edit in match.data:
                editor.replace_span(*edit)
        return True


def _is_local(name: ast.Name, module: Module) -> bool:
    """Whether a name is a variable of a function that nobody else can name."""
    scope = module.lookup(name.id, name)
    if scope is None or not isinstance(scope.node, (ast.FunctionDef, ast.Lambda, ast.GeneratorExp)):
        return False
    return all(isinstance(each, ast.Name) for each in scope.binding(name.id)) and not scope.is_uncertain


def _is_taken_by_any_name(keyword: ast.keyword, module: Module) -> bool:
    """Whether a keyword is the last argument of a call of a function here that takes it as one of its `**` only."""
    call: Any = module.parent(keyword)
    known = module.type_of(call.func)
    function: Any = known.node if known is not None else None
    if (
        not isinstance(function, ast.FunctionDef)
        or function.args.kwarg is None
        or call.keywords[-1] is not keyword
    ):
        return False
    return all(
        module.tree.masked.names.get(_name(each), _name(each)) not in KEYWORDS for each in function.args.args
    )


def _by_mapping(mark: Any, keyword: ast.keyword, module: Module) -> Iterable[tuple[int, int, str]]:
    """The edit that writes `**{'async': x}` for `async=x`."""
    end = module.source.offset(keyword.end_lineno or 0, keyword.end_col_offset or 0)
    value = module.source.text[mark.end : end].partition("=")[2].lstrip()
    yield mark.offset, end, f"**{{'{mark.original}': {value}}}"


def _name(parameter: Any) -> str:
    return str(getattr(parameter, "arg", ""))


def _is_import_of_module(statement: Any, offset: int, module: Module) -> bool:
    """Whether a name in an import is a part of the dotted name of a module."""
    if isinstance(statement, ast.Import):
        return True
    if not isinstance(statement, ast.ImportFrom):
        return False
    first = statement.names[0]
    return offset < module.source.offset(first.lineno, first.col_offset)


def _is_imported_module(name: str, module: Module) -> bool:
    return any(each.bound == name and isinstance(each.node, ast.Import) for each in module.imports)


def _statement_at(place: tuple[int, int], module: Module) -> Any:
    """The innermost statement that holds a place."""
    found: Any = None
    pending: list[ast.AST] = [module.tree.root]
    while pending:
        for each in ast.iter_child_nodes(pending.pop()):
            if not isinstance(each, (ast.stmt, ast.ExceptHandler)):
                continue
            if (each.lineno, each.col_offset) <= place < (each.end_lineno or 0, each.end_col_offset or 0):
                found = each
                pending.append(each)
                break
    return found
