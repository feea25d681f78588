"""Messages by code: the page of search results."""

from __future__ import annotations

from collections.abc import Mapping

from stedenband.message import N_, NC_, LazyMessage

SEARCH_TYPES: Mapping[str, LazyMessage] = {
    "city": N_("City"),
    "partnership": N_("Partnership"),
    "country": N_("Country"),
    "place": N_("Area"),
    "phase": N_("Period"),
    "act": N_("Act"),
    "change": N_("Change"),
    "source": N_("Source"),
    "question": N_("Open question"),
}
"""Names of the types of things that can be found."""

SEARCH_FACETS: Mapping[str, LazyMessage] = {
    "type": N_("What"),
    "country": N_("Country"),
    "kind": N_("Kind of partnership"),
    "status": N_("Status"),
    "decade": N_("Begun in the"),
    "stands": N_("Today"),
}
"""Heads of the facets."""

SEARCH_CHOICES: Mapping[str, LazyMessage] = {
    "city": N_("Cities"),
    "partnership": N_("Partnerships"),
    "country": N_("Countries"),
    "place": N_("Areas"),
    "phase": N_("Periods"),
    "act": N_("Acts"),
    "change": NC_("kind of thing", "Changes"),
    "source": N_("Sources"),
    "question": N_("Open questions"),
}
"""Names of the choices of the facet of types."""
