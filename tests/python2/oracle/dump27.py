"""Runs under Python 2.7: reads paths, one a line, and writes each file's tree as one line of JSON.

With `--sources` it reads JSON strings (a source as Latin-1 text) instead of paths, and answers each at once; with
`--compile` it says whether the source compiles instead of writing the tree.
"""

import ast
import json
import sys
import warnings

POSITIONED = (ast.stmt, ast.Call, ast.Name, ast.Attribute, ast.BinOp)


def plain(value):
    """Turn a tree into lists that JSON holds."""
    if isinstance(value, ast.AST):
        cls = value.__class__
        if cls is ast.Num:
            return ["Num", ["number", repr(value.n).rstrip("L")]]
        out = [cls.__name__]
        if isinstance(value, POSITIONED):
            out.append([value.lineno, value.col_offset])
        for field in value._fields or ():
            out.append(plain(getattr(value, field)))
        return out
    if isinstance(value, list):
        return [plain(item) for item in value]
    if isinstance(value, int) or value is None:
        return value
    if isinstance(value, unicode):  # noqa: F821
        return ["unicode", [ord(char) for char in value] if not is_ascii(value) else value]
    return value.decode("latin-1")


def is_ascii(text):
    return all(ord(char) < 128 for char in text)


def answer(source, compiling):
    try:
        if compiling:
            compile(source, "<source>", "exec", 0, True)
            return {"ok": True}
        return {"ok": True, "tree": plain(compile(source, "<source>", "exec", ast.PyCF_ONLY_AST, True))}
    except Exception as error:
        return {
            "ok": False,
            "error": error.__class__.__name__,
            "message": (getattr(error, "msg", None) or str(error)).decode("utf-8", "replace"),
            "line": getattr(error, "lineno", None),
            "column": getattr(error, "offset", None),
        }


def main():
    warnings.simplefilter("ignore")
    sources = "--sources" in sys.argv
    compiling = "--compile" in sys.argv
    sys.setrecursionlimit(20000)
    for line in iter(sys.stdin.readline, ""):
        if sources:
            source = json.loads(line).encode("latin-1")
        else:
            with open(line.rstrip("\n"), "rb") as file:
                source = file.read()
        reply = answer(source, compiling)
        if reply["ok"] and not compiling and "--check" in sys.argv:
            reply["compiles"] = answer(source, True)
        sys.stdout.write(json.dumps(reply) + "\n")
        sys.stdout.flush()


main()
