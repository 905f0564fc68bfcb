"""What the rules for names that the standard library dropped have in common: tables, and how they are applied."""

from __future__ import annotations

import re
from abc import abstractmethod
from collections.abc import Iterable, Iterator, Mapping, Sequence, Set
from dataclasses import replace
from functools import cached_property
from typing import Any, NamedTuple

from py3port.rule import (
    Applicability,
    CannotRewrite,
    Editor,
    Match,
    Mode,
    Module,
    Rule,
    ast,
    cst,
    either_import,
)
from py3port_codemods._gone_rendering import rendered
from py3port_codemods._let_go import is_taken

SAME = "="
"""The code for both modes is that for `py3`."""

_PLAIN = r"\{([\w.]+):(\w+)(?:\|([\w.]+):(\w+))?\}"
_ALTERNATIVE = r"\|[\w.:]+(?=\})"


class Gone(NamedTuple):
    """A name that Python 3 dropped, and what stands in its place.

    In code `{module:name}` is a name to be imported, `{module}` a module, `$1` the first argument of the call.
    `{module:name|old:name}` is one that Python 2.7 has as `old:name`: in `dual` mode `try: ... except ImportError:`
    imports the one or the other.
    """

    since: str
    """The first version without it."""
    py3: str | None = None
    """What replaces a reference; None: nothing does."""
    dual: str | None = SAME
    """What replaces it where Python 2.7 must run the code as well."""
    calls: Mapping[int, str] = {}
    """What replaces a call, by the number of its arguments; a reference is then never sure to be replaced right."""
    dual_calls: Mapping[int, str] | None = None
    """The same for both interpreters; None: as `calls`."""
    parameters: tuple[str, ...] = ()
    """The names by which calls may give the arguments."""
    defaults: Mapping[str, object] = {}
    """What parameters are when not given; a last argument that says just that counts for none."""
    takes: int = 0
    """How many arguments it always takes, the last of which `*args` may give; 0: that varies."""
    item: str | None = None
    """What replaces a look-up in it; `$1` is the key."""
    applicability: Applicability = Applicability.SAFE
    note: str = ""
    """What to look at, or to use instead."""

    def code(self, mode: Mode) -> str | None:
        """What replaces a reference."""
        code = self.py3 if mode is Mode.PY3 or self.dual == SAME else self.dual
        return code and _for_mode(code, mode)

    def call(self, arguments: int, mode: Mode) -> str | None:
        """What replaces a call with so many arguments."""
        calls = self.calls if mode is Mode.PY3 or self.dual_calls is None else self.dual_calls
        code = calls.get(arguments)
        return code and _for_mode(code, mode)


class Use(NamedTuple):
    """A use of a dropped name."""

    qualified: str
    node: ast.expr
    root: ast.Name
    by_name: bool
    """Whether it was imported by `from module import name`."""
    code: str | None = None


class GoneNames(Rule):
    """Names of the standard library that are gone, and what to write for them: a table."""

    nodes = (ast.Import, ast.ImportFrom)

    @abstractmethod
    def table(self, package: str) -> Mapping[str, Gone]:
        """The names of a top-level package, by dotted name."""

    def detect(self, node: ast.Import | ast.ImportFrom, module: Module) -> Iterable[Match]:
        """The uses of what an import brings in, and the import itself where nothing here uses it."""
        for imported in module.imports.of(node):
            is_star = imported.bound == "*"
            following = self._following(imported.module if is_star else imported.qualified)
            if following is None or module.is_own_module(imported):
                continue
            if is_star:
                yield from self._star(imported, module)
                continue
            known = self._gone(imported.qualified)
            if known is None and not _may_be_used(imported.bound, following, module):
                continue
            lines = self._new_lines(imported, node, module)
            if lines and known is not None:
                yield Match(node, self.message(imported.qualified, known), known.applicability, lines)
                continue
            uses = module.references(imported.bound, imported.scope.node)
            yield from _together(
                [match for use in uses for match in self._use(use, imported, module)], len(uses)
            )
            gone = self._entry(imported.qualified, module)
            if gone is not None and isinstance(node, ast.ImportFrom) and not uses:
                likely = Applicability.MANUAL if is_taken(imported.bound, module) else Applicability.UNSAFE
                yield Match(imported.alias, self.message(imported.qualified, gone), likely, imported)

    def rewrite(self, node: Any, match: Match, editor: Editor) -> Any:
        """What the table says, with its imports."""
        if isinstance(match.node, ast.alias):
            editor.drop_import(match.node)
            return node
        if isinstance(match.data, list):
            editor.replace_import(match.node, match.data)  # type: ignore[arg-type]
            return node
        use: Use = match.data
        if use.code is None:
            raise CannotRewrite("the table has no replacement")
        arguments = self._arguments(node, use) if use.node is not match.node else ()
        if use.code.startswith("$1.") and arguments and getattr(arguments[0], "value", "") == "None":
            raise CannotRewrite("None has no such method")
        attribute = _new_attribute(use) if not arguments else None
        if attribute is not None:
            return node.with_changes(attr=cst.Name(attribute))
        if use.node is not match.node and editor.module.has_comment(match.node):
            raise CannotRewrite("a comment stands inside the call")
        new = rendered(use.code, arguments, match.node, editor, by_name=use.by_name)
        if use.by_name or "|" in use.code or f"{{{use.qualified.rpartition('.')[0]}:" not in use.code:
            editor.drop_import(use.root)
        return new.with_changes(lpar=[*node.lpar, *new.lpar], rpar=[*new.rpar, *node.rpar])

    def _arguments(self, node: Any, use: Use) -> list[Any]:
        """What stands for the placeholders: the key of a look-up, the arguments of a call in the table's order."""
        if isinstance(node, cst.Subscript):
            index: Any = node.slice[0].slice
            return [index.value]
        gone = self.table(use.qualified.partition(".")[0])[use.qualified]
        if node.args and node.args[-1].star == "*":
            *plain, last = node.args
            count = gone.takes - len(plain)
            return [*(each.value for each in plain), *(_item(last.value, index) for index in range(count))]
        order = gone.parameters
        named = sorted(
            (each for each in node.args if each.keyword), key=lambda each: order.index(each.keyword.value)
        )
        return [each.value for each in (*(each for each in node.args if not each.keyword), *named)]

    def message(self, qualified: str, gone: Gone) -> str:
        """What is wrong with a name, and what to do about it."""
        return f"`{qualified}` is gone since Python {gone.since}" + (f": {gone.note}" if gone.note else "")

    def applicability_of(self, use: Use, gone: Gone, module: Module) -> Applicability:
        """How far the replacement of one use can be trusted."""
        if (
            gone.calls
            and isinstance(use.node, (ast.Name, ast.Attribute))
            and use.code == gone.code(module.mode)
        ):
            return max(Applicability.UNSAFE, gone.applicability, key=list(Applicability).index)
        return gone.applicability

    def import_line(self, imported: Any, gone: Gone, module: Module) -> str | None:
        """The import by which a name stays, from another module; None where what uses it has to change."""
        return _import_of(gone.code(module.mode), imported)

    def _gone(self, qualified: str) -> Gone | None:
        return self.table(qualified.partition(".")[0]).get(qualified)

    def _following(self, name: str) -> Set[str] | None:
        """What may follow a dotted name in the table; None where nothing there begins with it."""
        package = name.partition(".")[0]
        if package not in self._parts:
            self._parts[package] = _with_following(self.table(package))
        return self._parts[package].get(name)

    @cached_property
    def _parts(self) -> dict[str, Mapping[str, Set[str]]]:
        """What may follow each name, by the packages that were asked for."""
        return {}

    def _entry(self, qualified: str, module: Module) -> Gone | None:
        gone = self._gone(qualified)
        return gone if gone is not None and _number(gone.since) <= _number(module.options.target) else None

    def _new_lines(self, imported: Any, node: ast.Import | ast.ImportFrom, module: Module) -> list[str]:
        """The imports that take the place of one, where the name stays and only its module is another."""
        gone = self._entry(imported.qualified, module)
        line = self.import_line(imported, gone, module) if gone is not None else None
        if line is None or isinstance(node, ast.Import):
            return []
        others = [each for each in node.names if each is not imported.alias]
        kept = ", ".join(f"{each.name} as {each.asname}" if each.asname else each.name for each in others)
        return [f"from {node.module} import {kept}", line] if kept else [line]

    def _star(self, imported: Any, module: Module) -> Iterator[Match]:
        """What `from string import *` brings in: names that nothing else binds."""
        head = f"{imported.module}."
        table = self.table(imported.module.partition(".")[0])
        names = {name.removeprefix(head) for name in table if name.startswith(head)}
        for name in (each for spelled in names for each in module.tree.names.get(spelled, ())):
            if isinstance(name.ctx, ast.Load) and module.lookup(name.id, name) is None:
                yield from self._match(head + name.id, name, name, module, by_name=True)

    def _use(self, root: ast.Name, imported: Any, module: Module) -> Iterator[Match]:
        node: Any = root
        qualified = module.imports.qualified(imported)
        found: tuple[str, Any] | None = None
        while True:
            if self._entry(qualified, module) is not None:
                found = qualified, node
            parent = module.parent(node)
            if not isinstance(parent, ast.Attribute):
                break
            node, qualified = parent, f"{qualified}.{parent.attr}"
        if found is None or not isinstance(found[1].ctx, ast.Load):
            return
        others = module.imported(root)
        if not others or others[0] is not imported:
            return
        by_name = isinstance(imported.node, ast.ImportFrom) and found[1] is root
        is_one = len(set(module.qualified_names(root))) == 1
        if is_one and not any(module.is_guarded(each.node) for each in others):
            yield from self._match(*found, root, module, by_name=by_name)
        elif not is_one and _is_first_choice(others, module):
            for match in self._match(*found, root, module, by_name=by_name):
                is_renamed = match.data.node is match.node and _new_attribute(match.data) is not None
                yield match if is_renamed else replace(match, applicability=Applicability.MANUAL)

    def _match(
        self, qualified: str, node: Any, root: ast.Name, module: Module, *, by_name: bool
    ) -> Iterator[Match]:
        gone = self.table(qualified.partition(".")[0])[qualified]
        message = self.message(qualified, gone)
        call = module.parent(node)
        if isinstance(call, ast.Call) and call.func is node:
            count = _argument_count(call, gone)
            code = gone.call(count, module.mode) if count is not None else None
            if code is not None:
                use = Use(qualified, node, root, by_name, code)
                yield Match(call, message, self.applicability_of(use, gone, module), use)
                return
        if (
            gone.item
            and isinstance(call, ast.Subscript)
            and call.value is node
            and isinstance(call.ctx, ast.Load)
        ):
            yield Match(call, message, gone.applicability, Use(qualified, node, root, by_name, gone.item))
            return
        # What is made anew for each reference is never what it is compared with.
        is_compared = bool(gone.calls) and isinstance(call, ast.Compare)
        use = Use(qualified, node, root, by_name, None if is_compared else gone.code(module.mode))
        known = use.code is not None
        yield Match(
            node, message, self.applicability_of(use, gone, module) if known else Applicability.MANUAL, use
        )


def _with_following(table: Iterable[str]) -> Mapping[str, Set[str]]:
    """The dotted names of a table and the packages in front of them, each with what may follow it."""
    found: dict[str, set[str]] = {name: set() for name in table}
    for name in table:
        owner, _, rest = name.rpartition(".")
        while owner:
            found.setdefault(owner, set()).add(rest)
            owner, _, rest = owner.rpartition(".")
    return found


def _new_attribute(use: Use) -> str | None:
    """What a name is called in the same module, where it is an attribute of that; None where it goes elsewhere."""
    plain = re.fullmatch(_PLAIN, use.code or "")
    is_renamed = plain is not None and not plain[3] and use.qualified.rpartition(".")[0] == plain[1]
    return plain[2] if plain is not None and is_renamed and not use.by_name else None


def _is_first_choice(imports: Sequence[Any], module: Module) -> bool:
    """Whether Python 3 manages the first of several imports, and the others are for where that fails."""
    first, *others = imports
    attempt: Any = module.parent(first.node)
    if not isinstance(attempt, ast.Try) or first.node not in attempt.body:
        return False
    handlers = set(attempt.handlers)
    return (
        module.is_sure_import(first.node)
        and not module.is_guarded(attempt)
        and all(not handlers.isdisjoint(module.ancestors(each.node)) for each in others)
    )


def _may_be_used(name: str, attributes: Set[str], module: Module) -> bool:
    """Whether one of some attributes is read of a name."""
    spelled = module.tree.attributes
    reads = (each for attribute in attributes & spelled.keys() for each in spelled[attribute])
    return any(getattr(each.value, "id", "") == name for each in reads)


def _together(matches: Sequence[Match], uses: int) -> Iterator[Match]:
    """The matches of one import by name: all its uses are replaced, or they name the module of what replaces them."""
    named = [each for each in matches if isinstance(each.data, Use) and each.data.by_name]
    all_go = len(named) == uses and all(each.data.code is not None for each in named)
    order = list(Applicability)
    for match in matches:
        if match not in named or match.data.code is None:
            yield match
        elif all_go:
            least = max((each.applicability or Applicability.SAFE for each in named), key=order.index)
            yield replace(match, applicability=least)
        else:
            yield replace(match, data=match.data._replace(by_name=False))


def _argument_count(call: ast.Call, gone: Gone) -> int | None:
    """How many arguments a call gives, if they are the first of the parameters; None where that cannot be told."""
    parameters = gone.parameters
    names = [each.arg for each in call.keywords]
    if gone.takes and not names and _ends_in_variable(call):
        return gone.takes
    if any(isinstance(each, ast.Starred) for each in call.args) or not set(names) <= set(parameters):
        return None
    given = dict(enumerate(call.args))
    given.update((parameters.index(str(each.arg)), each.value) for each in call.keywords)
    if set(given) != set(range(len(call.args) + len(names))):
        return None
    count = len(given)
    while 0 < count <= len(parameters) and parameters[count - 1] in gone.defaults:
        if getattr(given[count - 1], "value", None) != gone.defaults[parameters[count - 1]]:
            break
        count -= 1
    return count


def _ends_in_variable(call: ast.Call) -> bool:
    """Whether the last arguments, and those only, are given by `*variable`."""
    starred = [each for each in call.args if isinstance(each, ast.Starred)]
    is_last = len(starred) == 1 and starred[0] is call.args[-1]
    return is_last and isinstance(starred[0].value, (ast.Name, ast.Attribute))


def _item(sequence: Any, index: int) -> Any:
    """One of the arguments that `*sequence` gives."""
    return cst.Subscript(sequence, [cst.SubscriptElement(cst.Index(cst.Integer(str(index))))])


def _import_of(code: str | None, imported: Any) -> str | None:
    """The import of what replaces a name, where that goes by the same name; None for all else."""
    bound, alias = imported.bound, imported.alias
    module = re.fullmatch(r"\{(?:([\w.]+)\.)?(\w+)\}", code or "")
    if module is not None:
        name = f"{module[2]} as {bound}" if bound != module[2] else bound
        return f"from {module[1]} import {name}" if module[1] else f"import {name}"
    plain = re.fullmatch(_PLAIN, code or "")
    if plain is None or plain[2] != alias.name:
        return None
    name = f"{plain[2]} as {alias.asname}" if alias.asname else plain[2]
    line = f"from {plain[1]} import {name}"
    if not plain[3]:
        return line
    other = plain[4] if plain[4] == bound else f"{plain[4]} as {bound}"
    return either_import(line, f"from {plain[3]} import {other}")


def _for_mode(code: str, mode: Mode) -> str:
    """The code without what only Python 2.7 needs, where it need not run there."""
    return re.sub(_ALTERNATIVE, "", code) if mode is Mode.PY3 else code


def _number(version: str) -> tuple[int, ...]:
    return tuple(int(part) for part in version.split("."))


def method(name: str, *counts: int) -> Mapping[int, str]:
    """The calls of a function that became a method of its first argument."""
    return {count: f"$1.{name}({', '.join(f'${each}' for each in range(2, count + 1))})" for count in counts}
