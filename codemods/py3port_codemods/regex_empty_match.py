"""The rule for regular expressions that match nothing at all."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import Any

from py3port.rule import Applicability, Editor, Example, Match, Module, Rule, Stage, ast
from py3port_codemods._regexes import (
    NAMES,
    WORDS,
    Literal,
    call_of,
    characters,
    function_of,
    method_of,
    patterns_of,
    text_of,
)

_STARRED = re.compile(r"(?:\\[sdwSDW]|[\w ,;.:]|\[[^][\\]+\])\*", re.ASCII)
_ZERO_WIDTH = re.compile(r"(?:\((?:\?=|\?!|\?<=|\?<!)|\\b|\\B|\^|\$)")
_OPTIONAL = re.compile(r"\*|(?<!\()\?|\{0|\{,")


class RegexEmptyMatch(Rule):
    r"""Since Python 3.7 `split` splits at empty matches, and `sub` replaces those right after another match.

    Python 2's `split` ignored empty matches: where all of a pattern is one starred item, `\s+` in place of `\s*` does
    what it did.

    Fix safety: a pattern that comes by way of a variable may have other uses and waits for `--unsafe`; all other
    patterns that match nothing are only reported.
    """

    name = "regex-empty-match"
    title = "Split and replace at more than nothing"
    stage = Stage.SEMANTIC
    applicability = Applicability.SAFE
    since = "3.7"
    references = ("https://docs.python.org/3/whatsnew/3.7.html#changes-in-the-python-api",)
    words = WORDS
    nodes = (ast.Name, ast.Attribute)
    examples = (
        Example("import re\nx = re.split(r'\\s*', 'a b')\n", "import re\nx = re.split(r'\\s+', 'a b')\n"),
        Example("import re\nx = re.split('[,;]*', 'a;b')\n", "import re\nx = re.split('[,;]+', 'a;b')\n"),
        Example("import re\nx = re.split('(?=b)', 'abab')\n", None, findings=1),
        Example("import re\nx = re.sub('x*', '-', 'abxd')\n", None, findings=1),
        Example(
            "import re\np = re.compile(r'\\s*')\nx = p.split('a b'), p.split('c d')\n",
            "import re\np = re.compile(r'\\s+')\nx = p.split('a b'), p.split('c d')\n",
            unsafe=True,
            findings=2,
        ),
        Example(
            "import re\np = re.compile(r'\\s*')\nx = p.split('a b'), p.match('b')\n",
            None,
            findings=1,
            unsafe=True,
            runs=False,
        ),
        Example(
            "import re\nx = re.split(r'\\s*,\\s*', 'a, b'), re.sub('x+', '', 'ax'), re.sub('x*$', '', 'a')\n",
            None,
        ),
        Example("import re\nx = re.match('x*', 'a'), re.sub('x*', '', 'xa')\n", None),
    )

    def names(self) -> frozenset[str]:
        """The functions that take regular expressions."""
        return NAMES

    def detect(self, node: ast.Name | ast.Attribute, module: Module) -> Iterable[Match]:
        """Every call of `split` or `sub` whose pattern can match nothing."""
        call = call_of(node, module)
        if call is None:
            return
        name = function_of(call, module) or method_of(call, module)
        if name not in ("split", "sub", "subn"):
            return
        literals = list(_patterns(call, module))
        if len(literals) != 1 or not literals[0].is_whole:
            return
        found = characters(literals[0], module)
        text = text_of(found)
        if not text:
            return
        if name == "split":
            if not _matches_nothing(text):
                return
            is_shared = literals[0].is_shared or not function_of(call, module)
            can_change = bool(function_of(call, module)) or _is_for_splitting(call.func, module)
            star = found[-1] if _STARRED.fullmatch(text) and can_change else None
            trust = Applicability.MANUAL if star is None else Applicability.UNSAFE if is_shared else None
            yield Match(call, "`split` splits at empty matches since Python 3.7", trust, star)
        elif _matches_empty(text) and not _removes(call, name, module):
            message = "An empty match right after another one is replaced as well since Python 3.7"
            yield Match(call, message, Applicability.MANUAL)

    def rewrite_text(self, matches: Sequence[Match], editor: Editor) -> bool:
        """`+` for the star."""
        for star in {match.data for match in matches}:
            editor.replace_span(star.start, star.end, "+")
        return True


def _patterns(call: ast.Call, module: Module) -> Iterable[Literal]:
    if function_of(call, module):
        return patterns_of(call, module)
    receiver = call.func.value if isinstance(call.func, ast.Attribute) else None
    if not isinstance(receiver, ast.Name):
        return ()
    scope = module.lookup(receiver.id, receiver)
    bindings = scope.binding(receiver.id) if scope is not None else ()
    statement = module.parent(bindings[0]) if len(bindings) == 1 else None
    value = statement.value if isinstance(statement, ast.Assign) else None
    return patterns_of(value, module) if isinstance(value, ast.Call) else ()


def _is_for_splitting(function: Any, module: Module) -> bool:
    """Whether nothing else is done with a compiled pattern that a variable holds."""
    scope = module.lookup(function.value.id, function.value)
    uses = module.references(function.value.id, scope.node) if scope is not None else []
    return all(getattr(module.parent(each), "attr", "") == "split" for each in uses)


def _removes(call: ast.Call, name: str, module: Module) -> bool:
    """Whether an empty match is replaced by nothing: one more makes no difference."""
    at = 1 if function_of(call, module) else 0
    replacement: Any = call.args[at] if len(call.args) > at else None
    value = getattr(replacement, "value", None)
    return isinstance(value, str) and re.fullmatch(r"(?:\\[1-9])*", value) is not None


def _matches_nothing(text: str) -> bool:
    """Whether a pattern may match the empty string somewhere in a text."""
    return _matches_empty(text) or bool(_ZERO_WIDTH.match(text) and _matches_empty(_after_first(text)))


def _after_first(text: str) -> str:
    """A pattern without the assertion it begins with."""
    if text[0] != "(":
        return text[2:] if text[0] == "\\" else text[1:]
    depth = 0
    for at, char in enumerate(text):
        depth += (char == "(") - (char == ")")
        if not depth:
            return text[at + 1 :]
    return text


def _matches_empty(text: str) -> bool:
    """Whether a pattern matches the empty string, and not only that."""
    if not text:
        return True
    if len(text) > 200 or not _OPTIONAL.search(text):
        return False
    try:
        return re.fullmatch(text, "") is not None and not text.endswith("$")
    except (re.error, RecursionError, OverflowError):
        return False
