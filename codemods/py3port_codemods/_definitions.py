"""Where a module gets a class or function of its own in the place of one that the library dropped."""

from __future__ import annotations

from py3port.rule import CannotRewrite, Editor, Mode, Module, ast, either_import


def last_import(module: Module) -> ast.stmt | None:
    """The last of the imports that a module begins with."""
    last = None
    for statement in module.tree.root.body:
        if isinstance(statement, (ast.Import, ast.ImportFrom)):
            last = statement
        elif isinstance(statement, (ast.FunctionDef, ast.ClassDef)):
            break
    return last


def define(code: str, old: str, bound: str, editor: Editor, *, leaving: ast.alias | None = None) -> None:
    """Put a definition behind the imports; where Python 2.7 runs the code, it is for when the import of `old` fails.

    `leaving` is what is no longer imported because of it.
    """
    last = last_import(editor.module)
    if last is None:
        raise CannotRewrite("there is no import to put the definition behind")
    new = f"\n\n{code}" if editor.mode is Mode.PY3 else _either(code, old, bound)
    if leaving is not None:
        editor.drop_import(leaving)
    if leaving is not None and getattr(last, "names", None) == [leaving]:
        # Its line goes, and nothing can be put behind it.
        editor.insert_before(last, new)
    else:
        editor.insert_after(last, new)


def _either(code: str, old: str, bound: str) -> str:
    owner, _, name = old.rpartition(".")
    alias = f" as {bound}" if name != bound else ""
    return either_import(f"from {owner} import {name}{alias}", code.replace("\n", "\n    "))
