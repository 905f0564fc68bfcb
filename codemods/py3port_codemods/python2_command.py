"""The rule for command lines that start Python 2."""

from __future__ import annotations

import re
from collections.abc import Iterable

from py3port.rule import Example, FileKind, Options, Spot, Stage, TextRule

_COMMAND = re.compile(
    r"(?<![\w./-])(?:/[\w./-]{0,80}/)?(?:python|pip|ipython|virtualenv|easy_install|pytest|nosetests)-?2(?:\.[0-7])?(?![\w.])"
)


class Python2Command(TextRule):
    """A script, a makefile or a service that starts `python2` or `pip2` by name stays with Python 2 after the port.

    Current systems have no such commands any more. The code behind `python -c` is looked at by the rules for code.
    """

    name = "python2-command"
    title = "Start Python 3 from shell scripts"
    stage = Stage.COMMON
    references = ("https://peps.python.org/pep-0394/",)
    words = ("2",)
    kinds = (FileKind.SHELL,)
    examples = (
        Example("#!/bin/sh\npython2.7 manage.py migrate\n", None, path="deploy.sh", findings=1),
        Example("test:\n\t/usr/bin/python2 -m unittest\n\tpip2 install -r x\n", None, path="Makefile", findings=2),
        Example("ExecStart=/usr/bin/python2.7 /srv/app.py\n", None, path="app.service", findings=1),
        Example("# python2 is gone\npython3 x.py\npython x.py --level 2\npython2to3 x\n", None, path="run.sh"),
    )  # fmt: skip

    def look(self, text: str, path: str, options: Options) -> Iterable[Spot]:
        """Every command of Python 2's outside of comments."""
        start = 0
        for line in text.split("\n"):
            is_comment = line.lstrip().startswith("#") and not line.startswith("#!")
            for found in _COMMAND.finditer(line) if not is_comment else ():
                message = f"`{found.group()}` runs under Python 2 only"
                yield Spot(start + found.start(), start + found.end(), message)
            start += len(line) + 1
