"""Fixers written for lib2to3 or fissix, as rules."""

from __future__ import annotations

import importlib
import logging
import re
import sys
from collections.abc import Iterable
from functools import cached_property
from importlib.abc import Loader, MetaPathFinder
from importlib.machinery import ModuleSpec
from pathlib import Path
from types import ModuleType
from typing import Any, ClassVar

from py3port.analysis import Module
from py3port.errors import UserError
from py3port.foreign.modules import Located, locate
from py3port.foreign.rule import ForeignRule, Refused

_WARNING = re.compile(r"Line (\d+): (.*)", re.DOTALL)
_GRAMMARS: tuple[dict[str, bool], ...] = ({}, {"print_function": True})


class FixerRule(ForeignRule):
    """One fixer; made by `fixer_rule`."""

    fixer: ClassVar[str]
    """The dotted name of its module."""

    def __reduce__(self) -> Any:
        return fixer_rule, (self.fixer, self.name, self.title, self.__doc__, self.aliases)

    @property
    def code(self) -> str:
        """The module whose code decides what it finds."""
        return self.fixer

    def rewritten(self, module: Module) -> str:
        """What the fixer makes of the text, read with a `print` statement or, failing that, without."""
        text = module.source.text
        missing = "" if text.endswith("\n") or not text else "\n"
        refused: Exception | None = None
        for tool in self._tools:
            tool.fixer_log.clear()
            try:
                tree = tool.refactor_string(text + missing, module.surroundings.path or "<source>")
            except Exception as error:  # noqa: BLE001 - it is not our code
                refused = refused or error
                continue
            after = str(tree)
            return after.removesuffix("\n") if missing else after
        raise Refused(f"{type(refused).__name__}: {refused}")

    def complaints(self) -> Iterable[tuple[int, str]]:
        """What the fixer warned of in the last text."""
        for tool in self._tools:
            for message in tool.fixer_log:
                found = _WARNING.match(message)
                if found:
                    yield int(found[1]), found[2]

    @cached_property
    def _tools(self) -> tuple[Any, ...]:
        refactor = _fissix()
        _stand_in_for_lib2to3()

        class Tool(refactor.RefactoringTool):  # type: ignore[misc, name-defined]
            def log_error(self, msg: str, *args: object, **kwds: object) -> None:
                raise

        try:
            return tuple(Tool([self.fixer], options, explicit=[self.fixer]) for options in _GRAMMARS)
        except Exception as error:
            raise UserError(f"{self.fixer} cannot be loaded: {type(error).__name__}: {error}") from error


def fixer_rule(
    fixer: str, name: str, title: str, description: str | None, aliases: tuple[str, ...]
) -> FixerRule:
    """The rule that runs the fixer in the module of that name; the module is imported at first need."""
    members = {"fixer": fixer, "name": name, "title": title, "__doc__": description, "aliases": aliases}
    kind: Any = type("Fixer", (FixerRule,), members)
    made: FixerRule = kind()
    return made


def rules_of_fixers(name: str, root: Path | None, *, prefix: str = "") -> list[FixerRule]:
    """A rule for each fixer of an installed package, or for the one fixer in a module.

    Raises:
        UserError: fissix or the package is not installed, or it holds no fixer.
    """
    _fissix()
    located = locate(name, root)
    if located.folder is None:
        modules = [located]
    else:
        files = sorted(located.folder.glob("fix_*.py"))
        modules = [Located(f"{name}.{file.stem}", file, None) for file in files]
    rules = [_rule(each, prefix or each.name.rpartition(".")[0]) for each in modules]
    if not rules:
        raise UserError(f"{name} holds no fixer: there is no fix_*.py in it")
    return rules


def _rule(located: Located, prefix: str) -> FixerRule:
    short = located.name.rpartition(".")[2]
    wanted = "Fix" + "".join(part.title() for part in short.removeprefix("fix_").split("_"))
    if wanted not in located.classes():
        raise UserError(f"{located.name} is no fixer: it defines no class {wanted}")
    description = located.docstring() or f"The fixer {short} of {prefix}."
    return fixer_rule(
        located.name,
        f"{prefix}:{short}",
        f"Do what {short} of {prefix} does",
        description,
        (located.name, short),
    )


def _fissix() -> Any:
    try:
        refactor = importlib.import_module("fissix.refactor")
    except ImportError as error:
        raise UserError("fixers need fissix: pip install 'py3port[fissix]'") from error
    logging.getLogger("fissix").setLevel(logging.ERROR)
    return refactor


def _stand_in_for_lib2to3() -> None:
    """Let fixers that import lib2to3, gone since Python 3.13, find fissix under its name: the same code."""
    if not any(isinstance(each, _Lib2to3) for each in sys.meta_path):
        sys.meta_path.insert(0, _Lib2to3())


class _Lib2to3(MetaPathFinder, Loader):
    """Finds each module of lib2to3 in fissix."""

    def find_spec(self, fullname: str, path: object, target: object = None) -> ModuleSpec | None:
        return ModuleSpec(fullname, self) if fullname.partition(".")[0] == "lib2to3" else None

    def create_module(self, spec: ModuleSpec) -> ModuleType:
        module = importlib.import_module(spec.name.replace("lib2to3", "fissix", 1))
        spec.loader_state = module.__spec__
        return module

    def exec_module(self, module: ModuleType) -> None:
        # It was executed under its own name, which its relative imports go by.
        state = module.__spec__.loader_state if module.__spec__ is not None else None
        module.__spec__ = state or module.__spec__
