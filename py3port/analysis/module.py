"""One parsed module and everything the rules ask of it, computed when it is first asked for."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import cached_property, wraps
from typing import Any, TypeVar

from py3port.analysis.consumers import Consumer, Consumers
from py3port.analysis.guards import Guards
from py3port.analysis.ignores import Ignore, find_ignores
from py3port.analysis.imports import ImportedName, Imports, Surroundings
from py3port.analysis.infer import Inference
from py3port.analysis.mutation import Change, Mutations
from py3port.analysis.names import Names
from py3port.analysis.scopes import Scope, ScopeKind, Scopes
from py3port.analysis.stdlib_types import names_giving
from py3port.analysis.string_outside import Outside
from py3port.analysis.strings import Strings
from py3port.analysis.types import Type
from py3port.analysis.versions import VersionTests
from py3port.analysis.vocabulary import words_in
from py3port.python2 import Dialect, Source, Tree, ast, comments
from py3port.result import Mode, Options

STRING_DEPTH = 2
"""Through how many imports evidence for strings being binary is followed."""
_Answer = TypeVar("_Answer")
_NAMED = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)


def once_per_module(question: Callable[[Module], _Answer]) -> Callable[[Module], _Answer]:
    """A question about a module that is answered once, and the answer kept as long as all else that was computed."""

    @wraps(question)
    def ask(module: Module) -> _Answer:
        if question not in module.facts:
            module.facts[question] = question(module)
        answer: _Answer = module.facts[question]
        return answer

    return ask


class Module:
    """A parsed file and what it means. Cheap to make: a file without candidates costs next to nothing."""

    def __init__(
        self, tree: Tree, options: Options | None = None, surroundings: Surroundings | None = None
    ) -> None:
        self.tree = tree
        self.options = options or Options()
        self.surroundings = surroundings or Surroundings()

    @cached_property
    def _definitions(self) -> dict[ast.AST | None, Any]:
        return {}

    @cached_property
    def facts(self) -> dict[object, Any]:
        """What was found out about it, by the question (see `once_per_module`)."""
        return {}

    def release(self) -> None:
        """Let go of all that was computed: the parts refer to each other, and would wait for the garbage collector."""
        inputs = {name: self.__dict__.pop(name) for name in ("tree", "options", "surroundings")}
        for part in self.__dict__.values():
            getattr(part, "__dict__", {}).clear()
        self.__dict__.clear()
        self.__dict__.update(inputs)

    @property
    def source(self) -> Source:
        """The file as text."""
        return self.tree.source

    @property
    def mode(self) -> Mode:
        """What the rewritten code must run on."""
        return self.options.mode

    @property
    def was_python2(self) -> bool:
        """Whether Python 3 cannot read the file, or could not when this run began on it: nobody has ported it yet."""
        return self.surroundings.was_python2 or self.tree.dialect is Dialect.PYTHON2

    def nodes(self, *kinds: type[ast.AST]) -> Sequence[Any]:
        """All nodes of exactly these types, type by type, each in order of position."""
        if len(kinds) == 1:
            return self.tree.nodes.get(kinds[0], ())
        return [node for kind in kinds for node in self.tree.nodes.get(kind, ())]

    @cached_property
    def strings_by_text(self) -> Mapping[str, Sequence[ast.Constant]]:
        """The strings that are written out by what they say, each in document order."""
        found: dict[str, list[ast.Constant]] = defaultdict(list)
        for node in self.nodes(ast.Constant):
            if node.value.__class__ is str:
                found[node.value].append(node)
        return found

    def parent(self, node: ast.AST) -> ast.AST | None:
        """The node that `node` is a part of; None for the root."""
        return self.tree.parents.get(node)

    def ancestors(self, node: ast.AST) -> Iterator[ast.AST]:
        """The nodes around `node`, innermost first, the root last."""
        parents = self.tree.parents
        parent = parents.get(node)
        while parent is not None:
            yield parent
            parent = parents.get(parent)

    def statement(self, node: ast.AST) -> ast.stmt:
        """The innermost statement that contains `node`, or is it."""
        current: ast.AST | None = node
        while current is not None:
            if isinstance(current, ast.stmt):
                return current
            current = self.tree.parents.get(current)
        raise ValueError("the root of a tree stands in no statement")

    def text(self, node: Any) -> str:
        """The source text of a node, without parentheses around it."""
        source = self.source
        start = source.offset(node.lineno, node.col_offset)
        return source.text[start : source.offset(node.end_lineno, node.end_col_offset)]

    def has_comment(self, node: ast.AST) -> bool:
        """Whether a comment stands within a node."""
        text = self.text(node)
        return "#" in text and any(comments(text))

    def scope_name(self, node: ast.AST) -> str:
        """`Class.method` around a node, empty at the level of the module; a def or class is not within itself."""
        names = []
        around = self.definition(node)
        while around is not None:
            names.append(around.name)
            around = self.definition(around)
        return ".".join(reversed(names))

    def definition(self, node: ast.AST) -> ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef | None:
        """The innermost def or class around a node; kept for every statement on the way."""
        parents, definitions = self.tree.parents, self._definitions
        passed = []
        found = None
        current = parents.get(node)
        while current is not None:
            if isinstance(current, ast.stmt):
                if isinstance(current, _NAMED):
                    found = current
                    break
                if current in definitions:
                    found = definitions[current]
                    break
                passed.append(current)
            current = parents.get(current)
        definitions.update(dict.fromkeys(passed, found))
        return found

    def scope(self, node: ast.AST) -> Scope:
        """The scope in which `node` is evaluated."""
        return self._scopes.of(node)

    def scope_made_by(self, node: ast.AST) -> Scope | None:
        """The scope that a def, class, lambda, comprehension or the module makes; None for any other node."""
        return self._scopes.made_by(node)

    def lookup(self, name: str, near: ast.AST) -> Scope | None:
        """The scope whose binding of `name` a use at `near` sees; None where nothing in the file binds it."""
        return self._scopes.lookup(name, near)

    def is_builtin(self, name: ast.Name | str, near: ast.AST | None = None) -> bool:
        """Whether `name`, used at `near`, refers to Python 2's own builtin.

        Not where any enclosing scope binds it, nor after `from builtins import *`; a star import of a module
        that is not known leaves it a builtin.
        """
        if near is None:
            if isinstance(name, str):
                raise TypeError("a name given as text needs a place")
            near = name
        return self._names.is_builtin(name, near)

    def qualified_name(self, node: ast.AST, *, through_assignments: bool = False) -> str | None:
        """The dotted name that a Name or Attribute chain means: `urllib2.urlopen`, `__builtin__.map`.

        Relative imports, and the repository's own modules in the name of one of the standard library, have a
        leading dot. Where several imports bind the name (`has_alternatives`) it is the first.
        """
        if through_assignments:
            return self._names.resolve_through_assignments(node)
        candidates = self._names.candidates(node)
        return candidates[0] if candidates else None

    def qualified_names(self, node: ast.AST) -> Sequence[str]:
        """Every dotted name it may mean, by position of the imports; more than one after conditional imports."""
        return self._names.candidates(node)

    def assigned_value(self, name: ast.Name) -> ast.expr | None:
        """The expression assigned to a name that has one binding in its scope: `name = expression`."""
        return self._names.assigned_value(name)

    def has_alternatives(self, node: ast.AST) -> bool:
        """Whether the name at the root is bound to several things, or by an import that some `if` or `try` replaces.

        Its uses are then those of a name that is compatible already, if the imports are guarded.
        """
        imported = self._names.imported(node)
        bound = {each.qualified for each in imported}
        return len(bound) > 1 or any(self.is_guarded(each.node) for each in imported)

    def imported(self, node: ast.AST) -> Sequence[ImportedName]:
        """The imports that bind the name at the root of a Name or Attribute chain."""
        return self._names.imported(node)

    @cached_property
    def ignores(self) -> tuple[Ignore, ...]:
        """The comments by which people hide findings, by position."""
        return find_ignores(self.source)

    @cached_property
    def imports(self) -> Imports:
        """Every imported binding, by position."""
        return Imports(self.tree, self._scopes, self.surroundings)

    def is_own_module(self, imported: ImportedName) -> bool:
        """Whether an import is of the repository's own module, be it called like one of the standard library."""
        return self.imports.is_own(imported)

    def is_implicitly_relative(self, imported: ImportedName) -> bool:
        """Whether Python 2 takes `import x` as `from . import x`."""
        return self.imports.is_implicitly_relative(imported)

    def references(self, name: str, scope_node: ast.AST) -> list[ast.Name]:
        """The reads of the binding of `name` in the scope that `scope_node` makes, nested scopes included.

        The target of `name += 1` counts: it reads. `del name` does not.
        """
        scope = self._scopes.made_by(scope_node)
        if scope is None:
            return []
        return [node for node in self._scopes.uses(name, scope) if self._reads(node)]

    @cached_property
    def exports(self) -> frozenset[str]:
        """The names that `__all__` lists, as far as it is written out."""
        found: set[str] = set()
        for name in self._scopes.names.get("__all__", ()):
            statement = self.statement(name)
            if isinstance(statement, (ast.Assign, ast.AugAssign, ast.Expr)):
                found.update(filter(None, map(_text_value, ast.walk(statement))))
        return frozenset(found)

    def is_guarded(self, node: ast.AST) -> bool:
        """Whether Python 3 never runs `node`, or has a counterpart for where it fails."""
        return self._guards.is_guarded(node)

    def is_only_missed(self, statement: ast.stmt) -> bool:
        """Whether all that guards an import is a handler which notes that the module is missing."""
        return self._guards.is_only_missed(statement)

    def is_sure_import(self, statement: ast.Import | ast.ImportFrom) -> bool:
        """Whether Python 3 is sure to manage an import: its library has all of it, or a package for either Python."""
        return self._guards.is_sure_import(statement)

    def is_for_python3(self, node: ast.AST) -> bool:
        """Whether only Python 3 runs `node`, so that what stands there means what it means in Python 3."""
        return self._guards.is_for_python3(node)

    def means_python2(self, test: ast.expr, truth: bool = True) -> bool:
        """Whether the interpreter is sure to be a Python 2 when `test` comes out as `truth`."""
        return self._versions.means_python2(test, truth)

    def version_test(self, test: ast.expr) -> bool | None:
        """What a test for the interpreter's version is on the target and later; None where it is no such test."""
        return self._versions.from_target_on(test, self.options.target)

    def type_of(self, node: ast.expr) -> Type | None:
        """What an expression is sure to evaluate to under Python 2; None where it is not certain."""
        return self._inference.type_of(node)

    def may_hold(self, classes: frozenset[str]) -> bool:
        """Whether an object of one of some classes of the library may be at hand: the text names what gives one."""
        return not names_giving(classes).isdisjoint(words_in(self.source.text))

    def any_class_defines(self, name: str) -> bool:
        """Whether the body of any class binds `name`."""
        return any(scope.kind is ScopeKind.CLASS for scope in self._scopes.holders(name))

    def class_defines(self, definition: ast.ClassDef, name: str) -> bool:
        """Whether the body of a class, or of one of the module that it inherits from, binds `name`."""
        return bool(self.class_bindings(definition, name))

    def class_bindings(self, definition: ast.ClassDef, name: str) -> Sequence[ast.AST]:
        """What binds `name` in the body of a class, then in those of the module that it inherits from."""
        return self._inference.classes.bindings(definition, name)

    def foreign_bases(self, definition: ast.ClassDef) -> Sequence[ast.expr]:
        """The bases of a class, and of the classes of the module it inherits from, that the module does not define."""
        return self._inference.classes.foreign_bases(definition)

    def consumer(self, node: ast.expr) -> Consumer:
        """What takes the value of an expression, followed through a local variable with one use."""
        return self._consumers.consumer(node)

    def consumers(self, node: ast.expr) -> Sequence[Consumer]:
        """What each use takes where the value goes through a local variable; else as `consumer`."""
        return self._consumers.uses(node)

    def change_in_loop(self, loop: ast.For, container: ast.expr) -> Change:
        """How sure it is that the body of a `for` changes the size of `container`."""
        return self._mutations.in_loop(loop, container)

    def change_in_comprehension(self, generator: ast.comprehension, container: ast.expr) -> Change:
        """How sure it is that what a comprehension does for each item changes the size of `container`."""
        return self._mutations.in_comprehension(self.parent(generator), generator, container)

    @cached_property
    def _mutations(self) -> Mutations:
        return Mutations(self.tree, self._scopes, self._names)

    @cached_property
    def _consumers(self) -> Consumers:
        return Consumers(self.tree, self._inference, self._mutations)

    @cached_property
    def strings(self) -> Strings:
        """Which native strings are likely to be binary, and which text."""
        return self.strings_at(STRING_DEPTH)

    def strings_at(self, depth: int) -> Strings:
        """The same, with evidence from other modules through no more than `depth` imports."""
        return Strings(self.tree, self._inference, Outside(self.surroundings, self._names, depth))

    @cached_property
    def _inference(self) -> Inference:
        return Inference(self.tree, self._scopes, self._names)

    @cached_property
    def _scopes(self) -> Scopes:
        return Scopes(self.tree)

    @cached_property
    def _names(self) -> Names:
        return Names(self.tree, self._scopes, self.imports)

    @cached_property
    def _versions(self) -> VersionTests:
        return VersionTests(self._names, self._is_parameter)

    @cached_property
    def _guards(self) -> Guards:
        return Guards(self.tree, self._names, self.imports, self._versions, target=self.options.target)

    def _reads(self, node: ast.Name) -> bool:
        return isinstance(node.ctx, ast.Load) or isinstance(self.parent(node), ast.AugAssign)

    def _is_parameter(self, name: ast.Name) -> bool:
        scope = self._scopes.lookup(name.id, name)
        if scope is None or scope.kind is not ScopeKind.FUNCTION:
            return False
        return any(isinstance(binding, ast.arg) for binding in scope.binding(name.id))


def _text_value(node: ast.AST) -> str | None:
    value = getattr(node, "value", None)
    return value if isinstance(node, ast.Constant) and isinstance(value, str) else None
