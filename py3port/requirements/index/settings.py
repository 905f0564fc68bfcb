"""Where pip looks for packages and how it gets there: its configuration files and its environment variables."""

from __future__ import annotations

import configparser
import locale
import os
import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from py3port.errors import UserError

DEFAULT_INDEX = "https://pypi.org/simple"
_TIMEOUTS = (1.0, 60.0)
"""Seconds within which what is configured as timeout is taken as it is."""
_RETRIES = 5
_TRUE = frozenset({"y", "yes", "t", "true", "on", "1"})
_SECTIONS = ("global", "install", ":env:")
"""Those that `pip install` reads; a later one wins."""


@dataclass(frozen=True)
class Settings:
    """What pip is told about indexes and the network; the field names are pip's option names."""

    index_urls: tuple[str, ...] = (DEFAULT_INDEX,)
    """The index and the extra ones, in order; none with `no-index`."""
    find_links: tuple[str, ...] = ()
    """Pages with links, folders and files, as written."""
    trusted_hosts: tuple[str, ...] = ()
    cert: str = ""
    client_cert: str = ""
    proxy: str = ""
    timeout: float = 15.0
    retries: int = 2
    deadline: float = 30.0
    """Seconds for a request with its redirects and its body; pip has none."""


def load_settings(environ: Mapping[str, str] | None = None, *, prefix: str = sys.prefix) -> Settings:
    """What `pip install` would go by in this environment.

    Args:
        prefix: of the Python whose pip is meant, unless a virtual environment is active.

    Raises:
        UserError: a configuration file is none, or a value is not of its kind.
    """
    environ = os.environ if environ is None else environ
    values: dict[str, str] = {}
    sections = _read_files(environ, prefix)
    sections[":env:"] = dict(_from_environment(environ))
    for section in _SECTIONS:
        values.update({key: value for key, value in sections.get(section, {}).items() if value})
    return _settings(values, environ)


def _settings(values: Mapping[str, str], environ: Mapping[str, str]) -> Settings:
    indexes: tuple[str, ...] = (values.get("index-url") or values.get("pypi-url") or DEFAULT_INDEX,)
    indexes += tuple(values.get("extra-index-url", "").split())
    if values.get("no-index", "").lower() in _TRUE:
        indexes = ()
    least, most = _TIMEOUTS
    bundle = environ.get("REQUESTS_CA_BUNDLE") or environ.get("CURL_CA_BUNDLE") or ""
    return Settings(
        index_urls=tuple(dict.fromkeys(indexes)),
        find_links=tuple(values.get("find-links", "").split()),
        trusted_hosts=tuple(values.get("trusted-host", "").split()),
        cert=os.path.expanduser(values.get("cert", "") or bundle),
        client_cert=os.path.expanduser(values.get("client-cert", "")),
        proxy=values.get("proxy", ""),
        timeout=min(max(_number(values, ("timeout", "default-timeout"), 15.0), least), most),
        retries=min(int(_number(values, ("retries",), 2.0)), _RETRIES),
    )


def _number(values: Mapping[str, str], keys: tuple[str, ...], default: float) -> float:
    for key in keys:
        if key in values:
            try:
                return max(float(values[key]), 0.0)
            except ValueError:
                raise UserError(
                    f"pip's configuration: {key} is {values[key]!r}, which is no number"
                ) from None
    return default


def _from_environment(environ: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    for name, value in environ.items():
        if name.startswith("PIP_"):
            yield _key(name[4:]), value


def _key(name: str) -> str:
    return name.lower().replace("_", "-").removeprefix("--")


def _read_files(environ: Mapping[str, str], prefix: str) -> dict[str, dict[str, str]]:
    sections: dict[str, dict[str, str]] = {}
    for path in _files(environ, prefix):
        parser = configparser.RawConfigParser()
        try:
            parser.read(path, encoding=locale.getpreferredencoding(False))
        except (configparser.Error, UnicodeDecodeError) as error:
            reason = " ".join(str(error).split())
            raise UserError(f"{path}: cannot be read as pip's configuration: {reason}") from error
        except OSError:
            continue
        for section in parser.sections():
            found = sections.setdefault(section, {})
            found.update({_key(name): value for name, value in parser.items(section)})
    return sections


def _files(environ: Mapping[str, str], prefix: str) -> list[Path]:
    """The configuration files in the order in which a later one wins; see pip's guide, "Configuration"."""
    chosen = environ.get("PIP_CONFIG_FILE")
    if chosen == os.devnull:
        return []
    name = "pip.ini" if sys.platform == "win32" else "pip.conf"
    files = [folder / name for folder in _global_folders(environ)]
    if not (chosen and os.path.exists(chosen)):
        files += [folder / name for folder in _user_folders(environ)]
    files.append(Path(environ.get("VIRTUAL_ENV") or prefix, name))
    if chosen:
        files.append(Path(chosen))
    return files


def _global_folders(environ: Mapping[str, str]) -> list[Path]:
    if sys.platform == "win32":
        return [Path(environ.get("ProgramData", "C:\\ProgramData"), "pip")]
    if sys.platform == "darwin":
        return [Path("/Library/Application Support/pip")]
    folders = (environ.get("XDG_CONFIG_DIRS") or "/etc/xdg").split(os.pathsep)
    return [*(Path(folder, "pip") for folder in folders), Path("/etc")]


def _user_folders(environ: Mapping[str, str]) -> list[Path]:
    """The old place and the new one."""
    home = Path(environ.get("HOME") or os.path.expanduser("~"))
    if sys.platform == "win32":
        return [home / "pip", Path(environ.get("APPDATA", str(home)), "pip")]
    support = home / "Library" / "Application Support" / "pip"
    if sys.platform == "darwin" and support.is_dir():
        return [home / ".pip", support]
    xdg = environ.get("XDG_CONFIG_HOME") if sys.platform != "darwin" else None
    return [home / ".pip", Path(xdg or home / ".config", "pip")]
