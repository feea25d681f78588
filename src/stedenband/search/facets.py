"""How many of the things found belong to each country, kind, status, decade and type. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import reduce
from operator import and_

from stedenband.search.bitsets import NONE, make_bitset
from stedenband.search.things import FACETS, Thing

ChosenFacets = Mapping[str, str]
"""The value that each facet is narrowed to; a facet that is not there is not."""

FacetCounts = Mapping[str, tuple[tuple[str, int], ...]]
"""Of each facet its values with the number of things that have them, the most first."""


class Facets:
    """Which things have which value, by the numbers under which the index knows them."""

    def __init__(self, things: Iterable[Thing], size: int) -> None:
        numbers: dict[str, dict[str, list[int]]] = {facet: {} for facet in FACETS}
        for number, thing in enumerate(things):
            for facet in FACETS:
                for value in thing.values(facet):
                    numbers[facet].setdefault(value, []).append(number)
        self._bits = {
            facet: {value: make_bitset(found, size) for value, found in values.items()}
            for facet, values in numbers.items()
        }
        self.all = (1 << size) - 1

    def having(self, chosen: ChosenFacets, *, but: str = "") -> int:
        """The things that have all of these values, that of the facet ``but`` apart."""
        told = [
            self._bits[facet].get(value, NONE) for facet, value in chosen.items() if value and facet != but
        ]
        return reduce(and_, told, self.all)

    def counts(self, found: int, chosen: ChosenFacets) -> FacetCounts:
        """The numbers that choosing another value of a facet would leave of what was found."""
        return {facet: self._counted(facet, found & self.having(chosen, but=facet)) for facet in FACETS}

    def _counted(self, facet: str, found: int) -> tuple[tuple[str, int], ...]:
        counted = ((value, (bits & found).bit_count()) for value, bits in self._bits[facet].items())
        return tuple(sorted(((value, n) for value, n in counted if n), key=lambda one: (-one[1], one[0])))
