"""Results to render: a small one for golden files, a hostile one, and a generator of big ones.

`python -m tests.reports.sample OUT.html [FILES [FINDINGS]]` writes the dashboard of a generated repository.
"""

from __future__ import annotations

import hashlib
import random
import sys
from collections.abc import Sequence
from pathlib import Path

from py3port.report import Report
from py3port.result import Applicability, FileError, FileResult, FileStatus, Finding, Mode, RuleInfo, Stage

C, X, S, D = Stage.COMMON, Stage.SIX, Stage.SEMANTIC, Stage.CLEANUP
SAFE, UNSAFE, MANUAL = Applicability.SAFE, Applicability.UNSAFE, Applicability.MANUAL

# name, stage, applicability, weight, title, message, statements
RULES: tuple[tuple[str, Stage, Applicability, int, str, str, tuple[str, ...]], ...] = (
    ("print-statement", C, SAFE, 30, "Call print as a function", "print is a statement",
     ('print "%s: %d" % (name, total)', "print >>sys.stderr, 'cannot open', path", "print order.total,")),
    ("except-comma", C, SAFE, 18, "Write `as` between exception and name", "comma between exception and name",
     ("except ValueError, e:", "except (IOError, OSError), error:")),
    ("dict-has-key", C, SAFE, 12, "Use `in` instead of has_key", "dict.has_key() is gone",
     ("if self.cache.has_key(key):", "return not request.session.has_key('cart')")),
    ("raise-comma", C, SAFE, 5, "Raise an instance", "raise with a comma",
     ('raise CheckoutError, "no stock for %s" % sku',)),
    ("backticks", C, SAFE, 2, "Call repr", "backticks are gone", ("return `self.key` + suffix",)),
    ("octal-literal", C, SAFE, 2, "Write octal numbers with 0o", "old octal literal",
     ("os.chmod(path, 0755)",)),
    ("not-equal-operator", C, SAFE, 3, "Write != for <>", "<> is gone", ("if state <> 'paid':",)),
    ("dict-iter-methods", X, SAFE, 14, "Iterate over the dictionary itself", "dict.iteritems() is gone",
     ("for key, value in self.fields.iteritems():", "for row in rows.itervalues():")),
    ("moved-modules", X, SAFE, 12, "Import moved modules through six.moves", "urllib2 was split up",
     ("import urllib2", "from cStringIO import StringIO", "import cPickle as pickle")),
    ("unicode-builtin", X, UNSAFE, 9, "Use six.text_type for unicode", "unicode is str in Python 3",
     ('name = unicode(row["name"], "utf-8")', "return isinstance(value, unicode)")),
    ("basestring", X, SAFE, 6, "Use six.string_types for basestring", "basestring is gone",
     ("if isinstance(arg, basestring):",)),
    ("metaclass-attribute", X, SAFE, 1, "Use six.with_metaclass", "__metaclass__ is not read",
     ("__metaclass__ = Meta",)),
    ("integer-division", S, MANUAL, 11, "Say which division is meant",
     "/ of what may be integers divides exactly",
     ("page = offset / PAGE_SIZE + 1", "half = (low + high) / 2")),
    ("map-filter-zip-lists", S, UNSAFE, 6, "Make a list where one is needed", "map() returns an iterator",
     ("names = map(lambda p: p.name, products)", "pairs = zip(keys, values)")),
    ("dict-views-as-lists", S, UNSAFE, 5, "Make a list of dictionary views", "keys() returns a view",
     ("keys = self.index.keys()",)),
    ("cmp-argument", S, MANUAL, 1, "Sort by key", "sort() takes no cmp",
     ("items.sort(lambda a, b: cmp(a.n, b.n))",)),
    ("six-usage", D, SAFE, 4, "Drop six", "six is not needed on Python 3 alone", ("six.iteritems(counts)",)),
)  # fmt: skip

APPS = (
    ("checkout", "@shop/checkout", 1.0),
    ("catalogue", "@shop/catalogue", 1.4),
    ("payments", "@shop/payments", 0.9),
    ("accounts", "@shop/identity", 0.8),
    ("search", "@shop/search", 0.7),
    ("warehouse", "@shop/logistics", 1.2),
    ("shipping", "@shop/logistics", 0.7),
    ("reports", "@shop/insight", 0.6),
    ("mailer", "@shop/growth", 0.4),
    ("promotions", "@shop/growth", 0.5),
    ("legacy_admin", "", 1.1),
    ("core", "@shop/platform", 1.0),
)
FOLDERS = ("", "models", "views", "views/api", "management/commands", "tests", "importers", "templatetags")
WORDS = (
    "order",
    "cart",
    "price",
    "stock",
    "user",
    "session",
    "invoice",
    "export",
    "cache",
    "event",
    "address",
    "tax",
)


def rules() -> dict[str, RuleInfo]:
    return {
        name: RuleInfo(
            name=name,
            title=title,
            description=f"{message.capitalize()}.\n\nPython 3 says it another way; `{name}` rewrites it.",
            stage=stage,
            applicability=applicability,
            since="3.0",
            aliases=(f"fix_{name.partition('-')[0]}",),
            references=("https://docs.python.org/3/whatsnew/3.0.html",),
        )
        for name, stage, applicability, _, title, message, _ in RULES
    }


def finding(
    path: str,
    line: int,
    rule: str = "print-statement",
    *,
    message: str | None = None,
    text: str | None = None,
    applicability: Applicability | None = None,
    app: str = "",
    owners: Sequence[str] = (),
) -> Finding:
    known = next((each for each in RULES if each[0] == rule), RULES[0])
    text = known[6][0] if text is None else text
    return Finding(
        path=path,
        line=line,
        column=5,
        end_line=line,
        end_column=5 + min(len(text), 20),
        rule=rule,
        stage=known[1],
        applicability=applicability or known[2],
        message=known[5] if message is None else message,
        scope="Order.save",
        text=text,
        fingerprint=hashlib.sha256(f"{path}:{line}:{rule}".encode("utf-8", "surrogatepass")).hexdigest()[:16],
        app=app,
        owners=tuple(owners),
    )


def file(
    path: str,
    *,
    lines: int = 40,
    dialect: str = "python2",
    findings: Sequence[tuple[int, str]] = (),
    error: FileError | None = None,
    owners: Sequence[str] = (),
) -> FileResult:
    app = path.partition("/")[0] if "/" in path else ""
    return FileResult(
        path=path,
        lines=lines,
        dialect=dialect,
        status=FileStatus.ERROR if error else FileStatus.OK,
        error=error,
        findings=tuple(finding(path, line, rule, app=app, owners=owners) for line, rule in findings),
        app=app,
        owners=tuple(owners),
    )


def result(files: Sequence[FileResult], root: str = "shop") -> Report:
    return Report(
        root=root, mode=Mode.DUAL, target="3.13", tool_version="0.1.0", files=tuple(files), rules=rules()
    )


def small() -> Report:
    team = ("@shop/checkout",)
    return result(
        [
            file(
                "checkout/cart.py",
                lines=120,
                owners=team,
                findings=[(3, "print-statement"), (9, "integer-division")],
            ),
            file("checkout/done.py", lines=80, dialect="both", owners=team),
            file("checkout/six_only.py", lines=20, dialect="both", owners=team, findings=[(2, "six-usage")]),
            file("core/base.py", lines=200, owners=("@shop/core", "ann"), findings=[(7, "moved-modules")]),
            file("core/new.py", lines=50, dialect="python3", owners=("@shop/core", "ann")),
            file("manage.py", lines=10, findings=[(1, "except-comma"), (4, "unicode-builtin")]),
            file("old/broken.py", lines=7, dialect="", error=FileError("invalid syntax", 3, 8)),
        ]
    )


HOSTILE = (
    "</script><script>alert(1)</script>",
    "<!--<script>",
    "\"'><img src=x onerror=alert(1)>",
    "{{ 7*7 }}{% raw %}{# c #}${7*7}",
    "safe\u202egnp.exe\u2066\u200b",
    "line\u2028break\u2029\r\n\x00\x1b[31m",
    "=HYPERLINK(\"http://evil.example\",\"x\")",
    "| ` ``` ~~ **b** [a](javascript:alert(1)) @team #1",
    "undecodable\udcff",
    "__proto__",
)  # fmt: skip


def hostile() -> Report:
    files = []
    for index, name in enumerate(HOSTILE):
        path = f"{name}/{name}.py"
        found = finding(path, 1, message=name, text=name * 3, app=name, owners=(name,))
        long = finding(path, 2, message="m" * 10_000, text="x" * 10_000, app=name, owners=(name,))
        error = FileError(name, 1, 1) if index % 2 else None
        status = FileStatus.ERROR if error else FileStatus.OK
        files.append(FileResult(path, 10, "python2", status, error, (found, long), name, (name,)))
    scanned = result(files, root=HOSTILE[0])
    info = RuleInfo(
        "print-statement",
        HOSTILE[2],
        "\n".join(HOSTILE),
        C,
        SAFE,
        HOSTILE[1],
        HOSTILE,
        ("javascript:alert(1)", *HOSTILE),
    )
    return Report(
        scanned.root, scanned.mode, scanned.target, scanned.tool_version, scanned.files, {info.name: info}
    )


def large(files: int = 1300, findings: int = 20_000, seed: int = 1) -> Report:
    """A repository of 12 apps, some further along than others, `findings` give or take a few per cent."""
    chance = random.Random(seed)
    progress = {name: chance.choice((0.1, 0.3, 0.45, 0.6, 0.8, 0.96)) for name, _, _ in APPS}
    progress["legacy_admin"] = 0.05
    made = [_large_file(number, chance, progress) for number in range(files)]
    made.sort(key=lambda each: each.path)
    weights = [
        each.lines * chance.lognormvariate(0, 0.9) if each.dialect == "python2" else 0.0 for each in made
    ]
    scale = findings / (sum(weights) or 1)
    return result(
        [_with_findings(each, weight * scale, chance) for each, weight in zip(made, weights, strict=True)]
    )


def _large_file(number: int, chance: random.Random, progress: dict[str, float]) -> FileResult:
    app, owner, _ = chance.choices(APPS, [weight for _, _, weight in APPS])[0]
    folder = chance.choice(FOLDERS)
    path = "/".join(filter(None, [app, folder, f"{chance.choice(WORDS)}_{chance.choice(WORDS)}_{number}.py"]))
    owners = (owner, "@shop/data") if owner and folder == "importers" else (owner,) if owner else ()
    lines = max(3, int(chance.lognormvariate(5.4, 1.0)))
    if chance.random() < 0.004:
        error = FileError(
            chance.choice(("invalid syntax", "cannot decode: 0xE9 is not ASCII")), lines // 2 + 1, 5
        )
        return FileResult(path, lines, "", FileStatus.ERROR, error, (), app, owners)
    dialect = "both" if chance.random() < progress[app] else "python2"
    return FileResult(path, lines, dialect, FileStatus.OK, None, (), app, owners)


def _with_findings(file: FileResult, count: float, chance: random.Random) -> FileResult:
    if not count:
        return file
    found = []
    for line in sorted(chance.randint(1, file.lines) for _ in range(int(count + chance.random()))):
        rule = chance.choices(RULES, [each[3] for each in RULES])[0]
        text = chance.choice(rule[6])
        word = f"{chance.choice(WORDS)}_{chance.randint(1, 4000)}"
        found.append(
            finding(
                file.path,
                line,
                rule[0],
                text=text.replace("name", word).replace("path", word).replace("self.", f"{word}."),
                applicability=MANUAL if chance.random() < 0.05 else None,
                app=file.app,
                owners=file.owners,
            )
        )
    return FileResult(
        file.path, file.lines, file.dialect, file.status, None, tuple(found), file.app, file.owners
    )


if __name__ == "__main__":
    from py3port_reports.html_report import REPORTER

    sizes = [int(each) for each in sys.argv[2:]]
    Path(sys.argv[1]).write_text(REPORTER.render(large(*sizes)), encoding="utf-8")
