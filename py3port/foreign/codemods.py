"""Codemods written for LibCST, as rules."""

from __future__ import annotations

import importlib
from collections.abc import Iterable
from pathlib import Path
from typing import Any, ClassVar

from py3port.analysis import Module
from py3port.errors import UserError
from py3port.foreign.modules import locate
from py3port.foreign.rule import ForeignRule, Refused


class CodemodRule(ForeignRule):
    """One codemod, or plain transformer; made by `codemod_rule`."""

    codemod: ClassVar[str]
    """The dotted name of its class."""

    def __reduce__(self) -> Any:
        return codemod_rule, (self.codemod, self.title, self.__doc__)

    @property
    def code(self) -> str:
        """The module whose code decides what it finds."""
        return self.codemod.rpartition(".")[0]

    def rewritten(self, module: Module) -> str:
        """What the codemod makes of the text; it sees Python 2's nodes beside LibCST's own."""
        import libcst as cst
        from libcst.codemod import Codemod, CodemodContext, SkipFile

        from py3port.python2.cst import parse_module

        kind = _load(self.codemod)
        try:
            tree = parse_module(module.source.text)
            if issubclass(kind, Codemod):
                context = CodemodContext(filename=module.surroundings.path or None)
                return str(kind(context).transform_module(tree).code)
            if any(True for _ in kind.get_inherited_dependencies()):
                return str(cst.MetadataWrapper(tree).visit(kind()).code)
            return str(tree.visit(kind()).code)
        except SkipFile:
            return module.source.text
        except Exception as error:
            raise Refused(f"{type(error).__name__}: {error}") from error

    def complaints(self) -> Iterable[tuple[int, str]]:
        """Codemods have no way to say which line they mean."""
        return ()


def codemod_rule(codemod: str, title: str, description: str | None) -> CodemodRule:
    """The rule that runs the codemod of that name; its module is imported at first need."""
    name = codemod.rpartition(".")[2]
    members = {
        "codemod": codemod,
        "name": f"{codemod.rpartition('.')[0]}:{name}",
        "title": title,
        "__doc__": description,
        "aliases": (codemod, name),
    }
    kind: Any = type("Codemod", (CodemodRule,), members)
    made: CodemodRule = kind()
    return made


def rule_of_codemod(codemod: str, root: Path | None) -> CodemodRule:
    """The rule for a class in an installed module.

    Raises:
        UserError: there is no such module, or no such class in it.
    """
    module, _, name = codemod.rpartition(".")
    if not module:
        raise UserError(f"codemods: {codemod!r} must be a class with its module: `package.module.Class`")
    located = locate(module, root)
    if name not in located.classes():
        raise UserError(f"{module} defines no class {name}")
    return codemod_rule(
        codemod, f"Do what {name} of {module} does", located.docstring() or f"The codemod {codemod}."
    )


def _load(codemod: str) -> Any:
    """The class.

    Raises:
        UserError: its module cannot be imported, or it is neither a codemod nor a transformer.
    """
    import libcst as cst
    from libcst.codemod import Codemod

    module, _, name = codemod.rpartition(".")
    try:
        kind = getattr(importlib.import_module(module), name)
    except Exception as error:
        raise UserError(f"{codemod} cannot be loaded: {type(error).__name__}: {error}") from error
    if not isinstance(kind, type) or not issubclass(kind, (Codemod, cst.CSTTransformer)):
        raise UserError(f"{codemod} is neither a Codemod nor a CSTTransformer of LibCST")
    return kind
