"""By which ways what is known of one string is known of another: names of methods, properties, keywords."""

from __future__ import annotations

from pathlib import Path

import pytest

from py3port.analysis import Flavour, Module, Surroundings
from py3port.project.index import FileIndex
from py3port.python2 import ast, parse


def flavours(text: str, root: Path) -> dict[str, Flavour | None]:
    """The flavour of each native string literal of a file of a project, by its value."""
    here = Surroundings(path="c.py", toplevel=frozenset({"a", "b"}), index=FileIndex(str(root)))
    module = Module(parse(text), surroundings=here)
    literals = [each for each in module.nodes(ast.Constant) if isinstance(each.value, str)]
    return {each.value: module.strings.flavour(each) for each in literals}


@pytest.mark.parametrize(
    "text",
    [
        "import struct\ndef f(file):\n    write = file.write\n    write(struct.pack('B', 1))\n    write('A')\n",
        "import zlib\ndef f(parts, _join=''.join):\n    return zlib.crc32(_join(parts))\nf(['A'])\n",
        "import zlib\ndef check(x):\n    return zlib.crc32(x)\nclass C(object):\n    def __init__(self):\n"
        "        self.check = check\n    def f(self):\n        self.check('A')\n",
        "import zlib\nclass C(object):\n    def _set(self, x):\n        zlib.crc32(x)\n"
        "    body = property(None, _set)\nc = C()\nc.body = 'A'\n",
        "import zlib\nclass C(object):\n    @property\n    def body(self):\n        return zlib.compress(x)\n"
        "def f(c):\n    return c.body == 'A'\n",
        "import zlib\nclass C(object):\n    @property\n    def body(self):\n        return 1\n    @body.setter\n"
        "    def body(self, x):\n        zlib.crc32(x)\nc = C()\nc.body = 'A'\n",
        "import zlib\ndef make(**kw):\n    return set_all(object(), kw)\ndef f(c):\n    zlib.crc32(c.body)\n"
        "make(body='A')\n",
        "from struct import Struct\nclass C(object):\n    head = Struct('!Ic')\n    def f(self):\n"
        "        return self.head.pack(1, 'A')\nclass D(object):\n    head = Struct('!II')\n",
        "from struct import Struct\nhead = Struct('!I4s')\nn, name = head.unpack(x)\ny = name == 'A'\n",
        "import subprocess, zlib\ndef f(x):\n    p = subprocess.Popen(x)\n    p.communicate(input=zlib.compress(x))\n"
        "    return p.communicate()[0] == 'A'\n",
        "import zlib\ndef f(x):\n    return zlib.crc32(x)\ntry:\n    from _faster import f\nexcept ImportError:\n"
        "    pass\nf('A')\n",
        "import zlib\nx = zlib.compress(y)\nif x == 'A':\n    raise ValueError(x)\n",
        "import zlib\nx = zlib.compress(y)\nx == 'A'\nraise ValueError('a message: ' + x)\n",
        "def f(data):\n    if data == 'A':\n        raise ValueError('a message: %s' % data)\n    return data\n"
        "def g(data):\n    return f(data)\ndef h(data):\n    return g(data)\nx = h(open('name', 'rb').read())\n",
    ],
)
def test_binary(text: str, tmp_path: Path) -> None:
    assert flavours(text, tmp_path)["A"] is Flavour.BINARY


@pytest.mark.parametrize(
    "text",
    [
        "import codecs, zlib\ndef f(x):\n    codecs.lookup(x)\nf('A')\nzlib.crc32(y)\n",
        "import zlib\ndef f(content=None, kind=None):\n    assert content == kind == None\n"
        "    zlib.crc32(content)\nf(y, 'A')\n",
        "import zlib\nfrom web import Base\nclass Case(Base):\n    def page(self, url, method=None, body=None):\n"
        "        return Base.page(self, url, method, body)\nclass Other(object):\n"
        "    def page(self, url, method=None, body=None):\n        return zlib.compress(body)\n"
        "Case().page('', 'A', y)\n",
        "import zlib\nmakers = {}\ndef register(maker, kind):\n    makers[kind] = maker\ndef get(kind):\n"
        "    return makers[kind]\nregister(zlib.decompress, 'A')\n",
        "from struct import Struct\nclass C(object):\n    head = Struct('!Ic')\nclass D(object):\n"
        "    head = Struct('!II')\n    def f(self):\n        return self.head.pack(1, 'A')\n",
        "import zlib\nenv = {'REQUEST_METHOD': 'A', 'x': y}\nfor each in env.values():\n    zlib.crc32(each)\n",
        "import urlparse, zlib\nzlib.crc32(y)\nx = 'A'\nurlparse.urlunsplit([x, x, x, x, x])\n",
    ],
)
def test_not_binary(text: str, tmp_path: Path) -> None:
    assert flavours(text, tmp_path)["A"] is not Flavour.BINARY


def test_firm_evidence_for_text_behind_weak(tmp_path: Path) -> None:
    text = (
        "import string\nA = 'words of text'\nB = string.letters + A\nC = B + ':'\nx = C.decode('ascii')\n"
        "y = C in ('some words', 'other words')\n"
    )
    assert flavours(text, tmp_path)[":"] is not Flavour.BINARY


def test_attributes_by_keyword_of_a_class_that_is_passed(tmp_path: Path) -> None:
    (tmp_path / "a.py").write_text(
        "import zlib\nclass Blob(object):\n    def _set(self, x):\n        zlib.crc32(x)\n"
        "    body = property(None, _set)\n"
    )
    (tmp_path / "b.py").write_text("def make(cls, **attributes):\n    return cls()\n")
    text = "from a import Blob\nfrom b import make\nmake(Blob, body='some data')\nmake(Blob, other='text')\n"
    found = flavours(text, tmp_path)
    assert found["some data"] is Flavour.BINARY
    assert found["text"] is not Flavour.BINARY


def test_classes_that_a_package_hands_on(tmp_path: Path) -> None:
    package = tmp_path / "a"
    package.mkdir()
    (package / "__init__.py").write_text("from a.own import Stream\n")
    (package / "own.py").write_text(
        "import zlib\nclass Stream(object):\n    def put_string(self, x):\n        zlib.crc32(x)\n"
    )
    text = "import a\ndef f(stream):\n    stream.put_string('A')\n"
    assert flavours(text, tmp_path)["A"] is Flavour.BINARY
