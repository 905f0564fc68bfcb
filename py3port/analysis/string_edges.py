"""Which expressions hold the same string as which others, or strings that are mixed with theirs."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence, Set
from typing import TYPE_CHECKING, Any

from py3port.analysis.reaching import Reaching
from py3port.analysis.scopes import Scope
from py3port.analysis.string_callbacks import is_of_function, is_of_returned_function
from py3port.analysis.string_calls import StringCalls
from py3port.analysis.string_checks import Checks
from py3port.analysis.string_content import content_weight, is_unprintable
from py3port.analysis.string_contexts import LETTERS, StringContexts, is_repeated
from py3port.analysis.string_held import held_by_library
from py3port.analysis.string_items import ITSELF
from py3port.analysis.string_outside import Outside, evidence, value_of
from py3port.analysis.string_properties import Properties
from py3port.analysis.string_slots import (
    AUTHORED,
    BINARY,
    CALL,
    CODEC,
    ELSEWHERE,
    ENTRY,
    FAR,
    GUESS,
    MIX,
    SAME,
    SET,
    TEXT,
    VARIED,
    WORD,
    WORDS,
    Beside,
    Edges,
    Slot,
    is_replaced,
    parted,
)
from py3port.analysis.string_tables import (
    ELEM,
    KEY,
    Path,
    entry,
    is_named_as_text,
    is_of_request,
)
from py3port.python2 import Tree, ast

if TYPE_CHECKING:
    from py3port.analysis.infer import Inference

_WHOLE = ()
_CODEC = r"(?i)utf[-_]?(?:8|16|32)(?:[-_](?:sig|le|be))?|(?:us-)?ascii|latin[-_]?1|iso-?8859-\d+|(?:cp|windows-)\d+"
_FORMATTED_TYPES = frozenset({"bool", "int", "long", "float", "complex", "none"})
_OF_ELEMENTS = frozenset({"text", "tail"})
"""What the elements of an XML tree hold as text."""


class StringEdges:
    """The graph of one tree, made where it is asked for: a slot's neighbours and how near each is."""

    def __init__(self, tree: Tree, inference: Inference, outside: Outside) -> None:
        self._parents = tree.parents
        self._outside = outside
        self._inference = inference
        self._scopes = inference.scopes
        self._unicode_literals = "unicode_literals" in tree.future
        self._has_elements = "etree" in tree.source.text or "ElementTree" in tree.source.text
        self.calls = StringCalls(tree, inference, outside)
        self._contexts = StringContexts(tree, inference, self.calls)
        self._reaching = Reaching(tree, inference.scopes)
        self.checks = Checks(inference, self._reaching, trusts_bytes=outside.trusts_bytes)
        self.reaching = self._reaching.bindings
        self.properties = Properties(tree, inference)
        self._known: dict[Slot, Beside] = {}
        self._reads: dict[tuple[str, Scope], Mapping[ast.AST | None, Sequence[tuple[int, ast.Name]]]] = {}
        self._keys: dict[ast.Attribute, tuple[ast.AST | None, str]] = {}
        self._attributes = tree.attributes

    def has_attribute(self, name: str) -> bool:
        """Whether some object is asked for an attribute of that name."""
        return name in self._attributes

    def handed_on(self, names: Set[str]) -> Iterator[ast.expr]:
        """The uses of functions of these names that do not call them."""
        for name in sorted(names & (self._attributes.keys() | self._scopes.names.keys())):
            for node in (*self._attributes.get(name, ()), *self._scopes.names.get(name, ())):
                parent = self._parents.get(node)
                if isinstance(node.ctx, ast.Load) and not (
                    isinstance(parent, ast.Attribute) or getattr(parent, "func", None) is node
                ):
                    yield node

    def of(self, slot: Slot) -> Beside:
        """What lies next to a slot."""
        known = self._known.get(slot)
        if known is None:
            known = self._known[slot] = parted(self._all(slot))
        return known

    def _all(self, slot: Slot) -> Iterable[tuple[Slot, int]]:
        if isinstance(slot[0], tuple):
            return self._shared_attribute(*slot)
        found = [*self.inwards(slot), *self.outwards(slot)]
        if slot[1] and is_of_request(slot[1]):
            found.append(((TEXT, _WHOLE), SAME))
        return found

    def inwards(self, slot: Slot) -> Iterable[tuple[Slot, int]]:
        """What the value of a node comes from."""
        down = _DOWN.get(type(slot[0]))
        return down(self, *slot) if down is not None else ()

    def outwards(self, slot: Slot) -> Iterable[tuple[Slot, int]]:
        """What becomes of the value of a node where it stands."""
        return self._contexts.of(*slot)

    # What an expression is made of.

    def _constant(self, node: ast.Constant, path: Path) -> Edges:
        if path not in ((), (ELEM,)):
            return
        if isinstance(node.value, bytes):
            # Whoever writes this knows; but what a codemod wrote must not make the next run find more.
            told = content_weight(node.value.decode("latin-1")) or FAR
            yield (BINARY, _WHOLE), min(told, AUTHORED) if self._outside.trusts_bytes else told
        if not isinstance(node.value, str):
            return
        if node.kind == "u" or (self._unicode_literals and node.kind is None):
            yield (TEXT, _WHOLE), 0
            return
        if isinstance(self._parents.get(node), ast.Expr):
            return
        weight = content_weight(node.value)
        if weight is not None and not self._holds_place(node):
            yield (BINARY, _WHOLE), weight
        elif re.search(LETTERS, node.value) and not is_unprintable(node.value):
            is_codec = re.fullmatch(_CODEC, node.value) is not None
            yield (TEXT, _WHOLE), CODEC if is_codec else WORDS if " " in node.value else WORD

    def _holds_place(self, node: Any) -> bool:
        """Whether it is put for something else for a while, `text.replace('&', '\\x01')`: no text has it yet."""
        call = self._parents.get(node)
        is_replacing = isinstance(call, ast.Call) and getattr(call.func, "attr", "") == "replace"
        return is_replacing and len(node.value) == 1 and node.value.isascii()

    def _name(self, node: ast.Name, path: Path) -> Edges:
        if not path and is_named_as_text(node.id):
            yield (TEXT, _WHOLE), GUESS
        owner = self._scopes.lookup(node.id, node)
        if not isinstance(node.ctx, ast.Load):
            yield from self._binding(node, node.id, path)
            if not self._is_added_to(node):
                return
        if owner is None:
            return
        if self.checks.is_told_apart(node, owner):
            if self.checks.is_text(node, owner):
                yield (TEXT, _WHOLE), 0
            elif self.checks.is_bytes(node, owner):
                yield (BINARY, _WHOLE), SAME
            return
        reaching = self.checks.seen_by(node, owner)
        for binding in owner.binding(node.id) if reaching is None else reaching:
            if isinstance(binding, ast.alias):
                for name in self._inference.names.candidates(node)[:1]:
                    yield from held_by_library(name, path)
                yield from value_of(self._outside.definitions(node), path)
            else:
                yield (binding, path), self.checks.distance(binding, node, owner)

    def _binding(self, node: Any, name: str, path: Path) -> Edges:
        owner = self._scopes.lookup(name, node)
        if owner is None and isinstance(node, ast.arg):
            owner = self._scopes.of(node)
        if owner is None:
            return
        for use, weight in self._uses_of(node, name, owner):
            yield (use, path), weight
        definition = owner.node
        if isinstance(definition, ast.ClassDef):
            yield (self.attribute_key(definition, name), path), SAME

    def _uses_of(self, node: ast.AST, name: str, owner: Scope) -> Sequence[tuple[ast.Name, int]]:
        """The uses that may see a binding, by position, with weights: all of them where the order tells nothing."""
        reads = self._reads.get((name, owner))
        if reads is None:
            reads = self._reads[name, owner] = self._reads_of(name, owner)
        own, others = reads.get(node, ()), reads.get(None, ())
        uses = sorted((*own, *others)) if own and others else own or others
        return [(use, self.checks.distance(node, use, owner)) for _, use in uses if use is not node]

    def _reads_of(self, name: str, owner: Scope) -> Mapping[ast.AST | None, Sequence[tuple[int, ast.Name]]]:
        """The uses of a name with their numbers, by the bindings that they may see; by None those that may see any."""
        found: dict[ast.AST | None, list[tuple[int, ast.Name]]] = defaultdict(list)
        for number, use in enumerate(self._scopes.uses(name, owner)):
            is_read = isinstance(use.ctx, ast.Load) or self._is_added_to(use)
            if not is_read or self.checks.is_told_apart(use, owner):
                continue
            reaching = self.checks.seen_by(use, owner)
            for binding in (None,) if reaching is None else dict.fromkeys(reaching):
                found[binding].append((number, use))
        return dict(found)

    def _is_added_to(self, node: ast.AST) -> bool:
        """Whether it is the name in `name += value`: both a use and a binding."""
        parent = self._parents.get(node)
        return isinstance(parent, ast.AugAssign) and parent.target is node

    def _parameter(self, node: ast.arg, path: Path) -> Edges:
        if not path and is_named_as_text(node.arg):
            yield (TEXT, _WHOLE), GUESS
        yield from self._binding(node, node.arg, path)
        if path == (KEY,) and node is getattr(self._parents.get(node), "kwarg", None):
            yield (TEXT, _WHOLE), 0
        yield from self.calls.arguments_for(node, path)
        if path and not is_of_function(path):
            yield from self.calls.items.of_object(node, path)
        yield from self._accessed(self._parents.get(self._parents[node]), "setter", path)
        yield from self._of_property(node, path)

    def _attribute(self, node: ast.Attribute, path: Path) -> Edges:
        names = self._inference.names.candidates(node)
        if names:
            yield from held_by_library(names[0], path)
            yield from value_of(self._outside.definitions(node), path)
            return
        if not path and node.attr in ("__name__", "__doc__", "__module__"):
            yield (TEXT, _WHOLE), 0
        elif not path and is_named_as_text(node.attr):
            yield (TEXT, _WHOLE), GUESS
        elif not path and node.attr in _OF_ELEMENTS and self._has_elements and self._owner(node) is None:
            yield (TEXT, _WHOLE), 0
        if path == (ELEM,) and node.attr in ("stdout", "stderr"):
            yield (node.value, path), SAME
        yield (self._key(node), path), self._sameness(node)

    def _sameness(self, node: ast.Attribute) -> int:
        """The weight between a use of an attribute and all the others."""
        return SET if is_replaced(node, self._parents) else SAME

    def _key(self, node: ast.Attribute) -> tuple[ast.AST | None, str]:
        known = self._keys.get(node)
        if known is None:
            known = self._keys[node] = self.attribute_key(self._owner(node), node.attr)
        return known

    def _is_of_module(self, node: ast.Attribute) -> bool:
        """Whether it is a variable of a module: `sys.stdout` is no attribute of some object."""
        return isinstance(node.value, ast.Name) and bool(self._inference.names.candidates(node))

    def _owner(self, node: ast.Attribute) -> ast.ClassDef | None:
        found: Any = self._inference.classes.self_class(node.value)
        if found is None and isinstance(node.value, ast.Name):
            known = self._inference.type_of(node.value)
            found = known.node if known is not None else None
        return found if isinstance(found, ast.ClassDef) else None

    def attribute_key(self, owner: ast.ClassDef | None, name: str) -> tuple[ast.AST | None, str]:
        """What stands for an attribute of the instances of a class; of all objects where the class is not known."""
        return (None if owner is None else self._inference.classes.ancestry(owner)[-1], name)

    def _shared_attribute(self, key: tuple[Any, str], path: Path) -> Edges:
        """An attribute of the instances of a class and its relatives; of no known class, a guess about all of them."""
        root, name = key
        if name == ITSELF:
            yield from self.calls.items.objects(root, path)
            return
        if name.startswith("__") and name.endswith("__"):
            return
        roots: set[ast.AST | None] = set()
        for node in self._attributes.get(name, ()):
            found = self._key(node)[0]
            if found is None and self._is_of_module(node):
                continue
            if found is root:
                yield (node, path), self._sameness(node)
            elif found is not None:
                roots.add(found)
        if root is None:
            for scope in self._scopes.holders(name):
                if isinstance(scope.node, ast.ClassDef):
                    roots.add(self.attribute_key(scope.node, name)[0])
            for each in roots:
                yield ((each, name), path), GUESS
            for given in self.calls.passed_as(name):
                yield (given, path), GUESS
            far = ELSEWHERE if roots else 0
            yield from ((slot, weight + far) for slot, weight in self._outside.attribute(name, path))
            return
        yield ((None, name), path), GUESS
        for base in self._inference.classes.foreign_bases(root):
            for strings, definition in self._outside.definitions(base):
                if isinstance(definition, ast.ClassDef):
                    yield from evidence(strings, strings.attribute_key(definition, name), path, SAME)
        for definition in self._inference.classes.relatives(root):
            for binding in self._inference.classes.in_body(definition, name):
                if _is_setter(binding):
                    yield (binding.args.args[1], path), SAME  # type: ignore[attr-defined]
                elif isinstance(binding, ast.Name) or (
                    isinstance(binding, ast.FunctionDef) and (binding.decorator_list or is_of_function(path))
                ):
                    yield (binding, path), SAME
            for place in self.properties.places((definition, name)):
                yield (place, path), SET if isinstance(place, ast.arg) else CALL

    def _of_property(self, place: ast.AST, path: Path) -> Edges:
        """The attributes that are read, or set, by way of a function."""
        for definition, name in self.properties.attributes(place):
            yield (self.attribute_key(definition, name), path), SET if isinstance(place, ast.arg) else CALL

    def _operation(self, node: ast.BinOp, path: Path) -> Edges:
        if isinstance(node.op, ast.Add):
            yield (node.left, path), MIX
            yield (node.right, path), MIX
        elif isinstance(node.op, ast.Mod):
            if not path and not self._is_number(node.left):
                yield (node.left, path), SAME
        elif isinstance(node.op, ast.Mult):
            for operand, other in ((node.left, node.right), (node.right, node.left)):
                if is_repeated(operand, other) and not self._is_number(operand):
                    yield (operand, path), SAME

    def _is_number(self, node: ast.expr) -> bool:
        if isinstance(node, ast.Constant):
            return not isinstance(node.value, (str, bytes))
        known = self._inference.type_of(node)
        return known is not None and known.name in _FORMATTED_TYPES

    def _alternatives(self, node: Any, path: Path) -> Edges:
        values = node.values if isinstance(node, ast.BoolOp) else (node.body, node.orelse)
        for value in values:
            yield (value, path), SAME

    def _subscript(self, node: ast.Subscript, path: Path) -> Edges:
        if isinstance(node.slice, ast.Slice):
            yield (node.value, path), SAME
            return
        yield from self.calls.items.value(node, path)
        index: Any = getattr(node.slice, "value", None)
        is_position = isinstance(index, int) and index >= 0
        if is_position:
            yield (node.value, (index, *path)), SAME
        elif entry(node.slice):
            yield (node.value, (entry(node.slice), *path)), SAME
        weight = GUESS if is_position else ENTRY if entry(node.slice) else SAME
        yield (node.value, (ELEM, *path)), weight

    def _display(self, node: Any, path: Path) -> Edges:
        if not path:
            return
        step, rest = path[0], path[1:]
        if isinstance(step, int):
            if step < len(node.elts):
                yield (node.elts[step], rest), SAME
        elif step == ELEM:
            # Who returns a tuple mostly gives several things, seldom an iterable of one kind.
            is_several = isinstance(node, ast.Tuple) and isinstance(self._parents.get(node), ast.Return)
            for each in node.elts:
                yield (each, rest), VARIED if is_several else SAME

    def _dict(self, node: ast.Dict, path: Path) -> Edges:
        if not path:
            return
        for key, value in zip(node.keys, node.values, strict=True):
            if path[0] == KEY and key is not None:
                yield (key, path[1:]), SAME
            elif path[0] == ELEM:
                yield (value, path[1:]), ENTRY if entry(key) else SAME
            elif path[0] == entry(key):
                yield (value, path[1:]), SAME

    def _comprehension(self, node: Any, path: Path) -> Edges:
        if path and path[0] == ELEM:
            yield (node.elt, path[1:]), SAME

    def _repr(self, node: ast.AST, path: Path) -> Edges:
        yield (TEXT, _WHOLE), 0

    def _function(self, node: Any, path: Path) -> Edges:
        if is_of_returned_function(path):
            yield from self.calls.results_of(node, path[1:])
        elif is_of_function(path):
            yield from self.calls.callbacks.held(node, path)
        else:
            yield from self.calls.results_of(node, path)
            yield from self._accessed(node, "property", path)
            yield from self._of_property(node, path)

    def _accessed(self, function: Any, decorator: str, path: Path) -> Edges:
        """The attribute that a function of a class gets or sets, which its decorator makes a property of."""
        definition = self._parents.get(function)
        if not isinstance(definition, ast.ClassDef) or not isinstance(function, ast.FunctionDef):
            return
        if any(
            getattr(each, "attr", getattr(each, "id", "")) == decorator for each in function.decorator_list
        ):
            yield (self.attribute_key(definition, function.name), path), SAME

    def _call(self, node: ast.Call, path: Path) -> Edges:
        yield from self.calls.result(node, path)


def _is_setter(binding: Any) -> bool:
    """Whether it is `@name.setter def name(self, value)`."""
    decorators = getattr(binding, "decorator_list", ())
    return any(getattr(each, "attr", "") == "setter" for each in decorators) and len(binding.args.args) == 2


_DOWN: Mapping[type[ast.AST], Callable[[StringEdges, Any, Path], Edges]] = {
    ast.Constant: StringEdges._constant,
    ast.Name: StringEdges._name,
    ast.arg: StringEdges._parameter,
    ast.Attribute: StringEdges._attribute,
    ast.BinOp: StringEdges._operation,
    ast.BoolOp: StringEdges._alternatives,
    ast.IfExp: StringEdges._alternatives,
    ast.Subscript: StringEdges._subscript,
    ast.Tuple: StringEdges._display,
    ast.List: StringEdges._display,
    ast.Set: StringEdges._display,
    ast.Dict: StringEdges._dict,
    ast.ListComp: StringEdges._comprehension,
    ast.SetComp: StringEdges._comprehension,
    ast.GeneratorExp: StringEdges._comprehension,
    ast.Repr: StringEdges._repr,
    ast.Call: StringEdges._call,
    ast.FunctionDef: StringEdges._function,
    ast.Lambda: StringEdges._function,
}
