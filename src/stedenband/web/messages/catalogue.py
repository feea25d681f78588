"""Messages by code: pages about the catalogue and the change feeds."""

from __future__ import annotations

from collections.abc import Mapping

from stedenband.message import N_, LazyMessage

CATALOGUE_KINDS: Mapping[str, LazyMessage] = {
    "catalogue": N_("Data catalogue"),
    "dataset": N_("Data set"),
    "distribution": N_("Distribution"),
    "service": N_("Service"),
    "record": N_("Record of the data catalogue"),
}
"""Names for the classes of the catalogue."""

FEED_LEADS: Mapping[str, LazyMessage] = {
    "data": N_(
        "Every version of every thing in the data, in the order in which it appeared. Who "
        "follows the stream always has a complete and current copy."
    ),
    "catalog": N_(
        "Every version of what the catalogue describes: data sets, files, services and "
        "organisations. Meant for data portals that take over our catalogue."
    ),
}
"""What a change feed is for, by its name."""

HISTORY_COUNTS: Mapping[str, LazyMessage] = {
    "created": N_("{count} new"),
    "updated": N_("{count} changed"),
    "removed": N_("{count} removed"),
}
"""How many things changed, by the kind of change."""
