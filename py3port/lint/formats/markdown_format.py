"""A summary for a comment on a pull request: new findings by owner, with what to write instead."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence

from py3port.lint.gate import Verdict
from py3port.lint.suggest import Fix, Texts
from py3port.result import Finding

_MAX_SHOWN = 50
"""Of so many findings of one owner each is shown; a forge refuses longer comments."""
_SPECIAL = str.maketrans({char: f"\\{char}" for char in "\\`*_{}[]()#+!|~<>@"} | {"&": "&amp;"})


def render(verdict: Verdict, texts: Texts) -> str:
    """A heading, a section for each owner, and what could not be judged."""
    count = len(verdict.new)
    parts = [f"### py3port: {count or 'no'} new finding{'' if count == 1 else 's'}\n"]
    groups: dict[tuple[str, ...], list[Finding]] = defaultdict(list)
    for finding in verdict.new:
        groups[finding.owners].append(finding)
    for owners, findings in sorted(groups.items()):
        parts.append(_section(owners, findings, texts))
    if verdict.noted:
        parts.append(f"<details><summary>{len(verdict.noted)} worth a note</summary>\n\n")
        parts += [_item(finding, texts, None) for finding in verdict.noted[:_MAX_SHOWN]]
        parts.append("</details>\n")
    if verdict.errors:
        parts.append("\n#### Cannot be judged\n\n")
        parts += [
            f"- {_code(texts.from_top(path))}: {_plain(error.message)}\n" for path, error in verdict.errors
        ]
    return "".join(parts)


def _section(owners: Sequence[str], findings: Sequence[Finding], texts: Texts) -> str:
    # An owner's name stays as it is: the forge tells them.
    title = ", ".join(" ".join(owner.split()) for owner in owners) or "Nobody's"
    shown = [_item(finding, texts, texts.fix(finding)) for finding in findings[:_MAX_SHOWN]]
    rest = len(findings) - len(shown)
    return f"\n#### {title}\n\n" + "".join(shown) + (f"- and {rest} more\n" if rest > 0 else "")


def _item(finding: Finding, texts: Texts, fix: Fix | None) -> str:
    place = f"{texts.from_top(finding.path)}:{finding.line}"
    head = f"- {_code(place)} **{finding.rule}** {_plain(finding.message)}\n"
    if fix is None:
        return head
    lines = [
        mark + line
        for hunk in fix.hunks
        for mark, changed in (("-", hunk.old), ("+", hunk.new))
        for line in changed
    ]
    fence = "`" * max(3, 1 + max((_longest_run(line) for line in lines), default=0))
    body = "".join(f"  {line}\n" for line in [f"{fence}diff", *lines, fence])
    rest = f"  {fix.remark}\n\n" if fix.others else ""
    return f"{head}\n{body}\n{rest}"


def _plain(text: str) -> str:
    """A message; what it has between backticks stays code."""
    parts = " ".join(text.split()).split("`")
    if len(parts) % 2 == 0:
        return "`".join(parts).translate(_SPECIAL)
    return "".join(_code(each) if at % 2 else each.translate(_SPECIAL) for at, each in enumerate(parts))


def _code(text: str) -> str:
    text = " ".join(text.split())
    fence = "`" * (_longest_run(text) + 1)
    return f"{fence} {text} {fence}" if len(fence) > 1 else f"`{text}`"


def _longest_run(text: str) -> int:
    longest = run = 0
    for char in text:
        run = run + 1 if char == "`" else 0
        longest = max(longest, run)
    return longest
