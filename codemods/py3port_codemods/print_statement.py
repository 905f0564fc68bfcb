"""The rule for the print statement."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import Any

from py3port.rule import Applicability, Editor, Example, Match, Mode, Module, Rule, Stage, ast
from py3port_codemods._print_layout import Statement, ends_the_gap

FUTURE = "from __future__ import print_function\n"

_PRINT = re.compile(r"print\b(?<![^\s:;]print)")


class PrintStatement(Rule):
    """Python 2's `print` was a statement; in Python 3 it is a function (PEP 3105), and the statement a syntax error.

    In `dual` mode a file gets `from __future__ import print_function` if any of its prints needs it (more than one
    value, `>>file`, a trailing comma, nothing at all); `print(x)` means the same on both without it. All prints of a
    file are rewritten together, since a file cannot have both. `print("a", "b")` and `print()` print a tuple in
    Python 2 and go on to do so. In `py3` mode they are left alone in a file that has no print statement that Python 3
    would refuse: that file is ported already.

    What differs after the fix: Python 2 remembered a trailing comma and wrote its blank before the *next* print, if
    there was one and nothing had ended in white space since; `end=" "` writes it at once. So a line may end in a
    blank, and what `sys.stdout.write` adds stands a blank further to the right. Where the text ends in a literal line
    end or tab there was no blank, and there is none: `end=""`, `sep=""`. `print line,` for lines that bring their own
    line end becomes `end=""` where it is plain that they were read from a file.
    """

    name = "print-statement"
    title = "Call print as a function"
    stage = Stage.COMMON
    applicability = Applicability.SAFE
    aliases = ("fix_print", "fix_print_with_import", "fix_printfunction", "E1601")
    references = ("https://peps.python.org/pep-3105/",)
    words = ("print",)
    nodes = (ast.Print,)
    guardable = False
    examples = (
        Example('print "a"\n', 'print("a")\n'),
        Example('x = 5\nprint "x is %d" % x\n', 'x = 5\nprint("x is %d" % x)\n'),
        Example('print "a", 1\n', 'print("a", 1)\n', mode=Mode.PY3),
        Example('print "a", 1\n', f'{FUTURE}\nprint("a", 1)\n', mode=Mode.DUAL),
        Example("print\n", "print()\n", mode=Mode.PY3),
        Example("print\n", f"{FUTURE}\nprint()\n", mode=Mode.DUAL),
        # One print needs the future import: all get parentheses, the others are no reason for it.
        Example(
            'print "a"\nprint("b")\nprint ("c")\nprint "d", "e"\n',
            f'{FUTURE}\nprint("a")\nprint("b")\nprint ("c")\nprint("d", "e")\n',
            mode=Mode.DUAL,
            findings=2,
        ),
        Example(
            '"""Docstring."""\nimport sys\nprint >>sys.stdout, "a"\n',
            f'"""Docstring."""\n\n{FUTURE}\nimport sys\nprint("a", file=sys.stdout)\n',
            mode=Mode.DUAL,
        ),
        # Other files.
        Example(
            'import sys\nprint >>sys.stdout, "x" % ()\n',
            'import sys\nprint("x" % (), file=sys.stdout)\n',
            mode=Mode.PY3,
        ),
        Example("import sys\nprint>>sys.stdout\n", "import sys\nprint(file=sys.stdout)\n", mode=Mode.PY3),
        Example(
            'import sys\nprint >> sys.stdout, "a", "b",\nprint >>sys.stdout, "c"\n',
            'import sys\nprint("a", "b", end=" ", file=sys.stdout)\nprint("c", file=sys.stdout)\n',
            mode=Mode.PY3,
        ),
        Example('print >>None, "a"\n', 'print("a", file=None)\n', mode=Mode.PY3),
        Example(
            'import sys\nprint >>(sys.stdout or sys.stderr), "a"\n',
            'import sys\nprint("a", file=(sys.stdout or sys.stderr))\n',
            mode=Mode.PY3,
        ),
        Example(
            'import sys\nprint >>sys.stdout, \\\n    "a %s" \\\n    % 1\n',
            'import sys\nprint(\n    "a %s"\n    % 1, file=sys.stdout)\n',
            mode=Mode.PY3,
        ),
        # Trailing commas.
        Example('print "a",\nprint "b"\n', 'print("a", end=" ")\nprint("b")\n', mode=Mode.PY3),
        Example('print "a", "b" ,\nprint "c"\n', 'print("a", "b", end=" ")\nprint("c")\n', mode=Mode.PY3),
        Example('print "a\\n",\nprint "b"\n', 'print("a\\n", end="")\nprint("b")\n', mode=Mode.PY3),
        Example('print "%s\\t" % 1,\nprint "b"\n', 'print("%s\\t" % 1, end="")\nprint("b")\n', mode=Mode.PY3),
        Example('print "a ",\nprint "b"\n', 'print("a ", end=" ")\nprint("b")\n', mode=Mode.PY3),
        Example(
            "for line in open('f'):\n    print line,\n",
            "for line in open('f'):\n    print(line, end=\"\")\n",
            mode=Mode.PY3,
            runs=False,
        ),
        Example(
            "import sys\nfor line in sys.stdin.readlines():\n    print line,\n",
            'import sys\nfor line in sys.stdin.readlines():\n    print(line, end="")\n',
            mode=Mode.PY3,
            runs=False,
        ),
        Example('print "a\\n",\n', 'print("a\\n", end="")\n', mode=Mode.PY3),
        Example('print "a", 1,\n', 'print("a", 1)\n', mode=Mode.PY3, runs=False),
        Example(
            "for i in (1, 2):\n    print i,\n    print\nprint 'a'\n",
            "for i in (1, 2):\n    print(i, end=\"\")\n    print()\nprint('a')\n",
            mode=Mode.PY3,
        ),
        # No blank after a literal tab or line end.
        Example('print "a:\\t", 1\n', 'print("a:\\t", 1, sep="")\n', mode=Mode.PY3),
        Example('print "a\\n", 1, 2\n', 'print("a\\n", 1, " ", 2, sep="")\n', mode=Mode.PY3),
        Example(
            'import sys\nprint >>sys.stdout, "a\\n", "b\\n",\nprint 1\n',
            'import sys\nprint("a\\n", "b\\n", sep="", end="", file=sys.stdout)\nprint(1)\n',
            mode=Mode.PY3,
        ),
        # Parentheses that are part of the expression.
        Example('print ("a %s") % 1\n', 'print(("a %s") % 1)\n'),
        Example("print (1), 2\n", "print((1), 2)\n", mode=Mode.PY3),
        Example("print (1),\nprint 2\n", 'print(1, end=" ")\nprint(2)\n', mode=Mode.PY3),
        Example("print (1 + 2) * 3\n", "print((1 + 2) * 3)\n"),
        Example("print (1).__class__ is int\n", "print((1).__class__ is int)\n"),
        Example("print (1) if [] else (2)\n", "print((1) if [] else (2))\n"),
        Example("def f():\n    print (yield)\nf()\n", "def f():\n    print((yield))\nf()\n"),
        Example(
            "def f():\n    print (yield 1), 2\nf()\n",
            "def f():\n    print((yield 1), 2)\nf()\n",
            mode=Mode.PY3,
        ),
        # Tuples.
        Example('print("a", 1)\n', 'print(("a", 1))\n', mode=Mode.DUAL),
        Example("print()\n", "print(())\n", mode=Mode.DUAL),
        Example('print("a",)\n', 'print(("a",))\n', mode=Mode.DUAL),
        Example('print ("a",\n       "b")  # both\n', 'print(("a",\n       "b"))  # both\n', mode=Mode.DUAL),
        Example('print("a", 1)\n', None, mode=Mode.PY3),
        Example("print()\n", None, mode=Mode.PY3),
        Example('print "x"\nprint("a", 1)\n', 'print("x")\nprint(("a", 1))\n'),
        Example('print (("a", 1))\nprint "b"\n', 'print (("a", 1))\nprint("b")\n', findings=1),
        # Spellings.
        Example('print"a"\n', 'print("a")\n'),
        Example("print-1\n", "print(-1)\n"),
        Example("print not 1\n", "print(not 1)\n"),
        Example("print {1: 2}[1]\n", "print({1: 2}[1])\n"),
        Example("print `1`\n", "print(`1`)\n", runs=False, mode=Mode.DUAL),
        Example("print lambda: 1 and 2\n", "print(lambda: 1 and 2)\n", runs=False),
        Example("if 1: print 'a'; print 'b'\n", "if 1: print('a'); print('b')\n"),
        Example("class A:\n    print 'a'\n", "class A:\n    print('a')\n"),
        Example(
            'print "one", \\\n      "two", \\\n      "three"\n',
            'print("one",\n      "two",\n      "three")\n',
            mode=Mode.PY3,
        ),
        Example(
            'print """a\nb\\\nc""", [\n    1,  # one\n]\n',
            'print("""a\nb\\\nc""", [\n    1,  # one\n])\n',
            mode=Mode.PY3,
        ),
        Example('if 1:\n    print "a"  # why, "b"\n', 'if 1:\n    print("a")  # why, "b"\n'),
        Example('print ("%s" % 3),\nprint 4\n', 'print("%s" % 3, end=" ")\nprint(4)\n', mode=Mode.PY3),
        # What stays.
        Example('print("a")\nprint ("b" +\n       "c")\nprint(("a", 1))\n', None),
        Example("print(x for x in (1, 2))\n", None),
        Example('from __future__ import print_function\nprint("a", 1)\nprint()\n', None),
        Example(
            'import sys\nprint("a", "b", end="", file=sys.stderr)\nprint("a", "b")\n', None, mode=Mode.PY3
        ),
        Example(
            'text = "print 1"\n# print 2\nclass A:\n    def prints(self):\n        self.printed = 1\n', None
        ),
    )

    def may_find(self, text: str) -> bool:
        """Whether a line, or what follows a colon or semicolon, begins with `print`."""
        return any(_begins_statement(text, found.start()) for found in _PRINT.finditer(text))

    def detect(self, node: ast.Print, module: Module) -> Iterable[Match]:
        """Every print statement, unless it is one value in parentheses, which Python 3 prints alike."""
        statement = Statement(module, node)
        if statement.is_call:
            return
        if statement.is_tuple and module.mode is Mode.PY3 and not _has_statement(module):
            return
        yield Match(node, _message(statement))

    def rewrite_text(self, matches: Sequence[Match], editor: Editor) -> bool:
        """Rewrite every print of the file where one needs `print_function`: no statement may be left then."""
        module = editor.module
        statements = [Statement(module, node) for node in module.nodes(ast.Print)]
        matched = {match.node for match in matches}
        wanted = [each for each in statements if each.node in matched]
        if editor.mode is Mode.PY3 or any(each.is_tuple or each.needs_future for each in wanted):
            wanted = statements
        for statement in wanted:
            if statement.is_call:
                continue
            if not statement.is_tuple and statement.needs_future and editor.mode is Mode.DUAL:
                editor.add_future("print_function")
            start, end = statement.span
            editor.replace_span(start, end, _call_text(statement, module))
        return True


def _begins_statement(text: str, at: int) -> bool:
    """Whether nothing but blanks stands between a place and a line end, a colon or a semicolon before it."""
    start = at
    while start and text[start - 1] in " \t\x0c":
        start -= 1
    return not start or text[start - 1] in "\n\r:;"


def _has_statement(module: Module) -> bool:
    """Whether the file has a print that Python 3 would refuse."""
    statements = (Statement(module, node) for node in module.nodes(ast.Print))
    return any(not each.is_call and not each.is_tuple for each in statements)


def _message(statement: Statement) -> str:
    if statement.is_tuple:
        return "`print` of several values in parentheses prints a tuple in Python 2, the values in Python 3"
    if statement.node.dest is not None:
        return "`print >>file` is spelled `print(..., file=file)` in Python 3"
    if not statement.node.nl:
        return 'the trailing comma of `print` is spelled `end=" "` in Python 3'
    return "`print` is a function in Python 3"


def _call_text(statement: Statement, module: Module) -> str:
    """The text of the call that prints the same."""
    if statement.is_tuple:
        return f"print({statement.values_text})"
    node = statement.node
    glued = [ends_the_gap(each) for each in node.values]
    values = statement.values_text
    in_parentheses = len(node.values) == 1 and values == f"({module.text(node.values[0])})"
    if in_parentheses and not isinstance(node.values[0], ast.Yield):
        values = values[1:-1]
    keywords = []
    if any(glued[:-1]):
        values = statement.values_with_blanks(glued)
        keywords.append('sep=""')
    if not node.nl:
        is_glued = glued[-1] or _is_line(node.values[-1], module)
        if is_glued or not _ends_program(node, module):
            keywords.append('end=""' if is_glued or _ends_line(node, module) else 'end=" "')
    if node.dest is not None:
        keywords.append(f"file={statement.dest_text}")
    return f"print({', '.join([values, *keywords] if node.values else keywords)})"


def _ends_program(node: ast.Print, module: Module) -> bool:
    """Whether nothing comes after a print: Python 2 ends an open line when the program ends."""
    body = module.tree.root.body
    return isinstance(module.tree.root, ast.Module) and body[-1] is node and not _is_library(module)


def _is_library(module: Module) -> bool:
    """Whether other modules import this one, as far as it shows."""
    return bool(module.exports) or any(
        isinstance(each, (ast.FunctionDef, ast.ClassDef)) for each in module.tree.root.body
    )


def _ends_line(node: ast.Print, module: Module) -> bool:
    """Whether the next statement is a print of nothing to the same file, which puts no blank before the line's end."""
    block = next((each for each in _blocks(module.parent(node)) if node in each), [])
    after: Any = block[block.index(node) + 1] if block and block[-1] is not node else None
    if not isinstance(after, ast.Print) or after.values or not after.nl:
        return False
    files = [module.text(each.dest) if each.dest is not None else "" for each in (node, after)]
    return files[0] == files[1]


def _blocks(parent: Any) -> list[list[ast.stmt]]:
    """The blocks of statements that a compound statement has."""
    found = (getattr(parent, name, None) for name in ("body", "orelse", "finalbody"))
    return [each for each in found if isinstance(each, list)]


def _is_line(value: ast.expr, module: Module) -> bool:
    """Whether a value is the variable of a loop over the lines of a file."""
    if not isinstance(value, ast.Name):
        return False
    scope = module.lookup(value.id, value)
    bindings: Sequence[Any] = scope.binding(value.id) if scope else ()
    loops = [module.parent(each) for each in bindings]
    return bool(loops) and all(
        isinstance(each, ast.For) and _yields_lines(each.iter, module) for each in loops
    )


def _yields_lines(iterable: ast.expr, module: Module) -> bool:
    if not isinstance(iterable, ast.Call):
        return module.qualified_name(iterable) == "sys.stdin"
    function = iterable.func
    if isinstance(function, ast.Attribute) and function.attr in ("readlines", "xreadlines"):
        return True
    if isinstance(function, ast.Name) and function.id in ("open", "file"):
        return module.is_builtin(function)
    return module.qualified_name(function) in ("fileinput.input", "os.popen", "codecs.open", "io.open")
