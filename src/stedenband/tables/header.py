"""The header of a table file: which column stands where."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from stedenband.model import Origin
from stedenband.schema.faults import Fault
from stedenband.schema.field_types import Column
from stedenband.tables.faults import Faults, find_nearest, shorten_text
from stedenband.tables.rows import UnreadableTableError

HEADINGS = 500
"""Most columns with a name that a header may have; with more of them it is no table of ours."""

OTHER_DELIMITER = {",": ";", ";": ","}


def locate_columns(
    cells: Sequence[str],
    columns: Sequence[Column],
    find: Callable[[str], Column | None],
    origin: Origin,
    delimiter: str,
    faults: Faults,
) -> dict[int, Column]:
    """The columns by their place in the rows; tells of those that are unknown, missing or there twice.

    Names count without the spaces around them, in capitals or not. ``columns`` are those that the project expects;
    ``find`` tells of a name whether it is one of the table's, such as a label in one more language.
    Raises ``UnreadableTableError`` when there is no
    header, or one of far too many names.
    """
    names = [cell.strip().lower() for cell in cells]
    known = {column.name: column for column in columns}
    known |= {name: column for name in names if name not in known and (column := find(name))}
    named = sum(bool(name) for name in names)
    if named > HEADINGS:
        faults.add(Fault("too-many-columns", origin, values={"count": named, "limit": HEADINGS}))
        raise UnreadableTableError
    mixed = next((name for name in names if OTHER_DELIMITER[delimiter] in name), None)
    if mixed is not None:
        faults.add(Fault("mixed-delimiter", origin, mixed, {"delimiter": delimiter}))
        raise UnreadableTableError
    if known.keys().isdisjoint(names):
        faults.add(Fault("no-header", origin, delimiter.join(names), {"columns": ", ".join(known)}))
        raise UnreadableTableError
    _tell_odd_names(names, known, origin, faults)
    for column in columns:
        if column.required and column.name not in names:
            faults.add(Fault("missing-column", Origin(origin.file, origin.row, column.name)))
    return {names.index(name): known[name] for name in names if name in known}


def _tell_odd_names(
    names: Sequence[str], known: Mapping[str, Column], origin: Origin, faults: Faults
) -> None:
    unused = [name for name in known if name not in names]
    for index, name in enumerate(names):
        at = Origin(origin.file, origin.row, shorten_text(name))
        if name and name in names[:index]:
            faults.add(Fault("duplicate-column", at, name))
        elif name and name not in known:
            values = {"columns": ", ".join(known)}
            faults.add(Fault("unknown-column", at, name, values, suggestion=find_nearest(name, unused)))
