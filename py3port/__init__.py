"""py3port takes a Python 2 codebase to Python 3 while its teams keep shipping."""

__version__ = "0.1.0"
