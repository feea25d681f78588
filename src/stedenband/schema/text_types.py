"""Types of fields that hold text: lines, prose, ids, and the same words in several languages."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from pyoxigraph import Literal

from stedenband.model import Texts
from stedenband.ns import find_language_iri
from stedenband.schema import cells
from stedenband.schema.field_types import Cells, Column, FieldType, Part, Record
from stedenband.schema.languages import is_language
from stedenband.schema.terms import Term

if TYPE_CHECKING:
    from stedenband.schema.fields import RecordField
    from stedenband.schema.lookup import Lookup


@dataclass(frozen=True, slots=True)
class Line(FieldType):
    """Text on one line."""

    @property
    def key(self) -> str:
        return "line"

    def parse(self, text: str) -> str:
        return cells.parse_line(text)

    def make_term(self, value: str, lookup: Lookup) -> Term:
        return Literal(value)


@dataclass(frozen=True, slots=True)
class Prose(Line):
    """Text of any number of lines."""

    @property
    def key(self) -> str:
        return "prose"

    def parse(self, text: str) -> str:
        return text


@dataclass(frozen=True, slots=True)
class Exact(Prose):
    """The words of a source, kept byte for byte."""

    @property
    def key(self) -> str:
        return "exact"

    @property
    def exact(self) -> bool:
        return True


@dataclass(frozen=True, slots=True)
class Id(Line):
    """An id of its own: a slug."""

    @property
    def key(self) -> str:
        return "id"

    def parse(self, text: str) -> str:
        return cells.parse_id(text)


@dataclass(frozen=True, slots=True)
class FileName(Line):
    """The name of a file in the folder of source texts."""

    @property
    def key(self) -> str:
        return "file-name"

    def parse(self, text: str) -> str:
        return cells.parse_file_name(text)


@dataclass(frozen=True, slots=True)
class Digest(Line):
    """A SHA-256 in hexadecimal."""

    @property
    def key(self) -> str:
        return "digest"

    def parse(self, text: str) -> str:
        return cells.parse_digest(text)


@dataclass(frozen=True, slots=True)
class Language(FieldType):
    """A language by its tag; in RDF by the EU list of languages."""

    @property
    def key(self) -> str:
        return "language"

    @property
    def sort(self) -> str:
        return "link"

    def parse(self, text: str) -> str:
        return cells.parse_language(text)

    def make_term(self, value: str, lookup: Lookup) -> Term:
        return find_language_iri(value)


@dataclass(frozen=True, slots=True)
class LocalizedText(FieldType):
    """The same words in several languages: one column per language of the project.

    With ``any_language`` the table may have columns in other languages too: places have names everywhere.
    """

    inner: FieldType
    any_language: bool = False

    @property
    def key(self) -> str:
        return self.inner.key

    @property
    def sort(self) -> str:
        return "words"

    def make_columns(self, table: str, field: RecordField, languages: Sequence[str]) -> Iterator[Column]:
        for tag in languages:
            yield self._column(table, field, tag, required=field.required)

    def make_column(self, table: str, field: RecordField, name: str, *, any_language: bool) -> Column | None:
        tag = name.removeprefix(f"{field.name}_")
        if not (self.any_language or any_language) or tag == name or not is_language(tag):
            return None
        return self._column(table, field, tag, required=False)

    def _column(self, table: str, field: RecordField, tag: str, *, required: bool) -> Column:
        return Column(table, f"{field.name}_{tag}", self.inner, required, field.name, tag)

    def collect(self, cells: Cells, name: str) -> Texts:
        start = f"{name}_"
        tags = (
            (column.removeprefix(start), text) for column, text in cells.items() if column.startswith(start)
        )
        return {tag: str(text) for tag, text in tags if is_language(tag)}

    def make_term(self, value: tuple[str, str], lookup: Lookup) -> Term:
        tag, text = value
        return Literal(text, language=tag)

    def make_parts(self, field: RecordField, value: Texts, record: Record, lookup: Lookup) -> Iterator[Part]:
        for tag in sorted(value):
            yield Part(self.make_term((tag, value[tag]), lookup), (f"{field.name}_{tag}",))

    def merge(self, one: Texts, other: Texts) -> Texts:
        return {**other, **one}

    def compare(self, name: str, one: Texts, other: Texts) -> Iterator[tuple[str, str, str]]:
        for tag in sorted(one.keys() & other.keys()):
            if one[tag] != other[tag]:
                yield f"{name}_{tag}", one[tag], other[tag]


@dataclass(frozen=True, slots=True)
class NativeName(FieldType):
    """The name in the language of the place itself: the columns ``label_native`` and ``native_lang``.

    It is said where the place has no name in that language yet.
    """

    tag_column: str

    @property
    def key(self) -> str:
        return "line"

    @property
    def sort(self) -> str:
        return "words"

    def make_columns(self, table: str, field: RecordField, languages: Sequence[str]) -> Iterator[Column]:
        yield Column(table, field.name, Line(), field.required, field.name)
        yield Column(table, self.tag_column, Language(), field.required, self.tag_column)

    def collect(self, cells: Cells, name: str) -> Texts | None:
        tag, text = cells.get(self.tag_column), cells.get(name)
        return None if tag is None or text is None else {str(tag): str(text)}

    def make_parts(self, field: RecordField, value: Texts, record: Any, lookup: Lookup) -> Iterator[Part]:
        for tag, text in value.items():
            if tag not in record.labels:
                yield Part(Literal(text, language=tag), (field.name, self.tag_column))

    def merge(self, one: Texts, other: Texts) -> Texts:
        return one or other

    def compare(self, name: str, one: Texts, other: Texts) -> Iterator[tuple[str, str, str]]:
        if one and other and one != other:
            yield name, "|".join(one.values()), "|".join(other.values())


@dataclass(frozen=True, slots=True)
class TaggedNames(FieldType):
    """Other names, each with the tag of its language before a colon: ``nl:Danzig|de:Danzig``."""

    @property
    def key(self) -> str:
        return "alt-labels"

    @property
    def sort(self) -> str:
        return "words"

    @property
    def many(self) -> bool:
        return True

    def parse(self, text: str) -> tuple[tuple[str, str], ...]:
        return cells.parse_alt_labels(text)

    def make_term(self, value: tuple[str, str], lookup: Lookup) -> Term:
        tag, name = value
        return Literal(name, language=tag)

    def make_parts(self, field: RecordField, value: Any, record: Record, lookup: Lookup) -> Iterator[Part]:
        for member in value:
            yield Part(self.make_term(member, lookup), (field.name,))

    def merge(self, one: tuple[Any, ...], other: tuple[Any, ...]) -> tuple[Any, ...]:
        return tuple(dict.fromkeys((*one, *other)))

    def compare(self, name: str, one: Any, other: Any) -> Iterator[tuple[str, str, str]]:
        return iter(())  # a thing may have any number of other names
