"""What is remembered is right, or not used."""

from __future__ import annotations

import json
import os
import sqlite3
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from py3port.project.project import Project
from py3port.result import (
    Applicability,
    FileError,
    FileResult,
    FileStatus,
    Finding,
    Mode,
    Options,
    ScanResult,
    Stage,
)
from py3port.scan import pool, scan
from py3port.scan.cache import Cache, decode, encode
from tests.scan.sample_rules import RULES
from tests.trees import SOURCE_ROOTS, git, write_tree

OLD = 1_000_000_000
FILES = {"a.py": "spam = 7\n", "p/__init__.py": "", "p/b.py": "print spam\n", "bad.py": "def (\n"}


class Scans:
    """Scans a tree again and again, and knows which files were looked at anew."""

    def __init__(self, root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        self.root = root
        self.fresh: list[str] = []
        self.warnings: list[str] = []
        real = pool.run

        def watched(job: pool.Job, tasks: list[pool.Task], **rest: object) -> Iterator[pool.Scanned]:
            self.fresh = [task.path for task in tasks]
            return real(job, tasks, **rest)  # type: ignore[arg-type]

        monkeypatch.setattr(pool, "run", watched)

    def __call__(self, *, options: Options | None = None, rules: int = 2) -> ScanResult:
        return scan(
            Project.open(self.root),
            rules=RULES[:rules],
            enabled=RULES,
            options=options or Options(),
            warn=self.warnings.append,
        )

    @property
    def database(self) -> Path:
        return self.root / ".py3port" / "cache.sqlite3"


@pytest.fixture
def scans(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Scans:
    write_tree(tmp_path, FILES)
    for name in FILES:
        os.utime(tmp_path / name, (OLD, OLD))
    return Scans(tmp_path, monkeypatch)


def test_the_second_scan_reads_nothing(scans: Scans, monkeypatch: pytest.MonkeyPatch) -> None:
    first = scans()
    assert sorted(scans.fresh) == sorted(FILES)
    monkeypatch.setattr("py3port.scan.run.read_content", None)
    assert scans() == first
    assert scans.fresh == []
    assert (scans.root / ".py3port" / ".gitignore").read_text() == "*\n"
    assert scans.warnings == []


def test_a_changed_file_is_scanned_again(scans: Scans) -> None:
    scans()
    (scans.root / "a.py").write_text("spam = 8\n")
    assert len(scans().findings) == 2
    assert scans.fresh == ["a.py"]
    # Of the same size, so soon after the last change that the time may not tell.
    (scans.root / "a.py").write_text("spam = 7\n")
    assert len(scans().findings) == 3
    assert scans.fresh == ["a.py"]


def test_a_file_that_was_only_touched_is_not(scans: Scans) -> None:
    first = scans()
    os.utime(scans.root / "a.py", (OLD + 5, OLD + 5))
    assert scans() == first
    assert scans.fresh == []


def test_what_lies_around_counts(scans: Scans) -> None:
    scans()
    write_tree(scans.root, {"p/string.py": ""})
    scans()
    assert sorted(scans.fresh) == ["p/__init__.py", "p/b.py", "p/string.py"]


def test_options_count_and_are_remembered_side_by_side(scans: Scans) -> None:
    scans()
    scans(options=Options(Mode.PY3))
    assert len(scans.fresh) == 4
    scans()
    assert scans.fresh == []
    scans(options=Options(Mode.PY3))
    assert scans.fresh == []


def test_some_rules_are_answered_from_all(scans: Scans) -> None:
    scans()
    assert {finding.rule for finding in scans(rules=1).findings} == {"name-spam"}
    assert scans.fresh == []


def test_owners_and_apps_are_not_remembered(scans: Scans) -> None:
    scans()
    write_tree(scans.root, {"CODEOWNERS": "* @new"})
    assert {finding.owners for finding in scans().findings} == {("@new",)}
    assert scans.fresh == []


def test_what_is_gone_is_forgotten(scans: Scans) -> None:
    scans()
    os.unlink(scans.root / "p" / "b.py")
    scans()
    with closing(sqlite3.connect(scans.database)) as connection:
        assert connection.execute("SELECT path FROM results WHERE hex(path) LIKE '702F%'").fetchall() == [
            (b"p/__init__.py",)
        ]


def test_defects_and_vanished_files_are_not_remembered(scans: Scans) -> None:
    write_tree(scans.root, {"a.py": "spam = defective\n"})
    scans()
    scans()
    assert scans.fresh == ["a.py"]


def test_safe_to_delete(scans: Scans) -> None:
    first = scans()
    os.unlink(scans.database)
    assert scans() == first
    assert len(scans.fresh) == 4
    assert scans.warnings == []


def _garbage(path: Path) -> None:
    path.write_bytes(b"not a database at all" * 100)


def _truncated(path: Path) -> None:
    os.truncate(path, os.path.getsize(path) - 5000)


def _flipped(path: Path) -> None:
    data = bytearray(path.read_bytes())
    data[4096:] = bytes(byte ^ 0x5A for byte in data[4096:])
    path.write_bytes(data)


def _with_a_view_that_never_ends(path: Path) -> None:
    with closing(sqlite3.connect(path)) as connection:
        columns = (
            "context, x'00' path, x'00' surroundings, 1 size, 1 mtime, 1 inode, x'00' digest, '' payload"
        )
        connection.executescript(
            "DROP TABLE results; CREATE VIEW results AS WITH RECURSIVE n(context) AS "
            f"(SELECT x'00' UNION ALL SELECT context FROM n) SELECT {columns} FROM n"
        )


def _with_rows_of_other_types(path: Path) -> None:
    with closing(sqlite3.connect(path)) as connection, connection:
        connection.execute("UPDATE results SET size = 'x'")


@pytest.mark.parametrize(
    "harm", [_garbage, _truncated, _flipped, _with_a_view_that_never_ends, _with_rows_of_other_types]
)
def test_a_broken_file_is_made_anew_with_a_warning(scans: Scans, harm: Callable[[Path], None]) -> None:
    first = scans()
    harm(scans.database)
    assert scans() == first
    assert len(scans.fresh) == 4
    (warning,) = scans.warnings
    assert warning.startswith(".py3port/cache.sqlite3 cannot be used and is made anew: ")
    assert scans() == first
    assert scans.fresh == []


@pytest.mark.parametrize(
    "payload",
    [
        "",
        "null",
        "[]",
        "[1,2,null,[]]",
        '[1,"x",null,[[1]]]',
        '[1,"x",[1,2,3],[]]',
        "[" * 100_000,
        '[1,"x",null,7]',
    ]
    + [
        json.dumps([1, "x", None, [[1, 1, 1, 1, rule, how, "m", "s", "t", "f"]]])
        for rule, how in [("no", "safe"), ("name-spam", "x")]
    ],
)
def test_a_payload_that_is_none_is_scanned_again(scans: Scans, payload: str) -> None:
    first = scans()
    with closing(sqlite3.connect(scans.database)) as connection, connection:
        connection.execute("UPDATE results SET payload = ? WHERE path = ?", (payload, b"a.py"))
    assert scans() == first
    assert scans.fresh == ["a.py"]


def test_our_folder_is_a_file(scans: Scans) -> None:
    write_tree(scans.root, {".py3port": "mine"})
    assert scans() == scans()
    assert (scans.root / ".py3port").read_text() == "mine"


@pytest.mark.parametrize("link", [".py3port", ".py3port/cache.sqlite3"])
def test_a_link_out_of_the_tree_is_not_followed(
    scans: Scans, tmp_path_factory: pytest.TempPathFactory, link: str
) -> None:
    outside = tmp_path_factory.mktemp("outside")
    (scans.root / link).parent.mkdir(exist_ok=True)
    (scans.root / link).symlink_to(outside / ("x" if "sqlite" in link else ""))
    scans()
    scans()
    assert len(scans.fresh) == 4
    assert list(outside.iterdir()) == []


def test_nothing_can_be_written(scans: Scans, monkeypatch: pytest.MonkeyPatch) -> None:
    first = scans()
    write_tree(scans.root, {"a.py": "spam = 7, 7\n"})

    def refuse(*_: object, **__: object) -> None:
        raise sqlite3.OperationalError("attempt to write a readonly database")

    monkeypatch.setattr("py3port.scan.cache._create", refuse)
    assert len(scans().findings) == len(first.findings) + 1
    assert scans.warnings == []


def test_one_that_comes_with_the_repository_is_not_used(scans: Scans) -> None:
    git(scans.root, "init", "-q")
    scans()
    git(scans.root, "add", "--force", ".py3port/cache.sqlite3")
    scans()
    assert len(scans.fresh) == 4
    assert scans.warnings == [".py3port is tracked by git: what it remembers is not used"]


CONCURRENT = """\
import sys
from pathlib import Path
from py3port.project.project import Project
from py3port.result import Options
from py3port.scan import scan
from tests.scan.sample_rules import RULES
for round in range(6):
    Path(sys.argv[1], f"m{round}.py").write_text(f"spam = {round}\\n")
    result = scan(Project.open(sys.argv[1]), rules=RULES, options=Options(), warn=print)
    print(sum(finding.rule == "name-spam" for finding in result.findings if finding.path.startswith("k")))
"""


def test_a_file_without_tables_is_one_in_the_making(tmp_path: Path) -> None:
    write_tree(tmp_path, {"a.py": "spam\n", ".py3port/cache.sqlite3": ""})
    heard: list[str] = []
    assert Cache(tmp_path, b"context", warn=heard.append).load(["a.py"], everything=True) == {}
    assert heard == []


def test_concurrent_runs(tmp_path: Path) -> None:
    write_tree(tmp_path, {f"k{number}.py": "spam\n" for number in range(30)})
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(SOURCE_ROOTS)}
    argv = [sys.executable, "-c", CONCURRENT, str(tmp_path)]
    running = [subprocess.Popen(argv, env=environment, stdout=subprocess.PIPE, text=True) for _ in range(3)]
    outputs = [process.communicate(timeout=60)[0] for process in running]
    assert outputs == ["30\n" * 6] * 3


_TEXT = st.text(st.characters(codec="utf-8", categories=("L", "N", "P", "Z", "C", "S")), max_size=20)
_COUNT = st.integers(0, 10**6)


@given(data=st.data(), error=st.none() | st.builds(FileError, _TEXT, _COUNT, _COUNT, st.just("")))
def test_what_is_remembered_is_what_was_found(data: st.DataObject, error: FileError | None) -> None:
    finding = st.builds(
        Finding,
        path=st.just("a.py"),
        line=_COUNT,
        column=_COUNT,
        end_line=_COUNT,
        end_column=_COUNT,
        rule=st.just("name-spam"),
        stage=st.just(Stage.COMMON),
        applicability=st.sampled_from(Applicability),
        message=_TEXT,
        scope=_TEXT,
        text=_TEXT,
        fingerprint=_TEXT,
    )
    found = () if error else tuple(data.draw(st.lists(finding, max_size=3)))
    status = FileStatus.ERROR if error else FileStatus.OK
    imports = () if error else tuple(data.draw(st.lists(_TEXT, max_size=3)))
    result = FileResult("a.py", data.draw(_COUNT), data.draw(_TEXT), status, error, found, imports=imports)
    owned = tuple(each._replace(app="x", owners=("@a",)) for each in found)
    expected = result._replace(app="x", owners=("@a",), findings=owned)
    assert (
        decode(encode(result), "a.py", stages={"name-spam": Stage.COMMON}, app="x", owners=("@a",))
        == expected
    )
