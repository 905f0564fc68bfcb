"""The rule for attributes and methods that classes of the standard library dropped."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import Any

from py3port.rule import (
    Applicability,
    CannotRewrite,
    Editor,
    Example,
    Match,
    Mode,
    Module,
    Rule,
    Stage,
    ast,
    unparenthesized,
)
from py3port_codemods._attribute_names import own_names
from py3port_codemods._gone_rendering import rendered
from py3port_codemods._receivers import Receiver, defines_method
from py3port_codemods._removed_attributes import (
    GoneAttribute,
    names_of_removed_attributes,
    removed_attributes,
)


class RemovedAttributes(Rule):
    """Classes of the standard library lost methods: `array.tostring`, `ConfigParser.readfp`, `UUID.get_hex`, ...

    What is gone in the target is looked up in a table that the interpreters themselves made; the notes in it, and
    what replaces a method, were added by hand. A subclass with a method of its own by the old name gets it by the new
    one as well in `py3` mode.

    Fix safety: where the type of the object is not known the fix waits for `--unsafe`, and only names that hardly
    anything else has are looked at, most of them only in files that import the module they belong to.
    """

    name = "removed-attributes"
    title = "Replace attributes the standard library removed"
    stage = Stage.SIX
    applicability = Applicability.SAFE
    requires = ("six",)
    aliases = ("fix_xreadlines", "xreadlines-attribute", "W1659")
    references = ("https://docs.python.org/3/whatsnew/",)
    nodes = (ast.Attribute, ast.FunctionDef)
    examples = (
        Example(
            "import array\na = array.array('B', [65])\nx = a.tostring() == b'A'  # a\na.fromstring(b'B')\n",
            "import array\na = array.array('B', [65])\nx = a.tobytes() == b'A'  # a\na.frombytes(b'B')\n",
            mode=Mode.PY3,
        ),
        Example(
            "import array\na = array.array('B', [65])\nx = a.tostring() == b'A'\n",
            "import array\n\nimport six\n\na = array.array('B', [65])\n"
            "x = (a.tostring if six.PY2 else a.tobytes)() == b'A'\n",
            mode=Mode.DUAL,
        ),
        Example(
            "import os\nf = open(os.devnull)\n"
            "x = [line for line in f.xreadlines()], list(open(os.devnull).xreadlines())\n",
            "import os\nf = open(os.devnull)\nx = [line for line in f], list(open(os.devnull))\n",
        ),
        Example(
            "def f(log):\n    for line in log.xreadlines():\n        print(line)\n",
            "def f(log):\n    for line in log:\n        print(line)\n",
            unsafe=True,
        ),
        Example("def f(log):\n    return log.xreadlines(5), log.xreadlines(*log)\n", None, findings=2),
        Example("import uuid\nx = len(uuid.uuid4().get_hex())\n", "import uuid\nx = len(uuid.uuid4().hex)\n"),
        Example(
            "import HTMLParser\nx = str(HTMLParser.HTMLParser().unescape('&lt;'))\n",
            "import html\nx = str(html.unescape('&lt;'))\n",
            mode=Mode.PY3,
        ),
        Example(
            "import gettext\nt = gettext.NullTranslations()\n_ = t.ugettext\n"
            "x = str(_('a') + t.ungettext('b', 'c', 1))\n",
            "import gettext\nt = gettext.NullTranslations()\n_ = t.gettext\n"
            "x = str(_('a') + t.ngettext('b', 'c', 1))\n",
            mode=Mode.PY3,
        ),
        Example(
            "import gettext\nclass T(gettext.NullTranslations):\n    def ugettext(self, message):\n"
            "        return message * 2\nclass Both(object):\n    def ngettext(self, a, b, n):\n        return a\n"
            "    def ungettext(self, a, b, n):\n        return b\n"
            "def f(t):\n    return t.ugettext('a') + t.ungettext('b', 'c', 1)\nx = str(f(T()))\n",
            "import gettext\nclass T(gettext.NullTranslations):\n    def ugettext(self, message):\n"
            "        return message * 2\n    gettext = ugettext\nclass Both(object):\n"
            "    def ngettext(self, a, b, n):\n"
            "        return a\n    def ungettext(self, a, b, n):\n        return b\n"
            "def f(t):\n    return t.gettext('a') + t.ngettext('b', 'c', 1)\nx = str(f(T()))\n",
            mode=Mode.PY3,
            unsafe=True,
        ),
        Example(
            "import urllib2\nr = urllib2.Request('http://a/b')\nx = r.has_data(), r.get_selector(), r.get_data()\n",
            "import urllib2\nr = urllib2.Request('http://a/b')\nx = (r.data is not None), r.selector, r.data\n",
            mode=Mode.PY3,
            runs=False,
        ),
        Example(
            "import urllib2\nr = urllib2.Request('http://a/b')\nif r.has_data():\n    x = r.get_data()\n",
            "import urllib2\nr = urllib2.Request('http://a/b')\nif r.data is not None:\n    x = r.data\n",
            mode=Mode.PY3,
            runs=False,
        ),
        Example(
            "import urllib2\n\ndef f(url):\n    return urllib2.urlopen(url).info().getheader('a', '')\n",
            "import urllib2\n\ndef f(url):\n    return urllib2.urlopen(url).info().get('a', '')\n",
            runs=False,
        ),
        Example(
            "import ConfigParser\n\n\nclass Config(ConfigParser.RawConfigParser):\n    def load(self, f):\n"
            "        self.readfp(f)\n",
            "import ConfigParser\n\n\nclass Config(ConfigParser.RawConfigParser):\n    def load(self, f):\n"
            "        self.read_file(f)\n",
            mode=Mode.PY3,
            runs=False,
        ),
        Example("import random\nr = random.Random(1)\nr.jumpahead(3)\n", None, findings=1),
        Example("import threading\n\ndef f(thread):\n    thread._Thread__stop()\n", None, findings=1),
        Example(
            "from configparser import ConfigParser\nclass P(ConfigParser):\n    def f(self, file):\n"
            "        ConfigParser.readfp(self, file, 'a')\n",
            "from configparser import ConfigParser\nclass P(ConfigParser):\n    def f(self, file):\n"
            "        ConfigParser.read_file(self, file, 'a')\n",
            mode=Mode.PY3,
            runs=False,
        ),
        Example(
            "import gzip\nclass F(gzip.GzipFile):\n    def f(self):\n        self.filename = 'a'\n"
            "        return self.filename\n",
            None,
        ),
        Example("import mimetypes\nx = mimetypes.MimeTypes().readfp([])\n", None),
        Example("import decimal\nx = decimal.Clamped().handle\n", None, runs=False),
        Example(
            "class A(object):\n    def xreadlines(self):\n        return []\n    def get_hex(self):\n"
            "        return 1\n"
            "x = A().xreadlines(), A().get_hex()\n",
            None,
        ),
        Example("def f(a, b):\n    return a.tostring(), b.get_data(), b.getheader('a'), b.get_hex()\n", None),
        Example("import array, httplib\nimport lxml.etree\nx = lxml.etree.tostring(1)\n", None, runs=False),
    )

    def names(self) -> frozenset[str]:
        """The attributes."""
        return names_of_removed_attributes()

    def detect(self, node: ast.Attribute | ast.FunctionDef, module: Module) -> Iterable[Match]:
        """A read of one of the attributes from what has it no longer, and a method that takes the place of one."""
        if isinstance(node, ast.FunctionDef):
            return _of_override(node, module) if removed_attributes(node.name) else ()
        return _of_read(node, module) if isinstance(node.ctx, ast.Load) else ()

    def rewrite(self, node: Any, match: Match, editor: Editor) -> Any:
        """What the table says, with the object for `$1`."""
        if match.data is None:
            raise CannotRewrite("the table has no replacement")
        if isinstance(match.node, ast.FunctionDef):
            editor.insert_after(match.node, f"{match.data} = {match.node.name}")
            return node
        if editor.module.has_comment(match.node):
            raise CannotRewrite("a comment stands inside the call")
        is_call = isinstance(match.node, ast.Call)
        arguments = [node.func.value, *(each.value for each in node.args)] if is_call else [node.value]
        if "$1" not in match.data:
            attribute: Any = match.node.func if isinstance(match.node, ast.Call) else match.node
            for each in ast.walk(attribute.value):
                if isinstance(each, ast.Name) and editor.module.imported(each):
                    editor.drop_import(each)
        new = rendered(match.data, arguments, match.node, editor)
        if _needs_no_parentheses(match.node, editor.module):
            new = unparenthesized(new)
        return new.with_changes(lpar=[*node.lpar, *new.lpar], rpar=[*new.rpar, *node.rpar])


def _of_read(node: ast.Attribute, module: Module) -> Iterator[Match]:
    for entry in removed_attributes(node.attr):
        if _number(entry.gone.since) > _number(module.options.target):
            continue
        if entry.unknown is None and not module.may_hold(entry.owners):
            continue
        receiver = _receiver(node, entry, module)
        if receiver is Receiver.OTHER or (receiver is Receiver.UNKNOWN and entry.unknown is None):
            continue
        trust = entry.gone.applicability if receiver is Receiver.KNOWN else entry.unknown
        yield _match(node, entry, trust, module)
        return


def _match(node: ast.Attribute, entry: GoneAttribute, trust: Applicability | None, module: Module) -> Match:
    """The match at an attribute, or at the call of it where that is what gets replaced."""
    gone = entry.gone
    message = f"`{node.attr}` is gone since Python {gone.since}" + (f": {gone.note}" if gone.note else "")
    call: Any = module.parent(node)
    if isinstance(call, ast.Call) and call.func is node:
        is_plain = not call.keywords and not any(isinstance(each, ast.Starred) for each in call.args)
        code = gone.call(len(call.args) + 1, module.mode) if is_plain else None
        if code is not None:
            return Match(call, message, trust, code)
        if gone.calls:
            return Match(node, message, Applicability.MANUAL)
    code = gone.code(module.mode)
    return Match(node, message, Applicability.MANUAL if code is None else trust, code)


def _of_override(node: ast.FunctionDef, module: Module) -> Iterable[Match]:
    """A method by the old name in a subclass: what calls the new one does not find it."""
    owner = module.scope(node).node
    if not isinstance(owner, ast.ClassDef) or module.mode is not Mode.PY3:
        return
    bases = _foreign_bases(owner, module)
    for entry in removed_attributes(node.name):
        new = _new_name(entry)
        if new and bases & entry.owners and not module.class_defines(owner, new):
            message = f"`{node.name}` is called `{new}` since Python {entry.gone.since}"
            yield Match(node, message, Applicability.UNSAFE, new)
            return


def _new_name(entry: GoneAttribute) -> str:
    """The name that the attribute has now; empty where something else takes its place."""
    found = re.fullmatch(r"\$1\.(\w+)", entry.gone.py3 or "")
    return found[1] if found else ""


def _needs_no_parentheses(node: ast.AST, module: Module) -> bool:
    """Whether any expression may stand in its place as it is."""
    parent = module.parent(node)
    if isinstance(parent, ast.Call):
        return node is not parent.func
    is_whole = isinstance(parent, (ast.If, ast.While, ast.Assign, ast.Return))
    return is_whole and "\n" not in module.text(node)


def _receiver(node: ast.Attribute, entry: GoneAttribute, module: Module) -> Receiver:
    """Whether the object is of one of the classes that lost the attribute."""
    known = module.type_of(node.value)
    if module.qualified_name(node.value) in entry.owners:
        # The method of the class itself, which gets the object as an argument.
        return Receiver.KNOWN
    if known is not None:
        if isinstance(known.node, ast.ClassDef):
            if known.name not in ("instance", "class") or module.class_defines(known.node, node.attr):
                return Receiver.OTHER
            bases = _foreign_bases(known.node, module)
            if own_names({node.attr}, module):
                return Receiver.OTHER
            if bases & entry.owners:
                return Receiver.KNOWN
            return (
                Receiver.OTHER if not bases - {None, "__builtin__.object"} else _by_name(node, entry, module)
            )
        is_owner = (known.qualified or known.name) in entry.owners and known.name not in ("class", "module")
        return Receiver.KNOWN if is_owner else Receiver.OTHER
    if module.qualified_name(node.value) is not None:
        return Receiver.OTHER
    return _by_name(node, entry, module)


def _by_name(node: ast.Attribute, entry: GoneAttribute, module: Module) -> Receiver:
    """Whether all that is known, the names in the file, speaks for one of the classes."""
    if entry.unknown is None or (entry.receivers and _last_name(node.value) not in entry.receivers):
        return Receiver.OTHER
    is_imported = not entry.modules or any(
        each.qualified in entry.modules or each.module in entry.modules for each in module.imports
    )
    if not is_imported:
        return Receiver.OTHER
    is_own = defines_method(node.attr, module)
    is_other = is_own and not _all_have(_new_name(entry), node.attr, entry, module)
    return Receiver.OTHER if is_other else Receiver.UNKNOWN


def _all_have(new: str, old: str, entry: GoneAttribute, module: Module) -> bool:
    """Whether each class that has the method by its old name has one by the new name as well, or gets it."""
    owners = [each for each in module.nodes(ast.ClassDef) if new and module.class_defines(each, old)]
    return new != "" and all(
        module.class_defines(each, new) or _foreign_bases(each, module) & entry.owners for each in owners
    )


def _foreign_bases(definition: ast.ClassDef, module: Module) -> set[str | None]:
    """The names of the base classes that are of elsewhere."""
    return {module.qualified_name(base) for base in module.foreign_bases(definition)}


def _last_name(node: Any) -> str:
    """The name by which an object goes: `info` of `response.info()`, `headers` of `self.headers`."""
    while isinstance(node, ast.Call):
        node = node.func
    return str(getattr(node, "attr", None) or getattr(node, "id", ""))


def _number(version: str) -> tuple[int, ...]:
    return tuple(int(part) for part in version.split("."))
