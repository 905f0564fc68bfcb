"""Notebooks: cells are ported, everything else stays byte for byte."""

from __future__ import annotations

import json
import random
from pathlib import Path
from typing import Any

import pytest

from py3port.documents import CannotWrite, read_document
from py3port.filekind import FileKind
from py3port.python2 import SourceError
from tests.trees import console_script, py3port, write_tree

CELLS = [
    ["%matplotlib inline\n", "from __future__ import division\n", "import itertools"],
    ["if 1:\n", "    !ls \"it's\n", "x = !pwd\n", 'print "caf\u00e9 \\n \U0001f600", x\n', "str?"],
    ["%%time\n", "for a in itertools.izip(x, y):\n", "    print a"],
    ["%%bash\n", "echo print 1"],
    [],
    ['a = """\n', "%d\n", '""" \\\n', "% 3\n"],
]


def notebook(**options: Any) -> bytes:
    cells: list[dict[str, Any]] = [{"cell_type": "markdown", "metadata": {}, "source": ["print 1"]}]
    for number, source in enumerate(CELLS):
        outputs = [{"data": {"text/plain": ["{'a': [1, {}]}"]}, "output_type": "execute_result"}]
        written = source if number % 2 else "".join(source)
        cells.append({"cell_type": "code", "execution_count": 1, "outputs": outputs, "source": written})
    metadata = {"kernelspec": {"display_name": "Python 2", "language": "python", "name": "python2"}}
    return json.dumps({"cells": cells, "metadata": metadata, "nbformat": 4}, **options).encode()


STYLES = [{"indent": 1}, {"indent": 4, "sort_keys": True}, {}, {"ensure_ascii": False, "indent": 2}]


@pytest.mark.parametrize("style", STYLES, ids=["1", "4-sorted", "flat", "wide"])
def test_every_character_stands_where_it_is_said_to(style: dict[str, Any]) -> None:
    document = read_document(notebook(**style), FileKind.NOTEBOOK)
    text = document.source.text
    (part,) = document.parts
    for cell in part.cells:
        for character, offset in zip(cell.code, cell.offsets, strict=False):
            if character.isascii() and character.isalpha() and "ipython" not in cell.code:
                assert text[offset] == character
    assert text[part.place(part.code.index("izip")) :].startswith("izip")
    assert text[part.place(part.code.index("print")) :].startswith("print")


@pytest.mark.parametrize("style", STYLES, ids=["1", "4-sorted", "flat", "wide"])
def test_only_the_sources_of_changed_cells_change(style: dict[str, Any]) -> None:
    raw = notebook(**style)
    document = read_document(raw, FileKind.NOTEBOOK)
    (part,) = document.parts
    assert document.edits(part, part.code) == []
    edits = document.edits(part, part.code.replace("    print a", "    print(a)"))
    after = document.source.apply(edits).raw
    assert after == raw.replace(b"    print a", b"    print(a)")


def test_lines_of_ipython_come_back() -> None:
    document = read_document(notebook(indent=1), FileKind.NOTEBOOK)
    (part,) = document.parts
    code = part.code.replace('print "caf', "import six\nprint 'caf").replace("for a", "b = 1\nfor a")
    after = json.loads(document.source.apply(document.edits(part, code)).text)
    assert "".join(after["cells"][2]["source"]).startswith("if 1:\n    !ls \"it's\nx = !pwd\nimport six\n")
    assert "".join(after["cells"][3]["source"]).startswith("%%time\nb = 1\nfor a")


@pytest.mark.parametrize("lost", ["#--py3port-2--\n", "ipython_2_line"])
def test_what_would_mix_cells_or_lose_a_line_is_refused(lost: str) -> None:
    document = read_document(notebook(indent=1), FileKind.NOTEBOOK)
    (part,) = document.parts
    with pytest.raises(CannotWrite):
        document.edits(part, part.code.replace(lost, ""))


@pytest.mark.parametrize(
    "raw",
    [b"", b"{", b"[]", b"{}", b'{"cells": 1', b"\xff\xfe", b'{"a":' * 5000, b'{"cells": [' + b"[" * 100_000],
)
def test_what_is_no_notebook_is_an_error(raw: bytes) -> None:
    with pytest.raises(SourceError):
        read_document(raw, FileKind.NOTEBOOK)


def test_odd_notebooks_are_read() -> None:
    for data in ({"cells": 1}, {"cells": [1, {}, {"cell_type": "code"}, {"cell_type": "code", "source": 1}]}):
        assert read_document(json.dumps(data).encode(), FileKind.NOTEBOOK).parts == ()
    old = {"worksheets": [{"cells": [{"cell_type": "code", "input": ["print 1"], "language": "python"}]}]}
    (part,) = read_document(json.dumps(old).encode(), FileKind.NOTEBOOK).parts
    assert part.code == "print 1\n"
    other = {
        "cells": [{"cell_type": "code", "source": "x <- 1"}],
        "metadata": {"language_info": {"name": "R"}},
    }
    assert read_document(json.dumps(other).encode(), FileKind.NOTEBOOK).parts == ()


def test_damaged_notebooks_end_in_an_error_or_a_document() -> None:
    chance = random.Random(1)
    raw = notebook(indent=1)
    for _ in range(300):
        at = chance.randrange(len(raw))
        damaged = raw[:at] + chance.choice([b"", b'"', b"}", b"]", b"\\", b"%", b"\0"]) + raw[at + 1 :]
        try:
            document = read_document(damaged, FileKind.NOTEBOOK)
        except SourceError:
            continue
        for part in document.parts:
            part.place(len(part.code))


def test_scan_apply_and_undo(tmp_path: Path) -> None:
    script = console_script(tmp_path / "bin")
    root = write_tree(tmp_path / "project", {"a.ipynb": notebook(indent=1), "broken.ipynb": b"{"})
    scanned = py3port(script, "scan", ".", "--mode", "py3", cwd=root)
    assert scanned.returncode == 2
    assert "broken.ipynb:1:2: not a notebook" in scanned.stdout
    assert "a.ipynb" in scanned.stdout
    assert "python2-kernel" in scanned.stdout
    applied = py3port(script, "apply", ".", "--all", "--mode", "py3", "--unsafe", cwd=root)
    assert applied.returncode == 2, applied.stderr
    after = json.loads((root / "a.ipynb").read_bytes())
    before = json.loads(notebook())
    sources = ["".join(cell.pop("source")) for cell in after["cells"]]
    for cell in before["cells"]:
        del cell["source"]
    assert after == before
    assert "for a in zip(x, y):\n    print(a)" in sources[3]
    assert py3port(script, "undo", cwd=root).returncode == 0
    assert (root / "a.ipynb").read_bytes() == notebook(indent=1)


def test_a_broken_cell_keeps_the_others_from_nothing(tmp_path: Path) -> None:
    script = console_script(tmp_path / "bin")
    cells = [{"cell_type": "code", "source": each} for each in ("print 1", "this is\nno Python", "print 2")]
    root = write_tree(tmp_path / "project", {"a.ipynb": json.dumps({"cells": cells})})
    for _ in range(2):
        scanned = py3port(script, "scan", ".", cwd=root)
        assert scanned.returncode == 2
        assert scanned.stdout.count("print-statement `print`") == 2
        assert "a.ipynb:1:96: invalid syntax" in scanned.stdout + scanned.stderr
    assert py3port(script, "apply", "--all", "--mode", "py3", cwd=root).returncode == 0
    cells[0]["source"], cells[2]["source"] = "print(1)", "print(2)"
    assert (root / "a.ipynb").read_text() == json.dumps({"cells": cells})
