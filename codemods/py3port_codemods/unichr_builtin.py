"""The rule for `unichr`."""

from __future__ import annotations

from py3port.rule import Applicability, Example, Mode, Stage
from py3port_codemods._gone_builtins import GoneBuiltin
from py3port_codemods._gone_names import Gone


class UnichrBuiltin(GoneBuiltin):
    """`unichr` made a character of text where `chr` made a byte; Python 3's `chr` makes text, and `unichr` is gone."""

    name = "unichr-builtin"
    title = "Use chr of Python 3 for unichr"
    stage = Stage.SIX
    applicability = Applicability.SAFE
    requires = ("six",)
    aliases = ("fix_unicode", "fix_unichr", "W1635")
    references = ("https://docs.python.org/3/whatsnew/3.0.html#text-vs-data-instead-of-unicode-vs-8-bit",)
    words = ("unichr",)
    gone = Gone("3.0", "chr", "{six:unichr}", note="`chr` does what it did")
    examples = (
        Example("x = unichr(233)\n", "x = chr(233)\n", mode=Mode.PY3),
        Example("x = unichr(233)\n", "import six\n\nx = six.unichr(233)\n", mode=Mode.DUAL),
        Example("x = list(map(unichr, [97, 8364]))\n", "x = list(map(chr, [97, 8364]))\n", mode=Mode.PY3),
        Example("import __builtin__\nx = __builtin__.unichr(97)\n", "x = chr(97)\n", mode=Mode.PY3),
        Example("x = unichr(97); chr = 3\n", None, mode=Mode.PY3, findings=1),
        Example("from six import unichr\nx = unichr(97)\n", None),
        Example("try:\n    unichr\nexcept NameError:\n    unichr = chr\nx = unichr(97)\n", None),
        Example("unichr = ord\nx = unichr('a')\n", None),
    )
