"""Files as their makers publish them: fetched by the registry's own client when a test wants them, never kept here."""

from __future__ import annotations

import functools
import hashlib
import os
import shutil
import subprocess
import tarfile
import tempfile
from dataclasses import dataclass

import pytest


@dataclass(frozen=True)
class Published:
    """A file in a package of the npm registry."""

    package: str
    path: str
    sha256: str


SARIF_SCHEMA = Published(
    "@microsoft/jest-sarif@1.0.0-beta.0",
    "package/lib/schemas/sarif-2.1.0-rtm.5.json",
    "2d99159ae54a3eea97f81781cff48780548657c35949f4b7f25e99a2ba4de4f8",
)
"""The schema of SARIF 2.1.0 that schemastore.org has; OASIS's own differs in the draft of JSON Schema that it names."""


def fetch(wanted: Published) -> bytes:
    """The file; without npm or network the test is skipped, or fails where PY3PORT_REQUIRE_PUBLISHED=1 says so."""
    try:
        data = _fetched(wanted)
    except (OSError, subprocess.SubprocessError) as error:
        reason = f"{wanted.package} cannot be fetched: {error}"
        if os.environ.get("PY3PORT_REQUIRE_PUBLISHED") == "1":
            pytest.fail(reason)
        pytest.skip(reason)
    assert hashlib.sha256(data).hexdigest() == wanted.sha256
    return data


@functools.cache
def _fetched(wanted: Published) -> bytes:
    npm = shutil.which("npm")
    if npm is None:
        raise FileNotFoundError("npm is not installed")
    with tempfile.TemporaryDirectory() as folder:
        options = ["--silent", "--prefer-offline", "--ignore-scripts", "--fetch-retries=1"]
        command = [npm, "pack", *options, wanted.package]
        packed = subprocess.run(
            command, cwd=folder, stdout=subprocess.PIPE, text=True, timeout=120, check=True
        )
        with tarfile.open(os.path.join(folder, packed.stdout.strip())) as archive:
            member = archive.extractfile(wanted.path)
            assert member is not None
            return member.read()
