"""The rule for `six.moves`."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from py3port.rule import Applicability, CannotRewrite, Editor, Example, Match, Module, Rule, Stage, ast
from py3port_codemods._let_go import is_taken, let_go, root_name
from py3port_codemods._six_homes import BUILTINS, Home, home_of, is_moves
from py3port_codemods._six_moves import URLLIB_PARTS


@dataclass
class _Plan:
    """What becomes of an import statement."""

    lines: list[str] = field(default_factory=list)
    """What is imported instead."""
    kept: list[str] = field(default_factory=list)
    """The names that are imported from where they were."""
    renamed: dict[ast.Name, str] = field(default_factory=dict)
    """The uses that get another name."""
    applicability: Applicability | None = None


class SixMoves(Rule):
    """`six.moves` imports what moved in the standard library, from where the Python at hand has it.

    Without Python 2 that is where Python 3 has it, and built-ins such as `range` need no import at all. The modules of
    python-future's `future.moves` are treated alike, and so is any copy of six.
    An import of a built-in that this file does not use may be there for others to import it from here, and stays one.
    """

    name = "six-moves"
    title = "Import what six moves from its home"
    stage = Stage.CLEANUP
    applicability = Applicability.SAFE
    aliases = ("UP029",)
    references = ("https://six.readthedocs.io/#module-six.moves",)
    words = ("six", "future.moves")
    nodes = (ast.Import, ast.ImportFrom, ast.Attribute)
    after = ("import-fallback",)
    examples = (
        Example("from six.moves import range\nx = list(range(2))\n", "x = list(range(2))\n"),
        Example("from six.moves import zip as izip\nx = list(izip('a', 'b'))\n", "x = list(zip('a', 'b'))\n"),
        Example(
            "from six.moves import cPickle as pickle, range, queue\nx = pickle.dumps(list(range(1))), queue.Queue\n",
            "import pickle\nimport queue\nx = pickle.dumps(list(range(1))), queue.Queue\n",
            runs=False,
        ),
        Example(
            "from six.moves import urllib\nx = urllib.parse.quote('a b')\ny = urllib.error.URLError\n",
            "import urllib.error\nimport urllib.parse\nx = urllib.parse.quote('a b')\ny = urllib.error.URLError\n",
        ),
        Example(
            "from six.moves.urllib.parse import quote, urljoin as j\nx = j(quote('a b'), 'c')\n",
            "from urllib.parse import quote, urljoin as j\nx = j(quote('a b'), 'c')\n",
        ),
        Example(
            "from six.moves import http_client, reduce\nx = reduce(max, [http_client.OK])\n",
            "from http import client as http_client\nfrom functools import reduce\nx = reduce(max, [http_client.OK])\n",
        ),
        Example(
            "import six\nx = six.moves.reduce(max, [1])\n",
            "import functools\nx = functools.reduce(max, [1])\n",
        ),
        Example("import six\nx = sorted(six.moves.range(2))\n", "x = sorted(range(2))\n"),
        Example(
            "import six\nx = six.moves.urllib.parse.quote('a b')\n",
            "import urllib.parse\nx = urllib.parse.quote('a b')\n",
        ),
        Example(
            "from six import BytesIO, text_type\nx = BytesIO(b'a').read(), text_type\n",
            "from six import text_type\nfrom io import BytesIO\nx = BytesIO(b'a').read(), text_type\n",
            runs=False,
        ),
        Example(
            "import six.moves.cPickle as pickle\nx = pickle.loads\n",
            "import pickle\nx = pickle.loads\n",
            runs=False,
        ),
        Example(
            "from future.moves.urllib.request import urlopen\n",
            "from urllib.request import urlopen\n",
            runs=False,
        ),
        Example("from six.moves import range\n", "from builtins import range\n"),
        Example("from six.moves import range\nif 0:\n    range = len\nx = range(2)\n", None, findings=1),
        Example("from six.moves import *\nx = range(3)\n", None, findings=1, runs=False),
        Example("def f(range):\n    import six\n    return six.moves.range(3)\n", None, findings=1),
        Example("from mine import moves\nx = moves.range(3)\nfrom six import text_type\n", None, runs=False),
    )

    def detect(self, node: Any, module: Module) -> Iterable[Match]:
        """Imports of what moved, and uses of it by way of six itself."""
        if isinstance(node, ast.Attribute):
            yield from _use(node, module)
            return
        if isinstance(module.parent(node), (ast.Try, ast.ExceptHandler)):
            return
        found = [
            each for each in module.imports.of(node) if home_of(each.qualified) or _is_urllib(each.qualified)
        ]
        stars = [each for each in module.imports.of(node) if each.bound == "*" and _is_ours(each.module)]
        message = "six moves nothing where there is no Python 2"
        if stars:
            yield Match(node, message, Applicability.MANUAL)
        elif found:
            plan = _plan(node, module)
            yield Match(node, message, plan.applicability, plan)

    def rewrite(self, node: Any, match: Match, editor: Editor) -> Any:
        """The import, or the name, from its home."""
        if isinstance(match.node, ast.Attribute):
            editor.replace(match.node, _reference(match.data, match.node, editor))
            let_go(root_name(match.node), editor)
            return node
        statement: Any = match.node
        plan: _Plan = match.data
        for name, new in plan.renamed.items():
            if not editor.module.is_builtin(new, name) and editor.module.lookup(new, name) not in (
                None,
                editor.module.lookup(name.id, name),
            ):
                raise CannotRewrite(f"`{new}` means something else here")
            if name.id != new:
                editor.replace(name, new)
        text = editor.module.text(statement)
        lines = list(plan.lines)
        if plan.kept and isinstance(statement, ast.ImportFrom):
            lines.insert(
                0, f"from {'.' * statement.level}{statement.module or ''} import {', '.join(plan.kept)}"
            )
        elif plan.kept:
            lines.insert(0, f"import {', '.join(plan.kept)}")
        moved = _same_names(statement, plan, editor.module)
        if moved is not None:
            editor.replace_import(statement, [moved])
        elif "#" in text:
            raise CannotRewrite("a comment stands inside the import")
        else:
            editor.replace_import(statement, lines)
        return node


def _use(node: ast.Attribute, module: Module) -> Iterable[Match]:
    """`six.moves.range`, where six or its `moves` was imported."""
    imported = module.imported(node)
    if (
        not imported
        or not all(is_moves(each.qualified) for each in imported)
        or not isinstance(node.ctx, ast.Load)
    ):
        return
    homes = {home_of(each) for each in module.qualified_names(node)}
    home = homes.pop() if len(homes) == 1 else None
    around = module.parent(node)
    is_whole = not isinstance(around, ast.Attribute) or not any(map(home_of, module.qualified_names(around)))
    if home is not None and is_whole:
        yield Match(node, "six moves nothing where there is no Python 2", data=home)


def _reference(home: Home, node: ast.Attribute, editor: Editor) -> str:
    """How code refers to what was reached by way of six."""
    if home.module == BUILTINS and home.name:
        if not editor.module.is_builtin(home.name, node):
            raise CannotRewrite(f"`{home.name}` means something else here")
        return home.name
    reference = editor.add_import(home.module)
    return f"{reference}.{home.name}" if home.name else reference


def _plan(node: Any, module: Module) -> _Plan:
    plan = _Plan()
    for imported in module.imports.of(node):
        home = home_of(imported.qualified)
        uses = module.references(imported.bound, imported.scope.node)
        if _is_urllib(imported.qualified) and imported.bound == "urllib":
            plan.lines += [f"import urllib.{part}" for part in _parts_used(uses, module)]
        elif home is None:
            alias = imported.alias
            plan.kept.append(f"{alias.name} as {alias.asname}" if alias.asname else alias.name)
        elif home.module != BUILTINS or not home.name:
            plan.lines.append(home.line(imported.bound))
        else:
            if not uses or is_taken(imported.bound, module):
                # It is there for other modules to import it from here.
                plan.lines.append(home.line(imported.bound))
                continue
            plan.renamed |= dict.fromkeys(uses, home.name)
            if len(imported.scope.binding(imported.bound)) > 1:
                plan.applicability = Applicability.MANUAL
    return plan


def _parts_used(uses: Iterable[ast.Name], module: Module) -> Sequence[str]:
    """The modules of `urllib` that are used, or all of them where it is used as a whole."""
    found = set()
    for use in uses:
        parent = module.parent(use)
        if not isinstance(parent, ast.Attribute) or parent.attr not in URLLIB_PARTS:
            return ("error", "parse", "request")
        found.add(parent.attr)
    return sorted(found) or ("error", "parse", "request")


def _same_names(node: Any, plan: _Plan, module: Module) -> str | None:
    """The statement with another module in it, where all of its names are found there under the names they have."""
    if not isinstance(node, ast.ImportFrom) or plan.kept or plan.renamed:
        return None
    homes = [home_of(each.qualified) for each in module.imports.of(node)]
    modules = {each.module for each in homes if each is not None}
    names = [each.name for each in homes if each is not None]
    if len(modules) != 1 or len(names) != len(node.names) or names != [each.name for each in node.names]:
        return None
    text = module.text(node)
    old = "." * node.level + (node.module or "")
    return text.replace(old, modules.pop(), 1) if text.split()[1] == old else None


def _is_urllib(qualified: str) -> bool:
    head, _, last = qualified.rpartition(".")
    return last == "urllib" and bool(head) and _is_ours(head) and head != "six"


def _is_ours(module: str) -> bool:
    return (is_moves(module) and module.endswith("moves")) or home_of(f"{module}.x") is not None
