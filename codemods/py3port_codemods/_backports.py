"""Data: packages that bring to Python 2 what Python 3's standard library has."""

from __future__ import annotations

from collections.abc import Mapping

# The package's module, and where the standard library has the same names.
BACKPORTS: Mapping[str, str] = {
    "backports.configparser": "configparser",
    "backports.csv": "csv",
    "backports.functools_lru_cache": "functools",
    "backports.lzma": "lzma",
    "backports.shutil_get_terminal_size": "shutil",
    "backports.shutil_which": "shutil",
    "backports.statistics": "statistics",
    "backports.tempfile": "tempfile",
    "backports.weakref": "weakref",
    "backports.zoneinfo": "zoneinfo",
    "chainmap": "collections",
    "contextlib2": "contextlib",
    "funcsigs": "inspect",
    "functools32": "functools",
    "importlib_metadata": "importlib.metadata",
    "mock": "unittest.mock",
    "monotonic": "time",
    "ordereddict": "collections",
    "pathlib2": "pathlib",
    "scandir": "os",
    "selectors2": "selectors",
    "selectors34": "selectors",
    "singledispatch": "functools",
    "statistics2": "statistics",
    "subprocess32": "subprocess",
    "unittest2": "unittest",
}
