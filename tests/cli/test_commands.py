"""What each command prints, and its exit code."""

from __future__ import annotations

import json
import os
import re
import stat
from pathlib import Path

import pytest

from py3port.cli import main
from py3port.cli.terminal import printable
from tests.trees import git, write_tree

SHOP = {
    "CODEOWNERS": "* @everyone\n/orders/ @org/orders\n",
    "orders/__init__.py": "",
    "orders/models.py": "for i in xrange(10):\n    print i\n",
    "users/__init__.py": "",
    "users/models.py": "name = unicode('x')\n",
    "clean.py": "x = 1\n",
}


@pytest.fixture
def shop(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    write_tree(tmp_path, SHOP)
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("GIT_CEILING_DIRECTORIES", str(tmp_path.parent))
    return tmp_path


class Run:
    """Runs the command line in this process."""

    def __init__(self, capfd: pytest.CaptureFixture[str]) -> None:
        self._capfd = capfd
        self.out = ""
        self.err = ""

    def __call__(self, *argv: str) -> int:
        try:
            code = main.run(argv)
        except SystemExit as error:
            code = int(error.code or 0)
        self.out, self.err = self._capfd.readouterr()
        return code


@pytest.fixture
def run(capfd: pytest.CaptureFixture[str]) -> Run:
    return Run(capfd)


def test_scan(shop: Path, run: Run) -> None:
    assert run("scan", "--rule", "xrange", "--rule", "unicode-builtin") == 1
    first, second, *_ = run.out.splitlines()
    assert first.startswith("orders/models.py:1:10: xrange ")
    assert second.startswith("users/models.py:1:8: unicode-builtin ")
    assert "By rule\n  rule " in run.out
    assert "By owner\n  owner        files" in run.out
    assert run.out.endswith("\n2 findings in 2 files; 5 files, 4 lines scanned\n")
    assert run.err == ""


def test_advice_asks_for_nothing(shop: Path, run: Run) -> None:
    write_tree(shop, {"clean.py": "x = hash('a')\n"})
    assert run("scan", "clean.py") == 0
    assert "hash-value" in run.out
    assert run("apply", "--all", "--check", "clean.py") == 0


@pytest.mark.parametrize(
    ("arguments", "found"),
    [
        (["--app", "users"], ["users/models.py"]),
        (["--owner", "@org/orders"], ["orders/models.py"]),
        (["--app", "users", "--owner", "@org/orders"], []),
        (["--rule", "fix_xrange"], ["orders/models.py"]),
        (["--stage", "common", "--rule", "xrange"], []),
        (["users"], ["users/models.py"]),
        (["clean.py"], []),
    ],
)
def test_selection(shop: Path, run: Run, arguments: list[str], found: list[str]) -> None:
    assert run("scan", "--show", "findings", *arguments) == (1 if found else 0)
    lines = [line for line in run.out.splitlines() if ".py:" in line]
    assert sorted({line.partition(":")[0] for line in lines}) == found
    assert ("No findings; " in run.out) == (not found)


def test_scan_shows_paths_as_seen_from_here(shop: Path, run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(shop / "users")
    assert run("scan", "--rule", "xrange", "..") == 1
    assert run.out.startswith("../orders/models.py:1:10: ")
    monkeypatch.chdir(shop.parent)
    assert run("scan", "--rule", "xrange", shop.name) == 1
    assert run.out.startswith(f"{shop.name}/orders/models.py:1:10: ")


def test_scan_as_json(shop: Path, run: Run) -> None:
    assert run("scan", "--format", "json", "--rule", "xrange") == 1
    document = json.loads(run.out)
    assert [(each["path"], each["app"], each["owners"]) for each in document["findings"]] == [
        ("orders/models.py", "orders", ["@org/orders"])
    ]
    assert run("scan", "--format", "json", "--rule", "xrange", "--output", "out.json") == 1
    assert (run.out, json.loads((shop / "out.json").read_text())) == ("", document)


def test_scan_text_to_a_file(shop: Path, run: Run) -> None:
    assert run("scan", "--rule", "xrange", "--output", "out.txt") == 1
    assert run.out == ""
    assert (shop / "out.txt").read_text().startswith("orders/models.py:1:10: xrange ")


def test_a_file_that_cannot_be_parsed(shop: Path, run: Run) -> None:
    write_tree(shop, {"broken.py": "def (:\n"})
    assert run("scan", "--rule", "xrange") == 2
    assert "\nbroken.py:1:" in f"\n{run.out}"
    assert run.out.endswith("; 1 file could not be scanned\n")
    assert run("scan", "--rule", "xrange", "--show", "summary") == 2
    assert "py3port: 1 file could not be scanned:\n  broken.py:1:" in run.err
    assert run("scan", "--rule", "xrange", "--format", "json") == 2
    assert "  broken.py:1:" in run.err
    assert json.loads(run.out)["findings"]


def test_a_defect_in_one_file(shop: Path, run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object) -> None:
        raise KeyError("oops")

    monkeypatch.setattr("py3port.scan.file.findings", fail)
    assert run("scan", "--no-cache") == 3
    assert "KeyError: 'oops'" in run.err
    assert "this is a defect in py3port, please report it" in run.err
    assert "5 files" in run.err


def test_a_defect_of_the_whole(shop: Path, run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object, **__: object) -> None:
        raise KeyError("oops")

    monkeypatch.setattr("py3port.cli.scanning.select", fail)
    assert run("scan") == 3
    assert "KeyError: 'oops'" in run.err
    assert "this is a defect in py3port, please report it" in run.err


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["scn"], "unknown command 'scn'; did you mean 'scan'?"),
        (["scan", "nowhere"], "nowhere: no such file or folder"),
        (["scan", "--rule", "xrnge"], "unknown rule 'xrnge'; did you mean 'xrange'?\n"),
        (["scan", "--rule", "zzz"], "unknown rule 'zzz'; `py3port rules` lists them"),
        (["zzz"], "unknown command 'zzz'; `py3port --help` lists them"),
        (["scan", "--app", "ordrs"], "unknown app 'ordrs'; did you mean 'orders'?"),
        (["scan", "--owner", "@org/order"], "unknown owner '@org/order'; did you mean '@org/orders'?"),
        (["scan", "--stage", "comon"], "unknown stage 'comon'; did you mean 'common'?"),
        (["scan", "--mode", "py2"], "unknown mode 'py2'; did you mean 'py3'?"),
        (["scan", "--target", "4.0"], "unknown target '4.0'; there are: 3.12, 3.13, 3.14"),
        (["scan", "--format", "jsn"], "unknown report 'jsn'; did you mean 'json'?"),
        (["scan", "--jobs", "0"], "argument --jobs: '0' is no whole number from 1 to 1024"),
        (["scan", "--ap", "x"], "unrecognized arguments: --ap; see `py3port scan --help`"),
        (["lint", "--format", "jso"], "argument --format: unknown value 'jso'; did you mean 'json'?"),
        (["apply", "--all", "--mode", "3"], "argument --mode: unknown value '3'; there are: dual, py3"),
        (["scan", ""], "'': no such file or folder"),
        (["scan", "--output", "/"], "/: is a folder"),
        (
            ["scan", "--output", "no/where", "--rule", "xrange"],
            "no/where: cannot be written: No such file or directory",
        ),
        (["report", "htlm"], "unknown report 'htlm'; did you mean 'html'?"),
        (["rules", "xrnge"], "unknown rule 'xrnge'; did you mean 'xrange'?"),
        (["owners", "nowhere"], "nowhere: no such file or folder"),
        ([], "the following arguments are required: COMMAND"),
    ],
)
def test_mistakes_are_one_line(shop: Path, run: Run, arguments: list[str], message: str) -> None:
    assert run(*arguments) == 2
    assert run.err.startswith(f"py3port: {message}")
    assert run.err.count("\n") == 1


def test_a_mistake_in_the_configuration(shop: Path, run: Run) -> None:
    write_tree(shop, {"py3port.toml": "\nmoed = 'py3'\n"})
    assert run("scan") == 2
    assert run.err == f"py3port: {shop}/py3port.toml:2:1: unknown key 'moed'; did you mean 'mode'?\n"


def test_configuration_is_used(shop: Path, run: Run) -> None:
    write_tree(
        shop, {"py3port.toml": "disable = ['xrange']\nexclude = ['users/']\n[apps]\nfront = ['/orders/']\n"}
    )
    run("scan", "--format", "json")
    document = json.loads(run.out)
    assert "xrange" not in {each["rule"] for each in document["findings"]}
    assert {each["path"]: each["app"] for each in document["files"]}["orders/models.py"] == "front"
    assert not any(each["path"].startswith("users/") for each in document["files"])
    assert run("scan", "--rule", "xrange") == 1


def test_names_that_play_tricks(tmp_path: Path, run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    for name in (b"a\x1b[2Jb.py", b"caf\xe9.py", b"x\ny.py"):
        (tmp_path / os.fsdecode(name)).write_bytes(b"for i in xrange(3): pass\n")
    assert run("scan", "--rule", "xrange", "--show", "findings") == 1
    shown = [line.partition(":")[0] for line in run.out.splitlines() if ".py:" in line]
    assert shown == [r"a\x1b[2Jb.py", r"caf\xe9.py", r"x\x0ay.py"]
    assert printable("\u202eevil\x9b") == r"\u202eevil\x9b"


def test_rules(run: Run) -> None:
    assert run("rules") == 0
    assert "xrange" in run.out
    assert run("rules", "libmodernize.fixes.fix_xrange") == 0
    assert run.out.startswith("xrange: ")
    assert "\nChanged in dual mode:\n" in run.out or "\nChanged:\n" in run.out
    assert run("rules", "--format", "json") == 0
    assert "xrange" in [each["name"] for each in json.loads(run.out)]


def test_owners(shop: Path, run: Run) -> None:
    assert run("owners", "orders/models.py") == 0
    assert run.out == "orders/models.py: @org/orders (CODEOWNERS:2), app orders\n"
    assert run("owners", ".") == 0
    assert "@everyone    (root)  CODEOWNERS:1      1" in run.out
    write_tree(shop, {"CODEOWNERS": "/orders/ @org/orders\n"})
    assert run("owners", "--unowned", ".") == 1
    assert run.out.splitlines() == ["clean.py", "users/__init__.py", "users/models.py"]
    assert run("owners", "--unowned", "orders") == 0


def test_report(shop: Path, run: Run) -> None:
    assert run("report", "json", "--rule", "xrange") == 0
    assert len(json.loads(run.out)["findings"]) == 1
    assert run("report", "html") == 0
    assert (shop / "report.html").read_text().lstrip().lower().startswith("<!doctype html")
    assert run.err.startswith("py3port: wrote report.html: ")
    assert run("report") == 0
    assert "html" in run.out
    write_tree(shop, {"broken.py": "def (:\n"})
    assert run("report", "json") == 2


def test_init(shop: Path, run: Run) -> None:
    assert run("init") == 0
    assert '"orders" = ["/orders/"]' in run.out
    assert "# Owners are those of CODEOWNERS: @everyone, @org/orders" in run.out
    assert not (shop / "py3port.toml").exists()
    assert run("init", "--write") == 0
    assert run("scan", "--rule", "xrange") == 1
    before = (shop / "py3port.toml").read_text()
    assert run("init", "--write") == 2
    assert run.err.startswith(f"py3port: {shop}/py3port.toml configures py3port already")
    assert (shop / "py3port.toml").read_text() == before


def test_init_never_runs_what_the_repository_brings(
    shop: Path, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    write_tree(shop, {"bin/python2.7": "#!/bin/sh\ntouch ran\necho Python 2.7.18\n"})
    (shop / "bin" / "python2.7").chmod(stat.S_IRWXU)
    monkeypatch.setenv("PATH", f"{shop}/bin:bin:{os.environ['PATH']}")
    assert run("init") == 0
    assert f"{shop}/bin" not in run.out
    assert not (shop / "ran").exists()


def test_without_git_in_a_checkout(shop: Path, run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    git(shop, "init", "-q")
    monkeypatch.setenv("PATH", str(shop / "nothing"))
    assert run("scan", "--rule", "xrange") == 1


def test_no_python_files(tmp_path: Path, run: Run) -> None:
    assert run("scan", str(tmp_path)) == 0
    assert run.out == "No findings; 0 files, 0 lines scanned\n"


def test_help_names_every_command(run: Run) -> None:
    assert run("--help") == 0
    assert [name for name in main.COMMANDS if not re.search(rf"\n    {name}\s", run.out)] == []
    for name in main.COMMANDS:
        assert run(name, "--help") == 0
        assert run.out.startswith(f"usage: py3port {name} ")
