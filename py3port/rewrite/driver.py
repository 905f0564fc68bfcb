"""Rewrites the matches of one rule in one file: LibCST for the statements they stand in, text edits for the rest."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from py3port.analysis import Module
from py3port.python2 import Edit, Source
from py3port.rewrite.editor import TextEditor
from py3port.rule import Match, Rule


@dataclass(frozen=True)
class Rewritten:
    """The outcome for one file. Without edits `source` is the old one."""

    source: Source
    edits: tuple[Edit, ...]
    fixed: tuple[Match, ...]
    skipped: tuple[tuple[Match, str], ...]


def rewrite(
    module: Module,
    rule: Rule,
    matches: Sequence[Match],
    *,
    port: Callable[[str], str | None] | None = None,
) -> Rewritten:
    """Fix all `matches` of `rule` in one pass; what cannot be fixed is left alone and named with its reason.

    A match whose edit would overlap another's is skipped as well: the next run finds it again. `port` does to a
    program that is kept in a string what is done to files.
    """
    editor = TextEditor(module, port)
    if rule.rewrite_text(matches, editor):
        editor.commit(matches)
    else:
        # LibCST takes long to import, and a rule that edits text needs none of it.
        from py3port.rewrite.statements import rewrite_statements

        rewrite_statements(module, rule, matches, editor)
    edits = editor.edits()
    source = module.source.apply(edits) if edits else module.source
    return Rewritten(source, edits, tuple(editor.fixed), tuple(editor.skipped))
