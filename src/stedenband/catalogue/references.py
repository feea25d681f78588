"""Codes, types and standards of others, described just enough for a harvester that looks nothing up.

Whatever a catalogue refers to is typed and named in the same document. Concepts carry ``skos:prefLabel`` and never
``rdfs:label``: CKAN would put the label in the place of the IRI. Only IANA's media types carry it, because CKAN knows
a format by that word.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from pyoxigraph import NamedNode, Quad

from stedenband.authorities import (
    ADMS_LISTS,
    BELGIAN_THEME,
    CODE_LISTS,
    IANA,
    LICENCES,
    STANDARDS,
    CodeList,
    mint_eu_concept,
)
from stedenband.catalogue.messages import AUTHORITY_NAMES
from stedenband.catalogue.statements import Pair, a, about, link, said, text, texts
from stedenband.ns import DCTERMS, RDFS, SKOS, SPDX


def describe_references(quads: Iterable[Quad]) -> Iterator[Quad]:
    """What has to be said of the things of others to which these statements refer, none twice.

    Things we know nothing of are passed over: a gap shows up in validation.
    """
    waiting = sorted({quad.object.value for quad in quads if isinstance(quad.object, NamedNode)})
    seen = set(waiting)
    while waiting:
        for quad in _described(NamedNode(waiting.pop())):
            yield quad
            value = quad.object
            if isinstance(value, NamedNode) and value.value not in seen:
                seen.add(value.value)
                waiting.append(value.value)


def _described(thing: NamedNode) -> Iterator[Quad]:
    iri = thing.value
    if iri in STANDARDS:
        yield from about(thing, a(DCTERMS.Standard), texts(DCTERMS.title, STANDARDS[iri]))
    elif iri in LICENCES:
        yield from about(thing, _licence(iri))
    elif iri.startswith(IANA):
        yield from about(thing, a(DCTERMS.MediaType), text(RDFS.label, iri.removeprefix(IANA)))
    elif iri.startswith(BELGIAN_THEME):
        yield from about(thing, _belgian_theme(iri.removeprefix(BELGIAN_THEME)))
    elif thing == SPDX.checksumAlgorithm_sha256:
        yield from about(thing, a(SPDX.ChecksumAlgorithm))
    else:
        for known in CODE_LISTS:
            yield from _of_list(thing, known)


def _of_list(thing: NamedNode, known: CodeList) -> Iterator[Quad]:
    """The list itself, or one of its concepts."""
    if thing.value == known.scheme:
        yield from about(thing, a(SKOS.ConceptScheme), said(DCTERMS.title, AUTHORITY_NAMES[known.name]))
    elif thing.value.startswith(known.concepts):
        code = thing.value.removeprefix(known.concepts)
        yield from about(
            thing,
            a(SKOS.Concept, *known.classes),
            said(SKOS.prefLabel, AUTHORITY_NAMES[f"{known.name}.{code}"]),
            link(SKOS.inScheme, known.scheme),
        )


def _belgian_theme(code: str) -> Iterator[Pair]:
    yield from a(SKOS.Concept)
    yield from said(SKOS.prefLabel, AUTHORITY_NAMES[f"data-theme.{code}"])
    yield from link(SKOS.exactMatch, mint_eu_concept("data-theme", code))
    yield from link(SKOS.inScheme, BELGIAN_THEME.rstrip("/"))


def _licence(iri: str) -> Iterator[Pair]:
    """No ``rdfs:label``: CKAN would store the words in the place of the IRI."""
    licence = LICENCES[iri]
    yield from a(DCTERMS.LicenseDocument)
    yield from texts(DCTERMS.title, licence.title)
    yield from link(DCTERMS.type, f"{ADMS_LISTS}licencetype/{licence.kind}")
    if licence.eu_code:
        yield from link(SKOS.exactMatch, mint_eu_concept("licence", licence.eu_code))
