"""Data: the names of `imp`, and what of `importlib` does their work."""

from __future__ import annotations

from collections.abc import Mapping

from py3port.rule import Applicability
from py3port_codemods._gone_names import Gone

_LIKELY = Applicability.UNSAFE
_BY_FILE = "use `importlib.util.spec_from_file_location`"
_KINDS = {
    "SEARCH_ERROR": 0,
    "PY_SOURCE": 1,
    "PY_COMPILED": 2,
    "C_EXTENSION": 3,
    "PY_RESOURCE": 4,
    "PKG_DIRECTORY": 5,
    "C_BUILTIN": 6,
    "PY_FROZEN": 7,
    "PY_CODERESOURCE": 8,
    "IMP_HOOK": 9,
}
"""What modules are made of: the numbers that `find_module` gives."""
_PACKAGE = "{os.path:join}(%s, '__init__.py')"
_SUFFIXES = (
    "([(each, 'rb', 3) for each in {importlib.machinery:EXTENSION_SUFFIXES}]"
    " + [(each, 'r', 1) for each in {importlib.machinery:SOURCE_SUFFIXES}]"
    " + [(each, 'rb', 2) for each in {importlib.machinery:BYTECODE_SUFFIXES}])"
)


def _loaded(loader: str, path: str = "$2") -> str:
    """A module of the name of the first argument, loaded from a file."""
    return f"{{importlib.machinery:{loader}}}($1, {path}).load_module()"


def _load(*codes: str, note: str = _BY_FILE, takes: int = 0) -> Gone:
    """A function that loads a module, by the number of its arguments from two on."""
    calls = {count: code for count, code in enumerate(codes, 2) if code}
    return Gone("3.12", None, None, calls, {}, applicability=_LIKELY, note=note, takes=takes)


def _lock(name: str) -> Gone:
    return Gone("3.12", f"{{_imp:{name}|imp:{name}}}", note="imports have locks of their own")


IMP_NAMES: Mapping[str, Gone] = {
    "imp.acquire_lock": _lock("acquire_lock"),
    # The library's own stand-in for it; the files that it opens give bytes.
    "imp.find_module": Gone(
        "3.12",
        "{modulefinder:_find_module}",
        None,
        applicability=_LIKELY,
        note="use `importlib.util.find_spec`",
    ),
    "imp.get_magic": Gone(
        "3.12",
        None,
        None,
        {0: "{importlib.util:MAGIC_NUMBER}"},
        {},
        note="use `importlib.util.MAGIC_NUMBER`",
    ),
    "imp.get_suffixes": Gone(
        "3.12", None, None, {0: _SUFFIXES}, {}, note="use the constants of `importlib.machinery`"
    ),
    "imp.init_builtin": Gone("3.12", "{importlib:import_module}", note="use `importlib.import_module`"),
    "imp.is_builtin": Gone(
        "3.12", "{_imp:is_builtin|imp:is_builtin}", note="look in `sys.builtin_module_names`"
    ),
    "imp.is_frozen": Gone(
        "3.12", "{_imp:is_frozen|imp:is_frozen}", note="use `importlib.machinery.FrozenImporter`"
    ),
    "imp.load_compiled": _load(_loaded("SourcelessFileLoader"), _loaded("SourcelessFileLoader")),
    "imp.load_dynamic": _load(_loaded("ExtensionFileLoader"), _loaded("ExtensionFileLoader")),
    "imp.load_module": _load(
        "",
        "",
        "{importlib.util:spec_from_file_location}($1, "
        + _PACKAGE % "$3"
        + " if {os.path:isdir}($3) else $3).loader.load_module($1)",
        note="use `importlib.import_module`, or `importlib.util.spec_from_file_location`",
        takes=4,
    ),
    "imp.load_package": _load(_loaded("SourceFileLoader", _PACKAGE % "$2")),
    "imp.load_source": _load(_loaded("SourceFileLoader"), _loaded("SourceFileLoader")),
    "imp.lock_held": _lock("lock_held"),
    "imp.new_module": Gone("3.12", "{types:ModuleType}", note="use `types.ModuleType`"),
    "imp.release_lock": _lock("release_lock"),
    "imp.reload": Gone(
        "3.12", "{importlib:reload}", "{six.moves:reload_module}", note="it is in `importlib`"
    ),
    **{
        f"imp.{name}": Gone("3.12", str(number), None, applicability=_LIKELY, note="it is a number")
        for name, number in _KINDS.items()
    },
}
