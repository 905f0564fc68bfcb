"""The rule for exceptions that are read after their handler."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import Any

from py3port.rule import Applicability, Editor, Example, Match, Module, Rule, Stage, ast
from py3port_codemods._later_uses import later_uses

_NAMED = re.compile(r"[)\s\\]*(?:,|\bas\b)[\s\\]*(\w+)")


class ExceptVariable(Rule):
    """Python 3 deletes the variable of an `except` clause at the end of the handler (PEP 3110).

    Where it is read afterwards the clause gets a variable of its own, and the handler begins by assigning it to the
    one that is to stay. That does the same on both.
    """

    name = "except-variable"
    title = "Keep exceptions that are read after their handler"
    stage = Stage.COMMON
    applicability = Applicability.SAFE
    aliases = ("exception-escape", "W1661")
    references = ("https://peps.python.org/pep-3110/",)
    after = ("except-comma",)
    words = ("except",)
    nodes = (ast.ExceptHandler,)
    guardable = False
    examples = (
        Example(
            "try:\n    {}[1]\nexcept KeyError as e:\n    pass\nx = str(e)\n",
            "try:\n    {}[1]\nexcept KeyError as exc:\n    e = exc\n    pass\nx = str(e)\n",
        ),
        Example(
            "def f():\n    exc = None\n    try: {}[1]\n    except KeyError as exc: pass  # why\n"
            "    return str(exc)\nx = f()\n",
            "def f():\n    exc = None\n    try: {}[1]\n"
            "    except KeyError as error: exc = error; pass  # why\n"
            "    return str(exc)\nx = f()\n",
        ),
        Example(
            "def f():\n    for i in range(2):\n        try:\n            raise ValueError(i)\n"
            "        except (ValueError,\n                KeyError) as e:\n            continue\n"
            "    return str(e)\nx = f()\n",
            "def f():\n    for i in range(2):\n        try:\n            raise ValueError(i)\n"
            "        except (ValueError,\n                KeyError) as exc:\n            e = exc\n"
            "            continue\n"
            "    return str(e)\nx = f()\n",
        ),
        Example(
            "def f():\n    try:\n        {}[1]\n    except KeyError as e:\n        g = lambda: e\n"
            "    return str(g())\nx = f()\n",
            "def f():\n    try:\n        {}[1]\n    except KeyError as exc:\n        e = exc\n"
            "        g = lambda: e\n"
            "    return str(g())\nx = f()\n",
        ),
        Example(
            "def f():\n    try:\n        {}[1]\n    except KeyError as e:\n        return str(e)\n"
            "    try:\n        {}[2]\n    except KeyError as e:\n        x = e\n    e = 3\n    return e\n"
            "x = f()\n",
            None,
        ),
        Example(
            "e = 1\ntry:\n    {}[1]\nexcept KeyError as e:\n    print(str(e))\n    raise SystemExit\n"
            "print(e)\n",
            None,
        ),
        Example(
            "for i in [1]:\n    try:\n        int('x')\n    except ValueError as e:\n        x = str(e)\n"
            "    else:\n        e = 1\n        print(e)\nfor e in [4]:\n    x = e\n",
            None,
        ),
    )

    def detect(self, node: ast.ExceptHandler, module: Module) -> Iterable[Match]:
        """Every handler whose variable is read after it, before it is bound again."""
        name = _name_of(node)
        if name and later_uses(name, node, module):
            message = f"`{name}` is deleted at the end of the handler in Python 3, and read afterwards"
            yield Match(node, message, data=name)

    def rewrite_text(self, matches: Sequence[Match], editor: Editor) -> bool:
        """A variable of its own for the clause."""
        source = editor.module.source
        for match in matches:
            handler: Any = match.node
            start = source.offset(handler.type.end_lineno, handler.type.end_col_offset)
            found = _NAMED.match(source.text, start)
            assert found is not None
            fresh = editor.fresh_name("error" if match.data.startswith("exc") else "exc", handler)
            editor.replace_span(*found.span(1), fresh)
            editor.insert_in_body(handler, f"{match.data} = {fresh}")
        return True


def _name_of(handler: Any) -> str:
    name = handler.name
    return name if isinstance(name, str) else str(getattr(name, "id", ""))
