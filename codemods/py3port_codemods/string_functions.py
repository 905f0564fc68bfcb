"""The rule for what `string` no longer holds."""

from __future__ import annotations

from collections.abc import Mapping

from py3port.rule import Applicability, Example, Mode, Module, Stage
from py3port_codemods._gone_names import Gone, GoneNames, Use
from py3port_codemods._string_functions import STRING_FUNCTIONS


class StringFunctions(GoneNames):
    """Strings have had methods since Python 2.0; Python 3 dropped the functions of `string` that did the same.

    `string.letters` and its like, which depended on the locale, are gone too; `ascii_letters` is there in both. What
    `string` still has (`digits`, `capwords`, `Template`, ...) stays.

    Fix safety: a reference without a call (`map(string.upper, words)`) becomes `str.upper`, which takes no `unicode`
    on Python 2. `string.zfill` takes numbers too, and is sure only where its argument is known. `string.maketrans` has
    one successor for text and one for bytes.
    """

    name = "string-functions"
    title = "Use the methods of strings"
    stage = Stage.COMMON
    applicability = Applicability.SAFE
    aliases = ("deprecated-string-function", "W1649")
    references = ("https://docs.python.org/2/library/string.html#deprecated-string-functions",)
    words = ("string",)
    examples = (
        Example("import string\nx = string.letters\n", "import string\nx = string.ascii_letters\n"),
        Example(
            "from string import lowercase, uppercase\nx = lowercase + uppercase\n",
            "from string import ascii_lowercase, ascii_uppercase\nx = ascii_lowercase + ascii_uppercase\n",
        ),
        Example(
            "from string import digits, uppercase as up\nx = up + digits\n",
            "from string import ascii_uppercase, digits\nx = ascii_uppercase + digits\n",
        ),
        Example(
            "import string as s\nx = s.uppercase[:3]\n", "import string as s\nx = s.ascii_uppercase[:3]\n"
        ),
        Example("import string\nx = string.join(['a', 'b'], '-')\n", "x = '-'.join(['a', 'b'])\n"),
        Example("from string import join\nx = join(['a', 'b'])\n", "x = ' '.join(['a', 'b'])\n"),
        Example(
            "import string\nx = string.join(string.split(string.upper('a b' + ' c')), '')\n",
            "x = ''.join(('a b' + ' c').upper().split())\n",
        ),
        Example(
            "import string\nx = string.atoi('ff', 16) + string.atof('1.5')\n",
            "x = int('ff', 16) + float('1.5')\n",
        ),
        Example(
            "import string\nx = string.replace('abc', 'a', string.digits)\n",
            "import string\nx = 'abc'.replace('a', string.digits)\n",
        ),
        Example(
            "import string\ntry:\n    x = string.atoi('a')\nexcept string.atoi_error:\n    x = 3\n",
            "try:\n    x = int('a')\nexcept ValueError:\n    x = 3\n",
        ),
        Example(
            "import string\nx = list(map(string.upper, ['a']))\n",
            "x = list(map(str.upper, ['a']))\n",
            unsafe=True,
        ),
        Example("import string\nx = string.zfill('7', 3)\n", "x = str('7').zfill(3)\n", unsafe=True),
        Example(
            "import string\nx = 'aa'.translate(string.maketrans('a', 'b'))\n",
            "x = 'aa'.translate(str.maketrans('a', 'b'))\n",
            mode=Mode.PY3,
            unsafe=True,
        ),
        Example("import string\nt = string.maketrans('a', 'b')\n", None, mode=Mode.DUAL, findings=1),
        Example(
            "from string import *\nx = upper('a') + digits\n",
            "from string import *\nx = 'a'.upper() + digits\n",
            runs=False,
        ),
        Example("import string\nx = string.join(  # note\n    ['a'], '')\n", None, findings=1),
        Example("from string import rsplit\nx = rsplit('a#b', '#')\n", "x = 'a#b'.rsplit('#')\n"),
        Example("import string\nx = string.strip(*[' a '])\n", "x = str.strip(*[' a '])\n", unsafe=True),
        Example(
            "from string import digits, letters, join\n",
            "from string import digits\n",
            findings=2,
            unsafe=True,
        ),
        Example("from string import letters\n__all__ = ['letters']\n", None, findings=1),
        Example("import string\nx = string.digits + string.capwords('a b')\n", None),
        Example("string = 'a b'\nx = string.split()\n", None),
        Example("def f(string):\n    return string.upper()\nx = f('a')\n", None),
        Example("import string\nstr = repr\nx = string.atoi('1')\nint = 3\n", None, findings=1),
        Example(
            "try:\n    from string import letters\nexcept ImportError:\n"
            "    from string import ascii_letters as letters\nx = letters\n",
            None,
        ),
        Example("import string\nx = string.upper('a')\n", None, siblings=("string",)),
    )

    def table(self, package: str) -> Mapping[str, Gone]:
        """The names that are gone."""
        return STRING_FUNCTIONS if package == "string" else {}

    def applicability_of(self, use: Use, gone: Gone, module: Module) -> Applicability:
        """`zfill` took numbers as well."""
        if use.qualified == "string.zfill":
            return Applicability.UNSAFE
        return super().applicability_of(use, gone, module)
