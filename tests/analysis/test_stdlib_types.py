"""The table of the standard library's types, held against Python 2.7 itself."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path

from py3port.analysis.stdlib_types import constants, methods, results
from py3port.analysis.types import Type
from tests.interpreters import require_python2

# Arguments, and the functions that are called with them; each of them also with unicode for every string.
FUNCTIONS = """
: dict globals locals vars os.getpid os.getppid os.getuid os.getgid os.geteuid os.getegid os.getcwd os.getcwdu
: os.tmpfile os.pipe time.time time.clock time.ctime time.asctime random.random socket.gethostname platform.system
: platform.node platform.machine platform.python_version platform.release platform.platform tempfile.gettempdir
: sys.getrecursionlimit sys.getdefaultencoding traceback.format_stack traceback.format_exc collections.OrderedDict
: collections.Counter itertools.count platform.python_version
list: collections.defaultdict
1: complex bool callable str chr hex oct bin unichr range xrange int hash id long float round os.strerror os.urandom
1: math.sqrt math.floor math.ceil math.sin math.cos math.tan math.exp math.log math.log10 math.fabs math.atan
1: math.asin math.acos math.degrees math.radians random.expovariate socket.htons socket.htonl socket.ntohs
1: socket.ntohl marshal.dumps pickle.dumps cPickle.dumps json.dumps sys.getrefcount sys.getsizeof itertools.repeat
1, 2: cmp math.pow math.fmod math.hypot math.atan2 math.ldexp random.uniform random.gauss random.normalvariate
1, 2: random.randint random.randrange
0, 1: random.triangular
'a': repr unicode dir set frozenset list tuple iter reversed len ord
'a': os.path.basename os.path.dirname os.path.abspath os.path.normpath os.path.realpath os.path.expanduser
'a': os.path.expandvars os.path.normcase os.path.relpath os.path.split os.path.splitext os.path.splitdrive
'a': os.path.exists os.path.isfile os.path.isdir os.path.islink os.path.isabs os.path.ismount os.path.lexists
'a': binascii.hexlify binascii.b2a_base64 binascii.crc32 zlib.crc32 zlib.adler32 base64.b64encode
'a': base64.encodestring base64.urlsafe_b64encode base64.b32encode base64.b16encode zlib.compress bz2.compress
'a': urllib.quote urllib.quote_plus urllib.unquote urllib.unquote_plus urlparse.parse_qs cgi.parse_qs
'a': urlparse.parse_qsl string.strip string.lower string.upper string.lstrip string.rstrip string.split shlex.split
'a': re.escape textwrap.fill textwrap.dedent cgi.escape textwrap.wrap csv.reader itertools.chain itertools.cycle
'a': itertools.groupby itertools.product itertools.permutations linecache.getlines pickletools.genops glob.glob
'a': glob.iglob socket.getfqdn
'a=1&b=%20': urlparse.parse_qs cgi.parse_qs urlparse.parse_qsl urllib.unquote urllib.unquote_plus
'/?\\x20': urllib.quote urllib.quote_plus
'a', 'b': os.path.join urlparse.urljoin string.find string.rfind string.maketrans re.findall re.split itertools.izip
'a', 'b': itertools.izip_longest difflib.unified_diff difflib.context_diff difflib.ndiff
'a', 'a': string.find string.rfind string.index re.findall re.split
'a', 'b', 'c': string.replace re.sub
'a', 1: linecache.getline itertools.islice itertools.combinations itertools.combinations_with_replacement
'1': string.atoi string.atof locale.atoi int long float complex
'%d', 1: locale.format
['a', 'ab']: os.path.commonprefix sorted string.join all any heapq.merge
['a'], 'a': fnmatch.filter
['a', 'b'], 1: random.sample
1, ['a']: heapq.nlargest heapq.nsmallest
['a'], 'b': bisect.bisect bisect.bisect_left bisect.bisect_right
{'a': 'b'}: urllib.urlencode
'.': os.path.getmtime os.path.getatime os.path.getctime os.path.getsize os.listdir os.walk
'.', '.': os.path.samefile
'.', 4: os.access
0: os.isatty os.dup
18: os.umask
'true': os.system os.popen subprocess.check_output subprocess.call subprocess.check_call
os.devnull: open file
os.devnull, os.O_RDONLY: os.open
os.open(os.devnull, os.O_RDONLY), 1: os.read
os.open(os.devnull, os.O_WRONLY), 'a': os.write
os.open(os.devnull, os.O_RDONLY): os.fdopen
'%Y': time.strftime
time.localtime(): time.mktime calendar.timegm
'127.0.0.1': socket.inet_aton socket.gethostbyname
b'\\x7f\\0\\0\\1': socket.inet_ntoa
[1.5]: math.fsum
'i', 1: struct.pack
'i': struct.calcsize
'i', b'\\0\\0\\0\\0': struct.unpack struct.unpack_from
b'6162': binascii.unhexlify base64.b16decode
b'YWI=': binascii.a2b_base64 base64.b64decode base64.decodestring base64.urlsafe_b64decode
b'MFRA====': base64.b32decode
zlib.compress(b'a'): zlib.decompress
bz2.compress(b'a'): bz2.decompress
1, int: isinstance
int, int: issubclass
1, 'a': hasattr
None, 'a': itertools.imap itertools.ifilter itertools.ifilterfalse
callable, 'a': itertools.takewhile itertools.dropwhile
max, ['ab']: itertools.starmap
'ab', [1]: itertools.compress
iter(['']).next: tokenize.generate_tokens
[]: pkgutil.iter_modules pkgutil.walk_packages
ast.parse('1'): ast.walk ast.iter_child_nodes ast.iter_fields
email.message_from_string(b'a'): email.iterators.body_line_iterator email.iterators.typed_subpart_iterator
json: inspect.getsource
None: traceback.format_tb
ValueError, ValueError(), None: traceback.format_exception
'a', 'a': re.finditer
"""

ALONE = frozenset(
    """
    raw_input os.fork os.tmpnam os.tempnam os.ttyname os.getlogin os.waitpid os.wait tempfile.mkdtemp tempfile.mktemp
    tempfile.mkstemp getpass.getpass getpass.getuser copy_reg.__newobj__
    """.split()
)
"""What asks a terminal, waits for a child or leaves a file behind."""

OBJECTS = {
    "str": "str('a b')",
    "unicode": "u'a b'",
    "basestring": "'a b'",
    "int": "(1)",
    "long": "1L",
    "float": "1.5",
    "list": "['a']",
    "tuple": "('a',)",
    "dict": "{'a': 'b'}",
    "set": "set('a')",
    "file": "open(os.devnull, 'r+')",
    "bz2.BZ2File": "bz2.BZ2File(os.devnull)",
    "array.array": "array.array(str('b'), [1])",
    "re.Pattern": "re.compile('a')",
    "hashlib.hash": "hashlib.md5()",
    "cStringIO.StringIO": "cStringIO.StringIO()",
    "io.BytesIO": "io.BytesIO()",
    "StringIO.StringIO": "StringIO.StringIO()",
    "io.StringIO": "io.StringIO()",
    "datetime.datetime": "datetime.datetime(2000, 1, 2)",
    "datetime.date": "datetime.date(2000, 1, 2)",
    "datetime.timedelta": "datetime.timedelta(1)",
}

ARGUMENTS = {
    **dict.fromkeys(
        "find rfind count startswith endswith split rsplit strip lstrip rstrip write".split(), "'a'"
    ),
    **dict.fromkeys("findall finditer has_key discard add append".split(), "'a'"),
    **dict.fromkeys("center ljust rjust zfill".split(), "3"),
    **dict.fromkeys(
        "union intersection difference symmetric_difference issubset issuperset".split(), "set('b')"
    ),
    **dict.fromkeys("isdisjoint update".split(), "set()"),
    "index": "'a'",
    "rindex": "'a'",
    "remove": "'a'",
    "replace": "'a', 'b'",
    "join": "['a']",
    "extend": "['a']",
    "insert": "0, 'a'",
    "writelines": "['a']",
    "seek": "0",
    "translate": "{97: u'b'}",
    "sub": "'b', 'a'",
    "strftime": "'%Y'",
}

SCRIPT = """
import {modules}
import json, sys, types, warnings

def kind(value):
    if type(value) is tuple:
        return ["tuple", [kind(each) for each in value]]
    if type(value) is list:
        return ["list", [kind(each) for each in value]]
    if type(value) is dict:
        return ["dict", [[kind(each) for each in pair] for pair in value.items()]]
    if value is None or isinstance(value, (dict, file)):
        return ["none" if value is None else "file" if isinstance(value, file) else "dict", []]
    if type(value) is types.GeneratorType:
        return ["generator", []]
    name = type(value).__name__
    return ["iterator" if hasattr(value, "next") else name, []]

found = []
for source in json.load(sys.stdin):
    try:
        found.append(kind(eval(source, dict(globals()))))
    except Exception as error:
        found.append(["error", "%s: %s" % (type(error).__name__, error)])
json.dump(found, sys.stdout)
"""


def ask(sources: list[str], folder: Path, *, unicode_literals: bool) -> list[list[object]]:
    """What 2.7 says these expressions are: the name of the type, and what it holds."""
    modules = sorted(
        {name.rpartition(".")[0] for name in [*results(), *constants()] if "." in name} - {"__builtin__"}
    )
    python2 = require_python2()
    probe = "import sys, json\nfound = []\nfor name in json.load(sys.stdin):\n    try:\n        __import__(name)\n"
    probe += (
        "        found.append(name)\n    except ImportError:\n        pass\njson.dump(found, sys.stdout)\n"
    )
    known = json.loads(run([str(python2), "-c", probe], json.dumps(modules), folder))
    script = SCRIPT.format(modules=", ".join([*known, "array", "cStringIO", "StringIO", "email"]))
    if unicode_literals:
        script = "from __future__ import unicode_literals\n" + script
    answer: list[list[object]] = json.loads(run([str(python2), "-c", script], json.dumps(sources), folder))
    return answer


def run(command: list[str], given: str, folder: Path) -> str:
    done = subprocess.run(command, input=given, capture_output=True, text=True, check=True, cwd=folder)
    return done.stdout


def functions() -> dict[str, list[str]]:
    """The calls of each function."""
    calls: dict[str, list[str]] = {}
    for line in FUNCTIONS.strip().splitlines():
        arguments, _, names = line.rpartition(": ") if not line.startswith(": ") else ("", "", line[2:])
        for name in names.split():
            calls.setdefault(name, []).append(f"{name}({arguments})")
    return calls


def conforms(promised: Type | None, kind: str, held: list[list[object]]) -> bool:
    """Whether a value of that kind is what was promised."""
    if promised is None or promised.name == "instance":
        return True
    kinds = {
        "basestring": {"str", "unicode"},
        "int": {"int", "long"},
        "iterator": {"iterator", "generator", "file"},
    }
    if kind not in kinds.get(promised.name, {promised.name}):
        return False
    if not promised.args or not held:
        return True
    if kind == "list":
        return all(conforms(promised.args[0], *each) for each in held)  # type: ignore[arg-type]
    if kind == "tuple":
        return all(conforms(*each) for each in zip(promised.args, *zip(*held, strict=True), strict=True))  # type: ignore[arg-type]
    return all(
        conforms(each, *member)  # type: ignore[arg-type]
        for pair in held
        for each, member in zip(promised.args, pair, strict=True)
    )


def wrong(
    expected: list[tuple[str, Type]], folder: Path, *, may_fail: bool, unicode_literals: bool
) -> list[str]:
    """The expressions whose type is another one."""
    answers = ask([source for source, _ in expected], folder, unicode_literals=unicode_literals)
    return [
        f"{source}: {promised}, but it is {kind} {held}"
        for (source, promised), (kind, held) in zip(expected, answers, strict=True)
        if not (may_fail and kind == "error") and not conforms(promised, kind, held)  # type: ignore[arg-type]
    ]


def test_results_are_those_of_python2(tmp_path: Path) -> None:
    """Every function gives what the table says, for native strings and for unicode."""
    calls = functions()
    expected = [
        (call, promised)
        for name, promised in results().items()
        for call in calls.get(name.removeprefix("__builtin__."), ())
    ]
    without = {
        name.removeprefix("__builtin__.")
        for name, promised in results().items()
        if promised.name != "instance" and name.removeprefix("__builtin__.") not in calls
    }
    assert without == ALONE
    assert wrong(expected, tmp_path, may_fail=False, unicode_literals=False) == []
    assert wrong(expected, tmp_path, may_fail=True, unicode_literals=True) == []


def test_constants_are_those_of_python2(tmp_path: Path) -> None:
    """Every attribute is what the table says."""
    assert wrong(list(constants().items()), tmp_path, may_fail=False, unicode_literals=False) == []


def test_methods_are_those_of_python2(tmp_path: Path) -> None:
    """Every method gives what the table says, for native strings and for unicode."""
    expected = []
    for name, promised in methods().items():
        owner, _, method = name.rpartition(".")
        if owner in OBJECTS:
            expected.append((f"{OBJECTS[owner]}.{method}({ARGUMENTS.get(method, '')})", promised))
    assert len(expected) > len(methods()) * 0.9
    assert wrong(expected, tmp_path, may_fail=False, unicode_literals=False) == []
    assert wrong(expected, tmp_path, may_fail=True, unicode_literals=True) == []
