"""JSON-LD for people who know JSON: short keys, words by language, links as IRIs, and nothing lost.

What the vocabulary covers has no ``@value``, no ``@graph`` and no IRI as a key. Statements from elsewhere (an expert's
file) keep the IRI of their predicate as key and, where needed, a value object.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from typing import Any

from pyoxigraph import BlankNode, Literal, NamedNode

from stedenband.formats.context import Key, Sort, list_classes, list_keys, make_context, select_context
from stedenband.formats.order import SubjectDescription, Value
from stedenband.ns import RDF, XSD

_TYPE, _STRING = RDF.type, XSD.string
_INTEGER = re.compile(r"0|-?[1-9][0-9]*")
_EXACT = 2**53 - 1
"""The largest whole number that every JSON reader keeps (RFC 8259, section 6)."""


def write_json_ld(descriptions: Iterable[SubjectDescription], about: NamedNode | None) -> bytes:
    """A document about one thing: what it links to stands inside it, one step deep and once; the rest is ``included``.

    Without ``about``, or when nothing is said of it, everything is ``included``, sorted by IRI. The context stands in
    the document, cut to the terms it uses: a saved file has no address to find another by.
    """
    rest = {description.subject: description for description in descriptions}
    body: dict[str, Any] = {}
    top = rest.pop(about, None) if about else None
    if top:
        body.update(_node(top, rest))
    if rest or not top:
        body["included"] = [_node(description, {}) for description in rest.values()]
    document = {"@context": select_context(set(_words(body))), **body}
    return json.dumps(document, ensure_ascii=False, indent=2).encode() + b"\n"


def _words(value: object) -> Iterator[str]:
    """Every key and every type in a body: what its context has to explain."""
    if isinstance(value, dict):
        types = value.get("type", ())
        yield from (types,) if isinstance(types, str) else types
        yield from value
        for inner in value.values():
            yield from _words(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from _words(inner)


def write_json_ld_head() -> str:
    """The beginning of a document about many things, with the context in it."""
    return f'{{"@context": {json.dumps(make_context(), ensure_ascii=False)},\n"included": ['


def write_json_ld_body(descriptions: Iterable[SubjectDescription]) -> Iterator[str]:
    """All of a document about many things but its head: one thing a line."""
    between = "\n"
    for description in descriptions:
        yield between + json.dumps(_node(description, {}), ensure_ascii=False)
        between = ",\n"
    yield "\n]}\n"


def _node(
    description: SubjectDescription, within: dict[NamedNode | BlankNode, SubjectDescription]
) -> dict[str, Any]:
    """The object for one subject; what it links to is taken out of ``within`` and put inside it."""
    node: dict[str, Any] = {"id": _id(description.subject)}
    types = [_type(item) for item in description.properties.get(_TYPE, ()) if not isinstance(item, Literal)]
    if types:
        node["type"] = types[0] if len(types) == 1 else types
    known: dict[Key, list[Value]] = {}
    foreign: dict[str, list[Any]] = {}
    for predicate, values in description.properties.items():
        for value in values:
            key = _key(predicate, value)
            if key:
                known.setdefault(key, []).append(value)
            elif predicate != _TYPE or isinstance(value, Literal):
                foreign.setdefault(predicate.value, []).append(_foreign(value))
    for key in sorted(known, key=_positions().__getitem__):
        node[key.name] = _values(key, known[key], within)
    return node | {predicate: _one_or_list(foreign[predicate]) for predicate in sorted(foreign)}


def _values(key: Key, values: list[Value], within: dict[NamedNode | BlankNode, SubjectDescription]) -> Any:
    if key.sort is Sort.WORDS:
        return _language_map(values, many=key.many)
    written = [_simple(value, key.sort, within) for value in values]
    return written if key.many else _one_or_list(written)


def _language_map(values: Iterable[Value], *, many: bool) -> dict[str, Any]:
    """Words by language tag, ``none`` for words without one."""
    words: dict[str, list[str]] = {}
    for value in values:
        if isinstance(value, Literal):
            words.setdefault(value.language or "none", []).append(value.value)
    return {language: found if many else _one_or_list(found) for language, found in sorted(words.items())}


def _simple(value: Value, sort: Sort, within: dict[NamedNode | BlankNode, SubjectDescription]) -> Any:
    """A value whose datatype the context knows."""
    if not isinstance(value, Literal):
        inside = within.pop(value, None)
        return _node(inside, {}) if inside else _id(value)
    if sort is Sort.BOOLEAN and value.value in ("true", "false"):
        return value.value == "true"
    if sort is Sort.INTEGER and _INTEGER.fullmatch(value.value) and len(value.value) <= 17:
        number = int(value.value)
        return number if abs(number) <= _EXACT else value.value
    return value.value


def _foreign(value: Value) -> Any:
    """A value under a predicate the context does not know."""
    if not isinstance(value, Literal):
        return {"id": _id(value)}
    if value.language:
        return {"@value": value.value, "@language": value.language}
    if value.datatype == _STRING:
        return value.value
    return {"@value": value.value, "@type": value.datatype.value}


def _key(predicate: NamedNode, value: Value) -> Key | None:
    """The key for this predicate with a value of this sort; words without a language may stand among words."""
    table = _table()
    if not isinstance(value, Literal):
        return table.get((predicate, Sort.LINK.value))
    if value.language:
        return table.get((predicate, Sort.WORDS.value))
    key = table.get((predicate, value.datatype.value))
    if key is None and value.datatype == _STRING:
        return table.get((predicate, Sort.WORDS.value))
    return key


def _id(term: NamedNode | BlankNode) -> str:
    return term.value if isinstance(term, NamedNode) else str(term)


def _type(term: NamedNode | BlankNode) -> str:
    return (list_classes().get(term) if isinstance(term, NamedNode) else None) or _id(term)


def _one_or_list(values: list[Any]) -> Any:
    return values[0] if len(values) == 1 else values


@cache
def _table() -> Mapping[tuple[NamedNode, str], Key]:
    return {(key.predicate, key.sort.value): key for key in list_keys()}


@cache
def _positions() -> Mapping[Key, int]:
    return {key: position for position, key in enumerate(list_keys())}
