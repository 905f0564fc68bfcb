"""Entry point: takes the working directory off `sys.path` before anything that could lie there is imported."""

import sys

from py3port.searchpath import clean_path


def main() -> int:
    """Run the command line and return its exit code."""
    clean_path()
    from py3port.cli.main import run, stop_on_signals

    stop_on_signals()
    return run(sys.argv[1:])


if __name__ == "__main__":
    sys.exit(main())
