"""The rule for `inspect.formatargspec`."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from py3port.rule import (
    Applicability,
    CannotRewrite,
    Editor,
    Example,
    Match,
    Mode,
    Module,
    Rule,
    Stage,
    ast,
    cst,
)
from py3port_codemods._definitions import define, last_import

_NAME = "formatargspec"
_QUALIFIED = f"inspect.{_NAME}"
_MOST = 4
_HELPER = '''def {name}(args, varargs=None, varkw=None, defaults=None, formatvalue="={{!r}}".format):
    """Write parameters as a function has them, as Python 2's inspect did."""
    specs = [str(arg) for arg in args]
    for index, value in enumerate(defaults or (), len(args) - len(defaults or ())):
        specs[index] += formatvalue(value)
    if varargs is not None:
        specs.append("*" + varargs)
    if varkw is not None:
        specs.append("**" + varkw)
    return "(" + ", ".join(specs) + ")"'''


class Formatargspec(Rule):
    """`inspect.formatargspec` wrote out the parameters that `getargspec` gives; it is gone since Python 3.11.

    The module gets a function of that name, behind its imports, which does the same.

    Fix safety: calls that give functions which write the names are reported, as are uses that are no calls, and those
    with `*spec` where the module knows `getfullargspec` as well, which gives more.
    """

    name = "formatargspec"
    title = "Define formatargspec where it is used"
    stage = Stage.COMMON
    applicability = Applicability.SAFE
    since = "3.11"
    references = ("https://docs.python.org/3/whatsnew/3.11.html#removed",)
    words = (_NAME,)
    nodes = (ast.ImportFrom, ast.Attribute)
    examples = (
        Example(
            "import inspect\nx = (inspect.formatargspec(['a', 'b'], None, 'k', ('1',)), inspect.ismethod(1),\n"
            "  inspect.formatargspec(*(['a'], 'r', None, None)),\n"
            "  inspect.formatargspec(['a', 'b'], None, None, (1, 2), formatvalue=lambda value: ''))\n",
            f"import inspect\n\n\n{_HELPER.format(name=_NAME)}\n\n"
            "x = (formatargspec(['a', 'b'], None, 'k', ('1',)), inspect.ismethod(1),\n"
            "  formatargspec(*(['a'], 'r', None, None)),\n"
            "  formatargspec(['a', 'b'], None, None, (1, 2), formatvalue=lambda value: ''))\n",
            mode=Mode.PY3,
        ),
        Example(
            "from inspect import formatargspec as show, ismethod\n\n\ndef f(args):\n"
            "    return show(args, varkw='k')\n\n\nx = f(['a']), ismethod(f)\n",
            f"from inspect import ismethod\n\n\n{_HELPER.format(name='show')}\n\n\ndef f(args):\n"
            "    return show(args, varkw='k')\n\n\nx = f(['a']), ismethod(f)\n",
            mode=Mode.PY3,
        ),
        Example(
            "import inspect\n\n\ndef f(*spec):\n    return inspect.formatargspec(*spec)\n\n\nx = f(['a'])\n",
            "import inspect\ntry:\n    from inspect import formatargspec\nexcept ImportError:\n"
            + "".join(f"    {line}\n" for line in _HELPER.format(name=_NAME).splitlines())
            + "\n\ndef f(*spec):\n    return formatargspec(*spec)\n\n\nx = f(['a'])\n",
            mode=Mode.DUAL,
        ),
        Example(
            "import os\nfrom inspect import formatargspec\nx = formatargspec(['a']), os.name\n",
            f"import os\n\n\n{_HELPER.format(name=_NAME)}\nx = formatargspec(['a']), os.name\n",
            mode=Mode.PY3,
        ),
        Example(
            "import inspect\nx = inspect.formatargspec(['a'], formatarg=repr), [inspect.formatargspec]\n",
            None,
            findings=2,
            runs=False,
        ),
        Example(
            "import inspect\ngetspec = getattr(inspect, 'getfullargspec', None) or inspect.getargspec\n"
            "def f(g):\n    return inspect.formatargspec(*getspec(g))\n",
            None,
            findings=1,
            runs=False,
        ),
        Example(
            "from inspect import formatargspec\nx = formatargspec(['a'], join=repr)\n",
            None,
            findings=1,
            runs=False,
        ),
        Example(
            "try:\n    from inspect import formatargspec\nexcept ImportError:\n    formatargspec = None\n",
            None,
        ),
        Example("from .inspect import formatargspec\n", None, siblings=("inspect",), runs=False),
    )

    def names(self) -> frozenset[str]:
        """Of attributes, the function."""
        return frozenset({_NAME})

    def detect(self, node: Any, module: Module) -> Iterable[Match]:
        """Where it is imported, and where it is taken from its module."""
        message = f"`{_QUALIFIED}` is gone since Python 3.11"
        if isinstance(node, ast.Attribute):
            if module.qualified_name(node) == _QUALIFIED and not module.has_alternatives(node):
                has_place = last_import(module) is not None and _is_plain_call(node, module)
                yield Match(node, message, None if has_place else Applicability.MANUAL)
            return
        for imported in module.imports.of(node):
            if imported.qualified == _QUALIFIED and not module.is_own_module(imported):
                uses = module.references(imported.bound, imported.scope.node)
                has_place = isinstance(module.parent(node), ast.Module)
                has_place = has_place and all(_is_plain_call(each, module) for each in uses)
                yield Match(imported.alias, message, None if has_place else Applicability.MANUAL, imported)

    def rewrite(self, node: Any, match: Match, editor: Editor) -> Any:
        """Define it behind the imports, by the name it goes by."""
        if match.data is not None:
            imported = match.data
            helper = _HELPER.format(name=imported.bound)
            define(helper, _QUALIFIED, imported.bound, editor, leaving=imported.alias)
            return node
        source: Any = match.node
        if editor.module.lookup(_NAME, source) is not None:
            raise CannotRewrite(f"`{_NAME}` means something else here")
        define(_HELPER.format(name=_NAME), _QUALIFIED, _NAME, editor)
        return cst.Name(_NAME, lpar=node.lpar, rpar=node.rpar)


def _is_plain_call(node: ast.expr, module: Module) -> bool:
    """Whether a use is a call that gives no functions but one for the values."""
    call = module.parent(node)
    if not isinstance(call, ast.Call) or call.func is not node:
        return False
    if "getfullargspec" in module.source.text and any(isinstance(each, ast.Starred) for each in call.args):
        return False
    names = {each.arg for each in call.keywords}
    return len(call.args) <= _MOST and names <= {"args", "varargs", "varkw", "defaults", "formatvalue"}
