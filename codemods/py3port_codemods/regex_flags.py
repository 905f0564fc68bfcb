"""The rule for flags in the middle of regular expressions."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import Any

from py3port.rule import Applicability, Editor, Example, Match, Module, Rule, Stage, ast
from py3port_codemods._regexes import argument_of, compiles, function_of, is_in_set, text_of
from py3port_codemods._string_text import Character, characters_of

_FLAGS = re.compile(r"\(\?[aiLmsux]+\)")
_LOOKS_SO = re.compile(r"\\[wWsSdDbBAZ.()\[\]{}|?*+^$/]|\.[*+]|\[\^|[)\]][*+?]|^\^|\$$|\(\?[P:=!<]")
"""What hardly any text has that is no regular expression."""


class RegexFlags(Rule):
    """Flags such as `(?i)` hold for the whole regular expression; since Python 3.11 they must come first.

    They are moved to the front, where both interpreters take them.

    Fix safety: a string that is not passed to a function of `re` itself, but by way of a variable or a table, may be
    put together with others elsewhere; the fix waits for `--unsafe`. Where what comes first is no string that is
    written out, they are only reported.
    """

    name = "regex-flags"
    title = "Put flags first in regular expressions"
    stage = Stage.COMMON
    applicability = Applicability.SAFE
    since = "3.11"
    references = ("https://docs.python.org/3/whatsnew/3.11.html#removed",)
    words = ("(?",)
    nodes = (ast.Constant,)
    examples = (
        Example(
            "import re\nx = re.findall('a(?i)b', 'AB ab')\n", "import re\nx = re.findall('(?i)ab', 'AB ab')\n"
        ),
        Example(
            "import re\nx = re.findall(r'a|' u'b(?im)$', 'A b')\n",
            "import re\nx = re.findall(r'(?im)a|' u'b$', 'A b')\n",
        ),
        Example(
            'import re\nx = re.findall("""\n    (?x) a b  # both\n""", "ab")\n',
            'import re\nx = re.findall("""(?x)\n     a b  # both\n""", "ab")\n',
        ),
        Example(
            "import re\n_P = '^a(?i)'\nx = re.findall(_P, 'A')\n",
            "import re\n_P = '(?i)^a'\nx = re.findall(_P, 'A')\n",
            unsafe=True,
        ),
        Example(
            "import re\nx = re.findall('a' + '(?i)b', 'AB')\n",
            "import re\nx = re.findall('(?i)a' + 'b', 'AB')\n",
        ),
        Example("import re\na = 'a'\nx = re.match(a + 'b(?i)', 'AB') is None\n", None, findings=1),
        Example(
            "import re\na = 'a'\nx = re.findall('%s|%s(?s)(?i)' % (a, r'b'), 'AB')\n"
            "z = re.sub(u'%s(?i)' % a + 'b', '', 'ABC')\n",
            "import re\na = 'a'\nx = re.findall('(?s)(?i)%s|%s' % (a, r'b'), 'AB')\n"
            "z = re.sub(u'(?i)%s' % a + 'b', '', 'ABC')\n",
        ),
        Example(
            "import re\n_R = [(r'<%(\\w+)>(?s)', 1), (r'a', 2)]\n"
            "x = [re.match(p, '<%a>') is None for p, n in _R]\n",
            "import re\n_R = [(r'(?s)<%(\\w+)>', 1), (r'a', 2)]\n"
            "x = [re.match(p, '<%a>') is None for p, n in _R]\n",
            unsafe=True,
        ),
        Example(
            'def f():\n    r"""Match \\w+ with (?i) anywhere."""\n'
            "x = 'ignore case with (?i), please', r'\\w+[(?i)]'\n",
            None,
        ),
        Example(
            "import re\nx = re.findall('(?i)a[(?i)]\\\\(?i', 'A') + re.findall('(?i)%s' % 1, '')\n",
            None,
            runs=False,
        ),
    )

    def may_find(self, text: str) -> bool:
        """Only where flags stand anywhere."""
        return "(?" in text and _FLAGS.search(text) is not None

    def detect(self, node: ast.Constant, module: Module) -> Iterable[Match]:
        """Every part of a pattern with flags that do not come first."""
        if not isinstance(node.value, (str, bytes)) or "(?" not in str(node.value):
            return
        found = _flags_in(characters_of(node, module))
        whole = _whole(node, module)
        is_first = _first(whole) is node
        if not found or (is_first and found[-1].end() == sum(map(_length, found))):
            return
        message = f"`{found[0][0]}` must come first in a regular expression since Python 3.11"
        if _is_pattern(whole, module):
            begins = isinstance(_first(whole), ast.Constant) and characters_of(_first(whole), module)
            yield Match(whole, message, None if begins else Applicability.MANUAL, node)
        elif whole is node and (_is_pattern_elsewhere(node, module) or _looks_like_pattern(node, module)):
            yield Match(whole, message, Applicability.UNSAFE, node)

    def rewrite_text(self, matches: Sequence[Match], editor: Editor) -> bool:
        """Move them."""
        for whole in dict.fromkeys(match.node for match in matches):
            moved = ""
            for text in (characters_of(each.data, editor.module) for each in matches if each.node is whole):
                for flags in _flags_in(text):
                    moved += flags[0]
                    editor.replace_span(text[flags.start()].start, text[flags.end() - 1].end, "")
            start = characters_of(_first(whole), editor.module)[0].start
            editor.replace_span(start, start, moved)
        return True


def _length(found: re.Match[str]) -> int:
    return found.end() - found.start()


def _flags_in(characters: Sequence[Character]) -> list[re.Match[str]]:
    """The flags of a pattern, escaped ones and those in brackets left out."""
    text = text_of(characters)
    inside = is_in_set(text)
    return [
        each
        for each in _FLAGS.finditer(text)
        if not inside[each.start()] and not _is_escaped(text, each.start())
    ]


def _is_escaped(text: str, at: int) -> bool:
    return (at - len(text[:at].rstrip("\\"))) % 2 == 1


def _whole(part: ast.expr, module: Module) -> ast.expr:
    """What a string is put together to, by `+` and `%`."""
    parent = module.parent(part)
    while isinstance(parent, ast.BinOp) and (
        isinstance(parent.op, ast.Add) or (isinstance(parent.op, ast.Mod) and parent.left is part)
    ):
        part, parent = parent, module.parent(parent)
    return part


def _first(whole: Any) -> Any:
    """The first of the parts."""
    while isinstance(whole, ast.BinOp) and isinstance(whole.op, (ast.Add, ast.Mod)):
        whole = whole.left
    return whole


def _is_pattern(whole: ast.expr, module: Module) -> bool:
    """Whether it is passed to a function of `re` as the pattern."""
    call = module.parent(whole)
    if isinstance(call, ast.keyword):
        call = module.parent(call)
    return (
        isinstance(call, ast.Call)
        and function_of(call, module) != ""
        and argument_of(call, 0, "pattern") is whole
    )


def _is_pattern_elsewhere(whole: ast.expr, module: Module) -> bool:
    """Whether a variable that it is assigned to is passed so."""
    statement = module.parent(whole)
    names = statement.targets if isinstance(statement, ast.Assign) else ()
    return any(
        _is_pattern(use, module)
        for name in names
        if isinstance(name, ast.Name)
        for use in module.references(name.id, module.scope(name).node)
    )


def _looks_like_pattern(node: ast.Constant, module: Module) -> bool:
    """Whether a string is a regular expression by its looks, and one in Python 3 with the flags in front."""
    if isinstance(module.parent(node), ast.Expr):
        return False
    text = text_of(characters_of(node, module))
    bare = _FLAGS.sub("", text)
    return _LOOKS_SO.search(bare) is not None and compiles("".join(_FLAGS.findall(text)) + bare)
