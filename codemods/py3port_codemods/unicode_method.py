"""The rule for `__unicode__`."""

from __future__ import annotations

from collections.abc import Iterable, Sequence, Set
from typing import Any

from py3port.rule import Applicability, Editor, Example, Match, Mode, Module, Rule, Stage, ast, cst
from py3port_codemods._class_bodies import indentation_step, span_to_follower

OLD, NEW = "__unicode__", "__str__"
# `str(self)` within `__str__` is what the rule for `unicode` makes of `unicode(self)`.
_TEXT = frozenset({OLD, "unicode", "text_type", "str"})


class UnicodeMethod(Rule):
    """Python 2 asked `__unicode__` for an object's text and `__str__` for its bytes; Python 3 asks `__str__` for text.

    In `py3` mode `__unicode__` becomes `__str__`, in the place of one that only encodes it; one that only decodes
    `__str__` goes. In `dual` mode nothing changes for Python 2, and `__str__ = __unicode__` is there for Python 3.

    Fix safety: a reference to the method of an unknown object waits for `--unsafe`. Classes where each of the two
    methods says something else are reported.
    """

    name = "unicode-method"
    title = "Give the text of an object by __str__"
    stage = Stage.SIX
    applicability = Applicability.SAFE
    requires = ("six",)
    aliases = ("fix_unicode_method",)
    references = ("https://docs.python.org/3/whatsnew/3.0.html#text-vs-data-instead-of-unicode-vs-8-bit",)
    words = ("__unicode__",)
    after = ("binary-str-method",)
    nodes = (ast.ClassDef, ast.Attribute)
    examples = (
        Example(
            'class A(object):\n    def __unicode__(self):  # text\n        return u"a"\n\n'
            "    def f(self):\n        return self.__unicode__()\nx = A().f()\n",
            'class A(object):\n    def __str__(self):  # text\n        return u"a"\n\n'
            "    def f(self):\n        return self.__str__()\nx = A().f()\n",
            mode=Mode.PY3,
        ),
        Example(
            'class A(object):\n    def __unicode__(self):\n        return u"a"\n\n    text = __unicode__\n'
            "x = A().text()\n",
            'class A(object):\n    def __str__(self):\n        return u"a"\n\n    text = __str__\nx = A().text()\n',
            mode=Mode.PY3,
        ),
        Example(
            'class A(object):\n    def __unicode__(self):\n        return u"a"\n\n    def f(self):\n'
            "        return self.__unicode__()\nx = A().f()\n",
            'import six\n\nclass A(object):\n    def __unicode__(self):\n        return u"a"\n\n'
            "    if six.PY3:\n        __str__ = __unicode__\n\n    def f(self):\n"
            "        return self.__unicode__()\nx = A().f()\n",
            mode=Mode.DUAL,
        ),
        Example(
            'class A(object):\n    def __str__(self):\n        return unicode(self).encode("utf-8")\n\n'
            '    def __unicode__(self):\n        return u"a"\nx = str(A())\n',
            'class A(object):\n    def __str__(self):\n        return u"a"\nx = str(A())\n',
            mode=Mode.PY3,
        ),
        Example(
            "class A(object):\n    def __str__(self):\n"
            '        return self.__unicode__().encode("ascii", "replace")\n\n'
            '    def __unicode__(self):\n        return u"a"\nx = str(A())\n',
            "import six\n\nclass A(object):\n    def __str__(self):\n"
            '        return self.__unicode__().encode("ascii", "replace")\n\n'
            '    def __unicode__(self):\n        return u"a"\n\n    if six.PY3:\n'
            "        __str__ = __unicode__\nx = str(A())\n",
            mode=Mode.DUAL,
        ),
        Example(
            'class A(object):\n    def __str__(self):\n        return "a"\n\n'
            "    def __unicode__(self):\n        return unicode(str(self))\nx = str(A())\n"
            'class B(object):\n    __unicode__ = lambda self: u"b"\n    __str__ = __unicode__\n'
            'class C(object):\n    def __str__(self):\n        return "c"\n    __unicode__ = __str__\n'
            "y = str(B()) + str(C())\n",
            'class A(object):\n    def __str__(self):\n        return "a"\nx = str(A())\n'
            'class B(object):\n    __str__ = lambda self: u"b"\nclass C(object):\n'
            '    def __str__(self):\n        return "c"\ny = str(B()) + str(C())\n',
            mode=Mode.PY3,
        ),
        Example(
            'class A(object):\n    def __str__(self):\n        return "a"\n\n'
            "    def __unicode__(self):\n        return unicode(str(self))\nclass C(object):\n"
            '    def __str__(self):\n        return "c"\n    __unicode__ = __str__\n',
            None,
            mode=Mode.DUAL,
        ),
        Example(
            "import six\nclass A(object):\n    def __str__(self):\n"
            '        return six.text_type(self).encode("utf-8")\n\n    def __unicode__(self):\n'
            '        return u"a"\nclass B(object):\n    def __str__(self):\n'
            '        return str(self).encode("utf-8")\n\n    def __unicode__(self):\n'
            '        return u"b"\nx = str(A())\n',
            'import six\nclass A(object):\n    def __str__(self):\n        return u"a"\n'
            'class B(object):\n    def __str__(self):\n        return u"b"\nx = str(A())\n',
            mode=Mode.PY3,
        ),
        Example("x = thing.__unicode__()\n", "x = thing.__str__()\n", mode=Mode.PY3, unsafe=True, runs=False),
        Example(
            'class A(object):\n    def __str__(self):\n        return "short"\n\n'
            '    def __unicode__(self):\n        return u"long"\n',
            None,
            findings=1,
        ),
        Example(
            "def __unicode__(self):\n    return u'a'\nclass A(object):\n    def __str__(self):\n        return 'a'\n",
            None,
        ),
    )

    def detect(self, node: Any, module: Module) -> Iterable[Match]:
        """A class that binds `__unicode__`, and in `py3` mode what refers to it."""
        if isinstance(node, ast.Attribute):
            if node.attr == OLD and module.mode is Mode.PY3 and not _is_in_pair(node, module):
                defined = any(_statement(OLD, each, module) for each in module.nodes(ast.ClassDef))
                yield Match(node, "Python 3 asks `__str__`", None if defined else Applicability.UNSAFE)
            return
        text = _statement(OLD, node, module)
        if text is None:
            return
        message = "Python 3 asks `__str__`, not `__unicode__`, for the text of an object"
        scope = module.scope_made_by(node)
        bound = scope.binding(NEW) if scope is not None else ()
        native = _statement(NEW, node, module)
        if text == ():
            yield Match(node, message, Applicability.MANUAL)
        elif not bound:
            yield Match(node, message, data=(text[0], None))
        elif not native:
            # Under an `if six.PY3:`, most likely.
            return
        elif _only_asks(text[0], {NEW, "str"}):
            if module.mode is Mode.PY3:
                yield Match(node, message, data=(None, text[0]))
        elif _only_asks(native[0], _TEXT):
            if not isinstance(native[0], ast.Assign) or module.mode is Mode.PY3:
                yield Match(node, message, data=(text[0], native[0]))
        else:
            yield Match(node, f"{message}; `__str__` says something else", Applicability.MANUAL)

    def rewrite(self, node: Any, match: Match, editor: Editor) -> Any:
        """Rename one method and take the other out, or add the name for Python 3."""
        if isinstance(match.node, ast.Attribute):
            return node.with_changes(attr=cst.Name(NEW))
        text, superfluous = match.data
        owner: Any = match.node
        if editor.mode is Mode.DUAL:
            last = max(text, superfluous or text, key=lambda each: each.lineno)
            lines = [
                "",
                f"if {editor.add_import('six')}.PY3:",
                f"{indentation_step(owner, last, editor.module)}{NEW} = {OLD}",
            ]
            editor.insert_after(last, "\n".join(lines))
            return node
        if superfluous is not None:
            span = span_to_follower(owner, superfluous, editor.module)
            if span is not None:
                editor.replace_span(*span, "")
            else:
                editor.remove_statement(superfluous)
        if text is not None:
            source = editor.module.source
            start = source.text.index(OLD, source.offset(text.lineno, text.col_offset))
            editor.replace_span(start, start + len(OLD), NEW)
            for use in editor.module.references(OLD, owner):
                if isinstance(use.ctx, ast.Load) and editor.module.statement(use) is not superfluous:
                    begin = source.offset(use.lineno, use.col_offset)
                    editor.replace_span(begin, begin + len(OLD), NEW)
        return node


def _statement(name: str, node: ast.ClassDef, module: Module) -> Sequence[ast.stmt] | None:
    """What defines `name` in the body of a class, in a list; empty if that is not plain; None if nothing does."""
    scope = module.scope_made_by(node)
    bindings = scope.binding(name) if scope is not None else ()
    if not bindings:
        return None
    statement = module.statement(bindings[0])
    is_plain = len(bindings) == 1 and module.parent(statement) is node
    if isinstance(statement, ast.FunctionDef):
        is_plain = is_plain and not statement.decorator_list
    elif isinstance(statement, ast.Assign):
        is_plain = is_plain and len(statement.targets) == 1
    else:
        is_plain = False
    return (statement,) if is_plain else ()


def _only_asks(statement: ast.stmt, names: Set[str]) -> bool:
    """Whether a method does no more than hand on what the other says, encoded or decoded."""
    value: Any = None
    if isinstance(statement, ast.Assign):
        value = statement.value.body if isinstance(statement.value, ast.Lambda) else statement.value
    elif isinstance(statement, ast.FunctionDef):
        body = [each for each in statement.body if not isinstance(getattr(each, "value", None), ast.Constant)]
        value = body[0].value if len(body) == 1 and isinstance(body[0], ast.Return) else None
    if isinstance(value, ast.Name):
        return value.id in names
    if (
        isinstance(value, ast.Call)
        and isinstance(value.func, ast.Attribute)
        and value.func.attr in ("encode", "decode")
    ):
        value = value.func.value
    return _asks(value, names)


def _asks(value: Any, names: Set[str]) -> bool:
    """`unicode(self)`, `self.__unicode__()`, or one of them within `str(...)` or `unicode(...)`."""
    if not isinstance(value, ast.Call) or value.keywords:
        return False
    function = value.func
    if isinstance(function, ast.Attribute) and function.attr != "text_type":
        return function.attr in names and isinstance(function.value, ast.Name) and not value.args
    called = getattr(function, "attr", None) or getattr(function, "id", "")
    if not value.args or called not in ("str", "unicode", "text_type"):
        return False
    inner = value.args[0]
    return (called in names and isinstance(inner, ast.Name)) or _asks(inner, names)


def _is_in_pair(node: ast.AST, module: Module) -> bool:
    """Whether a node stands in a `__str__` that goes."""
    for each in module.ancestors(node):
        if isinstance(each, ast.FunctionDef) and each.name == NEW:
            return _only_asks(each, _TEXT)
    return False
