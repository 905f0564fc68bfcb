"""The rule for names of the standard library that were removed one by one."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from py3port.rule import Applicability, Example, Match, Mode, Module, Stage, ast
from py3port_codemods._gone_names import Gone, GoneNames, Use
from py3port_codemods._removed_names import removed_names_in, submodules


class RemovedNames(GoneNames):
    """Python 3.0 dropped modules whose names are found elsewhere (`md5`, `sets`, `new`, `exceptions`).

    Every version since has dropped functions that had been deprecated: `os.errno`, `time.clock`, `cgi.escape`,
    `fractions.gcd`, `imp.reload`, ... What is gone in the target is looked up in a table.

    Fix safety: what replaces a name but is not quite the same waits for `--unsafe`; where a name has no successor that
    both interpreters know, `dual` mode only reports it. So it does with `sets` where the project hands its classes on,
    which are not those that are built in.
    """

    name = "removed-names"
    title = "Replace names the standard library removed"
    stage = Stage.SIX
    applicability = Applicability.SAFE
    requires = ("six",)
    references = ("https://docs.python.org/3/whatsnew/", "https://peps.python.org/pep-3108/")
    after = ("moved-modules",)
    examples = (
        Example(
            "import md5\nx = md5.new(b'a').hexdigest() + md5.md5(b'b').hexdigest()\n",
            "import hashlib\nx = hashlib.md5(b'a').hexdigest() + hashlib.md5(b'b').hexdigest()\n",
        ),
        Example(
            "from sha import sha, new as n\nx = sha(b'a').hexdigest() + n(b'a').hexdigest()\n",
            "from hashlib import sha1\nx = sha1(b'a').hexdigest() + sha1(b'a').hexdigest()\n",
        ),
        Example(
            "import hmac, sha\nx = hmac.new(b'k', b'm', sha).hexdigest()\n",
            "import hashlib\nimport hmac\nx = hmac.new(b'k', b'm', hashlib.sha1).hexdigest()\n",
        ),
        Example("from sets import Set\nx = sorted(Set([2, 1]))\n", "x = sorted(set([2, 1]))\n"),
        Example(
            "import sets\nx = sorted(sets.Set([2]) | sets.ImmutableSet([1]))\n",
            "x = sorted(set([2]) | frozenset([1]))\n",
        ),
        Example(
            "import new\nm = new.module('m')\nx = new.instancemethod(len, [1, 2], list)()\n",
            "import types\nm = types.ModuleType('m')\nx = types.MethodType(len, [1, 2])()\n",
        ),
        Example(
            "import exceptions\ntry:\n    x = {}[1]\nexcept exceptions.KeyError:\n    x = 3\n",
            "try:\n    x = {}[1]\nexcept KeyError:\n    x = 3\n",
        ),
        Example(
            "from exceptions import ValueError\nx = str(ValueError('a'))\n", "x = str(ValueError('a'))\n"
        ),
        Example("import os\nx = os.errno.ENOENT\n", "import errno\nx = errno.ENOENT\n"),
        Example("from os import errno\nx = errno.ENOENT\n", "import errno\nx = errno.ENOENT\n"),
        Example(
            "import imp\nx = imp.new_module('a').__name__\n",
            "import types\nx = types.ModuleType('a').__name__\n",
        ),
        Example(
            "import imp\nf, path, kind = imp.find_module('json')\nx = f is None, kind[2] == imp.PKG_DIRECTORY\n"
            "y = imp.load_module('json', f, path, kind).__name__\ndel path, kind\n",
            "import importlib.util\nimport modulefinder\nimport os.path\n"
            "f, path, kind = modulefinder._find_module('json')\nx = f is None, kind[2] == 5\n"
            "y = importlib.util.spec_from_file_location('json', os.path.join(path, '__init__.py') "
            "if os.path.isdir(path) else path).loader.load_module('json').__name__\ndel path, kind\n",
            mode=Mode.PY3,
            unsafe=True,
        ),
        Example(
            "import imp\nfound = imp.find_module('keyword')\nx = imp.load_module('keyword', *found).__name__\n"
            "try:\n    imp.find_module('no_such', ['.'])\nexcept ImportError:\n    y = 1\ndel found\n",
            "import importlib.util\nimport modulefinder\nimport os.path\n"
            "found = modulefinder._find_module('keyword')\n"
            "x = importlib.util.spec_from_file_location('keyword', os.path.join(found[1], '__init__.py') "
            "if os.path.isdir(found[1]) else found[1]).loader.load_module('keyword').__name__\n"
            "try:\n    modulefinder._find_module('no_such', ['.'])\nexcept ImportError:\n    y = 1\ndel found\n",
            mode=Mode.PY3,
            unsafe=True,
        ),
        Example(
            "import imp\nx = imp.load_package('a', 'b'), imp.load_source('a', 'b.py', open('b.py'))\n",
            "import importlib.machinery\nimport os.path\n"
            "x = importlib.machinery.SourceFileLoader('a', os.path.join('b', '__init__.py')).load_module(), "
            "importlib.machinery.SourceFileLoader('a', 'b.py').load_module()\n",
            mode=Mode.PY3,
            unsafe=True,
            runs=False,
        ),
        Example(
            "import imp\nx = imp.load_module('a', *imp.find_module('a'))\n", None, findings=2, runs=False
        ),
        Example(
            "import cgi\nx = cgi.escape('<\"')\n",
            "import html\nx = html.escape('<\"', quote=False)\n",
            mode=Mode.PY3,
        ),
        Example(
            "import cgi\nx = cgi.escape('<\"')\n",
            "try:\n    from html import escape\nexcept ImportError:\n    from cgi import escape\n"
            "x = escape('<\"', quote=False)\n",
            mode=Mode.DUAL,
        ),
        Example(
            "import gc\ngc.set_debug(gc.DEBUG_INSTANCES)\n",
            "import gc\ngc.set_debug(0)\n",
            mode=Mode.PY3,
            unsafe=True,
        ),
        Example(
            "import gc\nx = gc.DEBUG_SAVEALL | gc.DEBUG_OBJECTS > 0\n",
            "import gc\nx = gc.DEBUG_SAVEALL | getattr(gc, 'DEBUG_OBJECTS', 0) > 0\n",
            mode=Mode.DUAL,
            unsafe=True,
            runs=False,
        ),
        Example(
            "import cgi\nx = [each for each in map(cgi.escape, ['<'])]\n",
            "import functools\nimport html\n"
            "x = [each for each in map(functools.partial(html.escape, quote=False), ['<'])]\n",
            mode=Mode.PY3,
            unsafe=True,
        ),
        Example(
            "from fractions import gcd\nx = gcd(4, 6)\n",
            "from math import gcd\nx = gcd(4, 6)\n",
            mode=Mode.PY3,
        ),
        Example(
            "from fractions import gcd\nx = gcd(4, 6)\n",
            "try:\n    from math import gcd\nexcept ImportError:\n    from fractions import gcd\nx = gcd(4, 6)\n",
            mode=Mode.DUAL,
        ),
        Example(
            "from fractions import Fraction, gcd\nx = Fraction(gcd(4, 6))\n",
            "from fractions import Fraction\nfrom math import gcd\nx = Fraction(gcd(4, 6))\n",
            mode=Mode.PY3,
        ),
        Example(
            "import fractions\nimport os\n\nx = fractions.gcd(4, 6), os.name\n",
            "import os\ntry:\n    from math import gcd\nexcept ImportError:\n    from fractions import gcd\n\n"
            "x = gcd(4, 6), os.name\n",
            mode=Mode.DUAL,
        ),
        Example(
            "import time\nx = time.clock() < 0\n",
            "import time\nx = time.perf_counter() < 0\n",
            mode=Mode.PY3,
            unsafe=True,
        ),
        Example(
            "import locale\nx = locale.format('%d', 3)\n",
            "import locale\nx = locale.format_string('%d', 3)\n",
        ),
        Example(
            "import base64\nx = base64.decodestring(b'YQ==')\n",
            "import base64\nx = base64.b64decode(b'YQ==')\n",
            mode=Mode.DUAL,
            unsafe=True,
        ),
        Example(
            "from cgi import escape, parse_header\nx = escape('<'), escape('\"', True), parse_header('a')\n",
            "from cgi import parse_header\nfrom html import escape\n"
            "x = escape('<', quote=False), escape('\"', quote=True), parse_header('a')\n",
            mode=Mode.PY3,
            runs=False,
        ),
        Example(
            "from distutils.sysconfig import get_config_var\nx = get_config_var('no such')\n",
            "from sysconfig import get_config_var\nx = get_config_var('no such')\n",
        ),
        Example(
            "from distutils.errors import DistutilsExecError\ndef f(x):\n    raise DistutilsExecError(x)\n",
            "from setuptools.errors import ExecError\ndef f(x):\n    raise ExecError(x)\n",
            mode=Mode.PY3,
            unsafe=True,
            runs=False,
        ),
        Example(
            "import new\nclass A:\n    y = 2\nx = new.instance(A, {'z': 1}).z, new.instance(A).y\n",
            "class A:\n    y = 2\n"
            "x = [each.__dict__.update({'z': 1}) or each for each in [object.__new__(A)]][0].z, object.__new__(A).y\n",
            mode=Mode.PY3,
            unsafe=True,
        ),
        Example(
            "from email.utils import fix_eols\nx = fix_eols('a\\rb\\r\\nc\\n')\n",
            "import re\nx = re.sub('\\\\r\\\\n|\\\\r|\\\\n', '\\\\r\\\\n', 'a\\rb\\r\\nc\\n')\n",
        ),
        Example(
            "import unittest\nclass T(unittest.TestCase):\n    def test(self):\n        pass\n"
            "x = unittest.makeSuite(T, prefix='t').countTestCases(), unittest.makeSuite(T, 'test').countTestCases()\n",
            "import unittest\nclass T(unittest.TestCase):\n    def test(self):\n        pass\n"
            "x = unittest.TestSuite(T(each) for each in dir(T) if each.startswith('t')).countTestCases(), "
            "unittest.defaultTestLoader.loadTestsFromTestCase(T).countTestCases()\n",
        ),
        Example(
            "import logging\nx = logging._levelNames[20], logging._levelNames['INFO']\n",
            "import logging\nx = logging.getLevelName(20), logging.getLevelName('INFO')\n",
            unsafe=True,
        ),
        Example(
            "import threading\nclass E(threading._Event):\n    pass\nx = E().isSet()\n",
            "import threading\nclass E(threading.Event):\n    pass\nx = E().isSet()\n",
            mode=Mode.PY3,
        ),
        Example("from pickle import ListType\nx = type([]) is ListType\n", "x = type([]) is list\n"),
        Example("from logging.handlers import ST_DEV\nx = ST_DEV\n", "from stat import ST_DEV\nx = ST_DEV\n"),
        Example(
            "import email\nx = email.MIMEText.MIMEText('a').get_payload()\n",
            "import email.mime.text\nx = email.mime.text.MIMEText('a').get_payload()\n",
        ),
        Example("from email import Encoders\nx = Encoders.encode_7or8bit\n", None),
        Example("import tarfile\nx = tarfile.TUREAD, tarfile.open\n", None, findings=1),
        Example(
            "import cgi\ndef f(html):\n    return html + cgi.escape('<')\nx = f('a')\n",
            "from html import escape\ndef f(html):\n    return html + escape('<', quote=False)\nx = f('a')\n",
            mode=Mode.PY3,
        ),
        Example(
            "import cgi\ndef f(html, escape=True):\n    return html + cgi.escape('<')\nx = f('a')\n",
            "from html import escape as html_escape\ndef f(html, escape=True):\n"
            "    return html + html_escape('<', quote=False)\nx = f('a')\n",
            mode=Mode.PY3,
        ),
        Example(
            "try:\n    import xml.etree.ElementTree as ET\nexcept ImportError:\n"
            "    import elementtree.ElementTree as ET\nclass A(ET._ElementInterface):\n    pass\nx = A('a', {}).tag\n",
            "try:\n    import xml.etree.ElementTree as ET\nexcept ImportError:\n"
            "    import elementtree.ElementTree as ET\nclass A(ET.Element):\n    pass\nx = A('a', {}).tag\n",
        ),
        Example(
            "try:\n    import os\nexcept ImportError:\n    import myos as os\nx = os.tmpnam\n",
            None,
            findings=1,
            runs=False,
        ),
        Example(
            "try:\n    import fast\nexcept ImportError:\n    import os as fast\nx = fast.tmpnam\n",
            None,
            runs=False,
        ),
        Example("import os\nx = os.tmpnam()\n", None, findings=1, runs=False),
        Example("import cgi\nx = cgi.escape is None\n", None, findings=1, unsafe=True, runs=False),
        Example("import os.path, os\nx = os.path.join('a', 'b')\n", None),
        Example(
            "import socket\nx = socket._fileobject(None)._rbuf\n", None, findings=1, unsafe=True, runs=False
        ),
        Example(
            "try:\n    from hashlib import md5\nexcept ImportError:\n"
            "    from md5 import md5\nx = md5(b'a').hexdigest()\n",
            None,
        ),
        Example("try:\n    set\nexcept NameError:\n    from sets import Set as set\nx = set([1])\n", None),
        Example("import new\nx = new.thing\n", None, siblings=("new",)),
        Example("def f(new, md5):\n    return md5(new.module)\n", None),
        Example("import time\nx = time.time() > 0\n", None),
        Example(
            "from cStringIO import OutputType\nx = isinstance(1, OutputType)\n",
            "try:\n    from cStringIO import OutputType\n"
            "except ImportError:\n    from io import BytesIO as OutputType\n"
            "x = isinstance(1, OutputType)\n",
            mode=Mode.DUAL,
            unsafe=True,
        ),
    )

    def detect(self, node: ast.Import | ast.ImportFrom, module: Module) -> Iterable[Match]:
        """As the base class does, but for the submodules that `moved-modules` finds."""
        names = {name for each in module.imports.of(node) for name in (each.qualified, each.module)}
        if names.isdisjoint(submodules()):
            yield from super().detect(node, module)

    def applicability_of(self, use: Use, gone: Gone, module: Module) -> Applicability:
        """As the base class does, but for `sets` on Python 2.7, where the project tells its classes from others."""
        index = module.surroundings.index
        is_of_sets = module.mode is Mode.DUAL and use.qualified.startswith("sets.")
        if is_of_sets and index is not None and index.hands_on("sets"):
            return Applicability.MANUAL
        return super().applicability_of(use, gone, module)

    def table(self, package: str) -> Mapping[str, Gone]:
        """The names that are gone."""
        return removed_names_in(package)
