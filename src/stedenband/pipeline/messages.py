"""Messages by code: what is wrong between the tables of several cities."""

from __future__ import annotations

from collections.abc import Mapping

from stedenband.message import N_, LazyMessage

MERGE_FAULTS: Mapping[str, LazyMessage] = {
    "two-things-one-id": N_(
        "{id} is {other} here, but {one} in {where} (row {row}). One id can only be one thing."
    ),
    "not-known-to-be-one": N_(
        "{id} stands here and in {where} (row {row}), but nothing shows that both are the "
        "same place (here: {other}; there: {one})."
    ),
    "said-otherwise": N_(
        "For {id}, column {column} says something else here than in {where} (row {row}): "
        "{found} against {known}."
    ),
    "one-thing-two-ids": N_(
        "{item} is called {found} here, but {id} in {where} (row {row}). One thing has one id."
    ),
    "one-tie-two-ids": N_(
        "The tie {found} has the same parties as {id} in {where} (row {row}). One tie would count for two."
    ),
    "slug-taken": N_("The slug {found} is in use already, in {where} (line {row})."),
    "slug-reserved": N_("The slug {found} will not do: another file of every release has that name."),
}
"""What is wrong between the tables of several cities."""

MERGE_REMEDIES: Mapping[str, LazyMessage] = {
    "two-things-one-id": N_(
        "If they are two different places, give one of them another id, with the country "
        "code after it for example. If it is the same, mend the number that is wrong."
    ),
    "not-known-to-be-one": N_(
        "If it is the same, give the same Wikidata or GeoNames number in both rows. If it "
        "is another, give one of them another id."
    ),
    "said-otherwise": N_(
        "Agree on what is right and write the same in both folders, or leave the cell "
        "empty in one. If it is another thing, give it another id."
    ),
    "one-thing-two-ids": N_("Use the same id in both folders, and in the other tables that refer to it."),
    "one-tie-two-ids": N_(
        "If it is the same tie, give it the same id and the same facts in both folders, or "
        "leave it out of one: it belongs to both cities all the same."
    ),
    "slug-taken": N_("Choose another slug: the files of the data set and its address are called after it."),
    "slug-reserved": N_("Choose another slug, such as the name of the city."),
}
"""What would do instead."""
