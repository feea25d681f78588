"""Messages by code: pages about the catalogue and the change feeds."""

from __future__ import annotations

from collections.abc import Mapping

from stedenband.message import N_, LazyMessage

CATALOGUE_FACTS: Mapping[str, LazyMessage] = {
    "topic": N_("About"),
    "description": N_("Description"),
    "endpoint": N_("Endpoint"),
    "how": N_("How it works"),
    "access": N_("Access"),
    "download": N_("Download"),
    "service": N_("Service"),
    "dataset": N_("Data set"),
    "form": N_("Format"),
    "packed": N_("Compressed"),
    "size": N_("Size"),
    "checksum": N_("Checksum"),
    "version": N_("Version"),
    "notes": N_("New in this version"),
    "issued": N_("First published"),
    "modified": N_("Last modified"),
    "frequency": N_("How often updated"),
    "period": N_("Period"),
    "place": N_("Place"),
    "language": N_("Language"),
    "theme": N_("Theme"),
    "keyword": N_("Keywords"),
    "licence": N_("Licence"),
    "access-rights": N_("Access rights"),
    "publisher": N_("Publisher"),
    "contact": N_("Contact"),
    "standard": N_("Standard"),
    "provenance": N_("Provenance"),
    "triples": N_("Number of statements"),
    "availability": N_("Availability"),
    "status": N_("Status"),
    "phase": N_("Life phase"),
}
"""Names of facts about things of the catalogue."""

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
