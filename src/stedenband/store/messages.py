"""Messages by code: why a query got no answer."""

from __future__ import annotations

from collections.abc import Mapping

from stedenband.message import N_, LazyMessage

SYNTAX_FAULTS: Mapping[str, LazyMessage] = {
    "near": N_(
        "Line {line}, column {column}: the query cannot be understood at the ▶ or just before it: {words}"
    ),
    "near-somewhere": N_("The query cannot be understood."),
    "end": N_(
        "Line {line}, column {column}: the query ends too early; something is still open or missing: {words}"
    ),
    "prefix": N_(
        "Line {line}, column {column}: the prefix {prefix}: is not declared. Put PREFIX "
        "{prefix}: <{iri}> at the top."
    ),
    "relative": N_(
        "Line {line}, column {column}: {iri} is a relative IRI. Write it in full, or put a BASE at the top."
    ),
    "ungrouped": N_(
        "Line {line}, column {column}: the SELECT has a variable that is neither in GROUP "
        "BY nor inside an aggregate such as COUNT."
    ),
    "ungrouped-somewhere": N_(
        "The SELECT has a variable that is neither in GROUP BY nor inside an aggregate such as COUNT."
    ),
    "letter": N_(
        "Line {line}, column {column}: there is a character here that does not belong in "
        "text (a NUL or half a surrogate pair)."
    ),
    "bracket": N_("Line {line}, column {column}: the bracket {bracket} closes nothing that is open."),
    "unclosed": N_("Line {line}, column {column}: the bracket {bracket} is opened here and never closed."),
}
"""Why a query does not parse."""

REFUSALS: Mapping[str, LazyMessage] = {
    "services": N_("A query may use SERVICE at most {allowed} times."),
    "service-endpoint": N_("{address} may not be asked with SERVICE here. These may: {allowed}"),
    "engine": N_("The query is correct, but the engine behind this endpoint cannot answer it: {detail}"),
    "service": N_(
        "SERVICE is not offered: this endpoint never asks another one. Fetch both answers "
        "and join them yourself, or ask the other endpoint with this one as SERVICE."
    ),
    "update": N_(
        "This endpoint is read-only: it answers SELECT, ASK, CONSTRUCT and DESCRIBE, and takes no updates."
    ),
    "graph": N_("{graph} is not one of the graphs of this release. They are: {graphs}"),
    "graph-name": N_(
        "{graph} cannot be the name of a graph: a name is an absolute IRI, such as https://example.org/graph."
    ),
    "function": N_("A function in the query is not offered: {detail}"),
    "format": N_(
        "The answer cannot be written in this format ({detail}). Ask for another one, such as JSON or Turtle."
    ),
}
"""Why a query is refused."""

TOO_BIG: Mapping[str, LazyMessage] = {
    "bytes": N_("The query has {found} bytes; at most {allowed} are taken."),
    "nesting": N_("The query is nested too deeply: at most {allowed} brackets within each other are taken."),
    "patterns": N_(
        "The query has {found} triple patterns, OPTIONALs and path steps; at most "
        "{allowed} are taken. Put lists of values in VALUES."
    ),
    "tokens": N_("The query has more than {allowed} words and marks. Split it into several."),
}
"""Which limit the text of a query is over."""

PARAMETER_FAULTS: Mapping[str, LazyMessage] = {
    "unknown": N_("The query {query} has no parameter {name}. Its parameters: {known}"),
    "missing": N_("The query {query} needs a value for {name}."),
    "city": N_(
        "{name}: {value} is not a city. Give its reference, such as gent or city/gent, or its full IRI."
    ),
    "country": N_("{name}: {value} is not a country. Give its code, such as be, or its full IRI."),
    "place": N_(
        "{name}: {value} is not a place. Give its reference, such as place/saarland, or its full IRI."
    ),
    "partnership": N_(
        "{name}: {value} is not a partnership. Give its reference, such as gent-kanazawa, or its full IRI."
    ),
    "kind": N_(
        "{name}: {value} is not a kind of partnership. Give its code, such as twinning, or its full IRI."
    ),
    "status": N_("{name}: {value} is not a status. Give its code, such as active, or its full IRI."),
    "level": N_("{name}: {value} is not a level. Give its code, such as bilateral, or its full IRI."),
    "year": N_("{name}: {value} is not a year. Give four digits, such as 1969."),
    "integer": N_("{name}: {value} is not a whole number of at most 18 digits."),
    "text": N_("{name}: this text cannot be used: {value}. At most 1000 characters, and no \\u escapes."),
    "iri": N_(
        "{name}: {value} is not an IRI. Give a full one, such as http://www.wikidata.org/entity/Q1296."
    ),
}
"""Why a named query cannot take a parameter."""

OVERLOADED: Mapping[str, LazyMessage] = {
    "full": N_(
        "{allowed} queries are waiting already, and there are no more places. Try again in {seconds} s."
    ),
    "client": N_(
        "You have {allowed} queries waiting already, the most you may. Try again in "
        "{seconds} s, or ask one after the other."
    ),
    "waited": N_("Nothing came free to answer your query within {allowed} s. Try again in {seconds} s."),
    "sending": N_(
        "Too many large answers are on their way at once. Try again in {seconds} s, or ask "
        "for less with LIMIT."
    ),
    "behind": N_(
        "Your other queries kept this one waiting for more than {allowed} s. Try again in "
        "{seconds} s, or ask one after the other."
    ),
}
"""Why there is no room for a query."""

SERVICE_FAULTS: Mapping[str, LazyMessage] = {
    "unreachable": N_("The endpoint {address} cannot be reached."),
    "redirect": N_(
        "The endpoint {address} redirects, and we do not follow. Use the address that it redirects to."
    ),
    "status": N_("The endpoint {address} refused the query or could not answer it."),
    "unreadable": N_("The endpoint {address} gave an answer that is no SPARQL result in JSON."),
    "too-large": N_(
        "The endpoint {address} gave too large an answer. Ask for less within SERVICE, for "
        "instance with LIMIT in a subquery."
    ),
    "blank-node": N_(
        "The endpoint {address} gave blank nodes, which cannot be joined here. Ask it for IRIs or values."
    ),
    "private": N_("The endpoint {address} has an address that is not on the public internet."),
    "slow": N_("The endpoint {address} did not answer in time."),
}
"""Why an endpoint that a query asks with SERVICE gave no answer."""
