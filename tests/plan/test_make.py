from __future__ import annotations

from dataclasses import dataclass

import pytest

from py3port.plan.make import Facts, make_plan
from py3port.plan.step import Plan, Risk, State
from py3port.registry import load_rules
from py3port.result import Applicability, FileResult, FileStatus, Finding, Mode, ScanResult

REGISTRY = load_rules()
SAFE, UNSAFE, MANUAL = Applicability.SAFE, Applicability.UNSAFE, Applicability.MANUAL


@dataclass
class Repository:
    """Files, and what was found in them: rule, applicability, how often."""

    files: dict[str, list[tuple[str, Applicability, int]]]
    imports: dict[str, tuple[str, ...]]

    def plan(self, facts: Facts | None = None) -> Plan:
        results = tuple(self._file(path) for path in sorted(self.files))
        result = ScanResult("root", Mode.DUAL, "3.13", "1.0", results)
        return make_plan(result, REGISTRY, facts or Facts({}))

    def _file(self, path: str) -> FileResult:
        app = path.partition("/")[0]
        owners = (f"@{app}",)
        found = tuple(
            Finding(
                path, line, 1, line, 5, rule, REGISTRY.find(rule)[0].stage, kind, "", "", "", "", app, owners
            )
            for rule, kind, count in self.files[path]
            for line in range(1, count + 1)
        )
        return FileResult(
            path, 9, "python2", FileStatus.OK, None, found, app, owners, self.imports.get(path, ())
        )


@pytest.fixture
def repository() -> Repository:
    files = {
        f"{app}/{number}.py": [("print-statement", SAFE, 2)] for app in ("ui", "core") for number in range(15)
    }
    files["ui/x.py"] = [("exec-statement", SAFE, 1), ("dict-views-as-lists", MANUAL, 3)]
    files["core/x.py"] = [("dict-iter-methods", SAFE, 1), ("dict-views-as-lists", SAFE, 1)]
    return Repository(files, {"ui/1.py": ("core.x",)})


def ids(plan: Plan) -> list[str]:
    return [step.id for step in plan.steps]


def test_a_rule_that_touches_many_files_is_one_step_an_app_leaves_first(repository: Repository) -> None:
    assert ids(repository.plan())[:3] == ["exec-statement", "print-statement@core", "print-statement@ui"]


def test_the_threshold_decides(repository: Repository) -> None:
    assert "print-statement" in ids(repository.plan(Facts({}, step_files=30)))
    assert "exec-statement@ui" in ids(repository.plan(Facts({}, step_files=0)))


def test_what_was_begun_app_by_app_goes_on_so(repository: Repository) -> None:
    for path in [path for path in repository.files if path.startswith("core/") and path != "core/x.py"]:
        repository.files[path] = []
    assert "print-statement" in ids(repository.plan())
    steps = {step.id: step for step in repository.plan(Facts({"print-statement@core": ["c1"]})).steps}
    assert steps["print-statement@core"].state is State.DONE
    assert steps["print-statement@core"].commits == ("c1",)
    assert steps["print-statement@ui"].state is State.TODO


def test_what_came_back_is_partly_done(repository: Repository) -> None:
    steps = {step.id: step for step in repository.plan(Facts({"exec-statement": ["c"]})).steps}
    assert steps["exec-statement"].state is State.PARTLY


def test_a_rule_waits_for_another(repository: Repository) -> None:
    plan = repository.plan()
    steps = {step.id: step for step in plan.steps}
    assert steps["dict-iter-methods"].state is State.BLOCKED
    assert steps["dict-iter-methods"].blocked_by == ("dict-views-as-lists",)
    assert ids(plan).index("dict-views-as-lists") < ids(plan).index("dict-iter-methods")


def test_a_rule_waits_for_a_requirement(repository: Repository) -> None:
    repository.files = {"a/x.py": [("basestring", SAFE, 1)]}
    assert REGISTRY.find("basestring")[0].requires == ("six",)
    [step] = repository.plan(Facts({}, required=["django"])).steps
    assert step.blocked_by == ("requirement six",)
    for required in (None, ["six"]):
        [step] = repository.plan(Facts({}, required=required)).steps
        assert step.state is State.TODO


def test_numbers_owners_and_risk(repository: Repository) -> None:
    repository.files["core/y.py"] = [("print-statement", SAFE, 5)]
    steps = {step.id: step for step in repository.plan(Facts({}, step_files=99)).steps}
    step = steps["print-statement"]
    assert (step.files, step.lines, step.total, step.fixable) == (31, 65, 65, 65)
    assert step.owners == ("@core", "@ui")
    assert step.risk is Risk.LOW
    views = steps["dict-views-as-lists"]
    assert views.findings == {SAFE: 1, UNSAFE: 0, MANUAL: 3}
    assert views.risk is Risk.HIGH
    assert views.core_files == 1


def test_commands(repository: Repository) -> None:
    repository.files = {
        "a/x.py": [("print-statement", SAFE, 1), ("file-builtin", UNSAFE, 1), ("dict-has-key", MANUAL, 1)]
    }
    commands = {step.rule: step.command for step in repository.plan().steps}
    assert commands == {
        "print-statement": "py3port apply --step print-statement --commit --mode dual",
        "file-builtin": "py3port apply --step file-builtin --unsafe --commit --mode dual",
        "dict-has-key": "py3port scan --rule dict-has-key --mode dual",
    }


def test_next(repository: Repository) -> None:
    repository.files = {"a/x.py": [("file-builtin", UNSAFE, 1), ("dict-has-key", MANUAL, 1)]}
    plan = repository.plan()
    assert plan.next() is None
    found = plan.next(unsafe=True)
    assert found is not None
    assert found.id == "file-builtin"


def test_core_modules(repository: Repository) -> None:
    [core] = repository.plan(Facts({}, coverage={"core/x.py": 0.5})).core
    assert (core.path, core.dependents, core.findings, core.coverage) == ("core/x.py", 1, 2, 0.5)
