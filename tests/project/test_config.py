"""Configuration: what is read, and one clear line for what is wrong."""

from __future__ import annotations

from pathlib import Path

import pytest

from py3port.errors import UserError
from py3port.project.config import Config, find_config, load_config
from py3port.result import Mode, Stage
from tests.trees import write_tree

WHOLE = """\
mode = "py3"
target = "3.12"
include = ["*.wsgi"]
exclude = ["/vendor/"]
baseline = "ci/baseline.json"
gate = ["common", "six"]
disable = ["fix_xrange"]
jobs = 3
max-file-size = 1000
source-url = "https://example.org/{path}#L{line}"
python2 = "/usr/bin/python2.7"
python3 = "python3.13"

[apps]
orders = ["/shop/orders/", "/legacy/orders*"]
"my app" = "/x/"

[owners]
"/shop/" = ["@org/shop"]
"""


def test_every_key(tmp_path: Path) -> None:
    config = load_config(write_tree(tmp_path, {"py3port.toml": WHOLE}) / "py3port.toml")
    assert (config.mode, config.target, config.jobs, config.max_file_size) == (Mode.PY3, "3.12", 3, 1000)
    assert [pattern.text for pattern in config.exclude] == ["/vendor/"]
    assert config.gate == (Stage.COMMON, Stage.SIX)
    assert config.disable == ("xrange",)
    assert list(config.apps) == ["orders", "my app"]
    assert config.owners[0].source == "py3port.toml:19"
    assert config.file == "py3port.toml"


def test_in_pyproject(tmp_path: Path) -> None:
    text = "[project]\nname = 'x'\n[tool.py3port]\ntarget = '3.14'\n[tool.py3port.apps]\na = ['/a/']\n"
    write_tree(tmp_path, {"pyproject.toml": text, "a/b/c.py": ""})
    found = find_config(tmp_path / "a" / "b", None)
    assert found == tmp_path / "pyproject.toml"
    assert load_config(found).target == "3.14"


def test_the_nearest_file_counts_and_none_above_the_checkout(tmp_path: Path) -> None:
    write_tree(tmp_path, {"py3port.toml": "", "a/pyproject.toml": "[tool.other]\n", "a/b/c.py": ""})
    assert find_config(tmp_path / "a" / "b", None) == tmp_path / "py3port.toml"
    assert find_config(tmp_path / "a" / "b", tmp_path / "a") is None


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("jobs = 2\nmoed = 'py3'", "2:1: unknown key 'moed'; did you mean 'mode'?"),
        ("mode = 'dul'", "1:1: unknown mode 'dul'; did you mean 'dual'?"),
        ("mode = 'x'", "1:1: unknown mode 'x'; there are: dual, py3"),
        ("target = 3.12", "1:1: 'target' must be a string, not a number"),
        ("target = '3.11'", "1:1: unknown target '3.11'; did you mean '3.14'?"),
        ("gate = ['comon']", "1:1: unknown stage 'comon'; did you mean 'common'?"),
        ("disable = ['xrang']", "1:1: unknown rule 'xrang'; did you mean 'xrange'?"),
        ("jobs = true", "1:1: 'jobs' must be a whole number from 1 to 1024"),
        ("jobs = 0", "1:1: 'jobs' must be a whole number from 1 to 1024"),
        ("exclude = 1", "1:1: 'exclude' must be a list of strings"),
        ("[apps]\n\n a = ['!x']", "3:2: an app needs a name, and patterns without `!`"),
        ("apps = []", "1:1: 'apps' must be a table, not a list"),
        ("[apps]\na = ['../x']", "2:1: '../x': a pattern that leads out of the root"),
        ("[owners]\n'[a]' = '@x'", "2:1: '[a]': CODEOWNERS knows neither `!` nor `[]` nor an escaped `#`"),
        ("baseline = '/etc/passwd'", "1:1: '/etc/passwd' must lie inside the project"),
        ("baseline = 'a/../../b'", "1:1: 'a/../../b' must lie inside the project"),
        ("source-url = 'javascript:alert(1)'", "1:1: 'javascript:alert(1)' is no http or https address"),
        ("source-url = 'https://x/{pth}'", "1:1: unknown field {pth}; did you mean 'path'?"),
        (
            "python2 = './python2'",
            "1:1: './python2' must be a command, or an absolute path outside of the project",
        ),
        ("python2 = 'rm'", "1:1: 'rm' does not name a Python interpreter"),
        ("mode = ", "1:8: Invalid value"),
        ("a = " + "[" * 50_000, "1:1: nested too deeply"),
        ("exclude = ['" + "x" * 2000 + "']", "a pattern of more than 1000 characters"),
    ],
)
def test_mistakes(tmp_path: Path, text: str, message: str) -> None:
    path = write_tree(tmp_path, {"py3port.toml": text}) / "py3port.toml"
    with pytest.raises(UserError) as caught:
        load_config(path)
    assert str(caught.value).startswith(f"{path}:")
    assert message.split(": ", 1)[-1] in str(caught.value)
    assert str(caught.value).count("\n") == 0
    if message[0].isdigit() and "nested" not in message:
        assert str(caught.value).startswith(f"{path}:{message}")


def test_an_interpreter_inside_the_project_is_refused(tmp_path: Path) -> None:
    path = write_tree(tmp_path, {"py3port.toml": f"python3 = '{tmp_path}/bin/python3'"}) / "py3port.toml"
    with pytest.raises(UserError, match="outside of the project"):
        load_config(path)


def test_not_utf8(tmp_path: Path) -> None:
    path = write_tree(tmp_path, {"py3port.toml": b"mode = 'dual'\n# \xff"}) / "py3port.toml"
    with pytest.raises(UserError, match=r"py3port\.toml:2:1: not UTF-8"):
        load_config(path)


def test_the_default_is_a_project_that_sets_nothing(tmp_path: Path) -> None:
    config = load_config(write_tree(tmp_path, {"py3port.toml": ""}) / "py3port.toml")
    assert config == Config(file="py3port.toml")
