"""Data: the attributes and methods that classes of the standard library dropped, and what replaces them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cache
from typing import NamedTuple

from py3port.rule import Applicability
from py3port_codemods._gone_names import Gone
from py3port_codemods._six_moves import moved_modules
from py3port_codemods._stdlib_removed import Removal, lost_attributes

_LIKELY = Applicability.UNSAFE
_ARRAY = frozenset({"array.array", "array.ArrayType"})
_FILE = frozenset({"file", "bz2.BZ2File", "tempfile.SpooledTemporaryFile"})
_MESSAGE = frozenset({"httplib.HTTPMessage", "mimetools.Message", "rfc822.Message"})
_PARSER = frozenset(
    {f"ConfigParser.{name}" for name in ("ConfigParser", "RawConfigParser", "SafeConfigParser")}
)
_REQUEST = frozenset({"urllib2.Request"})
_TRANSLATIONS = frozenset({"gettext.GNUTranslations", "gettext.NullTranslations"})
_UUID = frozenset({"uuid.UUID"})


class GoneAttribute(NamedTuple):
    """An attribute that is gone; in its codes `$1` is the object, `$2` the first argument of the call."""

    owners: frozenset[str]
    """The classes that had it, as Python 2.7 calls them; `file` is the built-in one."""
    gone: Gone
    unknown: Applicability | None = None
    """How far to trust the replacement where the type of the object is not known; None: it may well be another's."""
    modules: frozenset[str] = frozenset()
    """For such objects: the modules of which the file imports one."""
    receivers: frozenset[str] = frozenset()
    """For such objects: the last names they go by; empty: any."""


def _renamed(since: str, old: str, new: str, *, both: bool = False, note: str = "") -> Gone:
    """A method with another name, which Python 2.7 may know as well."""
    dual = f"$1.{new}" if both else f"($1.{old} if {{six}}.PY2 else $1.{new})"
    return Gone(since, f"$1.{new}", dual, note=note or f"use `{new}`")


def _property(since: str, name: str, new: str, *, both: bool = True) -> Gone:
    """A method that took no arguments and is a plain attribute."""
    dual = f"$1.{new}" if both else f"($1.{name}() if {{six}}.PY2 else $1.{new})"
    return Gone(since, calls={1: f"$1.{new}"}, dual_calls={1: dual}, note=f"use the attribute `{new}`")


def _header(old: str, new: str, count: int, more: str = "") -> Gone:
    """A method of messages, by the number of its arguments and with those that are new."""
    arguments = ", ".join(f"${number}" for number in range(2, count + 2))
    code = f"$1.{new}({arguments}{more})"
    dual = f"($1.{old}({arguments}) if {{six}}.PY2 else {code})"
    return Gone("3.0", calls={count + 1: code}, dual_calls={count + 1: dual}, note=f"use `{new}`")


_HTTP = frozenset(
    {
        "urllib",
        "urllib2",
        "httplib",
        "mimetools",
        "rfc822",
        "BaseHTTPServer",
        "SimpleHTTPServer",
        "CGIHTTPServer",
    }
)
_HEADERS = frozenset({"info", "headers", "msg", "message", "hdrs"})
_HEADER = Gone("3.0", "$1.get", note="use `get`")

_CURATED: Mapping[str, Sequence[GoneAttribute]] = {
    "tostring": [
        GoneAttribute(_ARRAY, _renamed("3.9", "tostring", "tobytes"), _LIKELY, frozenset({"array"}))
    ],
    "fromstring": [GoneAttribute(_ARRAY, _renamed("3.9", "fromstring", "frombytes"))],
    "read": [GoneAttribute(_ARRAY, _renamed("3.0", "read", "fromfile", both=True))],
    "write": [GoneAttribute(_ARRAY, _renamed("3.0", "write", "tofile", both=True))],
    "xreadlines": [
        GoneAttribute(
            _FILE, Gone("3.0", "$1.__iter__", calls={1: "$1"}, note="iterate over the file"), _LIKELY
        )
    ],
    "softspace": [GoneAttribute(_FILE, Gone("3.0", note="`print` keeps no state"), Applicability.MANUAL)],
    "readfp": [
        GoneAttribute(_PARSER, _renamed("3.12", "readfp", "read_file"), _LIKELY, frozenset({"ConfigParser"}))
    ],
    "unescape": [
        GoneAttribute(
            frozenset({"HTMLParser.HTMLParser"}),
            Gone("3.9", "{html:unescape}", None, note="use `html.unescape`"),
            _LIKELY,
            frozenset({"HTMLParser"}),
        )
    ],
    "ugettext": [
        GoneAttribute(_TRANSLATIONS, _renamed("3.0", "ugettext", "gettext"), _LIKELY, frozenset({"gettext"}))
    ],
    "ungettext": [
        GoneAttribute(
            _TRANSLATIONS, _renamed("3.0", "ungettext", "ngettext"), _LIKELY, frozenset({"gettext"})
        )
    ],
    "lgettext": [GoneAttribute(_TRANSLATIONS, _renamed("3.11", "lgettext", "gettext", both=True))],
    "lngettext": [GoneAttribute(_TRANSLATIONS, _renamed("3.11", "lngettext", "ngettext", both=True))],
    **{
        f"get_{name}": [
            GoneAttribute(
                _UUID,
                _property("3.0", f"get_{name}", name),
                _LIKELY if name in ("hex", "urn", "bytes_le", "time_low", "time_mid", "clock_seq") else None,
                frozenset({"uuid"}),
            )
        ]
        for name in """bytes bytes_le clock_seq clock_seq_hi_variant clock_seq_low fields hex node time time_hi_version
        time_low time_mid urn variant version""".split()
    },
    "get_data": [
        GoneAttribute(
            _REQUEST,
            _property("3.4", "get_data", "data"),
            _LIKELY,
            frozenset({"urllib2"}),
            frozenset({"req", "request"}),
        )
    ],
    "has_data": [
        GoneAttribute(
            _REQUEST,
            Gone("3.4", calls={1: "($1.data is not None)"}, note="look at `data`"),
            _LIKELY,
            frozenset({"urllib2"}),
        )
    ],
    "add_data": [
        GoneAttribute(
            _REQUEST,
            Gone("3.4", calls={2: "setattr($1, 'data', $2)"}, note="assign to `data`"),
            _LIKELY,
            frozenset({"urllib2"}),
        )
    ],
    **{
        f"get_{name}": [
            GoneAttribute(
                _REQUEST,
                _property("3.4", f"get_{name}", name, both=name == "origin_req_host"),
                _LIKELY,
                frozenset({"urllib2"}),
                frozenset() if name in ("selector", "origin_req_host") else frozenset({"req", "request"}),
            )
        ]
        for name in ("host", "type", "selector", "origin_req_host")
    },
    "is_unverifiable": [
        GoneAttribute(
            _REQUEST, _property("3.4", "is_unverifiable", "unverifiable"), _LIKELY, frozenset({"urllib2"})
        )
    ],
    "getheader": [GoneAttribute(_MESSAGE, _HEADER, _LIKELY, _HTTP, _HEADERS)],
    "getheaders": [
        GoneAttribute(_MESSAGE, _header("getheaders", "get_all", 1, ", []"), _LIKELY, _HTTP, _HEADERS)
    ],
    "gettype": [GoneAttribute(_MESSAGE, _header("gettype", "get_content_type", 0), _LIKELY, _HTTP, _HEADERS)],
    "getmaintype": [
        GoneAttribute(_MESSAGE, _header("getmaintype", "get_content_maintype", 0), _LIKELY, _HTTP, _HEADERS)
    ],
    "getsubtype": [
        GoneAttribute(_MESSAGE, _header("getsubtype", "get_content_subtype", 0), _LIKELY, _HTTP, _HEADERS)
    ],
    "getparam": [GoneAttribute(_MESSAGE, _header("getparam", "get_param", 1), _LIKELY, _HTTP, _HEADERS)],
    "typeheader": [GoneAttribute(_MESSAGE, Gone("3.0", "$1.get('content-type')"), _LIKELY, _HTTP, _HEADERS)],
    "iterkeyrefs": [
        GoneAttribute(
            frozenset({"weakref.WeakKeyDictionary"}),
            Gone("3.0", calls={1: "iter($1.keyrefs())"}, note="use `keyrefs`"),
            _LIKELY,
        )
    ],
    "union_update": [
        GoneAttribute(
            frozenset({"sets.Set", "set"}), _renamed("3.0", "union_update", "update", both=True), _LIKELY
        )
    ],
    "jumpahead": [
        GoneAttribute(
            frozenset({"random.Random", "random.SystemRandom"}),
            Gone("3.0", note="nothing replaces it"),
            Applicability.MANUAL,
        )
    ],
    "print_version": [
        GoneAttribute(
            frozenset({"argparse.ArgumentParser"}),
            Gone("3.0", note="add an argument with `action='version'`"),
            Applicability.MANUAL,
            frozenset({"argparse"}),
        )
    ],
    "co_code": [
        GoneAttribute(
            frozenset(),
            Gone("3.0", note="it is bytes, and the instructions are others"),
            Applicability.MANUAL,
        )
    ],
    **{
        name: [GoneAttribute(frozenset(), Gone("3.0", note=note), Applicability.MANUAL)]
        for note, names in {
            "frames do not keep the exception: use `sys.exc_info`": "f_exc_type f_exc_value f_exc_traceback",
            "there is no restricted execution": "f_restricted",
            "private names of threads are others": """_Thread__args _Thread__block _Thread__bootstrap _Thread__delete
                _Thread__ident _Thread__initialized _Thread__kwargs _Thread__name _Thread__started _Thread__stop
                _Thread__stopped _Thread__target""",
        }.items()
        for name in names.split()
    },
}

OWN_RULES = frozenset({"isAlive", "getchildren", "getiterator"})
"""Attributes that rules of their own look for, beside those of test cases."""


def names_of_removed_attributes() -> frozenset[str]:
    """The names of all that are gone."""
    return frozenset((*_CURATED, *_listed()))


@cache
def removed_attributes(name: str) -> Sequence[GoneAttribute]:
    """The attributes of that name; those about which nothing more is known are reported where the type is."""
    curated = _CURATED.get(name, ())
    known = {owner for each in curated for owner in each.owners}
    listed = [
        GoneAttribute(frozenset({each.owner}), Gone(each.since))
        for each in _listed().get(name, ())
        if each.owner not in known
    ]
    return [_with_new_modules(each) for each in (*curated, *listed)]


@cache
def _listed() -> Mapping[str, Sequence[Removal]]:
    """What the interpreters lack, without the attributes that other rules look for."""
    found: dict[str, list[Removal]] = {}
    for each in lost_attributes():
        if each.name not in OWN_RULES and "TestCase" not in each.owner and "doctest" not in each.owner:
            found.setdefault(each.name, []).append(each)
    return found


def _with_new_modules(entry: GoneAttribute) -> GoneAttribute:
    """The entry with the names by which Python 3 and six know its classes and modules as well."""
    return GoneAttribute(
        frozenset(_all_names(entry.owners)),
        entry.gone,
        entry.unknown,
        frozenset(_all_names(entry.modules)),
        entry.receivers,
    )


def _all_names(names: frozenset[str]) -> set[str]:
    found = set(names)
    for name in names:
        module, _, leaf = name.rpartition(".")
        for old, end in ((module, f".{leaf}"), (name, "")):
            moved = moved_modules().get(old)
            found |= {f"{place}{end}" for place in (moved.new, moved.six) if place} if moved else set()
    if "urllib2" in names:
        found |= {"urllib.request", "six.moves.urllib", "six.moves.urllib.request"}
    if "urllib2.Request" in names:
        found |= {"urllib.request.Request", "six.moves.urllib.request.Request"}
    return found
