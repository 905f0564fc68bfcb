"""What the gate refuses: stages, applicability, rules, apps, locks, budgets."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.lint.gates import lint
from tests.trees import git, write_tree

TEXT = "print 1\nx = `2`\n"


def refused(capsys: pytest.CaptureFixture[str], tree: Path, config: str, *arguments: str) -> list[str]:
    write_tree(tree, {"py3port.toml": config})
    _, out, _ = lint(capsys, *(arguments or ("--since=HEAD",)), "--format", "json")
    document = json.loads(out)
    marks = [(each, "") for each in document["findings"]] + [(each, "?") for each in document["noted"]]
    return sorted(each["rule"] + mark for each, mark in marks)


@pytest.mark.parametrize(
    ("config", "expected"),
    [
        ("", ["backticks", "print-statement"]),
        ("gate = ['six']\n", []),
        ("[gate-rules]\nprint-statement = 'off'\n", ["backticks"]),
        ("[gate-rules]\nfix_print = 'note'\n", ["backticks", "print-statement?"]),
        ("[gate-rules]\nsafe = 'note'\n", ["backticks?", "print-statement?"]),
        ("[gate-rules]\nsafe = 'note'\nbackticks = 'fail'\n", ["backticks", "print-statement?"]),
        ("gate = ['six']\n[gate-rules]\nbackticks = 'note'\n", ["backticks?"]),
        ("gate = ['six']\n[gate-apps.shop]\ncommon = 'fail'\n", ["backticks", "print-statement"]),
        ("[gate-apps.shop]\ncommon = 'off'\n", []),
        ("[gate-apps.shop]\ncommon = 'off'\nprint-statement = 'note'\n", ["print-statement?"]),
    ],
)
def test_what_fails(tree: Path, capsys: pytest.CaptureFixture[str], config: str, expected: list[str]) -> None:
    write_tree(tree, {"shop/b.py": TEXT})
    assert refused(capsys, tree, config) == expected


@pytest.mark.parametrize(
    ("config", "message"),
    [
        (
            "[gate-rules]\nprint-statment = 'off'\n",
            "py3port.toml:2:1: unknown rule 'print-statment'; did you mean",
        ),
        ("[gate-rules]\nsafe = 'warn'\n", "'safe' must be one of: fail, note, off"),
        ("[max-findings]\nrule = 3\n", "unknown key 'rule'; did you mean 'rules'"),
        ("[max-findings.apps]\nshop = -1\n", "whole number"),
        ("[max-findings.apps]\nshpo = 1\n", "unknown app 'shpo'; did you mean 'shop'"),
        ("locked = ['shpo']\n", "unknown app 'shpo'; did you mean 'shop'"),
        ("[gate-apps.shpo]\ncommon = 'off'\n", "unknown app 'shpo'; did you mean 'shop'"),
    ],
)
def test_a_wrong_configuration(
    tree: Path, capsys: pytest.CaptureFixture[str], config: str, message: str
) -> None:
    write_tree(tree, {"py3port.toml": config})
    code, out, error = lint(capsys)
    assert (code, out) == (2, "")
    assert message in error
    assert error.count("\n") == 1


def test_a_configured_app_may_lose_its_last_file(tree: Path, capsys: pytest.CaptureFixture[str]) -> None:
    limits = "locked = ['old']\n[apps]\nold = ['/old/']\n[max-findings.apps]\nold = 0\n[gate-apps.old]\nsix = 'off'\n"
    write_tree(tree, {"py3port.toml": limits})
    assert lint(capsys, "--since=HEAD")[0] == 0
    lint(capsys, "--update-baseline")
    assert lint(capsys)[0] == 0


def test_a_locked_app_has_no_old_findings(tree: Path, capsys: pytest.CaptureFixture[str]) -> None:
    lint(capsys, "--update-baseline")
    assert lint(capsys)[0] == 0
    write_tree(tree, {"py3port.toml": "locked = ['shop']\n"})
    code, out, _ = lint(capsys)
    assert (code, out.count("(shop is locked)")) == (1, 3)
    write_tree(tree, {"shop/a.py": (tree / "shop/a.py").read_text() + "\n"})
    assert lint(capsys, "--since=HEAD")[1].count("(shop is locked)") == 3
    assert lint(capsys, "--update-baseline")[0] == 1
    assert json.loads((tree / "py3port-baseline.json").read_text())["findings"] == []


def test_a_locked_app_imports_nothing_unported(tree: Path, capsys: pytest.CaptureFixture[str]) -> None:
    files = {
        "py3port.toml": "locked = ['web']\n",
        "web/__init__.py": "",
        "web/views.py": "import os, shop.b\nfrom shop import a, b\nimport six\nif six.PY2:\n    import shop.a\n",
        "web/more.py": "import shop.a  # py3port: ignore[unported-import] until spring\n",
    }
    write_tree(tree, files)
    lint(capsys, "--update-baseline")
    for arguments in ((), ("--since=HEAD",)):
        code, out, error = lint(capsys, *arguments)
        assert code == 1
        assert "web/views.py:2:1: unported-import `shop.a` is shop/a.py, which Python 3 cannot parse" in out
        assert out.count("unported-import") == 1
        assert "hides nothing" not in error
    assert lint(capsys, "--since=HEAD", "--format", "sarif")[0] == 1


def test_an_import_loads_the_packages_around_what_it_names(
    tree: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    files = {
        "py3port.toml": "locked = ['web']\n",
        "web/__init__.py": "",
        "web/views.py": "import old.ported\nfrom old.ported import x, y\nfrom .inner import z\n",
        "web/inner/__init__.py": "print 1\n",
        "web/inner/z.py": "from ..inner import a\n",
        "web/inner/a.py": "",
        "old/__init__.py": "print 1\n",
        "old/ported.py": "x = y = 1\n",
    }
    write_tree(tree, files)
    for arguments in ((), ("--since=HEAD",)):
        out = lint(capsys, *arguments)[1]
        assert [line for line in out.splitlines() if "unported-import" in line] == [
            f"web/views.py:{place}: unported-import {what}, which Python 3 cannot parse yet; this app is locked"
            for place, what in (
                ("1:1", "`old.ported` loads old/__init__.py"),
                ("2:1", "`old.ported.x` loads old/__init__.py"),
                ("3:1", "`.inner.z` loads web/inner/__init__.py"),
            )
        ]


def test_no_baseline_takes_what_a_locked_app_has(tree: Path, capsys: pytest.CaptureFixture[str]) -> None:
    files = {"py3port.toml": "locked = ['web']\n", "web/views.py": "import shop.a\nprint 1\n"}
    write_tree(tree, files)
    for arguments in ((), ("--force",)):
        code, out, error = lint(capsys, "--update-baseline", *arguments)
        assert (code, out.count("web/views.py:"), out.count("shop/")) == (1, 2, 1)
        assert "py3port-baseline.json: 3 findings tolerated\n" in error
        assert "2 new findings" in error
    assert "of the baseline" not in lint(capsys)[2]


BUDGET = (
    "[max-findings]\ntotal = 9\n[max-findings.rules]\nprint-statement = 2\n[max-findings.apps]\nshop = 3\n"
)


def test_budgets(tree: Path, capsys: pytest.CaptureFixture[str]) -> None:
    write_tree(tree, {"py3port.toml": BUDGET})
    assert lint(capsys, "--update-baseline")[0] == 0
    baseline = json.loads((tree / "py3port-baseline.json").read_text())
    assert baseline["budgets"] == {"app:shop": 3, "rule:print-statement": 2, "total": 3}
    assert lint(capsys)[0] == 0
    write_tree(tree, {"shop/b.py": "print 1\n"})
    code, _, error = lint(capsys)
    assert code == 1
    assert "3 findings for rule:print-statement, 2 at most" in error
    assert "4 findings for app:shop, 3 at most" in error
    assert "4 findings for total, 3 at most" in error


def test_budgets_ratchet_down(tree: Path, capsys: pytest.CaptureFixture[str]) -> None:
    write_tree(tree, {"py3port.toml": BUDGET})
    lint(capsys, "--update-baseline")
    text = (tree / "shop/a.py").read_text()
    write_tree(tree, {"shop/a.py": text.replace("print 'b'", "pass")})
    assert lint(capsys, "--update-baseline")[0] == 0
    baseline = json.loads((tree / "py3port-baseline.json").read_text())
    assert baseline["budgets"] == {"app:shop": 2, "rule:print-statement": 1, "total": 2}
    write_tree(tree, {"shop/a.py": text})
    assert "2 findings for rule:print-statement, 1 at most" in lint(capsys)[2]
    git(tree, "add", "-A")
    assert lint(capsys, "--update-baseline", "--force")[0] == 0
    assert lint(capsys)[0] == 0
