"""Runs a test command under one interpreter and reads how each test ended."""

from __future__ import annotations

import json
import os
import re
import shlex
import tempfile
import xml.etree.ElementTree as ElementTree
from collections.abc import Mapping, Sequence
from pathlib import Path

from py3port.errors import UserError
from py3port.process import run_check
from py3port.verify.result import Status, TestRun

_PYTHONS = re.compile(r"python[\d.]*(\.exe)?")
_RUNNERS = {"pytest": "pytest", "py.test": "pytest", "nosetests": "nose", "unittest": "unittest"}
_OUTPUT_LIMIT = 20_000
_ONLY = "--only-files="
_PYTEST_OUTPUT = ("-o", "junit_logging=all", "-o", "junit_log_passing_tests=false")
"""Older ones write what a test printed unasked, and pass over settings that they do not know."""
_WITH_VALUE = frozenset(
    "-c -e -i -k -m -o -p -w --basetemp --confcutdir --config --cov --cov-config --deselect --exclude-dir --ignore "
    "--ignore-glob --log-file --rootdir --where".split()
)
"""Options of pytest and nose whose value may look like the path of tests."""


def argv_of(command: Sequence[str], python: str, results: str) -> list[str]:
    """The words to run: the interpreter put in its place, and where the results go.

    `{python}` and `{junit}` in the command are replaced; where they are missing, pytest, nose and unittest are
    known, called by their own names or by `python -m`.

    Raises:
        UserError: the command is none of these.
    """
    words = list(command)
    if not any("{python}" in word for word in words):
        name = os.path.basename(words[0])
        if name in _RUNNERS:
            words[:1] = ["{python}", "-m", _RUNNERS[name]]
        elif _PYTHONS.fullmatch(name):
            words[0] = "{python}"
        else:
            raise UserError(f"{words[0]}: say {{python}} where the interpreter stands in the test command")
    if not any("{junit}" in word for word in words):
        words = _with_results(words)
    return [word.replace("{python}", python).replace("{junit}", results) for word in words]


def _with_results(words: list[str]) -> list[str]:
    module = words[words.index("-m") + 1] if "-m" in words[:-1] else ""
    if module == "pytest":
        return [*words, "--junitxml={junit}", *_PYTEST_OUTPUT]
    if module == "nose":
        return [*words, "--with-xunit", "--xunit-file={junit}"]
    if module == "unittest":
        position = words.index("-m")
        runner = str(Path(__file__).with_name("unittest_runner.py"))
        return [*words[:position], runner, "{junit}", *words[position + 2 :]]
    raise UserError("the test command must be one of pytest, nose or unittest, or write JUnit XML to {junit}")


def with_files(command: Sequence[str], paths: Sequence[str], *, root: Path) -> list[str]:
    """The test command, for the tests in these files only: of those that it names by path, where it names any."""
    words = list(command)
    if "unittest" in words:
        return _unittest_with_files(words, paths)
    named = [
        number
        for number, word in enumerate(words[1:], start=1)
        if not word.startswith("-") and words[number - 1] not in _WITH_VALUE and (root / word).exists()
    ]
    folders = [os.path.normpath(words[number]) for number in named]
    chosen = [path for path in paths if not folders or any(_lies_in(path, folder) for folder in folders)]
    return [*(word for number, word in enumerate(words) if number not in named), *chosen]


def _unittest_with_files(words: Sequence[str], paths: Sequence[str]) -> list[str]:
    position = words.index("unittest") + 1
    if all(word.startswith("-") for word in words[position:]):
        return [*words, *(path.removesuffix(".py").replace("/", ".") for path in paths)]
    # Where the tests are found otherwise, our runner leaves out those of other files.
    return [*words[:position], f"{_ONLY}{json.dumps(list(paths))}", *words[position:]]


def _lies_in(path: str, folder: str) -> bool:
    return folder in (".", path) or path.startswith(f"{folder}/")


def run_tests(command: Sequence[str], python: str, *, root: Path, timeout: float) -> dict[str, TestRun]:
    """Run the tests; how each ended, by name.

    Raises:
        UserError: no results came out of it.
    """
    with tempfile.TemporaryDirectory(prefix="py3port-") as folder:
        results = os.path.join(folder, "results")
        argv = argv_of(command, python, results)
        # Neither interpreter shall find what the other one compiled.
        done = run_check(shlex.join(argv), cwd=root, timeout=timeout, env={"PYTHONDONTWRITEBYTECODE": "1"})
        if done.timed_out:
            raise UserError(f"{shlex.join(argv)}: no end after {timeout:g} seconds")
        try:
            with open(results, "rb") as file:
                data = file.read()
            return read_results(data)
        except (OSError, ValueError, ElementTree.ParseError) as error:
            said = done.output.strip().splitlines()[-1:] or [f"exit code {done.returncode}"]
            raise UserError(f"{shlex.join(argv)}: no test results came out of it: {said[0]}") from error


def read_results(data: bytes) -> dict[str, TestRun]:
    """How each test ended: from JUnit XML, or from our own runner of unittest.

    Raises:
        ValueError, ElementTree.ParseError: it is neither.
    """
    if data.lstrip()[:1] == b"{":
        return _read_notes(json.loads(data))
    found: dict[str, TestRun] = {}
    for case in ElementTree.fromstring(data).iter("testcase"):
        name = "::".join(filter(None, (case.get("classname"), case.get("name"))))
        run = _read_case(case)
        # A test that fails, and then in its teardown again, is listed twice.
        if name not in found or run.status is Status.FAILED:
            found[name] = run
    return found


def _read_notes(notes: Mapping[str, Mapping[str, object]]) -> dict[str, TestRun]:
    return {
        name: TestRun(
            Status(note["status"]), float(str(note["seconds"])), str(note["output"])[-_OUTPUT_LIMIT:]
        )
        for name, note in notes.items()
    }


def _read_case(case: ElementTree.Element) -> TestRun:
    seconds = float(case.get("time") or 0)
    for tag, status in (("failure", Status.FAILED), ("error", Status.FAILED), ("skipped", Status.SKIPPED)):
        found = case.find(tag)
        if found is not None:
            printed = [case.findtext(name) for name in ("system-out", "system-err")]
            said = [found.text or found.get("message"), *(printed if status is Status.FAILED else [])]
            output = "\n".join(each.rstrip("\n") for each in said if each and each.strip())
            return TestRun(status, seconds, output[-_OUTPUT_LIMIT:])
    return TestRun(Status.PASSED, seconds)
