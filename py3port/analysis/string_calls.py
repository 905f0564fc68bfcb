"""How calls carry strings: into functions of the module and out of them, and through methods."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from functools import cached_property
from typing import TYPE_CHECKING, Any

from py3port.analysis.string_aliases import Aliases
from py3port.analysis.string_callbacks import RESULT, Callbacks, argument_step, called_by, of_result
from py3port.analysis.string_functions import CONSTRUCTORS, Functions
from py3port.analysis.string_items import Items
from py3port.analysis.string_keywords import Keywords
from py3port.analysis.string_library import PAIRING_ASSERTIONS, LibraryCalls
from py3port.analysis.string_methods import (
    argument_of_method,
    is_conversion,
    receiver_of_method,
    result_of_method,
)
from py3port.analysis.string_outside import Outside, evidence, parameter_of, result_of
from py3port.analysis.string_parameters import Place, given, taking, weight_of
from py3port.analysis.string_slots import (
    BINARY,
    CALL,
    GUESS,
    MIX,
    SAME,
    TEXT,
    WORDS,
    Edges,
    weight_of_report,
)
from py3port.analysis.string_structs import Structs
from py3port.analysis.string_tables import (
    CONVERTERS,
    ELEM,
    HASH_RESULTS,
    LOG_METHODS,
    WSGI_ANSWER,
    Path,
    is_named_as_hash,
)
from py3port.python2 import Tree, ast

if TYPE_CHECKING:
    from py3port.analysis.infer import Inference

_MOST_GUESSED, _MOST_RELATIVES = 4, 24
"""How many functions a call may mean before nothing is followed, and how many that override one another."""


class StringCalls:
    """The edges of calls, for `StringEdges`."""

    def __init__(self, tree: Tree, inference: Inference, outside: Outside) -> None:
        self._outside = outside
        self._library = LibraryCalls(inference)
        self._aliases = Aliases(tree, inference)
        self.functions = Functions(tree, inference, self._aliases)
        self._structs = Structs(tree, inference.names)
        self._keywords = Keywords(tree)
        self.callbacks = Callbacks(tree, inference)
        self.items = Items(tree, inference)
        self._tree = tree
        self._parents = tree.parents
        self._inference = inference
        self._has_answers = WSGI_ANSWER in tree.source.text
        self._functions: dict[ast.Call, tuple[Any, int] | None] = {}
        self._callers: dict[Any, Sequence[tuple[ast.Call, int]]] = {}
        self._meant: dict[str, Sequence[tuple[Any, int]]] = {}
        self._looped_over: dict[ast.arg, bool] = {}

    def result(self, call: ast.Call, path: Path) -> Edges:
        """What the result of a call is made of."""
        if path == (ELEM,) and answers_request(call):
            yield (BINARY, ()), CALL
        elsewhere = self._outside.definitions(call.func)
        if elsewhere:
            yield from result_of(elsewhere, path)
            return
        name = self.library_name(call)
        if name:
            yield from self._library.result(name, call, path)
            return
        function = self._function(call)
        if function is not None and not _is_constructor(function[0], call):
            yield (function[0], of_result(path)), CALL
            return
        method = self._aliases.method(call)
        if method is not None:
            if not self.is_own_conversion(call):
                yield from result_of_method(call, method, path, self._tree.source.text)
            yield from self._structs.unpacked(method, path)
            for guess, _ in self._guessed(call):
                yield (guess, path), GUESS
            yield from _weaker(result_of(self._outside_methods(call), path))
        if self.callbacks.is_variable(call.func):
            yield (call.func, (RESULT, *path)), CALL

    def argument(self, call: ast.Call, node: Any, path: Path) -> Edges:
        """What becomes of a positional argument."""
        position = call.args.index(node)
        if ast.Starred in map(type, call.args[: position + 1]):
            return
        if not path and self._is_raised(call):
            yield (TEXT, ()), weight_of_report(node)
        if not path and self.writes_answer(call):
            yield (BINARY, ()), CALL
        elsewhere = self._outside.definitions(call.func)
        if elsewhere:
            yield from parameter_of(elsewhere, position, path)
            return
        name = self.library_name(call)
        if name:
            yield from self._library.argument(name, call, position, path)
            return
        function = self._function(call)
        if function is not None:
            yield from self._parameter(function, position, path)
            return
        yield from self._unknown_argument(call, position, path)

    def _unknown_argument(self, call: ast.Call, position: int, path: Path) -> Edges:
        if self.callbacks.is_variable(call.func):
            yield (call.func, (argument_step(position), *path)), CALL
        method = self._aliases.method(call)
        spelled = getattr(method or call.func, "attr", getattr(call.func, "id", ""))
        if spelled in PAIRING_ASSERTIONS and position < 2 <= len(call.args):
            yield (call.args[1 - position], path), MIX
        elif position == 0 and not path and spelled in LOG_METHODS:
            yield (TEXT, ()), weight_of_report(call.args[0])
        elif not path and spelled.endswith(("Error", "Exception", "Warning")):
            yield (TEXT, ()), weight_of_report(call.args[position])
        elif position == 0 and not path and self._is_hashing(call):
            yield (BINARY, ()), 4
        elif method is not None:
            if not self.is_own_conversion(call):
                yield from argument_of_method(call, method, position, path, self._tree.source.text)
            if not path:
                yield from self._structs.packed(method, position)
            if position == 0 and not path and self._is_hash(method.value):
                yield (BINARY, ()), 4
            for guess in self._guessed(call):
                yield from _weighted(self._parameter(guess, position, path), GUESS)
            methods = self._outside_methods(call)
            is_bound = not methods or not self.functions.is_by_class(call)
            yield from _weaker(parameter_of(methods, position, path, is_bound=is_bound))

    def forwarded(self, call: ast.Call, starred: ast.Starred, path: Path) -> Edges:
        """What becomes of one of the arguments that are handed on by `*args`."""
        before = call.args[: next(index for index, each in enumerate(call.args) if each is starred)]
        if not isinstance(path[0], int) or any(isinstance(each, ast.Starred) for each in before):
            return
        position = len(before) + path[0]
        function = self._function(call)
        yield from parameter_of(self._outside.definitions(call.func), position, path[1:])
        if function is not None:
            yield from self._parameter(function, position, path[1:])

    def named_argument(self, call: ast.Call, name: str, node: Any, path: Path) -> Edges:
        """What becomes of a keyword argument."""
        elsewhere = self._outside.definitions(call.func) or self._outside_methods(call)
        if self._takes_any(call, name):
            yield ((None, name), path), GUESS
            yield from self._made_with(call, name, path)
        if elsewhere:
            yield from parameter_of(elsewhere, name, path)
            return
        function = self._function(call)
        if function is None:
            method = self._aliases.method(call)
            if name == "input" and method is not None and method.attr == "communicate":
                yield from argument_of_method(call, method, 0, path, self._tree.source.text)
            return
        for parameter, prefix in taking(function[0], name):
            yield (parameter, (*prefix, *path)), weight_of(prefix)

    def _made_with(self, call: ast.Call, name: str, path: Path) -> Edges:
        """The attribute of a class that is passed along: `make(Blob, data=text)`."""
        for argument in call.args:
            for strings, node in self._outside.definitions(argument):
                if isinstance(node, ast.ClassDef):
                    yield from evidence(strings, strings.attribute_key(node, name), path, CALL)

    def passed_as(self, name: str) -> Iterator[ast.expr]:
        """What functions that take any keyword get by that name."""
        return (value for call, value in self._keywords.values(name) if self._takes_any(call, name))

    @property
    def passed_by_name(self) -> Iterator[ast.expr]:
        """What functions that take any keyword get by one."""
        return (value for name in self._keywords.names for value in self.passed_as(name))

    def _takes_any(self, call: ast.Call, name: str) -> bool:
        """Whether a keyword is one of those that `**kwargs` takes."""
        function = self._function(call)
        places = list(taking(function[0], name)) if function is not None else []
        for strings, node in self._outside.definitions(call.func):
            places += strings.parameters(node, name, is_bound=False)
        return any(prefix for _, prefix in places)

    def receiver(self, call: ast.Call, method: ast.Attribute, path: Path) -> Edges:
        """What a method of the string, or of what holds it, says about it."""
        said = tuple(receiver_of_method(call, method, path, self._tree.source.text))
        # Most methods say nothing, whichever function they may be.
        if said and not (
            self._inference.names.candidates(method)
            or self._function(call) is not None
            or self.is_own_conversion(call)
        ):
            yield from said

    def calls_through(self, method: ast.Attribute) -> Iterator[ast.Call]:
        """The calls of a method: there and then, or by the name that it is given, as in `write = file.write`."""
        parent: Any = self._parents.get(method)
        if isinstance(parent, ast.Call) and parent.func is method:
            yield parent
        elif isinstance(parent, (ast.Assign, ast.arguments)):
            for name in self._aliases.names_of(method):
                yield from (call for call in self._calls[name] if self._aliases.method(call) is method)

    def results_of(self, function: Any, path: Path) -> Edges:
        """What a function returns, and the calls that get it."""
        if path == (ELEM,) and answers_request(function):
            yield (BINARY, ()), CALL
        if isinstance(function, ast.Lambda):
            yield (function.body, path), SAME
            yield (function, (RESULT, *path)), SAME
            yield from (((call, path), self._sureness(call)) for call, _ in self._calls_of(function))
            return
        if function.name in ("__str__", "__repr__") and not path:
            yield (TEXT, ()), WORDS if function.name == "__str__" else 0
        for statement in self._returns.get(function, ()):
            if statement.value is not None:
                yield (statement.value, path), SAME
        if path and path[0] == ELEM:
            for each in self._yields.get(function, ()):
                if each.value is not None:
                    yield (each.value, path[1:]), SAME
        for call, _ in self._calls_of(function):
            yield (call, path), self._sureness(call)
        yield from self.items.results(function, path)
        if any(self.callbacks.references(function)):
            yield (function, (RESULT, *path)), SAME

    def arguments_for(self, parameter: ast.arg, path: Path) -> Edges:
        """What calls pass for a parameter, and its default."""
        arguments: Any = self._parents.get(parameter)
        function: Any = self._parents.get(arguments)
        if not isinstance(arguments, ast.arguments):
            return
        yield from self.callbacks.taken(parameter, function, path)
        yield from self.items.arguments(parameter, function, path)
        missing = len(arguments.args) - len(arguments.defaults)
        for default, taker in zip(arguments.defaults, arguments.args[missing:], strict=True):
            if taker is parameter:
                yield (default, path), SAME
        for call, offset in self._calls_of(function):
            weight = self._sureness(call)
            for argument, rest, prefix in given(parameter, function, call, offset, path):
                if rest != (ELEM,) or not self._library.is_file_name(argument):
                    yield (argument, rest), self.weight_of(parameter, prefix, weight)

    def weight_of(self, parameter: ast.arg, prefix: Path, known: int = CALL) -> int:
        """The weight of passing an argument for a parameter: what is looped over is of one kind, also in `*args`."""
        return known if prefix == (ELEM,) and self._is_looped_over(parameter) else weight_of(prefix, known)

    def _is_looped_over(self, parameter: ast.arg) -> bool:
        """Whether a loop takes one after another of what `*args` takes, and nothing hands them on."""
        known = self._looped_over.get(parameter)
        if known is None:
            owner = self._inference.scopes.of(parameter)
            uses = self._inference.scopes.uses(parameter.arg, owner) if owner is not None else ()
            around = [(use, self._parents.get(use)) for use in uses]
            known = any(getattr(each, "iter", None) is use for use, each in around)
            known = known and not any(isinstance(each, ast.Starred) for _, each in around)
            self._looped_over[parameter] = known
        return known

    def _parameter(self, function: tuple[Any, int], position: int, path: Path) -> Edges:
        for parameter, prefix in taking(function[0], position, function[1]):
            yield (parameter, (*prefix, *path)), self.weight_of(parameter, prefix)

    def _sureness(self, call: ast.Call) -> int:
        """The weight of what goes through a call, by whether it is known which function it means."""
        return CALL if self._function(call) is not None else GUESS

    def library_name(self, call: ast.Call) -> str:
        """The dotted name of the function of the standard library that is called; empty for any other.

        Of two that it may be, as in `dual` mode, `io.BytesIO` tells what the other means.
        """
        names = self._inference.names.candidates(call.func)
        return "io.BytesIO" if "io.BytesIO" in names else names[0] if names else ""

    def is_own_conversion(self, call: ast.Call) -> bool:
        """Whether `x.encode(y)` may mean a method of the project's own."""
        name = getattr(call.func, "attr", "")
        if name not in CONVERTERS or is_conversion(call):
            return False
        return bool(self.functions.methods(name)) or self._outside.has_method(name)

    def writes_answer(self, call: ast.Call) -> bool:
        """Whether it calls what a WSGI server gave for writing: `write = start_response(...)`."""
        if not self._has_answers or not isinstance(call.func, ast.Name):
            return False
        made_by = self._inference.names.assigned_value(call.func)
        return isinstance(made_by, ast.Call) and getattr(made_by.func, "id", "") == WSGI_ANSWER

    def _is_raised(self, call: ast.Call) -> bool:
        return isinstance(self._parents.get(call), ast.Raise)

    def _is_hashing(self, call: ast.Call) -> bool:
        """Whether it is `function(x).digest()`: only hashes have that."""
        return getattr(self._parents.get(call), "attr", "") in HASH_RESULTS

    def _is_hash(self, node: ast.expr) -> bool:
        known = self._inference.type_of(node)
        if known is not None:
            return known.qualified == "hashlib.hash"
        return is_named_as_hash(getattr(node, "attr", getattr(node, "id", "")))

    def _function(self, call: ast.Call) -> tuple[Any, int] | None:
        """The function of the module that is called for certain, and the position of its first argument."""
        if call not in self._functions:
            self._functions[call] = self.functions.called(call)
        return self._functions[call]

    def _guessed(self, call: ast.Call) -> Sequence[tuple[Any, int]]:
        """The methods and functions of the module that a call on an unknown object may mean."""
        method = self._aliases.method(call)
        if method is None or is_conversion(call):
            return ()
        found = self._meant.get(method.attr)
        if found is None:
            found = self._meant[method.attr] = self._of_any_class(method.attr)
        if not found or self._is_of_library(method.value):
            return ()
        return [(each, 0) for each, _ in found] if self.functions.is_by_class(call) else found

    def _of_any_class(self, name: str) -> Sequence[tuple[Any, int]]:
        """The methods of that name, and the functions stored by it, where there are few or they are of one family."""
        found = [(each, self.functions.offset(each, is_bound=True)) for each in self.functions.methods(name)]
        found += [(each, 0) for each in self._aliases.functions(name)]
        is_family = 0 < len(found) <= _MOST_RELATIVES and self.functions.are_of_one_family(
            [each for each, _ in found]
        )
        return found if len(found) <= _MOST_GUESSED or is_family else ()

    def parameters(self, node: ast.AST, position: int | str, *, is_bound: bool) -> Iterator[Place]:
        """The parameters that take an argument when a function, a method or a class is called from outside.

        A method that is called by way of its class gets the object like any other argument.
        """
        if isinstance(node, ast.ClassDef):
            node = self.functions.constructor(node) or node
            is_bound = True
        if isinstance(node, (ast.FunctionDef, ast.Lambda)):
            yield from taking(node, position, self.functions.offset(node, is_bound=is_bound))

    def is_made_elsewhere(self, call: ast.Call) -> bool:
        """Whether what is called is defined in another module of the project."""
        return bool(self._outside.definitions(call.func) or self._outside_methods(call))

    def _outside_methods(self, call: ast.Call) -> Sequence[tuple[Any, Any]]:
        """The methods of other modules that a call on an object of no known class may mean."""
        method = self._aliases.method(call) if self._outside.is_open else None
        if method is None or is_conversion(call) or self.functions.methods(method.attr):
            return ()
        found = list(self._outside.methods(method.attr))
        return found if 0 < len(found) <= _MOST_GUESSED and not self._is_of_library(method.value) else ()

    def _is_of_library(self, owner: ast.expr) -> bool:
        """Whether an object is sure to be of a built-in type, or of one of the library."""
        known = self._inference.type_of(owner)
        return known is not None and known.node is None

    def _calls_of(self, function: Any) -> Sequence[tuple[ast.Call, int]]:
        """The calls that mean a function, or may, and the position of their first argument."""
        known = self._callers.get(function)
        if known is None:
            known = self._callers[function] = [
                (call, offset)
                for spelled in self.functions.names_of(function)
                for call in self._calls_by_name(spelled)
                for meant, offset in self._may_mean(call)
                if meant is function
            ]
        return known

    def _may_mean(self, call: ast.Call) -> Sequence[tuple[Any, int]]:
        """The one function that a call means for certain, or those that it may mean."""
        found = self._function(call)
        return [found] if found is not None else self._guessed(call)

    def _calls_by_name(self, name: str) -> Iterator[ast.Call]:
        yield from self._calls.get(name, ())
        for alias in self._aliases.names_for(name):
            yield from self._calls.get(alias, ())

    @cached_property
    def _calls(self) -> Mapping[str, list[ast.Call]]:
        found: dict[str, list[ast.Call]] = defaultdict(list)
        nodes: Sequence[Any] = self._tree.nodes.get(ast.Call, ())
        for call in nodes:
            called = call.func if len(call.args) < 3 else called_by(call)[0]
            spelled = called.attr if called.__class__ is ast.Attribute else getattr(called, "id", "")
            found[spelled].append(call)
        return found

    @cached_property
    def _returns(self) -> Mapping[ast.AST, list[ast.Return]]:
        return self._by_function(ast.Return)

    @cached_property
    def _yields(self) -> Mapping[ast.AST, list[ast.Yield]]:
        return self._by_function(ast.Yield)

    def _by_function(self, kind: type[Any]) -> Mapping[ast.AST, list[Any]]:
        found: dict[ast.AST, list[Any]] = defaultdict(list)
        for node in self._tree.nodes.get(kind, ()):
            scope = self._inference.scopes.of(node)
            found[scope.node].append(node)
        return found


def answers_request(node: Any) -> bool:
    """Whether a function is a WSGI application by its parameters, or a call one of such a thing."""
    if isinstance(node, ast.Call):
        given = node.args[1:2]
        return bool(given) and getattr(given[0], "attr", getattr(given[0], "id", "")) == WSGI_ANSWER
    return any(getattr(each, "arg", "") == WSGI_ANSWER for each in node.args.args)


def _is_constructor(function: Any, call: ast.Call) -> bool:
    return (
        getattr(function, "name", "") in CONSTRUCTORS and getattr(call.func, "attr", "") not in CONSTRUCTORS
    )


def _weighted(edges: Edges, weight: int) -> Edges:
    return ((slot, weight) for slot, _ in edges)


def _weaker(edges: Edges) -> Edges:
    return ((slot, weight + GUESS) for slot, weight in edges)
