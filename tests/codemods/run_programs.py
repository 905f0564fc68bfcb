"""Runs small programs under the interpreter at hand, 2.7 or 3, and prints as JSON what each did."""

from __future__ import print_function

import io
import json
import os
import shutil
import sys
import tempfile

PY2 = sys.version_info[0] == 2
try:
    text_type, long_type = unicode, long
except NameError:
    text_type, long_type = str, int


class Output(object):
    """Takes text and native strings alike, as Python 2's StringIO did."""

    encoding = "utf-8"

    def __init__(self):
        self.parts = []

    def write(self, text):
        self.parts.append(text.decode("latin-1") if isinstance(text, bytes) else text)

    def flush(self):
        pass

    def getvalue(self):
        return text_type().join(self.parts)


def plain(value, depth=0):
    """A value in a form that is the same under both; None for what cannot be compared."""
    if isinstance(value, bool) or value is None:
        return repr(value)
    if isinstance(value, (int, long_type)):
        return "int %d" % value
    if isinstance(value, float):
        return "float %r" % value
    if isinstance(value, text_type):
        return "text " + value
    if isinstance(value, bytes):
        return "text " + value.decode("latin-1")
    if depth < 5 and isinstance(value, (list, tuple)):
        return [type(value).__name__] + [plain(each, depth + 1) for each in value]
    if depth < 5 and isinstance(value, (set, frozenset)):
        return ["set"] + sorted(json.dumps(plain(each, depth + 1)) for each in value)
    if depth < 5 and type(value) is dict:
        return ["dict"] + sorted(
            json.dumps([plain(k, depth + 1), plain(v, depth + 1)]) for k, v in value.items()
        )
    return None


def run(program):
    """What one program prints, raises and leaves behind."""
    output, error = Output(), None
    namespace = {"__name__": "__main__", "__builtins__": __builtins__}
    streams = sys.stdout, sys.stderr, sys.stdin
    sys.stdout, sys.stderr, sys.stdin = (
        output,
        Output(),
        io.StringIO(text_type("first line\n2\nthird line\n")),
    )
    try:
        code = compile(program.encode("utf-8") if PY2 else program, "<program>", "exec", 0, True)
        exec(code, namespace)
    except SyntaxError as e:
        error = "SyntaxError: %s (line %s)" % (e.msg, e.lineno)
    except BaseException as e:
        error = type(e).__name__
    finally:
        sys.stdout, sys.stderr, sys.stdin = streams
    values = {}
    for name, value in namespace.items():
        if not name.startswith("_"):
            shown = plain(value)
            if shown is not None:
                values[name] = shown
    return {"output": output.getvalue(), "error": error, "values": values}


def main():
    """Read the programs from standard input, run them in an empty folder, print the results."""
    stdin = sys.stdin if PY2 else sys.stdin.buffer
    request = json.loads(stdin.read().decode("utf-8"))
    sys.path[:0] = request["path"]
    folder = tempfile.mkdtemp()
    os.chdir(folder)
    try:
        results = [run(program) for program in request["programs"]]
    finally:
        os.chdir("/")
        shutil.rmtree(folder)
    sys.stdout.write(json.dumps(results))


if __name__ == "__main__":
    main()
