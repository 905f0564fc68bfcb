"""Data: the names of modules that are gone altogether, and where they are found now."""

from __future__ import annotations

from collections.abc import Mapping

from py3port.rule import Applicability
from py3port_codemods._gone_names import Gone
from py3port_codemods._imp_names import IMP_NAMES
from py3port_codemods._string_functions import STRING_FUNCTIONS

_LIKELY = Applicability.UNSAFE
_NEW_METHOD = "{types:MethodType}($1, $2)"
_CLASS = "there are no classic classes; call `type`"
_PROCESS = "use `subprocess.Popen`"


def _same(
    since: str, old: str, new: str, names: str, applicability: Applicability = Applicability.SAFE
) -> dict[str, Gone]:
    """Names that another module has, which Python 2.7 knows as well."""
    return {
        f"{old}.{name}": Gone(
            since, f"{{{new}:{name}}}", applicability=applicability, note=f"it is in `{new}`"
        )
        for name in names.split()
    }


def _in_memory(name: str) -> Gone:
    """A type of the files of `cStringIO`, which had two."""
    return Gone(
        "3.0",
        "({io:BytesIO}, {io:StringIO})",
        f"{{cStringIO:{name}|io:BytesIO}}",
        applicability=_LIKELY,
        note="`io.BytesIO` and `io.StringIO` are the types of files in memory",
    )


_IN_3_0: Mapping[str, Gone] = {
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
    "new.instance": Gone(
        "3.0",
        calls={
            1: "object.__new__($1)",
            2: "[each.__dict__.update($2) or each for each in [object.__new__($1)]][0]",
        },
        dual_calls={},
        applicability=_LIKELY,
        note="there are no classic classes; use `__new__`",
    ),
    "new.instancemethod": Gone(
        "3.0", "{types:MethodType}", calls={2: _NEW_METHOD, 3: _NEW_METHOD}, note="use `types.MethodType`"
    ),
    "new.module": Gone("3.0", "{types:ModuleType}", note="use `types.ModuleType`"),
    "new.function": Gone("3.0", "{types:FunctionType}", note="use `types.FunctionType`"),
    "new.code": Gone(
        "3.0", "{types:CodeType}", None, applicability=_LIKELY, note="`types.CodeType` takes more"
    ),
    "cStringIO.InputType": _in_memory("InputType"),
    "cStringIO.OutputType": _in_memory("OutputType"),
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


def _of_setuptools(old: str, name: str, new: str = "setuptools", called: str = "") -> Gone:
    """A name of distutils. What Python 2.7 has works on there; setuptools' own is no subclass of all of distutils'."""
    code = f"{{{new}:{called or name}}}"
    dual = f"{{{old}:{name}|{new}:{called or name}}}"
    return Gone("3.12", code, dual, applicability=_LIKELY, note="`setuptools` has it")


_ERRORS = {
    "DistutilsError": "BaseError",
    **{
        f"Distutils{name}": name
        for name in """ByteCompileError ClassError ExecError FileError InternalError ModuleError OptionError
        PlatformError SetupError TemplateError""".split()
    },
    **{
        name: name
        for name in "CCompilerError CompileError LibError LinkError PreprocessError UnknownFileError".split()
    },
}
"""The exceptions of distutils, and what setuptools calls them."""


_DISTUTILS: Mapping[str, Gone] = {
    **{
        f"distutils.core.{name}": _of_setuptools("distutils.core", name)
        for name in "Command Distribution Extension setup".split()
    },
    **{
        f"distutils.command.{name}.{name}": _of_setuptools(
            f"distutils.command.{name}", name, f"setuptools.command.{name}"
        )
        for name in "bdist_rpm build build_ext build_py install install_lib install_scripts sdist".split()
    },
    **{
        f"distutils.errors.{name}": _of_setuptools("distutils.errors", name, "setuptools.errors", called)
        for name, called in _ERRORS.items()
    },
    "distutils.cmd.Command": _of_setuptools("distutils.cmd", "Command"),
    "distutils.dist.Distribution": _of_setuptools("distutils.dist", "Distribution"),
    "distutils.extension.Extension": _of_setuptools("distutils.extension", "Extension"),
    "distutils.dir_util.copy_tree": Gone(
        "3.12",
        None,
        None,
        {2: "{shutil:copytree}($1, $2, dirs_exist_ok=True)"},
        {},
        applicability=_LIKELY,
        note="use `shutil.copytree`",
    ),
    "distutils.dir_util.mkpath": Gone(
        "3.12",
        None,
        None,
        {1: "{os:makedirs}($1, exist_ok=True)"},
        {},
        applicability=_LIKELY,
        note="use `os.makedirs`",
    ),
    "distutils.dir_util.remove_tree": Gone(
        "3.12", calls={1: "{shutil:rmtree}($1)"}, applicability=_LIKELY, note="use `shutil.rmtree`"
    ),
    "distutils.file_util.copy_file": Gone(
        "3.12", calls={2: "{shutil:copy2}($1, $2)"}, applicability=_LIKELY, note="use `shutil.copy2`"
    ),
    "distutils.spawn.find_executable": Gone(
        "3.12", "{shutil:which|distutils.spawn:find_executable}", note="use `shutil.which`"
    ),
    "distutils.sysconfig.get_config_var": Gone(
        "3.12", "{sysconfig:get_config_var}", note="it is in `sysconfig`"
    ),
    "distutils.sysconfig.get_config_vars": Gone(
        "3.12", "{sysconfig:get_config_vars}", note="it is in `sysconfig`"
    ),
    "distutils.sysconfig.get_python_inc": Gone(
        "3.12", calls={0: "{sysconfig:get_path}('include')"}, note="use `sysconfig.get_path`"
    ),
    "distutils.sysconfig.get_python_lib": Gone(
        "3.12", calls={0: "{sysconfig:get_path}('purelib')"}, note="use `sysconfig.get_path`"
    ),
    "distutils.util.get_platform": Gone("3.12", "{sysconfig:get_platform}", note="it is in `sysconfig`"),
    "distutils.util.split_quoted": Gone(
        "3.12", "{shlex:split}", applicability=_LIKELY, note="use `shlex.split`"
    ),
    "distutils.util.strtobool": Gone(
        "3.12",
        calls={1: "int($1.lower() in ('y', 'yes', 't', 'true', 'on', '1'))"},
        applicability=_LIKELY,
        note="compare with the words that mean yes",
    ),
}

_MESSAGE = Gone(
    "3.0",
    None,
    None,
    {1: "{email:message_from_file}($1)"},
    {},
    applicability=_LIKELY,
    note="use `email.message_from_file`",
)

_MAIL: Mapping[str, Gone] = {
    "email.utils.fix_eols": Gone(
        "3.0",
        calls={1: "{re}.sub('\\\\r\\\\n|\\\\r|\\\\n', '\\\\r\\\\n', $1)"},
        note="use `re.sub`",
    ),
    **{
        f"rfc822.{name}": Gone(
            "3.0", f"{{email._parseaddr:{name}}}", applicability=_LIKELY, note="`email` has it to itself"
        )
        for name in ("_daynames", "_monthnames", "_timezones")
    },
    **_same("3.0", "rfc822", "email.utils", "mktime_tz parseaddr parsedate parsedate_tz quote unquote"),
    "mimetools.choose_boundary": Gone(
        "3.0",
        "{email.generator:_make_boundary}",
        applicability=_LIKELY,
        note="`email` makes boundaries itself",
    ),
    "mimetools.Message": _MESSAGE,
    "rfc822.AddressList": Gone(
        "3.0", "{email._parseaddr:AddressList}", applicability=_LIKELY, note="use `email.utils.getaddresses`"
    ),
    "rfc822.Message": _MESSAGE,
    "rfc822.dump_address_pair": Gone("3.0", "{email.utils:formataddr}", note="use `email.utils.formataddr`"),
    "rfc822.formatdate": Gone(
        "3.0",
        calls={0: "{email.utils:formatdate}(usegmt=True)", 1: "{email.utils:formatdate}($1, usegmt=True)"},
        note="use `email.utils.formatdate`",
    ),
}

_STATVFS = "F_BSIZE F_FRSIZE F_BLOCKS F_BFREE F_BAVAIL F_FILES F_FFREE F_FAVAIL F_FLAG F_NAMEMAX".split()

_OLD_STRING_FUNCTIONS = {
    "stringold": """atof atoi atol capitalize center count expandtabs find index join joinfields ljust lower lowercase
        lstrip replace rfind rindex rjust rstrip split splitfields strip swapcase translate upper uppercase
        zfill""".split(),
    "strop": """atof atoi atol capitalize count expandtabs find join joinfields lower lowercase lstrip replace rfind
        rstrip split splitfields strip swapcase translate upper uppercase""".split(),
}

_OTHERS: Mapping[str, Gone] = {
    **{
        f"{module}.{name.partition('.')[2]}": gone
        for name, gone in STRING_FUNCTIONS.items()
        for module in ("stringold", "strop")
        if name.partition(".")[2] in _OLD_STRING_FUNCTIONS[module]
    },
    **{
        f"statvfs.{name}": Gone("3.0", str(index), note=f"use the attribute `{name.lower()}`")
        for index, name in enumerate(_STATVFS)
    },
    **{
        f"future_builtins.{name}": Gone(
            "3.0", name, f"{{six.moves:{name}}}", note="the built-in is like it now"
        )
        for name in ("filter", "map", "zip")
    },
    **{
        f"future_builtins.{name}": Gone("3.0", name, None, note="the built-in is like it now")
        for name in ("ascii", "hex", "oct")
    },
    "commands.mk2arg": Gone(
        "3.0",
        calls={2: "(' ' + {shlex:quote|pipes:quote}({os.path:join}($1, $2)))"},
        applicability=_LIKELY,
        note="use `shlex.quote`",
    ),
    "commands.mkarg": Gone(
        "3.0",
        calls={1: "(' ' + {shlex:quote|pipes:quote}($1))"},
        applicability=_LIKELY,
        note="use `shlex.quote`",
    ),
    "dircache.listdir": Gone("3.0", calls={1: "sorted({os:listdir}($1))"}, note="use `os.listdir`"),
    "dircache.opendir": Gone("3.0", calls={1: "sorted({os:listdir}($1))"}, note="use `os.listdir`"),
    "fpformat.fix": Gone(
        "3.0", calls={2: "('%.*f' % ($2, float($1)))"}, applicability=_LIKELY, note="use `%`"
    ),
    "fpformat.sci": Gone(
        "3.0", calls={2: "('%.*e' % ($2, float($1)))"}, applicability=_LIKELY, note="use `%`"
    ),
}

GONE_MODULE_NAMES: Mapping[str, Gone] = {
    **_IN_3_0,
    **{f"exceptions.{name}": Gone("3.0", name, note="it is built in") for name in _EXCEPTIONS},
    "exceptions.StandardError": Gone("3.0", "Exception", note="it is called `Exception`"),
    **_DISTUTILS,
    **IMP_NAMES,
    **_MAIL,
    **_OTHERS,
}
