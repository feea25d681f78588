"""Whether the cells of one row make sense together, and the rows of one table."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping

from stedenband.model import CLAIM_PROPERTIES, ValueType
from stedenband.tables import cells, naming
from stedenband.tables.cells import BadCellError
from stedenband.tables.columns import WORDS
from stedenband.tables.faults import Fault
from stedenband.tables.naming import Known
from stedenband.tables.records import Row

Check = Callable[[Row], Iterator[Fault]]


def span(start: str, end: str) -> Check:
    """The end does not come before the start, as far as their precision tells."""

    def check(row: Row) -> Iterator[Fault]:
        first, last = row.date(start), row.date(end)
        if first is not None and last is not None and last.certainly_before(first):
            yield Fault(
                "end-before-start", row.at(end), str(last), {"start": str(first), "start_column": start}
            )

    return check


def both(one: str, other: str) -> Check:
    """Two cells are both filled in, or neither."""

    def check(row: Row) -> Iterator[Fault]:
        for given, missing in ((one, other), (other, one)):
            if row.given(given) and not row.given(missing):
                yield Fault("half-given", row.at(missing), values={"given": given})

    return check


def native_label(row: Row) -> Iterator[Fault]:
    """The native name does not contradict the name in the same language."""
    tag, native = row.maybe("native_lang"), row.maybe("label_native")
    label = row.maybe(f"label_{tag}")
    if native is not None and label is not None and native != label:
        yield Fault("two-labels", row.at("label_native"), native, {"tag": tag, "label": label})


def candidates(row: Row) -> Iterator[Fault]:
    """Candidates are at least two, and stand only where no identity is chosen."""
    found = row.many("wikidata_candidates")
    if not found:
        return
    if len(found) < 2:
        yield Fault("one-candidate", row.at("wikidata_candidates"), found[0])
    for chosen in ("wikidata", "geonames"):
        if row.given(chosen):
            yield Fault("candidates-and-choice", row.at(chosen), str(row.cells.get(chosen, "")))


def parties(row: Row) -> Iterator[Fault]:
    """A partnership has at least two parties."""
    found = row.many("parties")
    if "parties" not in row.bad and len(found) < 2:
        yield Fault("too-few-parties", row.at("parties"), found[0] if found else "")


def bearing(row: Row) -> Iterator[Fault]:
    """Evidence says something, and a position is that of a quote."""
    if not any(row.given(name) for name in ("quote", "description_nl", "description_en")):
        yield Fault("no-evidence", row.at("quote"))
    if row.given("position") and not row.given("quote"):
        yield Fault("half-given", row.at("quote"), values={"given": "position"})


def exempted(row: Row) -> Iterator[Fault]:
    """A change does not both affect and exempt a partnership."""
    for name in sorted(set(row.many("affects")) & set(row.many("exempts"))):
        yield Fault("affected-and-exempted", row.at("exempts"), name)


SUBJECTS_OF: Mapping[str, tuple[str, ...]] = {
    "startDate": ("partnership", "participation", "act", "phase"),
    "endDate": ("partnership", "participation", "act", "phase"),
    "date": ("act", "change"),
    "party": ("partnership",),
    "kind": ("partnership", "act", "change"),
    "status": ("partnership",),
    "country": ("city", "place"),
    "containedInPlace": ("city",),
    "suburbOf": ("city",),
    "phase": ("partnership",),
    "continues": ("partnership",),
    "affects": ("change",),
    "exempts": ("change",),
    "act": ("partnership",),
    "resultingOrganization": ("change",),
}
"""The kinds of thing that a claim of each property can be about."""

_SORTS = {ValueType.DATE: "date", ValueType.COUNTRY: "country"}
_TABLES = {word: table for table, word in WORDS.items()}
_KIND_LISTS = {"partnership": "kind", "act": "act", "change": "change"}


def claimed(known: Known) -> Check:
    """The property of a claim suits its subject, and its value is of the property's type."""

    def check(row: Row) -> Iterator[Fault]:
        subject, name, value = (row.maybe(column) for column in ("subject", "property", "value"))
        if subject is None or name is None:
            return
        word = subject.partition("/")[0]
        if word not in SUBJECTS_OF[name]:
            wanted = ", ".join(SUBJECTS_OF[name])
            yield Fault("unsuited-property", row.at("property"), name, {"word": word, "wanted": wanted})
        elif value is not None and (fault := _value_fault(row, name, word, value, known)):
            yield fault

    return check


def _value_fault(row: Row, name: str, word: str, value: str, known: Known) -> Fault | None:
    kind = CLAIM_PROPERTIES[name]
    try:
        _value_reader(kind, word, known)(value)
    except BadCellError as bad:
        values = {**bad.values, "property": name, "table": f"{_TABLES.get(kind.value)}.csv"}
        remedy = "bad-value-code" if bad.code == "unknown-code" else f"bad-value-{_SORTS.get(kind, 'id')}"
        return Fault("bad-value", row.at("value"), value, values, bad.known, bad.suggestion, remedy)
    return None


def _value_reader(kind: ValueType, word: str, known: Known) -> cells.Reader:
    match kind:
        case ValueType.DATE:
            return cells.date
        case ValueType.COUNTRY:
            return lambda value: naming.country(value, known=known)
        case ValueType.KIND | ValueType.STATUS | ValueType.ROLE:
            scheme = _KIND_LISTS[word] if kind is ValueType.KIND else kind.value
            return lambda value: naming.code(value, scheme=scheme, codes=known.codes.get(scheme, frozenset()))
        case thing:
            return lambda value: naming.one(value, word=thing.value, known=known)


def checks(table: str, known: Known) -> tuple[Check, ...]:
    """What must hold within each row of a table."""
    native = (both("label_native", "native_lang"), native_label)
    start_and_end = span("start", "end")
    by_table: Mapping[str, tuple[Check, ...]] = {
        "countries": native,
        "cities": (*native, both("latitude", "longitude"), candidates),
        "phases": (start_and_end,),
        "sources": (both("file", "sha256"),),
        "evidence": (bearing,),
        "partnerships": (start_and_end, parties),
        "participations": (start_and_end,),
        "acts": (span("valid_from", "valid_until"),),
        "changes": (exempted,),
        "claims": (claimed(known),),
    }
    return by_table.get(table, ())


def loops(links: Mapping[str, str]) -> Iterator[tuple[str, ...]]:
    """The rings in which things lead back to themselves, each once, from its first member in the order of ``links``.

    >>> list(loops({"a": "b", "b": "a", "c": "a"}))
    [('a', 'b')]
    """
    settled: set[str] = set()
    for start in links:
        path: dict[str, None] = {}
        here: str | None = start
        while here is not None and here not in settled and here not in path:
            path[here] = None
            here = links.get(here)
        if here is not None and here in path:
            members = list(path)
            yield tuple(members[members.index(here) :])
        settled.update(path)
