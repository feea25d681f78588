"""Messages by code: problem documents."""

from __future__ import annotations

from collections.abc import Mapping

from stedenband.message import N_, LazyMessage

PROBLEM_TITLES: Mapping[str, LazyMessage] = {
    "bad-parameter": N_("A parameter cannot be used"),
    "gone": N_("No longer included"),
    "too-many-queries": N_("Too many queries at once"),
    "head-too-large": N_("Head of the request too large"),
    "wrong-encoding": N_("Encoded content is not taken"),
    "too-many-connections": N_("Too many connections"),
    "no-connection": N_("Busy at the moment"),
    "service": N_("Another endpoint gave no answer"),
    "stopping": N_("The server is being stopped"),
    "not-indexed": N_("Search is nearly ready"),
    "no-full-text": N_("Search is not possible here"),
    "address-too-long": N_("Address too long"),
    "not-found": N_("Not found"),
    "wrong-method": N_("This method does not work here"),
    "not-acceptable": N_("Not in this format"),
    "bad-request": N_("Bad request"),
    "read-only": N_("Read only"),
    "wrong-media-type": N_("This kind of content is not accepted"),
    "request-too-large": N_("Request too large"),
    "request-too-slow": N_("Request came in too slowly"),
    "client-gone": N_("Connection closed"),
    "no-release": N_("No data yet"),
    "not-ready": N_("Not ready yet"),
    "query-syntax": N_("The query is not valid SPARQL"),
    "query-refused": N_("This query is not run"),
    "query-too-complex": N_("The query is too complex"),
    "query-timeout": N_("The query takes too long"),
    "query-memory": N_("The query needs too much memory"),
    "result-too-large": N_("The answer is too large"),
    "overloaded": N_("Too busy for a moment"),
    "engine": N_("No answer"),
    "release-damaged": N_("A file of this release is damaged"),
    "range": N_("The file has no such bytes"),
    "changed": N_("It has changed"),
    "surroundings": N_("Temporarily unavailable"),
    "defect": N_("Something went wrong"),
}
"""What kind of problem it is, by the name of the problem."""

PROBLEM_DETAILS: Mapping[str, LazyMessage] = {
    "gone.file": N_(
        "This file belonged to a data set that is no longer in the catalogue. It was last "
        "in release {release}. The data sets there are now: {now}"
    ),
    "gone.file-of-release": N_(
        "This file belonged to release {release}, which is no longer kept. The data are now at {now}"
    ),
    "gone.listing": N_("This is no longer in the data catalogue. It was last listed in release {release}."),
    "gone.thing": N_(
        "The current release no longer holds this. It was last in release {version}, updated on {date}."
    ),
    "gone.thing-since": N_(
        "The current release no longer holds this. It was removed in release {version}, updated on {date}."
    ),
    "gone.release": N_("Release {release} has existed but is no longer kept."),
    "gone.page": N_(
        "This page of the event stream belonged to release {release}, which is no longer "
        "kept. The stream begins anew in a later release: read it from its first page."
    ),
    "bad-request.datetime": N_(
        "The value of Accept-Datetime is not a date as HTTP writes it, such as: Sun, 22 "
        "Nov 2026 00:00:00 GMT."
    ),
    "head-too-large.detail": N_("The head of a request may have at most {allowed} and 100 fields."),
    "wrong-encoding.detail": N_("Send the content uncompressed, without Content-Encoding."),
    "bad-request.framing": N_(
        "This request says more than once where it ends (Content-Length, Transfer-Encoding)."
    ),
    "too-many-connections.detail": N_(
        "One address may have at most {allowed} connections open at once. Use one again, or close some."
    ),
    "no-connection.detail": N_("Too many connections are open. Try again later."),
    "bad-parameter.timeout": N_("timeout is a number of seconds above 0, such as 5 or 0.5; found: {value}"),
    "stopping.detail": N_(
        "The server is being stopped or restarted and begins no new queries. Try again in a moment."
    ),
    "not-indexed.detail": N_(
        "The names of this version of the data are still being prepared. Try again in a few seconds."
    ),
    "no-full-text.detail": N_(
        "The software on this server lacks a part that search needs (SQLite with FTS5). "
        "Everything else works."
    ),
    "address-too-long.detail": N_(
        "A query may be {allowed} at most. Send a long one by POST, not in the address."
    ),
    "not-found.detail": N_(
        "There is nothing at this address. Check the address, or start from the list of partnerships."
    ),
    "wrong-method.unknown": N_("This method is not known here. These are: {methods}."),
    "wrong-method.detail": N_(
        "{method} is not accepted at this address. The Allow header names the methods that are."
    ),
    "not-acceptable.detail": N_(
        "This does not exist in a format that you accept. The formats that do exist are "
        "listed in “available”."
    ),
    "bad-request.request": N_("This request cannot be read."),
    "bad-request.no-query": N_("There is no query in this request. Pass it in the parameter query."),
    "bad-request.two-queries": N_("There are several queries in this request. Ask one at a time."),
    "bad-request.encoding": N_("The characters of this request are not valid UTF-8."),
    "bad-request.fields": N_("This request has too many parameters, or parameters that cannot be read."),
    "read-only.detail": N_("You can query the data here, but not change them."),
    "wrong-media-type.detail": N_("Send the query as {taken}, in UTF-8."),
    "request-too-large.detail": N_("A query may be {allowed} at most."),
    "request-too-slow.detail": N_("After {seconds} seconds the request was not complete. Try again."),
    "client-gone.detail": N_("The connection was closed before the answer was ready."),
    "no-release.detail": N_("No release of the data has been made yet. Try again later."),
    "not-ready.detail": N_("The data are there, but cannot be queried yet. Try again in a moment."),
    "query-timeout.detail": N_(
        "After {seconds} seconds there was no answer yet. Narrow the query down, to one "
        "city for instance, or with LIMIT."
    ),
    "query-memory.detail": N_(
        "There is {allowed} of memory for one query. Narrow it down, to one city for instance."
    ),
    "result-too-large.detail": N_(
        "An answer may be {allowed} at most; nothing of it was sent. Use LIMIT, or download all the data."
    ),
    "overloaded.detail": N_("Too many queries are waiting. Try again later."),
    "engine.detail": N_("The data could not be queried for a moment. Try again."),
    "release-damaged.detail": N_(
        "The file on this server is not the one that was released, so it is not sent. "
        "Whoever runs the server finds it in the log; try again later."
    ),
    "range.detail": N_(
        "The file has {size} bytes, and none of those that you ask for. Leave out `Range` to get all of it."
    ),
    "changed.detail": N_(
        "What is here now is not the version that `If-Match` names. Ask again without it "
        "to get the current one."
    ),
    "surroundings.detail": N_("The data could not be read for a moment. Try again later."),
    "defect.detail": N_(
        "This should not have happened, and it is not your doing. Try again; if it keeps "
        "failing, tell whoever publishes these data."
    ),
}
"""What happened and what would do, by the name of the problem and the reason."""
