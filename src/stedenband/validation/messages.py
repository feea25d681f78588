"""Messages by code: the report on the data."""

from __future__ import annotations

from collections.abc import Mapping

from stedenband.message import N_, NN_, LazyMessage

SEVERITIES: Mapping[str, LazyMessage] = {
    "violation": N_("violation"),
    "warning": N_("warning"),
    "info": N_("note"),
}
"""Names of the severities."""

COUNTS: Mapping[str, LazyMessage] = {
    "violation": NN_("1 violation", "{number} violations"),
    "warning": NN_("1 warning", "{number} warnings"),
    "info": NN_("1 note", "{number} notes"),
}
"""How many findings of a severity."""

REPORT_HEADS: Mapping[str, LazyMessage] = {
    "place": N_("place"),
    "severity": N_("severity"),
    "what": N_("what is wrong"),
    "found": N_("found"),
    "remedy": N_("what would do"),
}
"""Heads of the table of findings."""
