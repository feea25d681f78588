"""Messages by code: the SPARQL editor and the description of the endpoint."""

from __future__ import annotations

from collections.abc import Mapping

from stedenband.message import N_, LazyMessage

EDITOR: Mapping[str, LazyMessage] = {
    "examples.search": N_("Search the examples"),
    "examples.found": N_("{count} found"),
    "examples.none": N_("No example found."),
    "examples.loaded": N_("Example filled in: {title}"),
    "keys": N_(
        "Ctrl+Enter asks. Ctrl+Space shows what can be filled in: Enter or Tab takes a "
        "suggestion, Esc closes the list. When no list is open, Tab goes on to the next "
        "button."
    ),
    "stop": N_("Stop"),
    "running": N_("Running…"),
    "stopped": N_("Stopped."),
    "share": N_("Copy link"),
    "shared": N_("Link copied."),
    "share.label": N_("Link to this query"),
    "share.manual": N_("Copy this link:"),
    "share.long": N_("This query is too long for a link. Keep it as text."),
    "phrase.completions": N_("Suggestions"),
    "phrase.diagnostics": N_("Mistakes"),
    "phrase.none": N_("No mistakes"),
    "phrase.close": N_("close"),
    "go": N_("Go to line {line}, column {column}"),
    "declare": N_("Add PREFIX {prefix}: and ask again"),
    "unreachable": N_("No answer"),
    "unreachable.detail": N_("The server cannot be reached. Check your connection and try again."),
    "answer": N_("Answer"),
    "yes": N_("yes"),
    "no": N_("no"),
    "rows": N_("{count} rows"),
    "row": N_("1 row"),
    "nothing": N_("Nothing found."),
    "summary": N_("Done in {seconds} s"),
    "summary.rows": N_("{rows} in {seconds} s"),
    "views": N_("Show the answer as"),
    "table": N_("Table"),
    "map": N_("Map"),
    "chart": N_("Chart"),
    "raw": N_("Raw"),
    "raw.cut": N_("This is only the beginning. The file has all of it."),
    "more": N_("Show {count} more rows (of {left})"),
    "files": N_("Download:"),
    "chart.summary": N_("Bar chart of {measure} by {category}. The table gives the same figures."),
    "map.summary": N_("Map with {count} points. The table gives the same places."),
    "map.closer": N_("Zoom in"),
    "map.further": N_("Zoom out"),
    "map.all": N_("Show all points"),
    "map.note": N_(
        "Drag the map, double-click it or use the arrow keys to move it. Outlines: Natural Earth."
    ),
    "program": N_("This query in your own program"),
    "code": N_("Code"),
    "copy": N_("Copy"),
    "copied": N_("Copied."),
    "copy.selected": N_("The code is selected: copy it with Ctrl+C."),
}
"""Messages of the editor's script, placeholders and all, by the key that the script knows."""

SERVICE_LIMITS: Mapping[str, LazyMessage] = {
    "queue": N_("queries that may wait for their turn"),
    "client-queue": N_("queries of one address that may wait for their turn"),
    "client-heavy-queue": N_("heavy queries of one address that may wait for their turn"),
    "query-seconds": N_("longest time that a query may take"),
    "query-memory": N_("most memory that a query may use"),
    "query-bytes": N_("longest text of a query"),
    "result-bytes": N_("largest answer"),
    "nesting": N_("brackets within brackets in a query"),
    "patterns": N_("triple patterns, OPTIONALs and path steps in a query"),
    "queue-seconds": N_("longest wait before a query is begun"),
}
"""What a limit of the endpoint is about, by its name."""
