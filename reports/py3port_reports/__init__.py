"""The reporters of py3port: one file each, found by name."""
