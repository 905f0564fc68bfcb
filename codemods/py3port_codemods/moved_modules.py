"""The rule for what moved in the standard library."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from py3port.rule import Applicability, CannotRewrite, Editor, Example, Match, Mode, Module, Rule, Stage, ast
from py3port_codemods._moved_imports import BUILTIN_RULES, IMPORTING_RULES, code_for_use, is_moved
from py3port_codemods._moved_plan import LIVING, moved_name, names_in_living_modules, split
from py3port_codemods._moved_stars import is_star_of_moved
from py3port_codemods._moved_statements import is_python3_half, plan_of, provided_before, put_in_place


class MovedModules(Rule):
    """Python 3 renamed modules of the standard library to fit PEP 8 and put related ones together (PEP 3108).

    `ConfigParser` is `configparser`, `urllib`, `urllib2` and `urlparse` became a package, `StringIO` is in `io`,
    and the functions of itertools that are now built in are gone. In `dual` mode the new names are imported from
    `six.moves`; the table is six's own. Uses of a module change with its import; where a name is bound by
    anything else as well, the new module is imported under the old name.

    Fix safety: `urllib.urlopen` has no exact successor: `urllib.request.urlopen`, which was urllib2's, raises where a
    server answers with an error; in `dual` mode Python 2 keeps its own. It waits for `--unsafe`, and so does taking out
    an import that nothing uses, or all but the names used of `from urllib import *`. The status that
    `commands.getstatusoutput` gave was the exit code times 256; now it is the exit code.
    """

    name = "moved-modules"
    title = "Import moved modules from their new places"
    stage = Stage.SIX
    applicability = Applicability.SAFE
    requires = ("six",)
    guardable = False  # It asks itself: a handler that only says that a module is missing is no guard.
    aliases = tuple(
        """fix_imports fix_imports2 fix_urllib fix_itertools fix_itertools_imports fix_getcwdu fix_UserDict
        fix_imports_six fix_urllib_six fix_itertools_six fix_itertools_imports_six
        fix_future_standard_library fix_future_standard_library_urllib bad-python3-import W1648
        deprecated-itertools-function W1651 deprecated-urllib-function W1658""".split()
    )
    references = ("https://peps.python.org/pep-3108/", "https://six.readthedocs.io/#module-six.moves")
    nodes = (ast.Import, ast.ImportFrom, ast.Attribute)
    after = (
        "relative-import",
        "config-parser-options",
        "map-filter-zip-lists",
        "removed-attributes",
        "string-io-binary",
        *BUILTIN_RULES,
        *IMPORTING_RULES,
    )
    examples = (
        Example(
            "import ConfigParser\np = ConfigParser.ConfigParser()\n",
            "import configparser\np = configparser.ConfigParser()\n",
            mode=Mode.PY3,
        ),
        Example(
            "import ConfigParser\np = ConfigParser.ConfigParser()\n",
            "from six.moves import configparser\np = configparser.ConfigParser()\n",
            mode=Mode.DUAL,
        ),
        Example(
            "import ConfigParser as cp\np = cp.ConfigParser()\n",
            "import configparser as cp\np = cp.ConfigParser()\n",
            mode=Mode.PY3,
        ),
        Example(
            "from ConfigParser import (ConfigParser,  # the parser\n"
            "                          NoOptionError)\n",
            "from configparser import (ConfigParser,  # the parser\n"
            "                          NoOptionError)\n",
            mode=Mode.PY3,
        ),
        Example(
            "import os, urllib2, sys\nr = urllib2.Request('http://localhost/')\nx = r.get_full_url()\n",
            "import os, sys\nimport urllib.request\n"
            "r = urllib.request.Request('http://localhost/')\nx = r.get_full_url()\n",
            mode=Mode.PY3,
        ),
        Example(
            "import urllib\nimport urllib2\nx = urllib.quote('a b')\nE = urllib2.URLError\n",
            "from six.moves import urllib\nx = urllib.parse.quote('a b')\nE = urllib.error.URLError\n",
            mode=Mode.DUAL,
        ),
        Example(
            "import urllib\nimport urllib2\nx = urllib.quote('a b')\nE = urllib2.URLError\n",
            "import urllib.parse\nimport urllib.error\nx = urllib.parse.quote('a b')\n"
            "E = urllib.error.URLError\n",
            mode=Mode.PY3,
        ),
        Example(
            "from urllib2 import urlopen, HTTPError as E, quote\nx = quote('a b')\n",
            "from urllib.request import urlopen\nfrom urllib.error import HTTPError as E\n"
            "from urllib.parse import quote\nx = quote('a b')\n",
            mode=Mode.PY3,
        ),
        Example(
            "from urlparse import urljoin\nx = urljoin('http://a/b', 'c')\n",
            "from six.moves.urllib.parse import urljoin\nx = urljoin('http://a/b', 'c')\n",
            mode=Mode.DUAL,
        ),
        Example(
            "from StringIO import StringIO\nx = StringIO('a').read()\n",
            "from io import StringIO\nx = StringIO('a').read()\n",
            mode=Mode.PY3,
        ),
        Example(
            "from cStringIO import StringIO\nx = StringIO('a').read()\n",
            "from six.moves import cStringIO as StringIO\nx = StringIO('a').read()\n",
            mode=Mode.DUAL,
        ),
        Example(
            "import StringIO\ndef f(x):\n    io = StringIO.StringIO(x)\n    return io.read()\ny = f('a')\n",
            "import io as StringIO\ndef f(x):\n    io = StringIO.StringIO(x)\n    return io.read()\ny = f('a')\n",
            mode=Mode.PY3,
            unsafe=True,
        ),
        Example(
            "import StringIO\nx = StringIO.StringIO('a').read()\n",
            "import six\nx = six.moves.StringIO('a').read()\n",
            mode=Mode.DUAL,
        ),
        Example(
            "def f(d, flag=False):\n    if flag:\n        import StringIO\n"
            "        return StringIO.StringIO()\n"
            "    return d\nx = f(1)\n",
            "import six\n\ndef f(d, flag=False):\n    if flag:\n        return six.moves.StringIO()\n"
            "    return d\nx = f(1)\n",
            mode=Mode.DUAL,
        ),
        Example(
            "import urllib\n\ndef f(flag=False):\n    if flag:\n        import urllib2\n"
            "        return urllib2.Request('http://a')\n    return urllib.quote('a b')\nx = f()\n",
            "from six.moves import urllib\n\ndef f(flag=False):\n    if flag:\n        import urllib2\n"
            "        return urllib2.Request('http://a')\n    return urllib.parse.quote('a b')\nx = f()\n",
            mode=Mode.DUAL,
            findings=2,
        ),
        Example(
            "import StringIO as s\nx = s.StringIO('a').read()\n",
            "import io\nx = io.StringIO('a').read()\n",
            mode=Mode.PY3,
        ),
        Example(
            "import cPickle as pickle\nx = pickle.loads(pickle.dumps(3))\n",
            "import pickle\nx = pickle.loads(pickle.dumps(3))\n",
            mode=Mode.PY3,
        ),
        Example(
            "import cPickle as pickle\nx = pickle.loads(pickle.dumps(3))\n",
            "from six.moves import cPickle as pickle\nx = pickle.loads(pickle.dumps(3))\n",
            mode=Mode.DUAL,
        ),
        Example(
            "from itertools import chain, izip\nx = list(chain(izip('ab', 'cd')))\n",
            "from itertools import chain\nx = list(chain(zip('ab', 'cd')))\n",
            mode=Mode.PY3,
        ),
        Example(
            "from itertools import chain, izip\nx = list(chain(izip('ab', 'cd')))\n",
            "from itertools import chain\nfrom six.moves import zip as izip\n"
            "x = list(chain(izip('ab', 'cd')))\n",
            mode=Mode.DUAL,
        ),
        Example(
            "import itertools\nx = sum(itertools.imap(abs, [-1]))\n",
            "x = sum(map(abs, [-1]))\n",
            mode=Mode.PY3,
        ),
        Example(
            "import itertools\nx = sum(itertools.imap(abs, [-1]))\n",
            "import six\nx = sum(six.moves.map(abs, [-1]))\n",
            mode=Mode.DUAL,
        ),
        Example(
            "from itertools import izip_longest\nx = list(izip_longest('ab', 'c'))\n",
            "from itertools import zip_longest\nx = list(zip_longest('ab', 'c'))\n",
            mode=Mode.PY3,
        ),
        Example("from email.MIMEText import MIMEText\n", "from email.mime.text import MIMEText\n"),
        Example(
            "from email import Encoders\nf = Encoders.encode_base64\n",
            "from email import encoders\nf = encoders.encode_base64\n",
        ),
        Example(
            "def f():\n    import Queue\n    return Queue.Queue()\nf()\n",
            "def f():\n    import queue\n    return queue.Queue()\nf()\n",
            mode=Mode.PY3,
        ),
        Example(
            "import Tkinter\nfrom Tkinter import *\nx = Tkinter.Tk\n",
            "from six.moves import tkinter as Tkinter\nfrom six.moves.tkinter import *\nx = Tkinter.Tk\n",
            mode=Mode.DUAL,
            runs=False,
            findings=2,
        ),
        Example(
            "queue = []\nimport Queue\nq = Queue.Queue()\n",
            "queue = []\nimport queue as Queue\nq = Queue.Queue()\n",
            mode=Mode.PY3,
        ),
        Example(
            "import urlparse\nx = hasattr(urlparse, 'a'), urlparse.urljoin('http://a', 'b')\n",
            "try:\n    import urllib.parse as urlparse\nexcept ImportError:\n    import urlparse\n"
            "x = hasattr(urlparse, 'a'), urlparse.urljoin('http://a', 'b')\n",
            mode=Mode.DUAL,
            unsafe=True,
        ),
        Example(
            "import urllib2 as u2\nx = u2.__version__.split('.'), u2.urlopen\n",
            "import urllib.request as u2\nx = u2.__version__.split('.'), u2.urlopen\n",
            mode=Mode.PY3,
            unsafe=True,
            runs=False,
        ),
        Example(
            "import xmlrpclib\nfrom base import xmlrpc\nx = xmlrpclib.Fault, xmlrpc.Faults\n",
            "import xmlrpc.client as xmlrpclib\nfrom base import xmlrpc\nx = xmlrpclib.Fault, xmlrpc.Faults\n",
            mode=Mode.PY3,
            runs=False,
        ),
        Example("import urllib\nuse(urllib)\n", None, findings=1, runs=False),
        Example(
            "from urllib import _urlopener, quote\nx = _urlopener, quote('a b')\n",
            "from urllib.request import _opener as _urlopener\nfrom urllib.parse import quote\n"
            "x = _urlopener, quote('a b')\n",
            mode=Mode.PY3,
            unsafe=True,
        ),
        Example("from urllib import *\n", None, findings=1),
        Example("from UserList import *\n", "from collections import UserList\n", mode=Mode.PY3, unsafe=True),
        Example(
            "from urlparse import *\n",
            "try:\n    from urllib.parse import *\nexcept ImportError:\n    from urlparse import *\n",
            mode=Mode.DUAL,
            unsafe=True,
        ),
        Example("import os, StringIO\nx = os.name\n", "import os\nx = os.name\n", unsafe=True),
        Example("__all__ = ['StringIO']\nimport StringIO\n", None, findings=1),
        Example("import urllib as u\n", None, findings=1),
        Example("import urllib2 as u\n", "import urllib.request as u\n", mode=Mode.PY3, unsafe=True),
        Example(
            "import urllib\n\ndef f(url):\n    return urllib.urlopen(urllib.quote(url)).read()\n",
            "try:\n    from urllib.request import urlopen\nexcept ImportError:\n    from urllib import urlopen\n"
            "from six.moves import urllib\n\ndef f(url):\n    return urlopen(urllib.parse.quote(url)).read()\n",
            mode=Mode.DUAL,
            unsafe=True,
        ),
        Example(
            "from urllib import urlopen\n\ndef f(url):\n    return urlopen(url).read()\n",
            "from urllib.request import urlopen\n\ndef f(url):\n    return urlopen(url).read()\n",
            mode=Mode.PY3,
            unsafe=True,
        ),
        Example(
            "import urlparse\nurlparse.clear_cache()\nx = urlparse.urljoin('http://a', 'b')\n",
            "import urllib.parse\nurllib.parse.clear_cache()\nx = urllib.parse.urljoin('http://a', 'b')\n",
            mode=Mode.PY3,
        ),
        Example(
            "import urlparse\nurlparse.clear_cache()\n",
            "try:\n    from urllib.parse import clear_cache\nexcept ImportError:\n"
            "    from urlparse import clear_cache\nclear_cache()\n",
            mode=Mode.DUAL,
        ),
        Example(
            "import anydbm\nf = anydbm.open\n",
            "try:\n    import anydbm\nexcept ImportError:\n    import dbm as anydbm\nf = anydbm.open\n",
            mode=Mode.DUAL,
        ),
        Example(
            "from urllib import *\nx = quote('a b') + urlencode({})\n",
            "from urllib.parse import quote, urlencode\nx = quote('a b') + urlencode({})\n",
            mode=Mode.PY3,
            unsafe=True,
        ),
        Example(
            "from itertools import *\nx = list(chain(izip('ab', 'cd')))\n",
            "from itertools import *\nfrom six.moves import zip as izip\nx = list(chain(izip('ab', 'cd')))\n",
            mode=Mode.DUAL,
            unsafe=True,
        ),
        Example("from itertools import *\nx = list(chain([1], [2]))\n", None),
        Example(
            "import commands\nx = commands.getstatusoutput('echo a')\n",
            "import subprocess\nx = subprocess.getstatusoutput('echo a')\n",
            mode=Mode.PY3,
            unsafe=True,
        ),
        Example(
            "import email.Utils, email.Header\nx = email.Utils.quote('a'), email.Header.Header\n",
            "import email.utils\nimport email.header\nx = email.utils.quote('a'), email.header.Header\n",
        ),
        Example("try:\n    import cPickle as pickle\nexcept ImportError:\n    import pickle\n", None),
        Example(
            "try:\n    from urllib2 import urlopen\nexcept ImportError:\n"
            "    from urllib.request import urlopen\n",
            None,
        ),
        Example(
            "try:\n    import anydbm\n    from whichdb import whichdb\nexcept ImportError:\n"
            "    import dbm as anydbm\n    from dbm import whichdb\n",
            None,
        ),
        Example(
            "try:\n    from itertools import izip as zip\nexcept ImportError:\n    pass\nx = list(zip('a', 'b'))\n",
            None,
        ),
        Example(
            "try:\n    import __builtin__\n    PY3 = False\nexcept ImportError:\n    PY3 = True\n",
            None,
        ),
        Example(
            "try:\n    import Queue\nexcept ImportError:\n    Queue = None\nx = Queue.Queue().empty()\n",
            "try:\n    import queue as Queue\nexcept ImportError:\n    Queue = None\nx = Queue.Queue().empty()\n",
            mode=Mode.PY3,
        ),
        Example(
            "class A(object):\n    import urlparse\nx = A().urlparse.urljoin('http://a', 'b')\n",
            "class A(object):\n    import urllib.parse as urlparse\nx = A().urlparse.urljoin('http://a', 'b')\n",
            mode=Mode.PY3,
            unsafe=True,
        ),
        Example(
            "def load():\n    global Queue\n    import Queue\nload()\nx = Queue.Queue().empty()\n",
            "def load():\n    global Queue\n    import queue as Queue\nload()\nx = Queue.Queue().empty()\n",
            mode=Mode.PY3,
        ),
        Example(
            "import sys\nif sys.argv:\n    import Queue\nelse:\n    import Queue as queue\nx = Queue.Queue().empty()\n",
            "import sys\nif sys.argv:\n    import queue\nelse:\n    import queue\nx = queue.Queue().empty()\n",
            mode=Mode.PY3,
            findings=2,
        ),
        Example(
            "import StringIO\nS = StringIO.StringIO\ndel StringIO\nx = S('a').read()\n",
            "try:\n    import StringIO\nexcept ImportError:\n    import io as StringIO\n"
            "S = StringIO.StringIO\ndel StringIO\nx = S('a').read()\n",
            mode=Mode.DUAL,
            unsafe=True,
        ),
        Example("import Queue\nq = Queue.Queue()\n", None, siblings=("Queue",)),
        Example("from .Queue import Queue\n", None, siblings=("Queue",)),
        Example(
            "try:\n    from cStringIO import StringIO\nexcept ImportError:\n"
            "    from StringIO import StringIO\n"
            "x = StringIO('a').read()\n",
            "from io import StringIO\nx = StringIO('a').read()\n",
            mode=Mode.PY3,
            findings=2,
        ),
        Example(
            "try:\n    from cStringIO import StringIO\nexcept ImportError:\n"
            "    from StringIO import StringIO\n"
            "x = StringIO('a').read()\n",
            "from six.moves import cStringIO as StringIO\nx = StringIO('a').read()\n",
            mode=Mode.DUAL,
            findings=2,
        ),
        Example(
            "from cookielib import CookieJar\n",
            "from __future__ import absolute_import\n\nfrom http.cookiejar import CookieJar\n",
            mode=Mode.PY3,
            siblings=("http",),
            runs=False,
        ),
        Example(
            "import time\n\nimport boto\n\nfrom Queue import Empty\n",
            "import time\n\nimport boto\n\nfrom six.moves.queue import Empty\n",
            mode=Mode.DUAL,
            runs=False,
        ),
        Example(
            "import StringIO\nimport json\nimport urllib\n\ndef f():\n"
            "    return urllib.quote(StringIO.StringIO('a').read())\n",
            "import json\n\nimport six\nfrom six.moves import urllib\n\n"
            "def f():\n    return urllib.parse.quote(six.moves.StringIO('a').read())\n",
            mode=Mode.DUAL,
        ),
        Example("import itertools\nitertools.imap = map\n", None, runs=False),
        Example(
            "import collections.abc\nimport collections\nx = collections.Mapping\n",
            "import collections.abc\nimport collections\nx = collections.abc.Mapping\n",
            mode=Mode.PY3,
            runs=False,
        ),
        Example("class urllib:\n    quote = len\nx = urllib.quote('a')\n", None),
        Example("from six.moves import urllib\nx = urllib.parse.quote('a b')\n", None),
    )

    def names(self) -> frozenset[str]:
        """Of attributes, what left modules that are still there."""
        return names_in_living_modules()

    def detect(self, node: Any, module: Module) -> Iterable[Match]:
        """Imports of what moved, and uses of it through modules that are still there."""
        if isinstance(node, ast.Attribute):
            if not isinstance(node.ctx, ast.Load):
                return
            qualified = module.qualified_name(node) or ""
            moved = moved_name(*split(qualified)) if split(qualified)[0] in LIVING else None
            if moved is not None and not module.has_alternatives(node) and not module.is_guarded(node):
                message = f"`{qualified}` is `{moved.module}.{moved.name}` in Python 3"
                yield Match(node, message, data=moved)
            return
        gone = [
            each.qualified
            for each in module.imports.of(node)
            if not module.is_own_module(each) and (is_moved(each) or is_star_of_moved(each, module))
        ]
        is_guarded = bool(gone) and module.is_guarded(node) and not module.is_only_missed(node)
        if gone and not is_guarded and not is_python3_half(node, module):
            message = f"{', '.join(f'`{name}`' for name in gone)} moved in Python 3"
            try:
                plan = plan_of(node, module)
            except CannotRewrite as reason:
                yield Match(node, f"{message}: {reason}", Applicability.MANUAL)
            else:
                yield Match(node, message, Applicability.UNSAFE if plan.likely else None)

    def rewrite(self, node: Any, match: Match, editor: Editor) -> Any:
        """Rewrite the import and its uses by edits of text: a statement may become several."""
        if isinstance(match.node, ast.Attribute):
            editor.replace(match.node, code_for_use(match.node, match.data, editor))
            return node
        statement: Any = match.node
        plan = plan_of(statement, editor.module)
        for each, code in plan.edits:
            editor.replace(each, code)
        provided = provided_before(statement, editor.module)
        lines = [line for line in plan.lines if line not in provided]
        if "import six" in lines and isinstance(editor.module.scope(statement).node, ast.FunctionDef):
            # Not here, where it would hide the module's own `six` from the rest of the function.
            if editor.add_import("six") != "six":
                raise CannotRewrite("six has another name here")
            lines.remove("import six")
        if plan.kept:
            prefix = (
                f"from {'.' * (statement.level or 0)}{statement.module} "
                if isinstance(statement, ast.ImportFrom)
                else ""
            )
            lines.insert(0, f"{prefix}import {', '.join(plan.kept)}")
        put_in_place(statement, lines, editor)
        return node
