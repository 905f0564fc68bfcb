"""What a module means: scopes, imports, builtins, guards, inferred types, uses of values."""

from py3port.analysis.consumers import Consumer
from py3port.analysis.imports import ImportedName, Imports, Surroundings
from py3port.analysis.module import Module
from py3port.analysis.mutation import Change
from py3port.analysis.scopes import Scope, ScopeKind
from py3port.analysis.types import Type

__all__ = [
    "Change",
    "Consumer",
    "ImportedName",
    "Imports",
    "Module",
    "Scope",
    "ScopeKind",
    "Surroundings",
    "Type",
]
