"""How a verdict is written, and the fixes in it."""

from __future__ import annotations

import json
import re
import unicodedata
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import jsonschema
import pytest

from py3port.cli import terminal
from py3port.cli.lint import FORMATS
from py3port.lint import formats
from tests.lint.gates import TEXT, lint
from tests.trees import write_tree

# What GitHub and other readers of SARIF need, stricter than the official schema.
REGION = {
    "type": "object",
    "required": ["startLine"],
    "additionalProperties": False,
    "properties": {
        name: {"type": "integer", "minimum": 1}
        for name in ("startLine", "startColumn", "endLine", "endColumn")
    },
}
MESSAGE = {
    "type": "object",
    "required": ["text"],
    "additionalProperties": False,
    "properties": {
        "text": {"type": "string", "minLength": 1},
        "markdown": {"type": "string", "minLength": 1},
    },
}
ARTIFACT = {
    "type": "object",
    "required": ["uri"],
    "additionalProperties": False,
    "properties": {"uri": {"type": "string", "pattern": "^[^ \\\\]+$"}},
}
LOCATION = {
    "type": "object",
    "required": ["physicalLocation"],
    "additionalProperties": False,
    "properties": {
        "physicalLocation": {
            "type": "object",
            "required": ["artifactLocation", "region"],
            "additionalProperties": False,
            "properties": {"artifactLocation": ARTIFACT, "region": REGION},
        }
    },
}
LEVEL = {"enum": ["none", "note", "warning", "error"]}
REPLACEMENT = {
    "type": "object",
    "required": ["deletedRegion", "insertedContent"],
    "additionalProperties": False,
    "properties": {"deletedRegion": REGION, "insertedContent": {"type": "object", "required": ["text"]}},
}
FIX = {
    "type": "object",
    "required": ["artifactChanges"],
    "additionalProperties": False,
    "properties": {
        "description": MESSAGE,
        "artifactChanges": {
            "type": "array",
            "minItems": 1,
            "items": {
                "type": "object",
                "required": ["artifactLocation", "replacements"],
                "additionalProperties": False,
                "properties": {
                    "artifactLocation": ARTIFACT,
                    "replacements": {"type": "array", "minItems": 1, "items": REPLACEMENT},
                },
            },
        },
    },
}
RESULT = {
    "type": "object",
    "required": ["ruleId", "ruleIndex", "message", "locations", "partialFingerprints"],
    "additionalProperties": False,
    "properties": {
        "ruleId": {"type": "string"},
        "ruleIndex": {"type": "integer", "minimum": 0},
        "level": LEVEL,
        "message": MESSAGE,
        "locations": {"type": "array", "minItems": 1, "maxItems": 1, "items": LOCATION},
        "partialFingerprints": {"type": "object", "additionalProperties": {"type": "string"}},
        "fixes": {"type": "array", "items": FIX, "uniqueItems": True},
        "suppressions": {
            "type": "array",
            "items": {
                "type": "object",
                "required": ["kind"],
                "additionalProperties": False,
                "properties": {
                    "kind": {"enum": ["inSource", "external"]},
                    "justification": {"type": "string"},
                },
            },
        },
    },
}
RULE = {
    "type": "object",
    "required": ["id", "shortDescription", "fullDescription", "help"],
    "additionalProperties": False,
    "properties": {
        "id": {"type": "string"},
        "shortDescription": MESSAGE,
        "fullDescription": MESSAGE,
        "help": MESSAGE,
        "helpUri": {"type": "string", "pattern": "^https?://"},
        "defaultConfiguration": {
            "type": "object",
            "properties": {"level": LEVEL},
            "additionalProperties": False,
        },
        "properties": {"type": "object"},
    },
}
SARIF = {
    "type": "object",
    "required": ["version", "runs"],
    "properties": {
        "version": {"const": "2.1.0"},
        "runs": {
            "type": "array",
            "items": {
                "type": "object",
                "required": ["tool", "results"],
                "additionalProperties": False,
                "properties": {
                    "tool": {
                        "type": "object",
                        "properties": {
                            "driver": {
                                "type": "object",
                                "required": ["name", "rules"],
                                "properties": {
                                    "rules": {"type": "array", "items": RULE, "uniqueItems": True}
                                },
                            }
                        },
                    },
                    "columnKind": {"enum": ["utf16CodeUnits", "unicodeCodePoints"]},
                    "results": {"type": "array", "items": RESULT},
                    "invocations": {"type": "array"},
                },
            },
        },
    },
}


def test_names() -> None:
    assert formats.NAMES == FORMATS


def test_text(report: Any) -> None:
    out = report("text")
    assert "    - import urllib2\n    + from six.moves import urllib\n" in out
    twins = "    {0}print 'a'\n    {0}^^^^^^^^^\n    -         print 'a'\n    +         print('a')\nshop"
    assert out.count(twins.format(" " * 8)) == 2
    assert "shop/b.py:8:9: note: reduce-builtin" in out
    assert "    + from functools import reduce\n" in out
    assert "shop/b.py:9:5: print-statement" not in out, "a comment hides it"


def test_sarif(report: Any) -> None:
    document = json.loads(report("sarif"))
    jsonschema.validate(document, SARIF)
    (run,) = document["runs"]
    assert {rule["id"] for rule in run["tool"]["driver"]["rules"]} == {
        each["ruleId"] for each in run["results"]
    }
    hidden = [each for each in run["results"] if "suppressions" in each]
    assert [each["suppressions"] for each in hidden] == [[{"kind": "inSource", "justification": "by <hand>"}]]
    assert run["invocations"][0]["executionSuccessful"] is False
    (error,) = run["invocations"][0]["toolExecutionNotifications"]
    assert error["locations"][0]["physicalLocation"]["artifactLocation"]["uri"] == "shop/c%20d.py"
    crlf = [each for each in run["results"] if "shop/e.py" in str(each)]
    (replacement,) = crlf[0]["fixes"][0]["artifactChanges"][0]["replacements"]
    assert replacement == {
        "deletedRegion": {"startLine": 2, "startColumn": 1, "endLine": 3, "endColumn": 1},
        "insertedContent": {"text": "print('é<&')\r\n"},
    }


def test_the_fixes_of_sarif_apply(report: Any) -> None:
    (run,) = json.loads(report("sarif"))["runs"]
    lines = TEXT.splitlines(keepends=True)
    (fix,) = next(each for each in run["results"] if each["ruleId"] == "moved-modules")["fixes"]
    for each in sorted(
        fix["artifactChanges"][0]["replacements"], key=lambda each: -each["deletedRegion"]["startLine"]
    ):
        region = each["deletedRegion"]
        lines[region["startLine"] - 1 : region["endLine"] - 1] = [each["insertedContent"]["text"]]
    assert "".join(lines) == TEXT.replace("import urllib2", "from six.moves import urllib").replace(
        "urllib2.", "urllib.request."
    )


def test_junit(report: Any) -> None:
    suites = ElementTree.fromstring(report("junit"))
    cases = suites.findall("./testsuite/testcase")
    assert (int(suites.attrib["failures"]), int(suites.attrib["errors"])) == (5, 1)
    assert len(cases) == int(suites.attrib["tests"])
    failure = next(case for case in cases if case.attrib["name"] == "dict-has-key").find("failure")
    assert failure is not None
    assert "+     if 1 in d and 2 in d:" in (failure.text or "")


def test_rdjson(report: Any) -> None:
    found = json.loads(report("rdjson"))["diagnostics"]
    latin = next(each for each in found if each["location"]["path"] == "shop/e.py")
    assert latin["location"]["range"] == {"start": {"line": 2, "column": 1}, "end": {"line": 2, "column": 13}}
    assert latin["suggestions"] == [
        {
            "range": {"start": {"line": 2, "column": 1}, "end": {"line": 3, "column": 1}},
            "text": "print('é<&')\n",
        }
    ]
    assert [each["message"] for each in found if "cannot be judged" in each["message"]]


def test_markdown(report: Any) -> None:
    out = report("markdown")
    assert out.startswith("### py3port: 7 new findings\n\n#### Nobody's\n")
    assert out.index("#### @shop") > out.index("shop/e.py:2")
    assert "- `shop/b.py:5` **dict-has-key** `has_key` is gone in Python 3\n\n  ```diff\n" in out
    assert "- `shop/c d.py`: " in out


def test_gitlab_and_github(report: Any) -> None:
    severities = {each["check_name"]: each["severity"] for each in json.loads(report("gitlab"))}
    assert severities["reduce-builtin"] == "info"
    assert severities["cannot-be-judged"] == "blocker"
    assert "::notice file=shop/b.py,line=8" in report("github")
    assert "Python 3%0A    - import urllib2%0A    + from six.moves import urllib%0A" in report("github")


def test_colours_in_a_terminal(report: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    plain = report("text")
    monkeypatch.setattr(terminal, "is_fancy", lambda: True)
    painted = report("text")
    assert "\x1b[1mshop/b.py:1:1\x1b[0m: \x1b[31mmoved-modules\x1b[0m" in painted
    assert "    \x1b[32m+ from six.moves import urllib\x1b[0m\n" in painted
    assert re.sub("\x1b\\[[0-9]*m", "", painted) == plain


@pytest.mark.parametrize(
    "text", ["x" * 70, "日本" * 20, "\t" * 11, "e\u0301" * 45, "\x1b" * 20], ids=range(5)
)
def test_a_line_that_is_wider_than_the_terminal(
    tree: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, text: str
) -> None:
    line = f"x = '{text}', `1`, '{text}'"
    write_tree(tree, {"shop/b.py": f"# coding: utf-8\n{line}\n"})
    assert f"    {line}\n".replace("\x1b", "\\x1b") in lint(capsys, "--since=HEAD")[1]
    monkeypatch.setattr(terminal, "is_fancy", lambda: True)
    monkeypatch.setenv("COLUMNS", "80")
    shown, carets = re.sub("\x1b\\[[0-9]*m", "", lint(capsys, "--since=HEAD")[1]).splitlines()[1:3]
    assert shown.startswith("    ... ")
    assert shown.endswith(" ...")
    assert 60 <= sum(map(cells, shown)) <= 80
    place = shown.index("`1`")
    assert sum(map(cells, shown[:place])) == sum(map(cells, carets[: carets.index("^")]))
    assert carets.strip() == "^^^"


def cells(char: str) -> int:
    """How many columns a terminal gives to a character; tabs are all alike."""
    if unicodedata.combining(char):
        return 0
    return 8 if char == "\t" else 2 if unicodedata.east_asian_width(char) in "WF" else 1


def test_a_project_in_a_folder_of_its_repository(
    tree: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Forges know paths from the repository's top, reviewdog from where it runs."""
    write_tree(tree, {"shop/py3port.toml": "", "shop/b.py": "print 1\n", "shop/c.py": "x = (\n"})

    def places(name: str) -> set[str]:
        code, out, _ = lint(capsys, "--since=HEAD", "--format", name)
        assert code == 2
        return set(re.findall(r"[\w./]*[bc]\.py", out))

    monkeypatch.chdir(tree / "shop")
    for name in ("github", "gitlab", "sarif", "markdown"):
        assert {each for each in places(name) if "/" in each} == {"shop/b.py", "shop/c.py"}
    assert (
        'classname="b.py" name="print-statement" file="shop/b.py"'
        in lint(capsys, "--since=HEAD", "--format=junit")[1]
    )
    assert places("text") == {"b.py"}
    assert places("rdjson") == {"b.py", "c.py"}
    (tree / "shop/sub").mkdir()
    monkeypatch.chdir(tree / "shop/sub")
    assert places("rdjson") == {"../b.py", "../c.py"}


@pytest.mark.parametrize("end", ["\n", "\r\n", ""])
def test_a_fix_of_the_last_line(tree: Path, capsys: pytest.CaptureFixture[str], end: str) -> None:
    """Where nothing ends the file's last line there is none after it, at whose start a region could end."""
    first, last = "x = 'é'" + (end or "\n"), "print 'é'"
    write_tree(tree, {"shop/b.py": "# coding: utf-8" + (end or "\n") + first + last + end})
    (run,) = json.loads(lint(capsys, "--since=HEAD", "--format=sarif")[1])["runs"]
    (replacement,) = run["results"][0]["fixes"][0]["artifactChanges"][0]["replacements"]
    (found,) = json.loads(lint(capsys, "--since=HEAD", "--format=rdjson")[1])["diagnostics"]
    (suggestion,) = found["suggestions"]
    region, text = replacement["deletedRegion"], replacement["insertedContent"]["text"]
    assert (text, suggestion["text"]) == ("print('é')" + end, "print('é')" + ("\n" if end else ""))
    assert (region["endLine"], region["endColumn"]) == ((4, 1) if end else (3, 10))
    assert suggestion["range"]["end"] == ({"line": 4, "column": 1} if end else {"line": 3, "column": 11})
