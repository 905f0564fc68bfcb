"""Prints, as JSON, what the standard library's modules hold: public names, whence they come, attributes of classes.

Runs under Python 2.7 and 3 alike. Standard input holds, as JSON, the names of the modules, each with names to ask
it for that it may not list.
"""

import ast
import importlib
import inspect
import json
import sys
import types
import warnings


def public(names):
    return [name for name in names if not name.startswith("_")]


def is_class(value):
    return isinstance(value, type) or type(value).__name__ == "classobj"


def loaded(name, package):
    """The module that an import statement means; Python 2 looks into the package first."""
    for full in (package + "." + name, name) if package and sys.version_info[0] == 2 else (name,):
        try:
            return importlib.import_module(full)
        except Exception:
            continue
    return None


def origins(module):
    """What a module gets by its import statements, as `module` or `module:name`, by the names they have in it."""
    try:
        tree = ast.parse(inspect.getsource(module))
    except Exception:
        return {}
    found = {}
    package = module.__name__ if hasattr(module, "__path__") else module.__name__.rpartition(".")[0]
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            for alias in node.names:
                if alias.asname or "." not in alias.name:
                    found[alias.asname or alias.name] = alias.name
        elif isinstance(node, ast.ImportFrom) and not node.level:
            source = loaded(node.module, package)
            if source is None or source is module:
                continue
            for alias in node.names:
                if alias.name == "*":
                    for name in getattr(source, "__all__", public(dir(source))):
                        found.setdefault(name, source.__name__ + ":" + name)
                else:
                    found[alias.asname or alias.name] = source.__name__ + ":" + alias.name
    return found


def signature(value):
    """The names of the parameters that calls can give by name, `**` for any; None where Python cannot tell."""
    if sys.version_info[0] == 2:
        if is_class(value):
            value = getattr(value, "__init__", None)
        value = getattr(value, "__func__", value)
        if not isinstance(value, types.FunctionType):
            return None
        arguments = inspect.getargspec(value)
        return [each for each in arguments.args if isinstance(each, str)] + ["**"] * bool(arguments.keywords)
    try:
        found = inspect.signature(value.__init__ if is_class(value) else value).parameters.values()
    except Exception:
        return None
    named = [each.name for each in found if each.kind in (each.POSITIONAL_OR_KEYWORD, each.KEYWORD_ONLY)]
    return named + ["**"] * any(each.kind == each.VAR_KEYWORD for each in found)


def look(name, asked):
    """The public members of a module, each with its origin, and the public attributes of its classes."""
    try:
        module = importlib.import_module(name)
    except BaseException:
        return None
    origin = origins(module)
    members, classes, signatures = {}, {}, {}
    for member in public(dir(module)) + [each for each in asked if hasattr(module, each)]:
        value = getattr(module, member, None)
        is_module = isinstance(value, types.ModuleType)
        members[member] = value.__name__ if is_module else origin.get(member, "")
        if callable(value):
            signatures[member] = signature(value)
        if is_class(value):
            classes[member] = public(dir(value))
            for each in classes[member]:
                method = getattr(value, each, None)
                if callable(method) and not is_class(method):
                    signatures[member + "." + each] = signature(method)
    return {"members": members, "classes": classes, "signatures": signatures}


warnings.simplefilter("ignore")
output, sys.stdout = sys.stdout, sys.stderr
found = [(name, look(name, asked)) for name, asked in sorted(json.loads(sys.stdin.read()).items())]
json.dump(dict(found), output, sort_keys=True)
