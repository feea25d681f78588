"""The gate before publication: all findings about a graph, from the shapes and from the checks."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

import rdflib
from pyoxigraph import NamedNode, Quad, Store

from stedenband.model import Finding, Report
from stedenband.validation import shacl
from stedenband.validation.bridge import convert_graph, protect_rdflib_state
from stedenband.validation.checks import read_check, run_check


def validate(quads: Iterable[Quad], *, shapes: Sequence[Path], checks: Sequence[Path], city: str) -> Report:
    """Judge the union of all graphs; ``city`` is the IRI of the city that publishes.

    Findings have no place in the tables: the graph does not know it. Nothing is fetched and nothing of rdflib's
    or pySHACL's global state is left changed. Raises ``FormatError`` for a shapes file or a check that cannot be
    used, before anything is judged.
    """
    publisher = NamedNode(city)
    statements = tuple(quads)
    with protect_rdflib_state():
        rules = shacl.read_shapes(shapes)
        queries = [read_check(path) for path in checks]
        found = list(_by_shapes(convert_graph(statements), rules))
    store = Store()
    store.bulk_extend(statements)
    for query in queries:
        found.extend(run_check(query, store, publisher))
    return Report(tuple(found))


def _by_shapes(graph: rdflib.Graph, shapes: rdflib.Graph) -> Iterator[Finding]:
    return shacl.convert_results(shacl.run(graph, shapes), graph, shapes)
