"""The rule for finders of modules without `find_spec`."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from py3port.rule import Applicability, Editor, Example, Match, Module, Rule, Stage, ast

# Whatever is not imported yet would be asked for here again.
_FIND_SPEC = """
def find_spec(self, fullname, path=None, target=None):
    from _frozen_importlib import ModuleSpec

    loader = self.find_module({arguments})
    return None if loader is None else ModuleSpec(fullname, loader)"""


class ImportHooks(Rule):
    """Python 3.12 asks the finders in `sys.meta_path` and of `sys.path_hooks` for `find_spec`, never for `find_module`.

    A loader's `load_module` is still called.

    Fix safety: which classes are finders is told by their methods, so a `find_spec` that asks `find_module` is added on
    request.
    """

    name = "import-hooks"
    title = "Give finders a find_spec"
    stage = Stage.COMMON
    applicability = Applicability.UNSAFE
    since = "3.12"
    references = ("https://docs.python.org/3/whatsnew/3.12.html#removed",)
    words = ("find_module",)
    nodes = (ast.FunctionDef,)
    examples = (
        Example(
            "import sys\n\nclass Finder(object):\n    def find_module(self, name, path=None):\n        return None\n"
            "sys.meta_path.append(Finder())\n",
            "import sys\n\nclass Finder(object):\n    def find_module(self, name, path=None):\n"
            "        return None\n\n"
            "    def find_spec(self, fullname, path=None, target=None):\n"
            "        from _frozen_importlib import ModuleSpec\n\n"
            "        loader = self.find_module(fullname, path)\n"
            "        return None if loader is None else ModuleSpec(fullname, loader)\n"
            "sys.meta_path.append(Finder())\n",
            unsafe=True,
        ),
        Example(
            "class Finder(object):\n    def find_module(self, name):\n        return self\n\n"
            "    def load_module(self, name):\n        pass\n",
            "class Finder(object):\n    def find_module(self, name):\n        return self\n\n"
            "    def find_spec(self, fullname, path=None, target=None):\n"
            "        from _frozen_importlib import ModuleSpec\n\n"
            "        loader = self.find_module(fullname)\n"
            "        return None if loader is None else ModuleSpec(fullname, loader)\n\n"
            "    def load_module(self, name):\n        pass\n",
            unsafe=True,
        ),
        Example(
            "class Finder(object):\n    def find_module(self, name, path=None):\n        return self\n"
            "    def load_module(self, name):\n        pass\n    find_spec = None\n",
            None,
        ),
        Example("class A(object):\n    def find_module(self, name):\n        return name\n", None),
    )

    def detect(self, node: ast.FunctionDef, module: Module) -> Iterable[Match]:
        """The `find_module` of a class that is a finder by all it shows."""
        owner = module.parent(node)
        if node.name != "find_module" or not isinstance(owner, ast.ClassDef) or node.decorator_list:
            return
        text = module.source.text
        is_finder = module.class_defines(owner, "load_module") or "meta_path" in text or "path_hooks" in text
        if is_finder and len(node.args.args) in (2, 3) and not module.class_defines(owner, "find_spec"):
            yield Match(node, "Python 3.12 asks finders for `find_spec`, not for `find_module`")

    def rewrite(self, node: Any, match: Match, editor: Editor) -> Any:
        """A `find_spec` behind it."""
        method: Any = match.node
        arguments = "fullname, path" if len(method.args.args) == 3 else "fullname"
        editor.insert_after(method, _FIND_SPEC.format(arguments=arguments))
        return node
