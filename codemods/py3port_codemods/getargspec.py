"""The rule for `inspect.getargspec`."""

from __future__ import annotations

from collections.abc import Iterable
from enum import Enum, auto
from typing import Any

from py3port.rule import Applicability, Editor, Example, Match, Mode, Module, Rule, Stage, ast, cst


class _Use(Enum):
    """What is done with the result."""

    ANY = auto()
    """Something that does as well with more than four values."""
    FOUR = auto()
    """Something that takes exactly four."""
    OUT = auto()
    """Nobody sees what."""
    BOTH = auto()
    """It is taken apart, and its values are asked for by name."""


class Getargspec(Rule):
    """`inspect.getargspec` returned four values; it is gone since Python 3.11.

    `inspect.getfullargspec` returns seven: the same first, of which the third has another name. Where the result is
    unpacked or compared the first four are taken.

    Fix safety: a result that is returned or handed on may be used in either way; there it waits for `--unsafe`.
    """

    name = "getargspec"
    title = "Use inspect.getfullargspec"
    stage = Stage.COMMON
    applicability = Applicability.SAFE
    since = "3.11"
    references = ("https://docs.python.org/3/whatsnew/3.11.html#removed",)
    after = ("formatargspec",)
    words = ("getargspec",)
    nodes = (ast.Name, ast.Attribute)
    examples = (
        Example(
            "import inspect\n\ndef f(a, b=1): pass\nargs, varargs, varkw, defaults = inspect.getargspec(f)\n",
            "import inspect\n\ndef f(a, b=1): pass\n"
            "args, varargs, varkw, defaults = inspect.getfullargspec(f)[:4]\n",
            mode=Mode.PY3,
        ),
        Example(
            "from inspect import getargspec, ismethod\n\ndef f(a): pass\nx = getargspec(f)[0], ismethod(f)\n",
            "from inspect import getfullargspec, ismethod\n\ndef f(a): pass\n"
            "x = getfullargspec(f)[0], ismethod(f)\n",
            mode=Mode.PY3,
        ),
        Example(
            "from inspect import getargspec\n\ndef f(a): pass\nx = getargspec(f).args\n",
            "try:\n    from inspect import getfullargspec\nexcept ImportError:\n"
            "    from inspect import getargspec as getfullargspec\n\ndef f(a): pass\nx = getfullargspec(f).args\n",
            mode=Mode.DUAL,
        ),
        Example(
            "import inspect\n\ndef f(**a):\n    spec = inspect.getargspec(f)\n"
            "    return spec.keywords, spec.args\nx = f()\n",
            "import inspect\n\ndef f(**a):\n    spec = inspect.getfullargspec(f)\n"
            "    return spec[2], spec.args\nx = f()\n",
            mode=Mode.PY3,
        ),
        Example(
            "import inspect\n\ndef f(g):\n    return inspect.getargspec(g)\n",
            "import inspect\n\ndef f(g):\n    return inspect.getfullargspec(g)[:4]\n",
            mode=Mode.PY3,
            unsafe=True,
        ),
        Example(
            "import inspect\n\ndef f(a): pass\n"
            "x = (getattr(inspect, 'getfullargspec', None) or inspect.getargspec)(f).args\n",
            None,
        ),
        Example(
            "import inspect\ntry:\n    getargs = inspect.getfullargspec\nexcept AttributeError:\n"
            "    getargs = inspect.getargspec\n",
            None,
        ),
        Example(
            "from .inspect import getargspec\nx = getargspec(f)\n", None, siblings=("inspect",), runs=False
        ),
    )

    def names(self) -> frozenset[str]:
        """The function."""
        return frozenset({"getargspec"})

    def detect(self, node: ast.Name | ast.Attribute, module: Module) -> Iterable[Match]:
        """Every reference, with what is done with the result of a call."""
        if not isinstance(node.ctx, ast.Load) or module.qualified_name(node) != "inspect.getargspec":
            return
        message = "`inspect.getargspec` is gone since Python 3.11"
        call = module.parent(node)
        if not isinstance(call, ast.Call) or call.func is not node:
            yield Match(node, message, Applicability.UNSAFE, ())
            return
        use, keywords = _use_of(call, module)
        if use is _Use.BOTH:
            yield Match(node, f"{message}; its successor returns more", Applicability.MANUAL)
        elif use is _Use.ANY:
            yield Match(node, message, data=keywords)
        else:
            yield Match(call, message, Applicability.UNSAFE if use is _Use.OUT else None, keywords)

    def rewrite(self, node: Any, match: Match, editor: Editor) -> Any:
        """The other function, and the first four values of what it returns."""
        for each in match.data:
            editor.replace(each, f"{editor.module.text(each.value)}[2]")
        source: Any = match.node
        if not isinstance(source, ast.Call):
            return _successor(node, source, editor)
        function: Any = source.func
        new = node.with_changes(func=_successor(node.func, function, editor), lpar=[], rpar=[])
        four = cst.parse_expression("x[:4]")
        return cst.ensure_type(four, cst.Subscript).with_changes(value=new, lpar=node.lpar, rpar=node.rpar)


def _successor(node: Any, source: ast.Name | ast.Attribute, editor: Editor) -> Any:
    if editor.mode is Mode.PY3 and isinstance(source, ast.Attribute):
        return node.with_changes(attr=cst.Name("getfullargspec"))
    name = editor.add_import("inspect", "getfullargspec", otherwise="inspect.getargspec")
    editor.drop_import(source if isinstance(source, ast.Name) else source.value)
    return cst.Name(name, lpar=node.lpar, rpar=node.rpar)


def _use_of(call: ast.Call, module: Module) -> tuple[_Use, tuple[ast.Attribute, ...]]:
    """What is done with a result, and where its third value is asked for by name."""
    parent: Any = module.parent(call)
    uses: list[ast.expr] = [call]
    if (
        isinstance(parent, ast.Assign)
        and len(parent.targets) == 1
        and isinstance(parent.targets[0], ast.Name)
    ):
        target = parent.targets[0]
        scope = module.lookup(target.id, target)
        if scope is None or len(scope.binding(target.id)) != 1 or isinstance(scope.node, ast.Module):
            return _Use.OUT, ()
        uses = list(module.references(target.id, scope.node))
    kinds = {_kind(use, module) for use in uses}
    parents: list[Any] = [module.parent(use) for use in uses]
    keywords = tuple(each for each in parents if isinstance(each, ast.Attribute) and each.attr == "keywords")
    if kinds <= {_Use.ANY}:
        return _Use.ANY, keywords
    if any(isinstance(each, ast.Attribute) for each in parents):
        return _Use.BOTH, ()
    return (_Use.OUT if _Use.OUT in kinds else _Use.FOUR), ()


def _kind(use: ast.expr, module: Module) -> _Use:
    parent: Any = module.parent(use)
    if isinstance(parent, (ast.Attribute, ast.Expr)):
        return _Use.ANY
    if isinstance(parent, ast.Subscript) and parent.value is use:
        return _Use.ANY if _counts_from_start(parent.slice) else _Use.FOUR
    if isinstance(parent, ast.Assign) and isinstance(parent.targets[0], (ast.Tuple, ast.List)):
        return _Use.FOUR
    return _Use.FOUR if isinstance(parent, (ast.Compare, ast.Starred, ast.For)) else _Use.OUT


def _counts_from_start(index: Any) -> bool:
    """Whether an index means the same of a longer tuple."""
    if isinstance(index, ast.Slice):
        return index.step is None and index.upper is not None and _counts_from_start(index.upper)
    return isinstance(index, ast.Constant) and index.value is not None
