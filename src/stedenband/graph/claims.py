"""Claims: one triple of the data taken as a thing, with its evidence, its mode and whether we follow it."""

from __future__ import annotations

from collections.abc import Iterator

from pyoxigraph import Literal, NamedNode

from stedenband.graph.terms import Pair, boolean, partial_date, texts
from stedenband.model import CLAIM_PROPERTIES, Claim, PartialDate, ValueType
from stedenband.ns import ORG, RDF, SCHEMA, STB, Iris, concept

_ELSEWHERE = {"containedInPlace": SCHEMA.containedInPlace, "resultingOrganization": ORG.resultingOrganization}

_KIND_SCHEMES = {"partnership": "kind", "act": "act", "change": "change"}


def claim_pairs(claim: Claim, iris: Iris) -> Iterator[Pair]:
    """What a claim says: its triple in ``rdf:subject``, ``rdf:predicate`` and ``rdf:object``, then how it is known."""
    yield RDF.type, STB.Claim
    yield RDF.subject, iris.thing(claim.subject)
    yield RDF.predicate, claim_predicate(claim.property)
    yield RDF.object, claim_value(claim, iris)
    yield STB.mode, concept("mode", claim.mode)
    yield STB.followed, boolean(claim.followed)
    if claim.rule:
        yield STB.rule, concept("rule", claim.rule)
    for evidence in claim.evidence:
        yield STB.evidence, iris.thing(f"evidence/{evidence}")
    yield from texts(STB.reason, claim.reasons)


def claim_predicate(name: str) -> NamedNode:
    """The term a claim's property column names; all but two are of our own vocabulary."""
    return _ELSEWHERE.get(name) or STB[name]


def claim_value(claim: Claim, iris: Iris) -> NamedNode | Literal:
    """The value of a claim as the same term that the data would hold. Raises ``KeyError`` for an unknown property."""
    match CLAIM_PROPERTIES[claim.property]:
        case ValueType.DATE:
            return partial_date(PartialDate.parse(claim.value))
        case ValueType.KIND:
            return concept(_KIND_SCHEMES[claim.subject.partition("/")[0]], claim.value)
        case ValueType.STATUS | ValueType.ROLE as scheme:
            return concept(scheme.value, claim.value)
        case ValueType.COUNTRY:
            return iris.thing(f"country/{claim.value.lower()}")
        case thing:
            return iris.thing(f"{thing.value}/{claim.value}")
