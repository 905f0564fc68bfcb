"""Where the user's own folder for what can be made anew at any time is."""

from __future__ import annotations

import os
import sys
from pathlib import Path


def cache_folder() -> Path | None:
    """Our part of the user's cache folder, made or not; None where there is none.

    A package that knows this for more systems takes longer to import than is saved by all that we keep there.
    """
    top = os.environ.get("XDG_CACHE_HOME", "")
    # The specification says that a relative one is to be ignored.
    if not os.path.isabs(top):
        if sys.platform == "win32":
            top = os.environ.get("LOCALAPPDATA", "")
        else:
            top = os.path.expanduser("~/Library/Caches" if sys.platform == "darwin" else "~/.cache")
    return Path(top, "py3port") if os.path.isabs(top) else None
