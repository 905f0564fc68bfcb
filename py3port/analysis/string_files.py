"""What files hold by the endings of their names: pictures, sounds and archives are binary whoever opens them."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from py3port.python2 import ast

if TYPE_CHECKING:
    from py3port.analysis.infer import Inference

_BINARY_ENDING = (
    r"(?i)\.(?:png|jpe?g|gif|bmp|ico|tiff?|psd|mp[34]|m4[abv]|mpe?g|flac|og[gv]|spx|wav|aiff?|avi|mov|wma|asf|swf|zip|gz|tgz|"
    r"bz2|tbz2?|xz|7z|rar|tar|jar|war|egg|whl|pdf|docx?|xlsx?|pptx?|od[tsp]|exe|dll|so|dylib|pyc|pyo|class|ttf|otf|woff|"
    r"pickle|pkl|sqlite3?)$"
)
_MOST_STEPS = 4


def is_named_as_binary(path: ast.expr, inference: Inference, steps: int = _MOST_STEPS) -> bool:
    """Whether what is the name of a file, or becomes the last part of it, ends as those of binary files do."""
    if isinstance(path, ast.Constant):
        return isinstance(path.value, str) and re.search(_BINARY_ENDING, path.value) is not None
    if steps == 0:
        return False
    return any(is_named_as_binary(each, inference, steps - 1) for each in _ends(path, inference))


def _ends(path: Any, inference: Inference) -> list[ast.expr]:
    """What the end of a name comes from."""
    if isinstance(path, ast.BinOp):
        return [path.left if isinstance(path.op, ast.Mod) else path.right]
    if isinstance(path, ast.Call):
        return path.args[-1:]
    if isinstance(path, ast.Name):
        value = inference.names.assigned_value(path)
        return [value] if value is not None else []
    owner = inference.classes.self_class(path.value) if isinstance(path, ast.Attribute) else None
    if not isinstance(owner, ast.ClassDef):
        return []
    statements = [inference.tree.parents.get(each) for each in inference.classes.bindings(owner, path.attr)]
    return [each.value for each in statements[:1] if isinstance(each, ast.Assign)]
