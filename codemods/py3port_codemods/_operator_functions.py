"""Data: the functions of `operator` that Python 3 dropped."""

from __future__ import annotations

from collections.abc import Mapping

from py3port.rule import Applicability
from py3port_codemods._gone_names import Gone

_LIKELY = Applicability.UNSAFE
_SEQUENCE = "isinstance($1, {collections.abc:Sequence})"
_MAPPING = "isinstance($1, {collections.abc:Mapping})"


def _division(name: str) -> Gone:
    """What stands for `/` itself, whatever is divided, stands for what `/` is in Python 3."""
    new = "itruediv" if "idiv" in name else "truediv"
    return Gone(
        "3.0",
        f"{{operator:{new}}}",
        f"getattr({{operator}}, '{name}', {{operator:{new}}})",
        applicability=_LIKELY,
        note="`truediv` and `floordiv` are what it did for floats and for integers",
    )


OPERATOR_FUNCTIONS: Mapping[str, Gone] = {
    "operator.isCallable": Gone("3.0", "callable", note="use `callable`"),
    "operator.sequenceIncludes": Gone("3.0", "{operator:contains}", note="use `operator.contains`"),
    "operator.isSequenceType": Gone(
        "3.0",
        calls={1: _SEQUENCE},
        dual_calls={1: _SEQUENCE.replace("{collections.abc", "{six.moves.collections_abc")},
        applicability=_LIKELY,
        note="check against `collections.abc.Sequence`",
    ),
    "operator.isMappingType": Gone(
        "3.0",
        calls={1: _MAPPING},
        dual_calls={1: _MAPPING.replace("{collections.abc", "{six.moves.collections_abc")},
        applicability=_LIKELY,
        note="check against `collections.abc.Mapping`",
    ),
    "operator.isNumberType": Gone(
        "3.0",
        calls={1: "isinstance($1, {numbers:Number})"},
        applicability=_LIKELY,
        note="check against `numbers.Number`",
    ),
    "operator.repeat": Gone("3.0", "{operator:mul}", note="use `operator.mul`"),
    "operator.irepeat": Gone("3.0", "{operator:imul}", note="use `operator.imul`"),
    "operator.getslice": Gone("3.0", calls={3: "$1[$2:$3]"}, note="slice it"),
    "operator.setslice": Gone(
        "3.0", calls={4: "{operator:setitem}($1, slice($2, $3), $4)"}, note="assign to a slice"
    ),
    "operator.delslice": Gone(
        "3.0", calls={3: "{operator:delitem}($1, slice($2, $3))"}, note="delete a slice"
    ),
    "operator.div": _division("div"),
    "operator.idiv": _division("idiv"),
    "operator.__div__": _division("__div__"),
    "operator.__idiv__": _division("__idiv__"),
    "operator.__repeat__": Gone("3.0", "{operator:mul}", note="use `operator.mul`"),
    "operator.__irepeat__": Gone("3.0", "{operator:imul}", note="use `operator.imul`"),
}
