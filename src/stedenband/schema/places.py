"""The tables of places: countries, parts of countries, cities."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator, Mapping
from decimal import Decimal

from pyoxigraph import Literal

from stedenband.model import Origin, Texts
from stedenband.ns import DCTERMS, GEO, OWL, RDF, RDFS, SCHEMA, SKOS, STB
from stedenband.schema.faults import Fault
from stedenband.schema.fields import Derived, SaidTerm, Statement, column, make_origin, record
from stedenband.schema.link_types import (
    Alpha2,
    Alpha3,
    CountryRef,
    GeoNamesFeature,
    Ref,
    WikidataItem,
    WikidataItems,
)
from stedenband.schema.lookup import Lookup
from stedenband.schema.references import Known
from stedenband.schema.rows import TableRow
from stedenband.schema.rules import require_both
from stedenband.schema.terms import make_decimal
from stedenband.schema.text_types import Id, Line, LocalizedText, NativeName, Prose, TaggedNames
from stedenband.schema.value_types import Degrees


def check_native_name(row: TableRow, known: Known) -> Iterator[Fault]:
    """The native name does not contradict the name in the same language."""
    tag, native = row.text("native_lang"), row.text("label_native")
    label = row.text(f"label_{tag}")
    if native is not None and label is not None and native != label:
        yield Fault("two-labels", row.at("label_native"), native, {"tag": tag, "label": label})


_NATIVE_RULES = (require_both("label_native", "native_lang"), check_native_name)


@record(
    table="countries",
    word="country",
    cls=STB.Country,
    id_columns=("code",),
    rules=_NATIVE_RULES,
    required=True,
)
class Country:
    """A state with an ISO 3166-1 code. Its id is the alpha-2 code in lower case."""

    code: str = column(Alpha2(), SKOS.notation)
    labels: Texts = column(LocalizedText(Line(), any_language=True), RDFS.label, SKOS.prefLabel, name="label")
    native_label: Texts = column(
        NativeName("native_lang"), RDFS.label, SKOS.prefLabel, name="label_native", default_factory=dict
    )
    alpha3: str = column(Alpha3(), OWL.sameAs, graph="links")
    wikidata: str | None = column(WikidataItem(), OWL.sameAs, graph="links", default=None)
    geonames: int | None = column(GeoNamesFeature(), OWL.sameAs, graph="links", default=None)
    origin: Origin = dataclasses.field(default_factory=make_origin, compare=False)

    @property
    def id(self) -> str:
        return self.code.lower()

    @property
    def names(self) -> Mapping[str, str]:
        """The name in every language, the country's own included."""
        return {**self.native_label, **self.labels}


@record(table="places", word="place", cls=SCHEMA.AdministrativeArea)
class Place:
    """A part of a country that a source names, such as England."""

    id: str = column(Id())
    labels: Texts = column(LocalizedText(Line(), any_language=True), RDFS.label, SKOS.prefLabel, name="label")
    country: str = column(CountryRef(), STB.country, claimable=True)
    wikidata: str | None = column(WikidataItem(), OWL.sameAs, graph="links", default=None)
    geonames: int | None = column(GeoNamesFeature(), OWL.sameAs, graph="links", default=None)
    origin: Origin = dataclasses.field(default_factory=make_origin, compare=False)

    @property
    def names(self) -> Mapping[str, str]:
        """The name in every language."""
        return self.labels


def check_candidates(row: TableRow, known: Known) -> Iterator[Fault]:
    """Candidates are at least two, and stand only where no identity is chosen."""
    found = row.members("wikidata_candidates")
    if not found:
        return
    if len(found) < 2:
        yield Fault("one-candidate", row.at("wikidata_candidates"), found[0])
    for chosen in ("wikidata", "geonames"):
        if row.given(chosen):
            yield Fault("candidates-and-choice", row.at(chosen), str(row.cells.get(chosen, "")))


def locate_city(city: City, lookup: Lookup) -> Iterator[Statement]:
    """The point of a city in WKT, longitude first (CRS 84, GeoSPARQL 1.1 section 8.5.1)."""
    if city.latitude is None or city.longitude is None:
        return
    subject, point = f"city/{city.id}", f"geometry/{city.id}"
    cells = ("longitude", "latitude")
    longitude, latitude = make_decimal(city.longitude).value, make_decimal(city.latitude).value
    wkt = Literal(f"POINT({longitude} {latitude})", datatype=GEO.wktLiteral)
    given = tuple(city.origin.at(name) for name in cells)
    yield Statement(subject, GEO.hasGeometry, lookup.iris.thing(point), "partnerships", (), given)
    yield Statement(point, RDF.type, GEO.Geometry, "partnerships", (), given)
    yield Statement(point, GEO.asWKT, wkt, "partnerships", cells)
    if city.coordinate_source:
        source = Literal(city.coordinate_source)
        yield Statement(point, DCTERMS.source, source, "partnerships", ("coordinate_source",))


def name_partners(city: City, lookup: Lookup) -> Iterator[Statement]:
    """The other parties of a city in its partnerships that stand, and in those that no longer do."""
    for predicate, ties in ((STB.partnerOf, lookup.partners), (STB.formerPartnerOf, lookup.former_partners)):
        for other, cells in ties.get(city.id, {}).items():
            partner = lookup.iris.thing(f"city/{other}")
            yield Statement(f"city/{city.id}", predicate, partner, "partnerships", (), cells)


@record(
    table="cities",
    word="city",
    cls=STB.City,
    rules=(*_NATIVE_RULES, require_both("latitude", "longitude"), check_candidates),
    derived=(
        Derived(
            locate_city,
            (
                SaidTerm(GEO.hasGeometry, "link"),
                SaidTerm(GEO.asWKT, "wktLiteral"),
                SaidTerm(DCTERMS.source, "string", key="sourceText"),
            ),
        ),
        Derived(
            name_partners,
            (SaidTerm(STB.partnerOf, "link", many=True), SaidTerm(STB.formerPartnerOf, "link", many=True)),
        ),
    ),
    required=True,
)
class City:
    """A local authority with its territory; former municipalities and suburbs too.

    ``wikidata`` is the one exact match, ``candidates`` the items between which nobody has decided yet.
    Coordinates are WGS 84 decimal degrees.
    """

    id: str = column(Id(), partner_csv=True)
    labels: Texts = column(
        LocalizedText(Line(), any_language=True),
        RDFS.label,
        SKOS.prefLabel,
        name="label",
        partner_csv=True,
    )
    native_label: Texts = column(
        NativeName("native_lang"), RDFS.label, SKOS.prefLabel, name="label_native", default_factory=dict
    )
    alt_labels: tuple[tuple[str, str], ...] = column(TaggedNames(), SKOS.altLabel, default=())
    country: str = column(CountryRef(), STB.country, claimable=True, partner_csv=True, geojson=True)
    located_in: str | None = column(Ref("place"), SCHEMA.containedInPlace, claimable=True, default=None)
    suburb_of: str | None = column(Ref("city"), STB.suburbOf, claimable=True, default=None)
    wikidata: str | None = column(WikidataItem(), OWL.sameAs, graph="links", partner_csv=True, default=None)
    candidates: tuple[str, ...] = column(
        WikidataItems(), STB.candidate, name="wikidata_candidates", graph="links", default=()
    )
    geonames: int | None = column(GeoNamesFeature(), OWL.sameAs, graph="links", default=None)
    latitude: Decimal | None = column(
        Degrees("latitude", 90), SCHEMA.latitude, partner_csv=True, default=None
    )
    longitude: Decimal | None = column(
        Degrees("longitude", 180), SCHEMA.longitude, partner_csv=True, default=None
    )
    coordinate_source: str | None = column(Line(), DCTERMS.source, derived=True, default=None)
    notes: Texts = column(LocalizedText(Prose()), SKOS.note, name="note", default_factory=dict)
    origin: Origin = dataclasses.field(default_factory=make_origin, compare=False)

    @property
    def names(self) -> Mapping[str, str]:
        """The name in every language, the city's own included."""
        return {**self.native_label, **self.labels}
