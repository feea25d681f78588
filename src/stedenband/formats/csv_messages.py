"""Messages by code: what the columns of the CSV file hold."""

from __future__ import annotations

from collections.abc import Mapping

from stedenband.message import N_, LazyMessage

CSV_COLUMNS: Mapping[str, LazyMessage] = {
    "id": N_("Id of the partnership."),
    "iri": N_("Web address of the partnership."),
    "label": N_("Name in {in_language}."),
    "parties": N_("Ids of the cities that are party to it."),
    "partner_id": N_("Id of the partner city."),
    "partner": N_("Name of the partner city in {in_language}."),
    "partner_country": N_("Country of the partner city, by its ISO 3166-1 code."),
    "kind": N_("Kind of partnership, a code."),
    "level": N_("Between two cities or more, a code."),
    "status": N_("The status of the partnership, a code; empty where no source gives it."),
    "start": N_("Beginning, as precise as the source: a year, a month or a day."),
    "start_year": N_("Year of the beginning, as a number."),
    "end": N_("End, as precise as the source; empty while no end is known."),
    "end_year": N_("Year of the end, as a number."),
    "phase": N_("Phase in the city's policy, by its id."),
    "continues": N_("Id of the partnership that this one continues."),
    "website": N_("Address of a page about the partnership, or about those of one of the parties."),
    "partner_wikidata": N_("Wikidata item of the partner city."),
    "partner_latitude": N_("Latitude of the partner city, in decimal degrees (WGS 84)."),
    "partner_longitude": N_("Longitude of the partner city, in decimal degrees (WGS 84)."),
    "stands": N_("Whether the partnership stands today: yes, no or unknown; follows from the status."),
}
"""What a column of the CSV file holds, by its name."""
