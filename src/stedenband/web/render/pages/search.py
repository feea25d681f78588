"""All that the page of results shows, worked out before the template sees it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from stedenband.model import Standing
from stedenband.ns import Iris
from stedenband.search import FACETS, TYPES, SearchHit, SearchIndex, SearchResult
from stedenband.web.addresses import get_local_path
from stedenband.web.messages.search import SEARCH_CHOICES
from stedenband.web.render.description import ResourceDescription
from stedenband.web.render.named_questions import Names
from stedenband.web.render.ontology import VocabularyFile
from stedenband.web.render.search import Search, convert_iri_to_value, convert_value_to_iri
from stedenband.web.render.terms import RenderedTerm, TermRenderer
from stedenband.web.render.wording import Wording

SHOWN_VALUES = 8
"""Values of a facet that are shown at once; the others unfold."""


@dataclass(frozen=True, slots=True)
class FoundCode:
    """A code of a list with its name."""

    code: str
    name: RenderedTerm


@dataclass(frozen=True, slots=True)
class FoundThing:
    """A thing that was found; ``matched`` is the name by which, where it is not the title."""

    title: RenderedTerm
    type: str
    matched: RenderedTerm | None
    matched_language: str
    alike: bool
    countries: tuple[RenderedTerm, ...]
    since: int | None
    kinds: tuple[RenderedTerm, ...]
    statuses: tuple[FoundCode, ...]
    stands: str
    """Of a partnership, or of a city by its partnerships: whether any stands, else ``no`` or ``unknown``."""


@dataclass(frozen=True, slots=True)
class FacetValue:
    """A value of a facet: how many results it leaves, and where it is chosen, or let go where it is chosen already."""

    name: RenderedTerm
    number: int
    href: str
    chosen: bool


@dataclass(frozen=True, slots=True)
class ShownFacet:
    """One way to narrow the results."""

    name: str
    values: tuple[FacetValue, ...]
    more: tuple[FacetValue, ...]


@dataclass(frozen=True, slots=True)
class SearchResultsPage:
    """One page of what was found."""

    search: Search
    total: int
    alike: bool
    entries: tuple[FoundThing, ...]
    facets: tuple[ShownFacet, ...]
    chosen: tuple[FacetValue, ...]
    pages: int
    before: str | None
    behind: str | None


@dataclass(frozen=True, slots=True)
class SearchResultsRenderer:
    """Shows what was found in one release to one reader."""

    index: SearchIndex
    codes: Names
    shower: TermRenderer

    @classmethod
    def of(
        cls, iris: Iris, vocabulary: VocabularyFile, index: SearchIndex, codes: Names, wording: Wording
    ) -> SearchResultsRenderer:
        """A viewer with the words of the site."""
        return cls(index, codes, TermRenderer(ResourceDescription(()), wording, iris, vocabulary))

    @property
    def wording(self) -> Wording:
        """The reader's words."""
        return self.shower.wording

    def results(self, search: Search, found: SearchResult) -> SearchResultsPage:
        """The page."""
        pages = -(-found.total // search.per_page)
        facets = tuple(self._facet(search, facet, found.counts[facet]) for facet in FACETS)
        return SearchResultsPage(
            search=search,
            total=found.total,
            alike=found.alike,
            entries=tuple(self._entry(hit) for hit in found.hits),
            facets=tuple(facet for facet in facets if len(facet.values) > 1),
            chosen=tuple(self._chosen(search, facet, value) for facet, value in search.chosen.items()),
            pages=pages,
            before=self._page(search, search.page - 1) if search.page > 1 else None,
            behind=self._page(search, search.page + 1) if search.page < pages else None,
        )

    def _page(self, search: Search, number: int) -> str:
        return self.wording.href(search.address(page=number))

    # == A result ==============================================================

    def _entry(self, hit: SearchHit) -> FoundThing:
        thing = hit.thing
        name = self.shower.best(thing.texts)
        path = get_local_path(thing.iri, self.shower.iris)
        statuses = tuple(
            FoundCode(convert_iri_to_value(one), self.named("status", one)) for one in thing.statuses
        )
        countries = tuple(self.named("country", one) for one in thing.countries if one != thing.iri)
        return FoundThing(
            title=RenderedTerm(name.text, name.language, self.wording.href(path)) if path else name,
            type=thing.type,
            matched=self._matched(hit, (name, *countries)),
            matched_language=self._language(hit.name.language),
            alike=hit.how == "alike",
            countries=countries,
            since=thing.since,
            kinds=tuple(self.named("kind", one) for one in thing.kinds),
            statuses=statuses,
            stands=_standing([convert_iri_to_value(one) for one in thing.standings]),
        )

    def _matched(self, hit: SearchHit, seen: Iterable[RenderedTerm]) -> RenderedTerm | None:
        """The name by which it was found, where the reader would not see it anyway."""
        if hit.how == "all" or hit.name.text in [one.text for one in seen]:
            return None
        return RenderedTerm(hit.name.text, self.shower.foreign(hit.name.language))

    def _language(self, tag: str) -> str:
        return "" if tag == "und" else self.shower.language_name(tag)

    # == Facets ================================================================

    def named(self, facet: str, value: str) -> RenderedTerm:
        """A value of a facet in the reader's words; one that the data do not have as it stands."""
        short = convert_iri_to_value(value)
        match facet:
            case "type" if value in TYPES:
                return RenderedTerm(self.wording.translate(SEARCH_CHOICES[value]))
            case "decade" if value.isascii() and value.isdigit():
                return RenderedTerm(self.wording.translate("{decade}s", decade=value))
            case "country" if value in self.index.countries:
                return self.shower.best(self.index.countries[value].texts)
            case "kind" | "status" | "stands" if short in self.codes:
                return RenderedTerm(self.wording.choose_text(self.codes[short]))
        return RenderedTerm(short)

    def _facet(self, search: Search, facet: str, counted: Sequence[tuple[str, int]]) -> ShownFacet:
        values = [self._value(search, facet, value, number) for value, number in counted]
        if facet == "decade":
            return ShownFacet(facet, tuple(sorted(values, key=lambda value: value.name.text)), ())
        first = sorted(values, key=lambda value: not value.chosen)
        return ShownFacet(facet, tuple(first[:SHOWN_VALUES]), tuple(first[SHOWN_VALUES:]))

    def _value(self, search: Search, facet: str, value: str, number: int) -> FacetValue:
        chosen = self._is_chosen(search, facet, value)
        href = search.narrowed(facet, None if chosen else convert_iri_to_value(value)).address()
        return FacetValue(self.named(facet, value), number, self.wording.href(href), chosen)

    def _is_chosen(self, search: Search, facet: str, value: str) -> bool:
        return (
            facet in search.chosen
            and convert_value_to_iri(facet, search.chosen[facet], self.shower.iris) == value
        )

    def _chosen(self, search: Search, facet: str, value: str) -> FacetValue:
        name = self.named(facet, convert_value_to_iri(facet, value, self.shower.iris))
        return FacetValue(name, 0, self.wording.href(search.narrowed(facet, None).address()), chosen=True)


def _standing(standings: Sequence[str]) -> str:
    """The best that is said of any of its partnerships: one that stands counts before one that is unknown."""
    return next(
        (each.value for each in (Standing.YES, Standing.UNKNOWN, Standing.NO) if each in standings), ""
    )
