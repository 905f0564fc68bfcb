"""Configuration: `[tool.py3port]` in `pyproject.toml`, or `py3port.toml`."""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple, NoReturn

from py3port.errors import UserError, did_you_mean
from py3port.project import toml
from py3port.project.patterns import Pattern, PatternError, codeowners, gitignore
from py3port.result import Applicability, Mode, Options, Stage

OWN_FILE = "py3port.toml"
SHARED_FILE = "pyproject.toml"
TARGETS = ("3.12", "3.13", "3.14")
MAX_FILE_SIZE = 10_000_000
STEP_FILES = 20
_URL_FIELDS = ("path", "line", "commit")
EFFECTS = ("fail", "note", "off")
_BUDGETS = {"rules": "rule", "apps": "app", "owners": "owner"}
_MAX_CONFIG_SIZE = 5_000_000
_INTERPRETER = r"(?i)(python|pypy|jython)[\d.]*(\.exe)?"


class OwnedPattern(NamedTuple):
    """One line of the table `owners`."""

    pattern: str
    owners: tuple[str, ...]
    source: str
    """File and line."""


class Config(NamedTuple):
    """What a project sets, and the defaults. Fields are named like the keys, with `_` for `-`."""

    mode: Mode = Mode.DUAL
    target: str = "3.13"
    include: tuple[Pattern, ...] = ()
    """Files to scan beside `*.py`, `*.pyw` and scripts; wins over the folders left out by default."""
    exclude: tuple[Pattern, ...] = ()
    """Files not to scan; wins over `include`."""
    apps: Mapping[str, tuple[Pattern, ...]] = {}
    owners: tuple[OwnedPattern, ...] = ()
    teams: Mapping[str, tuple[str, ...]] = {}
    """Who is in a team, by e-mail address; so people whom git knows count for their team."""
    git_owners: bool = False
    """Whether files that no line gives an owner belong to those who changed them most."""
    not_owners: tuple[str, ...] = ("*[[]bot]*", "*noreply@github.com")
    """Who is never an owner by git's history: addresses of bots and of those who left, with `*`."""
    baseline: str = ""
    """The gate's file of tolerated findings, relative to the root; empty: the gate's own default."""
    gate: tuple[Stage, ...] = ()
    """The stages that the gate refuses; empty: the gate's own default."""
    gate_rules: Mapping[str, str] = {}
    """What becomes of new findings, by rule, stage or applicability: `fail`, `note` or `off`."""
    gate_apps: Mapping[str, Mapping[str, str]] = {}
    """The same for single apps."""
    locked: tuple[str, ...] = ()
    """Apps that are ported: the gate refuses any finding in them, old ones too."""
    max_findings: Mapping[str, int] = {}
    """How many findings there may be at most: `rule:NAME`, `app:NAME`, `owner:NAME`, `total`."""
    strict_suppressions: bool = False
    """Whether the gate refuses comments that hide nothing, or give no reason."""
    disable: tuple[str, ...] = ()
    """Names of rules that do not run."""
    fixers: tuple[str, ...] = ()
    """Installed packages of fixers for lib2to3 or fissix that run as rules."""
    codemods: tuple[str, ...] = ()
    """Installed LibCST codemods, `package.module.Class`, that run as rules."""
    jobs: int = 0
    """Number of worker processes; 0: as many as help."""
    max_file_size: int = MAX_FILE_SIZE
    """In bytes; a bigger file is listed as an error."""
    doctests: bool = False
    """Whether the doctests in prose and in strings count."""
    step_files: int = STEP_FILES
    """A rule that touches at most so many files is one step of the plan, one that touches more is one for each app."""
    source_url: str = ""
    """Where reports link to: with `{path}`, `{line}` and `{commit}`, or the address of a repository on a forge."""
    python2: str = ""
    python3: str = ""
    file: str = ""
    """The name of the file all this comes from, empty where there is none."""

    @property
    def options(self) -> Options:
        """What a scan is for."""
        return Options(self.mode, self.target, self.doctests)


def find_config(start: Path, stop: Path | None) -> Path | None:
    """The nearest configuration file in `start` or above, not above `stop`; `py3port.toml` comes first."""
    for folder in (start, *start.parents):
        own, shared = folder / OWN_FILE, folder / SHARED_FILE
        if _is_file(own):
            return own
        if _is_file(shared) and "[tool.py3port" in _read(shared):
            return shared
        if folder == stop:
            return None
    return None


def load_config(path: Path) -> Config:
    """Read the configuration file `path`.

    Raises:
        UserError: something in it is wrong; says where and what.
    """
    text = _read(path)
    reader = _Reader(path, text)
    try:
        document = toml.parse(text)
    except toml.TomlError as error:
        raise UserError(f"{path}:{error.line}:{error.column}: {error}") from error
    if path.name == SHARED_FILE:
        reader.prefix = ("tool", "py3port")
        document = reader.table(document.get("tool", {}), ()).get("py3port", {})
    return reader.read(reader.table(document, ()))


class _Reader:
    """Turns a table into a `Config`, and mistakes into one line with their place."""

    def __init__(self, path: Path, text: str) -> None:
        self.path = path
        self.text = text
        self.prefix: tuple[str, ...] = ()

    def read(self, document: dict[str, Any]) -> Config:
        known = {name.replace("_", "-"): name for name in Config._fields if name != "file"}
        values: dict[str, Any] = {"file": self.path.name}
        for key, value in document.items():
            if key not in known:
                self.fail((key,), f"unknown key {key!r}{did_you_mean(key, known)}")
            reader: Callable[[Any], Any] = getattr(self, f"_read_{known[key]}")
            values[known[key]] = reader(value)
        return Config(**values)

    def fail(self, keys: tuple[str, ...], message: str) -> NoReturn:
        line, column = toml.find_key(self.text, (*self.prefix, *keys))
        raise UserError(f"{self.path}:{line}:{column}: {message}")

    def _read_mode(self, value: Any) -> Mode:
        return Mode(self.choice(value, "mode", [mode.value for mode in Mode]))

    def _read_target(self, value: Any) -> str:
        return self.choice(value, "target", TARGETS)

    def _read_include(self, value: Any) -> tuple[Pattern, ...]:
        return self.patterns(value, ("include",))

    def _read_exclude(self, value: Any) -> tuple[Pattern, ...]:
        return self.patterns(value, ("exclude",))

    def _read_apps(self, value: Any) -> Mapping[str, tuple[Pattern, ...]]:
        apps = {}
        for name, patterns in self.table(value, ("apps",)).items():
            apps[name] = self.patterns(patterns, ("apps", name))
            if not name.strip() or any(pattern.negated for pattern in apps[name]):
                self.fail(("apps", name), "an app needs a name, and patterns without `!`")
        return apps

    def _read_owners(self, value: Any) -> tuple[OwnedPattern, ...]:
        owners = []
        for text, names in self.table(value, ("owners",)).items():
            keys = ("owners", text)
            try:
                codeowners(text)
            except PatternError as error:
                self.fail(keys, f"{text!r}: {error}")
            line, _ = toml.find_key(self.text, (*self.prefix, *keys))
            names = [names] if isinstance(names, str) else names
            owners.append(OwnedPattern(text, tuple(self.strings(names, keys)), f"{self.path.name}:{line}"))
        return tuple(owners)

    def _read_teams(self, value: Any) -> Mapping[str, tuple[str, ...]]:
        teams = self.table(value, ("teams",)).items()
        return {name: tuple(self.strings(people, ("teams", name))) for name, people in teams}

    def _read_git_owners(self, value: Any) -> bool:
        return self.boolean(value, ("git-owners",))

    def _read_not_owners(self, value: Any) -> tuple[str, ...]:
        return tuple(self.strings(value, ("not-owners",)))

    def _read_baseline(self, value: Any) -> str:
        text = self.string(value, ("baseline",))
        if not text or os.path.isabs(text) or ".." in re.split(r"[/\\]", text) or "\0" in text:
            self.fail(("baseline",), f"{text!r} must lie inside the project")
        return text

    def _read_gate(self, value: Any) -> tuple[Stage, ...]:
        stages = [stage.value for stage in Stage]
        return tuple(
            Stage(self.choice(each, "gate", stages, what="stage")) for each in self.strings(value, ("gate",))
        )

    def _read_gate_rules(self, value: Any) -> Mapping[str, str]:
        return self.effects(value, ("gate-rules",))

    def _read_gate_apps(self, value: Any) -> Mapping[str, Mapping[str, str]]:
        apps = self.table(value, ("gate-apps",)).items()
        return {name: self.effects(table, ("gate-apps", name)) for name, table in apps}

    def _read_locked(self, value: Any) -> tuple[str, ...]:
        return tuple(self.strings(value, ("locked",)))

    def _read_max_findings(self, value: Any) -> Mapping[str, int]:
        found: dict[str, int] = {}
        for kind, limits in self.table(value, ("max-findings",)).items():
            if kind == "total":
                found[kind] = self.number(limits, ("max-findings", kind), 0, 1 << 40)
                continue
            self.choice(kind, "max-findings", (*_BUDGETS, "total"), what="key")
            for name, limit in self.table(limits, ("max-findings", kind)).items():
                keys = ("max-findings", kind, name)
                known = self.rule_names([name], keys)[0] if kind == "rules" else name
                found[f"{_BUDGETS[kind]}:{known}"] = self.number(limit, keys, 0, 1 << 40)
        return found

    def _read_strict_suppressions(self, value: Any) -> bool:
        return self.boolean(value, ("strict-suppressions",))

    def effects(self, value: Any, keys: tuple[str, ...]) -> Mapping[str, str]:
        known = {each.value for kind in (Stage, Applicability) for each in kind}
        found: dict[str, str] = {}
        for name, effect in self.table(value, keys).items():
            if effect not in EFFECTS:
                self.fail((*keys, name), f"{name!r} must be one of: {', '.join(EFFECTS)}")
            found |= dict.fromkeys(
                [name] if name in known else self.rule_names([name], (*keys, name)), effect
            )
        return found

    def rule_names(self, names: Sequence[str], keys: tuple[str, ...]) -> tuple[str, ...]:
        from py3port.registry import load_rules

        try:
            return tuple(sorted({rule.name for rule in load_rules().select(names)}))
        except UserError as error:
            self.fail(keys, str(error))

    def _read_disable(self, value: Any) -> tuple[str, ...]:
        names = self.strings(value, ("disable",))
        return self.rule_names(names, ("disable",)) if names else ()

    def _read_fixers(self, value: Any) -> tuple[str, ...]:
        return self.modules(value, "fixers")

    def _read_codemods(self, value: Any) -> tuple[str, ...]:
        return self.modules(value, "codemods")

    def modules(self, value: Any, key: str) -> tuple[str, ...]:
        names = self.strings(value, (key,))
        for name in names:
            if not all(part.isidentifier() for part in name.split(".")):
                self.fail((key,), f"{name!r} is no dotted name of a module")
        return tuple(names)

    def _read_jobs(self, value: Any) -> int:
        return self.number(value, ("jobs",), 1, 1024)

    def _read_max_file_size(self, value: Any) -> int:
        return self.number(value, ("max-file-size",), 1, 1 << 40)

    def _read_doctests(self, value: Any) -> bool:
        if not isinstance(value, bool):
            self.fail(("doctests",), f"'doctests' must be true or false, not {_kind(value)}")
        return value

    def _read_step_files(self, value: Any) -> int:
        return self.number(value, ("step-files",), 0, 1 << 40)

    def _read_source_url(self, value: Any) -> str:
        text = self.string(value, ("source-url",))
        if not re.fullmatch(r"https?://[^\s/<>\"'`|\\][^\s<>\"'`|\\]*", text):
            self.fail(("source-url",), f"{text!r} is no http or https address")
        for name in re.findall(r"\{([^{}]*)\}", text):
            if name not in _URL_FIELDS:
                self.fail(("source-url",), f"unknown field {{{name}}}{did_you_mean(name, _URL_FIELDS)}")
        return text

    def _read_python2(self, value: Any) -> str:
        return self.interpreter(value, "python2")

    def _read_python3(self, value: Any) -> str:
        return self.interpreter(value, "python3")

    def interpreter(self, value: Any, key: str) -> str:
        """A command, or an absolute path: nothing that a repository brings along may be run."""
        text = self.string(value, (key,))
        name = re.split(r"[/\\]", text)[-1]
        if not re.fullmatch(_INTERPRETER, name):
            self.fail((key,), f"{text!r} does not name a Python interpreter")
        if name != text:
            root = os.path.realpath(self.path.parent)
            if not os.path.isabs(text) or os.path.commonpath([root, os.path.realpath(text)]) == root:
                self.fail((key,), f"{text!r} must be a command, or an absolute path outside of the project")
        return text

    def choice(self, value: Any, key: str, known: Any, *, what: str = "") -> str:
        text = self.string(value, (key,))
        if text not in known:
            near = did_you_mean(text, known)
            self.fail((key,), f"unknown {what or key} {text!r}{near or '; there are: ' + ', '.join(known)}")
        return text

    def patterns(self, value: Any, keys: tuple[str, ...]) -> tuple[Pattern, ...]:
        found = []
        for text in self.strings([value] if isinstance(value, str) else value, keys):
            try:
                found.append(gitignore(text))
            except PatternError as error:
                self.fail(keys, f"{text!r}: {error}")
        return tuple(found)

    def table(self, value: Any, keys: tuple[str, ...]) -> dict[str, Any]:
        if not isinstance(value, dict):
            self.fail(keys, f"{keys[-1] if keys else 'tool.py3port'!r} must be a table, not {_kind(value)}")
        return value

    def strings(self, value: Any, keys: tuple[str, ...]) -> list[str]:
        if not isinstance(value, list) or not all(isinstance(each, str) for each in value):
            self.fail(keys, f"{keys[-1]!r} must be a list of strings")
        return value

    def string(self, value: Any, keys: tuple[str, ...]) -> str:
        if not isinstance(value, str):
            self.fail(keys, f"{keys[-1]!r} must be a string, not {_kind(value)}")
        return value

    def boolean(self, value: Any, keys: tuple[str, ...]) -> bool:
        if not isinstance(value, bool):
            self.fail(keys, f"{keys[-1]!r} must be true or false, not {_kind(value)}")
        return value

    def number(self, value: Any, keys: tuple[str, ...], least: int, most: int) -> int:
        if not isinstance(value, int) or isinstance(value, bool) or not least <= value <= most:
            self.fail(keys, f"{keys[-1]!r} must be a whole number from {least} to {most}")
        return value


def _kind(value: Any) -> str:
    names = {
        bool: "a boolean",
        int: "a number",
        float: "a number",
        str: "a string",
        list: "a list",
        dict: "a table",
    }
    return names.get(type(value), "a date")


def _is_file(path: Path) -> bool:
    try:
        return path.is_file()
    except OSError:
        return False


def _read(path: Path) -> str:
    try:
        if path.stat().st_size > _MAX_CONFIG_SIZE:
            raise UserError(f"{path}: too large for a configuration file")
        return path.read_bytes().decode("utf-8-sig")
    except OSError as error:
        raise UserError(f"{path}: {error.strerror}") from error
    except UnicodeDecodeError as error:
        line = path.read_bytes()[: error.start].count(b"\n") + 1
        raise UserError(f"{path}:{line}:1: not UTF-8") from error
