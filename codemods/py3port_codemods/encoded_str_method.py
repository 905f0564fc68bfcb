"""The rule for objects whose `str` or `repr` is encoded text."""

from __future__ import annotations

import codecs
from collections.abc import Iterable
from typing import Any

from py3port.rule import (
    Applicability,
    Editor,
    Example,
    Match,
    Mode,
    Module,
    Rule,
    Stage,
    ast,
    cst,
    unparenthesized,
)

METHODS = ("__str__", "__repr__")
_ESCAPING = frozenset({"unicode-escape", "raw-unicode-escape", "idna", "punycode", "utf-7"})
"""Codecs that say the text otherwise, in ASCII."""
_STRINGS = frozenset({"__builtin__.unicode", "__builtin__.str"})
_FUNCTIONS = (ast.FunctionDef, ast.Lambda)
_ASKED = frozenset({"str", "unicode", "text_type"})


class EncodedStrMethod(Rule):
    """Python 2's `__str__` and `__repr__` returned a string of bytes, so that text was encoded in them.

    In Python 3 they have to return text: encoded text is a `TypeError` wherever the object is printed. In `py3` mode
    the encoding goes; what it escapes is decoded again. In `dual` mode six's `ensure_str` encodes on Python 2 only.

    Fix safety: an encoding that is not written there waits for `--unsafe`. A method that asks for `unicode(self)`
    would ask itself in Python 3, and is reported where the class has no `__unicode__` of its own.
    """

    name = "encoded-str-method"
    title = "Return text from __str__ and __repr__"
    stage = Stage.SIX
    applicability = Applicability.SAFE
    requires = ("six",)
    references = ("https://docs.python.org/3/reference/datamodel.html#object.__str__",)
    nodes = (ast.Attribute,)
    after = ("unicode-method",)
    examples = (
        Example(
            'class A(object):\n    name = u"\\xe9"\n\n    def __str__(self):\n'
            '        return (u"A %s" % self.name).encode("utf-8")\nx = str(A()) == "A \\xc3\\xa9"\n',
            'class A(object):\n    name = u"\\xe9"\n\n    def __str__(self):\n'
            '        return u"A %s" % self.name\nx = str(A()) == "A \\xc3\\xa9"\n',
            mode=Mode.PY3,
            runs=False,
        ),
        Example(
            "class A(object):\n    def __repr__(self):\n"
            '        return u"A".encode("utf-8", "replace")\nx = repr(A())\n',
            "import six\n\nclass A(object):\n    def __repr__(self):\n"
            '        return six.ensure_str(u"A", "utf-8", "replace")\nx = repr(A())\n',
            mode=Mode.DUAL,
        ),
        Example(
            'class A(object):\n    def __str__(self):\n        return u"\\xe9".encode("ascii", "replace")\n'
            '    __repr__ = lambda self: u"\\xe9".encode("unicode-escape")\nx = str(A()) + repr(A())\n',
            "class A(object):\n    def __str__(self):\n"
            '        return u"\\xe9".encode("ascii", "replace").decode("ascii")\n'
            '    __repr__ = lambda self: u"\\xe9".encode("unicode-escape").decode("ascii")\nx = str(A()) + repr(A())\n',
        ),
        Example(
            'class A(object):\n    charset = "utf-8"\n\n    def __str__(self):\n'
            '        return u"a".encode(self.charset)\nx = str(A())\n',
            'class A(object):\n    charset = "utf-8"\n\n    def __str__(self):\n        return u"a"\nx = str(A())\n',
            mode=Mode.PY3,
            unsafe=True,
        ),
        Example(
            'class A(object):\n    def __str__(s):\n        return unicode(s).encode("utf-8")\n'
            'class B(A):\n    def __unicode__(self):\n        return u"b"\n',
            None,
            findings=1,
        ),
        Example(
            "class A(Base):\n    def __str__(this):\n        return this.encode('utf-8')\n"
            "class B(object):\n    def encode(self, charset):\n        return 'b'\n\n"
            "    def __str__(self, charset='a'):\n        return self.other.encode(charset)\n",
            None,
            runs=False,
        ),
        Example(
            "class Term(unicode):\n    pass\nclass Name(Term):\n    def __str__(self):\n"
            '        return self.encode("unicode-escape")\nx = str(Name("a"))\n',
            "class Term(unicode):\n    pass\nclass Name(Term):\n    def __str__(self):\n"
            '        return self.encode("unicode-escape").decode("ascii")\nx = str(Name("a"))\n',
            runs=False,
        ),
        Example(
            'class A(object):\n    def __str__(self):\n        return "ab".encode("hex")\n\n'
            '    def f(self):\n        return u"a".encode("utf-8")\ndef __str__(self):\n'
            '    return u"a".encode("utf-8")\n',
            None,
        ),
    )

    def names(self) -> frozenset[str]:
        """The method that encodes."""
        return frozenset({"encode"})

    def may_find(self, text: str) -> bool:
        """Only where something is encoded, beside such a method."""
        return ".encode" in text and any(each in text for each in METHODS)

    def detect(self, node: ast.Attribute, module: Module) -> Iterable[Match]:
        """Every call of `encode` whose result is what the method returns."""
        call = module.parent(node)
        if not isinstance(call, ast.Call) or call.func is not node:
            return
        owner = _class_of_method(call, module)
        if owner is None or any(isinstance(each, ast.Starred) for each in call.args):
            return
        if module.strings.is_own_conversion(call) or _is_own_method(node, owner, module):
            return
        message = "this has to be text in Python 3, and is encoded"
        if _asks_itself(node.value, module):
            scope = module.scope_made_by(owner)
            if scope is not None and not scope.binding("__unicode__"):
                yield Match(
                    call, f"{message}; `str(self)` asks this method again in Python 3", Applicability.MANUAL
                )
            return
        codec = _codec(call)
        if codec is None:
            yield Match(call, message, Applicability.UNSAFE, data=False)
        elif codec:
            escapes = codec == "ascii" and len(call.args) + len(call.keywords) > 1
            yield Match(call, message, data=escapes or codec in _ESCAPING)

    def rewrite(self, node: Any, match: Match, editor: Editor) -> Any:
        """The text itself, what decodes it again, or what encodes it on Python 2 only."""
        if match.data:
            quote = '"' if '"' in editor.module.text(match.node) else "'"
            bare = node.with_changes(lpar=[], rpar=[])
            decoded = cst.Call(
                cst.Attribute(bare, cst.Name("decode")), [cst.Arg(cst.SimpleString(f"{quote}ascii{quote}"))]
            )
            return decoded.with_changes(lpar=node.lpar, rpar=node.rpar)
        text = node.func.value
        call: Any = match.node
        if call.lineno == call.end_lineno:
            text = unparenthesized(text)
        if editor.mode is Mode.PY3:
            return text.with_changes(lpar=[*node.lpar, *text.lpar], rpar=[*text.rpar, *node.rpar])
        function = cst.parse_expression(f"{editor.add_import('six')}.ensure_str")
        comma = cst.Comma(whitespace_after=cst.SimpleWhitespace(" "))
        first = cst.Arg(text, comma=comma) if node.args else cst.Arg(text)
        return node.with_changes(func=function, args=[first, *node.args])


def _class_of_method(call: ast.Call, module: Module) -> ast.ClassDef | None:
    """The class with the method that returns the call."""
    parent = module.parent(call)
    if isinstance(parent, ast.Return):
        method: Any = module.scope(call).node
        is_one = isinstance(method, ast.FunctionDef) and method.name in METHODS
    else:
        method = module.parent(parent) if isinstance(parent, ast.Lambda) else None
        is_one = isinstance(method, ast.Assign) and all(
            getattr(each, "id", "") in METHODS for each in method.targets
        )
    owner = module.parent(method) if is_one else None
    return owner if isinstance(owner, ast.ClassDef) else None


def _is_own_method(node: ast.Attribute, owner: ast.ClassDef, module: Module) -> bool:
    """Whether `self.encode` is no method of a string."""
    bases = {module.qualified_name(each) for each in module.foreign_bases(owner)}
    return _is_self(node.value, module) and not bases & _STRINGS


def _asks_itself(text: ast.AST, module: Module) -> bool:
    """Whether the text comes from the object's own, `unicode(self)` or `self.__unicode__()`."""
    for each in ast.walk(text):
        if isinstance(each, ast.Call):
            name = getattr(each.func, "id", None) or getattr(each.func, "attr", "")
            is_of_object = len(each.args) == 1 and _is_self(each.args[0], module)
            if name == "__unicode__" or (name in _ASKED and is_of_object):
                return True
    return False


def _is_self(node: ast.expr, module: Module) -> bool:
    """Whether it is the object of the method around it, whatever that calls it."""
    around: Any = next((each for each in module.ancestors(node) if isinstance(each, _FUNCTIONS)), None)
    own = around.args.args[:1] if around is not None else []
    return [getattr(each, "arg", None) for each in own] == [getattr(node, "id", "")]


def _codec(call: ast.Call) -> str | None:
    """Python's name of the codec, if it is written there; empty if it is none of text."""
    written = [*call.args[:1], *(each.value for each in call.keywords if each.arg == "encoding")]
    if not written:
        return "ascii"
    if not isinstance(written[0], ast.Constant):
        return None
    try:
        found = codecs.lookup(str(written[0].value))
    except (LookupError, ValueError):
        return ""
    return found.name if getattr(found, "_is_text_encoding", True) else ""
