"""What the characters of a literal say about its being binary."""

from __future__ import annotations

import re

_UNPRINTABLE = "[\\x00-\\x06\\x0e-\\x1a\\x1c-\\x1f]"
_STRANGE = "[\\x00-\\x06\\x0e-\\x1a\\x1c-\\x1f\\x7f-\\xff]"
_WORD_LETTERS = "[a-zA-Z ]"
_HIGH = "[\\x7f-\\xff]"
_BEYOND_BYTES = "[^\\x00-\\xff]"


def is_unprintable(value: str) -> bool:
    """Whether a string has control characters other than those that set words apart."""
    return re.search(_UNPRINTABLE, value) is not None


def content_weight(value: str) -> int | None:
    """How little the characters of a literal say about its being binary; None where they say nothing."""
    # Letters beyond ASCII are text in some encoding as often as not.
    if value.isprintable() or not re.search(_UNPRINTABLE, value) or re.search(_BEYOND_BYTES, value):
        return None
    strange = len(re.findall(_STRANGE, value))
    # Separators apart, nobody writes text of control characters alone.
    if strange == len(value) and value.strip("\0"):
        return 12
    if strange > 1 and 3 * strange >= len(re.findall(_WORD_LETTERS, value)):
        return 9
    return 12 if re.search(_HIGH, value) else None
