"""The rule for implicit relative imports."""

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
    either_import,
)


class RelativeImport(Rule):
    """In a package, Python 2 looked for `import x` among the package's own modules first; Python 3 does not (PEP 328).

    `from . import x` says what was meant on both. `import a.b` of an own `a` binds only `a`, which `from . import a`
    does as well, but does not load `a.b`: that is left to a person unless a name is given by `as`.

    Of two modules that import each other, the one that is imported second finds the other half imported. `import x`
    puts up with that; `from . import x` does not on Python 2, so that in `dual` mode both are written, one in a `try`.

    Fix safety: a file that is run as a script is in no package, so that a dotted import fails there: where it ends in
    `if __name__ == '__main__'` the fix is unsafe, and with a shebang as well (a `manage.py`) there is none,
    unless it is a test or defines what others may import. What the package itself imports is no script.
    """

    name = "relative-import"
    title = "Write relative imports with a dot"
    stage = Stage.COMMON
    applicability = Applicability.SAFE
    aliases = ("fix_import", "fix_absolute_import", "no-absolute-import", "W1618", "relative-import", "W0403")
    references = ("https://peps.python.org/pep-0328/",)
    nodes = (ast.Import, ast.ImportFrom)
    examples = (
        Example(
            "import sibling\nsibling.f()\n", "from . import sibling\nsibling.f()\n", siblings=("sibling",)
        ),
        Example("from sibling import f, g as h\n", "from .sibling import f, g as h\n", siblings=("sibling",)),
        Example("from sibling.deep import f\n", "from .sibling.deep import f\n", siblings=("sibling",)),
        Example("from ro import ro\n", "from .ro import ro\n", siblings=("ro",), runs=False),
        Example("import sibling as s\n", "from . import sibling as s\n", siblings=("sibling",)),
        Example(
            "import os, sibling, sys\n", "import os, sys\nfrom . import sibling\n", siblings=("sibling",)
        ),
        Example("import a, b\n", "from . import a, b\n", siblings=("a", "b")),
        Example("import a.b as c\n", "from .a import b as c\n", siblings=("a",)),
        Example("import a.b\na.b.f()\n", None, findings=1, siblings=("a",)),
        Example("from sibling import *\n", "from .sibling import *\n", siblings=("sibling",)),
        Example(
            "from sibling import (f,  # one\n                     g)\n",
            "from .sibling import (f,  # one\n                     g)\n",
            siblings=("sibling",),
        ),
        Example(
            "def f():\n    import sibling\n", "def f():\n    from . import sibling\n", siblings=("sibling",)
        ),
        Example("import Queue\n", "from . import Queue\n", siblings=("Queue",)),
        Example("from __init__ import f\n", "from .__init__ import f\n", siblings=("sibling",), runs=False),
        Example(
            "import sibling\n\nif __name__ == '__main__':\n    sibling.main()\n",
            "from . import sibling\n\nif __name__ == '__main__':\n    sibling.main()\n",
            siblings=("sibling",),
            unsafe=True,
            runs=False,
        ),
        Example(
            "#!/usr/bin/env python\nimport settings\n\nif __name__ == '__main__':\n    execute(settings)\n",
            None,
            findings=1,
            siblings=("settings",),
            runs=False,
        ),
        Example("import sibling\n", None),
        Example("import os\nfrom .sibling import f\n", None, siblings=("sibling",)),
        Example("from __future__ import absolute_import\nimport sibling\n", None, siblings=("sibling",)),
        Example(
            "try:\n    from . import sibling\nexcept ImportError:\n    import sibling\n",
            None,
            siblings=("sibling",),
        ),
    )

    def detect(self, node: ast.Import | ast.ImportFrom, module: Module) -> Iterable[Match]:
        """An import whose module is a sibling in the same package."""
        own = [each for each in module.imports.of(node) if module.is_implicitly_relative(each)]
        if not own or _has_relative_alternative(node, module):
            return
        names = ", ".join(dict.fromkeys(f"`{each.module}`" for each in own))
        loads_more = any(
            isinstance(node, ast.Import) and "." in each.module and not each.alias.asname for each in own
        )
        message = f"Python 3 does not look for {names} in this package"
        if loads_more:
            yield Match(node, message, Applicability.MANUAL)
        elif _is_circular(own, module):
            yield Match(node, f"{message}, and it imports this one in a circle", data=True)
        elif _is_script(module):
            yield Match(
                node,
                f"{message}, and run as a script this file is in none",
                Applicability.MANUAL if _is_only_run(module) else Applicability.UNSAFE,
            )
        else:
            yield Match(node, message)

    def rewrite(self, node: Any, match: Match, editor: Editor) -> Any:
        """Put the dot in, by an edit of text: an import of several modules becomes several imports."""
        statement: Any = match.node
        text = editor.module.text(statement)
        if isinstance(statement, ast.ImportFrom):
            gap, _, rest = text.removeprefix("from").partition(str(statement.module))
            editor.replace(statement, f"from{gap}.{statement.module}{rest}")
            return node
        if "#" in text or "\\" in text:
            raise CannotRewrite("the import is spread over several lines")
        kept: list[str] = []
        packages: dict[str, list[str]] = {}
        for imported in editor.module.imports.of(statement):
            alias = imported.alias
            suffix = f" as {alias.asname}" if alias.asname else ""
            if not editor.module.is_implicitly_relative(imported):
                kept.append(alias.name + suffix)
                continue
            package, _, leaf = alias.name.rpartition(".")
            packages.setdefault(package, []).append(leaf + ("" if alias.asname == leaf else suffix))
        lines = [f"import {', '.join(kept)}"] if kept else []
        lines += [f"from .{package} import {', '.join(names)}" for package, names in packages.items()]
        if match.data:
            lines = [f"import {', '.join(kept)}"] if kept else []
            lines += [_either(each) for each in _relative(statement, editor.module)]
            editor.replace_statement(statement, "\n".join(lines))
            return node
        before = editor.module.source.line(statement.lineno)[: statement.col_offset]
        editor.replace(statement, ("; " if before.strip() else f"\n{before}").join(lines))
        return node


def _relative(statement: ast.Import, module: Module) -> list[ast.alias]:
    """What an import takes from the package."""
    found = module.imports.of(statement)
    return [each.alias for each in found if module.is_implicitly_relative(each)]


def _either(alias: ast.alias) -> str:
    """The import of a module of the package that Python 2 may have imported half."""
    package, _, leaf = alias.name.rpartition(".")
    suffix = f" as {alias.asname}" if alias.asname else ""
    return either_import(f"from .{package} import {leaf}{suffix}", f"import {alias.name}{suffix}")


def _is_circular(own: Iterable[Any], module: Module) -> bool:
    """Whether Python 2 would not find an import's module on the package, for it is only half imported by then."""
    around = module.surroundings
    if around.index is None or module.mode is Mode.PY3:
        return False
    return any(
        isinstance(each.node, ast.Import) and around.index.is_circular(around.path, each.alias.name)
        for each in own
    )


def _has_relative_alternative(node: ast.AST, module: Module) -> bool:
    """Whether a `try` around the import has a relative one as well, so that one of the two works."""
    return any(
        isinstance(each, ast.ImportFrom) and each.level
        for around in module.ancestors(node)
        if isinstance(around, ast.Try)
        for each in ast.walk(around)
    )


def _is_only_run(module: Module) -> bool:
    """Whether a script says how it is run and has nothing that others would import, tests aside."""
    name = module.surroundings.path.rpartition("/")[2]
    if not module.source.text.startswith("#!") or name.startswith("test"):
        return False
    definitions = (
        each for each in module.tree.root.body if isinstance(each, (ast.FunctionDef, ast.ClassDef))
    )
    return all(each.name == "main" for each in definitions)


def _is_script(module: Module) -> bool:
    """Whether the file is meant to be run, `if __name__ == '__main__'`, and nothing of its package imports it."""
    around = module.surroundings
    if around.path.endswith("__init__.py"):
        return False
    is_run = any(
        isinstance(each, ast.If)
        and isinstance(each.test, ast.Compare)
        and isinstance(each.test.left, ast.Name)
        and each.test.left.id == "__name__"
        for each in module.tree.root.body
    )
    return is_run and not (around.index is not None and around.index.is_imported(around.path))
