"""The rules of py3port: one file each, found by name."""
