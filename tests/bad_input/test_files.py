"""Files and names that no sane repository has."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
from pathlib import Path

import pytest

from tests.bad_input.conftest import Run, contents, is_outside_untouched
from tests.interpreters import require_deep_parser
from tests.trees import SOURCE_ROOTS, console_script, write_tree

GOOD = "print 'x'\n"
BROKEN = {
    "binary.py": (bytes(range(256)) * 40, "1:1: source contains a null byte"),
    "nul.py": ("print 1\0\n", "1:1: source contains a null byte"),
    "utf16.py": (GOOD.encode("utf-16"), "1:1: source contains a null byte"),
    "undecodable.py": (b"print '\xff'\n", "1:8: Non-ASCII character"),
    "not_utf8.py": (b"# coding: utf-8\nprint '\xff'\n", "2:1: (unicode error)"),
    "cookie.py": ("# coding: klingon\n" + GOOD, "1:1: unknown encoding: klingon"),
    "no_text.py": ("# coding: zlib\n" + GOOD, "1:1: unknown encoding: zlib"),
    "bom_cookie.py": (b"\xef\xbb\xbf# coding: latin-1\nprint 1\n", "1:1: encoding problem"),
    "syntax.py": ("print 1\ndef (:\n", "2:5: invalid syntax"),
    "open.py": ("print (1,\n", "1:7: invalid syntax"),
    "string.py": ("print 1\nx = '''abc\n", "2:5: EOF while scanning"),
    "conflict.py": ("<<<<<<< HEAD\nprint 1\n=======\n", "1:1: invalid syntax"),
}
DEPTH = 3000
TOO_DEEP = {
    "brackets": "print " + "[" * DEPTH + "]" * DEPTH,
    "parentheses": "print " + "(" * DEPTH + "1" + ")" * DEPTH,
    "backticks": "print " + "`(" * DEPTH + "1" + ")`" * DEPTH,
    "dicts": "print " + "{1:" * DEPTH + "2" + "}" * DEPTH,
    "lambdas": "print " + "lambda: " * DEPTH + "1",
    "powers": "print " + "2**" * DEPTH + "1",
    "calls_inside": "print " + "f(" * DEPTH + "1" + ")" * DEPTH,
    "parameters": "print 1\ndef f(" + "(" * DEPTH + "a," + ")," * DEPTH + "): pass",
    "blocks": "".join(" " * level + "if 1:\n" for level in range(150)) + " " * 150 + "print 1",
    "nested_try": "".join(" " * level + "while 1:\n" for level in range(30)) + " " * 30 + "print 1",
}
DEEP = {
    "unary": "print " + "-" * DEPTH + "1",
    "not": "print " + "not " * DEPTH + "1",
    "attributes": "print a" + ".b" * DEPTH,
    "calls": "print a" + "()" * DEPTH,
    "subscripts": "print a" + "[0]" * DEPTH,
    "sum": "print " + "+".join(["a"] * DEPTH),
    "strings": "print " + "+".join(["'a'"] * DEPTH),
    "literals": "print " + " ".join(["'a'"] * DEPTH),
    "choices": "print " + "1 if a else " * DEPTH + "2",
    "comparisons": "print " + "1<" * DEPTH + "2",
    "clauses": "print [1" + " for a in b" * DEPTH + "]",
    "elifs": "if a: print 1\n" + "elif a: print 1\n" * 500,
    "semicolons": "print 1; " * 500,
    "decorators": "@a\n" * DEPTH + "def f(): print 1",
}
ODD_NAMES = (
    b"a\nb.py", b"caf\xe9.py", b"-rf.py", b"--all.py", b"x\x1b[31mred.py", b"a b.py", b"\xe2\x80\xaertl.py", b"a'q.py",
    b'a"q.py', b"%s{path}.py", b"*.py", b"[x].py", b"a\\b.py", b":x.py", b"d\xff/e.py", b"tab\t.py", b"\x07.py",
)  # fmt: skip


@pytest.fixture
def broken(root: Path) -> Path:
    return write_tree(
        root, {"good.py": GOOD, "empty.py": "", **{name: text for name, (text, _) in BROKEN.items()}}
    )


@pytest.mark.parametrize(
    "command",
    [
        ("scan", "--show", "findings"),
        ("scan", "--format", "json"),
        ("lint",),
        ("report", "csv"),
        ("apply", "--all"),
        ("apply", "--all", "--mode", "py3", "--diff"),
    ],
    ids=" ".join,
)
def test_broken_files_are_listed_and_the_good_one_is_done(
    broken: Path, run: Run, command: tuple[str, ...]
) -> None:
    before = contents(broken)
    assert run(*command) == 2
    said = run.out + run.err
    for name, (_, message) in BROKEN.items():
        place, _, reason = message.partition(": ")
        assert any(f"{name}:{place}: " in line and reason in line for line in said.splitlines()), name
    changed = contents(broken)
    assert ("good.py" in said) != (command == ("apply", "--all"))
    if command == ("apply", "--all"):
        assert changed["good.py"] == b"print('x')\n"
        assert "1 of 14 files changed, 1 finding fixed" in run.out
        assert run("undo") == 0
    assert contents(broken) == before


@pytest.mark.parametrize(
    "command", [("scan", "--show", "findings"), ("lint",), ("report", "csv"), ("apply", "--all")]
)
def test_too_deep_to_parse(root: Path, run: Run, command: tuple[str, ...]) -> None:
    write_tree(root, {f"{name}.py": f"{text}\n" for name, text in TOO_DEEP.items()})
    before = contents(root)
    assert run(*command) == 2
    assert all(f"{name}.py:" in run.out + run.err for name in TOO_DEEP)
    assert contents(root) == before


def test_deep_and_yet_done(root: Path, run: Run) -> None:
    require_deep_parser(DEPTH)
    write_tree(root, {f"{name}.py": f"{text}\n" for name, text in DEEP.items()})
    before = contents(root)
    assert run("scan", "--show", "findings", "--rule", "print-statement") == 1
    assert all(f"{name}.py:" in run.out for name in DEEP)
    assert run("lint") == 1
    assert run("apply", "--rule", "print-statement") == 0
    assert all(contents(root)[name] != text for name, text in before.items())
    assert run("undo") == 0
    assert contents(root) == before


def test_how_deep_is_the_limit_of_the_host(root: Path, run: Run) -> None:
    write_tree(root, {"a.py": "print " + "+".join(["a"] * 20_000) + "\n"})
    assert run("scan", "--show", "findings") in (1, 2)
    assert "a.py:1:1: " in run.out
    assert run("apply", "--all", "--check") in (1, 2)


def test_the_gate_shows_a_piece_of_a_long_line(root: Path, run: Run) -> None:
    write_tree(root, {"a.py": "x = a" + ".has_key(1)" * 200 + "\n", "b.py": f"print '{'x' * 3_000_000}'\n"})
    assert run("lint") == 1
    assert len(run.out) < 150_000
    assert max(map(len, run.out.splitlines())) < 250
    assert "\n    print 'xxx" in run.out


def test_50_megabytes(root: Path, run: Run) -> None:
    write_tree(root, {"big.py": GOOD, "good.py": GOOD})
    os.truncate(root / "big.py", 52_000_000)
    for command in ("scan", "lint", "report json", "apply --all"):
        assert run(*command.split()) == 2
        assert "big.py: " in run.out + run.err
        assert "too large: 52.0 MB, limit 10.0 MB" in run.out + run.err
    assert (root / "good.py").read_text() == "print('x')\n"


def test_what_is_no_file_is_never_opened(root: Path, run: Run) -> None:
    write_tree(root, {"a/good.py": GOOD})
    os.mkfifo(root / "pipe.py")
    os.mkfifo(root / "pipe")
    with socket.socket(socket.AF_UNIX) as listener:
        listener.bind("socket.py")
    (root / "a" / "loop").symlink_to("..")
    (root / "self.py").symlink_to("self.py")
    (root / "gone.py").symlink_to("nowhere.py")
    (root / "out").symlink_to("../outside")
    (root / "out.py").symlink_to("../outside/precious")
    for command in ("scan", "lint", "report json", "apply --all --check"):
        assert run(*command.split()) == (0 if command == "report json" else 1)
        assert "pipe" not in run.out + run.err
        assert "precious" not in run.out + run.err
    for name, message in (("pipe.py", "a pipe"), ("socket.py", "a socket")):
        for command in ("scan", "lint", "report json", "apply --all"):
            assert run(*command.split(), name) == 2
            assert f"{name}: " in run.out + run.err
            assert f"not a regular file but {message}" in run.out + run.err
    assert run("scan", "self.py") == 2
    assert run.err == "py3port: self.py: Too many levels of symbolic links\n"


@pytest.mark.parametrize("command", ["scan", "lint", "report json", "apply --all", "owners"])
@pytest.mark.parametrize("names", [["out.py"], ["good.py", "out.py"], ["good.py", "out"]])
def test_a_named_link_out_of_the_tree(root: Path, run: Run, command: str, names: list[str]) -> None:
    """Hooks and `*` name whatever lies there; the project is where the link is, not where it leads."""
    write_tree(root, {"good.py": GOOD, "../outside/x.py": GOOD})
    (root / "out.py").symlink_to("../outside/x.py")
    (root / "out").symlink_to("../outside")
    assert run(*command.split(), *names) == 2
    assert run.err == f"py3port: {names[-1]}: lies outside of the project {root}\n"
    (root.parent / "outside" / "x.py").unlink()
    assert is_outside_untouched(root)


def test_a_link_to_a_project_is_the_project(root: Path, run: Run) -> None:
    write_tree(root, {"good.py": GOOD})
    (root.parent / "link").symlink_to(root)
    assert run("scan", "--show", "findings", str(root.parent / "link")) == 1
    assert "good.py:1:1: print-statement" in run.out


def test_paths_that_have_nothing_in_common(root: Path, run: Run) -> None:
    write_tree(root, {"good.py": GOOD})
    assert run("apply", "--all", "good.py", "/etc/hostname") == 2
    assert (
        run.err == "py3port: good.py and /etc/hostname have no folder in common; name paths of one project\n"
    )
    assert not Path("/.py3port").exists()


@pytest.fixture
def odd_names(root: Path) -> Path:
    for name in ODD_NAMES:
        path = os.path.join(os.fsencode(root), name)
        os.makedirs(os.path.dirname(path), exist_ok=True)
        with open(path, "w") as file:
            file.write(GOOD)
    return root


def test_odd_names_through_every_command(odd_names: Path, run: Run) -> None:
    count = len(ODD_NAMES)
    assert run("scan", "--show", "findings") == 1
    assert len(run.out.splitlines()) == count + 2
    assert {r"a\x0ab.py:1:1", r"caf\xe9.py:1:1", r"d\xff/e.py:1:1", r"x\x1b[31mred.py:1:1"} <= {
        line.partition(": ")[0] for line in run.out.splitlines()
    }
    assert run("lint") == 1
    assert run("lint", "--update-baseline") == 0
    assert run("lint") == 0
    assert run("init") == 0
    assert run("owners", ".") == 0
    assert run("scan", "--show", "findings", "--", "-rf.py") == 1
    assert run("scan", "-rf.py") == 2
    assert run("apply", "--all", "--check") == 1
    before = contents(odd_names)
    assert run("apply", "--all") == 0
    assert f"{count} of {count} files changed" in run.out
    assert run("undo") == 0
    assert contents(odd_names) == before


def test_a_diff_of_odd_names_and_encodings_is_a_patch(odd_names: Path, run: Run) -> None:
    latin = "# coding: latin-1\nprint 'é'\n".encode("latin-1")
    write_tree(
        odd_names,
        {"latin.py": latin, "crlf.py": "print 1\r\nprint 2", "bom.py": "\ufeffprint 1\n", "ä.py": GOOD},
    )
    patch = _diff(odd_names)
    before = contents(odd_names)
    subprocess.run(["git", "apply", "-"], input=patch, cwd=odd_names, check=True)
    patched = contents(odd_names)
    write_tree(odd_names, before)
    assert run("apply", "--all") == 0
    assert contents(odd_names) == patched
    assert b"print('\xe9')" in patched["latin.py"]


def _diff(root: Path) -> bytes:
    script = console_script(root.parent / "bin")
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(SOURCE_ROOTS)}
    argv = [sys.executable, str(script), "apply", "--all", "--diff"]
    done = subprocess.run(argv, cwd=root, env=environment, capture_output=True, check=False)
    assert done.returncode == 1, done.stderr
    assert b"\x1b" not in done.stdout
    return done.stdout


def test_every_byte_comes_back(root: Path, run: Run) -> None:
    files = {
        "crlf.py": b"print 'a'\r\nprint 'b'\r\n",
        "cr.py": b"print 'a'\rprint 'b'\r",
        "mixed.py": b"print 'a'\r\nprint 'b'\nprint 'c'\r",
        "bom.py": b"\xef\xbb\xbfprint 'a'\r\n",
        "no_end.py": b"print 'a'",
        "latin.py": b"# coding: latin-1\nprint '\xe9' #\xa0\n",
        "form_feed.py": b"\x0cprint 'a'\n\x0c\nprint 'b\x0b\x1c'\n",
        "tabs.py": b"if 1:\n\tprint 'a'\n        print 'b'\n",
        "continued.py": b"print 'a', \\\r\n  'b'\r\n",
        "sjis.py": "# coding: shift_jis\nprint 'ソ'\n".encode("shift_jis"),
        "gbk.py": "# coding: gbk\nprint u'中文'\n".encode("gbk"),
    }
    write_tree(root, files)
    os.chmod(root / "crlf.py", 0o755)
    assert run("apply", "--all", "--unsafe") == 0
    assert "11 of 11 files changed" in run.out
    after = contents(root)
    assert after["crlf.py"] == b"print('a')\r\nprint('b')\r\n"
    assert after["mixed.py"] == b"print('a')\r\nprint('b')\nprint('c')\r"
    assert after["bom.py"] == b"\xef\xbb\xbfprint('a')\r\n"
    assert run("undo") == 0
    assert contents(root) == files
    assert (root / "crlf.py").stat().st_mode & 0o777 == 0o755


def test_nothing_at_all(root: Path, run: Run) -> None:
    assert run("scan") == 0
    assert run.out == "No findings; 0 files, 0 lines scanned\n"
    assert run("lint") == 0
    assert run("report", "json") == 0
    assert run("apply", "--all") == 0
    assert run("undo") == 2
    assert run("init") == 0
