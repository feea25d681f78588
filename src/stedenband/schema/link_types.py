"""Types of fields that hold a thing in RDF: others' identifiers, codes of lists, rows of tables."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from pyoxigraph import NamedNode

from stedenband.ns import EU_COUNTRY, mint_concept, mint_geonames, mint_wikidata
from stedenband.schema import cells, references
from stedenband.schema.cells import BadCellError, Parser
from stedenband.schema.field_types import FieldType, Part, Record
from stedenband.schema.references import Known
from stedenband.schema.terms import Term
from stedenband.schema.text_types import Line

if TYPE_CHECKING:
    from stedenband.schema.fields import RecordField
    from stedenband.schema.lookup import Lookup


@dataclass(frozen=True, slots=True)
class _Link(FieldType):
    """A type whose values are things in RDF."""

    @property
    def sort(self) -> str:
        return "link"


@dataclass(frozen=True, slots=True)
class _Links(_Link):
    """A type whose cells hold several things."""

    @property
    def many(self) -> bool:
        return True

    def format(self, value: tuple[str, ...]) -> str:
        return "|".join(value)

    def make_parts(self, field: RecordField, value: Any, record: Record, lookup: Lookup) -> Iterator[Part]:
        for member in value:
            yield Part(self.item.make_term(member, lookup), (field.name,))

    def merge(self, one: tuple[str, ...], other: tuple[str, ...]) -> tuple[str, ...]:
        return tuple(dict.fromkeys((*one, *other)))

    def compare(self, name: str, one: Any, other: Any) -> Iterator[tuple[str, str, str]]:
        if one and other and set(one) != set(other):
            yield name, self.format(one), self.format(other)


@dataclass(frozen=True, slots=True)
class WebAddress(_Link):
    """An http(s) address."""

    @property
    def key(self) -> str:
        return "iri"

    def parse(self, text: str) -> str:
        return cells.parse_iri(text)

    def make_term(self, value: str, lookup: Lookup) -> Term:
        return NamedNode(value)


@dataclass(frozen=True, slots=True)
class WikidataItem(_Link):
    """The id of a Wikidata item."""

    @property
    def key(self) -> str:
        return "qid"

    def parse(self, text: str) -> str:
        return cells.parse_qid(text)

    def export(self, value: str) -> str:
        return mint_wikidata(value).value

    def make_term(self, value: str, lookup: Lookup) -> Term:
        return mint_wikidata(value)


@dataclass(frozen=True, slots=True)
class WikidataItems(_Links):
    """Several Wikidata items."""

    @property
    def key(self) -> str:
        return "qids"

    @property
    def item(self) -> FieldType:
        return WikidataItem()

    def parse(self, text: str) -> tuple[str, ...]:
        return cells.parse_qids(text)


@dataclass(frozen=True, slots=True)
class GeoNamesFeature(_Link):
    """The number of a feature in GeoNames."""

    @property
    def key(self) -> str:
        return "geonames"

    def parse(self, text: str) -> int:
        return cells.parse_geonames(text)

    def make_term(self, value: int, lookup: Lookup) -> Term:
        return mint_geonames(value)


@dataclass(frozen=True, slots=True)
class Alpha2(Line):
    """An ISO 3166-1 code of two letters."""

    @property
    def key(self) -> str:
        return "alpha2"

    def parse(self, text: str) -> str:
        return cells.parse_alpha(text, length=2)


@dataclass(frozen=True, slots=True)
class Alpha3(_Link):
    """An ISO 3166-1 code of three letters; in RDF the country of the EU list of countries."""

    @property
    def key(self) -> str:
        return "alpha3"

    def parse(self, text: str) -> str:
        return cells.parse_alpha(text, length=3)

    def make_term(self, value: str, lookup: Lookup) -> Term:
        return NamedNode(EU_COUNTRY + value)


@dataclass(frozen=True, slots=True)
class Code(_Link):
    """A code of one of the lists of the vocabulary."""

    name: str

    @property
    def key(self) -> str:
        return "code"

    @property
    def scheme(self) -> str:
        return self.name

    def make_parser(self, known: Known) -> Parser:
        return lambda text: references.check_code(text, self.name, known)

    def make_term(self, value: str, lookup: Lookup) -> Term:
        return mint_concept(self.name, value)


@dataclass(frozen=True, slots=True)
class Ref(_Link):
    """A row of another table, or of its own, by id."""

    to: str

    @property
    def key(self) -> str:
        return self.to

    @property
    def word(self) -> str:
        return self.to

    def make_parser(self, known: Known) -> Parser:
        return lambda text: references.check_id(text, self.to, known)

    def make_term(self, value: str, lookup: Lookup) -> Term:
        return lookup.iris.thing(f"{self.to}/{value}")


@dataclass(frozen=True, slots=True)
class CountryRef(Ref):
    """A country by its code, in capitals or not."""

    to: str = "country"

    def parse(self, text: str) -> str:
        return text.lower()

    def format(self, value: str) -> str:
        return value.upper()

    def make_parser(self, known: Known) -> Parser:
        return lambda text: references.check_country(text, known)


@dataclass(frozen=True, slots=True)
class Refs(_Links):
    """Several rows of another table, by id, each once."""

    to: str
    name: str

    @property
    def key(self) -> str:
        return self.name

    @property
    def item(self) -> FieldType:
        return Ref(self.to)

    def make_parser(self, known: Known) -> Parser:
        def parse(text: str) -> tuple[str, ...]:
            members = [references.check_id(part, self.to, known) for part in cells.split_list(text)]
            return cells.require_distinct(text, members)

        return parse


@dataclass(frozen=True, slots=True)
class AnyRef(_Link):
    """A thing of any of several kinds, by word and id: ``city/gent``."""

    name: str
    words: tuple[str, ...]

    @property
    def key(self) -> str:
        return self.name

    def make_parser(self, known: Known) -> Parser:
        return lambda text: references.check_reference(text, self.words, known)

    def make_term(self, value: str, lookup: Lookup) -> Term:
        return lookup.iris.thing(value)


@dataclass(frozen=True, slots=True)
class ClaimedProperty(_Link):
    """A property that claims can be about, by its local name."""

    @property
    def key(self) -> str:
        return "property"

    def make_parser(self, known: Known) -> Parser:
        def parse(text: str) -> str:
            if text not in known.claimable:
                allowed = ", ".join(known.claimable)
                raise BadCellError("bad-property", text, known=known.claimable, allowed=allowed)
            return text

        return parse

    def make_term(self, value: str, lookup: Lookup) -> Term:
        return lookup.claimable[value].predicate
