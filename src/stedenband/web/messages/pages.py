"""Messages by code: navigation, captions, figures."""

from __future__ import annotations

from collections.abc import Mapping

from stedenband.message import N_, NC_, NN_, LazyMessage

NAVIGATION: Mapping[str, LazyMessage] = {
    "questions": N_("Questions"),
    "catalogue": N_("Data sets"),
    "changes": N_("Changes"),
    "statistics": N_("Figures"),
    "home": N_("Partnerships"),
    "query": NC_("navigation", "Query the data"),
    "vocabulary": N_("Vocabulary"),
}
"""The main navigation."""

STANDING_CAPTIONS: Mapping[str, LazyMessage] = {
    "yes": N_("Stand today"),
    "no": N_("No longer stand"),
    "unknown": N_("Not known to stand today"),
}
"""Captions of tables of partnerships, by whether they stand."""

STANDING_LEGEND: Mapping[str, LazyMessage] = {
    "yes": N_("stands"),
    "no": N_("no longer stands, or not known"),
}
"""The legend of a drawing, by whether a partnership stands."""

KIND_FIGURES: Mapping[str, LazyMessage] = {
    "twinning": NN_("twinning entered into", "twinnings entered into"),
    "cooperation-agreement": NN_(
        "partnership by cooperation agreement", "partnerships by cooperation agreement"
    ),
}
"""What a number of partnerships of a kind is called."""

STATISTICS_HEADINGS: Mapping[str, LazyMessage] = {
    "countries": N_("By country"),
    "decades": N_("By decade"),
    "kinds": N_("By kind"),
    "statuses": N_("By status"),
    "country": N_("Country"),
    "kind": N_("Kind"),
    "status": N_("Status"),
}
"""Heads of the parts of the page of statistics, and of their first columns."""
