"""The rule for `xml.etree.cElementTree`."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any

from py3port.rule import Applicability, Editor, Example, Match, Module, Rule, Stage, ast

_OLD = "xml.etree.cElementTree"


class CElementTree(Rule):
    """`xml.etree.cElementTree` was the fast one; since 3.3 `xml.etree.ElementTree` is as fast.

    Python 3.9 dropped the other name. On Python 2.7 the code does the same, more slowly.
    """

    name = "c-element-tree"
    title = "Import ElementTree for cElementTree"
    stage = Stage.COMMON
    applicability = Applicability.SAFE
    since = "3.9"
    references = ("https://docs.python.org/3/whatsnew/3.9.html#removed",)
    words = ("cElementTree",)
    nodes = (ast.Import, ast.ImportFrom)
    examples = (
        Example(
            "import xml.etree.cElementTree as ET\nx = ET.fromstring('<a/>').tag\n",
            "import xml.etree.ElementTree as ET\nx = ET.fromstring('<a/>').tag\n",
        ),
        Example(
            "from xml.etree import cElementTree\nx = cElementTree.fromstring('<a/>').tag\n",
            "from xml.etree import ElementTree as cElementTree\nx = cElementTree.fromstring('<a/>').tag\n",
        ),
        Example(
            "from xml.etree.cElementTree import (fromstring,  # parse\n    tostring)\nx = fromstring('<a/>').tag\n",
            "from xml.etree.ElementTree import (fromstring,  # parse\n    tostring)\nx = fromstring('<a/>').tag\n",
        ),
        Example("import xml.etree.cElementTree\n", None, findings=1),
        Example(
            "try:\n    import xml.etree.cElementTree as ET\nexcept ImportError:\n"
            "    import xml.etree.ElementTree as ET\nx = ET.fromstring('<a/>').tag\n",
            None,
        ),
        Example(
            "try:\n    from xml.etree import cElementTree as ET\nexcept ImportError:\n"
            "    import cElementTree as ET\nx = ET.fromstring('<a/>').tag\n",
            "try:\n    from xml.etree import ElementTree as ET\nexcept ImportError:\n"
            "    import cElementTree as ET\nx = ET.fromstring('<a/>').tag\n",
        ),
        Example(
            "try:\n    import xml.etree.cElementTree as ET\nexcept ImportError:\n    try:\n"
            "        import cElementTree as ET\n    except ImportError:\n"
            "        import xml.etree.ElementTree as ET\nx = ET.fromstring('<a/>').tag\n",
            None,
        ),
        Example("import cElementTree\n", None, runs=False),
    )

    def detect(self, node: ast.Import | ast.ImportFrom, module: Module) -> Iterable[Match]:
        """Imports of the module and from it."""
        for imported in module.imports.of(node):
            if _OLD in (imported.module, f"{imported.module}.{imported.alias.name}") and not imported.level:
                whole = isinstance(node, ast.Import) and not imported.alias.asname
                likely = Applicability.MANUAL if whole else None
                yield Match(
                    node, f"`{_OLD}` is gone since Python 3.9: `xml.etree.ElementTree` is as fast", likely
                )
                return

    def rewrite(self, node: Any, match: Match, editor: Editor) -> Any:
        """The same import with the other name, bound as before."""
        text = editor.module.text(match.node)
        text = re.sub(r"(?<=[\w.])\.cElementTree\b", ".ElementTree", text)
        text = re.sub(r"(?<!\.)\bcElementTree(?=\s+as\b)", "ElementTree", text)
        text = re.sub(r"(?<![\w.])(?<!as )cElementTree\b", "ElementTree as cElementTree", text)
        editor.replace(match.node, text)
        return node
