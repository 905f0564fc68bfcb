"""Writes the pages in docs/rules/ anew: one for each rule, and an index; gives new rules their numbers."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(ROOT), str(ROOT / "codemods"), str(ROOT / "reports")]

from py3port.declined import why_declined  # noqa: E402
from py3port.errors import UserError  # noqa: E402
from py3port.explain import caption, examples, facts  # noqa: E402
from py3port.numbers import NAME, with_new  # noqa: E402
from py3port.registry import Registry, load_rules  # noqa: E402
from py3port.rule import Example, Rule, Stage, TextRule  # noqa: E402

FOLDER = ROOT / "docs" / "rules"
NUMBERS = ROOT / "py3port" / NAME
LISTS = ROOT / "tests" / "ancestors"
PEERS = {
    "lib2to3": "2to3",
    "fissix": "fissix",
    "libmodernize": "modernize",
    "libfuturize": "futurize",
}
STAGES = {
    "common": "The fix runs on 2.7 and 3 with nothing added.",
    "six": "The fix needs `six` where 2.7 must run it as well.",
    "semantic": "The same text has another meaning: it takes types, evidence or a person.",
    "cleanup": "Drops what only Python 2 needed; by `--stage cleanup` or by name, in `py3` mode.",
}


def pages() -> Mapping[str, str]:
    """The text of every page, by file name."""
    registry = load_rules()
    texts = {f"{rule.name}.md": page(rule) for rule in registry.rules}
    return {**texts, "README.md": index(registry)}


def numbers() -> str:
    """The list of numbers, with those of new rules; what is no rule about Python has none."""
    rules = load_rules().plan_order()
    names = [rule.name for rule in rules if not isinstance(rule, TextRule)]
    return with_new(NUMBERS.read_text(encoding="utf-8"), names)


def page(rule: Rule) -> str:
    """The page of one rule."""
    parts = [f"# {rule.name}\n\n{rule.title}.\n", f"{rule.description}\n"]
    parts.append("".join(f"- {fact}\n" for fact in facts(rule)))
    parts.append("## Examples\n")
    parts += [_example(each) for each in examples(rule)]
    if rule.references:
        parts.append("## See also\n")
        parts.append("".join(f"- <{reference}>\n" for reference in rule.references))
    return "\n".join(parts)


def index(registry: Registry) -> str:
    """The index: all rules by stage, then what becomes of the names of other tools."""
    return "\n".join(_index(registry))


def main() -> None:
    """Write all pages, delete those of rules that are gone, and add numbers."""
    NUMBERS.write_text(numbers(), encoding="utf-8")
    wanted = pages()
    FOLDER.mkdir(exist_ok=True)
    for path in FOLDER.glob("*.md"):
        if path.name not in wanted:
            path.unlink()
    for name, text in wanted.items():
        (FOLDER / name).write_text(text, encoding="utf-8")


def _example(example: Example) -> str:
    lines = [f"{caption(example)}:\n"]
    if example.after is None:
        return "\n".join([*lines, f"```python\n{example.before.rstrip()}\n```\n"])
    before = "".join(f"-{line}\n" for line in example.before.rstrip().split("\n"))
    after = "".join(f"+{line}\n" for line in example.after.rstrip().split("\n"))
    return "\n".join([*lines, f"```diff\n{before}{after}```\n"])


def _index(registry: Registry) -> Iterator[str]:
    yield "# Rules\n"
    yield f"{len(registry.rules)} rules. `py3port rules NAME` shows a page in the terminal; `make docs` writes all.\n"
    for stage in Stage:
        rules = [rule for rule in registry.plan_order() if rule.stage is stage]
        if rules:
            yield f"## {stage.value}\n"
            yield f"{STAGES.get(stage.value, '')}\n"
            yield from _table(("rule", "fix", "since", "title"), (_row(rule) for rule in rules))
    yield "## Fixers of other tools\n"
    yield "Each name also works as the name of a rule: `py3port apply --rule fix_except`.\n"
    fixers = _fixers()
    rows = ((f"`{name}`", ", ".join(tools), _meaning(registry, name)) for name, tools in fixers.items())
    yield from _table(("fixer", "of", "rules"), rows)
    yield "## Messages of `pylint --py3k`\n"
    messages = (line.split() for line in _lines("pylint"))
    rows = ((number, f"`{symbol}`", _meaning(registry, number)) for number, symbol in messages)
    yield from _table(("number", "message", "rules"), rows)


def _row(rule: Rule) -> tuple[str, ...]:
    fix = rule.applicability.value if rule.fixable else "report"
    return f"[{rule.name}]({rule.name}.md)", fix, rule.since, rule.title


def _fixers() -> Mapping[str, list[str]]:
    found: dict[str, list[str]] = {}
    for package, tool in PEERS.items():
        for name in _lines(package):
            found.setdefault(name, []).append(tool)
    return dict(sorted(found.items()))


def _meaning(registry: Registry, name: str) -> str:
    """The rules of an ancestor's name, or why there is none."""
    try:
        return ", ".join(f"[{rule.name}]({rule.name}.md)" for rule in registry.find(name))
    except UserError:
        return f"none: {why_declined(name)}" if why_declined(name) else "none"


def _lines(name: str) -> list[str]:
    lines = (LISTS / f"{name}.txt").read_text(encoding="utf-8").splitlines()
    return [line for line in lines if not line.startswith("#")]


def _table(headings: Iterable[str], rows: Iterable[Iterable[str]]) -> Iterator[str]:
    head = list(headings)
    lines = [head, ["---"] * len(head), *([cell.replace("|", "\\|") for cell in row] for row in rows)]
    yield "".join(f"| {' | '.join(line)} |\n" for line in lines)


if __name__ == "__main__":
    main()
