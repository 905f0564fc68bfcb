"""Other people's fixers and codemods, run as rules: those for lib2to3 or fissix, and those for LibCST."""

from py3port.foreign.load import Extensions, load_foreign, modernize_rules

__all__ = ["Extensions", "load_foreign", "modernize_rules"]
