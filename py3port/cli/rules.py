"""`py3port rules`: lists the rules, or explains one."""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING

from py3port.cli.command import add_command
from py3port.cli.exits import Exit

if TYPE_CHECKING:
    from py3port.cli.command import Subparsers
    from py3port.rule import Example, Rule


def add_arguments(subparsers: Subparsers) -> None:
    """Add the command."""
    parser = add_command(
        subparsers,
        "rules",
        run,
        summary="list the rules, or explain one with its examples",
        description="List the rules, or explain one: why, since when, how it is fixed, with examples.",
        epilog="The names of its ancestors work as well: fix_except, libmodernize.fixes.fix_except, E1601.",
    )
    parser.add_argument("name", metavar="NAME", nargs="?", help="the rule to explain")
    parser.add_argument("--format", choices=("text", "json"), default="text", help="default: text")


def run(args: argparse.Namespace) -> int:
    """Print the rules."""
    from py3port.declined import why_declined
    from py3port.project.project import Project
    from py3port.registry import load_rules

    registry = load_rules(Project.open().extensions)
    reason = why_declined(args.name or "")
    if reason and args.format == "text":
        from py3port.cli.terminal import echo

        echo(f"{args.name} has no rule: {reason}")
        return Exit.OK
    rules = registry.plan_order() if args.name is None else registry.find(args.name)
    if args.format == "json":
        _print_json(rules)
    elif args.name is None:
        _print_list(rules)
    else:
        for number, rule in enumerate(rules):
            _explain(rule, first=number == 0)
    return Exit.OK


def _print_list(rules: tuple[Rule, ...]) -> None:
    from py3port.cli.terminal import table

    rows = [(rule.name, rule.stage.value, rule.applicability.value, rule.title) for rule in rules]
    table(f"{len(rules)} rules", ("rule", "stage", "fix", "title"), rows)


def _print_json(rules: tuple[Rule, ...]) -> None:
    import json

    from py3port.cli.terminal import echo
    from py3port.registry import rule_info

    echo(json.dumps([rule_info(rule)._asdict() for rule in rules], indent=2, ensure_ascii=False))


def _explain(rule: Rule, *, first: bool) -> None:
    from py3port.cli.terminal import echo
    from py3port.explain import examples, facts

    if not first:
        echo()
    echo(f"{rule.name}: {rule.title}")
    echo()
    echo(_wrapped(rule.description))
    echo()
    for fact in facts(rule):
        echo(fact.replace("`", ""))
    for example in examples(rule):
        _show_example(example)
    for reference in rule.references:
        echo(f"see {reference}")


def _wrapped(text: str) -> str:
    """Paragraphs as wide as the terminal; what is indented or listed stays as it is."""
    import re
    import shutil
    import textwrap

    width = min(shutil.get_terminal_size().columns, 100)
    paragraphs = re.split(r"\n\s*\n", text)
    return "\n\n".join(
        each
        if re.search(r"^(?:\s|[-*] |\d+\. )", each, re.MULTILINE)
        else textwrap.fill(" ".join(each.split()), width, break_long_words=False, break_on_hyphens=False)
        for each in paragraphs
    )


def _show_example(example: Example) -> None:
    from py3port.cli.terminal import echo, printable
    from py3port.explain import caption

    echo(f"\n{caption(example).replace('`', '')}:")
    marks = ("- ", "+ ") if example.after is not None else ("  ", "")
    for mark, text in zip(marks, (example.before, example.after or ""), strict=True):
        for line in text.rstrip().splitlines():
            echo(printable(f"  {mark}{line}".replace("\t", "    ")))
