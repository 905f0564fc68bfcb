"""What the forges' own pages on the syntax of CODEOWNERS say, and what follows from gitignore's rules and fnmatch's."""

from __future__ import annotations

import pytest

from py3port.project.codeowners import parse_codeowners, parse_gitlab
from py3port.project.owners import Owners

# A pattern, the paths that it means, others that it does not mean. In paths `~` stands for a space.
BOTH = [
    ("*", "a.py x/a.py x/.hidden", ""),
    ("**", "a a/b a/b/c", ""),
    ("/", "a a/b", ""),
    ("*.js", "a.js x/y/a.js .js", "a.jsx x/a.js.txt"),
    ("*.tar.gz", "a.tar.gz x/b.tar.gz", "a.gz tar.gz"),
    ("test_*.py", "test_a.py x/test_.py", "atest_a.py"),
    ("a?.py", "ab.py x/ab.py", "a.py abc.py a/.py"),
    ("a*b?c", "abxc axxbyc x/abxc", "abc axb/c"),
    ("/*.py", "a.py", "x/a.py"),
    ("/README.md", "README.md", "x/README.md readme.md README.md.txt"),
    ("/docs/README.md", "docs/README.md", "x/docs/README.md README.md"),
    ("/build/logs/", "build/logs/a build/logs/x/a", "x/build/logs/a build/logs"),
    ("/docs/", "docs/a docs/b/a", "x/docs/a docs Docs/a"),
    ("apps/", "apps/a x/apps/a x/apps/y/a", "apps x/apps myapps/a apps2/a"),
    ("apps//", "apps/a x/apps/a", "apps"),
    ("/scripts/*", "scripts/a", "scripts/x/a x/scripts/a"),
    ("/docs/*.md", "docs/a.md docs/.md", "docs/x/a.md x/docs/a.md"),
    ("/docs/index.*", "docs/index.md docs/index.", "docs/index docs/x/index.md"),
    ("/docs/*spec*", "docs/qa_specs.rb docs/spec", "docs/x/qa_specs.rb x/docs/spec"),
    ("/docs/*/README.md", "docs/api/README.md", "docs/README.md docs/a/b/README.md"),
    ("/docs/**/index.md", "docs/index.md docs/api/index.md docs/a/b/index.md", "index.md x/docs/index.md"),
    ("/apps/**/test.py", "apps/test.py apps/x/y/test.py", "x/apps/test.py apps/test.pyc"),
    ("**/logs/", "logs/a x/logs/a x/y/logs/z/a", "logs mylogs/a"),
    ("**/a/b.py", "a/b.py x/a/b.py", "a/x/b.py"),
    ("/**/x.py", "x.py a/b/x.py", "ax.py"),
    ("/a/*/c", "a/b/c", "a/c a/b/b/c"),
    ("/a/*/*/d", "a/b/c/d", "a/b/d a/b/c/c/d"),
    ("/a*b", "ab axxb", "axx a/b"),
    ("/a**b", "ab axxb", "a/b a/x/b"),
    ("**.py", "a.py x/a.py", "a.pyc"),
    ("/a/**/b/**/c", "a/b/c a/x/b/c a/b/y/z/c", "a/c b/c"),
    ("my\\ docs/", "my~docs/a x/my~docs/a", "my/a docs/a"),
    ("/a\\ b\\ c.py", "a~b~c.py", "a b~c.py x/a~b~c.py"),
    ("\\*.py", "*.py x/*.py", "a.py"),
    ("/what\\?", "what?", "whatx"),
    ("a#b.py", "a#b.py x/a#b.py", "a"),
    ("/{a,b}/", "{a,b}/x", "a/x b/x"),
    ("a.c", "a.c x/a.c", "abc x/abc"),
    ("/(a|b)+$", "(a|b)+$", "a b"),
    ("Makefile", "Makefile x/Makefile", "makefile MAKEFILE"),
    ("*.PY", "a.PY", "a.py"),
    (".*", ".a x/.b", "a x/a"),
    (".github/", ".github/a .github/x/a x/.github/a", "github/a"),
    ("/ünï/", "ünï/a", "uni/a"),
]
GITHUB = [
    ("docs/*", "docs/a.md", "docs/build/a.md x/docs/a.md"),
    ("docs/a.md", "docs/a.md", "x/docs/a.md"),
    ("a/b/", "a/b/c a/b/c/d", "x/a/b/c"),
    ("/docs", "docs docs/a docs/b/c", "x/docs xdocs"),
    ("docs", "docs docs/a x/docs/a x/docs", "xdocs docs.md"),
    ("**/logs", "logs build/logs/a deeply/nested/logs x/logs", "mylogs"),
    ("*.d", "a.d conf.d/a x/conf.d/y/a", "a.dd"),
    ("/a/**", "a/b a/b/c", "a x/a/b"),
    ("a/**/b", "a/b a/x/b a/x/y/b a/b/c", "x/a/b"),
    ("**/", "a/b a/b/c", "a"),
    ("!a.py", "", "a.py !a.py"),
    ("\\#a.py", "", "#a.py \\#a.py"),
    ("[ab].c", "", "a.c [ab].c"),
    ("a[1].c", "", "a1.c a[1].c"),
]
GITLAB = [
    ("docs/*", "docs/a.md x/docs/a.md", "docs/build/a.md"),
    ("docs/a.md", "docs/a.md x/docs/a.md", "docs/x/a.md"),
    ("internal/README.md", "internal/README.md docs/api/internal/README.md", "README.md"),
    ("a/b/", "a/b/c x/a/b/c/d", "a/c"),
    ("/docs", "docs", "docs/a x/docs"),
    ("docs", "docs x/docs", "docs/a"),
    ("**/logs", "logs build/logs", "build/logs/a mylogs"),
    ("docs/**/*", "docs/a docs/a/b x/docs/a", "docs"),
    ("/a/**", "a/b a/.b", "a/b/c a x/a/b"),
    ("/a/**/", "a/b a/b/c", "a x/a/b"),
    ("**/", "a a/b a/b/c", ""),
    ("a/**/b", "a/b a/x/b x/a/y/b", "a/b/c"),
    ("[ab].c", "a.c x/b.c", "c.c ab.c"),
    ("[!ab].c", "c.c x/d.c", "a.c"),
    ("/[a-c][0-9]/", "a1/x c9/y/z", "d1/x a/x"),
    ("a[]].c", "a].c", "a.c"),
    ("\\#a.py", "#a.py x/#a.py", "a.py"),
    ("internal/", "internal/a x/internal/y/a", "internal"),
]
"""GitLab takes the patterns of Ruby's `File.fnmatch` with FNM_PATHNAME and FNM_DOTMATCH."""


def test_there_are_enough() -> None:
    assert len({row[0] for row in (*BOTH, *GITHUB)}) >= 58
    assert len({row[0] for row in (*BOTH, *GITLAB)}) >= 60


@pytest.mark.parametrize(
    ("forge", "pattern", "meant", "others"),
    [
        *[(forge, *row) for forge in ("github", "gitlab") for row in BOTH],
        *[("github", *row) for row in GITHUB],
        *[("gitlab", *row) for row in GITLAB],
    ],
)
def test_patterns(forge: str, pattern: str, meant: str, others: str) -> None:
    text = f"{pattern} @x\n"
    owners = Owners(sections=parse_gitlab(text) if forge == "gitlab" else [parse_codeowners(text)])
    for path in meant.split():
        assert owners.owner_of(path.replace("~", " "))[0] == ("@x",), path
    for path in others.split():
        assert owners.owner_of(path.replace("~", " "))[0] == (), path


def owners_on(forge: str, text: str, path: str) -> tuple[str, ...]:
    sections = parse_gitlab(text) if forge == "gitlab" else [parse_codeowners(text)]
    return Owners(sections=sections).owner_of(path)[0]


@pytest.mark.parametrize(
    ("text", "path", "expected"),
    [
        ("*.js @js #This is a comment\n", "a.js", "@js"),
        ("*.js @js # @nobody\n", "a.js", "@js"),
        ("*.js\t@a\t \t@b  \n", "a.js", "@a @b"),
        ("  *.js @a\n", "a.js", "@a"),
        ("# *.js @a\n", "a.js", ""),
        ("*.go docs@example.com\n", "a.go", "docs@example.com"),
        ("*.txt @octo-org/octo.cats_1\n", "a.txt", "@octo-org/octo.cats_1"),
        ("/apps/ @octocat\n/apps/github\n", "apps/github/a", ""),
        ("/apps/ @octocat\n/apps/github\n", "apps/gitlab/a", "@octocat"),
        ("/apps/ @octocat\n/apps/github @doctocat\n", "apps/github/a", "@doctocat"),
        ("* @last\n*.py @a\n* @all\n", "a.py", "@all"),
        ("* @all\n*.py nobody\n", "a.py", "@all"),
        ("* @all\n*.py @a nobody\n", "a.py", "@all"),
        ("* @all\n!*.py @a\n", "a.py", "@all"),
        ("[Section] @a\n*.py @b\n", "a.py", "@b"),
        ("*.py @a\r\n*.js @b\r\n", "a.py", "@a"),
    ],
)
def test_files_of_github(text: str, path: str, expected: str) -> None:
    assert owners_on("github", text, path) == tuple(expected.split())


RUBY = "*.rb @ruby\n!/config/**/*.rb\n/config/routes.rb @ops\n"
DOCS = "[Documentation] @docs\ndocs/\nREADME.md\n\n[Database][2] @db @b\nmodel/db/\nconfig/setup.md @docs\n"
README = "* @admin\n\n[A]\nREADME.md @1 @2\ninternal/README.md @4\n\n[B]\nREADME.md @3\n"


@pytest.mark.parametrize(
    ("text", "path", "expected"),
    [
        # Owners in what would be a comment are owners.
        ("*.js @js # @also\n", "a.js", "@js @also"),
        ("LICENSE @legal this does not match a@b.com\n", "LICENSE", "@legal a@b.com"),
        ("*.js @group/with-nested/sub-group\n", "a.js", "@group/with-nested/sub-group"),
        ("/config/ @@maintainer @@developers\n", "config/a", "@@maintainer @@developers"),
        ("folder with spaces/*.md @group\n", "folder", "@group"),
        (DOCS, "docs/a", "@docs"),
        (DOCS, "x/README.md", "@docs"),
        (DOCS, "model/db/a", "@db @b"),
        (DOCS, "config/setup.md", "@docs"),
        (DOCS, "model/db/README.md", "@docs @db @b"),
        (README, "README.md", "@admin @1 @2 @3"),
        (README, "internal/README.md", "@admin @4 @3"),
        ("[Docs]\n*.md @a\n[Db]\n*.sql @b\n[DOCS]\na.md @c\n", "a.md", "@c"),
        ("^[Go]\n*.go @root\n", "a.go", "@root"),
        ("^[Go][2] @a @b/c\n*.go\n", "a.go", "@a @b/c"),
        ("[Docs][0] @a\n*.md\n", "a.md", "@a"),
        ("* @group\n\n[Section name\ndocs/ @docs\n", "docs/a", "@docs"),
        ("* @a\n[S] @b\n[T] @c\n*.py\n", "a.py", "@a @c"),
        ("*.md\n", "a.md", ""),
        # What is excluded stays so, whatever comes after it.
        ("* @default\n!*.rb\n/special/*.rb @ruby\n", "special/a.rb", ""),
        ("* @default\n!pom.xml\n", "x/pom.xml", ""),
        ("* @default\n!**/generated/\n", "x/generated/a/b", ""),
        ("* @default\n!.gitlab-ci.yml\n", "gitlab-ci.yml", "@default"),
        (f"[Ruby]\n{RUBY}", "config/routes.rb", ""),
        (f"[Ruby]\n{RUBY}", "app/a.rb", "@ruby"),
        (f"[Ruby]\n{RUBY}[Config]\n/config/ @ops\n", "config/routes.rb", "@ops"),
        ("* @all\n[A]\n!a.py\n[B]\n*.py @b\n", "a.py", "@all @b"),
        ("!a.py\n* @all\n", "a.py", ""),
    ],
)
def test_files_of_gitlab(text: str, path: str, expected: str) -> None:
    assert owners_on("gitlab", text, path) == tuple(expected.split())
