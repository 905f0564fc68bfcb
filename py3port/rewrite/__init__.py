"""From matches to a new text: edits of statements, imports and inserted lines."""

from py3port.rewrite.driver import Rewritten, rewrite

__all__ = ["Rewritten", "rewrite"]
