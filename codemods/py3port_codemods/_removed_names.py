"""Data: the names that other modules of the standard library dropped, and what replaces them."""

from __future__ import annotations

from collections.abc import Mapping

from py3port.rule import Applicability
from py3port_codemods._gone_names import Gone

_LIKELY = Applicability.UNSAFE
_NEW_METHOD = "{types:MethodType}($1, $2)"
_CLASS = "there are no classic classes; call `type`"
_PROCESS = "use `subprocess.Popen`"

# Modules that are gone altogether, and whose names are found elsewhere on both interpreters.
_GONE_MODULES: Mapping[str, Gone] = {
    "md5": Gone("3.0", "{hashlib:md5}", note="use `hashlib.md5`"),
    "md5.md5": Gone("3.0", "{hashlib:md5}", note="use `hashlib.md5`"),
    "md5.new": Gone("3.0", "{hashlib:md5}", note="use `hashlib.md5`"),
    "md5.digest_size": Gone("3.0", "{hashlib:md5}().digest_size", note="use `hashlib.md5`"),
    "sha": Gone("3.0", "{hashlib:sha1}", note="use `hashlib.sha1`"),
    "sha.sha": Gone("3.0", "{hashlib:sha1}", note="use `hashlib.sha1`"),
    "sha.new": Gone("3.0", "{hashlib:sha1}", note="use `hashlib.sha1`"),
    "sha.digest_size": Gone("3.0", "{hashlib:sha1}().digest_size", note="use `hashlib.sha1`"),
    "sets.Set": Gone("3.0", "set", note="use `set`"),
    "sets.ImmutableSet": Gone("3.0", "frozenset", note="use `frozenset`"),
    "sets.BaseSet": Gone("3.0", "(set, frozenset)", applicability=_LIKELY, note="use `set` and `frozenset`"),
    "new.classobj": Gone("3.0", "type", None, applicability=_LIKELY, note=_CLASS),
    "new.instance": Gone("3.0", note="there are no classic classes; use `__new__`"),
    "new.instancemethod": Gone(
        "3.0", "{types:MethodType}", calls={2: _NEW_METHOD, 3: _NEW_METHOD}, note="use `types.MethodType`"
    ),
    "new.module": Gone("3.0", "{types:ModuleType}", note="use `types.ModuleType`"),
    "new.function": Gone("3.0", "{types:FunctionType}", note="use `types.FunctionType`"),
    "new.code": Gone(
        "3.0", "{types:CodeType}", None, applicability=_LIKELY, note="`types.CodeType` takes more"
    ),
    "popen2.popen2": Gone("3.0", note=_PROCESS),
    "popen2.popen3": Gone("3.0", note=_PROCESS),
    "popen2.popen4": Gone("3.0", note=_PROCESS),
    "popen2.Popen3": Gone("3.0", note=_PROCESS),
    "popen2.Popen4": Gone("3.0", note=_PROCESS),
}

# `exceptions` held what is built in.
_EXCEPTIONS = """ArithmeticError AssertionError AttributeError BaseException BufferError BytesWarning
DeprecationWarning EOFError EnvironmentError Exception FloatingPointError FutureWarning GeneratorExit IOError
ImportError ImportWarning IndentationError IndexError KeyError KeyboardInterrupt LookupError MemoryError NameError
NotImplementedError OSError OverflowError PendingDeprecationWarning ReferenceError RuntimeError RuntimeWarning
StopIteration SyntaxError SyntaxWarning SystemError SystemExit TabError TypeError UnboundLocalError
UnicodeDecodeError UnicodeEncodeError UnicodeError UnicodeTranslateError UnicodeWarning UserWarning ValueError
Warning ZeroDivisionError""".split()

_REMOVED: Mapping[str, Gone] = {
    "base64.decodestring": Gone(
        "3.9",
        "{base64:decodebytes}",
        None,
        {1: "{base64:decodebytes}($1)"},
        {1: "{base64:b64decode}($1)"},
        _LIKELY,
    ),
    "base64.encodestring": Gone(
        "3.9",
        "{base64:encodebytes}",
        None,
        {1: "{base64:encodebytes}($1)"},
        {1: "{codecs:encode}($1, 'base64')"},
        _LIKELY,
    ),
    "cgi.escape": Gone(
        "3.8",
        calls={1: "{html:escape}($1, False)", 2: "{html:escape}($1, $2)"},
        dual_calls={1: "{xml.sax.saxutils:escape}($1)"},
        note="use `html.escape`, which has quotes escaped unless told otherwise",
    ),
    "cgi.parse_qs": Gone("3.8", "{urllib.parse:parse_qs}", "{six.moves.urllib.parse:parse_qs}"),
    "cgi.parse_qsl": Gone("3.8", "{urllib.parse:parse_qsl}", "{six.moves.urllib.parse:parse_qsl}"),
    "contextlib.nested": Gone(
        "3.0", note="one `with` takes several context managers; or use `contextlib.ExitStack`"
    ),
    "distutils.spawn.find_executable": Gone("3.12", "{shutil:which}", None, note="use `shutil.which`"),
    "fractions.gcd": Gone("3.9", "{math:gcd}", None, note="use `math.gcd`"),
    "gettext.lgettext": Gone("3.11", "{gettext:gettext}", None, applicability=_LIKELY),
    "gettext.lngettext": Gone("3.11", "{gettext:ngettext}", None, applicability=_LIKELY),
    "gettext.ldgettext": Gone("3.11", "{gettext:dgettext}", None, applicability=_LIKELY),
    "HTMLParser.HTMLParseError": Gone("3.5", note="the parser no longer raises it"),
    "imp.load_source": Gone(
        "3.12",
        None,
        None,
        {2: "{importlib.machinery:SourceFileLoader}($1, $2).load_module()"},
        {},
        _LIKELY,
        "use `importlib.util.spec_from_file_location`",
    ),
    "imp.find_module": Gone("3.12", note="use `importlib.util.find_spec`"),
    "imp.load_module": Gone("3.12", note="use `importlib.import_module`"),
    "imp.new_module": Gone("3.12", "{types:ModuleType}", note="use `types.ModuleType`"),
    "imp.reload": Gone(
        "3.12", "{importlib:reload}", "{six.moves:reload_module}", note="it is in `importlib`"
    ),
    "inspect.formatargspec": Gone("3.11", note="use `inspect.signature`"),
    "inspect.getargspec": Gone("3.11", None, note="use `inspect.getfullargspec`, which returns more"),
    "inspect.getmoduleinfo": Gone("3.6", note="use `inspect.getmodulename`"),
    "locale.format": Gone("3.12", "{locale:format_string}", note="use `locale.format_string`"),
    "os.errno": Gone("3.7", "{errno}", note="import `errno`"),
    "os.path.walk": Gone("3.0", note="use `os.walk`"),
    "os.popen2": Gone("3.0", note=_PROCESS),
    "os.popen3": Gone("3.0", note=_PROCESS),
    "os.popen4": Gone("3.0", note=_PROCESS),
    "os.stat_float_times": Gone("3.7", note="times are always floats"),
    "os.tempnam": Gone("3.0", note="use `tempfile`"),
    "os.tmpfile": Gone(
        "3.0", "{tempfile:TemporaryFile}", applicability=_LIKELY, note="use `tempfile.TemporaryFile`"
    ),
    "os.tmpnam": Gone("3.0", note="use `tempfile`"),
    "platform.dist": Gone("3.8", note="use the package `distro`"),
    "platform.linux_distribution": Gone("3.8", note="use the package `distro`"),
    "plistlib.readPlist": Gone("3.9", note="use `plistlib.load`, which takes an open file"),
    "plistlib.readPlistFromString": Gone("3.0", "{plistlib:loads}", None, note="use `plistlib.loads`"),
    "plistlib.writePlist": Gone("3.9", note="use `plistlib.dump`, which takes an open file"),
    "plistlib.writePlistToString": Gone("3.0", "{plistlib:dumps}", None, note="use `plistlib.dumps`"),
    "random.jumpahead": Gone("3.0", note="nothing replaces it"),
    "ssl.match_hostname": Gone("3.12", note="`ssl.SSLContext` checks the name"),
    "ssl.wrap_socket": Gone("3.12", note="use `ssl.SSLContext.wrap_socket`"),
    "time.clock": Gone(
        "3.8",
        "{time:perf_counter}",
        None,
        applicability=_LIKELY,
        note="use `time.perf_counter` for time that passes, `time.process_time` for time spent",
    ),
}

REMOVED_NAMES: Mapping[str, Gone] = {
    **_GONE_MODULES,
    **{f"exceptions.{name}": Gone("3.0", name, note="it is built in") for name in _EXCEPTIONS},
    "exceptions.StandardError": Gone("3.0", "Exception", note="it is called `Exception`"),
    **_REMOVED,
}
