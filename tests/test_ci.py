"""What the repository offers to hooks and CI: it can be read, and its commands are ours."""

from __future__ import annotations

import configparser
import json
import os
import re
import shlex
import shutil
import subprocess
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest
import yaml

from py3port.cli.main import parser, run
from tests.lint.gates import START, TARGET_VARIABLES, make_repository
from tests.trees import SOURCE_ROOTS, console_script, git, write_tree

ROOT = Path(__file__).parent.parent
GUIDE = (ROOT / "docs" / "ci.md").read_text(encoding="utf-8")
ACTION = yaml.safe_load((ROOT / "action.yml").read_text(encoding="utf-8"))
HOOKS: list[dict[str, Any]] = yaml.safe_load((ROOT / ".pre-commit-hooks.yaml").read_text(encoding="utf-8"))
_BLOCK = re.compile(r"^```(\w+)\n(.*?)^```", re.MULTILINE | re.DOTALL)
_COMMAND = re.compile(r"^\s*(?:- |commands = |\$ |run: )?(py3port .*)$", re.MULTILINE)


def commands() -> Iterator[str]:
    """The calls of py3port in the blocks of the guide and in the action."""
    texts = [code for language, code in _BLOCK.findall(GUIDE) if language in ("yaml", "ini", "make")]
    texts += [step["run"] for step in ACTION["runs"]["steps"] if "run" in step]
    return (found for text in texts for found in _COMMAND.findall(text))


@pytest.mark.parametrize("command", sorted(set(commands())))
def test_commands_are_understood(command: str) -> None:
    plain = command.partition(" >> ")[0].replace("$ARGUMENTS", "").replace("${SINCE:+=$SINCE}", "=main")
    words = shlex.split(plain)[1:]
    parser(words).parse_args(words)


def test_the_guide_has_commands_and_readable_yaml() -> None:
    assert len(set(commands())) >= 5
    assert all(yaml.safe_load(code) for language, code in _BLOCK.findall(GUIDE) if language == "yaml")


def templates() -> Iterator[tuple[str, str]]:
    """The files in the guide whose first line says what they are called; name and text."""
    for language, code in _BLOCK.findall(GUIDE):
        if language == "yaml" and code.startswith("# "):
            yield code.partition("\n")[0][2:], code


def read_by(program: str, *arguments: str | Path) -> str:
    """What a development tool says of a file that it should accept."""
    command = [sys.executable, "-m", program, *map(str, arguments)]
    found = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert found.returncode == 0, found.stdout + found.stderr
    return found.stdout


def test_the_action_fits_its_schema() -> None:
    read_by("check_jsonschema", "--builtin-schema", "vendor.github-actions", ROOT / "action.yml")


@pytest.mark.parametrize(
    ("name", "schema"),
    [
        (".github/workflows/py3port.yml", "vendor.github-workflows"),
        (".gitlab-ci.yml", "vendor.gitlab-ci"),
    ],
)
def test_the_templates_fit_their_schemas(tmp_path: Path, name: str, schema: str) -> None:
    path = tmp_path / "template.yml"
    path.write_text(dict(templates())[name], encoding="utf-8")
    read_by("check_jsonschema", "--builtin-schema", schema, path)


def test_pre_commit_accepts_the_hooks(tmp_path: Path) -> None:
    path = tmp_path / "config.yaml"
    path.write_text(dict(templates())[".pre-commit-config.yaml"], encoding="utf-8")
    read_by("pre_commit", "validate-manifest", ROOT / ".pre-commit-hooks.yaml")
    read_by("pre_commit", "validate-config", path)


def test_the_guide_names_every_hook_and_every_input() -> None:
    for name in (*(hook["id"] for hook in HOOKS), *ACTION["inputs"]):
        assert f"`{name}`" in GUIDE


def test_the_action_takes_no_input_for_code() -> None:
    """What others may set must reach the shell as a variable."""
    assert not [step for step in ACTION["runs"]["steps"] if "${{" in step.get("run", "")]


def with_py3port(folder: Path) -> Mapping[str, str]:
    """The environment of a job in which py3port is installed."""
    write_tree(folder, {"bin/py3port": f'exec {sys.executable} {console_script(folder / "lib")} "$@"\n'})
    (folder / "bin/py3port").chmod(0o755)
    path = f"{folder / 'bin'}{os.pathsep}{os.environ['PATH']}"
    return {**os.environ, "PATH": path, "PYTHONPATH": os.pathsep.join(SOURCE_ROOTS)}


def in_bash(script: str, root: Path, environment: Mapping[str, str]) -> subprocess.CompletedProcess[str]:
    """What a script does that is run as GitHub and GitLab run it."""
    command = ["bash", "--noprofile", "--norc", "-eo", "pipefail", "-c", script]
    return subprocess.run(command, cwd=root, env=environment, capture_output=True, text=True, check=False)


@pytest.mark.parametrize("since", ["", "main", "no-such-branch"])
def test_the_steps_of_the_action(tmp_path: Path, since: str) -> None:
    root = make_repository(tmp_path / "root")
    git(root, "checkout", "-qb", "topic")
    write_tree(root, {"shop/b.py": "print 1\n"})
    environment = {
        **with_py3port(tmp_path),
        "GITHUB_STEP_SUMMARY": str(tmp_path / "summary"),
        "SINCE": since,
        "ARGUMENTS": "--mode dual",
    }
    summary, verdict = (
        in_bash(step["run"], root, environment)
        for step in ACTION["runs"]["steps"]
        if "SINCE" in step.get("env", ())
    )
    assert summary.returncode == 0
    if since == "no-such-branch":
        assert (verdict.returncode, verdict.stdout) == (2, "")
        return
    assert verdict.returncode == 1
    assert verdict.stdout.startswith("::error file=shop/b.py,line=1,")
    assert (tmp_path / "summary").read_text().startswith("### py3port: 1 new finding\n")


def test_the_script_for_gitlab(tmp_path: Path) -> None:
    """In a clone as its runners leave it: of no branch."""
    origin = make_repository(tmp_path / "origin")
    git(origin, "checkout", "-qb", "topic")
    write_tree(origin, {"shop/b.py": "print 1\n"})
    git(origin, "commit", "-qam", "topic")
    git(tmp_path, "clone", "-q", "--no-single-branch", str(origin), "clone")
    git(tmp_path / "clone", "checkout", "-q", "--detach", "origin/topic")
    job = yaml.safe_load(dict(templates())[".gitlab-ci.yml"])["py3port"]
    script = "\n".join(line for line in job["script"] if not line.startswith("pip "))
    environment = {**with_py3port(tmp_path), "CI_MERGE_REQUEST_TARGET_BRANCH_NAME": "main"}
    assert in_bash(script, tmp_path / "clone", environment).returncode == 1
    (found,) = json.loads((tmp_path / "clone" / job["artifacts"]["reports"]["codequality"]).read_text())
    assert found["location"] == {"path": "shop/b.py", "lines": {"begin": 1, "end": 1}}


def test_tox_lets_py3port_know_where_a_change_is_to_go() -> None:
    """It passes on no variable that it is not told of."""
    (text,) = (code for language, code in _BLOCK.findall(GUIDE) if language == "ini")
    config = configparser.ConfigParser()
    config.read_string(text)
    passed = config["testenv:py3port"]["pass_env"].split()
    assert passed == list(TARGET_VARIABLES)


def test_the_targets_for_make(tmp_path: Path) -> None:
    root = make_repository(tmp_path / "root")
    (makefile,) = (code for language, code in _BLOCK.findall(GUIDE) if language == "make")
    write_tree(root, {"Makefile": makefile, "shop/b.py": "print 1\n"})
    environment = with_py3port(tmp_path)
    refused = in_bash("make py3port", root, environment)
    assert refused.returncode != 0
    assert "shop/b.py:1:1: print-statement" in refused.stdout
    assert in_bash("make py3port-fix", root, environment).returncode == 0
    assert (root / "shop/b.py").read_text() == "print(1)\n"


@pytest.fixture
def staged(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A repository with one new finding that is staged."""
    root = make_repository(tmp_path / "root")
    write_tree(root, {"shop/a.py": f"{START['shop/a.py']}\n\ndef h(d):\n    return d.has_key(2)\n"})
    git(root, "add", "-A")
    monkeypatch.chdir(root)
    return root


@pytest.mark.parametrize("hook", HOOKS, ids=lambda hook: str(hook["id"]))
def test_hooks(hook: Mapping[str, Any], staged: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """As pre-commit calls them, which takes a changed file for a failure as well."""
    before = (staged / "shop/a.py").read_text()
    program, *words = shlex.split(hook["entry"])
    assert program == "py3port"
    code = run([*words, *hook.get("args", ()), "shop/a.py"])
    after = (staged / "shop/a.py").read_text()
    assert (code != 0, after != before) == {
        "py3port-lint": (True, False),
        "py3port-fix": (True, True),
        "py3port-apply": (False, True),
    }[hook["id"]]
    if hook["id"] == "py3port-fix":
        assert after == before.replace("d.has_key(2)", "2 in d")


@pytest.mark.corpus
def test_pre_commit_runs_the_hooks(staged: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """It makes an environment for us from a commit, as it does for its users."""
    source = tmp_path / "source"
    for name in ("py3port", "codemods", "reports"):
        shutil.copytree(ROOT / name, source / name, ignore=shutil.ignore_patterns("__pycache__"))
    for name in (".pre-commit-hooks.yaml", "pyproject.toml", "README.md", "LICENSE"):
        shutil.copy(ROOT / name, source)
    git(source, "init", "-q")
    git(source, "add", "-A")
    git(source, "commit", "-qm", "release")
    git(source, "tag", "v0.1.0")
    config = dict(templates())[".pre-commit-config.yaml"].replace("https://example.org/py3port", str(source))
    write_tree(staged, {".pre-commit-config.yaml": f"{config}      - id: py3port-fix\n"})
    monkeypatch.setenv("PRE_COMMIT_HOME", str(tmp_path / "home"))
    said = []
    for _ in range(2):
        git(staged, "add", "-A")
        command = [sys.executable, "-m", "pre_commit", "run"]
        found = subprocess.run(command, cwd=staged, capture_output=True, text=True, check=False)
        said.append((found.returncode, found.stdout))
    (refused, what), (accepted, _) = said
    assert (refused, accepted) == (1, 0), said
    assert "shop/a.py:11:12: dict-has-key" in what
    assert "    return 2 in d\n" in (staged / "shop/a.py").read_text()
