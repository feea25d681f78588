"""Map features: GeoJSON as RFC 7946 has it."""

from __future__ import annotations

import json
from decimal import Decimal
from typing import Any

from stedenband.model import DatasetInfo
from stedenband.ns import Iris
from stedenband.schema import City, Partnership, Register

PLACES = 7
"""Decimals of a coordinate at most: one centimetre, finer than any source here (RFC 7946, section 11.2)."""


def partnerships_geojson(register: Register, iris: Iris, info: DatasetInfo) -> bytes:
    """One point for each city that is a party and has coordinates, with the partnerships it is a party to.

    Longitude stands first (section 3.1.1). Cities keep the order of the register; the same register gives the same
    bytes. A city without coordinates is left out. What the file is stands in members of its own (section 6.1).
    """
    ties: dict[str, list[Partnership]] = {}
    for partnership in register.partnerships:
        for party in partnership.parties:
            ties.setdefault(party, []).append(partnership)
    codes = {country.id: country.code for country in register.countries}
    features = [
        _feature(
            city, position, codes[city.country], [_tie(tie, register, iris) for tie in ties[city.id]], iris
        )
        for city in register.cities
        if city.id in ties and (position := _position(city))
    ]
    collection = {"type": "FeatureCollection", **_about(info, iris), "features": features}
    return json.dumps(collection, ensure_ascii=False, indent=2).encode() + b"\n"


def _about(info: DatasetInfo, iris: Iris) -> dict[str, str]:
    return {
        "dataset": info.iri(iris.base),
        **{f"title_{language}": title for language, title in sorted(info.title.items())},
        "license": info.license,
        "publisher": info.publisher_iri(iris.base),
        "version": info.version,
        "modified": info.modified,
    }


def _feature(
    city: City, position: list[float], country: str, ties: list[dict[str, Any]], iris: Iris
) -> dict[str, Any]:
    iri = iris.thing(f"city/{city.id}").value
    return {
        "type": "Feature",
        "id": iri,
        "geometry": {"type": "Point", "coordinates": position},
        "properties": {
            "id": iri,
            **{f"label_{language}": label for language, label in sorted(city.names.items())},
            "country": country,
            "partnerships": ties,
        },
    }


def _tie(partnership: Partnership, register: Register, iris: Iris) -> dict[str, Any]:
    return {
        "id": iris.thing(f"partnership/{partnership.id}").value,
        "kind": partnership.kind,
        "level": partnership.level,
        "status": partnership.status,
        "stands": register.standing_of(partnership).value,
        "start": str(partnership.start) if partnership.start else None,
        "end": str(partnership.end) if partnership.end else None,
    }


def _position(city: City) -> list[float] | None:
    if city.latitude is None or city.longitude is None:
        return None
    return [_degrees(city.longitude), _degrees(city.latitude)]


def _degrees(value: Decimal) -> float:
    return float(round(value, PLACES)) + 0.0  # no negative zero
