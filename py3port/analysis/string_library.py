"""How functions of the standard library carry strings: what they take, what they give, what they hand on."""

from __future__ import annotations

from typing import TYPE_CHECKING

from py3port.analysis.string_callbacks import RESULT, argument_step
from py3port.analysis.string_files import is_named_as_binary
from py3port.analysis.string_slots import (
    BINARY,
    BITS,
    CALL,
    CONVERTED,
    MIX,
    NAMED,
    SAME,
    TEXT,
    WORDS,
    Edges,
    weight_of_report,
)
from py3port.analysis.string_structs import packed, unpacked
from py3port.analysis.string_tables import (
    BINARY_CODECS,
    ELEM,
    LOG_METHODS,
    TYPE,
    Path,
    binary_arguments,
    binary_files,
    binary_results,
    text_arguments,
    text_parts,
    text_results,
)
from py3port.python2 import ast

if TYPE_CHECKING:
    from py3port.analysis.infer import Inference

_STRINGS = frozenset({"str", "bytes", "unicode", "basestring", "instance"})
_COPIES = frozenset({"list", "tuple", "sorted", "iter", "reversed", "set", "frozenset", "filter"})
_SAME_STRING = frozenset({"__builtin__.intern", "__builtin__.buffer", "__builtin__.memoryview"})
_PATTERN_FUNCTIONS = frozenset({"match", "search", "findall", "finditer", "sub", "subn", "split", "compile"})
PAIRING_ASSERTIONS = frozenset(
    {
        "assertEqual", "assertEquals", "failUnlessEqual", "assertNotEqual", "assertNotEquals", "failIfEqual",
        "assertSequenceEqual", "assertListEqual", "assertTupleEqual", "assertDictEqual", "assertMultiLineEqual",
        "eq_", "ae", "assert_equal", "assertIs", "assertItemsEqual",
    }
)  # fmt: skip
_OF_PROPERTY = (RESULT, argument_step(0))
"""What the arguments of `property` have to do with the attribute: what the one gives, what the other is called with."""
_OPENERS = frozenset({"__builtin__.open", "__builtin__.file", "os.fdopen", "io.open", "open"})


class LibraryCalls:
    """The edges of calls of the standard library, for `StringCalls`."""

    def __init__(self, inference: Inference) -> None:
        self._inference = inference

    def result(self, name: str, call: ast.Call, path: Path) -> Edges:
        """What the result of a function is made of."""
        is_text = any(each.arg in ("universal_newlines", "mode") for each in call.keywords)
        for weight, binary in binary_results().get(name, ()):
            if _lies_at(path, binary) and not is_text:
                yield (BINARY, ()), weight
        for weight, text in text_results().get(name, ()):
            if _lies_at(path, text):
                yield (TEXT, ()), weight
        is_decoding = _is_decoding(name, call)
        if name == "__builtin__.str" and not path:
            yield (TEXT, ()), 0 if is_decoding or self._is_of_no_string(call) else WORDS
        root, _, leaf = name.rpartition(".")
        if name in _OPENERS:
            yield from self._opened(call, path)
        elif name == "subprocess.Popen":
            if path == (ELEM,) and not any(each.arg == "universal_newlines" for each in call.keywords):
                yield (BINARY, ()), CONVERTED
        elif root == "__builtin__" and leaf in _COPIES and call.args:
            source = call.args[1] if leaf == "filter" and len(call.args) > 1 else call.args[0]
            if path:
                yield (source, path), SAME
        elif name == "random.sample" and path[:1] == (ELEM,) and call.args:
            yield (call.args[0], path), SAME
            yield (call.args[0], path[1:]), SAME
        elif name == "__builtin__.type" and path == (TYPE,) and call.args:
            yield (call.args[0], ()), SAME
        elif name in _SAME_STRING and call.args:
            yield (call.args[0], path), SAME
        elif name == "__builtin__.str" and call.args and not path and not is_decoding:
            if not self._is_of_no_string(call):
                yield (call.args[0], path), CALL
        elif leaf in ("StringIO", "BytesIO") and call.args and path == (ELEM,):
            yield (call.args[0], ()), SAME
        elif root == "re" and leaf in _PATTERN_FUNCTIONS:
            yield from _matched(leaf, call, path)
        elif name in ("__builtin__.map", "itertools.imap") and path[:1] == (ELEM,) and call.args:
            known = self._inference.type_of(call.args[0])
            if known is not None and isinstance(known.node, (ast.FunctionDef, ast.Lambda)):
                yield (known.node, path[1:]), CALL
            elif len(path) == 1:
                yield from self._mapped(call.args[0])
        elif (
            leaf in ("zip", "izip")
            and len(path) > 1
            and isinstance(path[1], int)
            and path[1] < len(call.args)
        ):
            yield (call.args[path[1]], (ELEM, *path[2:])), SAME
        elif leaf == "enumerate" and path[:2] == (ELEM, 1):
            yield (call.args[0], (ELEM, *path[2:])), SAME
        elif name == "__builtin__.next" and call.args:
            yield (call.args[0], (ELEM, *path)), SAME
        elif name == "__builtin__.chr" and call.args and not path and _is_of_bits(call.args[0]):
            yield (BINARY, ()), BITS
        elif leaf in ("min", "max", "getattr") and path == () and len(call.args) > 1:
            for each in call.args[2:] if leaf == "getattr" else call.args:
                yield (each, path), SAME
        elif leaf in ("unpack", "unpack_from") and call.args:
            yield from unpacked(call.args[0], path)
        elif name == "__builtin__.property":
            for each, step in zip(call.args, _OF_PROPERTY, strict=False):
                yield (each, (step, *path)), SAME

    def argument(self, name: str, call: ast.Call, position: int, path: Path) -> Edges:
        """What becomes of an argument of a function."""
        if not path:
            if not position and _is_decoding(name, call):
                yield (BINARY, ()), SAME if isinstance(call.args[0], ast.Constant) else CONVERTED
            for weight, place in binary_arguments().get(name, ()):
                if place == position:
                    yield (BINARY, ()), weight
            for weight, place in text_arguments().get(name, ()):
                if place == position:
                    yield (TEXT, ()), weight
        elif len(path) == 1 and name in text_parts():
            yield (TEXT, ()), 3
        elif path == (ELEM,):
            for weight, place in binary_files().get(name, ()):
                if place == position:
                    yield (BINARY, ()), weight
        root, _, leaf = name.rpartition(".")
        # The logger of another module: `app.log.debug(...)`.
        if leaf in LOG_METHODS and not path and not position:
            yield (TEXT, ()), weight_of_report(call.args[0])
        if root == "__builtin__" and leaf in _COPIES and (position == 1 or leaf != "filter"):
            if path:
                yield (call, path), SAME
        elif name == "random.sample" and not position:
            yield (call, (ELEM, *path[path[:1] == (ELEM,) :])), SAME
        elif name == "__builtin__.type" and not path:
            yield (call, (TYPE,)), SAME
        elif name == "__builtin__.isinstance" and position == 0 and not path and len(call.args) == 2:
            yield (call.args[1], (TYPE,)), SAME
            yield (call.args[1], (ELEM, TYPE)), SAME
        elif name in _SAME_STRING:
            yield (call, path), SAME
        elif name == "__builtin__.str" and not path and not _is_decoding(name, call):
            yield (call, path), CALL
        elif name in ("codecs.encode", "codecs.decode") and not position and not path:
            if len(call.args) > 1 and getattr(call.args[1], "value", None) in BINARY_CODECS:
                yield (BINARY, ()), 0
        elif name == "__builtin__.print" and not path:
            yield (TEXT, ()), 4
        elif leaf in ("StringIO", "BytesIO") and not path and position == 0:
            yield (call, (ELEM,)), SAME
        elif root == "re" and leaf in _PATTERN_FUNCTIONS:
            yield from _pattern_argument(leaf, call, position, path)
        elif leaf in ("zip", "izip") and path[:1] == (ELEM,):
            yield (call, (ELEM, position, *path[1:])), SAME
        elif leaf == "enumerate" and path[:1] == (ELEM,):
            yield (call, (ELEM, 1, *path[1:])), SAME
        elif name == "__builtin__.next" and position == 0 and path[:1] == (ELEM,):
            yield (call, path[1:]), SAME
        elif name.startswith("__builtin__.") and leaf.endswith(("Error", "Exception")) and not path:
            yield (TEXT, ()), weight_of_report(call.args[position])
        elif leaf in PAIRING_ASSERTIONS and position < 2 <= len(call.args):
            yield (call.args[1 - position], path), MIX
        elif leaf == "pack" and root == "struct" and position and not path:
            yield from packed(call.args[0], position - 1)
        elif name == "__builtin__.property" and path[:1] == _OF_PROPERTY[position : position + 1]:
            yield (call, path[1:]), SAME

    def is_file_name(self, node: ast.expr) -> bool:
        """Whether a variable is the name of a file, by what else it is passed to: what it holds is not the file's."""
        scopes, names = self._inference.scopes, self._inference.names
        owner = scopes.lookup(node.id, node) if isinstance(node, ast.Name) else None
        for use in scopes.uses(getattr(node, "id", ""), owner) if owner is not None else ():
            call = self._inference.tree.parents.get(use)
            taker = (
                names.candidates(call.func) if isinstance(call, ast.Call) and call.args[:1] == [use] else ()
            )
            if any(each in _OPENERS or each.startswith("os.path.") for each in taker):
                return True
        return False

    def _mapped(self, function: ast.expr) -> Edges:
        """What a function of the library gives that is called by `map`."""
        for name in self._inference.names.candidates(function)[:1]:
            if name == "__builtin__.str":
                yield (TEXT, ()), CALL
            for flavour, results in ((BINARY, binary_results()), (TEXT, text_results())):
                yield from (((flavour, ()), weight) for weight, path in results.get(name, ()) if not path)

    def _opened(self, call: ast.Call, path: Path) -> Edges:
        """What a file holds, by the mode that it is opened in, or else by its name."""
        if path != (ELEM,):
            return
        mode = call.args[1] if len(call.args) > 1 else None
        for keyword in call.keywords:
            mode = keyword.value if keyword.arg == "mode" else mode
        value = getattr(mode, "value", "r" if mode is None else None)
        if not isinstance(value, str):
            return
        if "b" in value:
            yield (BINARY, ()), 0
        elif call.args and is_named_as_binary(call.args[0], self._inference):
            yield (BINARY, ()), NAMED
        else:
            yield (TEXT, ()), 8

    def _is_of_no_string(self, call: ast.Call) -> bool:
        known = self._inference.type_of(call.args[0]) if call.args else None
        return known is not None and known.name not in _STRINGS


def _is_decoding(name: str, call: ast.Call) -> bool:
    """Whether a call makes text of a string by the name of a codec: `unicode(x, 'utf-8')`."""
    has_codec = len(call.args) > 1 or any(each.arg == "encoding" for each in call.keywords)
    return has_codec and name in ("__builtin__.unicode", "__builtin__.str", "six.text_type")


def _lies_at(path: Path, known: Path) -> bool:
    """Whether a path leads to what is known: every position in a tuple is one of its elements."""
    return path == known or (known == (ELEM,) and len(path) == 1 and isinstance(path[0], int))


def _is_of_bits(number: ast.expr) -> bool:
    """Whether a number is put together of bits, as those are that go into bytes: `(n & 0x7f) | 0x80`."""
    if isinstance(number, ast.Call) and getattr(number.func, "id", "") == "sum" and number.args:
        return _is_of_bits(getattr(number.args[0], "elt", number.args[0]))
    return isinstance(number, ast.BinOp) and isinstance(
        number.op, (ast.BitAnd, ast.BitOr, ast.LShift, ast.RShift, ast.BitXor)
    )


def _matched(leaf: str, call: ast.Call, path: Path) -> Edges:
    """The result of a function of `re`: a pattern holds its own text, a match that of its subject."""
    subject = 2 if leaf in ("sub", "subn") else 1
    if leaf == "compile":
        if path == (ELEM,) and call.args:
            yield (call.args[0], ()), SAME
    elif len(call.args) > subject and ((leaf == "sub" and not path) or path[:1] == (ELEM,)):
        yield (call.args[subject], ()), SAME


def _pattern_argument(leaf: str, call: ast.Call, position: int, path: Path) -> Edges:
    if path:
        return
    subject = 2 if leaf in ("sub", "subn") else 1
    if position == 0 and any(map(_is_of_unicode, (*call.args[1:], *(each.value for each in call.keywords)))):
        yield (TEXT, ()), 0
    if leaf == "compile":
        if position == 0:
            yield (call, (ELEM,)), SAME
        return
    if position <= subject:
        for index, each in enumerate(call.args[: subject + 1]):
            if index != position:
                yield (each, ()), MIX
    if position == subject:
        yield (call, () if leaf == "sub" else (ELEM,)), SAME


def _is_of_unicode(flags: ast.expr) -> bool:
    """Whether flags have `re.UNICODE` among them, which no pattern of bytes may have."""
    if isinstance(flags, ast.BinOp):
        return _is_of_unicode(flags.left) or _is_of_unicode(flags.right)
    return getattr(flags, "attr", "") in ("UNICODE", "U")
