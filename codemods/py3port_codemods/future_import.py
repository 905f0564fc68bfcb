"""The rule for imports from `__future__`."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from py3port.rule import Applicability, Editor, Example, Match, Module, Rule, Stage, ast

_MANDATORY = frozenset(
    {
        "absolute_import", "division", "generators", "nested_scopes", "print_function", "unicode_literals",
        "with_statement",
    }
)  # fmt: skip
_LATER = {"generator_stop": (3, 7)}


class FutureImport(Rule):
    """What Python 2 imported from `__future__` is how Python 3 works: the import has no effect.

    `annotations` has one, and stays.

    Fix safety: `division` and `absolute_import` also tell py3port how to read a file that Python 2 would accept. Where
    their going would make it take `/` for Python 2's, or an import for a relative one, the fix waits for `--unsafe`:
    from then on only the cleanup stage should be applied to the file.
    """

    name = "future-import"
    title = "Drop imports from __future__ that have no effect"
    stage = Stage.CLEANUP
    applicability = Applicability.SAFE
    aliases = ("fix_future", "fix_remove_old__future__imports", "UP010")
    references = ("https://docs.python.org/3/library/__future__.html",)
    words = ("__future__",)
    nodes = (ast.ImportFrom,)
    examples = (
        Example("from __future__ import print_function\nx = 1\n", "x = 1\n"),
        Example(
            '"""Doc."""\n\nfrom __future__ import absolute_import, unicode_literals\n\nimport os\n\nx = os.name\n',
            '"""Doc."""\n\nimport os\n\nx = os.name\n',
        ),
        Example(
            "from __future__ import annotations, print_function\nx: int = 1\n",
            "from __future__ import annotations\nx: int = 1\n",
            runs=False,
        ),
        Example("from __future__ import division\nx = 1 / 2\n", "x = 1 / 2\n", unsafe=True),
        Example("from __future__ import division\nx = 1 // 2\n", "x = 1 // 2\n"),
        Example(
            "from __future__ import absolute_import\nimport json\n",
            "import json\n",
            siblings=("json",),
            unsafe=True,
            runs=False,
        ),
        Example(
            "from __future__ import print_function, division\nx = 3 / 2\n",
            "from __future__ import division\nx = 3 / 2\n",
            findings=2,
        ),
        Example("from __future__ import annotations\n", None, runs=False),
        Example("import __future__\nx = __future__.division is not None\n", None),
    )

    def detect(self, node: ast.ImportFrom, module: Module) -> Iterable[Match]:
        """Every name that has no effect any more."""
        if node.module != "__future__" or node.level:
            return
        for alias in node.names:
            if alias.name in _MANDATORY or _is_past(alias.name, module):
                likely = Applicability.UNSAFE if _tells_something(alias.name, module) else None
                yield Match(alias, f"`{alias.name}` is how Python 3 works", likely)

    def rewrite_text(self, matches: Sequence[Match], editor: Editor) -> bool:
        """Take the names out, and the statement with its last one."""
        for match in matches:
            editor.drop_import(match.node)
        return True


def _is_past(name: str, module: Module) -> bool:
    target = tuple(int(part) for part in module.options.target.split("."))
    return name in _LATER and _LATER[name] <= target


def _tells_something(name: str, module: Module) -> bool:
    """Whether a file would be read otherwise without it, though Python 3 does not care."""
    if module.tree.is_written_for_python3:
        return False
    if name == "division":
        return any(isinstance(each.op, ast.Div) for each in module.nodes(ast.BinOp, ast.AugAssign))
    here = module.surroundings
    return (
        name == "absolute_import"
        and here.in_package
        and any(not each.level and each.module.partition(".")[0] in here.siblings for each in module.imports)
    )
