"""The GeoJSON file is GeoJSON: RFC 7946, section by section."""

from __future__ import annotations

import json
from typing import Any

import pytest
from pyoxigraph import RdfFormat, parse

from catalogue_release import Built
from stedenband.ns import RDF, SCHEMA, STB


@pytest.fixture(scope="module")
def collection(gent: Built) -> dict[str, Any]:
    data = (gent.folder / "gent.geojson").read_bytes()
    assert not data.startswith(b"\xef\xbb\xbf")  # RFC 8259, section 8.1
    found = json.loads(data.decode("utf-8"), parse_constant=pytest.fail)
    assert isinstance(found, dict)
    return found


def test_it_is_a_collection_of_features(collection: dict[str, Any]) -> None:
    """Sections 3.3 and 7.1: no member of another kind of object."""
    assert collection["type"] == "FeatureCollection"
    assert not {"coordinates", "geometries", "geometry", "properties"} & collection.keys()
    assert len(collection["features"]) >= 12


def test_every_feature_has_what_a_feature_has(collection: dict[str, Any]) -> None:
    """Section 3.2: geometry and properties are there, an id is a string or a number."""
    for feature in collection["features"]:
        assert feature["type"] == "Feature"
        assert isinstance(feature["properties"], dict)
        assert isinstance(feature["id"], str)
        assert not {"coordinates", "geometries", "features"} & feature.keys()
    assert len({feature["id"] for feature in collection["features"]}) == len(collection["features"])


def test_positions_are_longitude_and_latitude(collection: dict[str, Any]) -> None:
    """Sections 3.1.1, 3.1.2 and 4: two numbers, WGS 84, and no other reference system."""
    assert "crs" not in collection
    for feature in collection["features"]:
        assert feature["geometry"].keys() == {"type", "coordinates"}
        assert feature["geometry"]["type"] == "Point"
        longitude, latitude = feature["geometry"]["coordinates"]
        assert all(type(number) in (int, float) for number in (longitude, latitude))
        assert -180 <= longitude <= 180
        assert -90 <= latitude <= 90


def test_the_places_are_those_of_the_graph(gent: Built, collection: dict[str, Any]) -> None:
    quads = list(parse(path=str(gent.folder / "gent.ttl"), format=RdfFormat.TURTLE))
    cities = {quad.subject for quad in quads if (quad.predicate, quad.object) == (RDF.type, STB.City)}
    latitudes = {
        quad.subject.value: float(quad.object.value)
        for quad in quads
        if quad.predicate == SCHEMA.latitude and quad.subject in cities
    }
    shown = {feature["id"]: feature["geometry"]["coordinates"][1] for feature in collection["features"]}
    assert shown == {iri: latitudes[iri] for iri in shown}
