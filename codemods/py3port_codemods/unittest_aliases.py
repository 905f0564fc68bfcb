"""The rule for the old names of `unittest`'s assertions."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from py3port.rule import Applicability, Editor, Example, Match, Mode, Module, Rule, Stage, ast, cst

RENAMED = {
    "failUnless": "assertTrue",
    "failIf": "assertFalse",
    "failUnlessEqual": "assertEqual",
    "failIfEqual": "assertNotEqual",
    "failUnlessAlmostEqual": "assertAlmostEqual",
    "failIfAlmostEqual": "assertNotAlmostEqual",
    "failUnlessRaises": "assertRaises",
    "assert_": "assertTrue",
    "assertEquals": "assertEqual",
    "assertNotEquals": "assertNotEqual",
    "assertAlmostEquals": "assertAlmostEqual",
    "assertNotAlmostEquals": "assertNotAlmostEqual",
}
"""Python 2.7 knows the new name as well."""
REWORDED = {
    "assertItemsEqual": "assertCountEqual",
    "assertRaisesRegexp": "assertRaisesRegex",
    "assertRegexpMatches": "assertRegex",
    "assertNotRegexpMatches": "assertNotRegex",
}
"""Python 2.7 knows only the old name."""
GONE = frozenset({"assertDictContainsSubset"})
_FEW = 3
_OLD = frozenset(RENAMED) | frozenset(REWORDED) | GONE


class UnittestAliases(Rule):
    """Assertions of `unittest` had several names: `failUnless`, `assertEquals`, `assert_`; 3.12 removed all but one.

    `assertItemsEqual` became `assertCountEqual` in 3.0, and the names with `Regexp` lost their `p`; Python 2.7 does not
    know these new names, so in `dual` mode the functions of `six` call whichever there is. `assertDictContainsSubset`
    went without a successor: the dictionary is compared with itself and what it shall contain.

    Fix safety: a call on anything but the first argument of a method waits for `--unsafe`, and so does one in a class
    of which nothing tells that it is a test case: no base named like one and no method named like a test.
    """

    name = "unittest-aliases"
    title = "Use the one name of each assertion"
    stage = Stage.COMMON
    applicability = Applicability.SAFE
    since = "3.12"
    requires = ("six",)
    aliases = ("fix_asserts", "deprecated-method")
    references = (
        "https://docs.python.org/3/whatsnew/3.12.html#unittest",
        "https://docs.python.org/3/library/unittest.html#deprecated-aliases",
    )
    words = (
        "failUnless",
        "failIf",
        "assert_",
        "Equals",
        "assertItemsEqual",
        "Regexp",
        "assertDictContainsSubset",
    )
    nodes = (ast.Attribute,)
    examples = (
        Example(
            "import unittest\n\n\nclass T(unittest.TestCase):\n    def runTest(self):\n"
            "        self.assertEquals(1, 1)\n        self.assert_(1, 'why')  # true\n"
            "        self.failIf(0); self.failUnlessEqual(\n            1,  # one\n            1)\nT().runTest()\n",
            "import unittest\n\n\nclass T(unittest.TestCase):\n    def runTest(self):\n"
            "        self.assertEqual(1, 1)\n        self.assertTrue(1, 'why')  # true\n"
            "        self.assertFalse(0); self.assertEqual(\n            1,  # one\n            1)\nT().runTest()\n",
        ),
        Example(
            "import unittest\n\n\nclass T(unittest.TestCase):\n    def runTest(self):\n"
            "        self.assertItemsEqual([1, 2], [2, 1])\n        self.assertRegexpMatches('ab', 'b')\n"
            "        with self.assertRaisesRegexp(ValueError, 'no'):\n            raise ValueError('no')\n"
            "T().runTest()\n",
            "import unittest\n\n\nclass T(unittest.TestCase):\n    def runTest(self):\n"
            "        self.assertCountEqual([1, 2], [2, 1])\n        self.assertRegex('ab', 'b')\n"
            "        with self.assertRaisesRegex(ValueError, 'no'):\n            raise ValueError('no')\n"
            "T().runTest()\n",
            mode=Mode.PY3,
        ),
        Example(
            "import unittest\n\n\nclass T(unittest.TestCase):\n    def runTest(self):\n"
            "        self.assertItemsEqual([1, 2], [2, 1])\n        self.assertRegexpMatches('ab', 'b')\n"
            "        with self.assertRaisesRegexp(ValueError, 'no'):\n            raise ValueError('no')\n"
            "T().runTest()\n",
            "import unittest\n\nimport six\n\n\nclass T(unittest.TestCase):\n    def runTest(self):\n"
            "        six.assertCountEqual(self, [1, 2], [2, 1])\n        six.assertRegex(self, 'ab', 'b')\n"
            "        with six.assertRaisesRegex(self, ValueError, 'no'):\n            raise ValueError('no')\n"
            "T().runTest()\n",
            mode=Mode.DUAL,
        ),
        Example(
            "class T(Base):\n    def test_it(self):\n        check = self.failUnless\n        check(1)\n",
            "class T(Base):\n    def test_it(self):\n        check = self.assertTrue\n        check(1)\n",
            runs=False,
        ),
        Example(
            "class Mixin(object):\n    def check(self, x):\n        self.assertEquals(x, 1)\n",
            "class Mixin(object):\n    def check(self, x):\n        self.assertEqual(x, 1)\n",
            unsafe=True,
            runs=False,
        ),
        Example(
            "def check(test, x):\n    test.assertEquals(x, 1)\n",
            "def check(test, x):\n    test.assertEqual(x, 1)\n",
            unsafe=True,
            runs=False,
        ),
        Example(
            "class T(TestCase):\n    def test(self):\n        f = self.assertItemsEqual\n",
            None,
            findings=1,
            mode=Mode.DUAL,
        ),
        Example(
            "class T(TestCase):\n    def test(self):\n        self.assertDictContainsSubset({}, {})\n",
            None,
            findings=1,
        ),
        Example(
            "class T(TestCase):\n    def assertEquals(self, a, b):\n        pass\n\n    def test(self):\n"
            "        self.assertEquals(1, 2)\n",
            None,
        ),
        Example(
            "class T(TestCase):\n    def test(self):\n"
            "        self.assertDictContainsSubset({'a': 1}, self.d, 'why')\n",
            "class T(TestCase):\n    def test(self):\n"
            "        self.assertEqual({**self.d, **{'a': 1}}, self.d, 'why')\n",
            mode=Mode.PY3,
            unsafe=True,
            runs=False,
        ),
        Example(
            "class T(TestCase):\n    def test(self):\n        self.assertDictContainsSubset({'a': 1}, self.d)\n",
            "class T(TestCase):\n    def test(self):\n        self.assertEqual(dict(self.d, **{'a': 1}), self.d)\n",
            mode=Mode.DUAL,
            unsafe=True,
            runs=False,
        ),
        Example(
            "import unittest\n\n\nclass T(unittest.TestCase):\n    def runTest(self):\n"
            "        self.assertDictContainsSubset({'a': 1}, {'a': 1, 'b': 2})\nT().runTest()\n",
            "import unittest\n\n\nclass T(unittest.TestCase):\n    def runTest(self):\n"
            "        self.assertEqual({**{'a': 1, 'b': 2}, **{'a': 1}}, {'a': 1, 'b': 2})\nT().runTest()\n",
            mode=Mode.PY3,
            unsafe=True,
        ),
        Example("class A(object):\n    failIf = 1\n    def f(self):\n        return self.failIf\n", None),
        Example(
            "class T(TestCase):\n    def test(self):\n        self.assertEqual(1, 1)\n        self.assertTrue(1)\n",
            None,
        ),
    )

    def names(self) -> frozenset[str]:
        """The old names."""
        return frozenset(_OLD)

    def detect(self, node: ast.Attribute, module: Module) -> Iterable[Match]:
        """An old name read from an object that is not known to have its own."""
        if node.attr not in _OLD or not isinstance(node.ctx, ast.Load) or _is_own(node.attr, module):
            return
        new = RENAMED.get(node.attr) or REWORDED.get(node.attr)
        if new is None:
            yield _subset(node, module)
            return
        message = f"Python 3.12 knows `{new}` only, not `{node.attr}`"
        trust = None if _is_test_case(node.value, module) else Applicability.UNSAFE
        if module.mode is Mode.DUAL and node.attr in REWORDED:
            call: Any = module.parent(node)
            if isinstance(call, ast.Call) and call.func is node:
                yield Match(call, message, trust, data=new)
            else:
                yield Match(node, f"{message}, Python 2.7 `{node.attr}` only", Applicability.MANUAL)
            return
        yield Match(node, message, trust, data=new)

    def rewrite(self, node: Any, match: Match, editor: Editor) -> Any:
        """The new name; where 2.7 does not know it, the function of `six`."""
        if isinstance(node, cst.Attribute):
            return node.with_changes(attr=cst.Name(match.data))
        if match.data == "subset":
            expected, actual = (editor.module.text(each) for each in match.node.args[:2])  # type: ignore[attr-defined]
            both = (
                f"dict({actual}, **{expected})"
                if editor.mode is Mode.DUAL
                else f"{{**{actual}, **{expected}}}"
            )
            first = node.args[0].with_changes(value=cst.parse_expression(both))
            name = node.func.with_changes(attr=cst.Name("assertEqual"))
            return node.with_changes(func=name, args=[first, *node.args[1:]])
        function = cst.parse_expression(f"{editor.add_import('six')}.{match.data}")
        comma = cst.Comma(whitespace_after=cst.SimpleWhitespace(" "))
        first = cst.Arg(node.func.value, comma=comma if node.args else cst.MaybeSentinel.DEFAULT)
        return node.with_changes(func=function, args=[first, *node.args])


def _subset(node: ast.Attribute, module: Module) -> Match:
    """The match for `assertDictContainsSubset(expected, actual)`, which compares what is named twice then."""
    message = f"Python 3.12 removed `{node.attr}`; compare the items"
    call: Any = module.parent(node)
    is_plain = (
        isinstance(call, ast.Call)
        and call.func is node
        and len(call.args) >= 2
        and not module.has_comment(call)
    )
    if (
        is_plain
        and isinstance(call.args[0], (ast.Name, ast.Attribute, ast.Dict))
        and _can_be_repeated(call.args[1])
    ):
        return Match(call, message, Applicability.UNSAFE, "subset")
    return Match(node, message, Applicability.MANUAL)


def _can_be_repeated(node: ast.expr) -> bool:
    """Whether an expression is short, and the same however often it is asked for."""
    if isinstance(node, ast.Dict):
        return len(node.values) <= _FEW and all(isinstance(each, ast.Constant) for each in node.values)
    return isinstance(node, (ast.Name, ast.Attribute))


def _is_own(name: str, module: Module) -> bool:
    """Whether a class of the module has that name of its own."""
    return any(module.class_defines(each, name) for each in module.nodes(ast.ClassDef))


def _is_test_case(value: ast.expr, module: Module) -> bool:
    """Whether an object is the first parameter of a method in a class that is, by all it shows, a test case."""
    if not isinstance(value, ast.Name):
        return False
    scope = module.lookup(value.id, value)
    function: Any = scope.node if scope is not None else None
    owner = module.parent(function) if isinstance(function, ast.FunctionDef) else None
    if not isinstance(owner, ast.ClassDef) or not function.args.args:
        return value.id == "self" and _stands_in_test_case(value, module)
    return getattr(function.args.args[0], "arg", None) == value.id and _looks_like_test_case(owner, module)


def _stands_in_test_case(value: ast.expr, module: Module) -> bool:
    return any(
        isinstance(each, ast.ClassDef) and _looks_like_test_case(each, module)
        for each in module.ancestors(value)
    )


def _looks_like_test_case(definition: ast.ClassDef, module: Module) -> bool:
    names = [getattr(base, "attr", getattr(base, "id", "")) for base in module.foreign_bases(definition)]
    if any(name.lower().endswith(("testcase", "testcasebase", "tests", "test")) for name in names):
        return True
    return any(isinstance(each, ast.FunctionDef) and each.name.startswith("test") for each in definition.body)
