from __future__ import annotations

import json
from pathlib import Path

import pytest

from py3port.cli.main import run
from tests.trees import write_tree


def test_the_plan_of_an_owner_counts_what_is_the_owners(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    write_tree(
        tmp_path,
        {
            "py3port.toml": '[owners]\n"a/**" = ["@ann"]\n"b/**" = ["@bob"]\n',
            "a/x.py": "print 1\nprint 2\n",
            "b/y.py": "print 3\nd.has_key(4)\n",
        },
    )
    monkeypatch.chdir(tmp_path)
    assert run(["report", "json", "--owner", "@ann"]) == 0
    plan = json.loads(capsys.readouterr().out)["plan"]
    assert [(step["rule"], step["findings"]["safe"], step["files"], step["owners"]) for step in plan] == [
        ("print-statement", 2, 1, ["@ann"])
    ]
