"""Code on command lines is found where it stands, and never rewritten; odd files are no crash."""

from __future__ import annotations

from pathlib import Path

import pytest

from py3port.documents import read_document
from py3port.filekind import FileKind
from tests.trees import console_script, py3port, write_tree

SCRIPT = """\
#!/bin/sh
python -c 'print "a"'
python2.7 -u -c "import sys; print \\"b\\", sys.version" | cat
python3 -c 'print "c"'
python -c "print $HOME"
python - <<'EOF'
for k in d.iteritems():
    print k
EOF
python <<EOF
print $x
EOF
python -c 'print "unclosed
"""


def test_positions() -> None:
    document = read_document(SCRIPT.encode(), FileKind.SHELL)
    codes = [part.code for part in document.parts]
    assert codes == [
        "for k in d.iteritems():\n    print k\n",
        'print "a"\n',
        'import sys; print "b", sys.version\n',
    ]
    for part, word in zip(document.parts, ("print k", 'print "a"', "sys.version"), strict=True):
        at = part.place(part.code.index(word))
        assert document.source.text[at:].startswith(word)


def test_reported_and_left_alone(tmp_path: Path) -> None:
    script = console_script(tmp_path / "bin")
    root = write_tree(tmp_path / "project", {"run.sh": SCRIPT, "Makefile": "all:\n\tpython -c 'print 1'\n"})
    done = py3port(script, "scan", ".", "--show", "findings", cwd=root)
    assert done.returncode == 1
    found = {" ".join(line.split()[:2]) for line in done.stdout.splitlines() if line[:1].isalpha()}
    assert {
        "Makefile:2:13: print-statement",
        "run.sh:2:12: print-statement",
        "run.sh:3:1: python2-command",
        "run.sh:3:30: print-statement",
        "run.sh:7:10: dict-iter-methods",
        "run.sh:8:5: print-statement",
    } <= found
    applied = py3port(script, "apply", "--all", "--mode", "py3", cwd=root)
    assert (applied.returncode, applied.stdout) == (0, "nothing to change\n")


@pytest.mark.parametrize(
    "kind", [kind for kind in FileKind if kind not in (FileKind.PYTHON, FileKind.NOTEBOOK)]
)
@pytest.mark.parametrize(
    "raw", [b"", b"\0\xff", b"\xff\xfea\0", b"caf\xe9 >>> print\r\n>>> print\r", b"<<" * 50_000]
)
def test_any_bytes_make_a_document(raw: bytes, kind: FileKind) -> None:
    for part in read_document(raw, kind).parts:
        part.place(0)


def test_hostile_files_are_listed_errors_or_nothing(tmp_path: Path) -> None:
    script = console_script(tmp_path / "bin")
    files = {
        "a.html": "{{" * 200_000,
        "b.html": "{% x" * 100_000,
        "c.c": "/*" * 200_000 + "PyInt_Check",
        "d.h": "#if PY_MAJOR_VERSION\n" * 50_000,
        "e.sh": "python " * 100_000,
        "f.sh": "python - <<E\n" * 20_000,
        "tox.ini": "python_requires" + " " * 200_000 + "x",
        "g.ipynb": '{"cells": [{"cell_type": "code", "source": ["' + "%" * 100_000 + '"]}]}',
        "h.rst": ">>> (\n" * 1_000,
        "big.ipynb": " " * 2000,
        "py3port.toml": "max-file-size = 1500\n",
    }
    root = write_tree(tmp_path / "project", files)
    listed = py3port(script, "scan", ".", "--doctests", cwd=root)
    assert listed.returncode == 2
    assert "big.ipynb: too large" in listed.stdout + listed.stderr
    write_tree(root, {"py3port.toml": ""})
    done = py3port(script, "scan", ".", "--doctests", cwd=root, timeout=60)
    assert done.returncode == 2
    assert "defect" not in done.stderr
    assert "big.ipynb:1:2001: not a notebook" in done.stdout + done.stderr


def test_a_document_in_another_encoding_stays_as_it_is(tmp_path: Path) -> None:
    script = console_script(tmp_path / "bin")
    text = 'caf\xe9\n\n>>> print "x"\n'.encode("latin-1")
    root = write_tree(tmp_path / "project", {"a.txt": text})
    assert "a.txt:3:5: print-statement" in py3port(script, "scan", ".", "--doctests", cwd=root).stdout
    applied = py3port(script, "apply", "--all", "--doctests", "--mode", "py3", cwd=root)
    assert "a.txt" in applied.stderr
    assert applied.returncode == 2
    assert (root / "a.txt").read_bytes() == text
