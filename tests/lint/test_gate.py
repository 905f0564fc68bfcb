from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.lint.gates import START, lint
from tests.trees import SOURCE_ROOTS, git, write_tree


def test_nothing_changed(tree: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert lint(capsys, "--since", "HEAD")[:2] == (0, "")


def test_only_what_is_new_fails(tree: Path, capsys: pytest.CaptureFixture[str]) -> None:
    write_tree(tree, {"shop/b.py": "x = 1\nif x <> 2:\n\tprint x\n"})
    code, out, _ = lint(capsys, "--since", "HEAD")
    assert code == 1
    assert "shop/b.py:2:4: not-equal-operator" in out
    assert "\tprint x\n    \t^^^^^^^\n" in out


def test_advice_is_not_new(tree: Path, capsys: pytest.CaptureFixture[str]) -> None:
    write_tree(tree, {"shop/b.py": "x = hash('a')\n"})
    assert lint(capsys, "--since", "HEAD")[:2] == (0, "")


def test_moved_indented_and_renamed_code_is_not_new(tree: Path, capsys: pytest.CaptureFixture[str]) -> None:
    git(tree, "mv", "shop/a.py", "shop/c.py")
    text = START["shop/a.py"]
    write_tree(
        tree, {"shop/c.py": "import os\n\nif os:\n" + "".join(f"    {line}\n" for line in text.splitlines())}
    )
    assert lint(capsys, "--since", "HEAD")[0] == 0


def test_code_moved_to_another_file_is_not_new(tree: Path, capsys: pytest.CaptureFixture[str]) -> None:
    text = START["shop/a.py"]
    write_tree(tree, {"shop/a.py": text[: text.index("def g")], "shop/d.py": text[text.index("def g") :]})
    assert lint(capsys, "--since", "HEAD")[0] == 0


def test_since_looks_at_the_merge_base(tree: Path, capsys: pytest.CaptureFixture[str]) -> None:
    git(tree, "branch", "-M", "main")
    git(tree, "checkout", "-qb", "topic")
    write_tree(tree, {"shop/b.py": "print 1\n"})
    git(tree, "commit", "-qam", "topic")
    git(tree, "checkout", "-q", "main")
    write_tree(tree, {"shop/a.py": "pass\n"})
    git(tree, "commit", "-qam", "main goes on")
    git(tree, "checkout", "-q", "topic")
    code, out, _ = lint(capsys, "--since", "main")
    assert code == 1
    assert out.count("shop/") == 1


@pytest.mark.parametrize("revision", ["nope", "--help", "HEAD:shop", "a b"])
def test_an_unknown_revision(tree: Path, capsys: pytest.CaptureFixture[str], revision: str) -> None:
    code, out, error = lint(capsys, f"--since={revision}")
    assert (code, out) == (2, "")
    assert "unknown revision" in error


def test_since_without_git(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(write_tree(tmp_path / "plain", START))
    code, _, error = lint(capsys, "--since", "HEAD")
    assert code == 2
    assert "no git checkout" in error


def test_a_changed_file_that_cannot_be_parsed(tree: Path, capsys: pytest.CaptureFixture[str]) -> None:
    write_tree(tree, {"shop/b.py": "x = (\n"})
    code, _, error = lint(capsys, "--since", "HEAD")
    assert code == 2
    assert "shop/b.py" in error


def test_a_deleted_file(tree: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tree / "shop/a.py").unlink()
    assert lint(capsys, "--since", "HEAD")[0] == 0


def test_the_life_of_a_baseline(tree: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert lint(capsys)[0] == 1
    assert lint(capsys, "--update-baseline")[0] == 0
    assert lint(capsys)[0] == 0
    path = tree / "py3port-baseline.json"
    first = path.read_bytes()

    write_tree(tree, {"shop/b.py": "print 1\n"})
    assert lint(capsys)[0] == 1
    assert lint(capsys, "--update-baseline")[0] == 1
    assert path.read_bytes() == first

    write_tree(tree, {"shop/a.py": "def g():\n    print 'b'\n", "shop/b.py": ""})
    code, _, error = lint(capsys)
    assert code == 0
    assert "2 findings of the baseline are gone" in error
    assert lint(capsys, "--update-baseline")[0] == 0
    assert len(json.loads(path.read_bytes())["findings"]) == 1

    write_tree(tree, {"shop/b.py": "print 1\n"})
    assert lint(capsys, "--update-baseline", "--force")[0] == 0
    assert len(json.loads(path.read_bytes())["findings"]) == 2


def test_a_broken_file_does_not_shrink_the_baseline(tree: Path, capsys: pytest.CaptureFixture[str]) -> None:
    lint(capsys, "--update-baseline")
    path = tree / "py3port-baseline.json"
    before = path.read_bytes()
    write_tree(tree, {"shop/a.py": "x = (\n"})
    assert lint(capsys, "--update-baseline")[0] == 2
    assert path.read_bytes() == before


def test_an_update_of_one_folder_keeps_the_others(tree: Path, capsys: pytest.CaptureFixture[str]) -> None:
    lint(capsys, "--update-baseline")
    before = (tree / "py3port-baseline.json").read_bytes()
    assert lint(capsys, "--update-baseline", "shop/b.py")[0] == 0
    assert (tree / "py3port-baseline.json").read_bytes() == before


def test_a_baseline_that_leads_out_of_the_project_is_not_written(
    tree: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tree.parent / "precious").write_text("mine")
    (tree / "py3port-baseline.json").symlink_to("../precious")
    assert lint(capsys, "--update-baseline")[0] == 2
    assert (tree.parent / "precious").read_text() == "mine"


@pytest.mark.parametrize("name", ["json", "gitlab", "sarif", "github"])
def test_formats(tree: Path, capsys: pytest.CaptureFixture[str], name: str) -> None:
    write_tree(tree, {"shop/b.py": "print 1\n"})
    code, out, _ = lint(capsys, "--since", "HEAD", "--format", name)
    assert code == 1
    if name == "github":
        assert out.startswith(
            "::error file=shop/b.py,line=1,col=1,endLine=1,endColumn=8,title=py3port print-statement::"
        )
        return
    document = json.loads(out)
    if name == "json":
        assert [(each["path"], each["line"], each["rule"]) for each in document["findings"]] == [
            ("shop/b.py", 1, "print-statement")
        ]
    elif name == "gitlab":
        assert document[0]["location"] == {"path": "shop/b.py", "lines": {"begin": 1, "end": 1}}
    else:
        assert document["runs"][0]["results"][0]["ruleId"] == "print-statement"


def test_the_gate_does_without_libcst(tree: Path) -> None:
    """It is dear to import, and a hook waits for every commit."""
    code = "import sys; from py3port.cli.main import run; run(['lint', '--since=HEAD']); print('libcst' in sys.modules)"
    done = subprocess.run(
        [sys.executable, "-c", code],
        env={**os.environ, "PYTHONPATH": os.pathsep.join(SOURCE_ROOTS)},
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stdout == "False\n"
