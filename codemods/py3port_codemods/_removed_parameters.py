"""Data: the parameters that functions of the standard library dropped or gave another name."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cache
from typing import NamedTuple

from py3port.rule import Applicability
from py3port_codemods._six_moves import moved_modules
from py3port_codemods._stdlib_removed import parameters

_LIKELY = Applicability.UNSAFE
_MANUAL = Applicability.MANUAL
_NOTHING = ("None", "False", "0")
_UTF8 = ("None", "'utf-8'", "'utf8'", "'UTF-8'", '"utf-8"', '"utf8"', '"UTF-8"')


class GoneParameter(NamedTuple):
    """A parameter that calls must not give any more."""

    since: str
    name: str
    position: int | None = None
    """Where it stood, the object of a method not counted; None: calls give it by name."""
    following: tuple[str, ...] = ()
    """The names of those behind it, by which calls are to give these."""
    harmless: tuple[str, ...] = ()
    """The arguments that mean nothing, as they are written: these can go."""
    other: Applicability = _MANUAL
    """How far taking out any other argument can be trusted, where only Python 3 runs the code."""
    is_needed_by_2: bool = False
    """Whether Python 2.7 wants such other arguments; else it can do without them as well."""
    renamed: str | None = None
    """The name that it has instead."""
    is_known_to_2: bool = False
    """Whether Python 2.7 knows it by that name as well."""
    wrapped: str = "$1"
    """The argument under that name."""
    is_positional: bool = False
    """Whether it is still there, but to be given by its position."""
    note: str = ""


_JSON = ("cls", "object_hook", "parse_float", "parse_int", "parse_constant", "object_pairs_hook")
_SSL = "give a `context` that has loaded them"


def _ignored(since: str, name: str, position: int | None, *following: str, note: str = "") -> GoneParameter:
    """One that never changed what comes out."""
    return GoneParameter(since, name, position, following, other=Applicability.SAFE, note=note)


def _certificates(position: int, *following: str) -> list[GoneParameter]:
    """The two files that TLS connections took."""
    return [
        GoneParameter("3.12", "keyfile", position, ("certfile", *following), ("None",), note=_SSL),
        GoneParameter("3.12", "certfile", position + 1, following, ("None",), note=_SSL),
    ]


_CURATED: Mapping[str, Sequence[GoneParameter]] = {
    **{
        f"json.{name}": [
            GoneParameter(
                "3.9", "encoding", 1, _JSON, _UTF8, _LIKELY, is_needed_by_2=True, note="decode before"
            )
        ]
        for name in ("load", "loads")
    },
    **{
        f"json.{name}": [
            GoneParameter(
                "3.0",
                "encoding",
                None,
                (),
                _UTF8,
                _LIKELY,
                is_needed_by_2=True,
                note="it was for byte strings",
            )
        ]
        for name in ("dump", "dumps", "JSONEncoder")
    },
    "json.JSONDecoder": [
        GoneParameter(
            "3.0", "encoding", 0, _JSON[1:], _UTF8, _LIKELY, is_needed_by_2=True, note="decode before"
        )
    ],
    "collections.namedtuple": [
        GoneParameter("3.7", "verbose", 2, ("rename",), _NOTHING, _LIKELY, note="it printed the class")
    ],
    **{
        f"fileinput.{name}": [_ignored("3.8", "bufsize", 3, "mode", "openhook")]
        for name in ("input", "FileInput")
    },
    **{
        f"tempfile.{name}": [
            GoneParameter("3.0", "bufsize", harmless=("-1",), other=Applicability.SAFE, renamed="buffering")
        ]
        for name in ("NamedTemporaryFile", "TemporaryFile", "SpooledTemporaryFile")
    },
    "socket.socket.makefile": [
        GoneParameter("3.0", "bufsize", harmless=("-1",), other=Applicability.SAFE, renamed="buffering")
    ],
    "os.popen": [
        GoneParameter("3.0", "bufsize", harmless=("-1",), other=Applicability.SAFE, renamed="buffering")
    ],
    "httplib.HTTPConnection": [
        GoneParameter(
            "3.4",
            "strict",
            2,
            ("timeout", "source_address"),
            _NOTHING,
            _LIKELY,
            note="Python 3 always is strict",
        )
    ],
    "httplib.HTTPSConnection": [
        GoneParameter(
            "3.12",
            "key_file",
            2,
            ("cert_file", "strict", "timeout", "source_address", "context"),
            ("None",),
            note=_SSL,
        ),
        GoneParameter(
            "3.12", "cert_file", 3, ("strict", "timeout", "source_address", "context"), ("None",), note=_SSL
        ),
        GoneParameter(
            "3.4",
            "strict",
            4,
            ("timeout", "source_address", "context"),
            _NOTHING,
            _LIKELY,
            note="Python 3 always is strict",
        ),
    ],
    "httplib.HTTPConnection.getresponse": [_ignored("3.4", "buffering", 0)],
    "smtplib.SMTP.starttls": _certificates(0),
    "smtplib.SMTP_SSL": _certificates(3, "timeout"),
    "imaplib.IMAP4_SSL": _certificates(2),
    "poplib.POP3_SSL": _certificates(2),
    "ftplib.FTP_TLS": _certificates(4, "context", "timeout", "source_address"),
    "gettext.install": [
        GoneParameter(
            "3.0",
            "unicode",
            2,
            ("codeset", "names"),
            ("False", "0", "None"),
            Applicability.SAFE,
            is_needed_by_2=True,
        ),
        GoneParameter("3.11", "codeset", 3, ("names",), ("None",), _LIKELY, is_needed_by_2=True),
    ],
    "gettext.NullTranslations.install": [
        GoneParameter(
            "3.0", "unicode", 0, ("names",), ("False", "0", "None"), Applicability.SAFE, is_needed_by_2=True
        )
    ],
    "gettext.translation": [GoneParameter("3.11", "codeset", 5, (), ("None",), _LIKELY, is_needed_by_2=True)],
    "threading.Thread": [_ignored("3.3", "verbose", 5)],
    "threading.RLock": [_ignored("3.3", "verbose", 0)],
    "threading.Condition": [_ignored("3.3", "verbose", 1)],
    "threading.Semaphore": [_ignored("3.3", "verbose", 1)],
    "threading.BoundedSemaphore": [_ignored("3.3", "verbose", 1)],
    "threading.Event": [_ignored("3.3", "verbose", 0)],
    "urllib.urlopen": [
        GoneParameter("3.0", "proxies", 2, ("context",), ("None",), note="use `urllib.request.ProxyHandler`")
    ],
    "urllib2.urlopen": [
        GoneParameter("3.13", "cafile", 3, ("capath", "cadefault", "context"), ("None",), note=_SSL),
        GoneParameter("3.13", "capath", 4, ("cadefault", "context"), ("None",), note=_SSL),
        GoneParameter("3.13", "cadefault", 5, ("context",), _NOTHING, note=_SSL),
    ],
    "unittest.TestLoader.loadTestsFromModule": [
        GoneParameter("3.12", "use_load_tests", 1, (), ("True", "1"), note="name the function otherwise")
    ],
    "webbrowser.register": [
        GoneParameter("3.7", "update_tryorder", 3, (), ("1",), note="use `preferred=True` for -1")
    ],
    "pickle.loads": [GoneParameter("3.0", "str", is_positional=True)],
    "argparse.ArgumentParser": [
        GoneParameter("3.0", "version", note="add an argument with `action='version'`")
    ],
    "tarfile.TarFile.add": [
        GoneParameter(
            "3.7",
            "exclude",
            3,
            ("filter",),
            ("None",),
            _LIKELY,
            renamed="filter",
            wrapped="lambda member: None if $1(member.name) else member",
            is_known_to_2=True,
            note="give a `filter`",
        )
    ],
    **{
        f"urllib.{name}": [GoneParameter("3.0", "s", is_positional=True)]
        for name in ("quote", "quote_plus", "unquote", "unquote_plus")
    },
    **{
        f"urlparse.{name}": [GoneParameter("3.0", "data", is_positional=True)]
        for name in ("urlunparse", "urlunsplit")
    },
    "pickle.load": [GoneParameter("3.0", "file", is_positional=True)],
    "__builtin__.int": [GoneParameter("3.7", "x", is_positional=True)],
    "__builtin__.long": [GoneParameter("3.0", "x", is_positional=True)],
    "__builtin__.float": [GoneParameter("3.7", "x", is_positional=True)],
    "__builtin__.bool": [GoneParameter("3.7", "x", is_positional=True)],
    "__builtin__.list": [GoneParameter("3.7", "sequence", is_positional=True)],
    "__builtin__.tuple": [GoneParameter("3.7", "sequence", is_positional=True)],
    "__builtin__.enumerate": [GoneParameter("3.0", "sequence", is_positional=True)],
    "__builtin__.open": [GoneParameter("3.0", "name", is_positional=True)],
    "__builtin__.file": [GoneParameter("3.0", "name", is_positional=True)],
    "__builtin__.reversed": [GoneParameter("3.0", "sequence", is_positional=True)],
}


@cache
def removed_parameters() -> Mapping[str, Sequence[GoneParameter]]:
    """The parameters by the function, class, or class and method; the new names of modules lead to them as well."""
    found: dict[str, list[GoneParameter]] = {name: list(gone) for name, gone in _CURATED.items()}
    for removal in parameters():
        known = found.setdefault(removal.owner, [])
        if not any(each.name == removal.name for each in known):
            note = f"there is `{removal.origin}`" if removal.origin else ""
            known.append(GoneParameter(removal.since, removal.name, note=note))
    for name, gone in list(found.items()):
        module, _, leaf = name.partition(".")
        moved = moved_modules().get(module)
        for place in (moved.new, moved.six) if moved else ():
            if place:
                found[f"{place}.{leaf}"] = gone
    return found


BY_NAME: Mapping[str, str] = {
    "add": "tarfile.TarFile.add",
    "getresponse": "httplib.HTTPConnection.getresponse",
    "install": "gettext.NullTranslations.install",
    "makefile": "socket.socket.makefile",
    "starttls": "smtplib.SMTP.starttls",
}
"""Methods that are looked at, where the type of the object is not known, in files that import the module."""
