"""What moved in the standard library: read from six where six says it, and the few names that six leaves out."""

from __future__ import annotations

import ast
import importlib.util
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from typing import NamedTuple

TARGET = (3, 12)
"""Where six's own table depends on the version, this one is taken: six names the modules of the running Python."""

URLLIB_PARTS = ("parse", "error", "request", "response", "robotparser")


class MovedModule(NamedTuple):
    """A module that has another name."""

    new: str
    """Its name in Python 3."""
    six: str | None
    """Its dotted name in six; None where six has none."""
    is_known_to_both: bool = False
    """Whether Python 2.7 knows the new name as well."""


class MovedName(NamedTuple):
    """A name that is found in another module, or under another name, or both."""

    module: str
    """The module that has it in Python 3; `builtins` for a built-in."""
    name: str
    """Its name there."""
    six_module: str | None
    """The module of six that has it; None where Python 2.7 knows the new place as well."""
    six_name: str
    """Its name there."""


# Python 2.7 has these under their new names already: (module, old name, new module).
_EMAIL = {
    "Charset": "charset",
    "Encoders": "encoders",
    "Errors": "errors",
    "FeedParser": "feedparser",
    "Generator": "generator",
    "Header": "header",
    "Iterators": "iterators",
    "MIMEAudio": "mime.audio",
    "MIMEMessage": "mime.message",
    "Message": "message",
    "Parser": "parser",
    "Utils": "utils",
}
_KNOWN_TO_BOTH = frozenset({"MIMEBase", "MIMEImage", "MIMEMultipart", "MIMENonMultipart", "MIMEText"})

# urllib2 and urllib have these by importing them; people use them from there.
_REEXPORTED = {
    ("urllib2", "quote"): "quote",
    ("urllib2", "unquote"): "unquote",
    ("urllib", "unwrap"): "unwrap",
    ("urllib", "basejoin"): "urljoin",
}

# The same for modules, by their old names.
_MODULES_KNOWN_TO_BOTH = {"dummy_threading": "threading", "sre": "re"}

# Python 3 has these modules where six has no name for them.
_MODULES_WITHOUT_SIX = {
    "DocXMLRPCServer": "xmlrpc.server",
    "_winreg": "winreg",
    "anydbm": "dbm",
    "dumbdbm": "dbm.dumb",
    "markupbase": "_markupbase",
}

# Python 3 has these where six has no name for them: the old module and the new one, and their names.
_NAMES_WITHOUT_SIX = {
    ("commands", "subprocess"): "getstatusoutput",
    ("urllib", "urllib.parse"): "splitattr splithost splitnport splitpasswd splitport splittype",
    ("urllib", "urllib.request"): """FancyURLopener MAXFTPCACHE URLopener ftpcache ftperrors ftpwrapper
        getproxies_environment localhost noheaders proxy_bypass_environment thishost urlopen""",
    (
        "urllib2",
        "urllib.parse",
    ): """splitattr splithost splitpasswd splitport splittag splittype splituser splitvalue
        unwrap""",
    ("urllib2", "urllib.request"): """AbstractHTTPHandler ftpwrapper getproxies localhost parse_http_list
        parse_keqv_list proxy_bypass request_host url2pathname""",
    ("urllib2", "urllib.response"): "addinfourl",
    ("urlparse", "collections"): "namedtuple",
    ("urlparse", "urllib.parse"): "clear_cache non_hierarchical scheme_chars unquote",
    ("whichdb", "dbm"): "whichdb",
}

URLOPENER = MovedName("urllib.request", "_opener", None, "_opener")
"""What comes nearest to `urllib._urlopener` for who reads it: the opener in use, or None before the first."""


@cache
def moved_modules() -> Mapping[str, MovedModule]:
    """The modules that moved as a whole, by their old name."""
    found: dict[str, MovedModule] = {}
    for kind, table, arguments in _six_tables():
        if kind != "MovedModule" or table != "_moved_attributes" or len(arguments) < 2:
            continue
        name, old, new = (*arguments, arguments[0])[:3]
        if old != "collections":
            found[old] = MovedModule(new, f"six.moves.{name}")
    # What Python 3 calls `dbm` is Python 2's `anydbm`, and nobody could tell it, once written, from Python 2's own.
    del found["dbm"]
    # six has the module that Python 3.9 dropped.
    found["dummy_thread"] = found["thread"]
    for name, new in _EMAIL.items():
        found[f"email.{name}"] = MovedModule(f"email.{new}", None, is_known_to_both=True)
    for name in _KNOWN_TO_BOTH:
        found[f"email.{name}"] = MovedModule(found[f"email.{name}"].new, None, is_known_to_both=True)
    for name, new in _MODULES_KNOWN_TO_BOTH.items():
        found[name] = MovedModule(new, None, is_known_to_both=True)
    for name, new in _MODULES_WITHOUT_SIX.items():
        found[name] = MovedModule(new, None)
    return found


@cache
def moved_names() -> Mapping[tuple[str, str], MovedName]:
    """The names that moved one by one, by their old module and name."""
    found: dict[tuple[str, str], MovedName] = {}
    for kind, table, arguments in _six_tables():
        if kind != "MovedAttribute":
            continue
        name, old_module, new_module = arguments[:3]
        old_name = arguments[3] if len(arguments) > 3 else name
        new_name = arguments[4] if len(arguments) > 4 else old_name
        if old_module == "__builtin__" or (old_module, old_name) == ("os", "getcwd"):
            continue
        # `unquote_to_bytes` is the same `urllib.unquote` as `unquote`, but nobody means it.
        if name == old_name or (old_module, old_name) not in found:
            found[old_module, old_name] = MovedName(new_module, new_name, _six_module(table), name)
    for (old_module, old_name), name in _REEXPORTED.items():
        found[old_module, old_name] = MovedName("urllib.parse", name, "six.moves.urllib.parse", name)
    found["UserDict", "UserDict"] = found["UserDict", "IterableUserDict"]
    return found


def moved_name_of(module: str, name: str) -> MovedName | None:
    """Where a name moved to, if it moved on its own."""
    return moved_names().get((module, name)) or python3_name(module, name)


def names_that_moved() -> frozenset[str]:
    """All names that moved on their own, of whatever module."""
    return frozenset(name for _, name in (*moved_names(), *_names_without_six()))


def python3_name(module: str, name: str) -> MovedName | None:
    """A name that moved and that six leaves out."""
    new = _names_without_six().get((module, name))
    return MovedName(new, name, None, name) if new else None


@cache
def _names_without_six() -> Mapping[tuple[str, str], str]:
    return {(old, name): new for (old, new), names in _NAMES_WITHOUT_SIX.items() for name in names.split()}


@cache
def names_of(module: str) -> frozenset[str]:
    """The names that moved out of a module one by one."""
    keys = [*moved_names(), *_names_without_six()]
    return frozenset(name for old, name in keys if old == module)


@cache
def abstract_collections() -> frozenset[str]:
    """The abstract base classes that moved from `collections` to `collections.abc`, as far as 2.7 had them."""
    return frozenset(
        """Callable Container Hashable ItemsView Iterable Iterator KeysView Mapping MappingView MutableMapping
        MutableSequence MutableSet Sequence Set Sized ValuesView""".split()
    )


def _six_module(table: str) -> str:
    """The module of six whose names a table lists."""
    part = table.removeprefix("_urllib_").removesuffix("_moved_attributes")
    return f"six.moves.urllib.{part}" if part in URLLIB_PARTS else "six.moves"


@cache
def _six_tables() -> Sequence[tuple[str, str, tuple[str, ...]]]:
    """Every `MovedModule(...)` and `MovedAttribute(...)` in six's tables: its kind, its table, its arguments."""
    spec = importlib.util.find_spec("six")
    if spec is None or spec.loader is None:
        raise ImportError("six is not installed")
    source = spec.loader.get_source("six")  # type: ignore[attr-defined]
    found: list[tuple[str, str, tuple[str, ...]]] = []
    table = ""
    others: list[str] = []
    for line in source.splitlines():
        if line.endswith("moved_attributes = ["):
            table, others = line.partition(" ")[0], []
        elif table and line == "]":
            found += _parsed("\n".join(others), table)
            table = ""
        elif table:
            head, *pieces = line.split('"')
            if head.endswith("(") and set(pieces[1:-1:2]) <= {", "} and pieces[-1:] == ["),"]:
                found.append((head.strip(" ("), table, tuple(pieces[::2])))
            else:
                others.append(line)
    return found


def _parsed(rows: str, table: str) -> Iterator[tuple[str, str, tuple[str, ...]]]:
    """The few rows that are more than strings: to parse all of them takes five times as long."""
    for call in ast.parse(f"[{rows}]", mode="eval").body.elts:  # type: ignore[attr-defined]
        if isinstance(call, ast.Call) and isinstance(call.func, ast.Name):
            arguments = [_constant(argument) for argument in call.args]
            if None not in arguments:
                yield call.func.id, table, tuple(str(each) for each in arguments)


def _constant(node: ast.expr) -> str | None:
    """The value of an argument; of a conditional one the branch for the target."""
    if isinstance(node, ast.IfExp):
        return _constant(node.body if _holds(node.test) else node.orelse)
    return node.value if isinstance(node, ast.Constant) and isinstance(node.value, str) else None


def _holds(test: ast.expr) -> bool:
    """Whether a test on the version, as six writes it, holds for the target."""
    if isinstance(test, ast.Compare):
        version: tuple[int, ...] = ast.literal_eval(test.comparators[0])
        return version > TARGET if isinstance(test.ops[0], ast.Lt) else version <= TARGET
    return True
