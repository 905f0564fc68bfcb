"""What a file is to us, told by its name."""

from __future__ import annotations

import enum
import re

_PYTHON_ENDINGS = (".py", ".pyw", ".tac", ".wsgi")
_PYTHON_NAMES = frozenset({"SConscript", "SConstruct", "wscript"})


class FileKind(enum.Enum):
    """Python, or what may hold Python, run it, or speak of it."""

    PYTHON = "python"
    NOTEBOOK = "notebook"
    TEXT = "text"
    """Prose that may hold doctests; looked at on request only."""
    SETTINGS = "settings"
    """Says with which Python something is built, tested or run."""
    SHELL = "shell"
    TEMPLATE = "template"
    C = "c"
    CYTHON = "cython"

    @property
    def is_rewritten(self) -> bool:
        """Whether there is code in it that codemods may change."""
        return self in (FileKind.PYTHON, FileKind.NOTEBOOK, FileKind.TEXT)


_ENDINGS = {
    FileKind.NOTEBOOK: ("ipynb",),
    FileKind.TEXT: ("md", "rst", "txt"),
    FileKind.SETTINGS: ("dockerfile",),
    FileKind.SHELL: ("bash", "bat", "cmd", "cron", "crontab", "mk", "service", "sh", "zsh"),
    FileKind.TEMPLATE: (
        *("djhtml", "genshi", "htm", "html", "j2", "jinja", "jinja2", "mak", "mako", "tmpl", "tpl", "xhtml"),
    ),
    FileKind.C: ("c", "cc", "cpp", "cxx", "h", "hh", "hpp"),
    FileKind.CYTHON: ("pxd", "pxi", "pyx"),
}
_BY_ENDING = {ending: kind for kind, endings in _ENDINGS.items() for ending in endings}
_SETTINGS = (
    r"tox\.ini|setup\.cfg|pyproject\.toml|Pipfile|runtime\.txt|\.python-version|environment\.ya?ml"
    r"|\.travis\.ya?ml|\.gitlab-ci\.ya?ml|\.?appveyor\.ya?ml|bitbucket-pipelines\.ya?ml|azure-pipelines\.ya?ml"
    r"|\.pre-commit-config\.ya?ml|\.?readthedocs\.ya?ml|docker-compose[\w.-]*\.ya?ml|app\.yaml|serverless\.ya?ml"
    r"|Jenkinsfile|Procfile|(?:Dockerfile|Containerfile)(?:\.[\w.-]+)?"
)
_WORKFLOW = r"(?:.*/)?(?:\.circleci/config|\.github/(?:workflows|actions)/.+)\.ya?ml"
_SHELL_NAMES = frozenset({"GNUmakefile", "Makefile", "crontab", "makefile"})


def kind_of(path: str) -> FileKind:
    """What the file at a path is, as far as its name tells; Python where it tells nothing."""
    name = path.rpartition("/")[2]
    stem, _, ending = name.rpartition(".")
    if ending == "py":
        return FileKind.PYTHON
    if re.fullmatch(_SETTINGS, name) or (ending in ("yml", "yaml") and re.fullmatch(_WORKFLOW, path)):
        return FileKind.SETTINGS
    if name in _SHELL_NAMES:
        return FileKind.SHELL
    return _BY_ENDING.get(ending.lower(), FileKind.PYTHON) if stem else FileKind.PYTHON


def is_python_name(path: str) -> bool:
    """Whether a file is Python by its name alone."""
    return path.endswith(_PYTHON_ENDINGS) or path.rpartition("/")[2] in _PYTHON_NAMES
