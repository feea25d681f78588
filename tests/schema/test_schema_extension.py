"""What the schema has to hold next: a span of time, words in several languages, a reference to several classes.

Each is a record of this test alone, made with the types that there are and one new type of a few lines.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import pytest
from pyoxigraph import Literal

from stedenband.model import Origin, PartialDate, Texts
from stedenband.ns import RDFS, STB, Iris, mint_concept
from stedenband.schema import Register
from stedenband.schema.cells import BadCellError
from stedenband.schema.field_types import Cells, Column, FieldType, Part, Record
from stedenband.schema.fields import RecordField, Statement, column, get_schema, make_origin, record
from stedenband.schema.link_types import AnyRef, Code, Ref
from stedenband.schema.lookup import Lookup
from stedenband.schema.register import make_lookup
from stedenband.schema.rows import TableRow
from stedenband.schema.terms import make_partial_date
from stedenband.schema.text_types import Id, Line, LocalizedText
from stedenband.schema.value_types import Date
from stedenband.tables.reading import make_known

IRIS = Iris("https://example.org/")
ORIGIN = Origin("states.csv", 7)


@dataclass(frozen=True, slots=True)
class Span(FieldType):
    """From when to when, in two columns; either may be empty."""

    @property
    def key(self) -> str:
        return "date"

    @property
    def sort(self) -> str:
        return "date"

    def make_columns(self, table: str, field: RecordField, languages: Sequence[str]) -> Iterator[Column]:
        for end in ("from", "until"):
            yield Column(table, f"{field.name}_{end}", Date(), field.required, field.name)

    def collect(self, cells: Cells, name: str) -> object | None:
        span = (cells.get(f"{name}_from"), cells.get(f"{name}_until"))
        return None if span == (None, None) else span

    def make_parts(self, field: RecordField, value: object, record: Record, lookup: Lookup) -> Iterator[Part]:
        assert isinstance(value, tuple)
        for end, date in zip(("from", "until"), value, strict=True):
            if date is not None:
                yield Part(make_partial_date(date), (f"{field.name}_{end}",))


@record(table="states", word="change", cls=STB.Change)
class State:
    """What held of a thing of any of several classes, and when."""

    id: str = column(Id())
    of: str = column(AnyRef("thing", ("city", "partnership")), STB.about)
    status: str = column(Code("status"), STB.status)
    partnership: str | None = column(Ref("partnership"), inverse=STB.affects, default=None)
    held: tuple[PartialDate | None, PartialDate | None] | None = column(Span(), STB.date, default=None)
    reasons: Texts = column(
        LocalizedText(Line(), any_language=True),
        STB.reason,
        RDFS.comment,
        name="reason",
        default_factory=dict,
    )
    origin: Origin = dataclasses.field(default_factory=make_origin, compare=False)


SCHEMA = get_schema(State)
CELLS = {
    "id": "dormant-1999",
    "of": "partnership/gent-melle",
    "status": "dormant",
    "partnership": "gent-melle",
    "held_from": PartialDate(1999),
    "held_until": PartialDate(2004, 5),
    "reason_nl": "Stil",
    "reason_ja": "休止",
}


def statements() -> list[Statement]:
    row = TableRow(ORIGIN, dict(CELLS))
    return list(SCHEMA.make_statements(SCHEMA.build(row), make_lookup(Register(), IRIS)))


def test_its_columns_follow_from_its_fields() -> None:
    assert [column.name for column in SCHEMA.columns(("de", "fr"))] == [
        *("id", "of", "status", "partnership", "held_from", "held_until", "reason_de", "reason_fr"),
    ]
    assert [column.required for column in SCHEMA.columns(())][:4] == [True, True, True, False]
    other = SCHEMA.column("reason_ja", ("de", "fr"))
    assert other is not None
    assert (other.language, other.required) == ("ja", False)
    assert SCHEMA.column("reason_xq", ("de", "fr")) is None


@pytest.mark.parametrize(
    ("predicate", "term", "columns"),
    [
        (STB.about, IRIS.thing("partnership/gent-melle"), ("of",)),
        (STB.status, mint_concept("status", "dormant"), ("status",)),
        (STB.date, make_partial_date(PartialDate(1999)), ("held_from",)),
        (STB.date, make_partial_date(PartialDate(2004, 5)), ("held_until",)),
        (STB.reason, Literal("Stil", language="nl"), ("reason_nl",)),
        (RDFS.comment, Literal("休止", language="ja"), ("reason_ja",)),
    ],
)
def test_every_value_says_which_cell_it_is_made_of(
    predicate: object, term: object, columns: tuple[str, ...]
) -> None:
    found = [said.columns for said in statements() if (said.predicate, said.object) == (predicate, term)]
    assert found == [columns]


def test_the_thing_it_belongs_to_points_back() -> None:
    [back] = [said for said in statements() if said.subject == "partnership/gent-melle"]
    assert (back.predicate, back.columns) == (STB.affects, ("id", "partnership"))
    assert back.object == IRIS.thing("change/dormant-1999")


def test_a_reference_to_a_thing_of_another_class_is_refused() -> None:
    known = make_known({})
    known.of("city")["gent"] = 2
    parse = get_schema(State).fields[1].type.make_parser(known)
    assert parse("city/gent") == "city/gent"
    with pytest.raises(BadCellError, match="bad-reference"):
        parse("country/be")
    with pytest.raises(BadCellError, match="unknown-reference"):
        parse("partnership/nowhere")
