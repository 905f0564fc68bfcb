"""The rule for `@python_2_unicode_compatible`."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from py3port.rule import Applicability, Editor, Example, Match, Module, Rule, Stage, ast
from py3port_codemods._compat_names import compat_name
from py3port_codemods._decorators import drop_decorator
from py3port_codemods._let_go import let_go, root_name

_NAME = "python_2_unicode_compatible"


class UnicodeCompatible(Rule):
    """`@python_2_unicode_compatible` makes `__unicode__` and `__str__` for Python 2 out of a `__str__` that gives text.

    Under Python 3 it does nothing, wherever it is imported from: six, Django, python-future. Django 3.0 dropped it.
    """

    name = "unicode-compatible"
    title = "Drop the decorator python_2_unicode_compatible"
    stage = Stage.CLEANUP
    applicability = Applicability.SAFE
    references = (
        "https://docs.djangoproject.com/en/3.0/releases/3.0/#removed-private-python-2-compatibility-apis",
    )
    words = (_NAME,)
    nodes = (ast.Name, ast.Attribute)
    examples = (
        Example(
            "import six\n@six.python_2_unicode_compatible\nclass A(object):\n    def __str__(self):\n"
            "        return 'a'\nx = str(A()) == 'a'\n",
            "class A(object):\n    def __str__(self):\n        return 'a'\nx = str(A()) == 'a'\n",
        ),
        Example(
            "from django.utils.encoding import force_str, python_2_unicode_compatible\n\n"
            "@register\n@python_2_unicode_compatible  # why\nclass A(object):\n    pass\n",
            "from django.utils.encoding import force_str\n\n@register\n# why\nclass A(object):\n    pass\n",
            runs=False,
        ),
        Example("import six\nA = six.python_2_unicode_compatible(B)\n", None, findings=1, runs=False),
        Example(
            "def python_2_unicode_compatible(cls):\n    return cls\n@python_2_unicode_compatible\nclass A:\n    pass\n",
            None,
        ),
    )

    def names(self) -> frozenset[str]:
        """The decorator."""
        return frozenset({_NAME})

    def detect(self, node: ast.Name | ast.Attribute, module: Module) -> Iterable[Match]:
        """Every use of the decorator."""
        if compat_name(node, module) == _NAME and isinstance(node.ctx, ast.Load):
            definition = module.parent(node)
            is_decorator = isinstance(definition, ast.ClassDef) and node in definition.decorator_list
            yield Match(
                node, f"`{_NAME}` does nothing in Python 3", None if is_decorator else Applicability.MANUAL
            )

    def rewrite_text(self, matches: Sequence[Match], editor: Editor) -> bool:
        """Take out the line of the decorator."""
        for match in matches:
            node: Any = match.node
            drop_decorator(node, editor)
            let_go(root_name(node), editor)
        return True
