"""Which strings are likely to be binary: by origin, by use, through the module and across modules."""

from __future__ import annotations

import dataclasses
from pathlib import Path

import pytest

from py3port.analysis import Flavour, Module, Surroundings
from py3port.project.index import FileIndex
from py3port.python2 import ast, parse
from py3port.python2.source import Source


def flavours(text: str, surroundings: Surroundings | None = None) -> dict[str, Flavour | None]:
    """The flavour of each native string literal, by its value."""
    module = Module(parse(Source.from_text(text)), surroundings=surroundings)
    literals = [each for each in module.nodes(ast.Constant) if isinstance(each.value, str)]
    return {each.value: module.strings.flavour(each) for each in literals}


@pytest.mark.parametrize(
    "text",
    [
        "import struct\nx = struct.pack('B', 1)\ny = x + 'A'\n",
        "import struct\ndef f():\n    return struct.pack('B', 1)\ny = f() == 'A'\n",
        "import zlib\ndef f(data):\n    return zlib.crc32(data)\nf('A')\n",
        "import struct\nclass C(object):\n    def __init__(self):\n        self.x = 'A'\n"
        "    def f(self):\n        self.x += struct.pack('B', 1)\n",
        "x = open('name', 'rb').read(1) in ('A', 'B')\n",
        "for line in open('name', 'rb'):\n    line.split('A')\n",
        "import zlib\nparts = ['A']\nparts.append('B')\nzlib.compress(''.join(parts))\n",
        "import socket\ns = socket.socket()\ns.sendall('A')\n",
        "import hashlib\nh = hashlib.sha1()\nh.update('A')\n",
        "import struct\na, b = struct.unpack('4sH', data)\nx = a == 'A'\n",
        "import re, zlib\nx = re.match('A', zlib.decompress(d))\n",
        "import struct\nd = {}\nd[1] = struct.pack('B', 1)\nx = d[1] == 'A'\n",
        "import pickle, StringIO\npickle.load(StringIO.StringIO('A'))\n",
        "import zlib\nd = zlib.decompressobj()\nx = d.decompress(y) == 'A'\n",
        "import zlib\nx = 'A'\nif y:\n    x = z()\nzlib.crc32(x)\n",
        "import zlib\nx = 'A'\nfor y in z:\n    x += y\nzlib.crc32(x)\n",
        "import zlib\nx = next(iter([zlib.compress(d)])) == 'A'\n",
        "import hashlib\ndef f(data, kind):\n    return kind(data).digest()\nf('A', hashlib.md5)\n",
        "import zlib\ndef f(read):\n    zlib.crc32(read(1))\ndef g(n):\n    return 'A'\nf(g)\n",
        "import zlib\ndef g(n):\n    return 'A'\ndef f(read=g):\n    zlib.crc32(read(1))\n",
        "import zlib\ndef f(read):\n    zlib.crc32(read())\nf(read=lambda: 'A')\n",
        "import struct\ndef f(use):\n    use(1, struct.pack('B', 1))\nf(lambda n, x: x == 'A')\n",
        "import zlib\ndef f(x):\n    zlib.crc32(x)\nassertRaises(ValueError, f, 'A')\n",
        "import struct\ntry:\n    from cStringIO import StringIO as B\n"
        "except ImportError:\n    from io import BytesIO as B\nf = B()\nf.write('A')\n",
        "import struct\nclass C(object):\n    def get(self):\n        return struct.pack('B', 1)\n"
        "    head = property(get)\nc = C()\nx = c.head == 'A'\n",
        "import struct\nclass C(object):\n    head = property(lambda self: struct.pack('B', 1))\n"
        "c = C()\nx = c.head == 'A'\n",
        "import zlib\ndef f(x, check=zlib.crc32):\n    return check(x)\nf('A')\n",
        "from zlib import crc32\nclass C(object):\n    def __init__(self, check=crc32):\n        self.check = check\n"
        "    def f(self):\n        return self.check('A')\n",
        "import StringIO\nfrom xml.parsers import expat\nexpat.ParserCreate().ParseFile(StringIO.StringIO('A'))\n",
        "import zlib\ndef f(x):\n    if isinstance(x, unicode):\n        x = x.encode('utf-8')\n"
        "    zlib.crc32(x + 'A')\n",
        "def app(environ, start_response):\n    return ['A']\n",
        "x = ''.join(app(environ, start_response)) + 'A'\n",
        "def app(environ, start_response):\n    write = start_response('200 OK', [])\n    write('A')\n",
        "import random, zlib\nzlib.crc32(random.sample('A', 2)[0])\n",
    ],
)
def test_binary(text: str) -> None:
    assert flavours(text)["A"] is Flavour.BINARY


@pytest.mark.parametrize(
    "text",
    [
        "import struct\nx = struct.unpack('>H', d)[0] == 'A'\n",
        "import zlib\nx = zlib.decompress(d).decode('utf-8') + 'A'\n",
        "import struct\nraise ValueError('A' + str(struct.calcsize('B')))\n",
        "import struct\na, b = struct.unpack('4sH', data)\nx = b == 'A'\n",
        "x = open('name', 'rb')\ny = 'A'\n",
        "import struct\nx = struct.pack('B', 1)\nx = 3\ny = x == 'A'\n",
        "import zlib\nif y:\n    x = f()\nelse:\n    x = zlib.compress(d)\n    return_ = x\nx = g()\ny = x == 'A'\n",
        "import zlib\ndef f(x):\n    x = zlib.decompress(x)\n    x = g()\n    return x == 'A'\n",
        "import zlib\ndef f(x):\n    try:\n        x = zlib.decompress(x)\n    finally:\n        x = 1\n"
        "    return x == 'A'\n",
        "import zlib\ndef f(x):\n    if not isinstance(x, unicode):\n        x = zlib.decompress(x).decode('utf-8')\n"
        "    return x == 'A'\n",
        "import zlib\ndef f(x):\n    if isinstance(x, unicode):\n        return x\n    return zlib.crc32(x)\nf('A')\n",
        "import os, zlib\nx = zlib.crc32(y)\nz = os.environ[k] == 'A'\n",
        "import subprocess, sys, zlib\nsys.stdout.write(zlib.compress(y))\nx.stdout.write('A')\n",
        "def app(environ, start_response):\n    start_response('A', [])\n    return []\n",
        "import zlib\ndef f():\n    return 'A', lambda: zlib.compress(x)\n",
        "import zlib, app\ndef f(x):\n    app.log.debug('A' % x)\n    zlib.crc32(x)\n",
        "import zlib\nclass C(object):\n    def f(self, name, value):\n        if name:\n            self.a = value\n"
        "        elif self:\n            self.b = value\n        else:\n            self.c = value\n"
        "    def g(self):\n        return self.b == 'A' and zlib.crc32(self.c)\n",
        "import pickle\nfrom xml import etree\nx = pickle.loads(tree.find('a').text)\ny = tree.text == 'A'\n",
        "import zlib\ndef f(encoding, data):\n    zlib.crc32(data)\n    return encoding == 'A' or data == encoding\n",
        "import zlib\ndef f(x):\n    return x.replace('A', '\\x01')\n",
        "import zlib\ndef f(x):\n    if isinstance(x, bytes):\n        x = x.decode('utf-8')\nf('A')\n",
        "def f(x):\n    x.seek(0, 2)\n    x.write('A')\n",
        "import re, zlib\nx = re.search('A', zlib.decompress(d), re.M | re.UNICODE)\n",
        "import zlib\nclass C(object):\n    def f(self):\n        self.x = self.g(self.x)\n    def g(self, x):\n"
        "        return zlib.decompress(x).decode('utf-8')\n    def h(self):\n        return self.x == 'A'\n",
    ],
)
def test_not_binary(text: str) -> None:
    assert flavours(text)["A"] is not Flavour.BINARY


@pytest.mark.parametrize(
    "text",
    [
        "import zlib\ndef f(head, *parts):\n    return zlib.crc32(''.join(parts))\nf(1, 2, 'A')\n",
        "import zlib\ndef f(**kw):\n    return zlib.crc32(kw['body'])\nf(body='A')\n",
        "import struct\nx = chr((n >> 8) & 0xff) + 'A'\n",
        "import struct\nclass C(object):\n    name = 'A'\ndef f(x):\n    return struct.pack('4s', x.name)\n",
        "import struct\ndef f(use):\n    use(struct.pack('B', 1))\ndef g(x):\n    x == 'A'\nf(g)\n",
        "import zlib\nclass C(object):\n    def g(self, x):\n        return x == 'A'\n"
        "    def f(self):\n        h(self.g)\ndef h(use):\n    use(zlib.compress(d))\n",
        "import zlib\nclass C(object):\n    def __init__(self, read):\n        self.read = read\n"
        "    def f(self):\n        zlib.crc32(self.read())\ndef g():\n    return 'A'\nC(g)\n",
        "x = d.decode('zip') + 'A'\n",
        "def f(x):\n    x.seek(-4, 1)\n    x.write('A')\n",
        "import struct\na, b, c, d, e = struct.unpack('4B2s', x)\ny = e == 'A'\n",
        "import struct\nclass C(object):\n    def __getitem__(self, key):\n        return key == struct.pack('B', 1)\n"
        "C()['A']\n",
        "import struct\nclass C(object):\n    def __contains__(self, key):\n        return key == struct.pack('B', 1)\n"
        "x = 'A' in C()\n",
        "import struct\nclass C(object):\n    get = staticmethod(lambda data: struct.unpack('B', data))\nC.get('A')\n",
        "import struct\nclass C(object):\n    def g(self):\n        return struct.pack('B', 1)\n    h = g\n"
        "    def f(self):\n        return self.h() == 'A'\n",
        "import struct\nclass C(object):\n    __known = {'A': 1}\n    def f(self):\n"
        "        return self.__known.get(struct.pack('B', 1))\n",
        "import struct\ndef f(*names):\n    for name in names:\n        g(name + '')\n"
        "def g(x):\n    return struct.pack('4s', x)\nf('A', 'B')\n",
        "import struct\nclass C(list):\n    def f(self):\n        self.append((1, struct.pack('B', 1)))\n"
        "class D(C):\n    def g(self):\n        return [1 for n, x in self if x == 'A']\n",
        "import zlib\nclass C(object):\n    def __init__(self, x):\n        zlib.crc32(x)\n"
        "class D(C):\n    def __init__(self, x):\n        super(D, self).__init__(x)\nD('A')\n",
        "def f(x):\n    if isinstance(x, bytes):\n        return x.split('A')\n",
        "import struct\nx = 'A'.join([chr(sum([(n >> i) & 1 for i in range(8)])) for n in range(256)])\n",
        "import os\nx = os.path.join('data', 'a.png')\ny = open(x).read(1) == 'A'\n",
    ],
)
def test_binary_where_the_project_is_looked_at(text: str, tmp_path: Path) -> None:
    here = Surroundings(path="a.py", index=FileIndex(str(tmp_path)))
    assert flavours(text, here)["A"] is Flavour.BINARY


def test_arguments_that_are_handed_on(tmp_path: Path) -> None:
    (tmp_path / "a.py").write_text(
        "import zlib\nclass A(object):\n    def __init__(self, *args):\n        zlib.crc32(args[0])\n"
        "    def f(self, x):\n        zlib.crc32(x)\n"
    )
    here = Surroundings(path="c.py", toplevel=frozenset({"a"}), index=FileIndex(str(tmp_path)))
    text = (
        "import a\nclass C(a.A):\n    def __init__(self, *args):\n        a.A.__init__(self, *args)\n"
        "C('A')\na.A.f(C(), 'B')\n"
    )
    found = flavours(text, here)
    assert found["A"] is found["B"] is Flavour.BINARY


def test_properties_of_other_modules(tmp_path: Path) -> None:
    (tmp_path / "a.py").write_text(
        "import zlib\nclass C(object):\n    def _set(self, x):\n        zlib.crc32(x)\n"
        "    body = property(None, _set)\n"
    )
    here = Surroundings(path="c.py", toplevel=frozenset({"a"}), index=FileIndex(str(tmp_path)))
    assert flavours("import a\nc = a.C()\nc.body = 'A'\n", here)["A"] is Flavour.BINARY


def test_what_other_modules_have(tmp_path: Path) -> None:
    (tmp_path / "a.py").write_text(
        "import struct\nclass C(object):\n    def __init__(self, data):\n"
        "        self.parts = [struct.pack('B', 1)]\n    size = staticmethod(lambda x: struct.unpack('B', x))\n"
    )
    here = Surroundings(path="c.py", toplevel=frozenset({"a"}), index=FileIndex(str(tmp_path)))
    found = flavours("import a\nc = a.C(1)\nx = c.parts[0].startswith('A')\na.C.size('B')\n", here)
    assert found["A"] is found["B"] is Flavour.BINARY


def test_text_of_the_library() -> None:
    text = "import tokenize, cgi, time\nfor each in tokenize.generate_tokens(f):\n    x = each[1]\n"
    text += "y = cgi.parse_header(z)[1]['charset']\ntime.strptime(w, v)\n"
    module = Module(parse(text))
    for name in ("x", "y"):
        target = next(each for each in module.nodes(ast.Name) if each.id == name)
        assert module.strings.origin(module.parent(target).value) is Flavour.TEXT
    given = next(each for each in module.nodes(ast.Name) if each.id == "w")
    assert module.strings.use(given) is Flavour.TEXT


def test_fellow_uses() -> None:
    text = "def f(x):\n    a(x)\n    x = g()\n    b(x)\n    c(x)\n"
    module = Module(parse(text))
    used = [each for each in module.nodes(ast.Name) if each.id == "x" and isinstance(each.ctx, ast.Load)]
    assert [each.lineno for each in module.strings.fellow_uses(used[1])] == [4, 5]


def test_functions_by_another_name(tmp_path: Path) -> None:
    (tmp_path / "a.py").write_text("import zlib\ndef f(x):\n    return zlib.crc32(x)\n")
    here = Surroundings(path="c.py", toplevel=frozenset({"a"}), index=FileIndex(str(tmp_path)))
    assert flavours("import a\ncheck = a.f\ncheck('A')\n", here)["A"] is Flavour.BINARY


def test_a_name_that_is_bound_to_itself(tmp_path: Path) -> None:
    (tmp_path / "a.py").write_text("import zlib\ndef f(x):\n    return zlib.crc32(x)\n")
    here = Surroundings(path="c.py", toplevel=frozenset({"a"}), index=FileIndex(str(tmp_path)))
    text = "from a import f\nclass C(object):\n    f = f\n    check = f('A')\nf('B')\n"
    assert flavours(text, here)["B"] is Flavour.BINARY


def test_across_modules(tmp_path: Path) -> None:
    package = tmp_path / "package"
    package.mkdir()
    (package / "__init__.py").write_text("")
    (package / "wire.py").write_text(
        "import struct\nEND = struct.pack('B', 0)\ndef number(n):\n    return struct.pack('B', n)\n"
        "def size(data):\n    return struct.unpack('B', data)\n"
        "class Packet(object):\n    def __init__(self):\n        self.data = struct.pack('B', 1)\n"
    )
    here = Surroundings(path="package/user.py", in_package=True, siblings=frozenset({"wire"}))
    found = flavours(
        "import wire\nfrom package.wire import size as length\nx = wire.number(1) + 'A'\nlength('B')\n"
        "y = wire.END == 'C'\nclass Own(wire.Packet):\n    def f(self):\n        return self.data + 'D'\n",
        dataclasses.replace(here, index=FileIndex(str(tmp_path))),
    )
    assert {name for name, flavour in found.items() if flavour is Flavour.BINARY} == {"A", "B", "C", "D"}


def test_modules_that_import_each_other(tmp_path: Path) -> None:
    (tmp_path / "a.py").write_text("import b\ndef f(x):\n    return b.g(x)\n")
    (tmp_path / "b.py").write_text("import a, struct\ndef g(x):\n    return struct.unpack('B', x)\n")
    here = Surroundings(path="c.py", toplevel=frozenset({"a", "b"}), index=FileIndex(str(tmp_path)))
    assert flavours("import a, zlib\na.f('A')\n", here)["A"] is Flavour.BINARY


def test_use_and_origin() -> None:
    text = "import binascii\nx = u'0x' + binascii.hexlify(data)\n"
    module = Module(parse(text))
    call = next(each for each in module.nodes(ast.Call))
    assert module.strings.use(call) is Flavour.TEXT
    assert module.strings.origin(call) is Flavour.BINARY


def test_names_of_arguments_are_text() -> None:
    text = "import zlib\ndef f(**kw):\n    if 'A' in kw:\n        return zlib.crc32(kw['A'])\n"
    found = flavours(text)
    assert found["A"] is not Flavour.BINARY
