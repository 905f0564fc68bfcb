"""Data: which functions, methods and files of Python 2.7 deal in binary strings, and which in text."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Set
from functools import cache

Path = tuple[str | int, ...]
"""Where in a value a string lies: nothing for itself, `elem` for what iterating gives, `key`, a position."""

ELEM, KEY = "elem", "key"
TYPE = "type"
"""The path of a string's type: `str`."""

# `weight path: names`: what a call gives at that path is binary; the heavier, the less it says.
_BINARY_RESULTS = """
0: struct.pack zlib.compress zlib.decompress bz2.compress bz2.decompress os.urandom pickle.dumps cPickle.dumps
0: marshal.dumps socket.inet_aton socket.inet_pton binascii.unhexlify binascii.a2b_hex binascii.a2b_base64
0: base64.b64decode base64.decodestring base64.decodebytes base64.urlsafe_b64decode
0: base64.b32decode base64.b16decode
0: base64.standard_b64decode pickle.encode_long
0: __builtin__.bytearray __builtin__.bytes six.int2byte six.ensure_binary
0: __builtin__.buffer binascii.a2b_qp quopri.decodestring
1: os.read fcntl.ioctl pkgutil.get_data pkg_resources.resource_string mmap.mmap hmac.digest
24: binascii.hexlify binascii.b2a_hex binascii.b2a_base64 base64.b64encode base64.encodestring base64.encodebytes
24: base64.urlsafe_b64encode base64.b32encode base64.b16encode base64.standard_b64encode binascii.b2a_qp
24: subprocess.check_output
1 elem: gzip.open gzip.GzipFile bz2.BZ2File io.BytesIO six.BytesIO urllib2.urlopen urllib.urlopen urllib.request.urlopen
24 elem: tempfile.TemporaryFile tempfile.NamedTemporaryFile tempfile.SpooledTemporaryFile
1 elem: pkg_resources.resource_stream
24 elem: os.popen2 os.popen3
"""

# `weight position: names`: the argument at that position has to be binary.
_BINARY_ARGUMENTS = """
0 1: struct.unpack struct.unpack_from os.write array.array
0 1: urllib2.urlopen urllib2.Request urllib.urlopen urllib.request.urlopen urllib.request.Request
0 1: six.moves.urllib.request.urlopen six.moves.urllib.request.Request
0 0: zlib.compress zlib.decompress zlib.crc32 zlib.adler32 bz2.compress bz2.decompress pickle.loads cPickle.loads
0 0: marshal.loads socket.inet_ntoa binascii.hexlify binascii.b2a_hex binascii.b2a_base64 binascii.crc32
0 0: binascii.b2a_qp io.BytesIO six.BytesIO ctypes.create_string_buffer ctypes.c_char_p email.message_from_bytes
0 0: base64.b32encode base64.b16encode pickle.decode_long
0 1: socket.inet_ntop
6 0: base64.b64encode base64.encodestring base64.encodebytes base64.urlsafe_b64encode
6 0: base64.standard_b64encode __builtin__.bytearray
4 0: hashlib.md5 hashlib.sha1 hashlib.sha224 hashlib.sha256 hashlib.sha384 hashlib.sha512 md5.md5 md5.new sha.sha
4 0: sha.new hmac.new
4 1: hashlib.new hmac.new
1 0: base64.decodebytes base64.decodestring
"""

# `weight position: names`: the argument at that position is a file that has to be binary.
_BINARY_FILES = """
1 0: pickle.load cPickle.load pickle.Pickler cPickle.Pickler pickle.Unpickler cPickle.Unpickler marshal.load
1 1: pickle.dump cPickle.dump marshal.dump
1 0: zipfile.ZipFile zipfile.is_zipfile
"""

REQUEST_DATA = "data"
"""The name of the argument of `urlopen` and `Request` that has to be binary."""

_TEXT_RESULTS = """
0 key: __builtin__.globals __builtin__.locals __builtin__.vars
0: __builtin__.unicode __builtin__.unichr __builtin__.raw_input __builtin__.repr __builtin__.hex __builtin__.oct
0: six.text_type six.unichr six.ensure_text six.ensure_str six.moves.input
0: __builtin__.bin json.dumps simplejson.dumps socket.inet_ntoa socket.inet_ntop socket.gethostname
0: socket.gethostbyname socket.getfqdn time.strftime time.ctime time.asctime traceback.format_exc os.getcwd
0: os.getcwdu platform.system platform.node platform.python_version inspect.getsource getpass.getpass
1: os.path.join os.path.basename os.path.dirname os.path.abspath os.path.normpath os.path.realpath
1: os.path.expanduser os.path.expandvars os.path.relpath tempfile.mkdtemp tempfile.mktemp tempfile.gettempdir
1: os.getenv textwrap.dedent textwrap.fill os.strerror
2: urlparse.urlunsplit urlparse.urlunparse
2: urllib.quote urllib.quote_plus urllib.urlencode urllib.unquote urllib.unquote_plus urlparse.urljoin
2: cgi.escape html.escape
2 elem: urlparse.urlsplit urlparse.urlparse urlparse.urldefrag
1 elem: email.message_from_string email.message_from_file email.message_from_bytes
1 key: email.message_from_string email.message_from_file email.message_from_bytes
1 0: cgi.parse_header
1 1 elem: cgi.parse_header
0 elem 1: tokenize.generate_tokens tokenize.tokenize
0 elem 4: tokenize.generate_tokens tokenize.tokenize
1 0: os.path.split os.path.splitext
1 1: os.path.split os.path.splitext
1 elem: os.listdir glob.glob io.StringIO codecs.open os.popen
1 elem elem: csv.reader csv.DictReader
"""

_TEXT_ARGUMENTS = """
0 1: __builtin__.getattr __builtin__.setattr __builtin__.hasattr __builtin__.delattr
0 0: __builtin__.__import__ __builtin__.open __builtin__.file os.environ.get os.getenv json.loads io.StringIO
0 0: codecs.lookup codecs.getreader codecs.getwriter codecs.getencoder codecs.getdecoder
0 0: hashlib.new importlib.import_module socket.inet_aton socket.gethostbyname
0 1: socket.inet_pton
1 0: os.path.join os.path.basename os.path.dirname os.path.abspath os.path.normpath os.path.realpath os.path.exists
1 0: os.path.isabs os.path.islink os.path.lexists os.path.getsize os.path.getmtime os.path.expanduser os.rmdir
1 0: os.path.isfile os.path.isdir os.path.splitext os.path.split os.listdir os.mkdir os.makedirs os.remove
1 0: os.unlink os.rename os.stat os.chdir os.system os.popen glob.glob warnings.warn
1 1: os.path.join os.rename time.strftime __builtin__.compile
1 0: time.strptime datetime.datetime.strptime cgi.parse_header
3 0: urllib.quote urllib.quote_plus urllib.unquote urllib.unquote_plus urlparse.urlsplit urlparse.urlparse
3 0: urlparse.urljoin urlparse.urldefrag urlparse.parse_qs urlparse.parse_qsl cgi.parse_qs cgi.parse_qsl cgi.escape
3 1: urlparse.urljoin
0 0: struct.pack struct.unpack struct.unpack_from struct.calcsize struct.Struct array.array
4 0: logging.debug logging.info logging.warning logging.error
"""

_TEXT_PARTS = frozenset({"urlparse.urlunsplit", "urlparse.urlunparse"})
"""Functions that put together a text of what their first argument holds."""
_TEXT_CONSTANTS = frozenset(
    {
        "sys.platform", "sys.executable", "sys.version", "os.sep", "os.linesep", "os.name", "os.curdir",
        "string.ascii_letters", "string.letters", "string.punctuation", "string.digits", "string.hexdigits",
        "string.ascii_lowercase", "string.ascii_uppercase", "string.printable",
    }
)  # fmt: skip

# `weight path: names`: the variables that hold text at that path.
_TEXT_HOLDERS = """
2 key: os.environ sys.modules htmlentitydefs.name2codepoint htmlentitydefs.entitydefs
2 elem: os.environ sys.argv sys.path htmlentitydefs.entitydefs htmlentitydefs.codepoint2name
12 elem: sys.stdin sys.stdout sys.stderr sys.__stdin__ sys.__stdout__ sys.__stderr__
"""

# Methods by name alone, of whatever object: `weight path` of what they give.
BINARY_METHODS: Mapping[str, tuple[int, Path, str]] = {
    "digest": (0, (), ""),
    "recv": (1, (), "socket"),
    "recvfrom": (1, (0,), "socket"),
    "tostring": (3, (), "array"),
    "compress": (2, (), "zlib"),
    "decompress": (2, (), "zlib"),
}
"""The word says what the file must speak of for it to mean anything."""
BINARY_TAKERS: Mapping[str, tuple[int, str]] = {
    "sendall": (1, "socket"),
    "send": (3, "socket"),
    "sendto": (2, "socket"),
    "fromstring": (3, "array"),
    "compress": (2, "zlib"),
    "decompress": (2, "zlib"),
}
BINARY_FILE_TAKERS = frozenset({"ParseFile"})
"""The methods that read a file which has to be binary."""
HASH_RESULTS = frozenset({"digest", "hexdigest"})
"""The methods of hashes, which nothing else has."""
_TEXT_NAMES = frozenset({"encoding", "charset", "codec"})
_HASH_NAME = r"(?i)sha\d*$|md5|hasher|^hash$|hmac|checksum"
TEXT_METHODS = frozenset({"hexdigest", "isoformat", "strftime", "getopt"})
TEXT_ONLY_METHODS = frozenset({"format", "isnumeric", "isdecimal"})
"""Methods that bytes do not have."""
LOG_METHODS = frozenset({"debug", "info", "warning", "warn", "error", "exception", "critical", "log"})
BINARY_CODECS = frozenset(
    "hex hex_codec base64 base_64 base64_codec zlib zip zlib_codec bz2 bz2_codec uu uu_codec".split()
)
BYTE_CODECS = BINARY_CODECS | {"quopri", "quopri_codec", "rot13", "rot_13", "string_escape"}
"""Codecs of Python 2 by which a native string gives a native string."""


def is_named_as_text(name: str) -> bool:
    """Whether a variable goes by a name that only text has: `encoding`, `charset`."""
    return name.rpartition("_")[2].lower() in _TEXT_NAMES


def is_named_as_hash(name: str) -> bool:
    """Whether an object goes by a name that only hashes have: `new_sha`, `md5`, `hasher`."""
    return re.search(_HASH_NAME, name) is not None


def entry(key: object) -> str:
    """The step of a path to the value at a key that is written there, as in `x['name']`; empty for any other."""
    value = getattr(key, "value", None)
    return step_of(value) if isinstance(value, str) else ""


def step_of(key: str) -> str:
    """The step of a path to the value at a key."""
    return f"'{key}"


@cache
def binary_results() -> Mapping[str, tuple[tuple[int, Path], ...]]:
    """Weight and path of what is binary in the result of a function, by dotted name."""
    return _read_results(_BINARY_RESULTS)


@cache
def text_results() -> Mapping[str, tuple[tuple[int, Path], ...]]:
    """Weight and path of what is text in the result of a function, by dotted name."""
    return _read_results(_TEXT_RESULTS)


@cache
def binary_arguments() -> Mapping[str, tuple[tuple[int, int], ...]]:
    """Weight and position of the arguments of a function that have to be binary."""
    return _read_arguments(_BINARY_ARGUMENTS)


@cache
def binary_files() -> Mapping[str, tuple[tuple[int, int], ...]]:
    """Weight and position of the arguments of a function that are files and have to be binary."""
    return _read_arguments(_BINARY_FILES)


@cache
def text_arguments() -> Mapping[str, tuple[tuple[int, int], ...]]:
    """Weight and position of the arguments of a function that have to be text."""
    return _read_arguments(_TEXT_ARGUMENTS)


@cache
def text_parts() -> Set[str]:
    """The functions that put together a text of what their first argument holds."""
    return frozenset(_with_later_names(_TEXT_PARTS))


@cache
def text_holders() -> Mapping[str, tuple[tuple[int, Path], ...]]:
    """Weight and path of text in variables of modules, by dotted name."""
    return _read_results(_TEXT_HOLDERS)


def is_text_constant(name: str) -> bool:
    """Whether an attribute of a module is text."""
    return name in _TEXT_CONSTANTS


@cache
def seed_names(limit: int) -> frozenset[str]:
    """The last parts of the names of all functions and methods whose word for something binary reaches so far."""
    tables = (binary_results(), binary_arguments(), binary_files())
    names = {
        name for table in tables for name, places in table.items() if any(each[0] < limit for each in places)
    }
    leaves = {name.rpartition(".")[2] for name in names}
    methods = {name for name, each in BINARY_METHODS.items() if each[0] < limit}
    methods |= {name for name, each in BINARY_TAKERS.items() if each[0] < limit}
    methods |= BINARY_FILE_TAKERS
    return frozenset(leaves | methods | _OPENERS | (CONVERTERS if limit > 24 else frozenset()))


@cache
def telling_methods() -> frozenset[str]:
    """The names of the methods that tell of something binary, whatever the object is."""
    return frozenset(BINARY_METHODS.keys() | BINARY_TAKERS.keys() | BINARY_FILE_TAKERS | _METHODS)


@cache
def parting_names() -> frozenset[str]:
    """The last parts of the names of the functions and methods that give several things of which some are binary."""
    methods = {name for name, (_, path, _) in BINARY_METHODS.items() if path}
    return frozenset(methods | {"unpack", "unpack_from"})


@cache
def demanding_names() -> frozenset[str]:
    """The last parts of the names of what takes something binary."""
    return frozenset(
        {name.rpartition(".")[2] for name in binary_arguments()}
        | BINARY_TAKERS.keys()
        | {"update", "write", "pack"}
    )


def takes_data(name: str) -> bool:
    """Whether a function sends what it gets by the name `data`."""
    return name.rpartition(".")[2] in ("urlopen", "Request") and name in binary_arguments()


@cache
def weakly_binary_names() -> frozenset[str]:
    """The last parts of the names of functions whose results are as often text as binary to those who call them."""
    found = binary_results().items()
    return frozenset(
        name.rpartition(".")[2] for name, places in found if any(each >= 24 for each, _ in places)
    )


WSGI_ANSWER = "start_response"
"""The name of the second argument of WSGI applications, which give an iterable of binary strings."""
_REQUEST = (
    r"'(?:HTTP_[A-Z_]+|REQUEST_(?:METHOD|URI)|SCRIPT_NAME|PATH_INFO|PATH_TRANSLATED|QUERY_STRING|AUTH_TYPE|DOCUMENT_ROOT|"
    r"CONTENT_(?:TYPE|LENGTH)|SERVER_(?:NAME|PORT|PROTOCOL|SOFTWARE)|REMOTE_(?:ADDR|HOST|USER|PORT)|"
    r"GATEWAY_INTERFACE|wsgi\.url_scheme)"
)


def is_of_request(path: Path) -> bool:
    """Whether it leads to what CGI and WSGI tell of a request, `environ['PATH_INFO']`: a native string (PEP 3333)."""
    step = path[0] if len(path) == 1 else ""
    return isinstance(step, str) and step.startswith("'") and re.fullmatch(_REQUEST, step) is not None


_METHODS = frozenset(
    {"pack", "update", "get_payload", "makefile", "unpack", "unpack_from", "hexdigest", "seek"}
)
_OPENERS = _METHODS | {"BOM_UTF8", "open", "file", "fdopen", "Popen", "chr", "unicode"}
CONVERTERS = frozenset({"encode", "decode"})


def _with_later_names(names: Iterable[str]) -> Iterator[str]:
    """Names of Python 2.7, and by what name a codemod may have made the file call the same."""
    for name in names:
        yield name
        module, _, leaf = name.rpartition(".")
        if module == "urlparse" or (module == "urllib" and leaf != "urlopen"):
            yield f"urllib.parse.{leaf}"
            yield f"six.moves.urllib.parse.{leaf}"
        elif module == "cPickle":
            yield f"six.moves.cPickle.{leaf}"


def _read_results(table: str) -> dict[str, tuple[tuple[int, Path], ...]]:
    found: dict[str, tuple[tuple[int, Path], ...]] = {}
    for line in table.strip().splitlines():
        spec, _, names = line.partition(": ")
        weight, _, path = spec.partition(" ")
        steps: Path = tuple(int(step) if step.isdigit() else step for step in path.split())
        for name in _with_later_names(names.split()):
            found[name] = (*found.get(name, ()), (int(weight), steps))
    return found


def _read_arguments(table: str) -> dict[str, tuple[tuple[int, int], ...]]:
    found: dict[str, tuple[tuple[int, int], ...]] = {}
    for line in table.strip().splitlines():
        spec, _, names = line.partition(": ")
        weight, position = map(int, spec.split())
        for name in _with_later_names(names.split()):
            found[name] = (*found.get(name, ()), (weight, position))
    return found
