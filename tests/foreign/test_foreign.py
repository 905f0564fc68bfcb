"""Other people's fixers and codemods run as rules: found, applied once, proven, and never taken from the project."""

from __future__ import annotations

import pickle
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from py3port.apply import driver
from py3port.apply.outcome import Changed, LeftKind, Unchanged
from py3port.errors import UserError
from py3port.foreign import Extensions
from py3port.project.project import Project
from py3port.registry import load_rules
from py3port.result import Mode, Options
from tests.foreign.company import CODEMODS, FIXER
from tests.trees import write_tree

pytest.importorskip("fissix")

ALWAYS = """from fissix.fixer_base import BaseFix
from fissix.fixer_util import Name


class FixLonger(BaseFix):
    PATTERN = "NAME"
    explicit = True

    def transform(self, node, results):
        if node.value.startswith("grows"):
            node.replace(Name(node.value + "_", prefix=node.prefix))
        if node.value == "unclear":
            self.cannot_convert(node, "who knows")
"""


@pytest.fixture
def installed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A folder in which the company's packages are installed."""
    folder = tmp_path / "site"
    write_tree(
        folder,
        {
            "mycompany/__init__.py": "",
            "mycompany/fixes/__init__.py": "",
            "mycompany/fixes/fix_bad.py": FIXER,
            "mycompany/fixes/fix_longer.py": ALWAYS,
            "mycompany/codemods.py": CODEMODS,
        },
    )
    monkeypatch.syspath_prepend(str(folder))
    yield folder
    for name in [name for name in sys.modules if name.split(".")[0] == "mycompany"]:
        del sys.modules[name]


@pytest.fixture
def project(tmp_path: Path, installed: Path) -> Path:
    root = tmp_path / "project"
    write_tree(
        root,
        {
            "py3port.toml": 'fixers = ["mycompany.fixes"]\ncodemods = ["mycompany.codemods.Rename"]\n',
            "a.py": "print bad(1), 2\nx = old\n",
            "b.py": "y = 1\n",
        },
    )
    return root


def outcomes(root: Path, *names: str, mode: Mode = Mode.DUAL) -> list[driver.Outcome]:
    project = Project.open(root)
    rules = load_rules(project.extensions).select(names)
    request = driver.Request(rules, Options(mode), project.files, jobs=1)
    return list(driver.preview(project, request))


@pytest.mark.parametrize(
    "name", ["mycompany.fixes:fix_bad", "mycompany.fixes.fix_bad", "fix_bad"], ids=["own", "dotted", "bare"]
)
def test_fixer(project: Path, name: str) -> None:
    first, second = outcomes(project, name)
    assert isinstance(first, Changed)
    assert first.data == b"print good(1), 2\nx = old\n"
    assert first.fixed == (("mycompany.fixes:fix_bad", 1),)
    assert first.confirm_with == "2.7"
    assert isinstance(second, Unchanged)


def test_codemod(project: Path) -> None:
    first, _ = outcomes(project, "mycompany.codemods.Rename")
    assert isinstance(first, Changed)
    assert first.data == b"print bad(1), 2\nx = new\n"


def test_plain_transformer_sees_python2(project: Path) -> None:
    write_tree(project, {"py3port.toml": 'codemods = ["mycompany.codemods.Plain"]\n'})
    first, second = outcomes(project, "Plain")
    assert isinstance(first, Changed)
    assert first.data == b"print bad(2), 2\nx = old\n"
    assert isinstance(second, Changed)


def test_a_fixer_is_asked_once(project: Path) -> None:
    write_tree(project, {"a.py": "grows = 1\nunclear = 2\n"})
    first, _ = outcomes(project, "fix_longer")
    assert isinstance(first, Changed)
    assert first.data == b"grows_ = 1\nunclear = 2\n"
    assert [(each.line, each.kind) for each in first.left] == [(2, LeftKind.MANUAL)]


def test_what_breaks_is_a_finding(project: Path) -> None:
    write_tree(project, {"py3port.toml": 'codemods = ["mycompany.codemods.Broken"]\n'})
    first, _ = outcomes(project, "Broken")
    assert isinstance(first, Unchanged)
    (left,) = first.left
    assert "RuntimeError: oh dear" in left.reason


def test_ours_goes_before_theirs(installed: Path) -> None:
    write_tree(installed, {"mycompany/fixes/fix_print.py": FIXER.replace("FixBad", "FixPrint")})
    registry = load_rules(Extensions(("mycompany.fixes",)))
    assert [rule.name for rule in registry.find("fix_print")] == ["print-statement"]
    assert [rule.name for rule in registry.find("mycompany.fixes.fix_print")] == ["mycompany.fixes:fix_print"]


def test_rules_go_to_other_processes(installed: Path) -> None:
    registry = load_rules(Extensions(("mycompany.fixes",), ("mycompany.codemods.Rename",)))
    for name in ("mycompany.fixes:fix_bad", "mycompany.codemods:Rename"):
        (rule,) = registry.find(name)
        again = pickle.loads(pickle.dumps(rule))
        assert (again.name, again.title, again.aliases) == (rule.name, rule.title, rule.aliases)


def test_nothing_of_the_project_is_imported(project: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write_tree(
        project,
        {
            "py3port.toml": 'fixers = ["evil"]\n',
            "evil/__init__.py": "raise SystemExit('imported')\n",
            "evil/fix_x.py": "raise SystemExit('imported')\n",
        },
    )
    monkeypatch.syspath_prepend(str(project))
    with pytest.raises(UserError, match="evil lies in the project"):
        load_rules(Project.open(project).extensions)
    assert "evil" not in sys.modules


@pytest.mark.parametrize(
    ("extensions", "message"),
    [
        (Extensions(("nowhere.fixes",)), "no module 'nowhere.fixes' is installed"),
        (Extensions(("mycompany",)), "holds no fixer"),
        (Extensions(("mycompany.codemods",)), "is no fixer: it defines no class FixCodemods"),
        (Extensions((), ("mycompany.codemods.Nowhere",)), "defines no class Nowhere"),
        (Extensions((), ("subprocess.call",)), "defines no class call"),
        (Extensions((), ("sys.exit",)), "is no module of Python source"),
        (Extensions((), ("Foo",)), "must be a class with its module"),
    ],
)
def test_mistakes(installed: Path, extensions: Extensions, message: str) -> None:
    with pytest.raises(UserError, match=message):
        load_rules(extensions)


def test_class_that_is_no_codemod(project: Path) -> None:
    write_tree(project, {"py3port.toml": 'codemods = ["mycompany.codemods.Nothing"]\n'})
    first, _ = outcomes(project, "Nothing")
    assert "neither a Codemod nor a CSTTransformer" in getattr(first, "error", "")


def test_modernize() -> None:
    pytest.importorskip("libmodernize")
    registry = load_rules()
    (rule,) = registry.find("modernize:fix_xrange_six")
    assert rule.name == "modernize:fix_xrange_six"
    with pytest.raises(UserError, match="did you mean 'modernize:fix_xrange_six'"):
        registry.find("modernize:fix_xrange")


def test_fixer_of_modernize_is_applied(project: Path) -> None:
    pytest.importorskip("libmodernize")
    write_tree(project, {"a.py": '"""Doc."""\nimport os\nfor i in xrange(3):\n    print i\n'})
    first, _ = outcomes(project, "modernize:fix_xrange_six")
    assert isinstance(first, Changed)
    assert b"from six.moves import xrange\n" in first.data or b"import range" in first.data
