"""Map features: GeoJSON as RFC 7946 has it."""

from __future__ import annotations

import json
from collections.abc import Iterator
from decimal import Decimal
from typing import Any

from stedenband.model import DatasetInfo
from stedenband.ns import Iris
from stedenband.schema import AnyRecord, City, Partnership, Register
from stedenband.schema.fields import get_schema

PLACES = 7
"""Decimals of a coordinate at most: one centimetre, finer than any source here (RFC 7946, section 11.2)."""


def write_geojson(register: Register, iris: Iris, info: DatasetInfo) -> bytes:
    """One point for each city that is a party and has coordinates, with the partnerships it is a party to.

    Longitude stands first (section 3.1.1). Cities keep the order of the register; the same register gives the same
    bytes. A city without coordinates is left out. What the file is stands in members of its own (section 6.1).
    """
    ties: dict[str, list[Partnership]] = {}
    for partnership in register.partnerships:
        for party in partnership.parties:
            ties.setdefault(party, []).append(partnership)
    features = [
        _feature(city, position, [_tie(tie, register, iris) for tie in ties[city.id]], iris)
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


def _feature(city: City, position: list[float], ties: list[dict[str, Any]], iris: Iris) -> dict[str, Any]:
    iri = iris.thing(f"city/{city.id}").value
    return {
        "type": "Feature",
        "id": iri,
        "geometry": {"type": "Point", "coordinates": position},
        "properties": {
            "id": iri,
            **{f"label_{language}": label for language, label in sorted(city.names.items())},
            **dict(_exported(city)),
            "partnerships": ties,
        },
    }


def _tie(partnership: Partnership, register: Register, iris: Iris) -> dict[str, Any]:
    stands = register.standing_of(partnership).value
    return {"id": iris.thing(f"partnership/{partnership.id}").value, **dict(_exported(partnership, stands))}


def _exported(record: AnyRecord, stands: str = "") -> Iterator[tuple[str, str | None]]:
    """The fields of a record that a map has use for, in their order; ``None`` where one is empty."""
    for field in get_schema(type(record)).fields:
        if field.geojson:
            value = getattr(record, field.attribute)
            yield field.name, None if value is None else field.type.export(value)
        if field.tells_standing:
            yield "stands", stands


def _position(city: City) -> list[float] | None:
    if city.latitude is None or city.longitude is None:
        return None
    return [_degrees(city.longitude), _degrees(city.latitude)]


def _degrees(value: Decimal) -> float:
    return float(round(value, PLACES)) + 0.0  # no negative zero
