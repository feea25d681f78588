"""Shows the things of the catalogue to one reader: names, values, links to what is ours by path."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from babel.numbers import get_decimal_symbol
from pyoxigraph import Literal, NamedNode, Quad

from stedenband.message import N_, LazyMessage
from stedenband.ns import ADMS, DCAT, DCATAP, DCTERMS, FOAF, MDCAT, RDF, SPDX, VCARD, VOID, XSD
from stedenband.web.addresses import is_link
from stedenband.web.render.description import ResourceDescription
from stedenband.web.render.property_labels import PROPERTY_LABELS
from stedenband.web.render.terms import RenderedTerm
from stedenband.web.render.wording import Wording

_FACTS = (
    FOAF.primaryTopic,
    DCTERMS.description,
    DCAT.endpointURL,
    DCAT.endpointDescription,
    DCAT.accessURL,
    DCAT.downloadURL,
    DCAT.accessService,
    DCAT.servesDataset,
    DCTERMS["format"],
    DCAT.compressFormat,
    DCAT.byteSize,
    SPDX.checksum,
    DCAT.version,
    ADMS.versionNotes,
    DCTERMS.issued,
    DCTERMS.modified,
    DCTERMS.accrualPeriodicity,
    DCTERMS.temporal,
    DCTERMS.spatial,
    DCTERMS.language,
    DCAT.theme,
    DCAT.keyword,
    DCTERMS.license,
    DCTERMS.accessRights,
    DCTERMS.publisher,
    DCAT.contactPoint,
    DCTERMS.conformsTo,
    DCTERMS.provenance,
    VOID.triples,
    DCATAP.availability,
    ADMS.status,
    MDCAT.levensfase,
)
"""What pages tell of a thing, in this order."""

_FIRST_PUBLISHED = N_("First published")
"""What ``dcterms:issued`` is in a catalogue; a source was issued by somebody else."""


@dataclass(frozen=True, slots=True)
class RenderedFact:
    """A name and its values."""

    name: str
    values: tuple[RenderedTerm, ...]


class CatalogueTermRenderer:
    """Shows things of the catalogue to one reader; links to ours are paths, so that a local copy can be browsed."""

    def __init__(self, quads: Sequence[Quad], wording: Wording, roots: tuple[str, ...]) -> None:
        self.description, self.wording = ResourceDescription(quads), wording
        self._quads, self._roots = quads, roots

    def words(self, thing: NamedNode, predicate: NamedNode) -> str:
        """The text in the reader's language."""
        return self.wording.choose_text(self.description.texts(thing, predicate))

    def path(self, iri: str) -> str | None:
        """The path of an address of ours: under the base of the IRIs, or where the public reaches the server."""
        return next((f"/{iri.removeprefix(root)}" for root in self._roots if iri.startswith(root)), None)

    def href(self, iri: str) -> str:
        """Where a reader goes for an address: here, for one of ours."""
        path = self.path(iri)
        return iri if path is None else self.wording.href(path)

    def name(self, thing: NamedNode) -> str:
        for predicate in (FOAF.name, VCARD.fn):
            if self.description.texts(thing, predicate):
                return self.words(thing, predicate)
        return self.wording.choose_text(self.description.names(thing))

    def facts(
        self, thing: NamedNode, *, without: frozenset[NamedNode] = frozenset()
    ) -> tuple[RenderedFact, ...]:
        """The facts of a thing, in the order in which readers meet them."""
        shown = [
            RenderedFact(self.wording.translate(_label(predicate)), self._values(thing, predicate))
            for predicate in _FACTS
            if predicate not in without
        ]
        return tuple(fact for fact in shown if fact.values)

    def fact(self, things: Sequence[NamedNode], predicate: NamedNode) -> tuple[RenderedFact, ...]:
        """One fact for several things together, each value once; none where none of them states it."""
        values = tuple(dict.fromkeys(value for thing in things for value in self._values(thing, predicate)))
        return (RenderedFact(self.wording.translate(_label(predicate)), values),) if values else ()

    def _values(self, thing: NamedNode, predicate: NamedNode) -> tuple[RenderedTerm, ...]:
        if predicate == DCTERMS.temporal:
            return self._period(thing)
        values = self.description.values(thing, predicate)
        if any(isinstance(value, Literal) and value.language for value in values):
            return tuple(
                RenderedTerm(value.value)
                for value in values
                if isinstance(value, Literal) and value.language == self.wording.language
            )
        shown = [
            self._literal(predicate, value) if isinstance(value, Literal) else self._thing(value)
            for value in values
        ]
        return tuple(dict.fromkeys(shown))

    def _literal(self, predicate: NamedNode, literal: Literal) -> RenderedTerm:
        if literal.datatype in (XSD.date, XSD.dateTime):
            return RenderedTerm(self.wording.date(literal.value[:10]), moment=literal.value[:10])
        if predicate == DCAT.byteSize:
            return RenderedTerm(format_size(int(literal.value), self.wording))
        return RenderedTerm(literal.value)

    def _thing(self, thing: NamedNode) -> RenderedTerm:
        """A code by its name, anything else by its name with a link."""
        checksum = self.description.text(thing, SPDX.checksumValue)
        if checksum:
            return RenderedTerm(f"SHA-256 {checksum}")
        email = self.description.thing(thing, VCARD.hasEmail)
        if email is not None:
            return RenderedTerm(self.name(thing), href=email.value)
        name = self.name(thing) or thing.value
        if self.path(thing.value) is not None:
            return RenderedTerm(name, href=self.href(thing.value))
        if self.description.thing(thing, RDF.type) is not None and _is_code(self.description, thing):
            return RenderedTerm(name)
        return RenderedTerm(
            name, href=thing.value if is_link(thing.value) else None, external=is_link(thing.value)
        )

    def _period(self, thing: NamedNode) -> tuple[RenderedTerm, ...]:
        """The period is a blank node, which a description of things passes over."""
        nodes = [q.object for q in self._quads if q.subject == thing and q.predicate == DCTERMS.temporal]
        return tuple(self._span(node) for node in nodes)

    def _span(self, node: object) -> RenderedTerm:
        days = {
            quad.predicate: quad.object.value
            for quad in self._quads
            if quad.subject == node and isinstance(quad.object, Literal)
        }
        start, end = days.get(DCAT.startDate), self.wording.date(days.get(DCAT.endDate, ""))
        if start is None:
            return RenderedTerm(self.wording.translate("until {end}", end=end))
        return RenderedTerm(self.wording.translate("{start} to {end}", start=start[:4], end=end))


def _is_code(description: ResourceDescription, thing: NamedNode) -> bool:
    """Whether a thing is a code of a list, whose own address tells a reader nothing more."""
    return any("#Concept" in kind.value for kind in description.things(thing, RDF.type))


def format_size(number: int, wording: Wording) -> str:
    """A size as people read it.

    >>> format_size(172053, Wording("nl"))
    '172 kB'
    """
    for unit, step in (("GB", 10**9), ("MB", 10**6), ("kB", 10**3)):
        if number >= step:
            amount = number / step
            text = f"{amount:.0f}" if amount >= 10 else f"{amount:.1f}"
            return f"{text.replace('.', get_decimal_symbol(wording.language))} {unit}"
    return f"{number} B"


def _label(predicate: NamedNode) -> LazyMessage:
    return _FIRST_PUBLISHED if predicate == DCTERMS.issued else PROPERTY_LABELS[predicate]
