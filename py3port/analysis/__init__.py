"""What a module means: scopes, imports, builtins, guards, inferred types, uses of values."""

from py3port.analysis.consumers import Consumer
from py3port.analysis.imports import ImportedName, Imports, Surroundings
from py3port.analysis.module import Module, once_per_module
from py3port.analysis.mutation import Change
from py3port.analysis.scopes import Scope, ScopeKind
from py3port.analysis.string_contexts import conversions, has_words
from py3port.analysis.string_tables import demanding_names, weakly_binary_names
from py3port.analysis.strings import Flavour, may_hold_binary
from py3port.analysis.types import Type
from py3port.analysis.vocabulary import words_in

__all__ = [
    "Change",
    "Consumer",
    "Flavour",
    "ImportedName",
    "Imports",
    "Module",
    "Scope",
    "ScopeKind",
    "Surroundings",
    "Type",
    "conversions",
    "demanding_names",
    "has_words",
    "may_hold_binary",
    "once_per_module",
    "weakly_binary_names",
    "words_in",
]
