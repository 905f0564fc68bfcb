"""Data: the names of `sys` that Python 3 dropped."""

from __future__ import annotations

from collections.abc import Mapping

from py3port.rule import Applicability
from py3port_codemods._gone_names import Gone

SYS_NAMES: Mapping[str, Gone] = {
    "sys.maxint": Gone("3.0", "{sys:maxsize}", note="use `sys.maxsize`; integers have no limit"),
    "sys.exc_type": Gone("3.0", "{sys:exc_info}()[0]", note="use `sys.exc_info()[0]`"),
    "sys.exc_value": Gone("3.0", "{sys:exc_info}()[1]", note="use `sys.exc_info()[1]`"),
    "sys.exc_traceback": Gone("3.0", "{sys:exc_info}()[2]", note="use `sys.exc_info()[2]`"),
    "sys.exc_clear": Gone("3.0", note="Python 3 forgets an exception at the end of the `except`"),
    "sys.setdefaultencoding": Gone("3.0", note="it is always UTF-8"),
    "sys.subversion": Gone(
        "3.0",
        "({platform:python_implementation}(), '', '')",
        applicability=Applicability.UNSAFE,
        note="see `sys.version` and `sys.implementation`",
    ),
    "sys.long_info": Gone("3.0", "{sys:int_info|sys:long_info}", note="it is `sys.int_info`"),
    "sys.py3kwarning": Gone(
        "3.0", "False", "getattr({sys}, 'py3kwarning', False)", note="Python 3 has no such switch"
    ),
    "sys.getcheckinterval": Gone("3.9", note="see `sys.getswitchinterval`, which counts seconds"),
    "sys.setcheckinterval": Gone("3.9", note="see `sys.setswitchinterval`, which counts seconds"),
}

DELETED = frozenset({"sys.exc_clear", "sys.setdefaultencoding", "sys.setcheckinterval"})
"""Calls that Python 3 does without."""
