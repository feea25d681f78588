"""The mechanism of the schema: a record declares its fields once, and everything else is derived from them.

``@record`` makes a frozen dataclass of a class whose attributes are made by ``column``. What a field declares is kept
as ``Field``; all fields of a class, with what is said of the class itself, are its ``RecordSchema``.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, NamedTuple, TypeVar, dataclass_transform

from pyoxigraph import NamedNode

from stedenband.model import Origin
from stedenband.ns import RDF
from stedenband.schema.faults import Fault
from stedenband.schema.field_types import Cells, Column, FieldType, Record
from stedenband.schema.references import Known
from stedenband.schema.rows import TableRow
from stedenband.schema.terms import Term, make_integer

if TYPE_CHECKING:
    from stedenband.schema.lookup import Lookup

R = TypeVar("R")

Rule = Callable[[TableRow, Known], Iterator[Fault]]
"""A check of the cells of one row against each other."""


class Statement(NamedTuple):
    """What a record says: a statement, its named graph, and the cells it rests on.

    ``subject`` is a reference (``city/gent``). ``columns`` are those of the record's own row of whose values it is
    made. ``others`` are the other cells it depends on, of any row: another value in one of them may leave it as it is.
    """

    subject: str
    predicate: NamedNode
    object: Term
    graph: str
    columns: tuple[str, ...]
    others: tuple[Origin, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordField:
    """One field of a record, with everything the product knows about it. See ``column`` for the parameters."""

    attribute: str
    name: str
    type: FieldType
    required: bool
    predicates: tuple[NamedNode, ...] = ()
    graph: str | None = None
    year: NamedNode | None = None
    inverse: NamedNode | None = None
    claimable: bool = False
    claim_type: FieldType | None = None
    derived: bool = False
    unpublished: str = ""
    csv: bool = False
    partner_csv: bool = False
    geojson: bool = False
    tells_standing: bool = False

    def make_statements(self, schema: RecordSchema, record: Record, lookup: Lookup) -> Iterator[Statement]:
        """What the field says of one record; nothing where it is empty."""
        value = getattr(record, self.attribute)
        if value is None or self.derived:
            return
        subject = schema.reference(record)
        graph = self.graph or schema.graph
        parts = tuple(self.type.make_parts(self, value, record, lookup))
        for predicate in self.predicates:
            for part in parts:
                yield Statement(subject, predicate, part.term, graph, part.columns, part.others)
        if self.year is not None:
            yield Statement(subject, self.year, make_integer(value.year), graph, (self.name,))
        if self.inverse is not None:
            me = lookup.iris.thing(subject)
            columns = tuple(dict.fromkeys((*schema.id_columns, self.name)))
            yield Statement(f"{self.type.word}/{value}", self.inverse, me, graph, columns)

    @property
    def terms(self) -> Iterator[NamedNode]:
        """Every predicate that the field gives a value to."""
        yield from self.predicates
        yield from filter(None, (self.year, self.inverse))


class SaidTerm(NamedTuple):
    """A property that records of a table have: its term, the sort of its values, and whether there may be several.

    ``key`` is its name in JSON-LD where that is not the local name of the term.
    """

    predicate: NamedNode
    sort: str
    many: bool = False
    key: str | None = None


Tell = Callable[[Any, "Lookup"], Iterable[Statement]]
"""Makes statements of several cells or of other records, with what they rest on."""


class Derived(NamedTuple):
    """What cannot be said field by field: a function that makes the statements, and the terms they use.

    ``leads`` says that these terms stand before those of the fields, as the name of a thing does.
    """

    tell: Tell
    terms: tuple[SaidTerm, ...]
    leads: bool = False


@dataclass(frozen=True)
class RecordSchema:
    """One table: what its records are called, their class and named graph, fields in order, row rules.

    ``id_columns`` are the columns that name a record. ``word`` stands before the id in a reference: ``city/gent``.
    """

    type: type[Any]
    table: str
    word: str
    cls: NamedNode
    graph: str
    fields: tuple[RecordField, ...]
    id_columns: tuple[str, ...]
    rules: tuple[Rule, ...]
    derived: tuple[Derived, ...]
    required: bool

    @property
    def file(self) -> str:
        return f"{self.table}.csv"

    def reference(self, record: Record) -> str:
        """The record as other records name it: ``city/gent``."""
        return f"{self.word}/{record.id}"

    def columns(self, languages: Sequence[str]) -> tuple[Column, ...]:
        """The columns of the table in a project with these languages: required ones first."""
        found = [
            dataclasses.replace(column, self_reference=column.type.word == self.word)
            for field in self.fields
            for column in field.type.make_columns(self.table, field, languages)
        ]
        return tuple(sorted(found, key=lambda column: not column.required))

    def column(self, name: str, languages: Sequence[str]) -> Column | None:
        """The column of that name, also one in a language that the project does not require.

        Without ``languages`` those of the project are not known: no language is refused then.
        """
        listed = (column for column in self.columns(languages) if column.name == name)
        others = (
            field.type.make_column(self.table, field, name, any_language=not languages)
            for field in self.fields
        )
        return next(listed, None) or next(filter(None, others), None)

    def build(self, row: TableRow) -> Any:
        """The record of a row whose cells are all good."""
        values = {field.attribute: field.type.collect(row.cells, field.name) for field in self.fields}
        filled = {name: value for name, value in values.items() if value is not None}
        return self.type(origin=row.origin, **filled)

    def name_of(self, cells: Cells) -> str | None:
        """The id of a row: of the cells that name it; ``None`` where one of them is empty."""
        parts = [cells.get(column) for column in self.id_columns]
        return None if None in parts else "/".join(map(str, parts)).lower()

    def make_statements(self, record: Record, lookup: Lookup) -> Iterator[Statement]:
        """Everything a record says in RDF, in the order of its fields, derived statements last."""
        yield Statement(self.reference(record), RDF.type, self.cls, self.graph, self.id_columns)
        for field in self.fields:
            yield from field.make_statements(self, record, lookup)
        for derived in self.derived:
            yield from derived.tell(record, lookup)

    def field_of(self, predicate: NamedNode) -> RecordField | None:
        """The field that gives a property its value in the record itself."""
        return next((field for field in self.fields if predicate in (*field.predicates, field.year)), None)

    def said_terms(self) -> Iterator[SaidTerm]:
        """Every property that the records have, in the order of their fields, each sort of value by itself."""
        derived = [term for each in self.derived for term in each.terms]
        yield from (term for each in self.derived if each.leads for term in each.terms)
        for field in self.fields:
            if field.derived:
                yield from (term for term in derived if term.predicate in field.predicates)
                continue
            for predicate in field.predicates:
                yield SaidTerm(predicate, field.type.sort, field.type.many or self._is_shared(predicate))
            if field.year is not None:
                yield SaidTerm(field.year, "integer")
            if field.inverse is not None:
                yield SaidTerm(field.inverse, "link", many=True)
        yield from derived

    def _is_shared(self, predicate: NamedNode) -> bool:
        """Whether several fields give one property values that are things."""
        fields = [field for field in self.fields if predicate in field.predicates]
        return len(fields) > 1 and all(field.type.sort == "link" for field in fields)


_MISSING = object()


def column(
    kind: FieldType,
    *predicates: NamedNode,
    name: str | None = None,
    default: Any = _MISSING,
    default_factory: Any = _MISSING,
    **declared: Any,
) -> Any:
    """Declare a field of a record: its type, and the predicates that carry its value.

    ``name`` is the name of the column, or its stem where it has one column per language; by default that of the
    attribute. A field without a default is required. The others are those of ``Field``: ``graph`` is the named graph
    where it is not that of the record; ``year`` the predicate of the year of a date; ``inverse`` the predicate by
    which the thing named points back; ``claimable`` says that claims may be about it, ``claim_type`` what their value
    is where that differs; ``derived`` that its statements are made by a named function; ``unpublished`` why it has no
    statements at all; ``csv``, ``partner_csv`` and ``geojson`` where else it is exported;
    ``tells_standing`` that the exports say after it whether the thing stands.
    """
    metadata = {"type": kind, "name": name, "predicates": predicates, **declared}
    if default is not _MISSING:
        return dataclasses.field(default=default, metadata=metadata)
    if default_factory is not _MISSING:
        return dataclasses.field(default_factory=default_factory, metadata=metadata)
    return dataclasses.field(metadata=metadata)


_SCHEMAS: dict[type, RecordSchema] = {}


@dataclass_transform(frozen_default=True, kw_only_default=True, field_specifiers=(column, dataclasses.field))
def record(
    *,
    table: str,
    word: str,
    cls: NamedNode,
    graph: str = "partnerships",
    id_columns: tuple[str, ...] = ("id",),
    rules: tuple[Rule, ...] = (),
    derived: tuple[Derived, ...] = (),
    required: bool = False,
) -> Callable[[type[R]], type[R]]:
    """Make a frozen dataclass of a class of columns, and keep its schema. Records are built by name."""

    def decorate(declared: type[R]) -> type[R]:
        made: Any = dataclass(frozen=True, slots=True, kw_only=True)(declared)
        fields = tuple(_field(item) for item in dataclasses.fields(made) if "type" in item.metadata)
        _SCHEMAS[made] = RecordSchema(
            made, table, word, cls, graph, fields, id_columns, rules, derived, required
        )
        return made  # type: ignore[no-any-return]

    return decorate


def _field(declared: dataclasses.Field[Any]) -> RecordField:
    parts = dict(declared.metadata)
    required = declared.default is dataclasses.MISSING and declared.default_factory is dataclasses.MISSING
    name = parts.pop("name") or declared.name
    return RecordField(attribute=declared.name, name=name, required=required, **parts)


def get_schema(kind: type) -> RecordSchema:
    """The schema of a class of records. Raises ``KeyError`` for any other class."""
    return _SCHEMAS[kind]


def make_origin() -> Origin:
    """The origin of a record that came from no table."""
    return Origin("")
