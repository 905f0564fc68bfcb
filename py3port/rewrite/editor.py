"""What a rewrite may ask for beside its own replacement, gathered as edits of one file."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field

from py3port.analysis import Module
from py3port.python2 import Edit, ast
from py3port.result import Mode
from py3port.rewrite.import_lines import ImportRequest, with_fallback
from py3port.rewrite.imports import ImportChanges, Replaced
from py3port.rewrite.lines import Layout
from py3port.rule import CannotRewrite, Match


@dataclass
class _Requests:
    """What one match asks for; dropped as a whole when its rewrite gives up."""

    edits: list[Edit] = field(default_factory=list)
    removed: list[ast.stmt] = field(default_factory=list)
    imports: list[ImportRequest] = field(default_factory=list)
    futures: list[str] = field(default_factory=list)
    dropped: list[ast.AST] = field(default_factory=list)
    replaced: list[Replaced] = field(default_factory=list)

    def extend(self, other: _Requests) -> None:
        self.edits += other.edits
        self.removed += other.removed
        self.imports += other.imports
        self.futures += other.futures
        self.dropped += other.dropped
        self.replaced += other.replaced


class TextEditor:
    """The editor handed to rewrites (`py3port.rule.Editor`); keeps account of what was fixed and what was skipped."""

    def __init__(self, module: Module, port: Callable[[str], str | None] | None = None) -> None:
        self._module = module
        self._port = port
        self._layout = Layout(module)
        self._imports = ImportChanges(module, self._layout)
        self._near: ast.AST = module.tree.root
        self._kept = _Requests()
        self._group = _Requests()
        self._current = _Requests()
        self._fresh: set[str] = set()
        self.fixed: list[Match] = []
        self.skipped: list[tuple[Match, str]] = []

    @property
    def module(self) -> Module:
        """The analysed module as it is before any of this rule's edits."""
        return self._module

    @property
    def mode(self) -> Mode:
        """What the output must run on."""
        return self._module.options.mode

    def add_import(
        self,
        module: str,
        name: str | None = None,
        *,
        alias: str | None = None,
        otherwise: str | None = None,
        instead_of: str | None = None,
    ) -> str:
        """Ask for `import module` or `from module import name`; return the expression by which to refer to it."""
        request = ImportRequest(module, name, alias)
        if otherwise is not None and self.mode is Mode.DUAL:
            request = with_fallback(request, otherwise)
        reference = self._imports.names.reference(request, self._near, leaving=instead_of)
        self._current.imports.append(request)
        return reference

    def add_future(self, name: str) -> None:
        """Ask for `from __future__ import name`."""
        self._current.futures.append(name)

    def drop_import(self, node: ast.AST) -> None:
        """Say that the use of an imported name at `node` goes: the import goes too when that was its last use."""
        self._current.dropped.append(node)

    def replace_import(self, statement: ast.Import | ast.ImportFrom, lines: Sequence[str]) -> None:
        """Put other import statements in the place of one, or where the imports of their kind are."""
        self._imports.check(lines)
        self._current.replaced.append(Replaced(statement, tuple(lines)))

    def fresh_name(self, wish: str, near: ast.AST) -> str:
        """Return `wish`, or a variation of it that is not used anywhere in the module."""
        name, number = wish, 2
        while name in self._fresh or self._imports.names.is_name_used(name):
            name, number = f"{wish}{number}", number + 1
        self._fresh.add(name)
        return name

    def insert_before(self, statement: ast.stmt, code: str) -> None:
        """Put the lines of `code` before `statement`, indented like it."""
        self._current.edits.append(self._layout.insert_before(statement, code))

    def insert_after(self, statement: ast.stmt, code: str) -> None:
        """Put the lines of `code` after `statement` and all of its body, indented like it."""
        self._current.edits.append(self._layout.insert_after(statement, code))

    def insert_in_body(self, statement: ast.stmt, code: str) -> None:
        """Put the lines of `code` first in the body of a compound statement, after its docstring."""
        self._current.edits.append(self._layout.insert_in_body(statement, code))

    def remove_statement(self, statement: ast.stmt) -> None:
        """Take out a statement with its line; `pass` stays where a body would be empty."""
        self._current.removed.append(statement)

    def replace_statement(self, statement: ast.stmt, code: str) -> None:
        """Put the lines of `code` in the place of a statement, indented like it."""
        self._current.edits.append(self._layout.replace(statement, code))

    def replace(self, node: ast.AST, code: str) -> None:
        """Replace the source of another node, outside of the statement being rewritten."""
        self._current.edits.append(Edit(*self._layout.span(node), code))

    def replace_span(self, start: int, end: int, code: str) -> None:
        """Replace a stretch of the source's text."""
        self._current.edits.append(Edit(start, end, code))

    def ported(self, code: str) -> str | None:
        """Another program as all rules of this run leave it; None where they cannot, or leave it as it is."""
        return self._port(code) if self._port is not None else None

    def span(self, node: ast.AST) -> tuple[int, int]:
        """Start and end offset of a node, decorators included."""
        return self._layout.span(node)

    # What the driver calls.

    def begin(self, match: Match) -> None:
        """Requests from now on belong to `match`."""
        self._near = match.node
        self._current = _Requests()

    def keep_requests(self) -> None:
        """The rewrite of the match succeeded."""
        self._group.extend(self._current)
        self._current = _Requests()

    def drop_requests(self) -> None:
        """The rewrite of the match gave up."""
        self._current = _Requests()

    def add(self, edit: Edit) -> None:
        """Add the new text of a region."""
        self._group.edits.append(edit)

    def commit(self, fixed: Iterable[Match]) -> None:
        """The requests of a group of matches are final."""
        fixed = list(fixed)
        self.keep_requests()
        if any(self._overlaps(edit) for edit in self._group.edits):
            self.discard([(match, "overlaps another edit") for match in fixed])
            return
        self._kept.extend(self._group)
        self._group = _Requests()
        self.fixed += fixed

    def refuse(self, refused: Iterable[tuple[Match, str]]) -> None:
        """Note matches that stay as they are."""
        self.skipped += refused

    def discard(self, refused: Sequence[tuple[Match, str]]) -> None:
        """Forget the requests of the group; its matches stay as they are."""
        self._current = _Requests()
        self._group = _Requests()
        self.skipped += refused

    def edits(self) -> tuple[Edit, ...]:
        """All edits in order, those of imports and removed statements included.

        Raises:
            CannotRewrite: two edits overlap.
        """
        kept = self._kept
        edits = list(kept.edits)
        if kept.imports or kept.futures or kept.dropped or kept.replaced:
            changes = self._imports.changes(kept.imports, kept.futures, kept.dropped, kept.replaced)
            edits += changes.edits
            kept.removed += [each for each in changes.removed if each not in kept.removed]
        edits += self._layout.remove(kept.removed)
        edits = sorted(dict.fromkeys(edits), key=lambda edit: (edit.start, edit.end))
        for before, after in zip(edits, edits[1:], strict=False):
            if after.start < before.end:
                raise CannotRewrite(f"two edits overlap at offset {after.start}")
        return tuple(edits)

    def _overlaps(self, edit: Edit) -> bool:
        return any(edit.start < kept.end and kept.start < edit.end for kept in self._kept.edits)
