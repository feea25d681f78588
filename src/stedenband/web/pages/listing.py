"""The lists of a document: what belongs to a thing that may have it by the thousand, one page at a time.

A document says all of its own thing, and of each list one page; the pages of all its lists are turned together.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from pyoxigraph import NamedNode, Quad

from stedenband.ns import ORG, SCHEMA, STB
from stedenband.web.addresses import Asked
from stedenband.web.http.refusals import UnknownAddressError
from stedenband.web.page_queries import part_of_column, statements
from stedenband.web.serving.live import Serving
from stedenband.web.site import Site

PER_PAGE = 50
"""Things of a list on one page."""


@dataclass(frozen=True, slots=True)
class List:
    """What leads to a thing by one property, or from it where ``members`` says so.

    ``members`` is the query that gives all of them in order, asked once for all pages of the list (putting 40,000 in
    order takes the store half a second); ``about`` is the one that tells of those on a page.
    """

    link: NamedNode
    members: str = "members-by-year"
    about: str = "about-ties"

    def quad(self, member: NamedNode, thing: NamedNode) -> Quad:
        """That a member belongs to the list."""
        return (
            Quad(thing, self.link, member)
            if self.members == "members-from"
            else Quad(member, self.link, thing)
        )


def _named(link: NamedNode) -> List:
    return List(link, "members-by-name", "about-names")


LISTS: Mapping[str, tuple[List, ...]] = {
    "act": (List(STB.act),),
    "change": (List(STB.affects, "members-from"), List(STB.exempts, "members-from")),
    "city": (
        List(STB.party),
        List(STB.partnerOf, "members-from", "about-names"),
        List(STB.formerPartnerOf, "members-from", "about-names"),
        List(SCHEMA.location),
        _named(STB.suburbOf),
    ),
    "country": (_named(STB.country),),
    "evidence": (_named(STB.evidence),),
    "phase": (List(STB.phase),),
    "place": (_named(SCHEMA.containedInPlace),),
    "source": (List(STB.source, "members-by-place", "about-passages"),),
    "concept/act": (List(STB.kind),),
    "concept/change": (List(STB.kind),),
    "concept/kind": (List(STB.kind),),
    "concept/level": (List(STB.level),),
    "concept/mode": (_named(STB.mode),),
    "concept/role": (_named(ORG.role),),
    "concept/rule": (_named(STB.rule),),
    "concept/standing": (_named(STB.stands),),
    "concept/status": (List(STB.status),),
}
"""The lists of a document by the class word of its thing, of a code by its code list."""

_WITH_PARTNERSHIPS = frozenset({"country", "place"})
"""Documents that list cities, and tell the partnerships of those."""


@dataclass(frozen=True, slots=True)
class Listed:
    """One page of the lists of a document: its statements, its number, how many pages there are, and the total."""

    quads: tuple[Quad, ...] = ()
    number: int = 1
    pages: int = 1
    total: int = 0


def lists_of(asked: Asked) -> tuple[List, ...]:
    """The lists of the document about a thing."""
    word = "/".join(asked.reference.split("/")[:2]) if asked.word == "concept" else asked.word
    return LISTS.get(word, ())


async def listed(site: Site, serving: Serving, asked: Asked, number: int) -> Listed:
    """That page. Raises ``UnknownAddressError`` for a page that there is not."""
    start, thing = (number - 1) * PER_PAGE, asked.thing
    quads: list[Quad] = []
    longest = 0
    for each in lists_of(asked):
        about = {"thing": thing.value, "link": each.link.value}
        part = slice(start, start + PER_PAGE)
        shown, number_of_all = await part_of_column(site, serving, each.members, about, part)
        longest = max(longest, number_of_all)
        if shown:
            quads += [each.quad(NamedNode(member), thing) for member in shown]
            quads += await statements(site, serving, each.about, {"member": shown})
            if asked.word in _WITH_PARTNERSHIPS:
                quads += await statements(site, serving, "about-partnerships", {"member": shown})
    if number > 1 and start >= longest:
        raise UnknownAddressError(f"{asked.reference}?page={number}")
    return Listed(tuple(quads), number, max(1, -(-longest // PER_PAGE)), longest)
