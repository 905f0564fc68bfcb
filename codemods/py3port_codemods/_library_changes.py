"""Data: functions of the standard library that do other things in Python 3, or that a coming version drops."""

from __future__ import annotations

from collections.abc import Mapping

_GONE_SOON: Mapping[str, tuple[str, str]] = {
    **dict.fromkeys(
        ("ast.Num", "ast.Str", "ast.Bytes", "ast.NameConstant", "ast.Ellipsis"),
        ("3.14", "all constants are `ast.Constant` since 3.8"),
    ),
    "locale.getdefaultlocale": ("3.15", "use `locale.getlocale`"),
    "pkgutil.find_loader": ("3.14", "use `importlib.util.find_spec`"),
    "pkgutil.get_loader": ("3.14", "use `importlib.util.find_spec`"),
    "pty.master_open": ("3.14", "use `pty.openpty`"),
    "pty.slave_open": ("3.14", "use `pty.openpty`"),
    "sqlite3.version": ("3.14", "use `sqlite3.sqlite_version`"),
    "sqlite3.version_info": ("3.14", "use `sqlite3.sqlite_version_info`"),
}
_DEPRECATED: Mapping[str, str] = {
    "abc.abstractproperty": "use `abc.abstractmethod` under `property`",
    "datetime.datetime.utcfromtimestamp": "give `fromtimestamp` a time zone",
    "datetime.datetime.utcnow": "give `now` a time zone",
    "logging.warn": "use `logging.warning`",
    "threading.activeCount": "use `threading.active_count`",
    "threading.currentThread": "use `threading.current_thread`",
}
_OTHERWISE: Mapping[str, str] = {
    "inspect.ismethod": "it is false for the function that a class gives in place of Python 2's unbound method",
    "pkg_resources": "it comes with setuptools, which environments made by 3.12 do not have and which drops it",
    "random.seed": "the numbers that follow are others than those of Python 2",
}

LIBRARY_CHANGES: Mapping[str, str] = {
    **{name: f"it is gone since Python {version}: {note}" for name, (version, note) in _GONE_SOON.items()},
    **{name: f"it is deprecated: {note}" for name, note in _DEPRECATED.items()},
    **_OTHERWISE,
}
"""What to look at, by dotted name; a name without a dot is a module's."""
