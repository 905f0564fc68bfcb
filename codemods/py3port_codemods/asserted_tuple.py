"""The rule for assertions that never fail."""

from __future__ import annotations

from collections.abc import Iterable

from py3port.rule import Applicability, Example, Match, Module, Rule, Stage, ast


class AssertedTuple(Rule):
    """`assert (x, "message")` asserts a tuple, which is always true. Python 3 warns of it.

    Without the parentheses it would begin to check, and might fail: that is for a person to decide.

    Fix safety: there is no fix.
    """

    name = "asserted-tuple"
    title = "Assert no tuples"
    stage = Stage.COMMON
    applicability = Applicability.MANUAL
    aliases = ("assert-on-tuple", "W0199", "F631")
    references = ("https://docs.python.org/3/reference/simple_stmts.html#the-assert-statement",)
    words = ("assert",)
    nodes = (ast.Assert,)
    fixable = False
    examples = (
        Example("x = 0\nassert (x, 'message')\nassert(x > 1,\n       'longer')\n", None, findings=2),
        Example("assert 1, 'message'\nassert (1), 'message'\nassert [1, 2] and ()!= 1\n", None),
    )

    def detect(self, node: ast.Assert, module: Module) -> Iterable[Match]:
        """Every assertion of a tuple that has elements."""
        if isinstance(node.test, ast.Tuple) and node.test.elts:
            yield Match(
                node, "The assertion of a tuple never fails; leave out the parentheses if it is to check"
            )
