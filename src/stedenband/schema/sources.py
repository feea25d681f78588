"""The tables of who says so: sources, evidence, claims, and open questions."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable, Iterator, Mapping

from pyoxigraph import Literal

from stedenband.model import Origin, Texts
from stedenband.ns import DCTERMS, FOAF, RDF, RDFS, SCHEMA, SKOS, STB
from stedenband.schema.claims import require_suited
from stedenband.schema.faults import Fault
from stedenband.schema.fields import Derived, SaidTerm, Statement, column, make_origin, record
from stedenband.schema.link_types import AnyRef, ClaimedProperty, Code, Ref, Refs, WebAddress
from stedenband.schema.lookup import ActMode, Lookup
from stedenband.schema.references import Known
from stedenband.schema.rows import TableRow
from stedenband.schema.rules import require_both, require_with
from stedenband.schema.text_types import Digest, Exact, FileName, Id, Language, Line, LocalizedText, Prose
from stedenband.schema.value_types import Boolean, Count, Day

_SUBJECTS = ("country", "place", "city", "phase", "partnership", "participation", "act", "change")
_SUBJECT = AnyRef("subject", _SUBJECTS)
_THING = AnyRef("thing", (*_SUBJECTS, "source", "evidence", "claim"))


def tell_title(source: Source, lookup: Lookup) -> Iterator[Statement]:
    """The title of a source, in its own language."""
    title = Literal(source.title, language=source.language)
    for predicate in (RDFS.label, DCTERMS.title):
        yield Statement(f"source/{source.id}", predicate, title, "sources", ("title", "language"))


@record(
    table="sources",
    word="source",
    cls=STB.SourceDocument,
    graph="sources",
    rules=(require_both("file", "sha256"),),
    derived=(Derived(tell_title, (SaidTerm(RDFS.label, "words"), SaidTerm(DCTERMS.title, "words"))),),
)
class Source:
    """A text in one language from which claims are taken; ``sha256`` and ``file`` where we hold its bytes."""

    id: str = column(Id())
    title: str = column(Line(), RDFS.label, DCTERMS.title, derived=True)
    publisher: str = column(Line(), DCTERMS.publisher)
    language: str = column(Language(), DCTERMS.language)
    notes: Texts = column(LocalizedText(Prose()), SKOS.note, name="note", default_factory=dict)
    url: str | None = column(WebAddress(), FOAF.page, default=None)
    file: str | None = column(
        FileName(), unpublished="names the file that quotations are checked against", default=None
    )
    sha256: str | None = column(Digest(), SCHEMA.sha256, default=None)
    retrieved: str | None = column(
        Day(), unpublished="tells who keeps the tables when to look again", default=None
    )
    origin: Origin = dataclasses.field(default_factory=make_origin, compare=False)


def check_evidence(row: TableRow, known: Known) -> Iterator[Fault]:
    """Evidence says something: it quotes its source or describes it."""
    if not row.given("quote") and not any(name.startswith("description_") for name in (*row.cells, *row.bad)):
        yield Fault("no-evidence", row.at("quote"))


def quote_source(evidence: Evidence, lookup: Lookup) -> Iterator[Statement]:
    """The words of a source, in the language of that source."""
    source = lookup.sources[evidence.source]
    cells = (source.origin.at("language"),)
    for predicate, words, name in (
        (STB.quote, evidence.quote, "quote"),
        (STB.asWritten, evidence.as_written, "as_written"),
    ):
        if words:
            quoted = Literal(words, language=source.language)
            subject = f"evidence/{evidence.id}"
            yield Statement(subject, predicate, quoted, "claims", (name, "source"), cells)


@record(
    table="evidence",
    word="evidence",
    cls=STB.Evidence,
    graph="claims",
    rules=(check_evidence, require_with("position", "quote")),
    derived=(Derived(quote_source, (SaidTerm(STB.quote, "words"), SaidTerm(STB.asWritten, "words"))),),
)
class Evidence:
    """The words of a source that support a claim, or, where we do not hold the text, what it says in our words.

    ``position`` counts the Unicode characters before the quote in the source text, decoded from UTF-8.
    """

    id: str = column(Id())
    quote: str | None = column(Exact(), STB.quote, derived=True, default=None)
    as_written: str | None = column(Exact(), STB.asWritten, derived=True, default=None)
    source: str = column(Ref("source"), STB.source)
    position: int | None = column(Count(), STB.position, default=None)
    descriptions: Texts = column(
        LocalizedText(Prose()), DCTERMS.description, name="description", default_factory=dict
    )
    origin: Origin = dataclasses.field(default_factory=make_origin, compare=False)


def tell_value(claim: Claim, lookup: Lookup) -> Iterator[Statement]:
    """The value of a claim, as the same term that the data would hold."""
    kind = lookup.claimable[claim.property].types[claim.subject.partition("/")[0]]
    value = kind.make_term(kind.parse(claim.value), lookup)
    others = (claim.origin.at("property"), claim.origin.at("subject"))
    yield Statement(f"claim/{claim.id}", RDF.object, value, "claims", ("value",), others)


_VALUE = Derived(tell_value, (SaidTerm(RDF.object, "link"), SaidTerm(RDF.object, "date", key="objectDate")))


@record(
    table="claims",
    word="claim",
    cls=STB.Claim,
    graph="claims",
    rules=(require_suited("subject", "property", "value"),),
    derived=(
        Derived(tell_value, (SaidTerm(RDF.object, "link"), SaidTerm(RDF.object, "date", key="objectDate"))),
    ),
)
class Claim:
    """One statement taken as a thing: who says it, how we came to it, and whether the register follows it.

    ``subject`` is a reference (``partnership/gent-kanazawa``), ``property`` a local name of the vocabulary
    (``startDate``), ``value`` the cell text: a date, a code, an id, ``true``/``false``.
    """

    id: str = column(Id())
    subject: str = column(_SUBJECT, RDF.subject)
    property: str = column(ClaimedProperty(), RDF.predicate)
    value: str = column(Line(), RDF.object, derived=True)
    mode: str = column(Code("mode"), STB.mode)
    followed: bool = column(Boolean(), STB.followed)
    rule: str | None = column(Code("rule"), STB.rule, default=None)
    reasons: Texts = column(LocalizedText(Prose()), STB.reason, name="reason", default_factory=dict)
    evidence: tuple[str, ...] = column(Refs("evidence", "evidence"), STB.evidence, default=())
    origin: Origin = dataclasses.field(default_factory=make_origin, compare=False)


@record(table="questions", word="question", cls=STB.OpenQuestion)
class Question:
    """Something the sources leave open, for a person at the city to settle; ``about`` is a reference."""

    id: str = column(Id())
    about: str = column(_THING, STB.about)
    labels: Texts = column(LocalizedText(Line()), RDFS.label, name="question")
    origin: Origin = dataclasses.field(default_factory=make_origin, compare=False)


_STATED = "stated"


def find_act_modes(claims: Iterable[Claim]) -> dict[str, ActMode]:
    """How each act is known, by its id: the mode of the followed claims about its kind and date.

    An act counts as stated when both are. Otherwise the mode of its kind tells, then that of its date. Acts without
    such claims are left out.
    """
    known: dict[str, dict[str, str]] = {}
    cells: dict[str, list[Origin]] = {}
    for claim in claims:
        word, _, act = claim.subject.partition("/")
        if word == "act" and claim.followed and claim.property in ("kind", "date"):
            modes = known.setdefault(act, {})
            if modes.get(claim.property) != _STATED:
                modes[claim.property] = claim.mode
            columns = ("subject", "property", "mode", "followed")
            cells.setdefault(act, []).extend(claim.origin.at(column) for column in columns)
    return {act: ActMode(_least_direct(modes), tuple(cells[act])) for act, modes in known.items()}


def _least_direct(modes: Mapping[str, str]) -> str:
    inferred = (modes[name] for name in ("kind", "date") if modes.get(name, _STATED) != _STATED)
    return next(inferred, _STATED)
