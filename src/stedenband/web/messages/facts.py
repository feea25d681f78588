"""Messages by code: facts and first sentences on pages about things."""

from __future__ import annotations

from collections.abc import Mapping

from stedenband.message import N_, LazyMessage

FACT_NAMES: Mapping[str, LazyMessage] = {
    "used-for": N_("Used for"),
    "other-names": N_("In other languages"),
    "act-of": N_("Act of"),
    "cities": N_("Cities"),
    "continued-by": N_("Continued by"),
    "geometry-of": N_("Location of"),
    "suburbs": N_("Suburbs"),
    "places": N_("Parts of the country"),
    "statuses": N_("Statuses"),
    "acts": N_("Acts"),
}
"""Names of facts on a page that are no single property."""

SENTENCES: Mapping[str, LazyMessage] = {
    "twinning.is.since": N_("{parties} have been sister cities since {start}."),
    "twinning.is.from-to": N_("{parties} are sister cities from {start} to {end}."),
    "twinning.is.to": N_("{parties} are sister cities until {end}."),
    "twinning.is.undated": N_("{parties} are sister cities."),
    "twinning.was.since": N_("{parties} became sister cities in {start}; they no longer are."),
    "twinning.was.from-to": N_("{parties} were sister cities from {start} to {end}."),
    "twinning.was.to": N_("{parties} were sister cities until {end}."),
    "twinning.was.undated": N_("{parties} were once sister cities."),
    "cooperation-agreement.is.since": N_("{parties} have had a cooperation agreement since {start}."),
    "cooperation-agreement.is.from-to": N_("{parties} have a cooperation agreement from {start} to {end}."),
    "cooperation-agreement.is.to": N_("{parties} have a cooperation agreement until {end}."),
    "cooperation-agreement.is.undated": N_("{parties} have a cooperation agreement."),
    "cooperation-agreement.was.since": N_(
        "{parties} concluded a cooperation agreement in {start}; the partnership no longer stands."
    ),
    "cooperation-agreement.was.from-to": N_("{parties} had a cooperation agreement from {start} to {end}."),
    "cooperation-agreement.was.to": N_("{parties} had a cooperation agreement until {end}."),
    "cooperation-agreement.was.undated": N_("{parties} once had a cooperation agreement."),
    "twinning.unsure.since": N_(
        "{parties} became sister cities in {start}; whether they still are is not known."
    ),
    "twinning.unsure.from-to": N_(
        "{parties} became sister cities, from {start} to {end}; whether they still are is not known."
    ),
    "twinning.unsure.to": N_(
        "{parties} became sister cities, until {end}; whether they still are is not known."
    ),
    "twinning.unsure.undated": N_("{parties} became sister cities; whether they still are is not known."),
    "cooperation-agreement.unsure.since": N_(
        "{parties} concluded a cooperation agreement in {start}; whether it still runs is not known."
    ),
    "cooperation-agreement.unsure.from-to": N_(
        "{parties} concluded a cooperation agreement, from {start} to {end}; whether it "
        "still runs is not known."
    ),
    "cooperation-agreement.unsure.to": N_(
        "{parties} concluded a cooperation agreement, until {end}; whether it still runs is not known."
    ),
    "cooperation-agreement.unsure.undated": N_(
        "{parties} concluded a cooperation agreement; whether it still runs is not known."
    ),
    "tie.is.since": N_("{parties} have had a partnership since {start}."),
    "tie.is.from-to": N_("{parties} have a partnership from {start} to {end}."),
    "tie.is.to": N_("{parties} have a partnership until {end}."),
    "tie.is.undated": N_("{parties} have a partnership."),
    "tie.was.since": N_("{parties} entered into a partnership in {start}, which no longer stands."),
    "tie.was.from-to": N_("{parties} had a partnership from {start} to {end}."),
    "tie.was.to": N_("{parties} had a partnership until {end}."),
    "tie.was.undated": N_("{parties} once had a partnership."),
    "tie.unsure.since": N_(
        "{parties} entered into a partnership in {start}; whether it still stands is not known."
    ),
    "tie.unsure.from-to": N_(
        "{parties} entered into a partnership, from {start} to {end}; whether it still stands is not known."
    ),
    "tie.unsure.to": N_(
        "{parties} entered into a partnership, until {end}; whether it still stands is not known."
    ),
    "tie.unsure.undated": N_("{parties} entered into a partnership; whether it still stands is not known."),
}
"""The first sentence about a partnership: kind, whether it stands, and which dates are known."""

OTHER_KINDS: Mapping[str, LazyMessage] = {
    "concept": N_("term"),
    "conceptscheme": N_("code list"),
    "place": N_("area"),
    "geometry": N_("location"),
    "thing": N_("thing"),
}
"""Names for what has no class of ours."""
