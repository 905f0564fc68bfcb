"""The rule for moved modules that are named in strings."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from py3port.rule import Applicability, Editor, Example, Match, Mode, Module, Rule, Stage, ast, cst
from py3port_codemods._names_in_strings import (
    DOTTED,
    is_old_module,
    is_sys_modules,
    mentions_old,
    strings_of,
    successor_of,
    with_inner_module,
)

_IMPORTERS = frozenset({"__builtin__.__import__", "importlib.import_module"})
_IMPORTER_NAMES = frozenset(
    {"import_module", "import_string", "import_by_path", "importorskip", "safe_import"}
)
_PATCHERS = frozenset({"patch", "setattr", "delattr", "object_patcher", "multiple", "dict"})
_LOOK_UPS = frozenset({"get", "pop", "setdefault", "__getitem__", "__contains__"})
_PLACES = ("__import__", "import_", "patch", "sys.modules", "modules[")
_OFTEN_NAMED = ("StringIO", "Queue", "ConfigParser", "urllib2", "__builtin__", "cPickle")
_ENDINGS = frozenset(
    {"py", "pyc", "txt", "html", "cfg", "ini", "conf", "log", "so", "dll", "c", "h", "com", "org"}
)


class ModuleInString(Rule):
    """`__import__("StringIO")`, `import_module("urllib2")`, `patch("__builtin__.open")`: such names move as well.

    A name that is imported, patched, or looked up in `sys.modules` is replaced by the one of Python 3; in `dual`
    mode by that of `six.moves`. Other strings that are the dotted name of something that moved, as in settings, are
    replaced in `py3` mode only.

    Fix safety: what is patched must be what the ported code uses, `urllib2` and `StringIO` have no single successor,
    and nobody knows what a string in settings is for: these wait for `--unsafe`.
    """

    name = "module-in-string"
    title = "Name moved modules in strings anew"
    stage = Stage.SIX
    applicability = Applicability.SAFE
    requires = ("six",)
    references = ("https://peps.python.org/pep-3108/",)
    nodes = (ast.Module,)
    words = (*_PLACES, *(f"{name}." for name in _OFTEN_NAMED))
    examples = (
        Example(
            "x = __import__('ConfigParser').DEFAULTSECT\n",
            "x = __import__('configparser').DEFAULTSECT\n",
            mode=Mode.PY3,
        ),
        Example(
            "x = __import__('ConfigParser').DEFAULTSECT\n",
            "import importlib\n\nx = importlib.import_module('six.moves.configparser').DEFAULTSECT\n",
            mode=Mode.DUAL,
        ),
        Example(
            "import importlib\nx = importlib.import_module('Queue').Queue().qsize()\n",
            "import importlib\nx = importlib.import_module('six.moves.queue').Queue().qsize()\n",
            mode=Mode.DUAL,
        ),
        Example(
            "import importlib\nx = importlib.import_module('urllib2').__doc__ and 1\n",
            "import importlib\nx = importlib.import_module('urllib.request').__doc__ and 1\n",
            mode=Mode.PY3,
            unsafe=True,
        ),
        Example(
            "import sys, Queue\nx = 'Queue' in sys.modules, sys.modules['Queue'].Queue\n",
            "import sys, Queue\nx = 'queue' in sys.modules, sys.modules['queue'].Queue\n",
            mode=Mode.PY3,
            runs=False,
        ),
        Example("import sys\nx = 'Queue' in sys.modules\n", None, mode=Mode.DUAL, findings=1),
        Example(
            "from mock import patch\nwith patch('__builtin__.open', f):\n    pass\n",
            "from mock import patch\nwith patch('builtins.open', f):\n    pass\n",
            mode=Mode.PY3,
            unsafe=True,
            runs=False,
        ),
        Example(
            "@mock.patch('urllib2.urlopen')\n@mock.patch(\"app.views.urllib2.urlopen\")\ndef test(a, b):\n"
            "    pass\n",
            "@mock.patch('six.moves.urllib.request.urlopen')\n"
            '@mock.patch("app.views.urllib.request.urlopen")\ndef test(a, b):\n    pass\n',
            mode=Mode.DUAL,
            unsafe=True,
            runs=False,
        ),
        Example(
            "HANDLER = {'class': 'Queue.Queue'}\nx = 'StringIO.StringIO'\n", None, findings=2, runs=False
        ),
        Example(
            "for name in ('cPickle', 'Queue'):\n    __import__(name)\n",
            "for name in ('pickle', 'queue'):\n    __import__(name)\n",
            mode=Mode.PY3,
            unsafe=True,
            runs=False,
        ),
        Example(
            "try:\n    x = __import__('cPickle')\nexcept ImportError:\n    x = __import__('pickle')\n", None
        ),
        Example(
            "x = 'Queue', 'See Queue.Queue.', ['StringIO'], 'Queue.py', 'urllib.parse', __import__('os')\n",
            None,
        ),
    )

    def detect(self, node: ast.Module, module: Module) -> Iterable[Match]:
        """Every string that names something that moved, where that is what it is for."""
        for text, constants in module.strings_by_text.items():
            if DOTTED.fullmatch(text) is None:
                continue
            is_old = mentions_old(text)
            for constant in constants if is_old or "." in text else ():
                yield from self._named(constant, text, module, is_old=is_old)

    def _named(self, node: ast.Constant, text: str, module: Module, *, is_old: bool) -> Iterable[Match]:
        if _has_other_way(node, module):
            return
        call: Any = module.parent(node)
        call = module.parent(call) if isinstance(call, ast.keyword) else call
        if is_old:
            yield from _of_old(node, text, call, module)
        elif _is_patched(node, call, module):
            new = with_inner_module(text, module.mode)
            if new is not None:
                yield Match(node, _message(text, new), Applicability.UNSAFE, new)

    def rewrite(self, node: Any, match: Match, editor: Editor) -> Any:
        """The string with the new name, or the call that imports it."""
        if isinstance(match.node, ast.Call):
            importer = editor.add_import("importlib")
            arguments = [
                node.args[0].with_changes(
                    value=_with_text(node.args[0].value, match.data), comma=cst.MaybeSentinel.DEFAULT
                )
            ]
            return node.with_changes(func=cst.parse_expression(f"{importer}.import_module"), args=arguments)
        return _with_text(node, match.data)


def _of_old(node: ast.Constant, text: str, call: Any, module: Module) -> Iterator[Match]:
    new = successor_of(text, module.mode)
    trust = Applicability.MANUAL if new is None else None
    if isinstance(call, ast.Call) and _is_imported(node, call, module):
        is_split = module.mode is Mode.PY3 and new is not None and ("." in new or new == "io")
        place: ast.AST = node
        if new is not None and new != text and module.qualified_name(call.func) == "__builtin__.__import__":
            is_plain = len(call.args) == 1 and not call.keywords
            if "." in new and (is_plain or "." not in text):
                place = call
        yield Match(place, _message(text, new), trust or (Applicability.UNSAFE if is_split else None), new)
    elif _is_patched(node, call, module) and "." in text:
        yield Match(node, _message(text, new), trust or Applicability.UNSAFE, new)
    elif _is_looked_up(node, call, module):
        trust = Applicability.MANUAL if module.mode is Mode.DUAL else trust
        yield Match(node, _message(text, new), trust, new)
    elif _is_for_later(node, text, call, module):
        is_likely = module.mode is Mode.PY3 and new is not None
        yield Match(
            node, _message(text, new), Applicability.UNSAFE if is_likely else Applicability.MANUAL, new
        )


def _has_other_way(node: ast.AST, module: Module) -> bool:
    """Whether something else is imported where this import fails."""
    below = node
    for each in module.ancestors(node):
        if isinstance(each, ast.Try) and below in each.body:
            for handler in each.handlers:
                text = module.text(handler)
                if "import" in text and (handler.type is None or "ImportError" in module.text(handler.type)):
                    return True
        below = each
    return False


def _message(old: str, new: str | None) -> str:
    return f"Python 3 has no `{old}`" + (f"; it is `{new}`" if new else "")


def _is_imported(node: ast.Constant, call: ast.Call, module: Module) -> bool:
    """Whether a string is what a call imports."""
    name = getattr(call.func, "attr", getattr(call.func, "id", ""))
    is_importer = module.qualified_name(call.func) in _IMPORTERS or name in _IMPORTER_NAMES
    return is_importer and strings_of(call, 0, "name") is node


def _is_patched(node: ast.Constant, call: Any, module: Module) -> bool:
    """Whether a string is the target of a call of `mock.patch`, or of pytest's `monkeypatch.setattr`."""
    if not isinstance(call, ast.Call) or strings_of(call, 0, "target") is not node:
        return False
    name = getattr(call.func, "attr", getattr(call.func, "id", ""))
    if name == "patch":
        return True
    return name in _PATCHERS and "patch" in module.text(call.func)


def _is_looked_up(node: ast.Constant, parent: Any, module: Module) -> bool:
    """Whether a string is a key of `sys.modules`."""
    if isinstance(parent, ast.Subscript):
        return parent.slice is node and is_sys_modules(parent.value, module)
    if isinstance(parent, ast.Compare):
        is_member = isinstance(parent.ops[0], (ast.In, ast.NotIn)) and parent.left is node
        return is_member and is_sys_modules(parent.comparators[0], module)
    if isinstance(parent, ast.Call) and isinstance(parent.func, ast.Attribute):
        is_key = parent.func.attr in _LOOK_UPS and parent.args[:1] == [node]
        return is_key and is_sys_modules(parent.func.value, module)
    return False


def _is_for_later(node: ast.Constant, text: str, parent: Any, module: Module) -> bool:
    """Whether a string may be imported by something that gets it in a roundabout way."""
    if isinstance(parent, (ast.Expr, ast.Compare, ast.JoinedStr)):
        return False
    if "." in text:
        head, _, last = text.rpartition(".")
        return is_old_module(head) and last not in _ENDINGS and (last[:1].isupper() or not head[:1].isupper())
    return isinstance(parent, (ast.List, ast.Tuple)) and _is_imported_one_by_one(
        module.parent(parent), module
    )


def _is_imported_one_by_one(loop: Any, module: Module) -> bool:
    """Whether a loop imports what it runs over."""
    if not isinstance(loop, ast.For) or not isinstance(loop.target, ast.Name):
        return False
    return any(
        module.qualified_name(each.func) in _IMPORTERS
        and getattr(each.args[0] if each.args else None, "id", "") == loop.target.id
        for each in ast.walk(loop)
        if isinstance(each, ast.Call) and isinstance(each.func, (ast.Name, ast.Attribute))
    )


def _with_text(node: Any, text: str) -> Any:
    """A string literal with another text, its prefix and quotes kept."""
    quote = node.quote
    return node.with_changes(value=f"{node.prefix}{quote}{text}{quote}")
