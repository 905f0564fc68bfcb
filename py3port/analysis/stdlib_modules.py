"""Data: the modules of Python 2.7's standard library that Python 3 has not, and the names in those that it has."""

from __future__ import annotations

import sys
from functools import cache


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


_GONE_IN_3_0 = """
BaseHTTPServer Bastion CDROM CGIHTTPServer Canvas ConfigParser Cookie DLFCN Dialog DocXMLRPCServer
FileDialog FixTk HTMLParser IN MimeWriter Queue ScrolledText SimpleDialog SimpleHTTPServer
SimpleXMLRPCServer SocketServer StringIO TYPES Tix Tkconstants Tkdnd Tkinter UserDict UserList UserString
_LWPCookieJar _MozillaCookieJar __builtin__ _abcoll _hotshot _sha anydbm audiodev bsddb cPickle cStringIO
commands compiler cookielib copy_reg dbhash dircache dumbdbm dummy_thread _winreg exceptions fpformat
future_builtins gdbm hotshot htmlentitydefs htmllib httplib ihooks imputil linuxaudiodev macurl2path
markupbase md5 mhlib mimetools mimify multifile mutex new os2emxpath popen2 posixfile repr rexec rfc822
robotparser sets sgmllib sha sre statvfs stringold strop sunaudio thread tkColorChooser tkCommonDialog
tkFileDialog tkFont tkMessageBox tkSimpleDialog toaiff ttk urllib2 urlparse user whichdb xmllib xmlrpclib
email.MIMEAudio email.MIMEBase email.MIMEImage email.MIMEMessage email.MIMEMultipart email.MIMENonMultipart
email.MIMEText email.Charset email.Encoders email.Errors email.Generator email.Header email.Iterators
email.Message email.Parser email.Utils
"""

_GONE_LATER = {
    "3.8": "macpath",
    "3.9": "dummy_threading xml.etree.cElementTree",
    "3.10": "formatter parser symbol",
    "3.11": "binhex",
    "3.12": "asynchat asyncore distutils imp smtpd",
    "3.13": (
        "aifc audioop cgi cgitb chunk crypt imghdr lib2to3 mailcap msilib nis nntplib ossaudiodev pipes sndhdr spwd "
        "sunau telnetlib uu xdrlib"
    ),
}

_GONE_ATTRIBUTES = _words("""
itertools.imap itertools.ifilter itertools.izip itertools.izip_longest itertools.ifilterfalse os.getcwdu
os.popen2 os.popen3 os.popen4 os.tmpnam os.tempnam os.tmpfile os.path.walk os.errno os.stat_float_times sys.maxint
ConfigParser.SafeConfigParser base64.decodestring base64.encodestring cgi.escape cgi.parse_qs cgi.parse_qsl
contextlib.nested fractions.gcd inspect.formatargspec inspect.getargspec locale.format platform.dist
platform.linux_distribution plistlib.readPlist plistlib.writePlist ssl.match_hostname ssl.wrap_socket time.clock
unittest._TextTestResult unittest.makeSuite
sys.exc_clear sys.exc_type sys.exc_value sys.exc_traceback sys.setdefaultencoding sys.subversion
sys.py3kwarning sys.getcheckinterval sys.setcheckinterval string.letters string.lowercase string.uppercase
string.maketrans string.join string.joinfields string.split string.splitfields string.rsplit string.replace
string.strip string.lstrip string.rstrip string.lower string.upper string.swapcase string.capitalize
string.find string.rfind string.index string.rindex string.count string.translate string.ljust string.rjust
string.center string.zfill string.expandtabs string.atoi string.atol string.atof string.atoi_error
string.atol_error string.atof_error string.index_error types.BooleanType types.BufferType types.ClassType
types.ComplexType types.DictProxyType types.DictType types.DictionaryType types.EllipsisType types.FileType
types.FloatType types.InstanceType types.IntType types.ListType types.LongType types.NoneType
types.NotImplementedType types.ObjectType types.SliceType types.StringType types.StringTypes types.TupleType
types.TypeType types.UnboundMethodType types.UnicodeType types.XRangeType operator.isCallable
operator.sequenceIncludes operator.isSequenceType operator.isMappingType operator.isNumberType
operator.repeat operator.irepeat operator.div operator.idiv operator.delslice operator.getslice
operator.setslice collections.Mapping collections.MutableMapping collections.Sequence
collections.MutableSequence collections.Set collections.MutableSet collections.Iterable collections.Iterator
collections.Callable collections.Hashable collections.Sized collections.Container
""")

# All else that `urllib` holds is Python 2's.
_NEW_URLLIB = frozenset({"error", "parse", "request", "response", "robotparser"})
_BRIDGES = frozenset({"six", "builtins", "future", "past"})

PYTHON2_MODULES = _words("""
BaseHTTPServer Bastion CDROM CGIHTTPServer Canvas ConfigParser Cookie DLFCN Dialog DocXMLRPCServer
FileDialog FixTk HTMLParser IN MimeWriter Queue ScrolledText SimpleDialog SimpleHTTPServer
SimpleXMLRPCServer SocketServer StringIO TYPES Tix Tkconstants Tkdnd Tkinter UserDict UserList UserString
_LWPCookieJar _MozillaCookieJar __builtin__ __future__ _abcoll _ast _bisect _codecs _codecs_cn _codecs_hk
_codecs_iso2022 _codecs_jp _codecs_kr _codecs_tw _collections _csv _ctypes _curses _curses_panel
_elementtree _functools _heapq _hotshot _io _json _locale _lsprof _md5 _multibytecodec _multiprocessing
_osx_support _pyio _random _sha _sha256 _sha512 _socket _sqlite3 _sre _ssl _strptime _struct _symtable
_threading_local _tkinter _warnings _weakref _weakrefset abc aifc antigravity anydbm argparse array ast
asynchat asyncore atexit audiodev audioop base64 bdb binascii binhex bisect bsddb bz2 cPickle cProfile
cStringIO calendar cgi cgitb chunk cmath cmd code codecs codeop collections colorsys commands compileall
compiler contextlib cookielib copy copy_reg crypt csv ctypes curses datetime dbhash decimal difflib dircache
dis distutils doctest dumbdbm dummy_thread dummy_threading email encodings ensurepip errno exceptions fcntl
filecmp fileinput fnmatch formatter fpformat fractions ftplib functools future_builtins gc genericpath
getopt getpass gettext glob grp gzip hashlib heapq hmac hotshot htmlentitydefs htmllib httplib idlelib
ihooks imaplib imghdr imp importlib imputil inspect io itertools json keyword lib2to3 linecache
linuxaudiodev locale logging macpath macurl2path mailbox mailcap markupbase marshal math md5 mhlib mimetools
mimetypes mimify mmap modulefinder multifile multiprocessing mutex netrc new nis nntplib ntpath nturl2path
numbers opcode operator optparse os os2emxpath ossaudiodev parser pdb pickle pickletools pipes pkgutil
platform plistlib popen2 poplib posix posixfile posixpath pprint profile pstats pty pwd py_compile pyclbr
pydoc pydoc_data pyexpat quopri random re readline repr resource rexec rfc822 rlcompleter robotparser runpy
sched select sets sgmllib sha shelve shlex shutil signal site smtpd smtplib sndhdr socket spwd sqlite3 sre
sre_compile sre_constants sre_parse ssl stat statvfs string stringold stringprep strop struct subprocess
sunau sunaudio symbol symtable sys sysconfig syslog tabnanny tarfile telnetlib tempfile termios textwrap
this thread threading time timeit tkColorChooser tkCommonDialog tkFileDialog tkFont tkMessageBox
tkSimpleDialog toaiff token tokenize trace traceback ttk tty turtle types unicodedata unittest urllib
urllib2 urlparse user uu uuid warnings wave weakref webbrowser whichdb wsgiref xdrlib xml xmllib xmlrpclib
xxsubtype zipfile zipimport zlib
""")

PYTHON2_BUILTINS = _words("""
ArithmeticError AssertionError AttributeError BaseException BufferError BytesWarning DeprecationWarning
EOFError Ellipsis EnvironmentError Exception False FloatingPointError FutureWarning GeneratorExit IOError
ImportError ImportWarning IndentationError IndexError KeyError KeyboardInterrupt LookupError MemoryError
NameError None NotImplemented NotImplementedError OSError OverflowError PendingDeprecationWarning
ReferenceError RuntimeError RuntimeWarning StandardError StopIteration SyntaxError SyntaxWarning SystemError
SystemExit TabError True TypeError UnboundLocalError UnicodeDecodeError UnicodeEncodeError UnicodeError
UnicodeTranslateError UnicodeWarning UserWarning ValueError Warning WindowsError ZeroDivisionError __debug__
__doc__ __import__ __name__ __package__ abs all any apply basestring bin bool buffer bytearray bytes
callable chr classmethod cmp coerce compile complex copyright credits delattr dict dir divmod enumerate eval
execfile exit file filter float format frozenset getattr globals hasattr hash help hex id input int intern
isinstance issubclass iter len license list locals long map max memoryview min next object oct open ord pow
print property quit range raw_input reduce reload repr reversed round set setattr slice sorted staticmethod
str sum super tuple type unichr unicode vars xrange zip
""")

GONE_BUILTINS = _words("""
StandardError apply basestring buffer cmp coerce execfile file intern long raw_input reduce reload unichr
unicode xrange
""")

# What `from m import *` is known to bring along; any other module may bring anything.
STAR_EXPORTS = {
    "future_builtins": _words("ascii filter hex map oct zip"),
    "builtins": _words("""
        ascii bytes chr dict filter hex input int list map next object oct open pow range round str
        super zip
    """),
    "past.builtins": _words("""
        apply basestring chr cmp dict execfile filter intern long map oct range raw_input reduce reload
        str unichr unicode xrange zip
    """),
    "six.moves": _words("""
        filter filterfalse getcwd getcwdb input intern map range reduce reload_module shlex_quote xrange
        zip zip_longest
    """),
}


@cache
def gone_modules(target: str = "3.13") -> frozenset[str]:
    """The dotted names of modules that Python 2.7 has and `target` has not, each with all below it."""
    names = set(_GONE_IN_3_0.split())
    for version, removed in _GONE_LATER.items():
        if _number(version) <= _number(target):
            names.update(removed.split())
    return frozenset(names)


def is_gone(qualified: str, target: str = "3.13") -> bool:
    """Whether a dotted name of Python 2's standard library or `__builtin__` is missing in `target`."""
    name = qualified
    modules = gone_modules(target)
    while name:
        if name in modules:
            return True
        name = name.rpartition(".")[0]
    package, _, rest = qualified.partition(".")
    if package == "urllib":
        return bool(rest) and rest.partition(".")[0] not in _NEW_URLLIB
    if package == "__builtin__":
        return True
    return qualified in _GONE_ATTRIBUTES


def is_in_python3(module: str, target: str = "3.13") -> bool:
    """Whether a module is in Python 3's standard library, or of a package that bridges the two."""
    top = module.partition(".")[0]
    if is_gone(module, target):
        return False
    return top in _BRIDGES or top in sys.stdlib_module_names or top == "urllib"


def _number(version: str) -> tuple[int, ...]:
    return tuple(int(part) for part in version.split("."))
