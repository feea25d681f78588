"""Messages by code: named questions, their parameters and columns, and the OpenAPI document."""

from __future__ import annotations

from collections.abc import Mapping

from stedenband.message import N_, NC_, LazyMessage

QUESTION_GROUPS: Mapping[str, LazyMessage] = {
    "partnerships": N_("Partnerships and partners"),
    "time": N_("In the course of time"),
    "changes": N_("Changes and succession"),
    "map": N_("On the map"),
    "sources": N_("Sources and evidence"),
    "names": N_("Names and identification"),
    "other": N_("Other questions"),
}
"""Names of the groups of named questions."""

PARAMETER_TYPES: Mapping[str, LazyMessage] = {
    "city": N_("A city, such as gent"),
    "country": N_("A country by its code of two letters, such as be"),
    "place": N_("A place, such as saarland"),
    "partnership": N_("A partnership, such as gent-kanazawa"),
    "kind": N_("The kind of partnership"),
    "status": N_("The status of a partnership"),
    "level": N_("The level of a partnership"),
    "year": N_("A year in four digits"),
    "integer": N_("A whole number"),
    "text": N_("A text, letter for letter"),
    "iri": N_("A full IRI, such as http://www.wikidata.org/entity/Q1296"),
}
"""What a parameter takes, by its type."""

UNKNOWN_VALUES: Mapping[str, LazyMessage] = {
    "city": N_("{name}: these data know no city {value}. The page of this question lets you choose one."),
    "country": N_(
        "{name}: these data know no country {value}. Give its code, such as be; the page "
        "of this question lets you choose one."
    ),
    "place": N_("{name}: these data know no place {value}."),
    "partnership": N_(
        "{name}: these data know no partnership {value}. The page of this question lets you choose one."
    ),
    "kind": N_("{name}: there is no kind of partnership with the code {value}."),
    "status": N_("{name}: there is no status with the code {value}."),
    "level": N_("{name}: there is no level with the code {value}."),
}
"""That the data does not know the value of a parameter, by the type of the parameter."""

RESULT_FORMATS: Mapping[str, LazyMessage] = {
    "json": N_("JSON"),
    "csv": N_("CSV (spreadsheet)"),
    "tsv": N_("TSV"),
    "srj": N_("SPARQL JSON"),
    "srx": N_("SPARQL XML"),
    "geojson": N_("GeoJSON (map)"),
}
"""Names of the formats of an answer, by extension."""

OPENAPI_HEADERS: Mapping[str, LazyMessage] = {
    "link": N_("First, previous and next page, and the other formats (RFC 8288)"),
    "etag": N_("Marks these bytes; with If-None-Match a 304 comes as long as they hold"),
}
"""What a response's header says."""

OPENAPI_PARAMETERS: Mapping[str, LazyMessage] = {
    "page": N_("Which page of the answer, counted from 1"),
    "per_page": N_("Rows on a page"),
    "search.description": N_(
        "Finds things by their names in every language and script that the data have, "
        "without accents and with a typing mistake; the facets count what is found, and "
        "narrow it."
    ),
    "search.q": N_("The text to look for; left out, everything is found"),
    "search.type": N_("Only things of this type"),
    "search.country": N_("Only things of this country (ISO 3166-1, two letters)"),
    "search.kind": N_("Only partnerships of this kind, and their cities"),
    "search.status": N_("Only partnerships of this status, and their cities"),
    "search.decade": N_("Only what began in this decade, named by its first year"),
    "search.lang": N_("The language whose names come first"),
    "search.stands": N_("Whether a partnership stands: yes, no or unknown."),
}
"""What a parameter of an address does."""

RESULT_COLUMNS: Mapping[str, LazyMessage] = {
    "about": N_("about"),
    "act": N_("act"),
    "as_written": N_("as written"),
    "candidate": N_("candidate"),
    "change": N_("change"),
    "city": N_("city"),
    "claim": N_("claim"),
    "claims": N_("claims"),
    "code": N_("code"),
    "country": N_("country"),
    "date": N_("date"),
    "decade": N_("decade"),
    "decided_by": N_("decided by"),
    "earlier": N_("earlier partnership"),
    "end": N_("end"),
    "first": N_("first year"),
    "first_year": N_("first year with predecessors"),
    "followed": N_("followed"),
    "from": N_("from"),
    "further": N_("further city"),
    "item": N_("Wikidata item"),
    "kilometres": N_("kilometres"),
    "kind": N_("kind"),
    "label": N_("name"),
    "language": N_("language"),
    "last": N_("last year"),
    "latitude": N_("latitude"),
    "level": N_("level"),
    "longitude": N_("longitude"),
    "mode": N_("mode"),
    "name": N_("name"),
    "note": NC_("column", "note"),
    "original": N_("before"),
    "other_name": N_("other name"),
    "page": N_("web page"),
    "partner": N_("partner"),
    "partnership": N_("partnership"),
    "partnerships": N_("number of partnerships"),
    "partnerships_affected": N_("partnerships affected"),
    "partnerships_exempted": N_("partnerships exempted"),
    "party": N_("party"),
    "phase": N_("phase"),
    "place": N_("place"),
    "position": NC_("in a text", "position"),
    "property": N_("property"),
    "publisher": N_("publisher"),
    "question": N_("question"),
    "quote": N_("quotation"),
    "reason": N_("reason"),
    "relation": N_("relation"),
    "resulting": N_("after"),
    "retelling": N_("retelling"),
    "rival": N_("other value"),
    "rival_source": N_("source of the other value"),
    "role": N_("role"),
    "rule": N_("rule"),
    "since": NC_("time", "from"),
    "source": N_("source"),
    "sources": N_("number of sources"),
    "start": N_("start"),
    "status": N_("status"),
    "subject": N_("subject"),
    "suburb": N_("suburb"),
    "thing": N_("thing"),
    "through": N_("through"),
    "title": N_("title"),
    "until": N_("until"),
    "value": N_("value"),
    "website": N_("A page about the partnership."),
    "year": N_("year"),
    "years": N_("number of years"),
    "changed": N_("changed in"),
    "standing": N_("stand today"),
    "stands": N_("stands"),
}
"""Names of the columns of an answer."""

UNKNOWN_GROUP = N_("{file}: the group '{group}' does not exist. Take one of: {groups}")

NOT_PAGINATED = N_(
    "{file}: the answer cannot be cut into pages, because the SELECT ends in LIMIT, OFFSET or VALUES. "
    "Put that into a sub-select, and end with ORDER BY."
)
