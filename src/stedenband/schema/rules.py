"""Row rules: whether the cells of one row make sense together."""

from __future__ import annotations

from collections.abc import Iterator

from stedenband.schema.faults import Fault
from stedenband.schema.fields import Rule
from stedenband.schema.references import Known
from stedenband.schema.rows import TableRow


def require_order(start: str, end: str) -> Rule:
    """The end does not come before the start, as far as their precision tells."""

    def check(row: TableRow, known: Known) -> Iterator[Fault]:
        first, last = row.date(start), row.date(end)
        if first is not None and last is not None and last.certainly_before(first):
            yield Fault(
                "end-before-start", row.at(end), str(last), {"start": str(first), "start_column": start}
            )

    return check


def require_both(one: str, other: str) -> Rule:
    """Two cells are both filled in, or neither."""

    def check(row: TableRow, known: Known) -> Iterator[Fault]:
        for given, missing in ((one, other), (other, one)):
            if row.given(given) and not row.given(missing):
                yield Fault("half-given", row.at(missing), values={"given": given})

    return check


def require_with(column: str, other: str) -> Rule:
    """A cell is filled in only where another is."""

    def check(row: TableRow, known: Known) -> Iterator[Fault]:
        if row.given(column) and not row.given(other):
            yield Fault("half-given", row.at(other), values={"given": column})

    return check


def require_members(column: str, least: int, code: str) -> Rule:
    """A list that is filled in has at least so many members, and may not be empty where the column is required."""

    def check(row: TableRow, known: Known) -> Iterator[Fault]:
        found = row.members(column)
        if column not in row.bad and len(found) < least:
            yield Fault(code, row.at(column), found[0] if found else "")

    return check


def forbid_overlap(one: str, other: str, code: str) -> Rule:
    """No member stands in both of two lists."""

    def check(row: TableRow, known: Known) -> Iterator[Fault]:
        for name in sorted(set(row.members(one)) & set(row.members(other))):
            yield Fault(code, row.at(other), name)

    return check
