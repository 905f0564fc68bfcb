"""That pip's configuration is read as pip reads it; pip itself is asked."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from py3port.errors import UserError
from py3port.requirements.index.settings import DEFAULT_INDEX, Settings, load_settings
from tests.trees import write_tree

ASK_PIP = """
import json, optparse, sys
from pip._internal.commands import create_command
options, _ = create_command("install").parse_args([])
print(json.dumps({
    "index_urls": [] if options.no_index else [options.index_url, *options.extra_index_urls],
    "find_links": options.find_links,
    "trusted_hosts": options.trusted_hosts,
    "cert": options.cert or "",
    "client_cert": options.client_cert or "",
    "proxy": options.proxy,
}))
"""
GLOBAL = (
    "[global]\nindex-url = https://global/simple\nextra_index_url = https://a/simple\n  https://b/simple\n"
)
USER = "[global]\ntimeout = 7\n[install]\nextra-index-url = https://user/simple\n--trusted-host = user\n"
CASES: dict[str, tuple[dict[str, str], dict[str, str]]] = {
    "nothing": ({}, {}),
    "global": ({"xdg/pip/pip.conf": GLOBAL}, {}),
    "user over global": ({"xdg/pip/pip.conf": GLOBAL, "home/.config/pip/pip.conf": USER}, {}),
    "new place over old": (
        {
            "home/.pip/pip.conf": GLOBAL,
            "home/.config/pip/pip.conf": "[global]\nindex-url = https://new/simple\n",
        },
        {},
    ),
    "a file that is named": (
        {"home/.config/pip/pip.conf": USER, "own.conf": "[global]\nfind-links = /a /b\n"},
        {"PIP_CONFIG_FILE": "{root}/own.conf"},
    ),
    "a named file that is not there": (
        {"home/.config/pip/pip.conf": USER},
        {"PIP_CONFIG_FILE": "{root}/none.conf"},
    ),
    "no files at all": ({"home/.config/pip/pip.conf": USER}, {"PIP_CONFIG_FILE": os.devnull}),
    "variables over files": (
        {"home/.config/pip/pip.conf": USER},
        {"PIP_INDEX_URL": "https://env/simple", "PIP_EXTRA_INDEX_URL": "", "PIP_PROXY": "http://proxy:1"},
    ),
    "certificates": ({}, {"PIP_CERT": "/ca.pem", "PIP_CLIENT_CERT": "/me.pem"}),
    "no index": ({}, {"PIP_NO_INDEX": "1", "PIP_FIND_LINKS": "/wheels"}),
}


@pytest.mark.skipif(sys.platform != "linux", reason="the places differ")
@pytest.mark.parametrize(("files", "variables"), CASES.values(), ids=CASES)
def test_as_pip_reads_it(tmp_path: Path, files: dict[str, str], variables: dict[str, str]) -> None:
    pytest.importorskip("pip")
    write_tree(tmp_path, files)
    environ = {
        "HOME": str(tmp_path / "home"),
        "XDG_CONFIG_DIRS": str(tmp_path / "xdg"),
        "PATH": os.environ["PATH"],
        **{name: value.format(root=tmp_path) for name, value in variables.items()},
    }
    done = subprocess.run(
        [sys.executable, "-c", ASK_PIP], env=environ, cwd=tmp_path, capture_output=True, text=True, check=True
    )
    expected = {
        name: tuple(each) if isinstance(each, list) else each
        for name, each in json.loads(done.stdout).items()
    }
    found = load_settings(environ)
    # The machine's own file is read by both.
    assert {name: getattr(found, name) for name in expected} == {
        **expected,
        "index_urls": tuple(dict.fromkeys(expected["index_urls"])),
    }


def test_the_default() -> None:
    assert load_settings({"PIP_CONFIG_FILE": os.devnull}) == Settings(index_urls=(DEFAULT_INDEX,))


def test_numbers_are_kept_within_reason() -> None:
    found = load_settings(
        {"PIP_CONFIG_FILE": os.devnull, "PIP_DEFAULT_TIMEOUT": "18000", "PIP_RETRIES": "99"}
    )
    assert (found.timeout, found.retries) == (60.0, 5)


@pytest.mark.parametrize(
    ("content", "variables", "told"),
    [("[global\n", {}, "pip.conf"), ("", {"PIP_TIMEOUT": "soon"}, "timeout"), ("[a]\n\xff", {}, "pip.conf")],
)
def test_mistakes_are_one_line(tmp_path: Path, content: str, variables: dict[str, str], told: str) -> None:
    path = tmp_path / "pip.conf"
    path.write_bytes(content.encode("latin-1"))
    with pytest.raises(UserError, match=told) as caught:
        load_settings({"PIP_CONFIG_FILE": str(path), "HOME": str(tmp_path), **variables})
    assert "\n" not in str(caught.value)
