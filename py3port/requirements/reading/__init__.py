"""Reads what a project requires, from every kind of file that says so, without running any of them."""

from py3port.requirements.reading.walk import OWN_MARK, read_project

__all__ = ["OWN_MARK", "read_project"]
