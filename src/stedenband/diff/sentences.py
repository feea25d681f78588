"""Differences in words, in every language of the interface.

A reader is told of what somebody changed. What follows from it is left out: the year beside a date, the second copy
of a name, the partner list of a city, the link from a partnership to an act that is itself told of as new.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from pyoxigraph import Literal, NamedNode

from stedenband.diff.difference import ChangeKind, Difference, Pair, Value
from stedenband.diff.labels import Labeller, Lookup, find_values, name_language
from stedenband.diff.messages import CLAIM_CHANGES, WHOLE_CHANGES
from stedenband.diff.record import ThingChange
from stedenband.i18n import DATA_LANGUAGES, choose_text, translate, translate_all
from stedenband.message import N_, LazyMessage
from stedenband.model import Texts
from stedenband.ns import GEO, RDF, RDFS, SCHEMA, SKOS, STB

MOST_DESCRIBED = 2000
"""Things that are told one by one; the statements of all of them are in the files."""

_DERIVED = frozenset(
    {
        *(SKOS.prefLabel, STB.startYear, STB.endYear, STB.year, STB.partnerOf, STB.formerPartnerOf),
        *(GEO.asWKT, GEO.hasGeometry, RDFS.isDefinedBy, SKOS.topConceptOf, SKOS.hasTopConcept),
    }
)
"""Properties whose values follow from others."""

_POINTING = frozenset({STB.act, STB.participation, STB.evidence})
"""Properties that point to things that are told of themselves when they come or go."""

_ORDER = (
    *(STB.Partnership, STB.Participation, STB.Act, STB.Change, STB.Phase, STB.City, STB.Country),
    *(STB.OpenQuestion, STB.Claim, STB.SourceDocument, STB.Evidence),
)
"""The order in which sorts of things are told; others follow."""


_NAMED = (
    *(STB.Partnership, STB.City, STB.Country, STB.Participation, STB.Claim, STB.Evidence),
    *(SCHEMA.AdministrativeArea, GEO.Geometry),
)
"""Sorts of things whose names need no quotation marks in a sentence; those of others are sentences themselves."""


def describe_changes(differences: Sequence[Difference], look: Lookup) -> tuple[ThingChange, ...]:
    """The differences in words, in a reader's order; of each thing once."""
    namer = Labeller(look)
    coming_and_going = {d.thing for d in differences if d.kind in (ChangeKind.CREATED, ChangeKind.REMOVED)}
    borne = _borne(differences)
    told = [
        (_rank(difference), change)
        for difference in differences
        if difference.thing not in borne and not _is_shadow(difference)
        for change in _told(difference, namer, coming_and_going)
    ]
    return tuple(change for _, change in sorted(told, key=_key))


def _key(told: tuple[int, ThingChange]) -> tuple[int, str, str]:
    rank, change = told
    return rank, choose_text(change.title, DATA_LANGUAGES[0]), change.thing


def _rank(difference: Difference) -> int:
    kinds = find_values(difference.latest, RDF.type)
    return min((_ORDER.index(kind) for kind in kinds if kind in _ORDER), default=len(_ORDER))


def _borne(differences: Iterable[Difference]) -> set[NamedNode]:
    """Passages that come or go with the claim they bear: they are told with it."""
    return {
        evidence
        for difference in differences
        if difference.kind in (ChangeKind.CREATED, ChangeKind.REMOVED) and _is(difference, STB.Claim)
        for evidence in find_values(difference.latest, STB.evidence)
    }


def _is(difference: Difference, kind: NamedNode) -> bool:
    return (RDF.type, kind) in difference.latest


def _is_shadow(difference: Difference) -> bool:
    """Whether this is a position on the map that came or went with its city."""
    return difference.kind in (ChangeKind.CREATED, ChangeKind.REMOVED) and _is(difference, GEO.Geometry)


def _told(difference: Difference, namer: Labeller, coming_and_going: set[NamedNode]) -> Iterator[ThingChange]:
    sentences = tuple(_sentences(difference, namer, coming_and_going))
    if sentences and difference.kind:
        kind, name = namer.kind(difference.latest), namer.thing(difference.thing)
        bare = any((RDF.type, one) in difference.latest for one in _NAMED)
        title = _say(N_("{kind} {name}") if bare else N_("{kind} “{name}”"), kind=kind, name=name)
        yield ThingChange(difference.thing.value, difference.kind.value, title, sentences)


def _sentences(difference: Difference, namer: Labeller, coming_and_going: set[NamedNode]) -> Iterator[Texts]:
    if difference.kind is None:
        return
    if difference.kind is not ChangeKind.UPDATED:
        claim = _claim(difference, namer) if _is(difference, STB.Claim) else None
        yield claim or translate_all(WHOLE_CHANGES[difference.kind.value])
        return
    for predicate, language in sorted(_places(difference, coming_and_going), key=str):
        before = _said(difference.removed, predicate, language)
        after = _said(difference.added, predicate, language)
        yield _sentence(_property(namer, predicate, language), _list(namer, before), _list(namer, after))


def _places(difference: Difference, coming_and_going: set[NamedNode]) -> set[tuple[NamedNode, str | None]]:
    """The properties that changed, and of texts the languages."""
    return {
        (predicate, value.language if isinstance(value, Literal) else None)
        for predicate, value in difference.added | difference.removed
        if predicate not in _DERIVED and not (predicate in _POINTING and value in coming_and_going)
    }


def _said(pairs: Iterable[Pair], predicate: NamedNode, language: str | None) -> list[Value]:
    found = [value for name, value in pairs if name == predicate and _language(value) == language]
    return sorted(found, key=str)


def _language(value: Value) -> str | None:
    return value.language if isinstance(value, Literal) else None


def _property(namer: Labeller, predicate: NamedNode, language: str | None) -> Texts:
    name = namer.property(predicate)
    if language is None:
        return name
    languages = {reader: name_language(language, reader) for reader in DATA_LANGUAGES}
    return _say(N_("{property} ({tongue})"), property=name, tongue=languages)


def _list(namer: Labeller, found: Sequence[Value]) -> Texts | None:
    if not found:
        return None
    named = [_say(N_("‘{value}’"), value=namer.value(value)) for value in found]
    return {language: ", ".join(texts[language] for texts in named) for language in DATA_LANGUAGES}


def _sentence(name: Texts, before: Texts | None, after: Texts | None) -> Texts:
    """``status changed from ‘active’ to ‘ended’``, ``end date added: ‘2018’``, ``note removed: ‘…’``."""
    if before and after:
        return _say(
            N_("{property} changed from {before} to {after}"), property=name, before=before, after=after
        )
    if after:
        return _say(N_("{property} added: {values}"), property=name, values=after)
    return _say(N_("{property} removed: {values}"), property=name, values=before or {})


def _claim(difference: Difference, namer: Labeller) -> Texts | None:
    """What a claim that came or went says, with the words it rests on."""
    said = sorted((value for name, value in difference.latest if name == RDF.object), key=str)
    if not said or difference.kind is None:
        return None
    value, passage = namer.value(said[0]), namer.passage(difference.latest)
    code = difference.kind.value
    if passage is None:
        return _say(CLAIM_CHANGES[code], value=value)
    quote, source = passage
    return _say(CLAIM_CHANGES[f"{code}.quoted"], value=value, quote=quote, source=source)


def _say(message: LazyMessage, **texts: Texts) -> Texts:
    """A message in every language, with texts of that language in its places."""
    return {
        language: translate(
            message, language, **{name: choose_text(text, language) for name, text in texts.items()}
        )
        for language in DATA_LANGUAGES
    }
