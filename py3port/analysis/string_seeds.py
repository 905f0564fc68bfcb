"""Where evidence for strings being binary may be found."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence, Set
from typing import TYPE_CHECKING, Any

from py3port.analysis.string_callbacks import CALLED
from py3port.analysis.string_calls import answers_request
from py3port.analysis.string_content import content_weight
from py3port.analysis.string_edges import StringEdges
from py3port.analysis.string_outside import Outside
from py3port.analysis.string_slots import BINARY, FAR, NEAR, TEXT, Slot
from py3port.analysis.string_tables import (
    ELEM,
    HASH_RESULTS,
    WSGI_ANSWER,
    is_named_as_hash,
    parting_names,
    seed_names,
    telling_methods,
)
from py3port.python2 import Tree, ast

if TYPE_CHECKING:
    from py3port.analysis.infer import Inference

_OCTAL = re.compile(r"\\[0-7]")
_EVIDENCE = (BINARY, TEXT)
_GIVING_NOTHING = frozenset({"seek", "update"})
_NAMED = (ast.Name, ast.Attribute, ast.Lambda)


class Seeds:
    """The places of a module to look at first: beside what speaks of something binary."""

    def __init__(self, tree: Tree, inference: Inference, outside: Outside, edges: StringEdges) -> None:
        self._tree = tree
        self._inference = inference
        self._outside = outside
        self._edges = edges

    @property
    def all(self) -> Iterator[Slot]:
        """Where evidence may be found; in one file alone, where it is."""
        names = set(seed_names(FAR if self._outside.is_far else NEAR))
        methods = self._outside.telling_methods
        for imported in self._inference.names.imports.all:
            if imported.qualified.rpartition(".")[2] in names:
                names.add(imported.bound)
        yield from self._telling(self._handed_on(names), self._edges.inwards)
        names |= methods
        renamed = self._names_of_methods(names)
        for call in self._calls(names | renamed):
            function: Any = call.func
            kind = type(function)
            spelled = function.attr if kind is ast.Attribute else function.id if kind is ast.Name else ""
            if kind is ast.Name and spelled in renamed and spelled not in names:
                method: Any = self._inference.names.assigned_value(function)
                spelled = method.attr if isinstance(method, ast.Attribute) else spelled
            is_outside = self._outside.is_open and bool(self._outside.definitions(function))
            if is_outside or (spelled in names and self._tells(call, spelled)):
                if self._outside.is_far or spelled not in _GIVING_NOTHING:
                    yield from self._telling(self._results(call, spelled), self._edges.inwards)
                yield from self._telling(self._taken(call), self._edges.outwards)
            if is_outside:
                yield from _handed_to(call)
        for name in self._tree.attributes if "BOM_UTF8" in self._tree.source.text else ():
            if name.startswith("BOM"):
                yield from ((attribute, ()) for attribute in self._tree.attributes[name])
        for name in self._outside.telling_attributes:
            holders = self._inference.scopes.holders(name)
            # What classes of this module have by the name is known better here.
            if self._edges.has_attribute(name) and not any(
                isinstance(each.node, ast.ClassDef) for each in holders
            ):
                yield from (((None, name), path) for path in ((), (ELEM,)))
        yield from self._imported()
        yield from self._of_wsgi()
        yield from ((use, ()) for use in self._edges.checks.all_bytes)
        yield from self._telling(self._constants(), self._edges.outwards)

    def _telling(
        self, slots: Iterable[Slot], edges: Callable[[Slot], Iterable[tuple[Slot, int]]]
    ) -> Iterator[Slot]:
        """The slots with evidence among some of their edges; all of them where it may lie further away."""
        is_far = self._outside.is_far
        for slot in slots:
            if is_far or any(key in _EVIDENCE and weight <= NEAR for (key, _), weight in edges(slot)):
                yield slot

    def _handed_on(self, names: Set[str]) -> Iterator[Slot]:
        """What the functions of these names give and take that are not called; of the library, in one file alone."""
        is_far, candidates = self._outside.is_far, self._inference.names.candidates
        for each in self._edges.handed_on(names):
            if is_far or candidates(each):
                yield from ((each, (step,)) for step in CALLED)

    def _constants(self) -> Iterator[Slot]:
        """The literals whose characters say that they are binary; those that are decoded, in one file alone."""
        text = self._tree.source.text
        constants: Iterable[Any] = self._tree.nodes.get(ast.Constant, ())
        if not self._outside.is_far:
            constants = (each.value for each in self._tree.attributes.get("decode", ()))
        for constant in constants if "\\x" in text or _OCTAL.search(text) else ():
            value = getattr(constant, "value", None)
            if isinstance(value, bytes) or (isinstance(value, str) and content_weight(value) is not None):
                yield constant, ()

    def _calls(self, names: Set[str]) -> Sequence[ast.Call]:
        """The calls to look at, by position: those that are spelled so, and all of them where others may be meant."""
        calls: Sequence[Any] = self._tree.nodes.get(ast.Call, ())
        if self._outside.is_open:
            return calls
        found: list[Any] = []
        for spelled in (self._tree.names, self._tree.attributes):
            functions = [each for name in names & spelled.keys() for each in spelled[name]]
            parents: list[Any] = [self._tree.parents.get(each) for each in functions]
            found += [
                parent
                for each, parent in zip(functions, parents, strict=True)
                if isinstance(parent, ast.Call) and parent.func is each
            ]
        return sorted(
            found, key=lambda call: (call.lineno, call.col_offset, call.end_lineno, call.end_col_offset)
        )

    def _tells(self, call: ast.Call, spelled: str) -> bool:
        """Whether a call is, by more than how it is spelled, one that something binary may lie beside.

        Where the whole project is looked at, what tells may lie further away.
        """
        owner = getattr(call.func, "value", None)
        return (
            self._outside.is_far
            or spelled in telling_methods()
            or is_named_as_hash(getattr(owner, "attr", getattr(owner, "id", "")))
            or bool(self._edges.calls.library_name(call))
        )

    def _results(self, call: ast.Call, spelled: str) -> Iterator[Slot]:
        """What a call gives."""
        yield call, ()
        yield call, (ELEM,)
        is_far = self._outside.is_far
        for position in self._positions(call) if is_far or spelled in parting_names() else ():
            yield call, (position,)
            yield call, (position, ELEM)

    def _taken(self, call: Any) -> Iterator[Slot]:
        """What a call takes, and what its method is called on."""
        is_moving = getattr(call.func, "attr", "") == "seek"
        for argument in call.args if self._outside.is_far or not is_moving else ():
            if isinstance(argument, ast.Starred):
                yield from ((argument.value, (position,)) for position in range(3))
            yield argument, ()
            yield argument, (ELEM,)
        if isinstance(call.func, ast.Attribute):
            made_by = call.func.value
            if self._outside.is_far:
                yield made_by, ()
            if is_moving:
                yield made_by, (ELEM,)
            # `function(x).digest()`: only a hash has that.
            if call.func.attr in HASH_RESULTS and isinstance(made_by, ast.Call):
                for argument in made_by.args:
                    yield argument, ()

    def _positions(self, call: ast.Call) -> Sequence[int]:
        """The positions in a result that are used, as far as that is seen; the first ones in any case."""
        parent: Any = self._tree.parents.get(call)
        if isinstance(parent, ast.Assign):
            return range(max(3, *(len(getattr(each, "elts", ())) for each in parent.targets)))
        index = getattr(parent.slice, "value", None) if isinstance(parent, ast.Subscript) else None
        return (0, 1, 2, index) if isinstance(index, int) and index > 2 else (0, 1, 2)

    def _of_wsgi(self) -> Iterator[Slot]:
        """What WSGI applications give."""
        text = self._tree.source.text
        for kind in (ast.FunctionDef, ast.Lambda, ast.Call) if WSGI_ANSWER in text else ():
            nodes: Sequence[Any] = self._tree.nodes.get(kind, ())
            for node in nodes:
                if answers_request(node):
                    yield node, (ELEM,)
                elif kind is ast.Call and self._edges.calls.writes_answer(node):
                    yield from ((each, ()) for each in node.args)

    def _names_of_methods(self, methods: Set[str]) -> Set[str]:
        """The names that some of these methods are assigned to."""
        attributes = self._tree.attributes
        found = (each for name in methods & attributes.keys() for each in attributes[name])
        parents: Iterator[tuple[Any, Any]] = ((each, self._tree.parents.get(each)) for each in found)
        assigned = (
            parent for each, parent in parents if isinstance(parent, ast.Assign) and parent.value is each
        )
        return {getattr(target, "id", "") for each in assigned for target in each.targets}

    def _imported(self) -> Iterator[Slot]:
        """What other modules of the project may know: variables imported from them, attributes of their classes."""
        if not self._outside.is_open:
            return
        yield from ((each, ()) for each in self._edges.calls.passed_by_name)
        for imported in self._inference.names.imports.all:
            for use in self._inference.scopes.names.get(imported.bound, ()):
                node: Any = self._tree.parents.get(use)
                node = node if isinstance(node, ast.Attribute) else use
                if isinstance(node.ctx, ast.Load) and self._outside.definitions(node):
                    yield node, ()
                    yield from ((node, (step,)) for step in CALLED)
        classes = self._inference.classes
        definitions: Sequence[Any] = self._tree.nodes.get(ast.ClassDef, ())
        heirs = {
            each for each in definitions if any(map(self._outside.definitions, classes.foreign_bases(each)))
        }
        attributes: Sequence[Any] = self._tree.nodes.get(ast.Attribute, ()) if heirs else ()
        for attribute in attributes:
            owner = classes.self_class(attribute.value)
            if isinstance(owner, ast.ClassDef) and owner in heirs:
                key = self._edges.attribute_key(owner, attribute.attr)
                yield from ((key, path) for path in ((), (ELEM,)))


def _handed_to(call: Any) -> Iterator[Slot]:
    """The functions among the arguments of a call, as far as they may be some."""
    for value in (*call.args, *(each.value for each in call.keywords)):
        if isinstance(value, _NAMED):
            yield from ((value, (step,)) for step in CALLED)
