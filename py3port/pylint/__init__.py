"""The pylint plugin: `pylint --load-plugins=py3port.pylint` reports what `py3port lint` finds."""

from __future__ import annotations

from pylint.lint import PyLinter

from py3port.pylint.checker import register_checkers
from py3port.pylint.unparsable import watch_unparsable

__all__ = ["register"]


def register(linter: PyLinter) -> None:
    """What pylint calls when it loads the plugin."""
    register_checkers(linter)
    watch_unparsable()
