"""What ``dataset.toml`` says of the data set as a whole."""

from __future__ import annotations

import datetime
import re
import tomllib
from collections.abc import Iterator, Mapping
from decimal import Decimal
from pathlib import Path
from typing import Annotated, Any

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, ValidationError, ValidationInfo
from pydantic_core import ErrorDetails, PydanticCustomError

from stedenband.authorities import LICENCES
from stedenband.model import Agent, DatasetInfo, Origin, Severity
from stedenband.ns import SLUG, find_base_fault
from stedenband.schema.cells import BadCellError, is_iri, make_slug, parse_day, parse_language
from stedenband.schema.faults import Fault
from stedenband.schema.languages import is_language
from stedenband.schema.references import Known
from stedenband.tables.characters import clean_text
from stedenband.tables.faults import Faults, find_nearest, shorten_text
from stedenband.tables.files import DATASET_FILE, MIB, UnreadableError, read_content

DESCRIPTION_CHARACTERS = (50, 5000)
"""Shortest and longest description; catalogues refuse others."""

THEMES = frozenset(
    (
        *("AGRI", "ECON", "EDUC", "ENER", "ENVI", "GOVE", "HEAL"),
        *("INTR", "JUST", "OP_DATPRO", "REGI", "SOCI", "TECH", "TRAN"),
    )
)
"""The data themes of the EU Publications Office."""

FREQUENCIES = frozenset(
    (
        *("ANNUAL", "ANNUAL_2", "ANNUAL_3", "BIENNIAL", "BIMONTHLY", "BIWEEKLY", "CONT", "DAILY", "DAILY_2"),
        *("IRREG", "MONTHLY", "MONTHLY_2", "MONTHLY_3", "NEVER", "OP_DATPRO", "OTHER", "QUARTERLY"),
        *("TRIENNIAL", "UNKNOWN", "UPDATE_CONT", "WEEKLY", "WEEKLY_2", "WEEKLY_3"),
    )
)
"""The frequencies of the EU Publications Office."""

PUBLISHER_TYPES = frozenset(
    (
        *("Academia-ScientificOrganisation", "Company", "IndustryConsortium", "LocalAuthority"),
        *(
            "NationalAuthority",
            "NonGovernmentalOrganisation",
            "NonProfitOrganisation",
            "PrivateIndividual(s)",
        ),
        *("RegionalAuthority", "StandardisationBody", "SupraNationalAuthority"),
    )
)
"""The types of publishers of ADMS."""

KEYWORDS = 3
"""Keywords in each language below which a data set is hard to find."""

_DAYS = ("created", "issued", "modified", "checked")
"""Keys that hold a day which cannot be in the future: harvesters drop such dates."""

_VERSION = re.compile(r"[0-9]{1,6}(?:\.[0-9]{1,6}){1,2}(?:[-+][0-9A-Za-z]+(?:[.-][0-9A-Za-z]+)*)?\Z")
_EMAIL = re.compile(r"[A-Za-z0-9._%+-]{1,64}@(?:[A-Za-z0-9-]{1,63}\.)+[A-Za-z]{2,63}\Z")


# == Values ====================================================================


def _refuse(code: str, found: str, **more: object) -> PydanticCustomError:
    return PydanticCustomError(code, "see the code", {**more, "found": found})


def _clean(text: str) -> str:
    cleaned, odd = clean_text(text.strip(), exact=False)
    if odd:
        raise _refuse(odd[0].code, odd[0].found, suggestion=odd[0].suggestion, **odd[0].values)
    if not cleaned:
        raise _refuse("missing-value", "")
    return cleaned


def _slug(text: str) -> str:
    if not SLUG.match(text):
        raise _refuse("bad-id", text, suggestion=make_slug(text))
    return text


def _base(text: str) -> str:
    if find_base_fault(text):
        slashed = f"{text}/"
        raise _refuse("bad-base", text, suggestion=None if find_base_fault(slashed) else slashed)
    return text


def _version(text: str) -> str:
    if not _VERSION.match(text):
        raise _refuse("bad-version", text)
    return text


def _day_as_text(value: object) -> object:
    """TOML has days of its own: ``issued = 2026-11-22`` does as well as the same between quotation marks."""
    is_day = isinstance(value, datetime.date) and not isinstance(value, datetime.datetime)
    return value.isoformat() if is_day else value  # type: ignore[attr-defined]


def _day(text: str) -> str:
    try:
        return parse_day(text)
    except BadCellError as bad:
        raise _refuse(bad.code, text, suggestion=bad.suggestion) from None


def _iri(text: str) -> str:
    if not is_iri(text):
        raise _refuse("bad-iri", text)
    return text


def _language(text: str) -> str:
    try:
        return parse_language(text)
    except BadCellError as bad:
        raise _refuse(bad.code, text) from None


def _email(text: str) -> str:
    if not _EMAIL.match(text):
        raise _refuse("bad-email", text)
    return text


def _theme(text: str) -> str:
    return _code(text, THEMES, "data-theme")


def _frequency(text: str) -> str:
    return _code(text, FREQUENCIES, "frequency")


def _publisher_type(text: str) -> str:
    return _code(text, PUBLISHER_TYPES, "publisher-type")


def _box(value: object) -> tuple[Decimal, ...]:
    """West, south, east and north in decimal degrees, in that order."""
    numbers = value if isinstance(value, list) else []
    degrees = [Decimal(n) for n in numbers if isinstance(n, int | Decimal) and not isinstance(n, bool)]
    if len(degrees) != 4 or len(numbers) != 4 or not all(number.is_finite() for number in degrees):
        raise _refuse("bad-bbox", str(value) if not isinstance(value, list) else _listed(value))
    west, south, east, north = degrees
    if not (-180 <= west < east <= 180 and -90 <= south < north <= 90):
        raise _refuse("bad-bbox", _listed(numbers))
    return tuple(degrees)


def _listed(members: list[Any]) -> str:
    return f"[{', '.join(map(str, members))}]"


def _code(text: str, codes: frozenset[str], scheme: str) -> str:
    if text not in codes:
        near = find_nearest(text.upper(), codes)
        raise _refuse("unknown-code", text, scheme=scheme, allowed=", ".join(sorted(codes)), suggestion=near)
    return text


def _described(text: str) -> str:
    least, most = DESCRIPTION_CHARACTERS
    if not least <= len(text) <= most:
        raise _refuse("description-length", text, length=len(text), least=least, most=most)
    return text


def _keyword(text: str) -> str:
    if "," in text or "\n" in text:
        raise _refuse("bad-keyword", text)
    return text


def _in_each_language(texts: dict[str, Any], info: ValidationInfo) -> dict[str, Any]:
    for tag in info.context or ():
        if tag not in texts:
            raise _refuse("missing-key", "", missing=tag)
    return texts


def _not_empty(members: list[str]) -> list[str]:
    if not members:
        raise _refuse("missing-value", "")
    for number, member in enumerate(members):
        if member in members[:number]:
            raise _refuse("repeated-value", member, value=member)
    return members


_Words = Annotated[str, AfterValidator(_clean)]
_Iri = Annotated[_Words, AfterValidator(_iri)]
_Day = Annotated[_Words, AfterValidator(_day), BeforeValidator(_day_as_text)]
_Tag = Annotated[str, AfterValidator(_language)]
_Texts = Annotated[dict[_Tag, _Words], AfterValidator(_in_each_language)]
_Descriptions = Annotated[
    dict[_Tag, Annotated[_Words, AfterValidator(_described)]], AfterValidator(_in_each_language)
]
_Keyword = Annotated[_Words, AfterValidator(_keyword)]
_Keywords = Annotated[
    dict[_Tag, Annotated[list[_Keyword], AfterValidator(_not_empty)]], AfterValidator(_in_each_language)
]


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True, frozen=True)


class _Publisher(_Strict):
    iri: _Iri
    homepage: _Iri
    type: Annotated[_Words, AfterValidator(_publisher_type)] = "LocalAuthority"
    same_as: Annotated[list[_Iri], AfterValidator(_not_empty)] | None = None
    name: _Texts


class _Contact(_Strict):
    email: Annotated[_Words, AfterValidator(_email)]
    homepage: _Iri
    name: _Texts


class _Dataset(_Strict):
    slug: Annotated[_Words, AfterValidator(_slug)]
    city: Annotated[_Words, AfterValidator(_slug)]
    base_iri: Annotated[_Words, AfterValidator(_base)]
    version: Annotated[_Words, AfterValidator(_version)]
    issued: _Day
    modified: _Day
    checked: _Day
    created: _Day | None = None
    license: _Iri
    languages: Annotated[list[Annotated[_Words, AfterValidator(_language)]], AfterValidator(_not_empty)]
    themes: Annotated[list[Annotated[_Words, AfterValidator(_theme)]], AfterValidator(_not_empty)]
    spatial: Annotated[list[_Iri], AfterValidator(_not_empty)]
    frequency: Annotated[_Words, AfterValidator(_frequency)] | None = None
    bbox: Annotated[tuple[Decimal, Decimal, Decimal, Decimal], BeforeValidator(_box)] | None = None
    checksums: bool = True
    title: _Texts
    description: _Descriptions
    version_notes: _Texts | None = None
    provenance: _Texts | None = None
    keywords: _Keywords
    publisher: _Publisher
    contact: _Contact


_PARTS: Mapping[tuple[str, ...], type[BaseModel]] = {
    (): _Dataset,
    ("publisher",): _Publisher,
    ("contact",): _Contact,
}


# == The file ==================================================================


def read_languages(path: Path | None) -> tuple[str, ...]:
    """The languages of the data set, before its tables are read; none where the file does not tell them well.

    What is wrong with the file is told by ``read_info``.
    """
    if path is None:
        return ()
    try:
        return find_languages(tomllib.loads(read_content(path, MIB)[0].decode("utf-8-sig")))
    except (UnreadableError, ValueError, RecursionError):
        return ()


def find_languages(data: Mapping[str, object]) -> tuple[str, ...]:
    """The languages that a description names, those that are no language tags left out."""
    named = data.get("languages")
    tags = [tag.lower() for tag in named if isinstance(tag, str)] if isinstance(named, list) else []
    return tuple(dict.fromkeys(tag for tag in tags if is_language(tag)))


def read_info(
    path: Path | None,
    known: Known,
    faults: Faults,
    inputs: dict[str, str],
    today: datetime.date | None = None,
) -> DatasetInfo | None:
    """The data set's description, or ``None`` after telling what is wrong with it. Notes the digest of the file.

    Its city must be known by now: the tables are read first. With ``today``, no day may be later.
    """
    if path is None:
        return None
    try:
        octets, inputs[DATASET_FILE] = read_content(path, MIB)
        text = octets.decode("utf-8-sig")
        data = tomllib.loads(text, parse_float=Decimal)
    except UnreadableError as error:
        faults.add(Fault(error.code, Origin(DATASET_FILE), values=error.values))
    except UnicodeDecodeError as error:
        faults.add(_not_utf8(octets, error))
    except ValueError as error:  # TOMLDecodeError, or a number of more digits than Python reads
        faults.add(_not_toml(text, str(error)))
    except RecursionError:
        faults.add(Fault("toml-syntax", Origin(DATASET_FILE), values={"reason": "too deep"}))
    else:
        return _info(data, KeyLines(text), known, faults, today)
    return None


def _not_utf8(octets: bytes, error: UnicodeDecodeError) -> Fault:
    line = octets[: error.start].count(b"\n") + 1
    guess = octets.split(b"\n")[line - 1].decode("cp1252", "replace").strip()
    values = {"byte": f"0x{octets[error.start]:02X}", "offset": error.start, "guess": guess[:80]}
    return Fault("wrong-encoding", Origin(DATASET_FILE, line), values=values)


def _not_toml(text: str, reason: str) -> Fault:
    match = re.search(r"\(at line ([0-9]+), column [0-9]+\)", reason)
    line = int(match[1]) if match else text.count("\n") + 1
    plain = re.sub(r"\s*\(at [^)]*\)\Z", "", reason)
    return Fault("toml-syntax", Origin(DATASET_FILE, line), values={"reason": plain})


def _info(
    data: dict[str, Any], lines: KeyLines, known: Known, faults: Faults, today: datetime.date | None
) -> DatasetInfo | None:
    try:
        model = _Dataset.model_validate(data, context=find_languages(data))
    except ValidationError as errors:
        for error in errors.errors(include_url=False):
            faults.add(_fault(error, lines))
        return None
    for fault in (*_in_time(model, lines, today), *_advice(model, lines)):
        faults.add(fault)
    if not known.has("city", model.city):
        at = lines.origin(("city",))
        faults.add(Fault("unknown-city", at, model.city, known=known.of("city")))
    return _converted(model)


def _in_time(model: _Dataset, lines: KeyLines, today: datetime.date | None) -> Iterator[Fault]:
    """Days in the wrong order, and days that have not come yet."""
    for earlier, later in (("created", "issued"), ("issued", "modified")):
        start, end = getattr(model, earlier), getattr(model, later)
        if start and end < start:
            values = {"start": start, "start_column": earlier}
            yield Fault("end-before-start", lines.origin((later,)), end, values)
    for key in _DAYS:
        value = getattr(model, key)
        if today and value and value > today.isoformat():
            yield Fault("future-day", lines.origin((key,)), value, {"today": today.isoformat()})


def _advice(model: _Dataset, lines: KeyLines) -> Iterator[Fault]:
    """What portals can do less with, though it is not wrong."""
    if model.license not in LICENCES:
        known = ", ".join(LICENCES)
        at = lines.origin(("license",))
        yield Fault("unknown-licence", at, model.license, {"known": known}, severity=Severity.WARNING)
    for tag, words in model.keywords.items():
        if len(words) < KEYWORDS:
            at = lines.origin(("keywords", tag))
            values = {"count": len(words), "least": KEYWORDS}
            yield Fault("few-keywords", at, None, values, severity=Severity.WARNING)


def _converted(model: _Dataset) -> DatasetInfo:
    return DatasetInfo(
        slug=model.slug,
        city=model.city,
        base_iri=model.base_iri,
        version=model.version,
        issued=model.issued,
        modified=model.modified,
        checked=model.checked,
        title=model.title,
        description=model.description,
        publisher=Agent(
            model.publisher.name,
            iri=model.publisher.iri,
            homepage=model.publisher.homepage,
            kind=model.publisher.type,
            same_as=tuple(model.publisher.same_as or ()),
        ),
        contact=Agent(model.contact.name, homepage=model.contact.homepage, email=model.contact.email),
        license=model.license,
        languages=tuple(model.languages),
        keywords={tag: tuple(words) for tag, words in model.keywords.items()},
        themes=tuple(model.themes),
        spatial=tuple(model.spatial),
        frequency=model.frequency,
        created=model.created,
        version_notes=model.version_notes or {},
        provenance=model.provenance or {},
        bbox=model.bbox,
        checksums=model.checksums,
    )


def locate_key(folder: Path, key: str) -> Origin:
    """Where a key (``publisher.name``) stands in the description of a data folder that could be read."""
    text = (folder / DATASET_FILE).read_text(encoding="utf-8-sig")
    return KeyLines(text).origin(tuple(key.split(".")))


_TYPES = {"string_type": "string", "list_type": "list", "bool_type": "boolean"}


def _fault(error: ErrorDetails, lines: KeyLines) -> Fault:
    """A complaint of pydantic's as a fault of ours: its type is our code, or one of three of its own."""
    path = tuple(str(part) for part in error["loc"] if part != "[key]")
    context = dict(error.get("ctx", {}))
    kind = error["type"]
    if kind == "missing":
        return Fault("missing-key", lines.origin(path))
    if kind == "extra_forbidden":
        suggestion = find_nearest(path[-1], _PARTS[path[:-1]].model_fields)
        return Fault("unknown-key", lines.origin(path), path[-1], suggestion=suggestion)
    if "-" not in kind:
        remedy = f"bad-type-{_TYPES.get(kind, 'table')}"
        found = error["input"]
        return Fault("bad-type", lines.origin(path), found if isinstance(found, str) else None, remedy=remedy)
    found, suggestion = str(context.pop("found")), context.pop("suggestion", None)
    at = lines.origin((*path, str(context["missing"])) if kind == "missing-key" else path)
    return Fault(kind, at, found or None, context, suggestion=suggestion)


class KeyLines:
    """On which line of a TOML text a key stands; good enough to point a person there."""

    _TABLE = re.compile(r"\s*\[([A-Za-z0-9_.\"-]+)\]")
    _KEY = re.compile(r"\s*([A-Za-z0-9_.\"-]+)\s*=")

    def __init__(self, text: str) -> None:
        self._lines = dict(reversed(list(self._read(text))))

    def _read(self, text: str) -> Iterator[tuple[tuple[str, ...], int]]:
        table: tuple[str, ...] = ()
        for number, line in enumerate(text.splitlines(), start=1):
            if match := self._TABLE.match(line):
                table = tuple(match[1].replace('"', "").split("."))
                yield table, number
            elif match := self._KEY.match(line):
                yield (*table, *match[1].replace('"', "").split(".")), number

    def origin(self, path: tuple[str, ...]) -> Origin:
        """The place of a key, or of the nearest table around it, or the top; the column is the key with dots."""
        name = ".".join(part for part in path if not part.isdigit())
        for length in range(len(path), 0, -1):
            if path[:length] in self._lines:
                return Origin(DATASET_FILE, self._lines[path[:length]], shorten_text(name))
        return Origin(DATASET_FILE, 1, shorten_text(name))
