"""Scans source files: a pure function of bytes and options, run in worker processes, its results cached."""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from py3port.scan.file import scan_file
    from py3port.scan.run import scan

__all__ = ["scan", "scan_file"]

_HOMES = {"scan_file": "file", "scan": "run"}


def __getattr__(name: str) -> object:
    """Import what is asked for: to read a file takes none of the rules."""
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(importlib.import_module(f"{__name__}.{_HOMES[name]}"), name)
