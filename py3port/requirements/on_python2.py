"""What requirements lead to on Python 2.7, which some releases are not for though pip takes them for fit."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from py3port.requirements.index.listing import Release
from py3port.requirements.model import Requirement
from py3port.requirements.support import PYTHON2, is_ruled_out
from py3port.requirements.ways import Ways


@dataclass(frozen=True)
class OnPython2:
    """The releases for Python 2.7; none where there is none."""

    taken: Release | None
    """What pip takes: it minds what the page says, not what the metadata do."""
    fit: Release | None
    """The newest that is allowed and not for Python 3 only; what is pinned is taken for fit."""

    def requirement(self, requirement: Requirement) -> str | None:
        """What to require instead where pip's choice is not fit."""
        if self.fit is None or self.taken is self.fit:
            return None
        extras = f"[{','.join(requirement.extras)}]" if requirement.extras else ""
        return f"{requirement.name}{extras}=={self.fit.version}"


def on_python2(ways: Ways, allowed: Sequence[Release], *, is_pinned: bool) -> OnPython2:
    """What `allowed`, the releases that a requirement admits, leads to."""
    last = ways.last_py2
    if is_pinned:
        return OnPython2(allowed[0], allowed[0]) if allowed else OnPython2(None, last)
    usable = [each for each in allowed if not is_ruled_out(each, PYTHON2)]
    fit = next((each for each in reversed(usable) if last and each.version <= last.version), None)
    return OnPython2(usable[-1] if usable else None, fit)
