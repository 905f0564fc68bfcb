"""Our rules by their cards: what is static about each is kept between runs, its module is imported when it works.

Most rules have nothing to do with most files. To import all of them takes longer than to judge one file.
"""

from __future__ import annotations

import contextlib
import hashlib
import importlib
import json
import os
import pkgutil
import sys
import time
from abc import ABCMeta
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any, ClassVar

import py3port
from py3port import storage
from py3port.filekind import FileKind
from py3port.python2 import ast
from py3port.result import Applicability, Options, Stage
from py3port.rule import Match, Module, Rule, Spot, TextRule
from py3port.stamps import code_in, stamps
from py3port.userfolder import cache_folder

RULE_PACKAGE = "py3port_codemods"
_START_NS = time.time_ns()
_ENGINE = ("", "analysis", "python2")
"""The folders of our own that a rule may import from."""
_DEEP = ("examples",)
"""Fields that nobody needs who only looks for findings."""
_FIELDS = tuple(
    name for name in (*Rule.__annotations__, *TextRule.__annotations__) if name not in _DEEP
)
_ASKED = ("code", "description", "goes_by_card")
_WORK = ("detect", "rewrite", "rewrite_text", "may_find", "look")
_MAX_AGE = 60 * 86400
