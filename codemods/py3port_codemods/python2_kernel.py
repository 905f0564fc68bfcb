"""The rule for notebooks that run in a kernel of Python 2."""

from __future__ import annotations

import re
from collections.abc import Iterable

from py3port.rule import Example, FileKind, Options, Spot, Stage, TextRule

_KERNEL = re.compile(r"\"kernelspec\"[ \t\r\n]*:[ \t\r\n]*\{[^{}]*\}")
_NAME = re.compile(r"\"name\"[ \t\r\n]*:[ \t\r\n]*(\"python2\")")


class Python2Kernel(TextRule):
    """A notebook names the kernel that runs it, and no current Jupyter has one for Python 2.

    Whoever opens the notebook is asked for another; in scripts and services it fails. Outputs and metadata are left
    alone: choose the kernel and run the notebook again.
    """

    name = "python2-kernel"
    title = "Run the notebook under Python 3"
    stage = Stage.COMMON
    references = ("https://nbformat.readthedocs.io/en/latest/format_description.html",)
    words = ("python2",)
    kinds = (FileKind.NOTEBOOK,)
    examples = (
        Example(
            '{"cells": [], "metadata": {"kernelspec": {"name": "python2"}}}\n', None, path="a.ipynb", findings=1
        ),
        Example('{"cells": [], "metadata": {"kernelspec": {"name": "ir"}, "x": "python2"}}\n', None, path="a.ipynb"),
    )  # fmt: skip

    def look(self, text: str, path: str, options: Options) -> Iterable[Spot]:
        """The name in the kernel's specification."""
        for kernel in _KERNEL.finditer(text):
            found = _NAME.search(text, *kernel.span())
            if found:
                yield Spot(*found.span(1), "the notebook runs in a kernel of Python 2")
