"""The data sets of several cities as one: what they share is one thing, and they may not contradict each other.

Ids are shared. What bears one id in two folders has to be the same thing: a country by its code, a city or a place
because both give the same item at Wikidata or GeoNames, anything else because nothing that is said of it differs. A
cell that is empty in one folder is filled from the other.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import combinations
from typing import Any, TypeVar

from stedenband.i18n import INTERFACE_LANGUAGES, translate_all
from stedenband.model import DatasetInfo, Finding, Origin, Severity
from stedenband.pipeline.messages import MERGE_FAULTS, MERGE_REMEDIES
from stedenband.schema.fields import RecordField, get_schema
from stedenband.schema.partnerships import Partnership
from stedenband.schema.places import City, Country, Place
from stedenband.schema.register import SCHEMAS, AnyRecord, Register

R = TypeVar("R", bound=AnyRecord)


@dataclass(frozen=True, slots=True)
class DataSet:
    """What one description says, and the tables beside it.

    ``folder`` is the name of the folder they stand in, among those of other cities; empty where there is but one.
    """

    info: DatasetInfo
    register: Register
    folder: str = ""

    def origin(self, origin: Origin) -> Origin:
        """A place in the files, by the folder too."""
        return replace(origin, file=f"{self.folder}/{origin.file}") if self.folder else origin


def merge_registers(sets: Sequence[DataSet]) -> tuple[Register, tuple[Finding, ...]]:
    """The records of all data sets, each thing once, with the places they first stand at; and what contradicts."""
    tables: dict[str, Any] = {}
    faults: list[Finding] = []
    for table in SCHEMAS:
        records = [_placed(record, each) for each in sets for record in getattr(each.register, table)]
        tables[table] = tuple(_each_once(records, faults))
    languages = dict.fromkeys(tag for each in sets for tag in each.register.languages)
    register = Register(**tables, languages=tuple(languages))
    faults += _called_twice([*register.countries, *register.places, *register.cities])
    faults += _tied_twice(sets)
    return register, tuple(faults)


def align_parties(data: DataSet, everything: Register) -> DataSet:
    """A data set whose ties name their parties in the order that counts for all: a tie is called after that order."""
    order = {tie.id: tie.parties for tie in everything.partnerships}
    ties = tuple(replace(tie, parties=order[tie.id]) for tie in data.register.partnerships)
    return replace(data, register=replace(data.register, partnerships=ties))


def _placed(record: R, where: DataSet) -> R:
    return replace(record, origin=where.origin(record.origin))


def _each_once(records: Iterable[R], faults: list[Finding]) -> Iterator[R]:
    """One record for each id, completed by the later ones; what these say otherwise is a fault."""
    known: dict[str, R] = {}
    for record in records:
        before = known.get(record.id)
        found = [] if before is None else list(_contradictions(before, record))
        faults += found
        if before is None:
            known[record.id] = record
        elif not found:
            known[record.id] = _completed(before, record)
    yield from known.values()


# == One thing or two ==========================================================


def _contradictions(before: AnyRecord, after: AnyRecord) -> Iterator[Finding]:
    if before == after:
        return
    if isinstance(before, City | Place) and isinstance(after, City | Place) and not _is_one(before, after):
        surely = before.wikidata and after.wikidata
        code = "two-things-one-id" if surely else "not-known-to-be-one"
        yield _fault(code, before, after, "id", after.id, one=_named(before), other=_named(after))
        return
    for column, old, new in _differences(before, after):
        yield _fault("said-otherwise", before, after, column, new, known=old)


def _is_one(before: City | Place, after: City | Place) -> bool:
    """Whether both give the same item somewhere."""
    return not set(_items(before)).isdisjoint(_items(after))


def _items(record: City | Place) -> Iterator[str]:
    """The items that a record is said to be, or between which nobody has decided yet."""
    if record.wikidata:
        yield record.wikidata
    if record.geonames:
        yield f"GeoNames {record.geonames}"
    if isinstance(record, City) and record.candidates:
        yield "|".join(sorted(record.candidates))


def _named(record: City | Place) -> str:
    return ", ".join(_items(record)) or "?"


def _differences(before: AnyRecord, after: AnyRecord) -> Iterator[tuple[str, str, str]]:
    """Column and both values, wherever both say something and not the same."""
    for field in _fields(before):
        yield from field.type.compare(
            field.name, getattr(before, field.attribute), getattr(after, field.attribute)
        )


def _completed(before: R, after: R) -> R:
    merged = {
        field.attribute: field.type.merge(getattr(before, field.attribute), getattr(after, field.attribute))
        for field in _fields(before)
    }
    return replace(before, **merged)


def _fields(record: AnyRecord) -> Iterator[RecordField]:
    return (field for field in get_schema(type(record)).fields if field.attribute != "id")


# == One thing under two ids ===================================================


def _called_twice(records: Iterable[Country | Place | City]) -> Iterator[Finding]:
    """Things of one kind with the same item at Wikidata, from different folders; within one the checks see to it."""
    first: dict[tuple[type, str], Country | Place | City] = {}
    for record in records:
        if record.wikidata is None:
            continue
        before = first.setdefault((type(record), record.wikidata), record)
        if before.id != record.id and _folder(before) != _folder(record):
            yield _fault("one-thing-two-ids", before, record, "id", record.id, item=record.wikidata)


def _tied_twice(sets: Iterable[DataSet]) -> Iterator[Finding]:
    """Ties between the same parties that one folder tells of under one id and another under another.

    Two ids that one folder has are two ties.
    """
    told: dict[frozenset[str], dict[str, tuple[Partnership, set[str]]]] = {}
    for each in sets:
        for tie in each.register.partnerships:
            same = told.setdefault(frozenset(tie.parties), {})
            same.setdefault(tie.id, (_placed(tie, each), set()))[1].add(each.folder)
    for same in told.values():
        for (before, one), (after, other) in combinations(same.values(), 2):
            if one.isdisjoint(other):
                yield _fault("one-tie-two-ids", before, after, "id", after.id, _how_bad(before, after))


def _how_bad(before: Partnership, after: Partnership) -> Severity:
    """Two cities can be tied twice, but hardly twice in one way from one year."""
    alike = before.kind == after.kind and (before.start == after.start or None in (before.start, after.start))
    return Severity.VIOLATION if alike else Severity.WARNING


def _folder(record: AnyRecord) -> str:
    return record.origin.file.rpartition("/")[0]


# == Names of data sets ========================================================

_RESERVED = re.compile(
    r"(?:catalog|sitemap)(?:-[0-9]+)?|changes|graph|history|ldes|manifest|report|void|withdrawn"
)
"""Names of other files of a release: the files of a data set are called after its slug."""

KeyOrigin = Callable[[DataSet, str], Origin]
"""Where a key stands in the description of a data set."""


def find_name_faults(sets: Iterable[DataSet], origin: KeyOrigin) -> Iterator[Finding]:
    """A slug that another data set bears, or that is the name of another file of a release."""
    first: dict[str, DataSet] = {}
    for each in sets:
        slug, at = each.info.slug, origin(each, "slug")
        if _RESERVED.fullmatch(slug):
            yield _finding("slug-reserved", at, slug, {})
        before = first.setdefault(slug, each)
        if before is not each:
            yield _finding("slug-taken", at, slug, _place(origin(before, "slug")))


# == Words =====================================================================


_SHOWN = 200


def _fault(
    code: str,
    before: AnyRecord,
    after: AnyRecord,
    column: str,
    found: str,
    severity: Severity = Severity.VIOLATION,
    **values: str,
) -> Finding:
    """A fault at the later row, which names the earlier one."""
    values |= {"column": column, "id": before.id, **_place(before.origin)}
    return _finding(code, replace(after.origin, column=column), found, values, severity)


def _finding(
    code: str, at: Origin, found: str, values: dict[str, str], severity: Severity = Severity.VIOLATION
) -> Finding:
    return Finding(
        code=code,
        severity=severity,
        message=translate_all(
            MERGE_FAULTS[code],
            INTERFACE_LANGUAGES,
            **{name: _short(text) for name, text in (values | {"found": found}).items()},
        ),
        remedy=translate_all(MERGE_REMEDIES[code], INTERFACE_LANGUAGES),
        origin=at,
        found=_short(found),
    )


def _short(text: str) -> str:
    """As much of a cell as a sentence can hold."""
    return text if len(text) <= _SHOWN else f"{text[: _SHOWN - 1]}…"


def _place(origin: Origin) -> dict[str, str]:
    """Another place, as the words of a fault name it."""
    return {"where": origin.file, "row": str(origin.row)}
