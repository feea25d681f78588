"""JSON-LD as harvesters of catalogues read it: one flat ``@graph``, keys with prefixes, the context within.

Some of them look for ``dcat:Dataset`` and ``dct:title`` as plain JSON keys, and none fetches a context.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from typing import Any

from pyoxigraph import BlankNode, Literal

from stedenband.formats.order import Statement, SubjectDescription, Value, describe_subjects
from stedenband.formats.turtle import PrefixedNames
from stedenband.ns import DCTERMS, PREFIXES, RDF, XSD

_PREFIXES = {"dct" if space == DCTERMS.base else prefix: space for prefix, space in PREFIXES.items()}


def write_flat_json_ld(statements: Iterable[Statement]) -> bytes:
    """The statements as flat JSON-LD, sorted by subject; numbers are strings with their datatype."""
    names = PrefixedNames(_PREFIXES)
    nodes = [_node(description, names) for description in describe_subjects(statements)]
    document = {"@context": names.used, "@graph": nodes}
    return json.dumps(document, ensure_ascii=False, indent=2).encode() + b"\n"


def _node(description: SubjectDescription, names: PrefixedNames) -> dict[str, Any]:
    node: dict[str, Any] = {"@id": _id(description.subject)}
    for predicate, values in description.properties.items():
        if predicate == RDF.type:
            node["@type"] = _one_or_list(sorted(_short(_id(value), names) for value in values))
        else:
            node[_short(predicate.value, names)] = _one_or_list([_value(value, names) for value in values])
    return node


def _value(value: Value, names: PrefixedNames) -> str | Mapping[str, str]:
    if not isinstance(value, Literal):
        return {"@id": _id(value)}
    if value.language:
        return {"@language": value.language, "@value": value.value}
    if value.datatype == XSD.string:
        return value.value
    return {"@type": _short(value.datatype.value, names), "@value": value.value}


def _id(term: Value) -> str:
    return str(term) if isinstance(term, BlankNode) else term.value


def _short(iri: str, names: PrefixedNames) -> str:
    parts = names.short(iri)
    return ":".join(parts) if parts else iri


def _one_or_list(values: list[Any]) -> Any:
    return values[0] if len(values) == 1 else values
