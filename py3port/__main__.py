"""Entry point: takes the working directory off `sys.path` before anything that could lie there is imported."""

import gc
import sys

from py3port.searchpath import clean_path

_MOST_NEW = 100_000
"""So many objects may come to be before somebody looks for cycles among them; less than that are all we import."""


def main() -> int:
    """Run the command line and return its exit code."""
    gc.set_threshold(_MOST_NEW)
    clean_path()
    from py3port.cli.main import run, stop_on_signals

    stop_on_signals()
    code = run(sys.argv[1:])
    # The system takes back all memory at once: nobody has to look for cycles in it before.
    gc.freeze()
    return code


if __name__ == "__main__":
    sys.exit(main())
