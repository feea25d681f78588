"""The values that travel between rooms: frozen, checked when made, knowing nothing of files, RDF engines or HTTP."""

from __future__ import annotations

import calendar
import re
from collections.abc import Collection, Mapping
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


# == The register ==============================================================
# Every record knows the row it came from; that row takes no part in comparison.


def _nowhere() -> Origin:
    return Origin("")


@dataclass(frozen=True, slots=True)
class Country:
    """A state with an ISO 3166-1 code. Its id is the alpha-2 code in lower case."""

    id: str
    code: str
    alpha3: str
    labels: Texts
    wikidata: str | None = None
    geonames: int | None = None
    origin: Origin = field(default_factory=_nowhere, compare=False)


@dataclass(frozen=True, slots=True)
class Place:
    """A part of a country that a source names, such as England."""

    id: str
    labels: Texts
    country: str
    wikidata: str | None = None
    geonames: int | None = None
    origin: Origin = field(default_factory=_nowhere, compare=False)


@dataclass(frozen=True, slots=True)
class City:
    """A local authority with its territory; former municipalities and suburbs too.

    ``wikidata`` is the one exact match, ``candidates`` the items between which nobody has decided yet.
    ``labels`` and ``alt_labels`` go by language tag. Coordinates are WGS 84 decimal degrees.
    """

    id: str
    labels: Texts
    country: str
    alt_labels: tuple[tuple[str, str], ...] = ()
    wikidata: str | None = None
    candidates: tuple[str, ...] = ()
    geonames: int | None = None
    latitude: Decimal | None = None
    longitude: Decimal | None = None
    coordinate_source: str | None = None
    suburb_of: str | None = None
    located_in: str | None = None
    notes: Texts = field(default_factory=dict)
    origin: Origin = field(default_factory=_nowhere, compare=False)


class Standing(StrEnum):
    """Whether a partnership stands today. A value is a code of the list ``standing`` of the vocabulary."""

    YES = "yes"
    NO = "no"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Partnership:
    """One tie between one set of parties (at least two city ids).

    ``kind`` and ``status`` are ``None`` where no source says so.
    """

    id: str
    parties: tuple[str, ...]
    kind: str | None
    level: str
    status: str | None
    start: PartialDate | None = None
    end: PartialDate | None = None
    phase: str | None = None
    continues: str | None = None
    notes: Texts = field(default_factory=dict)
    origin: Origin = field(default_factory=_nowhere, compare=False)


@dataclass(frozen=True, slots=True)
class Participation:
    """The part one city has in a partnership, where a role or dates of its own are known."""

    partnership: str
    city: str
    role: str
    start: PartialDate | None = None
    end: PartialDate | None = None
    origin: Origin = field(default_factory=_nowhere, compare=False)

    @property
    def id(self) -> str:
        return f"{self.partnership}/{self.city}"


@dataclass(frozen=True, slots=True)
class Act:
    """A dated deed within a partnership: charter, agreement, memorandum, renewal, end.

    ``date`` is when it was done; ``valid_from`` and ``valid_until`` bound its term where it has one.
    """

    id: str
    partnership: str
    kind: str
    labels: Texts
    date: PartialDate | None = None
    valid_from: PartialDate | None = None
    valid_until: PartialDate | None = None
    place: str | None = None
    notes: Texts = field(default_factory=dict)
    origin: Origin = field(default_factory=_nowhere, compare=False)


@dataclass(frozen=True, slots=True)
class Change:
    """What alters partnerships or parties: a merger, a succession, a reorientation.

    ``original`` and ``resulting`` are references (``city/gent``, ``partnership/gent-melle``);
    ``affects`` and ``exempts`` are partnership ids; ``decided_by`` is a city id.
    """

    id: str
    kind: str
    labels: Texts
    date: PartialDate | None = None
    affects: tuple[str, ...] = ()
    exempts: tuple[str, ...] = ()
    original: str | None = None
    resulting: str | None = None
    decided_by: str | None = None
    notes: Texts = field(default_factory=dict)
    origin: Origin = field(default_factory=_nowhere, compare=False)


@dataclass(frozen=True, slots=True)
class Phase:
    """A period in a city's policy on partnerships, as its own history tells it."""

    id: str
    labels: Texts
    start: PartialDate | None = None
    end: PartialDate | None = None
    descriptions: Texts = field(default_factory=dict)
    origin: Origin = field(default_factory=_nowhere, compare=False)


@dataclass(frozen=True, slots=True)
class Source:
    """A text in one language from which claims are taken; ``sha256`` and ``file`` where we hold its bytes."""

    id: str
    title: str
    language: str
    publisher: str
    url: str | None = None
    file: str | None = None
    sha256: str | None = None
    retrieved: str | None = None
    notes: Texts = field(default_factory=dict)
    origin: Origin = field(default_factory=_nowhere, compare=False)


@dataclass(frozen=True, slots=True)
class Evidence:
    """The words of a source that bear a claim, or, where we do not hold the text, what it says in our words.

    ``position`` counts the Unicode characters before the quote in the source text, decoded from UTF-8.
    """

    id: str
    source: str
    quote: str | None = None
    position: int | None = None
    as_written: str | None = None
    descriptions: Texts = field(default_factory=dict)
    origin: Origin = field(default_factory=_nowhere, compare=False)


@dataclass(frozen=True, slots=True)
class Claim:
    """One statement taken as a thing: who says it, how we came to it, and whether the register follows it.

    ``subject`` is a reference (``partnership/gent-kanazawa``), ``property`` a local name of the vocabulary
    (``startDate``), ``value`` the cell text: a date, a code, an id, ``true``/``false``.
    """

    id: str
    subject: str
    property: str
    value: str
    mode: str
    followed: bool
    evidence: tuple[str, ...] = ()
    rule: str | None = None
    reasons: Texts = field(default_factory=dict)
    origin: Origin = field(default_factory=_nowhere, compare=False)


@dataclass(frozen=True, slots=True)
class Question:
    """Something the sources leave open, for a person at the city to settle; ``about`` is a reference."""

    id: str
    about: str
    labels: Texts
    origin: Origin = field(default_factory=_nowhere, compare=False)


@dataclass(frozen=True, slots=True)
class Register:
    """All records of one data set, in the order of their tables, and what the code list says each status means.

    ``standings`` is not a table: it says of each status code whether a partnership of that status stands.
    """

    countries: Collection[Country] = ()
    places: Collection[Place] = ()
    cities: Collection[City] = ()
    phases: Collection[Phase] = ()
    partnerships: Collection[Partnership] = ()
    participations: Collection[Participation] = ()
    acts: Collection[Act] = ()
    changes: Collection[Change] = ()
    sources: Collection[Source] = ()
    evidence: Collection[Evidence] = ()
    claims: Collection[Claim] = ()
    questions: Collection[Question] = ()
    standings: Mapping[str, Standing] = field(default_factory=dict)

    def standing_of(self, partnership: Partnership) -> Standing:
        """Whether a partnership stands; not known where it has no status, or one that the code list lacks."""
        return self.standings.get(partnership.status or "", Standing.UNKNOWN)


class ValueType(StrEnum):
    """What the value of a claim is, and so how its cell reads."""

    DATE = "date"
    COUNTRY = "country"
    CITY = "city"
    PLACE = "place"
    PARTNERSHIP = "partnership"
    PHASE = "phase"
    KIND = "kind"
    STATUS = "status"
    ROLE = "role"
    ACT = "act"


CLAIM_PROPERTIES: Mapping[str, ValueType] = {
    "startDate": ValueType.DATE,
    "endDate": ValueType.DATE,
    "date": ValueType.DATE,
    "party": ValueType.CITY,
    "kind": ValueType.KIND,
    "status": ValueType.STATUS,
    "country": ValueType.COUNTRY,
    "containedInPlace": ValueType.PLACE,
    "suburbOf": ValueType.CITY,
    "phase": ValueType.PHASE,
    "continues": ValueType.PARTNERSHIP,
    "affects": ValueType.PARTNERSHIP,
    "exempts": ValueType.PARTNERSHIP,
    "act": ValueType.ACT,
    "resultingOrganization": ValueType.CITY,
}
"""The properties a claim can be about, and the type of their value.

All are terms of the vocabulary, but ``containedInPlace`` (schema.org) and ``resultingOrganization`` (W3C ORG).
A ``kind`` belongs to the code list of its subject: ``kind`` of a partnership, ``act`` of an act,
``change`` of a change.
"""


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
