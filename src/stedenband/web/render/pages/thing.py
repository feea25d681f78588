"""The page about one thing: all that it shows, worked out before the template sees it."""

from __future__ import annotations

from dataclasses import dataclass, replace

from pyoxigraph import NamedNode

from stedenband.model import Standing
from stedenband.ns import ORG, RDF, RDFS, SKOS, STB
from stedenband.web.messages.facts import OTHER_KINDS, SENTENCES
from stedenband.web.render.pages.claims import (
    ClaimGroup,
    Passage,
    claim_groups,
    get_position,
    list_supported_values,
    render_passage,
)
from stedenband.web.render.pages.facts import Claims, Fact, is_in_title, list_facts
from stedenband.web.render.pages.sections import (
    NOTHING,
    ActRow,
    ChangeRow,
    ParticipationRow,
    PartnershipRow,
    get_code,
    get_standing,
    list_act_rows,
    list_change_rows,
    list_participation_rows,
    list_partnership_rows,
)
from stedenband.web.render.terms import RenderedTerm, TermRenderer

_WITH_TABLE = frozenset({"city", "country", "place", "phase", "concept"})
"""Classes whose page lists partnerships; on others those of the document stand among the facts."""

_OTHER_KINDS = frozenset({"concept", "conceptscheme", "place", "geometry"})
"""Class words whose class is not of our vocabulary, so that we bring the label."""

_WITHOUT_CLAIMS = frozenset({"concept", "evidence", "source"})
"""Classes whose page tells of claims only by what they are about."""

_KINDS = ("twinning", "cooperation-agreement")
"""Kinds of partnership that have sentences of their own."""

_TENSES = {Standing.YES: "is", Standing.NO: "was", Standing.UNKNOWN: "unsure"}

MOST_SENTENCES = 2
"""Partnerships that a page tells of in sentences; more stand in its table alone."""


@dataclass(frozen=True, slots=True)
class ThingPage:
    """The parts of a page, in the order in which a reader meets them."""

    title: RenderedTerm
    kind: str
    sentence: str
    status: RenderedTerm | None
    status_code: str
    questions: tuple[RenderedTerm, ...]
    facts: tuple[Fact, ...]
    partnerships: tuple[PartnershipRow, ...]
    participations: tuple[ParticipationRow, ...]
    concepts: tuple[tuple[RenderedTerm, RenderedTerm], ...]
    acts: tuple[ActRow, ...]
    changes: tuple[ChangeRow, ...]
    passages: tuple[Passage, ...]
    claims: tuple[ClaimGroup, ...]

    @property
    def marked(self) -> bool:
        """Whether any fact has a mark."""
        return any(value.mark for fact in self.facts for value in fact.values)


def compose_thing_page(shower: TermRenderer, thing: NamedNode, word: str) -> ThingPage:
    """The page about a thing whose class word is ``word``."""
    description = shower.description
    status = description.thing(thing, STB.status)
    claims = _claims(shower, thing, word)
    return ThingPage(
        title=shower.name(thing),
        kind=shower.kind(thing)
        or shower.wording.translate(OTHER_KINDS[word if word in _OTHER_KINDS else "thing"]),
        sentence=_sentence(shower, thing, word),
        status=None if status is None else shower.thing(status),
        status_code=get_code(status),
        questions=tuple(shower.thing(q) for q in description.of_class(STB.OpenQuestion) if q != thing),
        facts=() if word == "evidence" else list_facts(shower, thing, claims),
        partnerships=list_partnership_rows(shower, thing) if word in _WITH_TABLE else (),
        participations=list_participation_rows(shower, thing, claims) if word == "partnership" else (),
        concepts=list_concept_rows(shower, thing) if word == "conceptscheme" else (),
        acts=list_act_rows(shower, thing, claims),
        changes=list_change_rows(shower, thing),
        passages=_passages(shower, thing, word),
        # Last: what the facts and the lists above have told already is not told again.
        claims=claim_groups(shower, thing, claims.untold()),
    )


def _claims(shower: TermRenderer, thing: NamedNode, word: str) -> Claims:
    claims = shower.description.of_class(STB.Claim)
    return Claims(shower, () if word in _WITHOUT_CLAIMS else [claim for claim in claims if claim != thing])


def _passages(shower: TermRenderer, thing: NamedNode, word: str) -> tuple[Passage, ...]:
    """The passages of a claim, or those of a source in the order in which they stand in it, or the one of the page."""
    description = shower.description
    if word == "evidence":
        return (
            replace(render_passage(shower, thing), page=NOTHING, claims=list_supported_values(shower, thing)),
        )
    if word == "claim":
        return tuple(render_passage(shower, evidence) for evidence in description.things(thing, STB.evidence))
    if word != "source":
        return ()
    found = description.subjects(STB.source, thing)
    found.sort(key=lambda evidence: _place(shower, evidence))
    return tuple(_of_source(shower, evidence) for evidence in found)


def _place(shower: TermRenderer, evidence: NamedNode) -> tuple[bool, int, str]:
    """Where a passage comes in the order of its text; those without a place are last."""
    position = get_position(shower, evidence)
    return position is None, position or 0, evidence.value


def _of_source(shower: TermRenderer, evidence: NamedNode) -> Passage:
    """A passage on the page of its source, with the claims that it bears."""
    return replace(
        render_passage(shower, evidence), source=None, claims=list_supported_values(shower, evidence)
    )


def _sentence(shower: TermRenderer, thing: NamedNode, word: str) -> str:
    """What a reader wants to know first: of a partnership, and of a city that has one or two, how they stand."""
    ties = [thing] if word == "partnership" else []
    if word == "city":
        ties = shower.description.of_class(STB.Partnership)
    return " ".join(get_sentence(shower, tie) for tie in ties) if len(ties) <= MOST_SENTENCES else ""


def get_sentence(shower: TermRenderer, partnership: NamedNode) -> str:
    """The partnership as one sentence: ``Gent en Kanazawa zijn zustersteden sinds 1971.``"""
    description, wording = shower.description, shower.wording
    parties = _in_order_of_label(shower, partnership)
    kind = get_code(description.thing(partnership, STB.kind))
    start = description.literal(partnership, STB.startDate)
    end = description.literal(partnership, STB.endDate)
    if len(parties) < 2:
        return ""
    span = {(True, True): "from-to", (True, False): "since", (False, True): "to", (False, False): "undated"}
    tense = _TENSES[get_standing(description, partnership)]
    key = SENTENCES[f"{kind if kind in _KINDS else 'tie'}.{tense}.{span[start is not None, end is not None]}"]
    return wording.translate(
        key,
        parties=wording.listing(parties),
        start=wording.date(start.value) if start else "",
        end=wording.date(end.value) if end else "",
    )


def _in_order_of_label(shower: TermRenderer, partnership: NamedNode) -> list[str]:
    """The parties' names in the order in which the partnership's own name has them, be it in another language."""
    label = shower.name(partnership).text

    def place(party: NamedNode) -> tuple[int, str]:
        names = shower.description.names(party).values()
        return min((is_in_title(label, name) for name in names), default=len(label)), shower.name(party).text

    parties = sorted(shower.description.things(partnership, STB.party), key=place)
    return [shower.name(party).text for party in parties]


def list_concept_rows(
    shower: TermRenderer, scheme: NamedNode
) -> tuple[tuple[RenderedTerm, RenderedTerm], ...]:
    """The concepts of a code list with their definitions, in the order of their names."""
    description = shower.description
    concepts = description.subjects(SKOS.inScheme, scheme)
    rows = ((shower.thing(c), shower.best(description.texts(c, SKOS.definition))) for c in concepts)
    return tuple(sorted(rows, key=lambda row: row[0].text))


MOST = 100
"""Facts that are told of, as many as the query gives."""

_NAMES = frozenset({RDF.type, RDFS.label, SKOS.prefLabel, ORG.member, ORG.organization})
"""What the query gives besides, so that things can be called by name."""


@dataclass(frozen=True, slots=True)
class Unsaid:
    """A value that the register gives without a source, and the things it gives it of."""

    property: str
    value: RenderedTerm
    about: tuple[RenderedTerm, ...]


def list_unsupported_facts(shower: TermRenderer) -> tuple[Unsaid, ...]:
    """Those values, by the name of their property."""
    found: dict[tuple[str, RenderedTerm], list[RenderedTerm]] = {}
    for subject in shower.description.described():
        for name, value in _facts(shower, subject):
            found.setdefault((name, value), []).append(shower.thing(subject))
    grouped = (
        Unsaid(name, value, tuple(sorted(about, key=lambda each: each.text)))
        for (name, value), about in found.items()
    )
    return tuple(sorted(grouped, key=lambda each: (each.property, each.value.text)))


def _facts(shower: TermRenderer, subject: NamedNode) -> list[tuple[str, RenderedTerm]]:
    description = shower.description
    return [
        (shower.property(predicate), shower.term(value))
        for predicate in description.predicates(subject)
        if predicate not in _NAMES
        for value in description.values(subject, predicate)
    ]
