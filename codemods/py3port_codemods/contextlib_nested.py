"""The rule for `contextlib.nested`."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from py3port.rule import Applicability, CannotRewrite, Editor, Example, Match, Module, Rule, Stage, ast


class ContextlibNested(Rule):
    """Python 3.0 dropped `contextlib.nested`: since 2.7 one `with` takes several context managers.

    What is nested is entered one by one then, so that the first is left also where making the second fails. Where
    the number of managers is not known, or something wants all that they return, the finding is for a person:
    `contextlib.ExitStack` is Python 3's only.
    """

    name = "contextlib-nested"
    title = "Give several context managers to one with"
    stage = Stage.COMMON
    applicability = Applicability.SAFE
    references = ("https://docs.python.org/2/library/contextlib.html#contextlib.nested",)
    words = ("nested",)
    nodes = (ast.Attribute, ast.Name)
    examples = (
        Example(
            "import contextlib\n@contextlib.contextmanager\ndef cm(n):\n    yield n\n"
            "with contextlib.nested(cm(1), cm((2, 3))) as (a, (b, c)):  # both\n    x = a, b, c\n",
            "import contextlib\n@contextlib.contextmanager\ndef cm(n):\n    yield n\n"
            "with cm(1) as a, cm((2, 3)) as (b, c):  # both\n    x = a, b, c\n",
        ),
        Example(
            "from contextlib import contextmanager, nested\n@contextmanager\ndef cm(n):\n    yield n\n"
            "with nested(cm(1),\n            cm(2)):\n    x = 3\n",
            "from contextlib import contextmanager\n@contextmanager\ndef cm(n):\n    yield n\n"
            "with cm(1), cm(2):\n    x = 3\n",
        ),
        Example("import contextlib\nwith contextlib.nested(*[]) as all:\n    x = 1\n", None, findings=1),
        Example("import contextlib\nf = contextlib.nested\n", None, findings=1),
        Example("def nested(*a):\n    return open('/dev/null')\nwith nested(1, 2):\n    x = 1\n", None),
    )

    def names(self) -> frozenset[str]:
        """The function."""
        return frozenset({"nested"})

    def detect(self, node: Any, module: Module) -> Iterable[Match]:
        """A use of the function."""
        if not isinstance(node.ctx, ast.Load) or module.qualified_name(node) != "contextlib.nested":
            return
        message = "`contextlib.nested` is gone since Python 3.0: one `with` takes several context managers"
        call: Any = module.parent(node)
        item: Any = module.parent(call) if isinstance(call, ast.Call) and call.func is node else None
        if isinstance(item, ast.withitem) and _can_be_split(call, item.optional_vars):
            yield Match(module.parent(item) or item, message, data=(node, item))
        else:
            yield Match(node, message, Applicability.MANUAL)

    def rewrite(self, node: Any, match: Match, editor: Editor) -> Any:
        """The managers side by side."""
        module = editor.module
        name, item = match.data
        call, targets = item.context_expr, item.optional_vars
        last = targets if targets is not None else call
        source = module.source
        start = source.offset(call.lineno, call.col_offset)
        end = source.offset(last.end_lineno, last.end_col_offset)
        if "#" in source.text[start:end]:
            raise CannotRewrite("a comment stands inside the call")
        texts = [module.text(each) for each in call.args]
        if targets is not None:
            names = [_target(each, module) for each in targets.elts]
            texts = [f"{text} as {name}" for text, name in zip(texts, names, strict=True)]
            if source.text[end : end + 1] == ")" and source.text[start:end].count("(") > source.text[
                start:end
            ].count(")"):
                end += 1
        editor.drop_import(name if isinstance(name, ast.Name) else name.value)
        editor.replace_span(start, end, ", ".join(texts))
        return node


def _can_be_split(call: ast.Call, targets: Any) -> bool:
    """Whether the managers are written out, and so are the names for what they return."""
    if call.keywords or not call.args or any(isinstance(each, ast.Starred) for each in call.args):
        return False
    return targets is None or (
        isinstance(targets, (ast.Tuple, ast.List)) and len(targets.elts) == len(call.args)
    )


def _target(node: Any, module: Module) -> str:
    """A target as it may stand after `as`."""
    text = module.text(node)
    return f"({text})" if isinstance(node, ast.Tuple) and not text.startswith("(") else text
