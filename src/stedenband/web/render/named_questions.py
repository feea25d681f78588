"""Named questions: their files, groups, columns and formats, and what a request asks of one."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import quote, urlencode

from stedenband.errors import UsageError
from stedenband.formats import GEOJSON, SPARQL_CSV, SPARQL_JSON, SPARQL_TSV, SPARQL_XML, Format
from stedenband.i18n import DATA_LANGUAGES
from stedenband.model import Texts
from stedenband.ns import Iris
from stedenband.sparql.paging import has_own_limit, make_page
from stedenband.store import NamedQuery, Param, load_queries
from stedenband.store.faults import make_error
from stedenband.web.messages.questions import NOT_PAGINATED, UNKNOWN_GROUP

Plain = str | int | float | bool | None
"""A value of plain JSON."""

JSON = Format(name="json", media_type="application/json", extension="json", kind="table")
"""Rows of plain values: what a program that knows nothing of RDF reads."""

OFFERS = (JSON, SPARQL_JSON, SPARQL_XML, SPARQL_CSV, SPARQL_TSV)

_NAMES = {"sparql-json": SPARQL_JSON, "xml": SPARQL_XML}
"""Names of ``format=`` that are no file extension."""

POINT = ("longitude", "latitude")

WKT = "wkt"
"""Columns that put a row on the map: a pair of WGS 84 degrees, or a geometry in well-known text."""

GROUPS = ("partnerships", "time", "changes", "map", "sources", "names", "other")
"""What questions are about, in the order in which they are listed; a file says it with ``#+ group:``."""


def remove_headers(text: str) -> str:
    """The query without the ``#+`` lines that tell about it.

    >>> remove_headers("#+ title.en: All\\nASK {}")
    'ASK {}'
    """
    lines = text.splitlines()
    return "\n".join(line for line in lines if not line.startswith("#+"))


def has_position(columns: Sequence[str]) -> bool:
    """Whether rows of these columns can be put on a map."""
    return set(POINT) <= set(columns) or WKT in columns


def list_formats(columns: Sequence[str]) -> tuple[Format, ...]:
    """The formats in which a question with these columns is answered."""
    return (*OFFERS, GEOJSON) if has_position(columns) else OFFERS


def format_named(name: str, among: Sequence[Format]) -> Format | None:
    """The format that ``format=`` or the extension of an address means: ``csv``, ``geojson``, ``text/csv``..."""
    short = name.strip().lower()
    known = _NAMES.get(short)
    return known or next(
        (form for form in among if short in (form.extension, form.name, form.media_type)), None
    )


def group_of(question: NamedQuery) -> str:
    """What the question is about: one of ``GROUPS``."""
    return question.headers.get("group", "other")


def group_questions(questions: Mapping[str, NamedQuery]) -> dict[str, list[NamedQuery]]:
    """The questions by what they are about, groups and questions in their order; no empty groups."""
    found = {
        group: [question for question in questions.values() if group_of(question) == group]
        for group in GROUPS
    }
    return {group: members for group, members in found.items() if members}


def get_column_language(column: str) -> str | None:
    """The language of a column that has one twin for each language (``name_nl``, ``name_en``)."""
    return next((language for language in DATA_LANGUAGES if column.endswith(f"_{language}")), None)


def select_columns(columns: Sequence[str], language: str) -> tuple[str, ...]:
    """The columns that a reader of that language is shown: of twins only their own."""
    return tuple(column for column in columns if get_column_language(column) in (None, language))


PER_PAGE = 100

NUMBERS = ("year", "integer")
"""Types of parameters: things of the data set, codes of a list, whole numbers. Others are texts and IRIs."""

MOST_PER_PAGE = 10_000

MOST_PAGES = 1_000_000

CODES = ("kind", "status", "level")


@dataclass(frozen=True, slots=True)
class QuestionRequest:
    """A question with the values for its parameters as they were given, and the part of its rows that is wanted."""

    question: NamedQuery
    values: Mapping[str, str] = field(default_factory=dict)
    page: int = 1
    per_page: int = PER_PAGE
    format: str | None = None

    @property
    def offset(self) -> int:
        """Rows before this page."""
        return (self.page - 1) * self.per_page

    @property
    def complete(self) -> bool:
        """Whether every parameter has a value, be it the default one."""
        return all(param.default or param.name in self.values for param in self.question.params.values())

    def text(self, iris: Iris) -> str:
        """The whole query. Raises ``UsageError`` for a value that is not of its type."""
        return self.question.bind(self.values, iris)

    def page_text(self, iris: Iris, *, limit: int | None = None, offset: int | None = None) -> str:
        """The query of this page, or of another part."""
        rows = self.per_page if limit is None else limit
        return make_page(self.text(iris), rows, self.offset if offset is None else offset)

    def address(self, path: str, *, page: int | None = None) -> str:
        """An address that asks the same, of this page or another."""
        told = self.parameters(page=page)
        return f"{path}?{urlencode(told, quote_via=quote)}" if told else path

    def parameters(self, *, page: int | None = None) -> dict[str, str]:
        """The parameters of that address."""
        told = dict(self.values)
        number = page or self.page
        if number > 1:
            told["page"] = str(number)
        if self.per_page != PER_PAGE:
            told["per_page"] = str(self.per_page)
        return told

    def beside(self, path: str, *, more: bool) -> list[tuple[str, str]]:
        """The first, previous and next page by their relations; nobody counts the rows, so that no last is known."""
        pages = (("first", 1), ("prev", self.page - 1), ("next", self.page + 1 if more else 0))
        return [(relation, self.address(path, page=number)) for relation, number in pages if number]

    def used(self) -> dict[str, Plain]:
        """Every parameter with its value, be it the default one."""
        told = {
            param.name: self.values.get(param.name, get_default(param))
            for param in self.question.params.values()
        }
        numbers = {param.name for param in self.question.params.values() if param.type in NUMBERS}
        return {
            name: int(value) if name in numbers and value is not None else value
            for name, value in told.items()
        }


def get_default(param: Param) -> str | None:
    """What a parameter is when nobody says, as an address would have it: ``gent``, not ``city/gent``."""
    return None if param.default is None else param.default.removeprefix(f"{param.type}/")


Names = Mapping[str, Texts]
"""Names by the value that they are the names of."""


def load_questions(files: Iterable[Path]) -> dict[str, NamedQuery]:
    """The named questions of these files, as ``load_queries`` reads them.

    Raises ``UsageError`` for a SELECT with a LIMIT of its own, which would have a page without an answer, and for a
    group that is not one of ``GROUPS``.
    """
    questions = load_queries(files)
    for question in questions.values():
        _check_question(question)
    return questions


def _check_question(question: NamedQuery) -> None:
    file, group = f"{question.name}.rq", question.headers.get("group", "other")
    if group not in GROUPS:
        raise make_error(UsageError, UNKNOWN_GROUP, file=file, group=group, groups=", ".join(GROUPS))
    if has_own_limit(question.text):
        raise make_error(UsageError, NOT_PAGINATED, file=file)


@dataclass(frozen=True, slots=True)
class Choice:
    """A value that a parameter may have, as it is written in an address, and its names."""

    value: str
    names: Texts
