"""Data: the modules that Python 3 dropped and that have no successor of the same kind."""

from __future__ import annotations

from collections.abc import Mapping

_NOTES: Mapping[str, Mapping[str, str]] = {
    "3.0": {
        "Bastion": "",
        "CDROM": "",
        "Canvas": "use `tkinter.Canvas`",
        "DLFCN": "use the constants of `os`",
        "FixTk": "",
        "IN": "use the constants of `socket`",
        "MimeWriter": "use `email`",
        "audiodev": "",
        "bsddb": "the package `berkeleydb` is its successor",
        "compiler": "use `ast`",
        "dbhash": "the package `berkeleydb` is its successor",
        "dircache": "use `os.listdir`",
        "fpformat": "use `format`",
        "future_builtins": "the built-ins are like these now",
        "hotshot": "use `cProfile`",
        "htmllib": "use `html.parser`",
        "ihooks": "use `importlib`",
        "imputil": "use `importlib`",
        "linuxaudiodev": "",
        "macurl2path": "",
        "mhlib": "use `mailbox`",
        "mimetools": "use `email`",
        "mimify": "use `email`",
        "multifile": "use `email`",
        "mutex": "use `threading.Lock`",
        "os2emxpath": "",
        "popen2": "use `subprocess`",
        "posixfile": "use `fcntl.lockf`",
        "rexec": "",
        "rfc822": "use `email`",
        "sgmllib": "use `html.parser`; the package `sgmllib3k` has it",
        "TYPES": "",
        "statvfs": "`os.statvfs` returns an object with names",
        "stringold": "use the methods of strings",
        "strop": "use the methods of strings",
        "sunaudio": "",
        "toaiff": "",
        "user": "",
        "xmllib": "use `xml.sax`",
    },
    "3.8": {"macpath": "use `posixpath`"},
    "3.10": {"formatter": "", "parser": "use `ast`", "symbol": ""},
    "3.11": {"binhex": ""},
    "3.12": {
        "asynchat": "use `asyncio`, or the package `pyasynchat`",
        "asyncore": "use `asyncio`, or the package `pyasyncore`",
        "distutils": "the package `setuptools` brings it; use `packaging`, `shutil`, `subprocess`",
        "imp": "use `importlib`",
        "smtpd": "use the package `aiosmtpd`",
    },
    "3.13": {
        "aifc": "the package `standard-aifc` has it",
        "audioop": "the package `audioop-lts` has it",
        "cgi": "use `urllib.parse`, `html` and `email`; the package `legacy-cgi` has it",
        "cgitb": "the package `legacy-cgi` has it",
        "chunk": "the package `standard-chunk` has it",
        "crypt": "the package `legacycrypt` has it",
        "imghdr": "use the package `filetype`",
        "lib2to3": "the package `fissix` has it",
        "mailcap": "use `mimetypes`",
        "msilib": "",
        "nis": "",
        "nntplib": "the package `standard-nntplib` has it",
        "ossaudiodev": "",
        "pipes": "use `subprocess` and `shlex`",
        "sndhdr": "use the package `filetype`",
        "spwd": "",
        "sunau": "the package `standard-sunau` has it",
        "telnetlib": "use the package `telnetlib3`",
        "uu": "use `base64`",
        "xdrlib": "the package `standard-xdrlib` has it",
    },
}

REMOVED_MODULES: Mapping[str, tuple[str, str]] = {
    name: (version, note) for version, modules in _NOTES.items() for name, note in modules.items()
}
"""The version that dropped each, and what to use."""

REPLACED_MODULES: Mapping[str, str] = {
    "exceptions": "3.0",
    "md5": "3.0",
    "new": "3.0",
    "sets": "3.0",
    "sha": "3.0",
}
"""Modules whose names are replaced where they are used: an import may be left that nothing uses, or of all names."""
