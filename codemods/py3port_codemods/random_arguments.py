"""The rule for arguments that functions of `random` no longer take."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from py3port.rule import Applicability, CannotRewrite, Editor, Example, Match, Module, Rule, Stage, ast, call

_SETS = ("set", "frozenset")
_HASHED = ("tuple", "frozenset", "instance", "class", "function")
_INTEGERS = frozenset({"random.randrange", "random.randint"})


class RandomArguments(Rule):
    """Python 3.11 and 3.12 made `random` strict about what it is given.

    `seed` took any object that has a hash, `sample` took sets, `randrange` and `randint` took floats, and `shuffle`
    took a function that gives random numbers. The fix says what was done to them: `hash()`, `list()`, `int()`, and for
    `shuffle` the loop that it was.

    Fix safety: `int()` does not refuse 1.5 as `randrange` did, so it waits for `--unsafe`.
    """

    name = "random-arguments"
    title = "Give random what it takes"
    stage = Stage.COMMON
    applicability = Applicability.SAFE
    since = "3.11"
    references = (
        "https://docs.python.org/3/whatsnew/3.11.html#removed",
        "https://docs.python.org/3/library/random.html",
    )
    words = ("random",)
    nodes = (ast.Call,)
    examples = (
        Example("import random\nrandom.seed((1, 2))\n", "import random\nrandom.seed(hash((1, 2)))\n"),
        Example(
            "from random import sample\nx = len(sample(set([1, 2]), 2))\n",
            "from random import sample\nx = len(sample(list(set([1, 2])), 2))\n",
        ),
        Example(
            "import random\nx = random.randrange(1.0) + random.randint(1.0, 1)\n",
            "import random\nx = random.randrange(int(1.0)) + random.randint(int(1.0), 1)\n",
            unsafe=True,
        ),
        Example(
            "import random\nx = [1, 2, 3]\nrandom.shuffle(x, lambda: 0.1)\n",
            "import random\nx = [1, 2, 3]\nfor i in reversed(range(1, len(x))):\n"
            "    j = int((lambda: 0.1)() * (i + 1))\n    x[i], x[j] = x[j], x[i]\n",
            runs=False,
        ),
        Example(
            "import random\nx = [1]\nrandom.shuffle(x, random=random.random)\n",
            "import random\nx = [1]\nrandom.shuffle(x)\n",
        ),
        Example("import random\n\ndef f(x, r):\n    return random.shuffle(x[:], r)\n", None, findings=1),
        Example(
            "import random\nrandom.seed(3)\nrandom.seed('a')\nrandom.seed()\nx = [1]\nrandom.shuffle(x)\n"
            "y = random.sample(x, 1), random.randrange(3)\n",
            None,
        ),
        Example("import random\n\ndef f(x):\n    random.seed(x)\n    return random.sample(x, 1)\n", None),
    )

    def functions(self) -> frozenset[str]:
        """The functions that refuse something."""
        return frozenset({"seed", "sample", "randrange", "randint", "shuffle"})

    def detect(self, node: ast.Call, module: Module) -> Iterable[Match]:
        """A call with an argument of a kind that is refused now."""
        function = module.qualified_name(node.func) or ""
        if not function.startswith("random.") or not (node.args or node.keywords):
            return
        kinds = [known.name if (known := module.type_of(each)) is not None else "" for each in node.args]
        if function == "random.seed" and kinds and kinds[0] in _HASHED:
            yield Match(node, "Python 3.11 seeds with numbers and strings only", data={0: "hash"})
        elif function == "random.sample" and kinds and kinds[0] in _SETS:
            yield Match(node, "Python 3.11 samples sequences only", data={0: "list"})
        elif function in _INTEGERS and "float" in kinds:
            floats = {index: "int" for index, kind in enumerate(kinds) if kind == "float"}
            yield Match(node, "Python 3.12 wants integers", Applicability.UNSAFE, floats)
        elif function == "random.shuffle" and len(node.args) + len(node.keywords) == 2:
            yield from _shuffle(node, module)

    def rewrite(self, node: Any, match: Match, editor: Editor) -> Any:
        """The call with the arguments made what it takes; a shuffle by edits of text."""
        if isinstance(match.data, dict):
            arguments = [
                each.with_changes(value=call(match.data[index], each.value)) if index in match.data else each
                for index, each in enumerate(node.args)
            ]
            return node.with_changes(args=arguments)
        module, statement = editor.module, match.node
        assert isinstance(statement, ast.Expr)
        assert isinstance(statement.value, ast.Call)
        if module.has_comment(statement):
            raise CannotRewrite("a comment stands inside the call")
        shuffled, function = (module.text(each) for each in match.data[1:])
        if match.data[0] == "default":
            editor.replace(statement, f"{module.text(statement.value.func)}({shuffled})")
            return node
        if isinstance(match.data[2], ast.Lambda):
            function = f"({function})"
        i, j = (editor.fresh_name(name, statement) for name in "ij")
        lines = [
            f"for {i} in reversed(range(1, len({shuffled}))):",
            f"    {j} = int({function}() * ({i} + 1))",
            f"    {shuffled}[{i}], {shuffled}[{j}] = {shuffled}[{j}], {shuffled}[{i}]",
        ]
        editor.replace_statement(statement, "\n".join(lines))
        return node


def _shuffle(node: ast.Call, module: Module) -> Iterable[Match]:
    """The match for a shuffle with a function of its own."""
    message = "Python 3.11's `random.shuffle` takes no function"
    values = [*node.args, *(each.value for each in node.keywords)]
    statement = module.parent(node)
    plain = (ast.Name, ast.Attribute)
    if not isinstance(statement, ast.Expr) or not isinstance(values[0], plain) or node.keywords[1:]:
        yield Match(node, message, Applicability.MANUAL)
    elif module.qualified_name(values[1]) == "random.random":
        yield Match(statement, message, data=("default", *values))
    elif isinstance(values[1], (*plain, ast.Lambda)):
        yield Match(statement, message, data=("loop", *values))
    else:
        yield Match(node, message, Applicability.MANUAL)
