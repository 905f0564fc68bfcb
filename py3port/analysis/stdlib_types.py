"""Data: what functions, methods and constants of Python 2.7 are sure to give."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache

from py3port.analysis.types import Type, parse_type

# `type: names`; a name not listed is unknown. `basestring`: unicode when an argument is.
_RESULTS = """
int: int len ord hash id cmp
long: long
float: float round
complex: complex
bool: bool isinstance issubclass hasattr callable all any
str: str repr chr hex oct bin raw_input
unicode: unicode unichr
list: sorted
list[str]: dir
list[int]: range
dict: dict globals locals vars
set: set
frozenset: frozenset
list: list
tuple: tuple
iterator: iter reversed
xrange: xrange
file: open file
instance:bytearray: bytearray
instance:slice: slice
instance:memoryview: memoryview
basestring: os.path.join os.path.basename os.path.dirname os.path.abspath os.path.normpath os.path.realpath
basestring: os.path.expanduser os.path.expandvars os.path.normcase os.path.relpath os.path.commonprefix
tuple[basestring, basestring]: os.path.split os.path.splitext os.path.splitdrive
bool: os.path.exists os.path.isfile os.path.isdir os.path.islink os.path.isabs os.path.ismount os.path.lexists
bool: os.path.samefile os.access os.isatty
float: os.path.getmtime os.path.getatime os.path.getctime
int: os.path.getsize os.getpid os.getppid os.getuid os.getgid os.geteuid os.getegid os.system os.fork os.umask
int: os.write os.open os.dup
str: os.getcwd os.strerror os.urandom os.read os.tmpnam os.tempnam os.ttyname os.getlogin
unicode: os.getcwdu
list[basestring]: os.listdir glob.glob fnmatch.filter
file: os.popen os.fdopen os.tmpfile
iterator: os.walk glob.iglob
tuple[int, int]: os.pipe os.waitpid os.wait
float: time.time time.clock time.mktime
str: time.ctime time.asctime time.strftime
int: calendar.timegm
float: math.sqrt math.floor math.ceil math.sin math.cos math.tan math.exp math.log math.log10 math.pow math.fabs
float: math.fmod math.hypot math.atan math.atan2 math.asin math.acos math.degrees math.radians math.fsum math.ldexp
float: random.random random.uniform random.gauss random.expovariate random.normalvariate random.triangular
int: random.randint random.randrange
list: random.sample copy_reg.__newobj__
str: socket.gethostname socket.gethostbyname socket.inet_aton socket.inet_ntoa
int: socket.htons socket.htonl socket.ntohs socket.ntohl
str: struct.pack binascii.hexlify binascii.unhexlify binascii.a2b_base64 binascii.b2a_base64
int: struct.calcsize binascii.crc32 zlib.crc32 zlib.adler32
tuple: struct.unpack struct.unpack_from
str: base64.b64encode base64.b64decode base64.encodestring base64.decodestring base64.urlsafe_b64encode
str: base64.urlsafe_b64decode base64.b32encode base64.b32decode base64.b16encode base64.b16decode
str: zlib.compress zlib.decompress bz2.compress bz2.decompress
str: pickle.dumps cPickle.dumps marshal.dumps
str: subprocess.check_output
int: subprocess.call subprocess.check_call
str: platform.system platform.node platform.machine platform.python_version platform.release platform.platform
str: tempfile.mkdtemp tempfile.mktemp tempfile.gettempdir
tuple[int, str]: tempfile.mkstemp
str: urllib.urlencode
basestring: urllib.quote urllib.quote_plus urllib.unquote urllib.unquote_plus urlparse.urljoin socket.getfqdn
dict[basestring, list[basestring]]: urlparse.parse_qs cgi.parse_qs
list[tuple[basestring, basestring]]: urlparse.parse_qsl
basestring: string.join string.replace string.strip string.lower string.upper string.lstrip string.rstrip
list: string.split shlex.split re.findall re.split
str: string.maketrans
int: string.find string.atoi string.rfind string.index
float: string.atof
basestring: re.sub re.escape json.dumps textwrap.fill textwrap.dedent cgi.escape locale.format
list[basestring]: textwrap.wrap
iterator: re.finditer csv.reader itertools.chain itertools.count itertools.cycle itertools.repeat
iterator: itertools.imap itertools.izip itertools.ifilter itertools.islice itertools.takewhile itertools.dropwhile
iterator: itertools.groupby itertools.starmap itertools.product itertools.permutations itertools.combinations
iterator: itertools.izip_longest itertools.ifilterfalse itertools.compress itertools.combinations_with_replacement
generator: tokenize.generate_tokens pkgutil.iter_modules pkgutil.walk_packages heapq.merge ast.walk pickletools.genops
generator: ast.iter_child_nodes ast.iter_fields difflib.unified_diff difflib.context_diff difflib.ndiff
generator: email.iterators.body_line_iterator email.iterators.typed_subpart_iterator
list: heapq.nlargest heapq.nsmallest
int: bisect.bisect bisect.bisect_left bisect.bisect_right
int: sys.getrefcount sys.getsizeof sys.getrecursionlimit
str: sys.getdefaultencoding inspect.getsource linecache.getline
list[str]: linecache.getlines
int: locale.atoi
str: getpass.getpass getpass.getuser
list[str]: traceback.format_tb traceback.format_exception traceback.format_stack
str: traceback.format_exc
instance:datetime.datetime: datetime.datetime datetime.datetime.now datetime.datetime.utcnow
instance:datetime.datetime: datetime.datetime.strptime datetime.datetime.fromtimestamp
instance:datetime.date: datetime.date datetime.date.today
instance:datetime.timedelta: datetime.timedelta
instance:decimal.Decimal: decimal.Decimal
instance:fractions.Fraction: fractions.Fraction
instance:re.Pattern: re.compile
instance:csv.DictReader: csv.DictReader
instance:hashlib.hash: hashlib.md5 hashlib.sha1 hashlib.sha256 hashlib.sha512 hashlib.new md5.new sha.new md5.md5
instance:hashlib.hash: hashlib.sha224 hashlib.sha384 sha.sha
instance:collections.deque: collections.deque
instance:StringIO.StringIO: StringIO.StringIO
instance:cStringIO.StringIO: cStringIO.StringIO
instance:io.BytesIO: io.BytesIO
instance:io.StringIO: io.StringIO
instance:io.IOBase: io.open codecs.open
instance:socket.socket: socket.socket
instance:threading.Thread: threading.Thread
instance:threading.Lock: threading.Lock threading.RLock
instance:array.array: array.array array.ArrayType
instance:bz2.BZ2File: bz2.BZ2File
instance:gettext.NullTranslations: gettext.NullTranslations gettext.GNUTranslations gettext.translation
instance:uuid.UUID: uuid.UUID uuid.uuid1 uuid.uuid3 uuid.uuid4 uuid.uuid5
instance:random.Random: random.Random random.SystemRandom
instance:argparse.ArgumentParser: argparse.ArgumentParser
instance:smtplib.SMTP: smtplib.SMTP smtplib.SMTP_SSL
instance:tarfile.TarFile: tarfile.TarFile tarfile.open tarfile.TarFile.open
instance:unittest.TestLoader: unittest.TestLoader
instance:weakref.WeakKeyDictionary: weakref.WeakKeyDictionary
instance:xml.etree.ElementTree.Element: xml.etree.ElementTree.Element xml.etree.ElementTree.SubElement
instance:xml.etree.ElementTree.Element: xml.etree.ElementTree.fromstring xml.etree.ElementTree.XML
instance:xml.etree.ElementTree.ElementTree: xml.etree.ElementTree.ElementTree xml.etree.ElementTree.parse
instance:ConfigParser.ConfigParser: ConfigParser.ConfigParser configparser.ConfigParser
instance:ConfigParser.RawConfigParser: ConfigParser.RawConfigParser configparser.RawConfigParser
instance:ConfigParser.SafeConfigParser: ConfigParser.SafeConfigParser configparser.SafeConfigParser
instance:HTMLParser.HTMLParser: HTMLParser.HTMLParser html.parser.HTMLParser
instance:httplib.HTTPConnection: httplib.HTTPConnection httplib.HTTPSConnection http.client.HTTPConnection
instance:httplib.HTTPConnection: http.client.HTTPSConnection
instance:httplib.HTTPMessage: httplib.HTTPMessage mimetools.Message rfc822.Message
instance:urllib2.Request: urllib2.Request urllib.request.Request six.moves.urllib.request.Request
instance:urllib.addinfourl: urllib.urlopen urllib2.urlopen urllib.request.urlopen six.moves.urllib.request.urlopen
dict: collections.OrderedDict collections.defaultdict collections.Counter
"""

_CONSTANTS = """
str: os.sep os.linesep os.pathsep os.curdir os.pardir os.name os.devnull sys.platform sys.executable sys.prefix
str: sys.exec_prefix sys.byteorder sys.version string.letters string.ascii_letters string.lowercase
str: string.ascii_lowercase string.uppercase string.ascii_uppercase string.digits string.hexdigits
str: string.punctuation string.whitespace string.printable string.octdigits
int: sys.maxint sys.maxsize sys.hexversion sys.maxunicode os.O_RDONLY os.O_WRONLY os.O_RDWR os.O_CREAT signal.SIGTERM
int: signal.SIGINT signal.SIGKILL socket.AF_INET socket.SOCK_STREAM socket.SOCK_DGRAM os.SEEK_SET os.SEEK_END
float: math.pi math.e cmath.pi cmath.e
list[str]: sys.argv sys.path
dict: sys.modules
file: sys.stdin sys.stdout sys.stderr
"""

# Methods that need no look at the arguments, by type of the object.
_METHODS = """
int: str.find str.rfind str.index str.rindex str.count list.index list.count tuple.index tuple.count file.tell
int: file.fileno dict.__len__ int.bit_length long.bit_length set.__len__
bool: str.startswith str.endswith str.isdigit str.isalpha str.isalnum str.islower str.isupper str.isspace str.istitle
bool: unicode.isnumeric unicode.isdecimal file.isatty dict.has_key set.issubset set.issuperset set.isdisjoint
bool: float.is_integer
str: str.encode str.format str.lower str.upper str.title str.capitalize str.swapcase str.expandtabs str.zfill
str: file.read file.readline float.hex
unicode: unicode.lower unicode.upper unicode.title unicode.capitalize unicode.swapcase unicode.expandtabs
unicode: unicode.zfill unicode.strip unicode.lstrip unicode.rstrip unicode.replace unicode.join unicode.center
unicode: unicode.ljust unicode.rjust unicode.format unicode.translate
str: unicode.encode
basestring: basestring.lower basestring.upper basestring.title basestring.capitalize basestring.swapcase
basestring: basestring.strip basestring.lstrip basestring.rstrip basestring.replace basestring.join
basestring: basestring.format basestring.expandtabs basestring.zfill basestring.center basestring.ljust
basestring: basestring.rjust str.join
str: basestring.encode
list[unicode]: unicode.split unicode.rsplit unicode.splitlines
list[basestring]: basestring.split basestring.rsplit basestring.splitlines
list[str]: file.readlines str.splitlines
iterator: dict.iterkeys dict.itervalues dict.iteritems file.xreadlines bz2.BZ2File.xreadlines
instance:httplib.HTTPMessage: urllib.addinfourl.info
str: array.array.tostring
list: array.array.tolist
instance:httplib.HTTPResponse: httplib.HTTPConnection.getresponse
instance:socket.SocketFile: socket.socket.makefile
instance:xml.etree.ElementTree.Element: xml.etree.ElementTree.ElementTree.getroot
none: list.append list.extend list.insert list.remove list.reverse list.sort dict.clear dict.update set.add set.clear
none: set.discard set.remove set.update file.write file.writelines file.close file.flush file.seek
set: set.union set.intersection set.difference set.symmetric_difference set.copy
list: re.Pattern.findall re.Pattern.split
iterator: re.Pattern.finditer
basestring: re.Pattern.sub
str: hashlib.hash.hexdigest hashlib.hash.digest
str: cStringIO.StringIO.getvalue io.BytesIO.getvalue
basestring: StringIO.StringIO.getvalue
unicode: io.StringIO.getvalue
str: datetime.datetime.isoformat datetime.date.isoformat datetime.datetime.strftime datetime.date.strftime
float: datetime.timedelta.total_seconds
instance:datetime.date: datetime.datetime.date
int: datetime.datetime.toordinal datetime.date.toordinal datetime.date.weekday datetime.datetime.weekday
"""

# Methods of native strings that give unicode when an argument is unicode.
MIXING_METHODS = frozenset({"strip", "lstrip", "rstrip", "replace", "center", "ljust", "rjust", "translate"})
BYTES_CODECS = frozenset({"hex", "base64", "zlib", "bz2", "rot13", "rot_13", "string_escape", "uu", "quopri"})


@cache
def results() -> Mapping[str, Type]:
    """The results of functions and classes by dotted name; builtins under `__builtin__`."""
    found = _read(_RESULTS)
    return {name if "." in name else f"__builtin__.{name}": each for name, each in found.items()}


@cache
def constants() -> Mapping[str, Type]:
    """The types of module attributes by dotted name."""
    return _read(_CONSTANTS)


@cache
def methods() -> Mapping[str, Type]:
    """The results of methods by `type.method`."""
    return _read(_METHODS)


@cache
def names_giving(classes: frozenset[str]) -> frozenset[str]:
    """The last parts of the names of some classes, and of all that gives an object of one, or what holds such."""
    tables = (results(), methods(), constants())
    giving = (name for table in tables for name, each in table.items() if _speaks_of(each, classes))
    return frozenset(name.rpartition(".")[2] for name in (*classes, *giving))


def _speaks_of(found: Type | None, classes: frozenset[str]) -> bool:
    if found is None:
        return False
    return found.qualified in classes or any(_speaks_of(each, classes) for each in found.args)


def _read(table: str) -> dict[str, Type]:
    found = {}
    for line in table.strip().splitlines():
        spec, _, names = line.partition(": ")
        parsed = parse_type(spec)
        if parsed is not None:
            found.update(dict.fromkeys(names.split(), parsed))
    return found
