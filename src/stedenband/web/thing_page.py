"""All that the page about one thing shows, worked out before the template sees it."""

from __future__ import annotations

from dataclasses import dataclass, replace

from pyoxigraph import NamedNode

from stedenband.ns import SKOS, STB
from stedenband.web.claims import ClaimGroup, Passage, claim_groups, passage
from stedenband.web.facts import Fact, facts_of, in_title
from stedenband.web.sections import (
    GONE,
    ActRow,
    ChangeRow,
    ParticipationRow,
    PartnershipRow,
    act_rows,
    change_rows,
    code_of,
    participation_rows,
    partnership_rows,
)
from stedenband.web.showing import Shower, Shown

_WITH_TABLE = frozenset({"city", "country", "place", "phase", "concept"})
"""Classes whose page lists partnerships; on others those of the document stand among the facts."""

_OTHER_KINDS = frozenset({"concept", "conceptscheme", "place", "geometry"})
"""Class words whose class is not of our vocabulary, so that we bring the label."""

_WITHOUT_CLAIMS = frozenset({"evidence", "source"})
"""Classes whose page shows passages, not what they bear."""


@dataclass(frozen=True, slots=True)
class ThingPage:
    """The parts of a page, in the order in which a reader meets them."""

    title: Shown
    kind: str
    sentence: str
    status: Shown | None
    status_code: str
    questions: tuple[Shown, ...]
    facts: tuple[Fact, ...]
    partnerships: tuple[PartnershipRow, ...]
    participations: tuple[ParticipationRow, ...]
    concepts: tuple[tuple[Shown, Shown], ...]
    acts: tuple[ActRow, ...]
    changes: tuple[ChangeRow, ...]
    passages: tuple[Passage, ...]
    claims: tuple[ClaimGroup, ...]


def thing_page(shower: Shower, thing: NamedNode, word: str) -> ThingPage:
    """The page about a thing whose class word is ``word``."""
    description = shower.description
    status = description.thing(thing, STB.status)
    return ThingPage(
        title=shower.name(thing),
        kind=shower.kind(thing) or shower.wording.say(f"kind.{word if word in _OTHER_KINDS else 'thing'}"),
        sentence=sentence_of(shower, thing) if word == "partnership" else "",
        status=None if status is None else shower.thing(status),
        status_code=code_of(status),
        questions=tuple(shower.thing(q) for q in description.of_class(STB.OpenQuestion) if q != thing),
        facts=facts_of(shower, thing),
        partnerships=partnership_rows(shower, thing) if word in _WITH_TABLE else (),
        participations=participation_rows(shower, thing) if word == "partnership" else (),
        concepts=concept_rows(shower, thing) if word == "conceptscheme" else (),
        acts=act_rows(shower, thing),
        changes=change_rows(shower, thing),
        passages=_passages(shower, thing, word),
        claims=() if word in _WITHOUT_CLAIMS else _claims(shower, thing),
    )


def _claims(shower: Shower, thing: NamedNode) -> tuple[ClaimGroup, ...]:
    claims = shower.description.of_class(STB.Claim)
    return claim_groups(shower, thing, [claim for claim in claims if claim != thing])


def _passages(shower: Shower, thing: NamedNode, word: str) -> tuple[Passage, ...]:
    """The passages of a claim, or those of a source in the order in which they stand in it."""
    description = shower.description
    if word == "claim":
        return tuple(passage(shower, evidence) for evidence in description.things(thing, STB.evidence))
    if word != "source":
        return ()
    found = description.subjects(STB.source, thing)
    found.sort(key=lambda evidence: (int(description.text(evidence, STB.position) or 0), evidence.value))
    return tuple(replace(passage(shower, evidence), source=None) for evidence in found)


def sentence_of(shower: Shower, partnership: NamedNode) -> str:
    """The partnership as one sentence: ``Gent en Kanazawa zijn zustersteden sinds 1971.``"""
    description, wording = shower.description, shower.wording
    parties = _in_order_of_label(shower, partnership)
    kind = code_of(description.thing(partnership, STB.kind))
    start = description.literal(partnership, STB.startDate)
    end = description.literal(partnership, STB.endDate)
    if kind not in ("twinning", "cooperation-agreement") or len(parties) < 2:
        return ""
    over = end is not None or code_of(description.thing(partnership, STB.status)) in GONE
    span = {(True, True): "from-to", (True, False): "since", (False, True): "to", (False, False): "undated"}
    key = f"sentence.{kind}.{'was' if over else 'is'}.{span[start is not None, end is not None]}"
    return wording.say(
        key,
        parties=wording.listing(parties),
        start=wording.date(start.value) if start else "",
        end=wording.date(end.value) if end else "",
    )


def _in_order_of_label(shower: Shower, partnership: NamedNode) -> list[str]:
    """The parties' names in the order in which the partnership's own name has them."""
    label = shower.name(partnership).text
    names = [shower.name(party).text for party in shower.description.things(partnership, STB.party)]
    return sorted(names, key=lambda name: (in_title(label, name), name))


def concept_rows(shower: Shower, scheme: NamedNode) -> tuple[tuple[Shown, Shown], ...]:
    """The concepts of a code list with their definitions, in the order of their names."""
    description = shower.description
    concepts = description.subjects(SKOS.inScheme, scheme)
    rows = ((shower.thing(c), shower.best(description.texts(c, SKOS.definition))) for c in concepts)
    return tuple(sorted(rows, key=lambda row: row[0].text))
