"""`py3port requirements` as its users see it."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path

import jsonschema
import pytest

from py3port.cli import main
from py3port.requirements.formats.json_format import SCHEMA_VERSION
from tests.requirements.index_server import IndexServer, raw, response

SCHEMA = Path(__file__).parents[2] / "docs" / "schema" / f"requirements-{SCHEMA_VERSION}.json"


def test_text(project: Path, capfd: pytest.CaptureFixture[str]) -> None:
    assert main.run(["requirements"]) == 1
    out, err = capfd.readouterr()
    assert err == ""
    table = [line.split() for line in out.splitlines()[:5]]
    assert table[2][:4] == ["bridge", "both==1.0", "requirements.txt:2", "2.0"]
    assert table[3][0] == "drop"
    assert table[4][:2] == ["ok", "fine==1.0"]
    assert "Order of the work\n  1. both\n  2. enum34\n" in out
    assert "stray" in out
    assert out.splitlines()[-1] == "3 requirements: 1 bridge, 1 drop, 1 ok"


def test_json(project: Path, capfd: pytest.CaptureFixture[str]) -> None:
    assert main.run(["requirements", "--format", "json"]) == 1
    document = json.loads(capfd.readouterr().out)
    jsonschema.validate(document, json.loads(SCHEMA.read_text()))
    assert document["target"] == "3.12"
    first = document["requirements"][0]
    assert list(first) == [
        "name", "specifier", "file", "line", "verdict", "evidence", "first_py3", "first_target", "bridge", "latest",
        "replacement", "apps", "owners", "note",
    ]  # fmt: skip
    assert (first["name"], first["specifier"], first["file"], first["line"]) == (
        "both",
        "==1.0",
        "requirements.txt",
        2,
    )
    assert (first["verdict"], first["bridge"], first["apps"]) == ("bridge", "2.0", ["shop"])
    assert {"kind", "detail"} == set(first["evidence"][0])
    assert document["order"] == ["both", "enum34"]
    assert [each["module"] for each in document["unrequired"]] == ["stray"]


def test_csv_is_safe_for_spreadsheets(project: Path, capfd: pytest.CaptureFixture[str]) -> None:
    (project / "requirements.txt").write_text("fine==1.0\n")
    (project / "=cmd.txt").write_text("fine==1.0\n")
    assert main.run(["requirements", "--format", "csv", "=cmd.txt", "requirements.txt"]) == 0
    rows = list(csv.DictReader(io.StringIO(capfd.readouterr().out)))
    assert [row["file"] for row in rows] == ["'=cmd.txt", "requirements.txt"]
    assert rows[0]["specifier"] == "'==1.0"


def test_markdown_escapes_what_it_is_given(project: Path, capfd: pytest.CaptureFixture[str]) -> None:
    (project / "requirements.txt").write_text("a|b\nfine==1.0\nno_such_dist==1.*\n")
    main.run(["requirements", "--format", "markdown"])
    out = capfd.readouterr().out
    rows = [line for line in out.splitlines() if line.startswith("| ")]
    assert len({line.replace("\\|", "").count("|") for line in rows}) == 1
    assert "no\\_such\\_dist==1.\\*" in out


@pytest.mark.parametrize("name", ["json", "csv", "markdown", "text"])
def test_every_format_goes_to_a_file(project: Path, capfd: pytest.CaptureFixture[str], name: str) -> None:
    assert main.run(["requirements", "--format", name, "--output", "out"]) == 1
    assert capfd.readouterr().out == ""
    assert "both" in (project / "out").read_text()


def test_a_second_run_can_do_without_the_index(
    project: Path, server: IndexServer, capfd: pytest.CaptureFixture[str]
) -> None:
    main.run(["requirements"])
    online = capfd.readouterr().out
    asked = len(server.asked)
    main.run(["requirements", "--offline"])
    assert capfd.readouterr().out == online
    assert len(server.asked) == asked


def test_an_index_that_fails_is_no_success(
    project: Path, server: IndexServer, capfd: pytest.CaptureFixture[str]
) -> None:
    (project / "requirements.txt").write_text("fine==1.0\n")
    server.handlers["/simple/fine/"] = raw(response("500 Oops"))
    assert main.run(["requirements"]) == 1
    out = capfd.readouterr().out
    assert "unknown" in out
    assert "HTTP 500" in out


def test_write(project: Path, capfd: pytest.CaptureFixture[str]) -> None:
    assert main.run(["requirements", "--write"]) == 1
    assert "wrote requirements-bridge.txt" in capfd.readouterr().err
    bridge = (project / "requirements-bridge.txt").read_text().splitlines()
    assert bridge[1:] == ["# ours", "both==2.0  # keep", 'enum34 ; python_version < "3"', "fine==1.0"]


@pytest.mark.parametrize("arguments", [["nothing.txt"], ["--target", "2.7"], ["--format", "xml"]])
def test_mistakes(project: Path, capfd: pytest.CaptureFixture[str], arguments: list[str]) -> None:
    try:
        code = main.run(["requirements", *arguments])
    except SystemExit as error:
        code = int(error.code or 0)
    assert code == 2
    assert len(capfd.readouterr().err.splitlines()) == 1


def test_what_cannot_be_read(project: Path, capfd: pytest.CaptureFixture[str]) -> None:
    (project / "requirements.txt").write_bytes(b"x" * 6_000_000)
    assert main.run(["requirements"]) == 2
    assert "Not determined" in capfd.readouterr().out
