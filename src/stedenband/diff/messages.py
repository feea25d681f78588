"""Messages by code: what changed between two releases."""

from __future__ import annotations

from collections.abc import Mapping

from stedenband.message import N_, LazyMessage

WHOLE_CHANGES: Mapping[str, LazyMessage] = {
    "created": N_("new in this release"),
    "removed": N_("no longer included"),
}
"""What happened to a thing as a whole."""

CLAIM_CHANGES: Mapping[str, LazyMessage] = {
    "created": N_("new: ‘{value}’"),
    "created.quoted": N_("new: ‘{value}’, according to {source}: “{quote}”"),
    "removed": N_("removed: ‘{value}’"),
    "removed.quoted": N_("removed: ‘{value}’, according to {source}: “{quote}”"),
}
"""What happened to a claim, with (``.quoted``) or without the words it rests on."""

MADE_NAMES: Mapping[str, LazyMessage] = {
    "claim": N_("“{first}: {second}”"),
    "evidence": N_("from {second}"),
    "participation": N_("of {first} in {second}"),
    "geometry": N_("of {second}"),
}
"""Names for things without one, made of what they are about."""

KIND_NAMES: Mapping[str, LazyMessage] = {
    "thing": N_("thing"),
    "place": N_("area"),
    "geometry": N_("position"),
    "concept": N_("concept"),
    "conceptscheme": N_("code list"),
}
"""Names for classes of other vocabularies."""

PROPERTY_NAMES: Mapping[str, LazyMessage] = {
    "type": N_("class"),
    "description": N_("description"),
    "language": N_("language"),
    "publisher": N_("publisher"),
    "source": N_("origin"),
    "title": N_("title"),
    "page": N_("web page"),
    "wkt": N_("coordinates"),
    "geometry": N_("position"),
    "same-as": N_("same as"),
    "decided-by": N_("decided by"),
    "object": N_("value"),
    "predicate": N_("property"),
    "subject": N_("subject"),
    "label": N_("name"),
    "see-also": N_("see also"),
    "contained-in": N_("located in"),
    "latitude": N_("latitude"),
    "location": N_("place"),
    "longitude": N_("longitude"),
    "sha256": N_("checksum of the source text"),
    "alt-label": N_("other name"),
    "definition": N_("definition"),
    "example": N_("example"),
    "notation": N_("code"),
    "note": N_("note"),
    "scope-note": N_("explanation"),
    "member": N_("participating city"),
    "organization": N_("partnership"),
    "original": N_("original party"),
    "resulting": N_("resulting party"),
    "role": N_("role"),
}
"""Names for properties of other vocabularies."""

FEED_TITLES: Mapping[str, LazyMessage] = {
    "data": N_("Changes to the data"),
    "catalog": N_("Changes to the catalogue"),
}
"""Titles of the change feeds, by name."""

GRAPH_TITLES: Mapping[str, LazyMessage] = {
    "added": N_("Statements added"),
    "removed": N_("Statements removed"),
}
"""Titles of the two graphs of a difference."""

CHANGE_GROUPS: Mapping[str, LazyMessage] = {
    "created": N_("New"),
    "updated": N_("Changed"),
    "removed": N_("Removed"),
}
"""Heads over the changes of one kind."""
