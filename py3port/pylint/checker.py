"""The checkers that pylint runs: each knows some of the messages, and one of them judges each file."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from functools import cached_property
from typing import TYPE_CHECKING

from pylint.checkers import BaseRawFileChecker
from pylint.constants import WarningScope
from pylint.typing import ExtraMessageOptions, MessageDefinitionTuple

from py3port.checker import Check, Projects, check, complaint, project_of
from py3port.errors import UserError
from py3port.lint.policy import policy_of, rules_for
from py3port.project.config import Config
from py3port.pylint.messages import CATCH_ALL, UNJUDGED, Catalogue, MessageKind
from py3port.registry import load_rules
from py3port.result import Finding
from py3port.searchpath import OwnPath

if TYPE_CHECKING:
    from astroid import nodes
    from pylint.lint import PyLinter


class MessageChecker(BaseRawFileChecker):
    """Tells pylint of messages. It is run where one of these is enabled, whatever the others are."""

    def __init__(
        self, linter: PyLinter, name: str, kinds: Sequence[MessageKind], enabled: Collection[str]
    ) -> None:
        self.name = name
        self.msgs = {each.number: _definition(each, enabled) for each in kinds}
        super().__init__(linter)

    def process_module(self, node: nodes.Module) -> None:
        """Have a file judged that pylint can read, once for all checkers."""
        checker = finding_checker(self.linter)
        if checker is not None:
            checker.judge_once(node)


class FindingChecker(MessageChecker):
    """Judges each file, and tells pylint of the findings of all rules."""

    _judged: nodes.Module | None = None
    """The last one."""

    def __init__(
        self, linter: PyLinter, kinds: Sequence[MessageKind], enabled: Collection[str], catalogue: Catalogue
    ) -> None:
        super().__init__(linter, "py3port", kinds, enabled)
        self._enabled = enabled
        self._path = OwnPath()
        self._catalogue = catalogue

    def __getstate__(self) -> dict[str, object]:
        # What goes to worker processes: there it is made again.
        made = ("_catalogue", "_judged", "_projects")
        return {key: value for key, value in self.__dict__.items() if key not in made}

    @cached_property
    def _catalogue(self) -> Catalogue:
        return Catalogue(load_rules())

    @cached_property
    def _projects(self) -> Projects:
        return Projects()

    def judge_once(self, node: nodes.Module) -> None:
        """Judge a file, unless that was done."""
        if node is not self._judged:
            self._judged = node
            with node.stream() as stream:
                self.judge(node.file, stream.read())

    def judge(self, path: str, data: bytes) -> None:
        """Tell pylint what is found in a text."""
        with self._path:
            try:
                project = self._projects.of(path)
                checked = check(project, path, data, self._projects.registry_of(project).rules)
            except UserError as error:
                self.add_message(UNJUDGED, line=1, args=(complaint(error),))
                return
        if checked.error is not None:
            self.add_message(UNJUDGED, line=checked.error.line or 1, args=(complaint(checked.error),))
        for each in sorted((*checked.findings, *self._unasked(checked))):
            symbol = self._catalogue.symbol_of(each)
            self.add_message(
                symbol,
                line=each.line,
                col_offset=each.column - 1,
                end_lineno=each.end_line,
                end_col_offset=each.end_column - 1,
                args=(f"{each.rule}: {each.message}" if symbol == CATCH_ALL else each.message,),
            )

    def _unasked(self, checked: Check) -> Iterator[Finding]:
        """What the configuration leaves out: it is for those who enable its message, if it has one of its own."""
        for each in checked.others:
            if each.rule not in self._enabled and self._catalogue.symbol_of(each) != CATCH_ALL:
                yield each


def finding_checker(linter: PyLinter) -> FindingChecker | None:
    """The one that judges: a worker process has the one it was sent, and one of its own that comes after it."""
    found = [each for each in linter.get_checkers() if isinstance(each, FindingChecker)]
    return found[-1] if found else None


def register_checkers(linter: PyLinter) -> None:
    """Tell pylint of all messages.

    What the configuration of the working directory's project leaves out is disabled until someone enables it.
    """
    registry = load_rules()
    catalogue = Catalogue(registry)
    config = _config()
    enabled = frozenset(rule.name for rule in rules_for(policy_of(config), registry.rules, config.disable))
    for kinds in catalogue.groups():
        if any(each.symbol == UNJUDGED for each in kinds):
            linter.register_checker(FindingChecker(linter, kinds, enabled, catalogue))
        else:
            name = "python3" if kinds[0].is_old else "py3port"
            linter.register_checker(MessageChecker(linter, name, kinds, enabled))


def _config() -> Config:
    """The configuration of the working directory's project; where it is wrong, each file will be told."""
    try:
        return project_of(".").config
    except UserError:
        return Config()


def _definition(kind: MessageKind, enabled: Collection[str]) -> MessageDefinitionTuple:
    options: ExtraMessageOptions = {
        "scope": WarningScope.LINE,
        "default_enabled": kind.rule is None or kind.rule.name in enabled,
    }
    if kind.older:
        options["old_names"] = [(kind.older, f"old-{kind.symbol}")]
    return "%s", kind.symbol, kind.description, options
