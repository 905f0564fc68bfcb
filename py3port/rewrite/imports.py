"""Where a person would put a new import, and which imports are left unused."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence, Set
from dataclasses import dataclass
from itertools import takewhile
from typing import TypeVar

from py3port.analysis import Module
from py3port.python2 import Edit, ast
from py3port.rewrite.import_head import FUTURE, STANDARD, THIRD_PARTY, Entry, ImportHead
from py3port.rewrite.import_lines import (
    MAX_LINE,
    ImportRequest,
    Key,
    from_lines,
    line_key,
    place_among,
    requests_in,
    sort_key,
)
from py3port.rewrite.imported_names import ImportedNames
from py3port.rewrite.lines import Layout
from py3port.rule import CannotRewrite

E = TypeVar("E", bound=Entry)


@dataclass(frozen=True)
class Changes:
    """What importing and no longer importing comes to."""

    edits: tuple[Edit, ...]
    removed: tuple[ast.stmt, ...]


@dataclass(frozen=True)
class Replaced:
    """An import statement, and those that come in its place."""

    statement: ast.Import | ast.ImportFrom
    lines: tuple[str, ...]


class ImportChanges:
    """The imports of one module, and what becomes of them."""

    def __init__(self, module: Module, layout: Layout) -> None:
        self._module = module
        self._layout = layout
        self._head = ImportHead(module, layout)
        self.names = ImportedNames(module, self._head)
        self._gone: list[ast.stmt] = []
        self._unused_aliases: dict[ast.Import | ast.ImportFrom, list[ast.alias]] = {}

    def changes(
        self,
        requests: Iterable[ImportRequest],
        futures: Iterable[str],
        dropped: Iterable[ast.AST],
        replaced: Sequence[Replaced] = (),
    ) -> Changes:
        """The edits that import what is asked for and let go what is no longer used."""
        requests = list(requests)
        self._unused_aliases = self._unused(list(dropped), {self.names.existing(each) for each in requests})
        removed = list(self._removed(self._unused_aliases))
        self.names.leaving = {each.statement for each in replaced}
        stay, moved = self._split(replaced)
        removed += [each.statement for each in replaced if not stay[each.statement]]
        self._gone = removed
        # What takes the place of a statement at the top is there for the others as well.
        there = {
            request
            for statement, lines in stay.items()
            if isinstance(self._module.parent(statement), ast.Module)
            for request in requests_in(lines)
        }
        wanted = [
            each
            for each in dict.fromkeys([*requests, *moved])
            if each not in there and self.names.existing(each) is None
        ]
        edits = [self._in_place(statement, lines) for statement, lines in stay.items() if lines]
        futures = [*futures, *self._absolute([*wanted, *there])]
        edits += self._future_edits(sorted(set(futures) - self._module.tree.future))
        edits += self._import_edits(wanted)
        edits += [edit for each in self._unused_aliases.items() for edit in self._without(*each)]
        return Changes(tuple(edits), tuple(removed))

    def check(self, lines: Iterable[str]) -> None:
        """Make sure that import statements mean the modules that they name.

        Raises:
            CannotRewrite: Python 2 would find a module of this package in place of one of them.
        """
        for request in requests_in(lines):
            self.names.check_absolute(request)

    def _absolute(self, requests: Iterable[ImportRequest]) -> list[str]:
        """The future import without which Python 2, and the next run, would take an import as relative."""
        return ["absolute_import"] if any(map(self.names.is_hidden, requests)) else []

    def _split(self, replaced: Sequence[Replaced]) -> tuple[dict[ast.stmt, list[str]], list[ImportRequest]]:
        """Which lines stay where the replaced statement is, and what is imported elsewhere."""
        stay: dict[ast.stmt, list[str]] = {}
        moved: list[ImportRequest] = []
        for each in replaced:
            can_move = self._can_move(each.statement)
            lines = stay[each.statement] = []
            for line in each.lines:
                requests = requests_in([line])
                if not requests:
                    lines.append(line)
                elif can_move and self._head.section(requests[0].module, 0) != self._head.section_of(
                    each.statement
                ):
                    moved += requests
                elif any(self.names.existing(request) is None for request in requests):
                    lines.append(line)
        return stay, moved

    def _can_move(self, statement: ast.Import | ast.ImportFrom) -> bool:
        """Whether an import stands among others of its section, and sections are kept apart in this module."""
        if statement not in self._head.imports or not self._head.is_grouped:
            return False
        section = self._head.section_of(statement)
        rest = [
            each
            for each in self._head.block(statement)
            if each not in self.names.leaving and self._head.section_of(each) == section
        ]
        if not rest or any(
            _is_star(each) for each in self._head.imports if self._head.section_of(each) <= THIRD_PARTY
        ):
            return False
        text = self._module.source.text
        start, end = self._layout.span(statement)
        first = self._layout.line_start(start)
        alone = (
            first == start
            and "\n" not in text[start:end]
            and text[end : self._layout.line_end(end)].strip() == ""
        )
        above = text[self._layout.line_start(max(first - 1, 0)) : first]
        return alone and not above.lstrip().startswith("#")

    def _in_place(self, statement: ast.stmt, lines: Sequence[str]) -> Edit:
        """Put lines where a statement is: on lines of their own, where it has its own."""
        start, end = self._layout.span(statement)
        indentation = self._layout.indentation(start)
        if indentation is None:
            if any("\n" in line for line in lines):
                raise CannotRewrite("the new import has no lines of its own to stand on")
            return Edit(start, end, "; ".join(lines))
        code = self._layout.stepped("\n".join(lines)).replace("\n", f"\n{indentation}")
        return Edit(start, end, code)

    def _future_edits(self, names: Sequence[str]) -> list[Edit]:
        if not names:
            return []
        lines = [f"from __future__ import {name}" for name in names]
        futures = [
            each
            for each in self._head.imports
            if isinstance(each, ast.ImportFrom) and each.module == "__future__"
        ]
        if futures:
            keys = [each.names[0].name for each in futures]
            return [self._among(futures, keys, line, name) for line, name in zip(lines, names, strict=True)]
        return [self._head.at_head("".join(f"{line}\n" for line in lines), behind_future=False)]

    def _import_edits(self, requests: Sequence[ImportRequest]) -> list[Edit]:
        new_lines: list[tuple[int, str]] = []
        grouped: dict[str, list[ImportRequest]] = defaultdict(list)
        blocks: list[str] = []
        for request in requests:
            if request.otherwise is not None:
                blocks.append(self._layout.stepped(request.statement))
            elif request.name:
                grouped[request.module].append(request)
            else:
                new_lines.append((self._head.section(request.module, 0), request.statement))
        edits = []
        for module, group in grouped.items():
            extended = self._extend_statement(module, group)
            if extended:
                edits.append(extended)
                continue
            names = sorted(
                {f"{each.name} as {each.alias}" if each.alias else str(each.name) for each in group}
            )
            new_lines += [(self._head.section(module, 0), line) for line in from_lines(module, names)]
        for section in sorted({section for section, _ in new_lines} | ({STANDARD} if blocks else set())):
            lines = sorted((line for each, line in new_lines if each == section), key=line_key)
            edits += self._place(section, lines, sorted(blocks) if section == STANDARD else ())
        return _merged(edits)

    def _extend_statement(self, module: str, group: Sequence[ImportRequest]) -> Edit | None:
        """Add names to a `from module import ...` that is there already, where it stays one short line."""
        for statement in self._head.imports:
            if not isinstance(statement, ast.ImportFrom) or statement.level or statement.module != module:
                continue
            start, end = self._layout.span(statement)
            text = self._module.source.text[start:end]
            if statement.names[0].name == "*" or "\n" in text or "(" in text:
                continue
            unused = self._unused_aliases.get(statement, ())
            present = [
                f"{each.name} as {each.asname}" if each.asname else each.name
                for each in statement.names
                if each not in unused
            ]
            added = [f"{each.name} as {each.alias}" if each.alias else str(each.name) for each in group]
            names = list(present)
            for each in sorted(set(added) - set(present)):
                names.insert(place_among(names, each), each)
            new = f"from {module} import {', '.join(names)}"
            if len(new) <= MAX_LINE:
                # The statement goes on living with other names: nothing else may edit it.
                self._unused_aliases.pop(statement, None)
                if statement in self._gone:
                    self._gone.remove(statement)
                return Edit(start, end, new)
        return None

    def _place(self, section: int, lines: Sequence[str], blocks: Sequence[str]) -> list[Edit]:
        """The edits that put import lines of one section into the head of the module, alternatives behind them."""
        code = "".join(f"{each}\n" for each in [*lines, *blocks])
        others = [each for each in self._head.entries if each not in self._gone]
        if any(self._head.section_of(each) == section for each in others):
            return [
                *(self._line_among(section, line) for line in lines),
                *(self._block_among(section, block) for block in blocks),
            ]
        kept = others or self._head.entries
        earlier = [each for each in kept if self._head.section_of(each) < section]
        later = [each for each in kept if self._head.section_of(each) > section]
        if self._head.imports and not others:
            start, end = self._layout.span(self._head.imports[0])
            start, end = self._layout.line_start(start), self._layout.line_end(end)
            # The blank line goes with the import.
            return [Edit(start, start, code + "\n" * self._layout.is_between_blanks(start, end))]
        if earlier:
            _, end = self._layout.span(earlier[-1])
            at = self._layout.line_end(end)
            blank = "\n" if self._head.is_grouped or self._head.section_of(earlier[-1]) == FUTURE else ""
            follows_at_once = blank and self._module.source.text[self._behind_gone(at) :][:1] not in (
                "\n",
                "",
            )
            return [Edit(at, at, blank + code + ("\n" if follows_at_once else ""))]
        if later:
            start = self._layout.line_start(self._layout.span(later[0])[0])
            return [Edit(start, start, code + ("\n" if self._head.is_grouped else ""))]
        return [self._head.at_head(code, behind_future=True)]

    def _behind_gone(self, offset: int) -> int:
        """The start of the first line from `offset` on that stays."""
        for statement in self._head.imports:
            start, end = self._layout.span(statement)
            if statement in self._gone and self._layout.line_start(start) == offset:
                offset = self._layout.line_end(end)
        return offset

    def _line_among(self, section: int, line: str) -> Edit:
        """Put a line among the imports of its section; where these are in no order, among those of its kind."""
        own = self._own(section, self._head.imports)
        if not own:
            at = self._layout.line_start(self._layout.span(self._alternatives(section)[0])[0])
            return Edit(at, at, f"{line}\n")
        key = line_key(line)
        keys = [sort_key(each) for each in own]
        if keys != sorted(keys):
            alike = [each for each in own if sort_key(each)[1] == key[1]]
            # The first of its kind goes behind all others, where the next will find it.
            own, keys = (alike, [sort_key(each) for each in alike]) if alike else (own[-1:], [key])
        return self._among(own, keys, line, key)

    def _block_among(self, section: int, block: str) -> Edit:
        """Put alternatives among those right behind the imports of their section."""
        own = self._own(section, self._head.imports)
        group = self._alternatives(section)
        key = line_key(block.split("\n")[1].strip())
        if not group:
            return self._among(own[-1:], [key], block, key)
        return self._among(group, [sort_key(each.body[0]) for each in group], block, key)  # type: ignore[arg-type]

    def _alternatives(self, section: int) -> list[ast.Try]:
        """The alternatives of a section that stand right behind its last import; the first ones where it has none."""
        own = self._own(section, self._head.imports)
        top = self._head.top
        alternatives = self._own(section, self._head.alternatives)
        start = top.index(own[-1]) + 1 if own else top.index(alternatives[0])
        found = takewhile(lambda each: each in alternatives, top[start:])
        return [each for each in found if isinstance(each, ast.Try)]

    def _own(self, section: int, statements: Sequence[E]) -> list[E]:
        """Those of a section that stay."""
        return [
            each for each in statements if self._head.section_of(each) == section and each not in self._gone
        ]

    def _among(self, group: Sequence[Entry], keys: Sequence[Key], code: str, key: Key) -> Edit:
        """Put code among statements, by their keys."""
        place = place_among(keys, key)
        if place == len(group):
            at = self._layout.line_end(self._layout.span(group[-1])[1])
        else:
            at = self._layout.line_start(self._layout.span(group[place])[0])
        return Edit(at, at, f"{code}\n")

    def _unused(
        self, dropped: Sequence[ast.AST], wanted: Set[str | None]
    ) -> dict[ast.Import | ast.ImportFrom, list[ast.alias]]:
        """The imported names all of whose uses go, by statement; not those that new code wants."""
        names = {node.id for node in dropped if isinstance(node, ast.Name)}
        found: dict[ast.Import | ast.ImportFrom, list[ast.alias]] = defaultdict(list)
        for imported in self._module.imports:
            if imported.alias in dropped:
                found[imported.node].append(imported.alias)
                continue
            if imported.bound not in names - wanted or imported.bound == "*":
                continue
            uses = self._module.references(imported.bound, imported.scope.node)
            if uses and all(any(use is gone for gone in dropped) for use in uses):
                found[imported.node].append(imported.alias)
        whole = {node for node, aliases in found.items() if len(aliases) == len(node.names)}
        return {node: aliases for node, aliases in found.items() if self._may_go(node, whole)}

    def _may_go(self, statement: ast.stmt, gone: Set[ast.stmt]) -> bool:
        """Whether an import is no alternative of one that stays."""
        pair = self._pair(statement)
        if pair is None:
            return True
        imports = [*pair.body, *(each for handler in pair.handlers for each in handler.body)]
        return not pair.orelse and not pair.finalbody and all(each in gone for each in imports)

    def _pair(self, statement: ast.stmt) -> ast.Try | None:
        """The `try` that a statement is in the body of, or in that of a handler."""
        parent = self._module.parent(statement)
        outer = self._module.parent(parent) if isinstance(parent, ast.ExceptHandler) else parent
        return outer if isinstance(outer, ast.Try) else None

    def _removed(
        self, unused: Mapping[ast.Import | ast.ImportFrom, Sequence[ast.alias]]
    ) -> Iterable[ast.stmt]:
        """The statements that go, alternatives as a whole."""
        whole = [statement for statement, aliases in unused.items() if len(aliases) == len(statement.names)]
        return dict.fromkeys(self._pair(each) or each for each in whole)

    def _without(self, statement: ast.Import | ast.ImportFrom, gone: Sequence[ast.alias]) -> Iterable[Edit]:
        """The edits that take some names out of an import and leave others in it."""
        kept = [each for each in statement.names if each not in gone]
        if not kept:
            return
        last = statement.names.index(kept[-1])
        for alias, following in zip(statement.names[:last], statement.names[1 : last + 1], strict=True):
            if alias in gone:
                yield Edit(self._layout.span(alias)[0], self._layout.span(following)[0], "")
        if last + 1 < len(statement.names):
            # The last name that stays is a part of the edit: the statement may end with it.
            start, end = self._layout.span(kept[-1])
            code = self._module.source.text[start:end]
            yield Edit(start, self._layout.span(statement.names[-1])[1], code)


def _is_star(statement: ast.Import | ast.ImportFrom) -> bool:
    return statement.names[0].name == "*"


def _merged(edits: Iterable[Edit]) -> list[Edit]:
    """Join insertions at one offset into one edit, in the order given."""
    merged: dict[tuple[int, int], Edit] = {}
    for edit in edits:
        key = (edit.start, edit.end)
        merged[key] = Edit(*key, merged[key].text + edit.text) if key in merged else edit
    return list(merged.values())
