"""Who imports what is required, and what is imported or required in vain."""

from __future__ import annotations

from pathlib import Path

import pytest

from py3port.project.project import Project
from py3port.python2 import ParseError, SourceError, ast, parse
from py3port.requirements.model import Answer, Verdict
from py3port.requirements.reading import read_project
from py3port.requirements.source_imports import absolute_imports, candidates
from py3port.requirements.usage import Place, UsageReport, find_usage
from tests.interpreters import require_python2
from tests.trees import write_tree

SOURCES = [
    "import a\nimport b.c as d, e\nfrom f import g\nfrom h.i import (j,\n   k, # l)\n   m)\nfrom n import *\n",
    "if x: import a\nelse: import b; import c\ntry: from d import e\nexcept: pass\n",
    "import \\\n  a, \\\n  b\nfrom \\\n  c import \\\n  d\nfrom e \\\n  import f\n",
    "'''\nimport a\n'''\nx = \"\"\"from b import c\"\"\"; import d\n# import e\ny = 'import f' # '''\nimport g\n",
    "x = '\\'import a\\\nimport b'\nimport c\nr'\\''\nimport d\n",
    "from . import a\nfrom .b import c\nfrom .. d import e\nfrom f . g import h\nimport i . j\n",
    "x.import_(y)\nimportant = 1\nfrom_ = 2\ndef f():\n\timport a\n\f\n  \nimport b\n",
    "import a\r\nfrom b import (c,\r\n d)\r\nimport \\\r\n e\r\n",
    "import a\rimport b\r",
    "\ufeffimport a\n",
    "print 'x'; import a\n{1: 2}; import b\nlambda: 0; import c\n",
    "import a,b,c\nfrom d import(e)\nimport f#g\n",
]


def by_parser(source: str | bytes) -> list[tuple[str, int]]:
    tree = parse(source if isinstance(source, bytes) else source.encode())
    found: list[tuple[str, int]] = []
    for node in ast.walk(tree.root):
        if isinstance(node, ast.Import):
            found += [(alias.name, node.lineno) for alias in node.names]
        elif isinstance(node, ast.ImportFrom) and not node.level:
            for alias in node.names:
                ending = "" if alias.name == "*" else f".{alias.name}"
                found.append((f"{node.module}{ending}", node.lineno))
    return sorted(found)


@pytest.mark.parametrize("source", SOURCES)
def test_the_text_tells_what_the_parser_tells(source: str) -> None:
    data = source.encode()
    found = [(each.name, each.line) for each in absolute_imports(data)]
    assert sorted(found) == by_parser(source)
    quick = candidates(data)
    assert b"" in quick or {name.partition(".")[0].encode() for name, _ in found} <= quick.keys()


@pytest.mark.parametrize("folder", ["distutils", "json", "email", "lib2to3", "ctypes/test"])
def test_the_text_tells_what_the_parser_tells_of_real_code(folder: str) -> None:
    library = require_python2().resolve().parent.parent / "lib" / "python2.7"
    for path in sorted((library / folder).glob("*.py")):
        data = path.read_bytes()
        try:
            expected = by_parser(data)
        except (ParseError, SourceError):
            continue
        assert sorted((each.name, each.line) for each in absolute_imports(data)) == expected, path


TREE = {
    "py3port.toml": "",
    "CODEOWNERS": "/shop/ @shop\n/blog/ @blog\n",
    "requirements.txt": (
        "PyYAML\nDjango\nSouth\nnose\nzope.interface\nzope-event\npython-foo\nsimplejson\nargparse\nMySQL-python\n"
    ),
    "shop/__init__.py": "",
    "shop/models.py": "import yaml\nfrom django.db import models\nimport util\nimport shop.settings\nimport os\n",
    "shop/util.py": "from zope.interface import implements\nimport foo.bar\nimport argparse\n",
    "shop/settings.py": "INSTALLED_APPS = ['django.contrib.auth', 'south']\n",
    "blog/__init__.py": "",
    "blog/views.py": (
        "import yaml, MySQLdb\nimport django\n"
        "try:\n    import simplejson as json\nexcept ImportError:\n    import json\n"
        "try:\n    import magic\nexcept ImportError:\n    magic = None\nfrom lxml import etree\nimport zope.schema\n"
    ),
    "blog/tests.py": "import lxml.html\nimport magic\n",
    "setup.py": "# 'nose'\nfrom setuptools import setup\nsetup(install_requires=['nose'])\n",
}


@pytest.fixture
def report(tmp_path: Path) -> UsageReport:
    project = Project.open(write_tree(tmp_path, TREE))
    return find_usage(project, read_project(project).requirements)


def test_who_imports_what(report: UsageReport) -> None:
    found = {key: (usage.modules, len(usage.places), usage.apps) for key, usage in report.by_key.items()}
    assert found == {
        "pyyaml": (("yaml",), 2, ("blog", "shop")),
        "django": (("django",), 2, ("blog", "shop")),
        "south": ((), 0, ()),
        "nose": ((), 0, ()),
        "zope-interface": (("zope.interface",), 1, ("shop",)),
        "zope-event": ((), 0, ()),
        "python-foo": (("foo",), 1, ("shop",)),
        "simplejson": (("simplejson",), 1, ("blog",)),
        "argparse": (("argparse",), 1, ("shop",)),
        "mysql-python": (("MySQLdb",), 1, ("blog",)),
    }
    assert report.of("pyyaml").owners == ("@blog", "@shop")
    assert report.of("pyyaml").places == (Place("blog/views.py", 1), Place("shop/models.py", 1))


def test_what_nobody_imports(report: UsageReport) -> None:
    assert report.of("nose").note == "Imported nowhere: a tool, something another needs, or needless."
    assert report.of("south").note == "Imported nowhere, but named in shop/settings.py:1."
    assert report.of("pyyaml").note == ""
    assert report.of("something-else").apps == ()


def test_what_nobody_requires(report: UsageReport) -> None:
    found = [
        (each.module, each.distribution, len(each.places), each.is_optional) for each in report.unrequired
    ]
    assert found == [
        ("lxml", "lxml", 2, False),
        ("magic", "python-magic", 2, False),
        ("zope.schema", "zope.schema", 1, False),
    ]
    assert report.unrequired[0].apps == ("blog",)
    assert report.unrequired[0].owners == ("@blog",)


def test_an_import_that_may_fail_is_optional(tmp_path: Path) -> None:
    text = "try:\n    import a\nexcept (ImportError, OSError):\n    import b\n"
    text += "try:\n    import c\nexcept OSError: pass\n"
    report = find_usage(Project.open(write_tree(tmp_path, {"py3port.toml": "", "x.py": text})), ())
    assert {each.module: each.is_optional for each in report.unrequired} == {"a": True, "b": True, "c": False}


def test_metadata_say_what_a_distribution_is_imported_by(tmp_path: Path) -> None:
    files = {"py3port.toml": "", "requirements.txt": "Strange\n", "x.py": "import other.thing\n"}
    project = Project.open(write_tree(tmp_path, files))
    report = find_usage(project, read_project(project).requirements, modules={"strange": {"other"}})
    assert report.of("strange").modules == ("other",)
    assert not report.unrequired


def test_an_answer_gets_apps_owners_and_a_note(tmp_path: Path, report: UsageReport) -> None:
    project = Project.open(tmp_path)
    yaml, *_, nose = (each for each in read_project(project).requirements if each.key in ("pyyaml", "nose"))
    attributed = report.attributed(Answer(yaml, Verdict.OK, note="First."))
    assert (attributed.apps, attributed.owners, attributed.note) == (
        ("blog", "shop"),
        ("@blog", "@shop"),
        "First.",
    )
    assert report.attributed(Answer(nose, Verdict.OK, note="First.")).note.startswith(
        "First. Imported nowhere"
    )
