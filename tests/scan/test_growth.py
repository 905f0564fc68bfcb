"""Files of machine-made code are thousands of statements long: the work must grow as they do, and no faster."""

import sys
from collections.abc import Callable

import pytest

from py3port.analysis import Surroundings
from py3port.detect import Dispatcher
from py3port.registry import load_rules
from py3port.result import FileStatus, Options
from py3port.scan.file import scan_file

SMALL, LARGE = 100, 400


def elifs(number: int) -> str:
    branches = (
        f"    elif x == {each} and isinstance(x, int):\n        y = d.has_key({each}), struct.pack('B', x) + 'a'\n"
        for each in range(number)
    )
    return "import struct\ndef f(x, d):\n    if x is None:\n        print d.keys()\n" + "".join(branches)


def uses(number: int) -> str:
    statements = (f"    data = data + 'a'\n    g(data, {each})\n" for each in range(number))
    return "import struct\ndef f(x):\n    data = struct.pack('B', x)\n" + "".join(statements)


def methods(number: int) -> str:
    definitions = (
        f"    def m{each}(self, x=None):\n        self.data = struct.pack('B', x)\n"
        "        if self.data > x:\n            return self.data + 'a'\n"
        for each in range(number)
    )
    return "import struct\nclass A:\n" + "".join(definitions)


def calls(number: int) -> str:
    statements = (f"v{each} = f({each}, 'a')\n" for each in range(number))
    return "import struct\ndef f(x, y):\n    return struct.pack('B', x) + y\n" + "".join(statements)


DISPATCHER = Dispatcher(load_rules().rules)


def work(text: str) -> int:
    """How many functions are called to scan a file."""
    count = 0

    def profile(frame: object, event: str, argument: object) -> None:
        nonlocal count
        count += event in ("call", "c_call")

    sys.setprofile(profile)
    try:
        result = scan_file(text.encode(), "a.py", Surroundings(), options=Options(), dispatcher=DISPATCHER)
    finally:
        sys.setprofile(None)
    assert result.status is FileStatus.OK
    assert result.findings
    return count


@pytest.mark.parametrize("make", [elifs, uses, methods, calls])
def test_work_grows_with_the_file(make: Callable[[int], str]) -> None:
    work(make(2))
    assert work(make(LARGE)) < 2 * LARGE / SMALL * work(make(SMALL))
