"""The bundled example: a Python 2 web shop whose own tests decide whether a port is right."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
import six

from py3port.cli.main import run
from tests.interpreters import find_interpreter, require_python2
from tests.trees import git

ROOT = Path(__file__).resolve().parent.parent
SHOP = ROOT / "examples" / "webshop"
APPS = ("core", "catalog", "orders", "accounts", "payments", "warehouse", "scripts")
STATE = ".py3port"

LEFT_ALONE = {
    "accounts/session.py": ["        if self.has_key(name):\n"],
    "catalog/tests.py": ["        urllib = urllib()\n", "urllib.urlopen),\n"],
    "core/config.py": ["except ImportError:\n    import simplejson as json\n"],
    "core/datastructures.py": [
        "    def has_key(self, name):\n",
        "        if self.has_key(name):\n",
        "in self.iteritems():\n",
    ],
    "core/pagination.py": ["    def next(self):\n"],
    "orders/pricing.py": ["    map = dict(RATES)\n", "            return map[limit]\n"],
    "orders/report.py": ["int(amount * width / top)"],
    "warehouse/courier.py": [
        "    from urllib.request import urlopen\nexcept ImportError:\n    from urllib2 import urlopen\n"
    ],
    "warehouse/stock.py": ["            if self.has_key(sku):\n", " for pair in self.iteritems()]\n"],
}
"""What looks like a finding in it and is none, by file."""


def python3() -> Path:
    """A Python 3 that has lost all that 2.7's library had; skips the test if there is none."""
    found = find_interpreter("3.13") or find_interpreter("3.12")
    if found is None:
        pytest.skip("neither Python 3.13 nor 3.12 found")
    return found


def copy_of_shop(folder: Path) -> Path:
    ignore = shutil.ignore_patterns("__pycache__", "*.pyc", STATE)
    return Path(shutil.copytree(SHOP, folder / "webshop", ignore=ignore))


def snapshot(folder: Path) -> dict[str, tuple[int, bytes]]:
    """Mode and content of every file, by path."""
    return {
        path.relative_to(folder).as_posix(): (path.stat().st_mode, path.read_bytes())
        for path in sorted(folder.rglob("*"))
        if path.is_file() and STATE not in path.parts
    }


def py3port(shop: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    roots = os.pathsep.join(str(ROOT / name) for name in (".", "codemods", "reports"))
    # -P is newer than the oldest host; the neutral folder does the same for that one
    options = ["-P"] if sys.version_info >= (3, 11) else []
    return subprocess.run(
        [sys.executable, *options, "-m", "py3port", *arguments],
        cwd=shop.parent,
        env={**os.environ, "PYTHONPATH": roots},
        capture_output=True,
        text=True,
        timeout=600,
        check=False,
    )


def port(shop: Path, *arguments: str) -> None:
    done = py3port(shop, "apply", str(shop), *arguments)
    assert done.returncode in (0, 1), done.stdout + done.stderr
    assert "Traceback" not in done.stderr, done.stderr


def run_tests(python: Path, shop: Path, *path: Path) -> int:
    """Run the shop's tests, which must pass; return how many there are."""
    done = subprocess.run(
        [str(python), "-B", "-W", "ignore", "-m", "unittest", "discover"],
        cwd=shop,
        env={**os.environ, "PYTHONPATH": os.pathsep.join(map(str, path))},
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    count = re.search(r"^Ran (\d+) tests", done.stderr, re.MULTILINE)
    assert count, done.stderr
    return int(count[1])


@pytest.fixture(scope="module")
def six_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("six")
    shutil.copy(str(six.__file__), folder / "six.py")
    return folder


@pytest.fixture(scope="module")
def in_py3(tmp_path_factory: pytest.TempPathFactory) -> Path:
    shop = copy_of_shop(tmp_path_factory.mktemp("py3"))
    port(shop, "--all", "--mode", "py3")
    return shop


@pytest.fixture(scope="module")
def in_dual(tmp_path_factory: pytest.TempPathFactory) -> Path:
    shop = copy_of_shop(tmp_path_factory.mktemp("dual"))
    port(shop, "--all", "--mode", "dual")
    return shop


def test_it_is_what_the_readme_promises() -> None:
    assert all((SHOP / app / "__init__.py").is_file() for app in APPS)
    assert b"\r\n" in (SHOP / "payments/gateways/dummy.py").read_bytes()
    assert not (SHOP / "payments/statement.py").read_bytes().endswith(b"\n")
    assert "Münster" in (SHOP / "orders/mails.py").read_text("latin-1")
    assert b"\n\t    if" in (SHOP / "warehouse/labels.py").read_bytes()


@pytest.mark.corpus
def test_the_plan_alone_ports_it(
    tmp_path: Path, six_folder: Path, in_dual: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Step by step, the tests run after each, as a lead would; the end is what one run of everything gives."""
    python2, shop = require_python2(), copy_of_shop(tmp_path)
    with (shop / "requirements.txt").open("a") as requirements:
        requirements.write("six\n")
    git(shop, "init", "-q")
    git(shop, "add", "-A")
    git(shop, "commit", "-qm", "start")
    monkeypatch.chdir(shop)
    before = run_tests(python2, shop)
    steps = 0
    while True:
        assert run(["apply", "--next", "--commit"]) in (0, 1)
        if git(shop, "rev-list", "--count", "HEAD") == f"{steps + 1}\n":
            break
        steps += 1
        assert run_tests(python2, shop, six_folder) == before
        assert git(shop, "status", "--porcelain") == ""
    assert steps > 40
    assert run_tests(python3(), shop, six_folder) == before
    expected, found = snapshot(in_dual), snapshot(shop)
    assert [name for name in expected if name.endswith(".py") and found[name] != expected[name]] == []


def test_its_tests_pass_under_python_2(tmp_path: Path) -> None:
    assert run_tests(require_python2(), copy_of_shop(tmp_path)) >= 80


def test_its_tests_pass_under_python_3_after_a_py3_port(in_py3: Path) -> None:
    assert run_tests(python3(), in_py3) >= 80


def test_its_tests_pass_under_python_3_after_a_dual_port(in_dual: Path, six_folder: Path) -> None:
    assert run_tests(python3(), in_dual, six_folder) >= 80


def test_its_tests_pass_under_python_2_after_a_dual_port(in_dual: Path, six_folder: Path) -> None:
    assert run_tests(require_python2(), in_dual, six_folder) >= 80


@pytest.mark.parametrize("mode", ["py3", "dual"])
def test_what_only_looks_like_python_2_stays(mode: str, request: pytest.FixtureRequest) -> None:
    shop: Path = request.getfixturevalue(f"in_{mode}")
    for name, texts in LEFT_ALONE.items():
        before = (SHOP / name).read_bytes().decode("latin-1")
        after = (shop / name).read_bytes().decode("latin-1")
        for text in texts:
            assert text in before, name
            assert after.count(text) == before.count(text), (name, text)


@pytest.mark.parametrize("mode", ["py3", "dual"])
def test_a_port_keeps_line_ends_and_encodings(mode: str, request: pytest.FixtureRequest) -> None:
    shop: Path = request.getfixturevalue(f"in_{mode}")
    dummy = (shop / "payments/gateways/dummy.py").read_bytes()
    assert dummy.count(b"\n") == dummy.count(b"\r\n")
    assert not (shop / "payments/statement.py").read_bytes().endswith(b"\n")
    mails = (shop / "orders/mails.py").read_bytes()
    assert mails.startswith(b"# -*- coding: latin-1 -*-\n")
    assert "'Viele Grüße aus Münster'".encode("latin-1") in mails
    assert all(b"\r" not in path.read_bytes() for path in shop.rglob("*.py") if path.name != "dummy.py")


@pytest.mark.parametrize("mode", ["py3", "dual"])
def test_a_second_port_changes_nothing(mode: str, tmp_path: Path, request: pytest.FixtureRequest) -> None:
    shop = Path(shutil.copytree(request.getfixturevalue(f"in_{mode}"), tmp_path / "webshop"))
    before = snapshot(shop)
    port(shop, "--all", "--mode", mode)
    assert snapshot(shop) == before


@pytest.mark.parametrize(
    ("rule", "app"),
    [
        ("print-statement", "orders"),
        ("except-comma", "payments"),
        ("moved-modules", "core"),
        ("mixed-tabs", "warehouse"),
    ],
)
def test_one_rule_on_one_app_touches_that_app_only_and_can_be_undone(
    rule: str, app: str, tmp_path: Path
) -> None:
    shop = copy_of_shop(tmp_path)
    before = snapshot(shop)
    port(shop, "--rule", rule, "--app", app)
    after = snapshot(shop)
    changed = [name for name in before if after.get(name) != before[name]]
    assert changed
    assert all(name.startswith(app + "/") for name in changed)
    assert after.keys() == before.keys()
    undone = py3port(shop, "undo", "--path", str(shop))
    assert undone.returncode == 0, undone.stdout + undone.stderr
    assert snapshot(shop) == before
