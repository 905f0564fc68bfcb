"""Doctests: the examples in prose, and in the strings of Python files."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import partial

from py3port.documents.document import CannotWrite, Cell, Document, Part
from py3port.python2 import Edit, ParseError, Source, Tree, parse
from py3port.python2.lexer import Lexed

_FIRST = re.compile(r"([ \t]*)>>>(?: (.*))?$")
_NEXT = re.compile(r"([ \t]*)\.\.\.(?: (.*))?$")
_TRIPLE = ('"""', "'''")


@dataclass
class _Example:
    """The lines of one example: for each the offsets of the line, of its code, and of its end."""

    indent: str
    lines: list[tuple[int, int, int]] = field(default_factory=list)


@dataclass(frozen=True)
class _Stretch:
    """Text in which backslashes mean themselves, or are doubled."""

    start: int
    end: int
    is_raw: bool = True


def read_prose(source: Source) -> Document:
    """The doctests of a text. All of them share their names."""
    return _document(source, [_Stretch(0, len(source.text))])


def read_strings(tree: Tree) -> Document:
    """The doctests in the long strings of a Python file: those of one string share their names."""
    source = tree.source
    if ">>>" not in source.text:
        return Document(source, ())
    lexed = Lexed(source.text)
    stretches = []
    for at in range(1, len(lexed.parts), 2):
        token = lexed.parts[at]
        if token[:3] in _TRIPLE and ">>>" in token:
            start = lexed.offsets[at] + 3
            stretches.append(_Stretch(start, start + len(token) - 6, "r" in lexed.prefix(at).lower()))
    names = sorted(tree.future & {"print_function", "unicode_literals", "division"})
    return _document(source, stretches, f"from __future__ import {', '.join(names)}" if names else "")


def _document(source: Source, stretches: Iterable[_Stretch], before: str = "") -> Document:
    parts: list[Part] = []
    places: dict[int, tuple[_Example, _Stretch]] = {}
    for stretch in stretches:
        examples = [
            each for each in _examples(source.text, stretch) if _can_be_read(source.text, each, stretch)
        ]
        if not examples:
            continue
        cells = [_cell(source.text, each, stretch) for each in examples]
        written = list(zip(examples, cells, strict=True))
        if before:
            cells.insert(0, Cell(before, [cells[0].offsets[0]] * (len(before) + 1), is_hidden=True))
        part = Part(tuple(cells))
        parts.append(part)
        places |= {id(cell): (example, stretch) for example, cell in written}
    return Document(source, tuple(parts), partial(_write, source.text, places), may_be_broken=True)


def _examples(text: str, stretch: _Stretch) -> Iterator[_Example]:
    example: _Example | None = None
    start = stretch.start
    while start < stretch.end:
        end = text.find("\n", start, stretch.end)
        end = stretch.end if end < 0 else end
        line = text[start:end]
        first = _FIRST.match(line) if ">>>" in line else None
        if first:
            if example:
                yield example
            example = _Example(first[1])
            example.lines.append((start, start + _code_start(first, line), end))
        elif example:
            more = _NEXT.match(line)
            if more and more[1] == example.indent:
                example.lines.append((start, start + _code_start(more, line), end))
            else:
                yield example
                example = None
        start = end + 1
    if example:
        yield example


def _code_start(found: re.Match[str], line: str) -> int:
    return found.start(2) if found[2] is not None else len(line)


def _can_be_read(text: str, example: _Example, stretch: _Stretch) -> bool:
    """Whether there is no escape in it but that of the backslash."""
    if stretch.is_raw:
        return True
    code = "".join(text[begin:end] for _, begin, end in example.lines).replace("\\\\", "")
    return "\\" not in code


def _cell(text: str, example: _Example, stretch: _Stretch) -> Cell:
    code: list[str] = []
    offsets: list[int] = []
    for _, begin, end in example.lines:
        at = begin
        while at < end:
            code.append(text[at])
            offsets.append(at)
            at += 2 if text[at] == "\\" and not stretch.is_raw else 1
        code.append("\n")
        offsets.append(end)
    return Cell("".join(code[:-1]), offsets)


def _write(
    text: str, places: dict[int, tuple[_Example, _Stretch]], part: Part, codes: Sequence[str]
) -> list[Edit]:
    edits = []
    above = ""
    for cell, code in zip(part.cells, codes, strict=True):
        if cell.is_hidden:
            above = code.replace(cell.code, "", 1).strip("\n")
            if cell.code not in code:
                raise CannotWrite("the rewrite would change what the doctests of the file have in common")
            continue
        code, above = f"{above}\n{code}" if above else code, ""
        if code == cell.code:
            continue
        example, stretch = places[id(cell)]
        if "from __future__" in code and "from __future__" not in cell.code:
            raise CannotWrite("it would need an import from __future__, which no doctest heeds")
        start, end = example.lines[0][0], example.lines[-1][2]
        edits.append(Edit(start, end, _prompted(text, example, stretch, code)))
    return edits


def _prompted(text: str, example: _Example, stretch: _Stretch, code: str) -> str:
    """The lines of new code with prompts; a line that is as it was keeps its own."""
    if not stretch.is_raw:
        code = code.replace("\\", "\\\\")
        if any(quote in code for quote in _TRIPLE):
            raise CannotWrite("the new code cannot stand in its string")
    firsts = _first_lines(code)
    old = {text[begin:end]: text[start:end] for start, begin, end in reversed(example.lines)}
    lines: list[str] = []
    for number, line in enumerate(code.split("\n"), 1):
        is_first = number in firsts
        if not line.strip() and (number + 1 in firsts or not lines):
            # Blank lines that set imports apart have no place between prompts.
            continue
        known = old.get(line, "")
        prompt = ">>>" if is_first else "..."
        kept = known.lstrip().startswith(prompt)
        lines.append(known if kept else f"{example.indent}{prompt} {line}".rstrip())
    return "\n".join(lines)


def _first_lines(code: str) -> set[int]:
    """The lines on which statements begin."""
    try:
        tree = parse(Source.from_text(f"{code}\n"))
    except ParseError:
        raise CannotWrite("the new code of an example cannot be parsed by itself") from None
    firsts = set()
    for statement in tree.root.body:
        decorators = getattr(statement, "decorator_list", ())
        firsts.add(min((statement.lineno, *(each.lineno for each in decorators))))
    return firsts | {1}
