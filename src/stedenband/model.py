"""The values that travel between rooms: frozen, checked when made, knowing nothing of files, RDF engines or HTTP."""

from __future__ import annotations

import calendar
import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from decimal import Decimal
from enum import StrEnum

Texts = Mapping[str, str]
"""The same words in several languages: language tag (lower case) to text."""


# == Dates as precise as their source ==========================================


@dataclass(frozen=True, slots=True)
class PartialDate:
    """A year, a month or a day, and no more than the source says (``1969``, ``1982-08``, ``1971-10-04``).

    Raises ``ValueError`` for a date that is not in the calendar or outside the years 1000 to 2999.
    """

    year: int
    month: int | None = None
    day: int | None = None

    def __post_init__(self) -> None:
        if not 1000 <= self.year <= 2999:
            raise ValueError(f"year out of range: {self.year}")
        if self.month is None:
            if self.day is not None:
                raise ValueError("a day needs a month")
        elif not 1 <= self.month <= 12:
            raise ValueError(f"no such month: {self.month}")
        elif self.day is not None and not 1 <= self.day <= calendar.monthrange(self.year, self.month)[1]:
            raise ValueError(f"no such day: {self.year:04}-{self.month:02}-{self.day:02}")

    @classmethod
    def parse(cls, text: str) -> PartialDate:
        """Read ``YYYY``, ``YYYY-MM`` or ``YYYY-MM-DD``. Raises ``ValueError`` for anything else.

        >>> PartialDate.parse("1982-08")
        PartialDate(year=1982, month=8, day=None)
        """
        match = re.fullmatch(r"([0-9]{4})(?:-([0-9]{2})(?:-([0-9]{2}))?)?", text)
        if not match:
            raise ValueError(f"not a year, month or day: {text!r}")
        year, month, day = match.groups()
        return cls(int(year), int(month) if month else None, int(day) if day else None)

    def __str__(self) -> str:
        """The lexical form of XSD: gYear, gYearMonth or date.

        >>> str(PartialDate(1971, 10, 4))
        '1971-10-04'
        """
        parts = [f"{self.year:04}"]
        parts += [f"{part:02}" for part in (self.month, self.day) if part is not None]
        return "-".join(parts)

    @property
    def datatype(self) -> str:
        """Local name of the XSD datatype that is exactly this precise."""
        if self.month is None:
            return "gYear"
        return "gYearMonth" if self.day is None else "date"

    def certainly_before(self, other: PartialDate) -> bool:
        """Whether every day this may mean comes before every day the other may mean.

        >>> PartialDate(1969).certainly_before(PartialDate(1969, 9, 4))
        False
        """
        mine = (self.year, self.month or 12, self.day or 31)
        return mine < (other.year, other.month or 1, other.day or 1)


# == Where something stands, and what is wrong with it ==========================


@dataclass(frozen=True, slots=True)
class Origin:
    """A place in the source tables: file name, row (the header is row 1, as a spreadsheet counts) and column."""

    file: str
    row: int | None = None
    column: str | None = None

    def at(self, column: str) -> Origin:
        """A cell of the same row."""
        return Origin(self.file, self.row, column)


class Severity(StrEnum):
    """How bad a finding is: a violation stops publication, a warning and an info do not."""

    VIOLATION = "violation"
    WARNING = "warning"
    INFO = "info"


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing to mend: what, where, what was found, what would do.

    ``code`` is stable and names the rule (``unknown-city``, or the local name of a shape or a check).
    ``message`` says what is wrong and ``remedy`` what would do, each in every language (at least nl and en).
    ``focus`` and ``path`` are IRIs when the finding came from the graph.
    """

    code: str
    severity: Severity
    message: Texts
    remedy: Texts = field(default_factory=dict)
    origin: Origin | None = None
    found: str | None = None
    focus: str | None = None
    path: str | None = None
    rule: str | None = None
    """IRI of the shape, or file name of the check, that speaks."""
    language: str | None = None
    """The language of the text that is wrong or missing, where the rule tells."""
    component: str | None = None
    """IRI of the SHACL constraint component that failed, which a ``sh:ValidationReport`` must name."""

    def at(self, origin: Origin) -> Finding:
        """The same finding, with the place in the tables it comes from."""
        return replace(self, origin=origin)

    @property
    def sort_key(self) -> tuple[object, ...]:
        """File, row and column first, so that a report reads as the tables do; total, so that it is always the same."""
        origin = self.origin or Origin("")
        return (
            origin.file,
            origin.row or 0,
            origin.column or "",
            self.code,
            self.focus or "",
            self.path or "",
            self.found or "",
            *sorted(self.message.values()),
        )


@dataclass(frozen=True, slots=True)
class Report:
    """All findings of one check, sorted by place. It conforms when no finding is a violation."""

    findings: tuple[Finding, ...] = ()

    def __post_init__(self) -> None:
        object.__setattr__(
            self, "findings", tuple(sorted(self.findings, key=lambda finding: finding.sort_key))
        )

    @property
    def conforms(self) -> bool:
        return not any(finding.severity is Severity.VIOLATION for finding in self.findings)

    def count(self, severity: Severity) -> int:
        """How many findings there are of one severity."""
        return sum(finding.severity is severity for finding in self.findings)

    def __add__(self, other: Report) -> Report:
        return Report(self.findings + other.findings)


# == The data set ==============================================================


@dataclass(frozen=True, slots=True)
class Agent:
    """An organisation that publishes or answers."""

    name: Texts
    iri: str | None = None
    homepage: str | None = None
    email: str | None = None
    kind: str | None = None
    """Code of the ADMS list of publisher types (``LocalAuthority``)."""
    same_as: tuple[str, ...] = ()
    """IRIs under which others know the same organisation, such as its number in a register of enterprises."""


@dataclass(frozen=True, slots=True)
class DatasetInfo:
    """What ``dataset.toml`` says of a data set. Dates are ISO days; languages are tags (``nl``)."""

    slug: str
    city: str
    base_iri: str
    version: str
    issued: str
    modified: str
    title: Texts
    description: Texts
    publisher: Agent
    contact: Agent
    license: str
    languages: tuple[str, ...]
    keywords: Mapping[str, tuple[str, ...]]
    themes: tuple[str, ...]
    spatial: tuple[str, ...]
    checked: str
    """Day on which the content was last checked against its sources."""
    frequency: str | None = None
    created: str | None = None
    """Day on which the collection was begun, where that is known."""
    version_notes: Texts = field(default_factory=dict)
    provenance: Texts = field(default_factory=dict)
    bbox: tuple[Decimal, Decimal, Decimal, Decimal] | None = None
    """The territory of the publishing city: west, south, east, north, in WGS 84 decimal degrees."""
    checksums: bool = True
    """Whether the catalogue gives the checksums of the files; a few harvesters refuse a data set that has them."""

    def iri(self, base: str) -> str:
        """The IRI of the data set in a release under that base."""
        return f"{base}dataset/{self.slug}"

    def publisher_iri(self, base: str) -> str:
        """The IRI of the publisher, moved to that base where it stands under the data set's own."""
        iri = self.publisher.iri or f"{self.iri(base)}#publisher"
        own = iri.removeprefix(self.base_iri)
        return iri if own == iri else base + own


class Standing(StrEnum):
    """Whether a partnership stands today. A value is a code of the list ``standing`` of the vocabulary."""

    YES = "yes"
    NO = "no"
    UNKNOWN = "unknown"


# == A release =================================================================


@dataclass(frozen=True, slots=True)
class Artefact:
    """One file of a release: path within it, media type, size in bytes, SHA-256 in hexadecimal."""

    path: str
    media_type: str
    size: int
    sha256: str


@dataclass(frozen=True, slots=True)
class Release:
    """What a manifest says of one immutable release.

    ``id`` names its folder: the data set's version and the first eight hexadecimal digits of ``inputs_digest``.
    """

    id: str
    version: str
    base_iri: str
    dataset: str
    city: str
    title: Texts
    modified: str
    inputs_digest: str
    generator: str
    previous: str | None
    counts: Mapping[str, int]
    sources: Mapping[str, str]
    """SHA-256 of every input file, by its path within the data folder."""
    artefacts: tuple[Artefact, ...]
    conforms: bool
    findings: Mapping[str, int]
    """Number of findings by severity."""
