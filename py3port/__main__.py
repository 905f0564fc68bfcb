"""Entry point: takes the working directory off `sys.path` before anything else is imported."""

import os
import sys


def clean_path() -> None:
    """Drop the working directory from `sys.path`: a legacy repository has its own `types.py` and `six.py`.

    The folder this package itself was imported from stays, or workers would not find it again.
    """
    here = os.path.realpath(os.getcwd()) if os.path.isdir(os.curdir) else ""
    home = os.path.realpath(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
    kept = []
    for entry in sys.path:
        place = os.path.realpath(entry) if entry else here
        if place == home:
            kept.append(home)
        elif entry and place != here:
            kept.append(entry)
    sys.path[:] = kept


def main() -> int:
    """Run the command line and return its exit code."""
    clean_path()
    from py3port.cli.main import run, stop_on_signals

    stop_on_signals()
    return run(sys.argv[1:])


if __name__ == "__main__":
    sys.exit(main())
