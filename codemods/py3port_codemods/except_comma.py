"""The rule for `except E, e`."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from py3port.rule import Applicability, Editor, Example, Match, Module, Rule, Stage, ast, cst, unused_name
from py3port_codemods._caught_name import is_read_afterwards

_WISHES = ("error", "e", "exc", "exception")


class ExceptComma(Rule):
    """Python 2 took `except E, e` to catch `E` and call it `e`; Python 3 wants `as` (PEP 3110), which 2.6 has too.

    From Python 3.14 on the comma compiles again, with another meaning: `e` is a second class to catch (PEP 758).
    A target that is no plain name (`except E, (code, text)`, `except E, self.error`, with `as` too) becomes an
    assignment in the body; an exception was unpacked as its `args` were, which Python 3 has to be told. Python 3
    deletes the name at the end of the handler: one that is read after it, in the next turn of a loop or by a function
    that is called later, is bound by an assignment in the body, which stays.
    """

    name = "except-comma"
    title = "Name a caught exception with as"
    stage = Stage.COMMON
    applicability = Applicability.SAFE
    aliases = ("fix_except", "E1603", "unpacking-in-except", "W0712")
    references = ("https://peps.python.org/pep-3110/", "https://peps.python.org/pep-0758/")
    words = ("except",)
    nodes = (ast.ExceptHandler,)
    guardable = False
    examples = (
        Example(
            "try:\n    1 / 0\nexcept ZeroDivisionError, e:\n    print(type(e).__name__)\n",
            "try:\n    1 / 0\nexcept ZeroDivisionError as e:\n    print(type(e).__name__)\n",
        ),
        Example(
            "try:\n    int('x')\nexcept (TypeError, ValueError), error:  # both\n"
            "    print(type(error).__name__)\n",
            "try:\n    int('x')\nexcept (TypeError, ValueError) as error:  # both\n"
            "    print(type(error).__name__)\n",
        ),
        Example(
            "import os\ntry: os.stat('none')\nexcept os.error , e: print(e.errno)\n",
            "import os\ntry: os.stat('none')\nexcept os.error as e: print(e.errno)\n",
        ),
        Example(
            "try:\n    {}[1]\nexcept(KeyError),e:\n    print(e.args)\n",
            "try:\n    {}[1]\nexcept(KeyError) as e:\n    print(e.args)\n",
        ),
        Example(
            "try:\n    {}[1]\nexcept KeyError,(e): print(e.args)\n",
            "try:\n    {}[1]\nexcept KeyError as e: print(e.args)\n",
        ),
        Example(
            "try:\n    {}[1]\nexcept (\n    KeyError,  # one\n    IndexError,\n), e:\n    print(e.args)\n",
            "try:\n    {}[1]\nexcept (\n    KeyError,  # one\n    IndexError,\n) as e:\n    print(e.args)\n",
        ),
        Example(
            "try:\n    try:\n        {}[1]\n    except IndexError, e:\n        pass\n"
            "except KeyError, e:\n    print(e.args)\n",
            "try:\n    try:\n        {}[1]\n    except IndexError as e:\n        pass\n"
            "except KeyError as e:\n    print(e.args)\n",
            findings=2,
        ),
        Example(
            "def get():\n    return KeyError\ntry:\n    {}[1]\nexcept get() or (lambda: 1), e:\n"
            "    print(e.args)\n",
            "def get():\n    return KeyError\ntry:\n    {}[1]\n"
            "except get() or (lambda: 1) as e:\n    print(e.args)\n",
        ),
        # Targets that are no name.
        Example(
            "try:\n    raise IOError(2, 'gone')\nexcept IOError, (code, text):\n    print(code)\n"
            "    print(text)\n",
            "try:\n    raise IOError(2, 'gone')\nexcept IOError as error:\n    code, text = error.args\n"
            "    print(code)\n    print(text)\n",
        ),
        Example(
            "try:\n    raise IOError(2, 'gone')\nexcept IOError, (code, error): print(code)\n",
            "try:\n    raise IOError(2, 'gone')\nexcept IOError as e: code, error = e.args; print(code)\n",
        ),
        Example(
            "try:\n    raise IOError(2, (3, 4))\nexcept IOError, [code, (a, b)]:\n    print(code + a + b)\n",
            "try:\n    raise IOError(2, (3, 4))\nexcept IOError as error:\n"
            "    [code, (a, b)] = error.args\n    print(code + a + b)\n",
        ),
        Example(
            "try:\n    raise KeyError(2)\nexcept KeyError, (key,):\n    print(key)\n",
            "try:\n    raise KeyError(2)\nexcept KeyError as error:\n    key, = error.args\n    print(key)\n",
        ),
        Example(
            "class A:\n    def run(self):\n        try:\n            {}[1]\n"
            "        except KeyError, self.error:\n"
            "            pass\n        print(self.error.args)\nA().run()\n",
            "class A:\n    def run(self):\n        try:\n            {}[1]\n"
            "        except KeyError as error:\n"
            "            self.error = error\n            pass\n        print(self.error.args)\nA().run()\n",
        ),
        Example(
            "errors = [None]\ntry:\n    {}[1]\nexcept KeyError, errors[0]:\n    print(errors[0].args)\n",
            "errors = [None]\ntry:\n    {}[1]\nexcept KeyError as error:\n    errors[0] = error\n"
            "    print(errors[0].args)\n",
        ),
        Example(
            "try:\n    raise IOError(2, 'gone')\nexcept IOError as (code, text):\n    print(code)\n",
            "try:\n    raise IOError(2, 'gone')\nexcept IOError as error:\n"
            "    code, text = error.args\n    print(code)\n",
        ),
        # A name that is read when the handler is done.
        Example(
            "def run():\n    e = None\n    try:\n        {}[1]\n    except KeyError, e:\n"
            "        pass\n    print(e.args)\nrun()\n",
            "def run():\n    e = None\n    try:\n        {}[1]\n    except KeyError as error:\n"
            "        e = error\n        pass\n"
            "    print(e.args)\nrun()\n",
        ),
        Example(
            "def run():\n    try:\n        {}[1]\n    except KeyError, e:\n        pass\n"
            "    for e in [1]:\n        print(e)\nrun()\n",
            "def run():\n    try:\n        {}[1]\n    except KeyError as e:\n        pass\n"
            "    for e in [1]:\n        print(e)\nrun()\n",
        ),
        Example(
            "try:\n    {}[1]\nexcept KeyError, e:\n    print(e.args)\ntry:\n    [][1]\n"
            "except IndexError, e:\n    print(type(e))\n",
            "try:\n    {}[1]\nexcept KeyError as e:\n    print(e.args)\ntry:\n    [][1]\n"
            "except IndexError as e:\n    print(type(e))\n",
            runs=False,
        ),
        Example(
            "def run():\n    try:\n        {}[1]\n    except KeyError, e:\n        return lambda: e.args\n"
            "print(run()())\n",
            "def run():\n    try:\n        {}[1]\n    except KeyError as error:\n        e = error\n"
            "        return lambda: e.args\nprint(run()())\n",
        ),
        Example(
            "def run():\n    for i in (0, 1):\n        try:\n            if i:\n                return e.args\n"
            "            raise KeyError(i)\n        except KeyError, e:\n            pass\nprint(run())\n",
            "def run():\n    for i in (0, 1):\n        try:\n            if i:\n                return e.args\n"
            "            raise KeyError(i)\n        except KeyError as error:\n            e = error\n"
            "            pass\nprint(run())\n",
        ),
        Example(
            "try:\n    {}[1]\nexcept IndexError, e:\n    pass\nexcept KeyError, e:\n    pass\n"
            "else:\n    e = None\nprint(e.args)\n",
            "try:\n    {}[1]\nexcept IndexError as error:\n    e = error\n    pass\n"
            "except KeyError as error:\n    e = error\n    pass\n"
            "else:\n    e = None\nprint(e.args)\n",
            findings=2,
        ),
        Example(
            "def run(e=1):\n    try:\n        {}[1]\n    except KeyError, e:\n        return 2\n    return e\n"
            "print(run())\n",
            "def run(e=1):\n    try:\n        {}[1]\n    except KeyError as e:\n        return 2\n    return e\n"
            "print(run())\n",
        ),
        # What stays.
        Example("try:\n    1 / 0\nexcept ZeroDivisionError as e:\n    pass\n", None),
        Example(
            "try:\n    1 / 0\nexcept (ZeroDivisionError, KeyError):\n    pass\nexcept:\n    pass\n", None
        ),
        Example("try:\n    1 / 0\nexcept (KeyError, IndexError) as e:\n    pass\n", None),
    )

    def detect(self, node: ast.ExceptHandler, module: Module) -> Iterable[Match]:
        """Every handler with a comma before its target, and those whose target is no name."""
        target: Any = node.name
        if target is None or isinstance(target, str):
            return
        if isinstance(target, ast.Name) and not _has_comma(node, target, module):
            return
        if isinstance(target, ast.Name):
            yield Match(node, "Python 3 names the caught exception with `as`")
        else:
            yield Match(node, "Python 3 binds a caught exception to a name, and to nothing else")

    def rewrite(self, node: Any, match: Match, editor: Editor) -> cst.ExceptHandler:
        """The handler with `as` and a name; any other target is assigned to in the body."""
        handler: Any = match.node
        module = editor.module
        target = handler.name
        name = target.id if isinstance(target, ast.Name) else ""
        if not name or is_read_afterwards(handler, name, module):
            name = unused_name(_WISHES, _taken(handler, module))
            value = f"{name}.args" if isinstance(target, (ast.Tuple, ast.List)) else name
            editor.insert_in_body(handler, f"{_target_text(target, module)} = {value}")
        return cst.ExceptHandler(
            body=node.body,
            type=node.type,
            name=cst.AsName(cst.Name(name)),
            leading_lines=node.leading_lines,
            whitespace_after_except=node.whitespace_after_except,
            whitespace_before_colon=node.whitespace_before_colon,
        )


def _has_comma(node: ast.ExceptHandler, target: ast.expr, module: Module) -> bool:
    assert node.type is not None
    assert node.type.end_lineno is not None
    assert node.type.end_col_offset is not None
    offset = module.source.offset
    start = offset(node.type.end_lineno, node.type.end_col_offset)
    return "," in module.tree.masked.code[start : offset(target.lineno, target.col_offset)]


def _target_text(target: ast.expr, module: Module) -> str:
    """The target as it stands left of an equals sign."""
    text = module.text(target)
    if isinstance(target, ast.Tuple) and text.startswith("(") and "\n" not in text:
        return text[1:-1].strip()
    return text


def _scope(node: ast.AST, module: Module) -> ast.AST:
    """The function around a node, else the module."""
    functions = (ast.FunctionDef, ast.Lambda)
    return next((each for each in module.ancestors(node) if isinstance(each, functions)), module.tree.root)


def _taken(node: ast.AST, module: Module) -> frozenset[str]:
    """The wishes that are bound around a node, or spelled in its function."""
    scope: Any = _scope(node, module)
    first, last = (0, float("inf")) if isinstance(scope, ast.Module) else (scope.lineno, scope.end_lineno)
    used = {each.id for each in module.nodes(ast.Name) if first <= each.lineno <= last}
    return frozenset(used.union(wish for wish in _WISHES if module.lookup(wish, node)))
