"""Many partners on one map: a mark for each country, where the middle of its partners is."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence

from stedenband.model import Standing
from stedenband.web.drawing import Place, Tie, mean_place
from stedenband.web.overview.counts import Count
from stedenband.web.page_queries import Row
from stedenband.web.presentation.wording import Wording

MANY = "many"
"""The look of what stands for several partnerships at once."""


def clusters(told: Sequence[Row], countries: Sequence[Count], wording: Wording) -> tuple[Tie, ...]:
    """A tie to each country with partners that have coordinates, from the rows of ``home-clusters``."""
    places = _places(told)
    return tuple(
        _cluster(country, places[country.iri], wording) for country in countries if country.iri in places
    )


def _cluster(country: Count, place: Place, wording: Wording) -> Tie:
    number = wording.number(country.number)
    detail = wording.say("figure.number.one" if country.number == 1 else "figure.number", number=number)
    name = country.name.text
    standing = wording.say("figure.number.standing", number=wording.number(country.standing))
    stands = Standing.YES if country.standing else Standing.NO
    told = (name, detail, standing)
    return Tie(country.iri, name, place, country.name.href, MANY, MANY, told, country.number, stands.value)


def _places(told: Sequence[Row]) -> Mapping[str, Place]:
    squares: dict[str, list[tuple[Place, float]]] = defaultdict(list)
    for row in told:
        place = Place(float(row["mid_longitude"]), float(row["mid_latitude"]))
        squares[row["country"]].append((place, float(row["number"])))
    return {country: mean_place(found) for country, found in squares.items()}
