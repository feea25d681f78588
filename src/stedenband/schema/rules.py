"""Row rules: whether the cells of one row make sense together."""

from __future__ import annotations

from collections.abc import Iterator

from stedenband.schema.faults import Fault
from stedenband.schema.fields import Rule
from stedenband.schema.references import Known
from stedenband.schema.rows import Row


def require_order(start: str, end: str) -> Rule:
    """The end does not come before the start, as far as their precision tells."""

    def check(row: Row, known: Known) -> Iterator[Fault]:
        first, last = row.date(start), row.date(end)
        if first is not None and last is not None and last.certainly_before(first):
            yield Fault(
                "end-before-start", row.at(end), str(last), {"start": str(first), "start_column": start}
            )

    return check


def require_both(one: str, other: str) -> Rule:
    """Two cells are both filled in, or neither."""

    def check(row: Row, known: Known) -> Iterator[Fault]:
        for given, missing in ((one, other), (other, one)):
            if row.given(given) and not row.given(missing):
                yield Fault("half-given", row.at(missing), values={"given": given})

    return check


def require_with(column: str, other: str) -> Rule:
    """A cell is filled in only where another is."""

    def check(row: Row, known: Known) -> Iterator[Fault]:
        if row.given(column) and not row.given(other):
            yield Fault("half-given", row.at(other), values={"given": column})

    return check


def require_members(column: str, least: int, code: str) -> Rule:
    """A list that is filled in has at least so many members, and may not be empty where the column is required."""

    def check(row: Row, known: Known) -> Iterator[Fault]:
        found = row.members(column)
        if column not in row.bad and len(found) < least:
            yield Fault(code, row.at(column), found[0] if found else "")

    return check


def forbid_overlap(one: str, other: str, code: str) -> Rule:
    """No member stands in both of two lists."""

    def check(row: Row, known: Known) -> Iterator[Fault]:
        for name in sorted(set(row.members(one)) & set(row.members(other))):
            yield Fault(code, row.at(other), name)

    return check


def check_native_name(row: Row, known: Known) -> Iterator[Fault]:
    """The native name does not contradict the name in the same language."""
    tag, native = row.text("native_lang"), row.text("label_native")
    label = row.text(f"label_{tag}")
    if native is not None and label is not None and native != label:
        yield Fault("two-labels", row.at("label_native"), native, {"tag": tag, "label": label})


def check_candidates(row: Row, known: Known) -> Iterator[Fault]:
    """Candidates are at least two, and stand only where no identity is chosen."""
    found = row.members("wikidata_candidates")
    if not found:
        return
    if len(found) < 2:
        yield Fault("one-candidate", row.at("wikidata_candidates"), found[0])
    for chosen in ("wikidata", "geonames"):
        if row.given(chosen):
            yield Fault("candidates-and-choice", row.at(chosen), str(row.cells.get(chosen, "")))


def check_evidence(row: Row, known: Known) -> Iterator[Fault]:
    """Evidence says something: it quotes its source or describes it."""
    if not row.given("quote") and not any(name.startswith("description_") for name in (*row.cells, *row.bad)):
        yield Fault("no-evidence", row.at("quote"))
