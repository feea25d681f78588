"""What can be found: things with their names, and the facts by which a search is narrowed. Pure.

The facts come as rows, one statement each. A city is found by the kind, the status and the decade of its partnership
too, an act by the countries of the partnership that it belongs to: readers do not think in classes.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from stedenband.i18n import SOURCE
from stedenband.model import Standing, Texts
from stedenband.ns import mint_concept
from stedenband.search.folding import split_words

TYPES = ("city", "partnership", "country", "place", "phase", "act", "change", "source", "question")
"""What types of things are found, by the word in their IRIs, in the order in which they are listed."""

_TIED = ("city", "partnership")
"""Types that have the kind and the status of a partnership."""

LONGEST_NAME = 300
"""Characters of a name that are kept; of a longer one the rest is on its page."""

NOT_KNOWN = mint_concept("standing", Standing.UNKNOWN.value).value
"""Whether a partnership stands of which nothing is said."""

FACETS = ("type", "country", "kind", "stands", "status", "decade")
"""What a search is narrowed by."""


class FactRow(NamedTuple):
    """One statement: the thing, what is said (``name``, ``other-name``, ``country``, ``party``...), and the value."""

    thing: str
    fact: str
    value: str
    language: str = ""


class Name(NamedTuple):
    """A name and its language; ``und`` where it is not said."""

    text: str
    language: str


@dataclass(frozen=True, slots=True)
class Thing:
    """Something with a page: its IRI, its type, its names with the chief ones first, and its facts.

    ``countries``, ``kinds``, ``statuses`` and ``standings`` (whether it stands) are IRIs, ``years`` those in which it
    began. ``related`` are the names of the partners in a partnership, and of its country or theirs: who looks for
    Japan wants the ties with it too.
    """

    iri: str
    type: str
    names: tuple[Name, ...]
    countries: tuple[str, ...] = ()
    kinds: tuple[str, ...] = ()
    statuses: tuple[str, ...] = ()
    standings: tuple[str, ...] = ()
    years: tuple[int, ...] = ()
    related: tuple[Name, ...] = ()

    def to_json(self) -> str:
        """All of it in one line."""
        facts = self.countries, self.kinds, self.statuses, self.standings, self.years
        return json.dumps((self.iri, self.type, self.names, *facts, self.related), ensure_ascii=False)

    @classmethod
    def from_json(cls, told: str) -> Thing:
        """What ``to_json`` wrote."""
        iri, word, names, *facts, related = json.loads(told)
        countries, kinds, statuses, standings, years = map(tuple, facts)
        return cls(iri, word, _named(names), countries, kinds, statuses, standings, years, _named(related))

    @property
    def since(self) -> int | None:
        """The first of its years."""
        return min(self.years, default=None)

    @property
    def texts(self) -> Texts:
        """Its chief name in each language it has one in."""
        return {name.language: name.text for name in reversed(self.names)}

    def name(self, language: str) -> Name:
        """What it is called in that language, else in English, else in any."""
        texts = self.texts
        chosen = next((tag for tag in (language, SOURCE) if tag in texts), self.names[0].language)
        return Name(texts[chosen], chosen)

    def values(self, facet: str) -> tuple[str, ...]:
        """What it counts as in one of the ``FACETS``."""
        match facet:
            case "type":
                return (self.type,)
            case "country":
                return self.countries
            case "kind":
                return self.kinds
            case "status":
                return self.statuses
            case "stands":
                return self.standings
        return tuple(dict.fromkeys(str(year // 10 * 10) for year in self.years))


def collect_words(thing: Thing) -> frozenset[str]:
    """The words by which a thing is found."""
    return frozenset(word for name in (*thing.names, *thing.related) for word in split_words(name.text))


def _name(row: FactRow) -> Name:
    text = row.value if len(row.value) <= LONGEST_NAME else row.value[: LONGEST_NAME - 1] + "…"
    return Name(text, row.language or "und")


def _named(told: Iterable[Iterable[str]]) -> tuple[Name, ...]:
    return tuple(Name(*name) for name in told)


@dataclass(frozen=True, slots=True)
class _Said:
    """What the rows say of one thing: its names, and its other facts by what they are."""

    names: list[Name] = field(default_factory=list)
    others: list[Name] = field(default_factory=list)
    facts: dict[str, list[str]] = field(default_factory=dict)

    def add(self, row: FactRow) -> None:
        """Take up one statement."""
        match row.fact:
            case "name":
                self.names.append(_name(row))
            case "other-name":
                self.others.append(_name(row))
            case fact:
                self.facts.setdefault(fact, []).append(row.value)

    def get(self, fact: str) -> Sequence[str]:
        """The values of one fact."""
        return self.facts.get(fact, ())

    @property
    def all_names(self) -> tuple[Name, ...]:
        """The names, chief ones first, each once."""
        return tuple(dict.fromkeys((*self.names, *self.others)))

    @property
    def years(self) -> list[int]:
        """Years that can be counted in decades."""
        found = (year for year in self.get("year") if year.isascii() and year.isdigit() and len(year) <= 4)
        return [int(year) for year in found]


def build_things(rows: Mapping[str, Iterable[FactRow]], home: str) -> Iterator[Thing]:
    """The things that the rows of each type tell of. ``home`` is the city that publishes.

    Things without a name are left out. A partnership counts for the countries of the partners, not for that of the
    city that publishes, which has them all; and that city itself for none of its partnerships.
    """
    said = {word: _by_thing(rows.get(word, ())) for word in TYPES}
    ties = _Ties(said, home)
    for word in TYPES:
        for iri, told in said[word].items():
            if told.names or told.others:
                yield _thing(iri, word, told, ties)


def _by_thing(rows: Iterable[FactRow]) -> dict[str, _Said]:
    found: defaultdict[str, _Said] = defaultdict(_Said)
    for row in rows:
        found[row.thing].add(row)
    return found


def _thing(iri: str, word: str, told: _Said, ties: _Ties) -> Thing:
    own = ties.of(iri, word)
    countries = _each([iri] if word == "country" else told.get("country") or ties.countries(own))
    # An act has a kind too, but from another list.
    tied = own if word in _TIED else []
    return Thing(
        iri,
        word,
        told.all_names,
        countries,
        _each(kind for tie in tied for kind in tie.get("kind")),
        _each(status for tie in tied for status in tie.get("status")),
        _each(standing for tie in tied for standing in tie.get("stands") or (NOT_KNOWN,)),
        tuple(sorted(set(told.years or [year for tie in own for year in tie.years]))),
        ties.names(own if word == "partnership" else (), countries) if word in _TIED else (),
    )


def _each(values: Iterable[str]) -> tuple[str, ...]:
    return tuple(sorted(set(values)))


class _Ties:
    """Which partnerships a thing belongs to, and with whom those are."""

    def __init__(self, said: Mapping[str, Mapping[str, _Said]], home: str) -> None:
        self._ties, self._cities, self._countries = said["partnership"], said["city"], said["country"]
        self._home = home
        self._of: defaultdict[str, list[_Said]] = defaultdict(list)
        for tie in self._ties.values():
            for member in (*tie.get("party"), *tie.get("act")):
                self._of[member].append(tie)

    def of(self, iri: str, word: str) -> list[_Said]:
        """The partnerships of a thing: of a city those with the city that publishes, where it has such."""
        if word == "partnership":
            return [self._ties[iri]]
        ties = self._of.get(iri, []) if iri != self._home else []
        if word != "city":
            return ties
        return [tie for tie in ties if self._home in tie.get("party")] or ties

    def countries(self, ties: Iterable[_Said]) -> list[str]:
        """The countries of the partners."""
        return [country for city in self._partners(ties) for country in city.get("country")]

    def names(self, ties: Iterable[_Said], countries: Iterable[str]) -> tuple[Name, ...]:
        """The names of the partners and of these countries, each once."""
        known = (self._countries[country] for country in countries if country in self._countries)
        told = (*self._partners(ties), *known)
        return tuple(dict.fromkeys(name for each in told for name in each.all_names))

    def _partners(self, ties: Iterable[_Said]) -> list[_Said]:
        """The parties other than the city that publishes, as far as anything is said of them."""
        partners = dict.fromkeys(party for tie in ties for party in tie.get("party") if party != self._home)
        return [self._cities[partner] for partner in partners if partner in self._cities]
