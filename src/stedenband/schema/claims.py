"""Claimable properties: which claims can be made, about which records, and what their values are."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from pyoxigraph import NamedNode

from stedenband.model import Origin
from stedenband.schema.cells import BadCellError
from stedenband.schema.faults import Fault
from stedenband.schema.field_types import FieldType
from stedenband.schema.fields import RecordSchema, Rule
from stedenband.schema.references import Known
from stedenband.schema.rows import TableRow

_SORTS = {"date": "date", "country": "country"}
"""Types of values whose fault has a remedy of its own; that of all others is ``bad-value-id``."""


@dataclass(slots=True)
class Claimable:
    """A property that claims can be about: its term, and the type of its value for each kind of subject, by word."""

    predicate: NamedNode
    types: dict[str, FieldType] = field(default_factory=dict)


def find_claimable(schemas: Iterable[RecordSchema]) -> dict[str, Claimable]:
    """Every property that a field declares as claimable, by local name, in the order of the fields.

    A field with an inverse is claimed from the other side: ``act`` of a partnership by the ``partnership`` of an act.
    """
    found: dict[str, Claimable] = {}
    for word, predicate, kind in _declared(schemas):
        found.setdefault(_local_name(predicate), Claimable(predicate)).types[word] = kind
    return found


def _declared(schemas: Iterable[RecordSchema]) -> Iterator[tuple[str, NamedNode, FieldType]]:
    for schema in schemas:
        for each in schema.fields:
            if each.claimable and each.claim_type is not None and each.inverse is not None:
                yield str(each.type.word), each.inverse, each.claim_type
            elif each.claimable:
                yield schema.word, each.predicates[0], each.claim_type or each.type.item


def _local_name(term: NamedNode) -> str:
    return term.value[max(term.value.rfind("#"), term.value.rfind("/")) + 1 :]


def require_suited(subject: str, property_: str, value: str) -> Rule:
    """The property of a claim suits its subject, and its value is of the property's type. Takes three columns."""

    def check(row: TableRow, known: Known) -> Iterator[Fault]:
        about, name, found = (row.text(column) for column in (subject, property_, value))
        if about is None or name is None:
            return
        word, types = about.partition("/")[0], known.claimable[name].types
        if word not in types:
            values = {"word": word, "wanted": ", ".join(types)}
            yield Fault("unsuited-property", row.at(property_), name, values)
        elif found is not None:
            yield from _check_value(row.at(value), name, found, types[word], known)

    return check


def _check_value(at: Origin, name: str, value: str, kind: FieldType, known: Known) -> Iterator[Fault]:
    try:
        kind.make_parser(known)(value)
    except BadCellError as bad:
        values = {**bad.values, "property": name, "table": _table(kind, known)}
        remedy = "bad-value-code" if bad.code == "unknown-code" else f"bad-value-{_SORTS.get(kind.key, 'id')}"
        yield Fault("bad-value", at, value, values, bad.known, bad.suggestion, remedy)


def _table(kind: FieldType, known: Known) -> str:
    return f"{known.tables.get(kind.word or '')}.csv"
