"""Recalls whole results: one holds as long as every page that it rests on is still what it was."""

from __future__ import annotations

import hashlib
import importlib.util
import json
import os
import sys
from collections.abc import Mapping, Sequence
from dataclasses import astuple, dataclass
from typing import Any

import py3port
from py3port.requirements.index.client import Asked
from py3port.requirements.index.settings import Settings
from py3port.requirements.index.urls import without_login
from py3port.requirements.model import Answer, Evidence, Plan, Requirement, Result, Verdict

_TEXTS = ("first_py3", "first_target", "bridge", "latest", "replacement", "note", "python2")
"""What there is to an answer before it is known who uses the distribution."""


@dataclass(frozen=True)
class Recalled:
    """A result and the pages that it rests on, with what tells them from others."""

    pages: Mapping[Asked, str]
    result: Result


def key_of(requirements: Sequence[Requirement], target: str, settings: Settings, *, inspect: bool) -> str:
    """What a result depends on beside the pages."""
    places = [without_login(each) for each in (*settings.index_urls, "", *settings.find_links)]
    parts = [
        repr(requirements),
        target,
        repr(places),
        repr(inspect),
        py3port.__version__,
        sys.version,
        *_code(),
    ]
    return hashlib.blake2b("\0".join(parts).encode("utf-8", "surrogateescape"), digest_size=16).hexdigest()


def dumped(result: Result, pages: Mapping[Asked, str]) -> str:
    """The result as text."""
    return json.dumps(
        {
            "pages": [[*asked, digest] for asked, digest in pages.items()],
            "answers": [_row(answer) for answer in result.answers],
            "plan": astuple(result.plan),
        }
    )


def loaded(text: str | None, requirements: Sequence[Requirement]) -> Recalled | None:
    """What `dumped` wrote about the same requirements; none where it is anything else."""
    try:
        document = json.loads(text or "")
        pages = {(int(number), str(key)): str(digest) for number, key, digest in document["pages"]}
        rows = zip(dict.fromkeys(requirements), document["answers"], strict=True)
        answers = tuple(_answer(requirement, *row) for requirement, row in rows)
        return Recalled(pages, Result(answers, Plan(*map(tuple, document["plan"]))))
    except (ValueError, TypeError, KeyError, RecursionError):
        return None


def _row(answer: Answer) -> list[Any]:
    evidence = [astuple(each) for each in answer.evidence]
    return [answer.verdict.value, evidence, *(getattr(answer, name) for name in _TEXTS)]


def _answer(requirement: Requirement, verdict: str, evidence: Any, *texts: Any) -> Answer:
    told = tuple(Evidence(str(kind), str(detail)) for kind, detail in evidence)
    named = dict(zip(_TEXTS, texts, strict=True))
    return Answer(requirement, Verdict(verdict), told, **named)


def _code() -> list[str]:
    """Name, size and time of every file that decides what is answered."""
    folders = [os.path.dirname(os.path.abspath(__file__))]
    others = importlib.util.find_spec("caniusepython3")
    if others is not None and others.origin:
        folders.append(os.path.dirname(others.origin))
    found = []
    for folder in folders:
        for place, _, names in sorted(os.walk(folder)):
            for name in sorted(names):
                if name.endswith((".py", ".toml", ".json")):
                    stat = os.stat(os.path.join(place, name))
                    found.append(f"{place}/{name} {stat.st_size} {stat.st_mtime_ns}")
    return found
