"""Rewrites the statements that the matches of a rule stand in, each parsed by LibCST and by itself."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import libcst as cst

from py3port.analysis import Module
from py3port.python2 import Edit, ast
from py3port.python2.cst import Region, RegionError, parse_region, statement_region
from py3port.rewrite.editor import TextEditor
from py3port.rule import CannotRewrite, Match, Rule, parenthesized


def rewrite_statements(module: Module, rule: Rule, matches: Sequence[Match], editor: TextEditor) -> None:
    """Rewrite the matches statement by statement, and tell the editor what was fixed and what was skipped."""
    groups: dict[tuple[int, int], tuple[Region, list[Match]]] = {}
    for match in matches:
        region = statement_region(module.tree, match.node, whole=rule.whole)
        groups.setdefault((region.start, region.end), (region, []))[1].append(match)
    for region, group in groups.values():
        try:
            _rewrite_region(rule, region, group, editor)
        except (RegionError, CannotRewrite) as error:
            editor.discard([(match, str(error)) for match in group])


def _rewrite_region(rule: Rule, region: Region, matches: Sequence[Match], editor: TextEditor) -> None:
    """Rewrite the matches inside one statement, inner before outer."""
    parsed = parse_region(editor.module.tree, region)
    targets: dict[cst.CSTNode, Match] = {}
    refused: list[tuple[Match, str]] = []
    for match in matches:
        node = parsed.find(match.node)
        if node is None:
            refused.append((match, "no LibCST node stands at the position of the match"))
        elif node in targets:
            refused.append((match, "another match of the rule stands at the same place"))
        else:
            targets[node] = match
    done: list[Match] = []
    spans: list[tuple[int, int]] = []

    def replace(node: cst.CSTNode) -> Any:
        match = targets[node]
        editor.begin(match)
        try:
            new = rule.rewrite(node, match, editor)
        except CannotRewrite as error:
            editor.drop_requests()
            refused.append((match, str(error)))
            return node
        editor.keep_requests()
        done.append(match)
        spans.append(_replaced_span(new, node, match.node, editor))
        return _set_apart(new, node, match.node, editor)

    module = parsed.rewrite(targets, replace)
    if done:
        edit = _tight_edit(editor, region, spans, parsed.render(module))
        if edit is not None:
            editor.add(edit)
    editor.commit(done)
    editor.refuse(refused)


def _set_apart(new: Any, old: Any, source: ast.AST, editor: TextEditor) -> Any:
    """The new expression, in parentheses where it would grow together with a word that stood right beside the old."""
    if not isinstance(source, ast.expr) or not isinstance(new, cst.BaseExpression) or new.lpar or old.lpar:
        return new
    if isinstance(new, cst.BaseNumber):
        # `0o1else` is two tokens.
        return new
    start, end = editor.span(source)
    text = editor.module.source.text
    code = cst.Module([]).code_for_node(new)
    before, after = text[start - 1 : start] if start else "", text[end : end + 1]
    if (_is_word(before) and _is_word(code[:1])) or (_is_word(after) and _is_word(code[-1:])):
        return parenthesized(new)
    return new


def _is_word(char: str) -> bool:
    return char.isalnum() or char == "_"


def _replaced_span(new: Any, old: Any, source: ast.AST, editor: TextEditor) -> tuple[int, int]:
    """Where the source of a node stands, with the parentheses around it where these are no longer around all of it."""
    start, end = editor.span(source)
    text = editor.module.source.text
    is_bare = isinstance(source, ast.expr) and isinstance(new, cst.BaseExpression) and not new.lpar
    parentheses = old.lpar if is_bare else ()
    for _ in parentheses:
        left, right = start, end
        while text[left - 1 : left].isspace():
            left -= 1
        while text[right : right + 1].isspace():
            right += 1
        if text[left - 1 : left] != "(" or text[right : right + 1] != ")":
            break
        start, end = left - 1, right + 1
    return start, end


def _tight_edit(
    editor: TextEditor, region: Region, spans: Sequence[tuple[int, int]], new: str
) -> Edit | None:
    """The edit of a region cut down to its rewritten nodes, so that the proof sees what stands around them."""
    old = editor.module.source.text[region.start : region.end]
    if old == new:
        return None
    head = min(_common_prefix(old, new), max(min(start for start, _ in spans) - region.start, 0))
    tail = min(
        _common_prefix(old[head:][::-1], new[head:][::-1]), max(region.end - max(end for _, end in spans), 0)
    )
    return Edit(region.start + head, region.end - tail, new[head : len(new) - tail])


def _common_prefix(first: str, second: str) -> int:
    """How many characters two texts have in common at their start."""
    for index, (one, other) in enumerate(zip(first, second, strict=False)):
        if one != other:
            return index
    return min(len(first), len(second))
