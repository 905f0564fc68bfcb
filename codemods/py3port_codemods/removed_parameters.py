"""The rule for parameters that functions of the standard library dropped."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Mapping, Sequence
from functools import cached_property
from typing import Any, NamedTuple

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
    cst,
)
from py3port_codemods._removed_parameters import BY_NAME, GoneParameter, removed_parameters


class Change(NamedTuple):
    """What becomes of one argument of a call."""

    parameter: GoneParameter
    trust: Applicability
    keep: bool
    """Whether Python 2.7 still gets it."""


class Callee(NamedTuple):
    """The function that a call is of."""

    parameters: Sequence[GoneParameter]
    offset: int = 0
    """How many arguments stand before those that the table counts."""
    is_sure: bool = True
    by_position: bool = True
    """Whether arguments given by position can be told."""


class RemovedParameters(Rule):
    """Functions of the standard library lost parameters: `json.loads(encoding=)`, `namedtuple(verbose=)`, ...

    Others have another name, or can be given by position only. The table was made by the interpreters themselves
    from the signatures of 2.7 and of every Python 3; what an argument did was added by hand.

    Fix safety: arguments that did nothing, or that only were the default, are taken out. Others wait for `--unsafe`
    or for a person; in `dual` mode what Python 2.7 needs is given to it alone.
    """

    name = "removed-parameters"
    title = "Do without parameters that are gone"
    stage = Stage.SIX
    applicability = Applicability.SAFE
    requires = ("six",)
    references = ("https://docs.python.org/3/whatsnew/",)
    nodes = (ast.Call,)
    examples = (
        Example(
            "import os\nopen(name=os.devnull, mode='r').close()\n",
            "import os\nopen(os.devnull, mode='r').close()\n",
        ),
        Example(
            "import json\nx = json.loads('[1]', encoding='utf-8'), json.dumps([1], indent=None, encoding='utf-8')\n",
            "import json\nx = json.loads('[1]'), json.dumps([1], indent=None)\n",
        ),
        Example(
            "import json\n\ndef f(text, encoding):\n    return json.loads(text, encoding)\n",
            "import json\n\ndef f(text, encoding):\n    return json.loads(text)\n",
            mode=Mode.PY3,
            unsafe=True,
        ),
        Example(
            "from collections import namedtuple\nP = namedtuple('P', 'x y', False, True)\nx = P(1, 2).x\n",
            "from collections import namedtuple\nP = namedtuple('P', 'x y', rename=True)\nx = P(1, 2).x\n",
        ),
        Example(
            "import threading\nx = threading.Thread(verbose=None).name != '', threading.Condition(None, "
            "None) is None\n",
            "import threading\nx = threading.Thread().name != '', threading.Condition(None) is None\n",
        ),
        Example(
            "import httplib\nc = httplib.HTTPConnection('localhost', 80, True, 10)\n",
            "import httplib\nc = httplib.HTTPConnection('localhost', 80, timeout=10)\n",
            unsafe=True,
            runs=False,
        ),
        Example(
            "import tempfile\nf = tempfile.TemporaryFile(bufsize=0)\n",
            "import tempfile\nf = tempfile.TemporaryFile(buffering=0)\n",
            mode=Mode.PY3,
        ),
        Example(
            "import gettext\ngettext.install('no such', unicode=True)\nx = str(_('a'))\n",
            "import gettext\ngettext.install('no such')\nx = str(_('a'))\n",
            mode=Mode.PY3,
        ),
        Example(
            "import gettext\ngettext.install('no such', unicode=True)\nx = str(_('a'))\n",
            "import gettext\n\nimport six\n\n"
            "gettext.install('no such', **({'unicode': True} if six.PY2 else {}))\nx = str(_('a'))\n",
            mode=Mode.DUAL,
        ),
        Example(
            "import smtplib\n\ndef f(server, key):\n    server.starttls(None, None)\n    server.starttls(key)\n",
            "import smtplib\n\ndef f(server, key):\n    server.starttls()\n    server.starttls(key)\n",
            unsafe=True,
            findings=2,
        ),
        Example("x = int(x='5') + float(x='1.5')\n", "x = int('5') + float('1.5')\n"),
        Example(
            "import argparse\np = argparse.ArgumentParser(prog='x', version='1.0')\nx = p.prog\n",
            "import argparse\np = argparse.ArgumentParser(prog='x')\n"
            "p.add_argument('-v', '--version', action='version', version='1.0')\nx = p.prog\n",
        ),
        Example(
            "import tarfile\n\ndef f(name, skip):\n    tar = tarfile.open(name, 'w')\n"
            "    tar.add('a', exclude=skip)\n",
            "import tarfile\n\ndef f(name, skip):\n    tar = tarfile.open(name, 'w')\n"
            "    tar.add('a', filter=lambda member: None if skip(member.name) else member)\n",
            unsafe=True,
        ),
        Example("import urllib2\nr = urllib2.urlopen(u, cafile='a')\n", None, findings=1, runs=False),
        Example("import json\nx = json.loads('[1]'), json.dumps([1], indent=2)\n", None),
        Example("import threading\nt = threading.Thread(None, len, 'name', ('a',), {})\n", None),
        Example(
            "class A(object):\n    def add(self, exclude):\n        return 1\nx = A().add(exclude=1)\n", None
        ),
    )

    def functions(self) -> frozenset[str]:
        """What took the parameters."""
        return frozenset(self._given)

    @cached_property
    def _given(self) -> Mapping[str, tuple[frozenset[str], int]]:
        """By the last part of a function's name: the parameters, and how many arguments by position are too many."""
        found: dict[str, tuple[frozenset[str], int]] = {}
        for function, gone in removed_parameters().items():
            name = function.rpartition(".")[2]
            names, most = found.get(name, (frozenset(), sys.maxsize))
            positions = [each.position for each in gone if each.position is not None]
            found[name] = names | {each.name for each in gone}, min([most, *positions])
        all_names = [each for each, _ in found.values()]
        found["__init__"] = frozenset().union(*all_names), 1
        return found

    def detect(self, node: ast.Call, module: Module) -> Iterable[Match]:
        """A call that gives one of the parameters."""
        function: Any = node.func
        name = function.attr if isinstance(function, ast.Attribute) else function.id
        if name not in self._given:
            # The name is another one here.
            name = next((each.alias.name for each in module.imported(function)), "")
        given, most = self._given.get(name, (frozenset(), sys.maxsize))
        if len(node.args) <= most and given.isdisjoint([each.arg for each in node.keywords]):
            return
        callee = _callee(function, name, module)
        if callee is None:
            return
        target = _number(module.options.target)
        changes = [
            _change(each, value, module)
            for each in callee.parameters
            if _number(each.since) <= target and (value := _argument(node, each, callee)) is not None
        ]
        if changes:
            yield _match(node, name, callee, changes, module)

    def rewrite(self, node: Any, match: Match, editor: Editor) -> Any:
        """The call without them."""
        callee, changes, version = match.data
        call: Any = match.node
        if editor.module.has_comment(call):
            raise CannotRewrite("a comment stands inside the call")
        if version is not None:
            value = next(each.value for each in call.keywords if each.arg == "version")
            text = f"add_argument('-v', '--version', action='version', version={editor.module.text(value)})"
            editor.insert_after(editor.module.statement(call), f"{version}.{text}")
        arguments = _named_arguments(node.args, changes, callee.offset)
        kept = []
        for change in changes:
            arguments, more = _without(arguments, change)
            kept += more
        if kept:
            if any(each.star == "**" for each in arguments):
                raise CannotRewrite("the call unpacks a dictionary already")
            six = editor.add_import("six")
            for_2 = ", ".join(f"'{name}': {code}" for name, _, code in kept)
            for_3 = ", ".join(f"'{new}': {code}" for _, new, code in kept if new)
            extra = cst.parse_expression(f"({{{for_2}}} if {six}.PY2 else {{{for_3}}})")
            arguments = [*arguments, cst.Arg(extra, star="**")]
        return node.with_changes(args=_with_commas(arguments))


def _match(call: ast.Call, name: str, callee: Callee, changes: Sequence[Change], module: Module) -> Match:
    """What is wrong with a call."""
    trusts = [each.trust for each in changes] + ([] if callee.is_sure else [Applicability.UNSAFE])
    trust = max(trusts, key=list(Applicability).index)
    version = _version_parser(call, module) if changes[0].parameter.name == "version" else None
    if version is not None:
        trust = Applicability.SAFE
    names = ", ".join(f"`{each.parameter.name}`" for each in changes)
    note = next((f": {each.parameter.note}" for each in changes if each.parameter.note), "")
    message = f"`{name}` takes no {names} since Python {changes[0].parameter.since}{note}"
    return Match(call, message, trust, (callee, changes, version))


def _callee(function: Any, name: str, module: Module) -> Callee | None:
    """What the table says about a function; None where it is not in it."""
    table = removed_parameters()
    qualified = module.qualified_name(function)
    if qualified is not None:
        if qualified.endswith(".__init__"):
            found = table.get(qualified.removesuffix(".__init__"))
            return Callee(found, 1) if found else None
        found = table.get(qualified)
        return Callee(found) if found else None
    if not isinstance(function, ast.Attribute):
        return None
    known = module.type_of(function.value)
    if known is not None:
        if not isinstance(known.node, ast.ClassDef):
            found = table.get(f"{known.qualified}.{name}")
            return Callee(found) if found else None
        if module.class_defines(known.node, name):
            return None
        bases = [module.qualified_name(base) for base in module.foreign_bases(known.node)]
        found = next((table[f"{base}.{name}"] for base in bases if f"{base}.{name}" in table), None)
        return Callee(found) if found else None
    likely = BY_NAME.get(name)
    if likely is None or all(each.module != likely.partition(".")[0] for each in module.imports):
        return None
    return Callee(table[likely], is_sure=False, by_position=name == "starttls")


def _argument(call: ast.Call, parameter: GoneParameter, callee: Callee) -> ast.expr | None:
    """What a call gives for a parameter."""
    for each in call.keywords:
        if each.arg == parameter.name:
            return each.value
    if parameter.position is None or not callee.by_position:
        return None
    position = parameter.position + callee.offset
    if position >= len(call.args) or any(isinstance(each, ast.Starred) for each in call.args[: position + 1]):
        return None
    return call.args[position]


def _change(parameter: GoneParameter, value: ast.expr, module: Module) -> Change:
    """What becomes of an argument, and how far that can be trusted."""
    has_effects = any(isinstance(each, (ast.Call, ast.Yield, ast.YieldFrom)) for each in ast.walk(value))
    if parameter.is_positional or module.text(value) in parameter.harmless:
        return Change(parameter, Applicability.SAFE, keep=False)
    if parameter.renamed:
        return Change(
            parameter, parameter.other, keep=module.mode is Mode.DUAL and not parameter.is_known_to_2
        )
    if parameter.other is Applicability.MANUAL or has_effects:
        return Change(parameter, Applicability.MANUAL, keep=False)
    return Change(parameter, parameter.other, keep=parameter.is_needed_by_2 and module.mode is Mode.DUAL)


def _version_parser(call: ast.Call, module: Module) -> str | None:
    """The name that a new `ArgumentParser` gets in a statement of its own."""
    statement = module.statement(call)
    if not isinstance(statement, ast.Assign) or statement.value is not call or len(statement.targets) != 1:
        return None
    target = statement.targets[0]
    return module.text(target) if isinstance(target, (ast.Name, ast.Attribute)) else None


def _named_arguments(arguments: Sequence[Any], changes: Sequence[Change], offset: int) -> list[Any]:
    """The arguments, those by position from the first that goes on given by name."""
    names: dict[int, str] = {}
    for change in reversed(changes):
        position = change.parameter.position
        if position is not None:
            all_names = (change.parameter.name, *change.parameter.following)
            names.update((position + offset + index, name) for index, name in enumerate(all_names))
    first = min(
        (change.parameter.position + offset for change in changes if change.parameter.position is not None),
        default=None,
    )
    result = []
    for index, each in enumerate(arguments):
        if each.keyword is not None or each.star or first is None or index < first:
            result.append(each)
        elif index in names:
            equal = cst.AssignEqual(cst.SimpleWhitespace(""), cst.SimpleWhitespace(""))
            result.append(each.with_changes(keyword=cst.Name(names[index]), equal=equal))
        else:
            raise CannotRewrite("the call gives more arguments than are known")
    return result


def _without(arguments: Sequence[Any], change: Change) -> tuple[list[Any], list[tuple[str, str | None, str]]]:
    """The arguments without one, or with it by its new name or position; and what Python 2.7 alone still gets."""
    parameter = change.parameter
    result: list[Any] = []
    kept = []
    for each in arguments:
        if each.keyword is None or each.keyword.value != parameter.name:
            result.append(each)
        elif parameter.is_positional:
            if any(other.keyword for other in result):
                raise CannotRewrite("arguments by name stand before it")
            result.append(each.with_changes(keyword=None, equal=cst.MaybeSentinel.DEFAULT))
        elif change.keep:
            kept.append((parameter.name, parameter.renamed, cst.Module([]).code_for_node(each.value)))
        elif parameter.renamed and not _is_harmless(each.value, parameter):
            result.append(
                each.with_changes(keyword=cst.Name(parameter.renamed), value=_wrapped(each.value, parameter))
            )
    return result, kept


def _wrapped(value: Any, parameter: GoneParameter) -> Any:
    """The argument as it is given under the new name."""
    if parameter.wrapped == "$1":
        return value
    code = cst.Module([]).code_for_node(value)
    is_closed = isinstance(value, (cst.Name, cst.Attribute))
    return cst.parse_expression(parameter.wrapped.replace("$1", code if is_closed else f"({code})"))


def _is_harmless(value: Any, parameter: GoneParameter) -> bool:
    return cst.Module([]).code_for_node(value) in parameter.harmless


def _with_commas(arguments: Sequence[Any]) -> list[Any]:
    """The arguments, each but the last with a comma."""
    result = []
    for index, each in enumerate(arguments):
        is_last = index == len(arguments) - 1
        if is_last:
            result.append(each.with_changes(comma=cst.MaybeSentinel.DEFAULT))
        elif isinstance(each.comma, cst.MaybeSentinel):
            result.append(each.with_changes(comma=cst.Comma(whitespace_after=cst.SimpleWhitespace(" "))))
        else:
            result.append(each)
    return result


def _number(version: str) -> tuple[int, ...]:
    return tuple(int(part) for part in version.split("."))
