"""The rule for first lines that start a script under Python 2."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from py3port.rule import Applicability, Editor, Example, Match, Mode, Module, Rule, Stage, ast

_SHEBANG = re.compile(
    r"#![ \t]*(?:\S*/)?(?:env(?:[ \t]+-\S+)*[ \t]+)?(?:\S*/)?(python(?:2(?:\.\d)?)?)(?=[ \t]|$)"
)


class Python2Shebang(Rule):
    """Where `python2` is gone, a script that asks for it does not start; `python` may be either, or not be there.

    In `dual` mode a script that names Python 2 is reported, since it runs under nothing else. In `py3` mode the line
    names `python3`, in a file that Python 3 can read.

    Fix safety: the text may be read by Python 3 and still need what only a person can mend, and the machine that runs
    the script must have a `python3`.
    """

    name = "python2-shebang"
    title = "Start scripts with python3"
    stage = Stage.COMMON
    applicability = Applicability.UNSAFE
    references = ("https://peps.python.org/pep-0394/",)
    words = ("#!",)
    nodes = (ast.Module,)
    guardable = False
    examples = (
        Example("#!/usr/bin/python\nx = 1\n", "#!/usr/bin/python3\nx = 1\n", mode=Mode.PY3, unsafe=True),
        Example("#!/usr/bin/env python2.7\nx = 1\n", "#!/usr/bin/env python3\nx = 1\n", mode=Mode.PY3, unsafe=True),
        Example("#! /usr/bin/python -u\nx = 1\n", "#! /usr/bin/python3 -u\nx = 1\n", mode=Mode.PY3, unsafe=True),
        Example("#!/usr/bin/env -S python2 -u\n1\n", "#!/usr/bin/env -S python3 -u\n1\n", mode=Mode.PY3, unsafe=True),
        Example("#!/usr/bin/python2\nprint 1\n", None, mode=Mode.PY3, unsafe=True, findings=1),
        Example("#!/usr/bin/python2\nx = 1\n", None, mode=Mode.DUAL, findings=1),
        Example("#!/usr/bin/env python\nx = 1\n", None, mode=Mode.DUAL),
        Example("#!/usr/bin/python3\nx = 1\n", None),
        Example("#!/usr/bin/env pythonw\nx = 1\n", None),
        Example("x = '#!/usr/bin/python2'\n", None),
    )  # fmt: skip

    def detect(self, node: ast.Module, module: Module) -> Iterable[Match]:
        """The first line, unless the code shall run on both and it names none."""
        found = _SHEBANG.match(module.source.line(1)) if module.source.text.startswith("#!") else None
        if found is None or (module.mode is Mode.DUAL and found[1] == "python"):
            return
        place = ast.Pass(lineno=1, col_offset=found.start(1), end_lineno=1, end_col_offset=found.end(1))
        message = (
            "`python` is Python 2 on some systems and missing on others"
            if found[1] == "python"
            else f"`{found[1]}` starts Python 2"
        )
        is_ready = module.mode is Mode.PY3 and module.tree.dialect.value in ("python3", "both")
        yield Match(place, message, None if is_ready else Applicability.MANUAL, found.span(1))

    def rewrite_text(self, matches: Sequence[Match], editor: Editor) -> bool:
        """Put the new name in the place of the old one."""
        for match in matches:
            start, end = match.data
            editor.replace_span(start, end, "python3")
        return True
