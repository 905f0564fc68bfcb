"""What other files of the project say about one file."""

from __future__ import annotations

from pathlib import Path

import pytest

from py3port.project.index import FileIndex


def write(root: Path, files: dict[str, str]) -> FileIndex:
    for name, text in files.items():
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return FileIndex(str(root))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("class A:\n    def has_key(self, k):\n        pass\n", True),
        ("class A:\n    def hasattr(self, k):\n        pass\n    has_key = hasattr\n", True),
        ("class A:\n    def has_key(self, k):\n        pass\n    __contains__ = has_key\n", False),
        ("class A(dict):\n    def has_key(self, k):\n        pass\n", False),
        ("def has_key(d, k):\n    return d.has_key(k)\n", False),
        ("class A:\n    def has_key(:\n", False),
    ],
)
def test_class_with_a_key_test_of_its_own(tmp_path: Path, text: str, expected: bool) -> None:
    index = write(tmp_path, {"pkg/__init__.py": "", "pkg/nodes.py": text})
    assert index.has_uncontained("has_key") is expected


CIRCLE = {
    "src/pkg/__init__.py": "import css\nimport util\n",
    "src/pkg/css/__init__.py": "from sheet import *\n",
    "src/pkg/css/sheet.py": "import pkg\nfrom pkg.util import f\n",
    "src/pkg/util.py": "import css\nimport log\n",
    "src/pkg/log.py": "def f():\n    import util\n",
}


@pytest.mark.parametrize(
    ("path", "module", "expected"),
    [
        ("src/pkg/util.py", "css", True),
        ("src/pkg/util.py", "log", False),
        ("src/pkg/__init__.py", "css", False),
        ("src/pkg/css/sheet.py", "missing", False),
    ],
)
def test_modules_that_import_each_other(tmp_path: Path, path: str, module: str, expected: bool) -> None:
    assert write(tmp_path, CIRCLE).is_circular(path, module) is expected


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ("def next(self):\n        return self.page", True),
        ("def next(self, step):\n        return step", False),
        ("def next(self):\n        raise StopIteration", False),
        ("def next(self):\n        try: self.f()\n        except StopIteration: self.end()", True),
        ("def __iter__(self):\n        return self\n    def next(self):\n        return 1", False),
    ],
)
def test_next_that_is_no_iterators(tmp_path: Path, body: str, expected: bool) -> None:
    assert write(tmp_path, {"a.py": f"class A(object):\n    {body}\n"}).has_other_next() is expected


def test_modules_with_a_next_that_is_no_iterators(tmp_path: Path) -> None:
    files = {
        "a/__init__.py": "class A(object):\n    def next(self):\n        return self.page\n",
        "b.py": "x = 1\n",
    }
    index = write(tmp_path, files)
    assert index.has_other_next({"a", "os"})
    assert not index.has_other_next({"b", "os"})
    more = "".join(
        f"class B{number}(A):\n    def next(self):\n        self.page += 1\n" for number in range(2)
    )
    index = write(tmp_path, {"a/__init__.py": files["a/__init__.py"] + more})
    assert index.has_other_next({"b", "os"})


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("import sets\nregister(sets.Set, tuple)\n", True),
        ("import sets as s\nif hasattr(s, 'Set'):\n    pass\n", True),
        ("from sets import Set as S\nregister(S)\n", True),
        ("import sets\nx = isinstance(y, sets.Set)\nz = list(sets.Set([1]))\n", False),
        ("sets = 1\nf(sets)\n", False),
    ],
)
def test_classes_that_are_handed_on(tmp_path: Path, text: str, expected: bool) -> None:
    assert write(tmp_path, {"a.py": text}).hands_on("sets") is expected


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        ("src/pkg/log.py", True),
        ("src/pkg/css/sheet.py", True),
        ("src/pkg/missing.py", False),
    ],
)
def test_module_that_the_package_imports(tmp_path: Path, path: str, expected: bool) -> None:
    assert write(tmp_path, CIRCLE).is_imported(path) is expected


def test_names_that_other_files_take(tmp_path: Path) -> None:
    index = write(
        tmp_path,
        {
            "shop/__init__.py": "",
            "shop/compat.py": "",
            "shop/a.py": "from .compat import (text,  # why\n    binary as b,\n)\nfrom . import c\n",
            "shop/b.py": "def f():\n    from shop.lists import *\n    from shop.compat import one, \\\n        two\n",
        },
    )
    for name, expected in (("text", True), ("binary", True), ("one", True), ("two", True), ("why", False)):
        assert index.is_taken("shop/compat.py", name) is expected
    assert index.is_taken("shop/__init__.py", "c")
    assert index.is_taken("shop/lists.py", "anything")
    assert not index.is_taken("shop/a.py", "text")


def test_names_that_other_files_reach_by_a_dot(tmp_path: Path) -> None:
    files = {"shop/dates.py": "", "shop/a.py": "from shop import dates as _dates\nprint(_dates.stamp())\n"}
    index = write(
        tmp_path, {**files, "shop/b.py": "import shop.dates\nx = shop.dates.day, y.hour\n", "c.py": "x.year"}
    )
    for name, expected in (("stamp", True), ("day", True), ("hour", False), ("year", False), ("sta", False)):
        assert index.is_taken("shop/dates.py", name) is expected


def test_methods_of_the_project(tmp_path: Path) -> None:
    index = write(tmp_path, {"a.py": "def top(): pass\n", "b/c.py": "class C:\n    def decode(self): pass\n"})
    assert index.has_method("decode")
    assert not index.has_method("top")
    assert not index.has_method("deco")
