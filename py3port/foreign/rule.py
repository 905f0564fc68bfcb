"""What the rules made of other people's code have in common."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Iterable, Sequence

from py3port.analysis import Module
from py3port.foreign.changes import Hunk, hunks, place_of
from py3port.python2 import ast
from py3port.result import Applicability, Stage
from py3port.rule import Editor, Match, Rule


class Refused(Exception):
    """Their code could not deal with a file; says why."""


class ForeignRule(Rule):
    """A rewrite of a whole text by somebody else's code; what it changes are the findings."""

    stage = Stage.COMMON
    applicability = Applicability.SAFE
    nodes = (ast.Module,)
    guardable = False
    once = True

    @abstractmethod
    def rewritten(self, module: Module) -> str:
        """The text after the rewrite.

        Raises:
            Refused: their code cannot deal with the file.
        """

    @abstractmethod
    def complaints(self) -> Iterable[tuple[int, str]]:
        """What the last rewrite left for a person: lines, and what it said."""

    def detect(self, node: ast.Module, module: Module) -> Iterable[Match]:
        """Every stretch of lines that would change, and what their code complains of."""
        try:
            text = self.rewritten(module)
        except Refused as error:
            yield Match(node, f"{self.name} cannot deal with the file: {error}", Applicability.MANUAL)
            return
        for hunk in hunks(module.source.text, text):
            yield Match(place_of(hunk, module), self.title, data=hunk)
        for line, message in self.complaints():
            place = place_of(Hunk(0, 0, "", line), module)
            yield Match(place, message, Applicability.MANUAL)

    def rewrite_text(self, matches: Sequence[Match], editor: Editor) -> bool:
        """Put the new lines in the place of the old ones."""
        for match in matches:
            editor.replace_span(match.data.start, match.data.end, match.data.text)
        return True
