"""The rule for the functions of six that raise."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from py3port.rule import Applicability, Editor, Example, Match, Module, Rule, Stage, ast
from py3port_codemods._compat_names import WORDS, compat_name
from py3port_codemods._let_go import let_go, root_name

_NAMES = frozenset({"raise_from", "raise_with_traceback", "reraise"})


class SixRaise(Rule):
    """Python 3 has syntax for an exception's cause, and exceptions carry their traceback (PEP 3109, PEP 3134).

    Python 2 had another syntax for the one and none for the other, so six has `raise_from` and `reraise`, and
    python-future has `raise_with_traceback`.

    Fix safety: `six.reraise(kind, value, traceback)` raises `kind()` where the value is None; unless it is sure not to
    be, the fix waits for `--unsafe`.
    """

    name = "six-raise"
    title = "Raise by the statement, not by six"
    stage = Stage.CLEANUP
    applicability = Applicability.SAFE
    references = ("https://peps.python.org/pep-3134/",)
    words = WORDS
    nodes = (ast.Expr,)
    examples = (
        Example(
            "import six\ntry:\n    six.raise_from(ValueError('a'), None)\nexcept ValueError as e:\n    x = str(e)\n",
            "try:\n    raise ValueError('a') from None\nexcept ValueError as e:\n    x = str(e)\n",
        ),
        Example(
            "import six\ntry:\n    try:\n        int('a')\n    except ValueError as e:\n"
            "        six.raise_from(KeyError(\n            'b'), e)\nexcept KeyError as e:\n    x = str(e)\n",
            "try:\n    try:\n        int('a')\n    except ValueError as e:\n"
            "        raise KeyError(\n            'b') from e\nexcept KeyError as e:\n    x = str(e)\n",
        ),
        Example(
            "import sys\nimport six\ntry:\n    try:\n        int('a')\n    except ValueError:\n"
            "        six.reraise(KeyError, KeyError('b'), sys.exc_info()[2])\nexcept KeyError as e:\n    x = str(e)\n",
            "import sys\ntry:\n    try:\n        int('a')\n    except ValueError:\n"
            "        raise KeyError('b').with_traceback(sys.exc_info()[2])\nexcept KeyError as e:\n    x = str(e)\n",
        ),
        Example(
            "import sys\nfrom six import reraise\ntry:\n    try:\n        int('a')\n    except ValueError:\n"
            "        reraise(*sys.exc_info())\nexcept ValueError:\n    x = 1\n",
            "import sys\ntry:\n    try:\n        int('a')\n    except ValueError:\n"
            "        raise\nexcept ValueError:\n    x = 1\n",
        ),
        Example(
            "import six\ndef f(info):\n    six.reraise(*info)\n",
            "def f(info):\n    raise info[1].with_traceback(info[2])\n",
        ),
        Example(
            "import six\ndef f(t, v, tb):\n    six.reraise(t, v, tb)\n",
            "def f(t, v, tb):\n    raise v.with_traceback(tb)\n",
            unsafe=True,
        ),
        Example("import six\ndef f():\n    return six.raise_from(a, b)\n", None, runs=False),
        Example("import six\ndef f(t):\n    six.reraise(t)\n", None, findings=1),
        Example("def reraise(*a):\n    return a\nsix = 1\nreraise(1, 2, 3)\n", None),
    )

    def detect(self, node: ast.Expr, module: Module) -> Iterable[Match]:
        """A statement that is a call of one of them."""
        call = node.value
        if not isinstance(call, ast.Call) or not isinstance(call.func, (ast.Name, ast.Attribute)):
            return
        name = compat_name(call.func, module)
        if name in _NAMES:
            code, likely = _statement(name, call, module)
            if code is None or module.has_comment(call):
                likely = Applicability.MANUAL
            yield Match(node, "Python 3 has a statement for it", likely, code)

    def rewrite_text(self, matches: Sequence[Match], editor: Editor) -> bool:
        """Write the statement."""
        for match in matches:
            editor.replace(match.node, match.data)
            let_go(root_name(match.node.value.func), editor)  # type: ignore[attr-defined]
        return True


def _statement(name: str, call: ast.Call, module: Module) -> tuple[str | None, Applicability | None]:
    if call.keywords:
        return None, None
    arguments: list[Any] = call.args
    if len(arguments) == 1 and isinstance(arguments[0], ast.Starred) and name == "reraise":
        return _of_tuple(call, arguments[0].value, module), None
    if any(isinstance(each, ast.Starred) for each in arguments):
        return None, None
    texts = [_operand(each, module) for each in arguments]
    if name == "raise_from" and len(texts) == 2:
        return f"raise {texts[0]} from {texts[1]}", None
    if name == "raise_with_traceback" and len(texts) == 2:
        return f"raise {texts[0]}.with_traceback({texts[1]})", None
    if name == "reraise" and len(texts) == 3:
        is_value = isinstance(arguments[1], ast.Call)
        code = f"raise {texts[1]}.with_traceback({texts[2]})"
        return code, None if is_value else Applicability.UNSAFE
    return None, None


def _of_tuple(call: ast.Call, value: ast.expr, module: Module) -> str | None:
    """What raises `*value` again: of `*sys.exc_info()` what is being handled."""
    if isinstance(value, ast.Call) and module.qualified_name(value.func) == "sys.exc_info":
        return "raise" if _is_handling(call, module) else None
    if isinstance(value, (ast.Name, ast.Attribute)):
        text = module.text(value)
        return f"raise {text}[1].with_traceback({text}[2])"
    return None


def _is_handling(call: ast.Call, module: Module) -> bool:
    """Whether an exception is being handled in the function that the call stands in."""
    for each in module.ancestors(call):
        if isinstance(each, (ast.FunctionDef, ast.AsyncFunctionDef, ast.Lambda, ast.ClassDef)):
            return False
        if isinstance(each, ast.ExceptHandler):
            return True
    return False


def _operand(node: ast.expr, module: Module) -> str:
    """The text of an argument as it may stand outside of the call's parentheses, and before a dot."""
    text = module.text(node)
    is_closed = isinstance(node, (ast.Name, ast.Attribute, ast.Call, ast.Constant, ast.Subscript))
    is_long = "\n" in text and not isinstance(node, ast.Call)
    return text if is_closed and not is_long else f"({text})"
