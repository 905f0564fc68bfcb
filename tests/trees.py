"""Small repositories to scan, and the command line as its users start it."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path

SOURCE_ROOTS = [str(Path(__file__).parent.parent / name) for name in ("", "codemods", "reports")]
# What pip writes as the script `py3port`.
CONSOLE_SCRIPT = """\
import re
import sys
from py3port.__main__ import main
if __name__ == "__main__":
    sys.argv[0] = re.sub(r"(-script\\.pyw|\\.exe)?$", "", sys.argv[0])
    sys.exit(main())
"""


def write_tree(root: Path, files: Mapping[str, str | bytes]) -> Path:
    """Write files below `root` and return it."""
    for name, content in files.items():
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return root


def git(root: Path, *arguments: str) -> str:
    """Run git in `root`; conftest.py keeps the machine's configuration out."""
    done = subprocess.run(
        ["git", "-c", "init.defaultBranch=main", *arguments],
        cwd=root,
        capture_output=True,
        text=True,
        check=True,
    )
    return done.stdout


def console_script(folder: Path) -> Path:
    """The script that an installation puts on the search path."""
    folder.mkdir(parents=True, exist_ok=True)
    script = folder / "py3port"
    script.write_text(CONSOLE_SCRIPT)
    return script


def py3port(
    script: Path,
    *arguments: str,
    cwd: Path,
    env: Mapping[str, str] | None = None,
    options: Sequence[str] = (),
    timeout: float = 120,
) -> subprocess.CompletedProcess[str]:
    """Run the console script with the interpreter that runs the tests."""
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(SOURCE_ROOTS), "NO_COLOR": "1", **(env or {})}
    environment.pop("PYTHONSAFEPATH", None)
    return subprocess.run(
        [sys.executable, *options, str(script), *arguments],
        cwd=cwd,
        env=environment,
        capture_output=True,
        text=True,
        errors="surrogateescape",
        timeout=timeout,
        check=False,
    )
