"""Where the source is to be seen: the address that the configuration gives, made whole."""

from __future__ import annotations

import re

from py3port.project.project import Project

_FORGES = (
    (re.compile(r"//[^/]*gitlab[^/]*/"), "/-/blob/{commit}/{path}#L{line}"),
    (re.compile(r"//[^/]*bitbucket[^/]*/"), "/src/{commit}/{path}#lines-{line}"),
    (re.compile(r""), "/blob/{commit}/{path}#L{line}"),
)
"""What comes after a repository's address; that of GitHub where nothing tells another forge."""
_AT_REVISION = re.compile(r"/(blob|src|tree)/[^/]")


def source_url(project: Project) -> str:
    """The address of a line, with `{path}`, `{line}` and perhaps `{commit}`; empty where none is configured."""
    url = project.config.source_url.rstrip("/")
    if not url or "{path}" in url:
        return url
    url = url.removesuffix(".git")
    below = project.repository.relative(project.root) if project.repository else "."
    path = "{path}" if below == "." else f"{below}/{{path}}"
    rest = next(rest for forge, rest in _FORGES if forge.search(f"{url}/"))
    if _AT_REVISION.search(url):
        rest = rest[rest.index("/{path}") :]
    return url + rest.replace("{path}", path)
