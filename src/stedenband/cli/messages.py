"""Messages by code: what the commands tell of releases."""

from __future__ import annotations

from collections.abc import Mapping

from stedenband.message import N_, LazyMessage

VERIFY_RESULTS: Mapping[str, LazyMessage] = {
    "whole": N_("{release}: whole ({files} files)"),
    "differs": N_("{release}: NOT whole ({files} files in the manifest, {faults} differ)"),
    "missing": N_("missing: {file}"),
    "size": N_("changed: {file} (has {found} bytes, the manifest says {expected})"),
    "sha256": N_("changed: {file} (SHA-256 {found}, the manifest says {expected})"),
    "extra": N_("extra: {file} (not in the manifest)"),
    "id": N_("changed: {file} (it is the manifest of release {found})"),
    "unreadable": N_("cannot be read: {file} ({found})"),
    "current": N_("'current' points at {release}, which is whole."),
    "current-not-whole": N_("'current' points at {release}, which is NOT whole."),
}
"""What ``verify`` finds of a release or one of its files."""

SEALS: Mapping[str, LazyMessage] = {
    "none": N_("the manifest has no seal: an earlier version of the program wrote it"),
    "broken": N_("the manifest is damaged, so that nothing can be compared: {reason}"),
    "missing": N_("there is no manifest that can be read"),
}
"""What ``verify`` finds of the seal of a release."""

KEPT_REASONS: Mapping[str, LazyMessage] = {
    "vocabulary": N_("{release}: stays, since no other release holds its version of the vocabulary"),
    "held": N_("{release}: stays, since a server is serving it"),
    "damaged": N_(
        "{release}: stays, since what the history needs of it is damaged (stedenband verify --all names it)"
    ),
}
"""Why ``prune`` leaves a release where it is."""

NOT_IN_FORMAT: Mapping[str, LazyMessage] = {
    "csv": N_("This query gives a graph; choose turtle or json."),
    "turtle": N_("This query gives a table; choose table, csv or json."),
}
"""Why an answer cannot be had in a format."""
