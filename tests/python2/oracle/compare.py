"""Comparing a parse of ours with the answer of Python 2.7."""

from __future__ import annotations

import gc
from typing import Any

from oracle.normal import Normal, first_difference
from oracle.python27 import accepted
from py3port.python2 import Dialect, ParseError, SourceError, parse


def disagreement(raw: bytes, answer: dict[str, Any]) -> str | None:
    """Say in what our parse differs from 2.7's, or None: acceptance, tree, strings, numbers and positions."""
    gc.disable()
    try:
        tree = parse(raw, dialect=Dialect.PYTHON2)
    except (ParseError, SourceError) as error:
        return f"we refuse: {error}" if accepted(answer) else None
    finally:
        gc.enable()
    if not accepted(answer):
        reason = answer if not answer["ok"] else answer["compiles"]
        return f"we accept, Python 2.7 says: {reason['message']}"
    return first_difference(answer["tree"], Normal(tree).dump())
