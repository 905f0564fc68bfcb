"""The rule for `raise E, value, traceback`."""

from __future__ import annotations

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
    unwrapped,
)
from py3port_codemods._raised_value import Raised, Value, raised


class RaiseComma(Rule):
    """Python 2's `raise E, value, traceback` is a syntax error in Python 3 (PEP 3109), which wants one exception.

    Python 2 called `E(value)`, `E(*value)` for a tuple, `E()` for None, and raised the value itself where it was an
    `E` already. With a traceback the fix is `six.reraise` in `dual` mode, `with_traceback` in `py3` mode.

    Fix safety: a value that may be anything might be an exception, a tuple or None; where only its use
    tells, the fix takes it for none of these, and comes on request. What `sys.exc_info()` returned is known. Where
    class and value are both unknown names, `isinstance` asks which it is. A string, which Python 2.6 refused to raise
    already, becomes the argument of an `Exception`, on request as well.
    """

    name = "raise-comma"
    title = "Raise an exception made by a call"
    stage = Stage.COMMON
    applicability = Applicability.SAFE
    requires = ("six",)
    aliases = ("fix_raise", "fix_raise_six", "E1604", "old-raise-syntax", "W0121")
    references = ("https://peps.python.org/pep-3109/",)
    words = ("raise",)
    nodes = (ast.Raise,)
    guardable = False
    examples = (
        Example('raise ValueError, "bad"\n', 'raise ValueError("bad")\n'),
        Example('raise ValueError , "bad %s" % 1\n', 'raise ValueError("bad %s" % 1)\n'),
        Example("raise IOError, (2, 'gone')\n", "raise IOError(2, 'gone')\n", runs=False),
        Example("raise KeyError, (1, 2)\n", "raise KeyError(1, 2)\n"),
        Example("raise KeyError, ()\n", "raise KeyError()\n"),
        Example("raise KeyError, (1,)\n", "raise KeyError(1)\n"),
        Example("raise KeyError, ((1, 2),)\n", "raise KeyError((1, 2))\n"),
        Example("raise KeyError, None\n", "raise KeyError\n"),
        Example("raise KeyError, ('a')\n", "raise KeyError('a')\n"),
        Example("raise KeyError, [1, 2]\n", "raise KeyError([1, 2])\n"),
        Example("raise KeyError, -1\n", "raise KeyError(-1)\n"),
        Example("raise KeyError, `1`\n", "raise KeyError(`1`)\n", mode=Mode.DUAL, runs=False),
        Example("raise KeyError, 'a' + str(1)\n", "raise KeyError('a' + str(1))\n"),
        Example("raise KeyError, ', '.join(['a'])\n", "raise KeyError(', '.join(['a']))\n"),
        Example("raise KeyError, '{0}'.format(1)\n", "raise KeyError('{0}'.format(1))\n"),
        Example("raise KeyError, _('a')\n", "raise KeyError(_('a'))\n", runs=False),
        Example("raise (KeyError), 'a'\n", "raise (KeyError)('a')\n"),
        Example("import os\nraise os.error, 'a'\n", "import os\nraise os.error('a')\n", runs=False),
        Example(
            "class A:\n    Error = KeyError\n    def run(self):\n        raise self.Error, 'a'\nA().run()\n",
            "class A:\n    Error = KeyError\n    def run(self):\n        raise self.Error('a')\nA().run()\n",
        ),
        Example("if 1: raise KeyError, 'a'  # why\n", "if 1: raise KeyError('a')  # why\n"),
        Example(
            "raise KeyError, \\\n    'a %s' \\\n    % 1\n",
            "raise KeyError(\n    'a %s'\n    % 1)\n",
        ),
        Example(
            "raise KeyError, ('a %s' %\n    1)  # why\n",
            "raise KeyError('a %s' %\n    1)  # why\n",
        ),
        Example(
            "raise KeyError, (\n    'a %s'  # one\n    % 1\n)\n",
            "raise KeyError(\n    'a %s'  # one\n    % 1\n)\n",
        ),
        Example(
            "raise KeyError, (\n    1,  # one\n    2)\n",
            "raise KeyError(\n    1,  # one\n    2)\n",
        ),
        Example("raise KeyError, KeyError('a')\n", "raise KeyError('a')\n"),
        Example("raise KeyError('a'), None\n", "raise KeyError('a')\n"),
        Example(
            "def bad(text):\n    raise KeyError, text\nbad('a')\n",
            "def bad(text):\n    raise KeyError(text)\nbad('a')\n",
            unsafe=True,
        ),
        Example("raise (KeyError, ValueError), 'a'\n", "raise KeyError('a')\n"),
        Example("raise ((KeyError, 1), ValueError), ('a', 2)\n", "raise KeyError('a', 2)\n"),
        Example("raise Exception, KeyError('a')\n", "raise KeyError('a')\n"),
        Example(
            "class E(Exception):\n    pass\nclass F(E):\n    pass\nraise E, F('a')\n",
            "class E(Exception):\n    pass\nclass F(E):\n    pass\nraise F('a')\n",
        ),
        Example("raise KeyError, ('a', 2) + (3,)\n", "raise KeyError(*('a', 2) + (3,))\n"),
        # With a traceback.
        Example(
            "import sys\n\ntry:\n    {}[1]\nexcept KeyError:\n    raise ValueError, 'a', sys.exc_info()[2]\n",
            "import sys\n\nimport six\n\ntry:\n    {}[1]\nexcept KeyError:\n"
            "    six.reraise(ValueError, ValueError('a'), sys.exc_info()[2])\n",
            mode=Mode.DUAL,
        ),
        Example(
            "import sys\ntry:\n    {}[1]\nexcept KeyError:\n    raise ValueError, 'a', sys.exc_info()[2]\n",
            "import sys\ntry:\n    {}[1]\nexcept KeyError:\n"
            "    raise ValueError('a').with_traceback(sys.exc_info()[2])\n",
            mode=Mode.PY3,
        ),
        Example(
            "import six\nimport sys\ntry:\n    {}[1]\nexcept KeyError:\n"
            "    t, v, tb = sys.exc_info()\n    raise t, v, tb\n",
            "import six\nimport sys\ntry:\n    {}[1]\nexcept KeyError:\n    t, v, tb = sys.exc_info()\n"
            "    six.reraise(t, v, tb)\n",
            mode=Mode.DUAL,
        ),
        Example(
            "import sys\ntry:\n    {}[1]\nexcept KeyError:\n    t, v, tb = sys.exc_info()\n"
            "    raise t, v, tb\n",
            "import sys\ntry:\n    {}[1]\nexcept KeyError:\n    t, v, tb = sys.exc_info()\n"
            "    raise v.with_traceback(tb)\n",
            mode=Mode.PY3,
        ),
        Example(
            "import sys\ntry:\n    {}[1]\nexcept KeyError:\n    info = sys.exc_info()\n"
            "    raise info[0], info[1], info[2]\n",
            "import sys\ntry:\n    {}[1]\nexcept KeyError:\n    info = sys.exc_info()\n"
            "    raise info[1].with_traceback(info[2])\n",
            mode=Mode.PY3,
        ),
        Example(
            "import sys\ntry:\n    {}[1]\nexcept KeyError:\n    t, v, tb = sys.exc_info()\n    raise t, v\n",
            "import sys\ntry:\n    {}[1]\nexcept KeyError:\n    t, v, tb = sys.exc_info()\n    raise v\n",
        ),
        Example(
            "import sys\ntry:\n    {}[1]\nexcept KeyError as e:\n    raise e, None, sys.exc_info()[2]\n",
            "import sys\ntry:\n    {}[1]\nexcept KeyError as e:\n"
            "    raise e.with_traceback(sys.exc_info()[2])\n",
            mode=Mode.PY3,
        ),
        Example(
            "import six\nimport sys\ntry:\n    {}[1]\nexcept KeyError as e:\n"
            "    raise e, None, sys.exc_info()[2]\n",
            "import six\nimport sys\ntry:\n    {}[1]\nexcept KeyError as e:\n"
            "    six.reraise(type(e), e, sys.exc_info()[2])\n",
            mode=Mode.DUAL,
        ),
        Example(
            "import sys\ntry:\n    {}[1]\nexcept KeyError:\n"
            "    raise ValueError('a'), None, sys.exc_info()[2]\n",
            "import sys\ntry:\n    {}[1]\nexcept KeyError:\n"
            "    raise ValueError('a').with_traceback(sys.exc_info()[2])\n",
            mode=Mode.PY3,
        ),
        Example(
            "import six\nimport sys\ntry:\n    {}[1]\nexcept KeyError:\n"
            "    raise ValueError, None, sys.exc_info()[2]\n",
            "import six\nimport sys\ntry:\n    {}[1]\nexcept KeyError:\n"
            "    six.reraise(ValueError, ValueError(), sys.exc_info()[2])\n",
            mode=Mode.DUAL,
        ),
        Example("raise KeyError, 'a', None\n", "raise KeyError('a')\n"),
        Example(
            "import six\ndef again(info):\n    raise info[0], info[1], info[2]\n",
            "import six\ndef again(info):\n    six.reraise(info[0], info[1], info[2])\n",
            mode=Mode.DUAL,
        ),
        Example(
            "def again(info):\n    raise info[1], None, info[2]\n",
            "def again(info):\n    raise info[1].with_traceback(info[2])\n",
            mode=Mode.PY3,
        ),
        Example(
            "class error_temp(Exception):\n    pass\ndef f(x):\n    raise error_temp, x\nf('a')\n",
            "class error_temp(Exception):\n    pass\ndef f(x):\n    raise error_temp(x)\nf('a')\n",
            unsafe=True,
        ),
        Example("text = 'a'\nraise KeyError, text\n", "text = 'a'\nraise KeyError(text)\n"),
        Example(
            "def f(x):\n    raise g(x), x.text, None\n",
            "def f(x):\n    raise g(x)(x.text)\n",
            unsafe=True,
        ),
        # What a person has to look at.
        Example("raise 'text', x\n", "raise Exception('text', x)\n", unsafe=True, runs=False),
        Example("raise 'text', x, tb\n", None, findings=1, unsafe=True),
        Example(
            "m = ValueError('q')\ntry:\n    raise ValueError, m\nexcept ValueError as e:\n    x = e is m\n",
            "m = ValueError('q')\ntry:\n    raise m\nexcept ValueError as e:\n    x = e is m\n",
        ),
        Example(
            "def again(kind, value):\n    raise kind, value\nagain(KeyError, 'a')\n",
            "def again(kind, value):\n    raise value if isinstance(value, BaseException) else kind(value)\n"
            "again(KeyError, 'a')\n",
            unsafe=True,
        ),
        Example(
            "import sys\ndef f(x):\n    raise sys.exc_info()[0], x.text\n",
            "import sys\ndef f(x):\n"
            "    raise x.text if isinstance(x.text, BaseException) else sys.exc_info()[0](x.text)\n",
            unsafe=True,
        ),
        Example(
            "class A(Exception):\n    pass\nclass B(A):\n    pass\ntry:\n    raise B, A('a')\nexcept B:\n    x = 1\n",
            "class A(Exception):\n    pass\nclass B(A):\n    pass\ntry:\n    raise B(A('a'))\nexcept B:\n    x = 1\n",
            unsafe=True,
        ),
        Example("def again(kind, value):\n    raise kind[0], value()\n", None, findings=1),
        Example(
            "raise Exception, make(KeyError('a'))\n",
            "raise Exception(make(KeyError('a')))\n",
            unsafe=True,
            runs=False,
        ),
        # What stays.
        Example("raise KeyError('a')\n", None),
        Example("raise KeyError\n", None),
        Example("try:\n    pass\nexcept KeyError:\n    raise\n", None),
    )

    def detect(self, node: ast.Raise, module: Module) -> Iterable[Match]:
        """Every raise with more than one part; how sure the fix is depends on what the value can be."""
        if node.type is None or node.inst is None:
            return
        if isinstance(node.type, ast.Constant):
            message = "a string is no exception: this is a TypeError since Python 2.6"
            is_simple = node.tback is None and isinstance(node.type.value, (str, bytes))
            yield Match(node, message, Applicability.UNSAFE if is_simple else Applicability.MANUAL)
            return
        known = raised(node, module)
        if known.value is Value.HOPELESS:
            message = (
                "Python 3 raises one exception: whether the value is one already cannot be told from here"
            )
            yield Match(node, message, Applicability.MANUAL)
            return
        message = "Python 3 raises an exception made by a call: `raise E(value)`"
        if node.tback is not None:
            message = "Python 3 raises one exception, which carries its traceback"
        yield Match(node, message, None if known.certain else Applicability.UNSAFE, known)

    def rewrite(self, node: Any, match: Match, editor: Editor) -> Any:
        """`raise E(value)`, or with a traceback what sets it."""
        source: Any = match.node
        if match.data is None:
            made = cst.Call(cst.Name("Exception"), [cst.Arg(node.exc), cst.Arg(unparenthesized(node.inst))])
            return _raise(node, made)
        known: Raised = match.data
        while isinstance(node.exc, cst.Tuple):
            node = node.with_changes(exc=node.exc.elements[0].value)
        if source.tback is None or _is_none(source.tback):
            exception = node.exc if known.value is Value.NONE else _instance(node, known)
            return _raise(node, exception)
        instance = _instance(node, known)
        tback = unwrapped(node.tback)
        if editor.mode is Mode.PY3:
            bearer = cst.Attribute(instance, cst.Name("with_traceback"))
            return _raise(node, cst.Call(bearer, [cst.Arg(tback)]))
        function = cst.parse_expression(f"{editor.add_import('six')}.reraise")
        arguments = [_class(node, source, known), instance, tback]
        reraise = cst.Call(function, [cst.Arg(each) for each in arguments])
        return cst.Expr(reraise, semicolon=node.semicolon)


def _raise(node: Any, exception: Any) -> cst.Raise:
    whitespace = node.whitespace_after_raise
    if whitespace.empty and not exception.lpar:
        whitespace = cst.SimpleWhitespace(" ")
    return cst.Raise(exc=exception, whitespace_after_raise=whitespace, semicolon=node.semicolon)


def _is_none(node: ast.expr) -> bool:
    return isinstance(node, ast.Constant) and node.value is None


def _class(node: Any, source: Any, known: Raised) -> Any:
    """The class to give to `six.reraise`."""
    if known.value is not Value.NONE or known.is_class:
        return node.exc
    if isinstance(source.type, ast.Call):
        return node.exc.func
    return cst.Call(cst.Name("type"), [cst.Arg(node.exc)])


def _instance(node: Any, known: Raised) -> Any:
    """The expression for the exception that Python 2 raised."""
    if known.value is Value.INSTANCE:
        return node.inst
    if known.value is Value.EITHER:
        check = cst.Call(cst.Name("isinstance"), [cst.Arg(node.inst), cst.Arg(cst.Name("BaseException"))])
        return cst.IfExp(test=check, body=node.inst, orelse=cst.Call(node.exc, [cst.Arg(node.inst)]))
    if known.value is Value.NONE:
        return cst.Call(node.exc) if known.is_class else node.exc
    if known.value is Value.TUPLE:
        return cst.Call(node.exc, [cst.Arg(unwrapped(unparenthesized(node.inst)), star="*")])
    return _made(node)


def _made(node: Any) -> cst.Call:
    """`E(value)`, or `E(a, b)` for a tuple."""
    inst = node.inst
    if isinstance(inst, cst.Tuple):
        return _made_of_tuple(node.exc, unwrapped(inst))
    gap = unwrapped(node.comma.whitespace_after)
    if isinstance(gap, cst.SimpleWhitespace):
        gap = cst.SimpleWhitespace("")
    value = unwrapped(unparenthesized(inst))
    if (
        len(value.lpar) != 1
        or isinstance(value, (cst.GeneratorExp, cst.Yield, cst.NamedExpr))
        or isinstance(gap, cst.ParenthesizedWhitespace)
    ):
        return cst.Call(node.exc, [cst.Arg(value)], whitespace_before_args=gap)
    before, after = value.lpar[0].whitespace_after, value.rpar[0].whitespace_before
    argument = cst.Arg(value.with_changes(lpar=[], rpar=[]), whitespace_after_arg=after)
    return cst.Call(node.exc, [argument], whitespace_before_args=before)


def _made_of_tuple(function: Any, inst: Any) -> cst.Call:
    arguments = [cst.Arg(each.value, comma=each.comma) for each in inst.elements]
    before = after = cst.SimpleWhitespace("")
    if inst.lpar:
        before, after = inst.lpar[0].whitespace_after, inst.rpar[-1].whitespace_before
    if arguments:
        last = arguments[-1]
        comma = last.comma
        if isinstance(comma, cst.Comma) and isinstance(comma.whitespace_after, cst.SimpleWhitespace):
            comma = cst.MaybeSentinel.DEFAULT
        arguments[-1] = last.with_changes(comma=comma, whitespace_after_arg=after)
    return cst.Call(function, arguments, whitespace_before_args=before)
