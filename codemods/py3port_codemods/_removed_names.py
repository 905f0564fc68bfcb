"""Data: the names that modules of the standard library dropped, and what replaces them."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from functools import cache

from py3port.rule import Applicability
from py3port_codemods._gone_module_names import GONE_MODULE_NAMES
from py3port_codemods._gone_names import Gone
from py3port_codemods._moved_plan import SPLIT
from py3port_codemods._operator_functions import OPERATOR_FUNCTIONS
from py3port_codemods._removed_modules import REMOVED_MODULES
from py3port_codemods._six_moves import moved_modules, moved_name_of
from py3port_codemods._stdlib_removed import Removal, removals_in
from py3port_codemods._string_functions import STRING_FUNCTIONS
from py3port_codemods._sys_names import SYS_NAMES
from py3port_codemods._types_names import TYPES_NAMES

_LIKELY = Applicability.UNSAFE
_COOKIE = Gone(
    "3.0",
    "{http.cookies:SimpleCookie}",
    "{six.moves.http_cookies:SimpleCookie}",
    applicability=_LIKELY,
    note="`SimpleCookie` does not pickle the values",
)


def _flag(name: str) -> Gone:
    """A flag of the garbage collector that means nothing any more."""
    note = "the collector tells objects no more by their kind"
    return Gone("3.2", "0", f"getattr({{gc}}, '{name}', 0)", applicability=_LIKELY, note=note)


def _threading(name: str) -> Gone:
    """A class of `threading` that Python 2.7 had a function in front of."""
    return Gone(
        "3.3",
        f"{{threading:{name}}}",
        f"getattr({{threading}}, '_{name}', {{threading:{name}}})",
        note=f"`threading.{name}` is the class itself",
    )


_REMOVED: Mapping[str, Gone] = {
    "ConfigParser.SafeConfigParser": Gone(
        "3.12",
        "{configparser:ConfigParser|ConfigParser:SafeConfigParser}",
        note="it is `ConfigParser` now",
    ),
    "Cookie.Cookie": _COOKIE,
    "Cookie.SerialCookie": _COOKIE,
    "Cookie.SmartCookie": _COOKIE,
    "base64.decodestring": Gone(
        "3.9",
        "{base64:b64decode}",
        applicability=_LIKELY,
        note="use `b64decode`, which takes text as well",
    ),
    "base64.encodestring": Gone(
        "3.9",
        "{base64:encodebytes|base64:encodestring}",
        calls={1: "{base64:encodebytes}($1)"},
        dual_calls={1: "{codecs:encode}($1, 'base64')"},
        applicability=_LIKELY,
        note="use `encodebytes`",
    ),
    "fractions.Rational": Gone("3.0", "{numbers:Rational}", note="it is in `numbers`"),
    "gettext.ldgettext": Gone(
        "3.11", "{gettext:dgettext}", applicability=_LIKELY, note="use `gettext.dgettext`"
    ),
    "gettext.ldngettext": Gone(
        "3.11", "{gettext:dngettext}", applicability=_LIKELY, note="use `gettext.dngettext`"
    ),
    "gettext.lgettext": Gone(
        "3.11", "{gettext:gettext}", applicability=_LIKELY, note="use `gettext.gettext`"
    ),
    "gettext.lngettext": Gone(
        "3.11", "{gettext:ngettext}", applicability=_LIKELY, note="use `gettext.ngettext`"
    ),
    "httplib.HTTP": Gone("3.0", note="use `http.client.HTTPConnection`"),
    "httplib.HTTPS": Gone("3.0", note="use `http.client.HTTPSConnection`"),
    "locale.resetlocale": Gone(
        "3.13",
        calls={
            0: "{locale:setlocale}({locale:LC_ALL}, '')",
            1: "{locale:setlocale}($1, '')",
        },
        applicability=_LIKELY,
        note="use `locale.setlocale(locale.LC_ALL, '')`",
    ),
    "logging._acquireLock": Gone(
        "3.13", "{logging:_lock}.acquire", applicability=_LIKELY, note="use `logging._lock`"
    ),
    "logging._levelNames": Gone(
        "3.4", item="{logging:getLevelName}($1)", applicability=_LIKELY, note="use `logging.getLevelName`"
    ),
    "logging._releaseLock": Gone(
        "3.13", "{logging:_lock}.release", applicability=_LIKELY, note="use `logging._lock`"
    ),
    "optparse.isbasestring": Gone(
        "3.0",
        calls={1: "isinstance($1, str)"},
        dual_calls={1: "isinstance($1, {six:string_types})"},
        note="use `isinstance`",
    ),
    "os.stat_float_times": Gone("3.7", calls={0: "True"}, note="times are always floats"),
    "os.tempnam": Gone(
        "3.0",
        calls={
            0: "{tempfile:mktemp}()",
            1: "{tempfile:mktemp}(dir=$1)",
            2: "{tempfile:mktemp}(prefix=$2, dir=$1)",
        },
        applicability=_LIKELY,
        note="use `tempfile.mkstemp`",
    ),
    "os.tmpnam": Gone("3.0", "{tempfile:mktemp}", applicability=_LIKELY, note="use `tempfile.mkstemp`"),
    "plistlib.readPlist": Gone(
        "3.9",
        None,
        None,
        {1: "{plistlib:load}(open($1, 'rb'))"},
        {},
        applicability=_LIKELY,
        note="use `plistlib.load`, which takes an open file",
    ),
    "plistlib.writePlist": Gone(
        "3.9",
        None,
        None,
        {2: "{plistlib:dump}($1, open($2, 'wb'))"},
        {},
        applicability=_LIKELY,
        note="use `plistlib.dump`, which takes an open file",
    ),
    "py_compile.MAGIC": Gone(
        "3.2", "{importlib.util:MAGIC_NUMBER}", None, note="use `importlib.util.MAGIC_NUMBER`"
    ),
    "random.WichmannHill": Gone("3.0", note="use `random.Random`"),
    "re._pattern_type": Gone("3.7", "{re:Pattern|re:_pattern_type}", note="use `re.Pattern`"),
    "re.template": Gone("3.13", "{re:compile}", applicability=_LIKELY, note="use `re.compile`"),
    "socket._fileobject": Gone(
        "3.0",
        calls={1: "$1.makefile('rb')", 2: "$1.makefile($2)", 3: "$1.makefile($2, $3)"},
        parameters=("sock", "mode", "bufsize"),
        applicability=_LIKELY,
        note="use the socket's `makefile`",
    ),
    "socket._socketobject": Gone("3.0", "{socket:socket}", note="use `socket.socket`"),
    "socket.ssl": Gone("3.0", note="use `ssl.SSLContext.wrap_socket`"),
    "socket.sslerror": Gone("3.0", "{ssl:SSLError}", note="use `ssl.SSLError`"),
    "sqlite3.OptimizedUnicode": Gone(
        "3.12", "str", "getattr({sqlite3}, 'OptimizedUnicode', str)", note="it was `str` in Python 3"
    ),
    "ssl.wrap_socket": Gone(
        "3.12",
        calls={1: "{ssl:_create_unverified_context}().wrap_socket($1)"},
        parameters=("sock",),
        applicability=_LIKELY,
        note="use `wrap_socket` of `ssl.create_default_context()`, which checks the other side",
    ),
    "subprocess.mswindows": Gone("3.0", "({sys}.platform == 'win32')", note="ask `sys.platform`"),
    "threading._BoundedSemaphore": _threading("BoundedSemaphore"),
    "threading._Condition": _threading("Condition"),
    "threading._Event": _threading("Event"),
    "threading._Semaphore": _threading("Semaphore"),
    "threading._Timer": _threading("Timer"),
    "threading._sleep": Gone("3.3", "{time:sleep}", note="it is in `time`"),
    "traceback.tb_lineno": Gone("3.0", calls={1: "$1.tb_lineno"}, note="tracebacks know their line"),
    "unittest._TextTestResult": Gone("3.12", "{unittest:TextTestResult}", note="it is `TextTestResult`"),
    "unittest.findTestCases": Gone(
        "3.13",
        calls={1: "{unittest:defaultTestLoader}.loadTestsFromModule($1)"},
        note="use `unittest.defaultTestLoader.loadTestsFromModule`",
    ),
    "unittest.getTestCaseNames": Gone(
        "3.13",
        calls={2: "sorted(each for each in dir($1) if each.startswith($2))"},
        applicability=_LIKELY,
        note="use `unittest.TestLoader.getTestCaseNames`",
    ),
    "unittest.makeSuite": Gone(
        "3.13",
        "{unittest:defaultTestLoader}.loadTestsFromTestCase",
        calls={
            1: "{unittest:defaultTestLoader}.loadTestsFromTestCase($1)",
            2: "{unittest:TestSuite}($1(each) for each in dir($1) if each.startswith($2))",
        },
        parameters=("testCaseClass", "prefix"),
        defaults={"prefix": "test"},
        note="use `unittest.defaultTestLoader.loadTestsFromTestCase`",
    ),
    "xml.etree.ElementTree._ElementInterface": Gone(
        "3.2", "{xml.etree.ElementTree:Element}", note="it is `Element`"
    ),
    "xml.etree.ElementTree.XMLTreeBuilder": Gone(
        "3.0", "{xml.etree.ElementTree:XMLParser}", note="it is `XMLParser`"
    ),
    "xmlrpclib.boolean": Gone("3.0", "bool", note="use `bool`"),
    "gc.DEBUG_INSTANCES": _flag("DEBUG_INSTANCES"),
    "gc.DEBUG_OBJECTS": _flag("DEBUG_OBJECTS"),
    "cgi.escape": Gone(
        "3.8",
        calls={
            1: "{html:escape|cgi:escape}($1, quote=False)",
            2: "{html:escape|cgi:escape}($1, quote=$2)",
        },
        py3="{functools:partial}({html:escape|cgi:escape}, quote=False)",
        parameters=("s", "quote"),
        note="use `html.escape`, which has quotes escaped unless told otherwise",
    ),
    "cgi.parse_qs": Gone("3.8", "{urllib.parse:parse_qs}", "{six.moves.urllib.parse:parse_qs}"),
    "cgi.parse_qsl": Gone("3.8", "{urllib.parse:parse_qsl}", "{six.moves.urllib.parse:parse_qsl}"),
    "fractions.gcd": Gone("3.9", "{math:gcd|fractions:gcd}", note="use `math.gcd`"),
    "inspect.getmoduleinfo": Gone("3.6", note="use `inspect.getmodulename`"),
    "locale.format": Gone("3.12", "{locale:format_string}", note="use `locale.format_string`"),
    "os.errno": Gone("3.7", "{errno}", note="import `errno`"),
    "os.tmpfile": Gone(
        "3.0", "{tempfile:TemporaryFile}", applicability=_LIKELY, note="use `tempfile.TemporaryFile`"
    ),
    "platform.dist": Gone("3.8", note="use the package `distro`"),
    "platform.linux_distribution": Gone("3.8", note="use the package `distro`"),
    "plistlib.readPlistFromString": Gone(
        "3.0", "{plistlib:loads|plistlib:readPlistFromString}", note="use `plistlib.loads`"
    ),
    "plistlib.writePlistToString": Gone(
        "3.0", "{plistlib:dumps|plistlib:writePlistToString}", note="use `plistlib.dumps`"
    ),
    "random.jumpahead": Gone("3.0", note="nothing replaces it"),
    "ssl.match_hostname": Gone("3.12", note="`ssl.SSLContext` checks the name"),
    "tokenize.pseudoprog": Gone("3.0", "{re}.compile({tokenize}.PseudoToken)", note="compile `PseudoToken`"),
    "tokenize.tokenprog": Gone("3.0", "{re}.compile({tokenize}.Token)", note="compile `Token`"),
    "time.clock": Gone(
        "3.8",
        "{time:perf_counter|time:clock}",
        applicability=_LIKELY,
        note="use `time.perf_counter` for time that passes, `time.process_time` for time spent",
    ),
}

REMOVED_NAMES: Mapping[str, Gone] = {**GONE_MODULE_NAMES, **_REMOVED}
"""The names about which more is known than that they are gone."""


_OTHERS: Mapping[str, Gone] = {**STRING_FUNCTIONS, **TYPES_NAMES, **OPERATOR_FUNCTIONS, **SYS_NAMES}
"""Names whose rules have tables of their own."""

OWN_RULES = frozenset(
    """HTMLParser.HTMLParseError contextlib.nested inspect.formatargspec inspect.getargspec macpath.walk ntpath.walk
    os.path.walk os.popen2 os.popen3 os.popen4 popen2.popen2 popen2.popen3 popen2.popen4 posixpath.walk""".split()
)
"""Names that rules of their own look for."""


@cache
def removed_names_in(package: str) -> Mapping[str, Gone]:
    """These and all else that the interpreters lack, in one package; names of moved modules by the new ones as well.

    To tell it for all packages takes longer than to judge a file.
    """
    table = _removed_from({package})
    origins = _origins().get(package, {})
    for name, gone in _removed_from({_package(each) for each in origins}).items():
        module, _, leaf = name.rpartition(".")
        table.update({f"{place}.{leaf}": gone for place in origins.get(module, ())})
    return table


def _removed_from(packages: Collection[str]) -> dict[str, Gone]:
    """What these packages lack, by the names that Python 2 has for it."""
    table = {
        f"{each.owner}.{each.name}": _elsewhere(each)
        for each in removals_in(packages)
        if not each.is_attribute and _is_lost(each)
    }
    curated = sorted(each for package in packages for each in _curated().get(package, ()))
    table.update({name: gone for _, name, gone in curated})
    return table


@cache
def _curated() -> Mapping[str, Sequence[tuple[int, str, Gone]]]:
    """The names about which more is known and the submodules, by package, with their numbers."""
    renamed = {name: Gone("3.0", f"{{{moved_modules()[name].new}}}") for name in submodules()}
    found: dict[str, list[tuple[int, str, Gone]]] = {}
    for number, (name, gone) in enumerate({**REMOVED_NAMES, **renamed}.items()):
        found.setdefault(_package(name), []).append((number, name, gone))
    return found


@cache
def _origins() -> Mapping[str, Mapping[str, Sequence[str]]]:
    """By package, the modules that moved there, with their new names."""
    found: dict[str, dict[str, list[str]]] = {}
    for old, moved in moved_modules().items():
        for place in (moved.new, moved.six) if old not in SPLIT else ():
            if place:
                found.setdefault(_package(place), {}).setdefault(old, []).append(place)
    return found


def _package(name: str) -> str:
    return name.partition(".")[0]


@cache
def submodules() -> frozenset[str]:
    """The submodules that have another name, which the package made attributes of its own."""
    return frozenset(name for name in moved_modules() if name.startswith("email."))


def _is_lost(removal: Removal) -> bool:
    """Whether a name is neither found elsewhere, nor a submodule that wants to be imported, nor another rule's."""
    name = f"{removal.owner}.{removal.name}"
    if removal.origin == name or name in _OTHERS or name in OWN_RULES:
        return False
    return moved_name_of(removal.owner, removal.name) is None and removal.owner not in SPLIT


@cache
def _gone_since(version: str) -> Gone:
    """All that is known of most names."""
    return Gone(version)


def _elsewhere(removal: Removal) -> Gone:
    """What replaces a name that a module only imported; nothing does where it was its own."""
    module, _, name = removal.origin.partition(":")
    if not module or "__future__" in module:
        return _gone_since(removal.since)
    known = REMOVED_NAMES.get(f"{module}.{name}") or _OTHERS.get(f"{module}.{name}")
    if known is not None:
        return known._replace(since=removal.since)
    note = f"it is `{module}.{name}`" if name else f"import `{module}`"
    moved, renamed = moved_name_of(module, name), moved_modules().get(module)
    if moved is not None:
        new = moved.name if moved.module == "builtins" else f"{{{moved.module}:{moved.name}}}"
        return Gone(
            removal.since, new, moved.six_module and f"{{{moved.six_module}:{moved.six_name}}}", note=note
        )
    if module in SPLIT or module.partition(".")[0] in REMOVED_MODULES:
        return Gone(removal.since, note=note)
    end = f":{name}" if name else ""
    if renamed is not None:
        six = renamed.new if renamed.is_known_to_both else renamed.six
        return Gone(removal.since, f"{{{renamed.new}{end}}}", six and f"{{{six}{end}}}", note=note)
    return Gone(removal.since, f"{{{module}{end}}}", note=note)
