"""The way back: from a statement about a thing to the cells of the tables that it rests on."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass

from pyoxigraph import Literal, NamedNode

from stedenband.model import Origin
from stedenband.ns import RDF, Iris
from stedenband.schema.fields import RecordSchema
from stedenband.schema.register import Register
from stedenband.schema.terms import Term


@dataclass(frozen=True, slots=True)
class TracedStatement:
    """A statement about a thing that was asked for, with the cells it rests on."""

    predicate: str
    object: Term
    cells: tuple[Origin, ...]


@dataclass(frozen=True, slots=True)
class Trace:
    """Where the things that were asked for come from: their rows, and the cells behind their statements, by IRI."""

    rows: Mapping[str, tuple[RecordSchema, Origin]]
    statements: Mapping[str, tuple[TracedStatement, ...]]

    def row(self, subject: str) -> Origin | None:
        """The row that makes a thing; ``None`` where no row does."""
        found = self.rows.get(subject)
        return found[1] if found else None

    def cells(
        self, subject: str, predicate: str, *, language: str | None = None, value: str | None = None
    ) -> tuple[Origin, ...]:
        """The cells to look at for a property of a thing: those of its statements, else where one would be filled in.

        ``language`` and ``value`` narrow the statements to those in that language or with that value, where there
        are any. Empty where the property comes from no column.
        """
        about = [each for each in self.statements.get(subject, ()) if each.predicate == predicate]
        named = [each for each in about if language is None or _language(each.object) == language]
        if language is not None and not named:
            return self._empty_cells(subject, predicate, language)
        exact = [each for each in named if value is not None and each.object.value == value]
        found = exact or named
        if found:
            return tuple(dict.fromkeys(cell for each in found for cell in each.cells))
        return self._empty_cells(subject, predicate, language)

    def _empty_cells(self, subject: str, predicate: str, language: str | None) -> tuple[Origin, ...]:
        """Where a value of that property would stand in the row of a thing, in a language where it has several."""
        schema, origin = self.rows.get(subject, (None, None))
        if schema is None or origin is None:
            return ()
        field = schema.field_of(NamedNode(predicate))
        if field is None:
            return ()
        columns = field.type.make_columns(schema.table, field, (language,) if language else ())
        return tuple(origin.at(column.name) for column in columns)


def trace(register: Register, iris: Iris, wanted: Collection[str]) -> Trace:
    """Where the wanted IRIs come from; an IRI that no row made is left out."""
    looked_for = set(wanted)
    rows: dict[str, tuple[RecordSchema, Origin]] = {}
    statements: dict[str, list[TracedStatement]] = {}
    for schema, origin, said in register.make_statements(iris):
        subject = iris.thing(said.subject).value
        if subject in looked_for:
            cells = (*(origin.at(column) for column in said.columns), *said.others)
            statements.setdefault(subject, []).append(
                TracedStatement(said.predicate.value, said.object, cells)
            )
            if said.predicate == RDF.type:
                rows[subject] = (schema, origin)
    return Trace(rows, {subject: tuple(found) for subject, found in statements.items()})


def _language(term: Term) -> str | None:
    return term.language if isinstance(term, Literal) else None
