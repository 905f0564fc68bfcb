"""What the imports of a module bind already, and which names are free for others."""

from __future__ import annotations

import re
from collections.abc import Set
from dataclasses import replace
from functools import cached_property

from py3port.analysis import ImportedName, Module
from py3port.python2 import ast
from py3port.rewrite.import_head import ImportHead
from py3port.rewrite.import_lines import ImportRequest
from py3port.rule import CannotRewrite


class ImportedNames:
    """Answers for one module."""

    def __init__(self, module: Module, head: ImportHead) -> None:
        self._module = module
        self._head = head
        self.leaving: Set[ast.stmt] = frozenset()
        """Imports that are about to be replaced by others."""

    def reference(self, request: ImportRequest, near: ast.AST, *, leaving: str | None = None) -> str:
        """How code at `near` refers to what the request imports; an import of `leaving` does not count.

        Raises:
            CannotRewrite: the name means something else there.
        """
        existing = self.existing(request)
        if existing is None:
            self.check_absolute(request)
            if not self._is_free(request.bound, near, request, leaving=leaving):
                raise CannotRewrite(f"the name {request.bound!r} is taken in this module")
            return request.reference
        if not self._is_free(existing, near, request):
            raise CannotRewrite(f"the name {existing!r} means something else here")
        is_whole = request.name or request.otherwise or "." not in request.module
        return existing if is_whole else request.module

    def existing(self, request: ImportRequest) -> str | None:
        """The name a top-level import of the module already binds to what is requested."""
        if request.otherwise is not None:
            return self._existing_alternatives(request, request.otherwise)
        for statement in self._head.top:
            bound = self._bound_by(statement, request) if statement not in self.leaving else None
            if bound is not None:
                return bound
        return None

    def _existing_alternatives(self, first: ImportRequest, second: ImportRequest) -> str | None:
        """The name that `try: import first ... except ImportError: import second ...` binds."""
        for statement in self._head.top:
            if not isinstance(statement, ast.Try) or len(statement.handlers) != 1:
                continue
            bodies = (statement.body, statement.handlers[0].body)
            if any(len(body) != 1 for body in bodies):
                continue
            names = [
                self._bound_by(body[0], replace(request, alias=None, otherwise=None))
                for body, request in zip(bodies, (first, second), strict=True)
            ]
            if names[0] is not None and names[0] == names[1]:
                return names[0]
        return None

    def _bound_by(self, statement: ast.stmt, request: ImportRequest) -> str | None:
        """The name that a statement binds to what is requested, if it is such an import."""
        if isinstance(statement, ast.ImportFrom) and not statement.level and request.name:
            for alias in statement.names:
                if f"{statement.module}.{alias.name}" == request.qualified and request.alias in (
                    None,
                    alias.asname,
                ):
                    return alias.asname or alias.name
        if isinstance(statement, ast.Import) and not request.name:
            for alias in statement.names:
                if alias.name == request.module and request.alias in (None, alias.asname):
                    return alias.asname or alias.name.partition(".")[0]
        return None

    def check_absolute(self, request: ImportRequest) -> None:
        """Make sure that Python 2 would find what is requested.

        Raises:
            CannotRewrite: it would find a module of this package.
        """
        if self.is_hidden(request) and any(
            self._module.is_implicitly_relative(each) for each in self._module.imports
        ):
            raise CannotRewrite(
                f"a module of this package is called {request.module.partition('.')[0]!r}: "
                "the relative imports have to be made explicit first"
            )

    def is_hidden(self, request: ImportRequest) -> bool:
        """Whether the package has a module of the name of the one that is asked for; its own copy of six will do."""
        surroundings = self._module.surroundings
        root = request.module.partition(".")[0]
        return (
            surroundings.in_package
            and root in surroundings.siblings
            and root != "six"
            and "absolute_import" not in self._module.tree.future
            and not self._module.tree.is_written_for_python3
        )

    def is_name_used(self, name: str) -> bool:
        """Whether any name, argument, attribute-free, in the module is spelled so."""
        return name in self._used_names

    @cached_property
    def _used_names(self) -> frozenset[str]:
        return frozenset(re.findall(r"[A-Za-z_]\w*", self._module.source.text))

    def _is_free(
        self, name: str, near: ast.AST, request: ImportRequest, *, leaving: str | None = None
    ) -> bool:
        """Whether `name` at `near` is what the request imports, or is not bound at all there."""
        module = self._module
        top = module.scope_made_by(module.tree.root)
        seen = module.lookup(name, near)
        for scope in (top, seen):
            others = [
                each
                for each in (scope.binding(name) if scope is not None else ())
                if not self._is_import_of(each, near, request, leaving)
            ]
            are_imports = all(isinstance(each, ast.alias) for each in others)
            if others and not (are_imports and self._is_same_package(name)):
                return False
        return True

    def _is_import_of(
        self, binding: ast.AST, near: ast.AST, request: ImportRequest, leaving: str | None
    ) -> bool:
        """Whether a name is bound by an import of what is requested, or by one that goes."""
        imported = self._module.imports.by_alias.get(binding) if isinstance(binding, ast.alias) else None
        if imported is None:
            return False
        return imported.qualified == leaving or self._is_same(imported, near, request)

    def _is_same(self, imported: ImportedName, near: ast.AST, request: ImportRequest) -> bool:
        """Whether an import binds what the request does; a function's own might come after `near`."""
        wanted = {request.qualified}
        if request.otherwise is not None:
            wanted.add(request.otherwise.qualified)
        elif request.name is None and request.alias is None:
            wanted = {request.module.partition(".")[0]}
        is_local = isinstance(imported.scope.node, ast.FunctionDef) and imported.scope.node in set(
            self._module.ancestors(near)
        )
        return imported.qualified in wanted and not imported.level and not is_local

    def _is_same_package(self, name: str) -> bool:
        """Whether all imports that bind `name` are `import name.something`, which share it."""
        for statement in [*self._module.nodes(ast.Import), *self._module.nodes(ast.ImportFrom)]:
            for alias in statement.names:
                if (alias.asname or alias.name.partition(".")[0]) != name:
                    continue
                if isinstance(statement, ast.ImportFrom) or alias.asname:
                    return False
        return True
