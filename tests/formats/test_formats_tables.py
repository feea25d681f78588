"""CSV for spreadsheets and GeoJSON for maps."""

from __future__ import annotations

import csv
import io
import json
from dataclasses import replace
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stedenband.formats import write_csv, write_geojson, write_partnerships_csv
from stedenband.formats.csv_tables import export_columns, guard_cell
from stedenband.model import Agent, DatasetInfo, PartialDate, Standing
from stedenband.ns import Iris
from stedenband.schema import City, Country, Partnership, Register

IRIS = Iris("https://w3id.org/stedenband/gent/")
LANGUAGES = ("nl", "en")
COLUMNS = tuple(column.name for column in export_columns(LANGUAGES))
REGISTER = Register(
    languages=LANGUAGES,
    countries=[
        Country(code="BE", alpha3="BEL", labels={"nl": "België", "en": "Belgium"}),
        Country(code="MA", alpha3="MAR", labels={"nl": "Marokko", "en": "Morocco"}),
    ],
    cities=[
        City(
            id="gent",
            labels={"nl": "Gent", "en": "Ghent"},
            country="be",
            wikidata="Q1296",
            latitude=Decimal("51.053611"),
            longitude=Decimal("3.725278"),
        ),
        City(id="melle", labels={"nl": "Melle", "en": "Melle"}, country="be"),
        City(
            id="mohammedia",
            labels={"nl": "Mohammedia", "en": "Mohammedia", "ar": "المحمدية"},
            country="ma",
            wikidata="Q80985",
            latitude=Decimal("33.683333333"),
            longitude=Decimal("-7.383333333"),
        ),
        City(
            id="nergens",
            labels={"nl": "Nergens", "en": "Nowhere"},
            country="ma",
            latitude=Decimal(0),
            longitude=Decimal(0),
        ),
    ],
    partnerships=[
        Partnership(
            id="gent-mohammedia",
            parties=("gent", "mohammedia"),
            kind="twinning",
            level="bilateral",
            status="active",
            start=PartialDate(1995),
        ),
        Partnership(
            id="mohammedia-gent",
            parties=("mohammedia", "gent", "melle"),
            kind="cooperation-agreement",
            level="multilateral",
            status="ended",
            start=PartialDate(1982, 8),
            end=PartialDate(2018, 12, 31),
            phase="fase",
            continues="gent-mohammedia",
        ),
    ],
    standings={"active": Standing.YES, "ended": Standing.NO},
)

INFO = DatasetInfo(
    slug="gent",
    city="gent",
    base_iri="https://w3id.org/stedenband/gent/",
    version="1.0.0",
    issued="2026-11-20",
    modified="2026-11-22",
    checked="2026-11-22",
    title={"nl": "Stedenbanden"},
    description={"nl": "Stedenbanden"},
    publisher=Agent({"nl": "Gent"}),
    contact=Agent({"nl": "Gent"}),
    license="https://example.org/licence",
    languages=("nl",),
    keywords={},
    themes=(),
    spatial=(),
)


def rows_of(data: bytes) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(data.decode(), newline="")))


# == CSV =======================================================================


def test_one_row_for_each_partnership_with_every_column() -> None:
    first, second = rows_of(write_partnerships_csv(REGISTER, IRIS))
    assert tuple(first) == COLUMNS
    assert first == {
        "id": "gent-mohammedia",
        "iri": "https://w3id.org/stedenband/gent/id/partnership/gent-mohammedia",
        "label_nl": "Gent – Mohammedia",
        "label_en": "Ghent – Mohammedia",
        "parties": "gent|mohammedia",
        "partner_id": "mohammedia",
        "partner_nl": "Mohammedia",
        "partner_en": "Mohammedia",
        "partner_country": "MA",
        "kind": "twinning",
        "level": "bilateral",
        "status": "active",
        "stands": "yes",
        "start": "1995",
        "start_year": "1995",
        "end": "",
        "end_year": "",
        "phase": "",
        "continues": "",
        "website": "",
        "partner_wikidata": "http://www.wikidata.org/entity/Q80985",
        "partner_latitude": "33.683333333",
        "partner_longitude": "-7.383333333",
    }
    assert (second["start"], second["start_year"], second["end"], second["end_year"]) == (
        "1982-08",
        "1982",
        "2018-12-31",
        "2018",
    )


def test_the_city_whose_register_it_is_is_not_its_own_partner() -> None:
    rows = rows_of(write_partnerships_csv(REGISTER, IRIS, city="gent"))
    assert [row["partner_id"] for row in rows] == ["mohammedia", "mohammedia|melle"]
    rows = rows_of(write_partnerships_csv(REGISTER, IRIS))
    assert [row["partner_id"] for row in rows] == ["mohammedia", "gent|melle"]


def test_cells_about_several_partners_keep_their_places() -> None:
    row = rows_of(write_partnerships_csv(REGISTER, IRIS, city="gent"))[1]
    assert row["partner_country"] == "MA|BE"
    assert row["partner_wikidata"] == "http://www.wikidata.org/entity/Q80985|"
    assert row["partner_latitude"] == "33.683333333|"


def test_csv_is_as_rfc_4180_has_it() -> None:
    data = write_csv(["a", "b"], [["één, twee", 'zei "ja"'], [None, "regel\nregel"]])
    assert data == 'a,b\r\n"één, twee","zei ""ja"""\r\n,"regel\nregel"\r\n'.encode()


def test_a_table_without_rows_has_its_header() -> None:
    assert (
        write_partnerships_csv(Register(languages=LANGUAGES), IRIS) == (",".join(COLUMNS) + "\r\n").encode()
    )


@pytest.mark.parametrize(
    "text",
    [
        "=1+1",
        "+32 9 266",
        "-2+3",
        "@SUM(A1)",
        "\t=1",
        "\r=1",
        "\n=1",
        "=",
        "-",
        "+",
        "=cmd|' /C calc'!A0",
        "＝1",
        "＠a",
        "-7.1|3.2",
        "-1e5",
        "- 5",
        "+١",
    ],
)
def test_what_a_spreadsheet_takes_for_a_formula_is_text(text: str) -> None:
    assert guard_cell(text) == "'" + text
    assert rows_of(write_csv(["a"], [[text]]))[0]["a"] == "'" + text
    assert rows_of(write_csv(["a"], [[text]], guard=False))[0]["a"] == text


@pytest.mark.parametrize(
    "text", ["-7.383333", "+5", "-1", "3.7", "1971-10-04", "Gent", "a=b", "'s-Hertogenbosch", ""]
)
def test_numbers_dates_and_names_are_left_alone(text: str) -> None:
    assert guard_cell(text) == text


TEXT = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"))


@given(st.lists(st.lists(TEXT, min_size=2, max_size=2)))
def test_every_text_comes_back_from_csv(rows: list[list[str]]) -> None:
    data = write_csv(["a", "b"], rows, guard=False)
    assert list(csv.reader(io.StringIO(data.decode(), newline="")))[1:] == rows


@given(TEXT)
def test_no_guarded_cell_begins_a_formula(text: str) -> None:
    cell = guard_cell(text)
    assert cell.endswith(text)
    try:
        float(cell)
    except ValueError:
        assert cell[:1] not in tuple("=+-@\t\r\n＝＋－＠")


# == GeoJSON ===================================================================


def test_a_feature_for_each_party_with_coordinates() -> None:
    collection = json.loads(write_geojson(REGISTER, IRIS, INFO))
    assert collection["type"] == "FeatureCollection"
    assert [feature["properties"]["label_en"] for feature in collection["features"]] == [
        "Ghent",
        "Mohammedia",
    ]


def test_a_feature_in_full() -> None:
    feature = json.loads(write_geojson(REGISTER, IRIS, INFO))["features"][1]
    mohammedia = "https://w3id.org/stedenband/gent/id/city/mohammedia"
    assert feature == {
        "type": "Feature",
        "id": mohammedia,
        "geometry": {"type": "Point", "coordinates": [-7.3833333, 33.6833333]},
        "properties": {
            "id": mohammedia,
            "label_ar": "المحمدية",
            "label_en": "Mohammedia",
            "label_nl": "Mohammedia",
            "country": "MA",
            "partnerships": [
                {
                    "id": "https://w3id.org/stedenband/gent/id/partnership/gent-mohammedia",
                    "kind": "twinning",
                    "level": "bilateral",
                    "status": "active",
                    "stands": "yes",
                    "start": "1995",
                    "end": None,
                    "website": None,
                },
                {
                    "id": "https://w3id.org/stedenband/gent/id/partnership/mohammedia-gent",
                    "kind": "cooperation-agreement",
                    "level": "multilateral",
                    "status": "ended",
                    "stands": "no",
                    "start": "1982-08",
                    "end": "2018-12-31",
                    "website": None,
                },
            ],
        },
    }


@given(latitude=st.decimals(-90, 90, places=9), longitude=st.decimals(-180, 180, places=9))
def test_coordinates_are_longitude_first_within_bounds_and_seven_decimals(
    latitude: Decimal, longitude: Decimal
) -> None:
    gent, *others = REGISTER.cities
    moved = replace(REGISTER, cities=[replace(gent, latitude=latitude, longitude=longitude), *others])
    text = write_geojson(moved, IRIS, INFO).decode()
    east, north = json.loads(text, parse_float=Decimal)["features"][0]["geometry"]["coordinates"]
    assert (abs(Decimal(east) - longitude), abs(Decimal(north) - latitude)) <= (
        Decimal("5e-8"),
        Decimal("5e-8"),
    )
    assert all(-Decimal(east).as_tuple().exponent <= 7 for east in (east, north))  # type: ignore[operator]
    assert "-0.0," not in text


def test_no_partnerships_no_features() -> None:
    assert json.loads(write_geojson(Register(), IRIS, INFO))["features"] == []


def test_half_a_position_is_none() -> None:
    gent, *others = REGISTER.cities
    for halved in (replace(gent, latitude=None), replace(gent, longitude=None)):
        moved = replace(REGISTER, cities=[halved, *others])
        features = json.loads(write_geojson(moved, IRIS, INFO))["features"]
        assert [feature["properties"]["label_en"] for feature in features] == ["Mohammedia"]
