"""The rule for `hmac.new` without a digest."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from py3port.rule import Applicability, Editor, Example, Match, Module, Rule, Stage, ast, cst


class HmacDigestmod(Rule):
    """Python 3.8 wants `hmac.new` to be told the digest; until then it was MD5, which the fix writes out."""

    name = "hmac-digestmod"
    title = "Tell hmac.new the digest"
    stage = Stage.COMMON
    applicability = Applicability.SAFE
    since = "3.8"
    references = ("https://docs.python.org/3/library/hmac.html#hmac.new",)
    words = ("hmac",)
    nodes = (ast.Call,)
    examples = (
        Example(
            "import hmac\nx = hmac.new(b'k', b'm').hexdigest()  # x\n",
            "import hashlib\nimport hmac\nx = hmac.new(b'k', b'm', digestmod=hashlib.md5).hexdigest()  # x\n",
        ),
        Example(
            "from hmac import new\nh = new(key=b'k')\nh.update(b'm')\nx = h.hexdigest()\n",
            "import hashlib\nfrom hmac import new\nh = new(key=b'k', digestmod=hashlib.md5)\nh.update(b'm')\n"
            "x = h.hexdigest()\n",
        ),
        Example("import hashlib, hmac\nx = hmac.new(b'k', b'm', hashlib.sha1).hexdigest()\n", None),
        Example("import hashlib, hmac\nx = hmac.new(b'k', digestmod=hashlib.sha1).hexdigest()\n", None),
        Example("import hmac\nf = lambda *a: hmac.new(*a)\n", None),
    )

    def detect(self, node: ast.Call, module: Module) -> Iterable[Match]:
        """A call that leaves the digest out."""
        if module.qualified_name(node.func) not in ("hmac.new", "hmac.HMAC") or len(node.args) > 2:
            return
        is_open = any(each.arg in (None, "digestmod") for each in node.keywords)
        if not is_open and not any(isinstance(each, ast.Starred) for each in node.args):
            yield Match(node, "Python 3.8 wants to be told the digest, which was MD5")

    def rewrite(self, node: Any, match: Match, editor: Editor) -> Any:
        """The call with MD5."""
        equal = cst.AssignEqual(cst.SimpleWhitespace(""), cst.SimpleWhitespace(""))
        digest = cst.parse_expression(f"{editor.add_import('hashlib')}.md5")
        argument = cst.Arg(digest, keyword=cst.Name("digestmod"), equal=equal)
        comma = cst.Comma(whitespace_after=cst.SimpleWhitespace(" "))
        before = [*node.args[:-1], node.args[-1].with_changes(comma=comma)] if node.args else []
        return node.with_changes(args=[*before, argument])
