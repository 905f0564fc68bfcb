"""What the author of a rule needs: the contract of a rule, and the names its code uses."""

from __future__ import annotations

import importlib
import inspect
from abc import ABC, abstractmethod
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, ClassVar, NamedTuple, Protocol

from py3port.analysis import (
    Change,
    Consumer,
    Flavour,
    Module,
    conversions,
    demanding_names,
    has_words,
    may_hold_binary,
    once_per_module,
    weakly_binary_names,
    words_in,
)
from py3port.expressions import (
    as_argument,
    binds_tighter_than_comparison,
    call,
    either_import,
    follows_word,
    parenthesized,
    unparenthesized,
    unused_name,
    unwrapped,
)
from py3port.filekind import FileKind
from py3port.python2 import Kind, ast
from py3port.result import Applicability, Mode, Options, Stage


class _LazyModule:
    """Imports a module at the first use of a name in it: a scan never pays for LibCST."""

    def __init__(self, name: str) -> None:
        self._name = name

    def __getattr__(self, attribute: str) -> Any:
        value = getattr(importlib.import_module(self._name), attribute)
        setattr(self, attribute, value)
        return value


if TYPE_CHECKING:
    import libcst as cst
    from libcst import matchers as m

    from py3port.python2 import cst as cst2
else:
    cst = _LazyModule("libcst")
    m = _LazyModule("libcst.matchers")
    cst2 = _LazyModule("py3port.python2.cst")

__all__ = [
    "Applicability",
    "CannotRewrite",
    "Change",
    "Consumer",
    "Editor",
    "Example",
    "FileKind",
    "Flavour",
    "Kind",
    "Match",
    "Mode",
    "Module",
    "Options",
    "Rule",
    "Spot",
    "Stage",
    "TextRule",
    "as_argument",
    "ast",
    "binds_tighter_than_comparison",
    "call",
    "conversions",
    "cst",
    "cst2",
    "demanding_names",
    "either_import",
    "follows_word",
    "has_words",
    "m",
    "may_hold_binary",
    "once_per_module",
    "parenthesized",
    "unparenthesized",
    "unused_name",
    "unwrapped",
    "weakly_binary_names",
    "words_in",
]


class Example(NamedTuple):
    """One case of a rule: the text before, and after its codemod. `after=None`: must not change."""

    before: str
    after: str | None
    mode: Mode | None = None
    """Only in this mode; None for both."""
    findings: int | None = None
    """How many findings are expected; None: at least one where the text changes, none where it does not."""
    unsafe: bool = False
    """Whether the fix is applied on request only."""
    siblings: tuple[str, ...] | None = None
    """The modules beside it in its package; None: it stands in no package."""
    runs: bool = True
    """Whether the text can be run as it stands, so that its behaviour before and after is compared."""
    path: str = ""
    """The name of the file, where that plays a part."""


@dataclass(frozen=True, eq=False)
class Match:
    """One place where a rule applies, while its module is at hand."""

    node: ast.AST
    message: str
    applicability: Applicability | None = None
    """None: as the rule says."""
    data: Any = None
    """Whatever the rule's own rewrite wants to know."""


class CannotRewrite(Exception):
    """Raised by a rewrite that cannot be sure: the text stays as it is and the reason is reported."""


class Editor(Protocol):
    """What a rewrite may ask for beside the replacement of its own node."""

    @property
    def module(self) -> Module:
        """The analysed module as it is before any of this rule's edits."""

    @property
    def mode(self) -> Mode:
        """What the output must run on."""

    def add_import(
        self,
        module: str,
        name: str | None = None,
        *,
        alias: str | None = None,
        otherwise: str | None = None,
        instead_of: str | None = None,
    ) -> str:
        """Ask for `import module` or `from module import name`; return the expression by which to refer to it.

        `otherwise` is the dotted name under which Python 2.7 has it. In `dual` mode that is imported, by the same
        name, where the first import fails; in `py3` mode it plays no part. `instead_of` is the dotted name of an
        import by the same name which goes for certain.
        """

    def add_future(self, name: str) -> None:
        """Ask for `from __future__ import name`."""

    def drop_import(self, node: ast.AST) -> None:
        """Say that the use of an imported name at `node` goes: the import goes too when that was its last use.

        An `ast.alias` goes itself.
        """

    def replace_import(self, statement: ast.Import | ast.ImportFrom, lines: Sequence[str]) -> None:
        """Put other import statements in the place of one, or where the imports of their kind are.

        One that `either_import` makes stays in the place.
        """

    def fresh_name(self, wish: str, near: ast.AST) -> str:
        """Return `wish`, or a variation of it that is not used in the scope around `near`."""

    def insert_before(self, statement: ast.stmt, code: str) -> None:
        """Put the lines of `code` before `statement`, indented like it."""

    def insert_after(self, statement: ast.stmt, code: str) -> None:
        """Put the lines of `code` after `statement` and all of its body, indented like it."""

    def insert_in_body(self, statement: ast.stmt, code: str) -> None:
        """Put the lines of `code` first in the body of a compound statement, after its docstring."""

    def remove_statement(self, statement: ast.stmt) -> None:
        """Take out a statement with its line; `pass` stays where a body would be empty."""

    def replace_statement(self, statement: ast.stmt, code: str) -> None:
        """Put the lines of `code` in the place of a statement, indented like it."""

    def replace(self, node: ast.AST, code: str) -> None:
        """Replace the source of another node, outside of the statement being rewritten."""

    def replace_span(self, start: int, end: int, code: str) -> None:
        """Replace a stretch of the source's text, for rewrites by text edits."""

    def ported(self, code: str) -> str | None:
        """Another program as all rules of this run leave it; None where they cannot, or leave it as it is."""


class Rule(ABC):
    """One Python 2 incompatibility: what it is, how it is detected, how it is fixed."""

    name: ClassVar[str]
    title: ClassVar[str]
    stage: ClassVar[Stage]
    applicability: ClassVar[Applicability]
    since: ClassVar[str] = "3.0"
    requires: ClassVar[tuple[str, ...]] = ()
    aliases: ClassVar[tuple[str, ...]] = ()
    references: ClassVar[tuple[str, ...]] = ()
    examples: ClassVar[tuple[Example, ...]] = ()
    after: ClassVar[tuple[str, ...]] = ()
    """Names of the rules that must have been applied before this one."""
    asks_dialect: ClassVar[bool] = False
    """Whether it asks if Python 2 alone can read a file: it goes before all that might make an end of that."""
    nodes: ClassVar[tuple[type[ast.AST], ...]] = ()
    """The node types it looks at."""
    words: ClassVar[tuple[str, ...]] = ()
    """A file that has none of these in its text has no finding; empty: any file may."""
    beside_binary: ClassVar[bool] = False
    """Whether a file has a finding only where something in it may be binary."""
    guardable: ClassVar[bool] = True
    """Whether code that only Python 2 runs (`if six.PY2:`) is exempt; syntax never is."""
    whole: ClassVar[bool] = False
    """Whether the rewrite wants a compound statement with its body; else it gets its header only."""
    fixable: ClassVar[bool] = True
    """Whether there is a codemod; without one the rule only reports."""

    once: ClassVar[bool] = False
    """Whether it must not be asked again about its own work."""

    @property
    def code(self) -> str:
        """The module whose code decides what it finds."""
        return type(self).__module__

    @property
    def description(self) -> str:
        """Why there is such a rule, and how far its fix can be trusted: its docstring."""
        return inspect.cleandoc(type(self).__doc__ or "")

    @property
    def goes_by_card(self) -> bool:
        """Whether `may_find` is no more than what the fields above say."""
        return type(self).may_find is Rule.may_find

    def load(self) -> Rule:
        """The rule itself, with all that it works with imported, where that waits for the first use."""
        return self

    def names(self) -> frozenset[str]:
        """The names of the only Name and Attribute nodes that `detect` wants to see; empty: it wants all of them.

        A Name that an import binds to one of them by `as` counts.
        """
        return frozenset()

    def functions(self) -> frozenset[str]:
        """The last parts of the names of the only functions whose calls `detect` wants to see; empty: all of them.

        A name that an import binds to one of them by `as` counts.
        """
        return frozenset()

    def may_find(self, text: str) -> bool:
        """Whether a file of this text could have a finding; cheap, so that most files need not be parsed.

        One of a rule's own is asked about files that have its words, and something binary where it wants that.
        """
        if self.words and not any(word in text for word in self.words):
            return False
        return not self.beside_binary or may_hold_binary(text)

    @abstractmethod
    def detect(self, node: Any, module: Module) -> Iterable[Match]:
        """Yield the matches at `node`, which is of one of the types in `nodes`."""

    def rewrite(self, node: cst.CSTNode, match: Match, editor: Editor) -> Any:
        """Return what replaces the LibCST node at the match, whose inner matches have been rewritten already."""
        raise NotImplementedError

    def rewrite_text(self, matches: Sequence[Match], editor: Editor) -> bool:
        """Rewrite all matches of a file by text edits and return True, for what no LibCST statement can carry."""
        return False


class Spot(NamedTuple):
    """One place in a text, from `start` to `end`, where a rule applies."""

    start: int
    end: int
    message: str


class TextRule(Rule):
    """A rule about files that are no Python themselves: it looks at their text, and only reports."""

    applicability = Applicability.MANUAL
    fixable = False
    guardable = False
    kinds: ClassVar[tuple[FileKind, ...]] = ()
    """The files it looks at."""

    def detect(self, node: Any, module: Module) -> Iterable[Match]:
        """Nothing: Python files are not its concern."""
        return ()

    @abstractmethod
    def look(self, text: str, path: str, options: Options) -> Iterable[Spot]:
        """Yield the places in the text of the file at `path`, whose lines end in `\\n`."""
