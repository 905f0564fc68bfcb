"""Runs py3port's main job on the bundled web shop: scan, fix one app, undo, gate a pull request, write a dashboard.

    python examples/demo.py [--quiet] [--output FOLDER]

Works on a copy in a temporary folder, made a git repository of its own. The dashboard is written to the output folder.
"""

from __future__ import annotations

import argparse
import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

EXAMPLES = Path(__file__).resolve().parent
PULL_REQUEST = '''

def debug_dump(basket):
    """Added by a colleague who does not know yet that we are moving to Python 3."""
    for key, value in basket.iteritems():
        print "%s = %r" % (key, value)
'''


class Demo:
    """The steps, each shown as the command one would type."""

    def __init__(self, shop: Path, *, quiet: bool) -> None:
        self.shop = shop
        self.quiet = quiet

    def say(self, text: str) -> None:
        """A heading between the steps."""
        print(f"\n\033[1m# {text}\033[0m" if sys.stdout.isatty() else f"\n# {text}", flush=True)

    def py3port(self, *arguments: str, expect: int = 0, lines: int = 40) -> None:
        """Run a py3port command and show the head of its output; stop if it does not exit as expected."""
        print(f"$ py3port {' '.join(arguments)}", flush=True)
        command = [
            sys.executable,
            *(["-P"] if sys.version_info >= (3, 11) else []),
            "-m",
            "py3port",
            *arguments,
        ]
        done = subprocess.run(
            command,
            cwd=self.shop,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            encoding="utf-8",
            errors="replace",
        )
        shown = done.stdout.splitlines()
        if not self.quiet:
            print("\n".join(shown[:lines]))
            if len(shown) > lines:
                print(f"... {len(shown) - lines} more lines")
        if done.returncode != expect:
            sys.exit(f"exit code {done.returncode} instead of {expect}:\n{done.stdout}")

    def git(self, *arguments: str) -> None:
        """Run git quietly with an identity of its own."""
        identity = {"GIT_AUTHOR_NAME": "demo", "GIT_AUTHOR_EMAIL": "demo@example.com"}
        identity |= {"GIT_COMMITTER_NAME": "demo", "GIT_COMMITTER_EMAIL": "demo@example.com"}
        subprocess.run(
            ["git", *arguments],
            cwd=self.shop,
            check=True,
            stdout=subprocess.DEVNULL,
            env={**os.environ, **identity},
        )

    def run(self, dashboard: Path) -> None:
        """All steps, in the order of a migration."""
        self.git("init", "--quiet", "--initial-branch", "main")
        self.git("add", ".")
        self.git("commit", "--quiet", "--message", "The web shop as it is")

        self.say("What breaks on Python 3, where, and whose is it?")
        self.py3port("scan", "--show", "summary", expect=1)
        self.say("Fix one rule in one app: the diff first, then for good, then back again")
        self.py3port("apply", "--rule", "print-statement", "--app", "orders", "--diff", expect=1, lines=24)
        self.py3port("apply", "--rule", "print-statement", "--app", "orders")
        self.py3port("undo")
        self.say("Old findings wait in a baseline; a pull request that adds one is refused")
        self.py3port("lint", "--update-baseline")
        self.git("add", ".")
        self.git("commit", "--quiet", "--message", "Baseline")
        changed = next(iter(sorted(self.shop.glob("**/orders/*.py"))))
        changed.write_bytes(changed.read_bytes() + PULL_REQUEST.encode())
        self.py3port("lint", expect=1)
        self.git("checkout", "--quiet", "--", ".")
        self.say("The whole port, and the dashboard")
        self.py3port("report", "html", "--output", str(dashboard))
        self.py3port("apply", "--all", "--mode", "py3", lines=30)
        print(f"\nThe dashboard: {dashboard}")


def main() -> None:
    """Copy the shop and run the demonstration on the copy."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--quiet", action="store_true", help="show the commands only")
    parser.add_argument("--output", type=Path, help="folder for the dashboard (default: a temporary one)")
    arguments = parser.parse_args()
    output = arguments.output or Path(tempfile.mkdtemp(prefix="py3port-demo-"))
    output.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as scratch:
        shop = Path(scratch) / "webshop"
        shutil.copytree(EXAMPLES / "webshop", shop)
        Demo(shop, quiet=arguments.quiet).run(output.resolve() / "dashboard.html")


if __name__ == "__main__":
    main()
