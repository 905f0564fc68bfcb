"""Scans source files: a pure function of bytes and options, run in worker processes, its results cached."""

from py3port.scan.file import Defect, scan_file
from py3port.scan.run import scan

__all__ = ["Defect", "scan", "scan_file"]
