"""Conversion of a query to a job for the engine, and of the engine's fault to an error."""

from __future__ import annotations

from collections.abc import Collection, Mapping

from pyoxigraph import NamedNode

from stedenband.errors import QueryError
from stedenband.store import faults
from stedenband.store.diagnosis import diagnose
from stedenband.store.evaluation import GRAPH_FORMATS, SOLUTION_FORMATS, Job
from stedenband.store.inspection import QueryInspection, inspect_query
from stedenband.store.protocol import Budget, Query


def check_query(query: Query, graphs: Collection[str], query_bytes: int) -> QueryInspection:
    """Look at a query before it is run over these graphs.

    Raises the ``QueryError`` that says why it is not run, and ``ValueError`` for a media type that no answer can have.
    """
    _check_media_types(query)
    _check_iris((*query.default_graphs, *query.named_graphs))
    seen = inspect_query(query.text, query_bytes=query_bytes, base=query.base)
    if not (query.default_graphs or query.named_graphs):
        _check_graphs(seen.graphs, graphs)
    return seen


def _check_media_types(query: Query) -> None:
    """Raise ``ValueError`` for a media type that no answer can have: the caller has to negotiate better."""
    if query.solutions not in SOLUTION_FORMATS:
        raise ValueError(f"no media type for solutions: {query.solutions!r}; {', '.join(SOLUTION_FORMATS)}")
    if query.graph not in GRAPH_FORMATS:
        raise ValueError(f"no media type for graphs: {query.graph!r}; {', '.join(GRAPH_FORMATS)}")


def _check_iris(graphs: Collection[str]) -> None:
    """Refuse a name of a graph that is no absolute IRI; the engine would not take it either."""
    for iri in graphs:
        try:
            NamedNode(iri)
        except ValueError:
            raise faults.make_refused_error("graph-name", graph=faults.shorten(iri)) from None


def _check_graphs(asked: Collection[str], ours: Collection[str]) -> None:
    """Refuse a FROM that names a graph the release does not have: an empty answer would look like an answer.

    The protocol's own data set is another matter. Its test suite names a graph that no server has, and wants an
    answer over an empty one.
    """
    for iri in asked:
        if iri not in ours:
            raise faults.make_refused_error(
                "graph", graph=faults.shorten(iri), graphs=", ".join(sorted(ours))
            )


def make_job(query: Query, seen: QueryInspection, budget: Budget) -> Job:
    """The query as the engine gets it. The protocol's data set, if it names one, is given with both its halves."""
    named = bool(query.default_graphs or query.named_graphs)
    return Job(
        text=query.text,
        solutions=query.solutions,
        graph=query.graph,
        default_graphs=list(query.default_graphs) if named else None,
        named_graphs=list(query.named_graphs) if named else None,
        own_dataset=seen.own_dataset,
        result_bytes=budget.result_bytes,
        base=query.base,
    )


def make_error_from_record(record: Mapping[str, object], query: Query, budget: Budget) -> QueryError:
    """The error for the fault that a worker reports."""
    detail = str(record["detail"])
    match record["fault"]:
        case "syntax":
            line, column = record["line"], record["column"]
            place = (n if isinstance(n, int) else None for n in (line, column))
            return diagnose(query.text, detail, *place, based=query.base is not None)
        case "too-large":
            return faults.make_too_large_error(budget.result_bytes)
        case "memory":
            return faults.make_memory_error(budget.memory)
        case "outside":
            return faults.make_refused_error("service")
        case "function":
            return faults.make_refused_error("function", detail=faults.shorten(detail))
        case "unwritable":
            return faults.make_refused_error("format", detail=faults.shorten(detail))
        case _:
            return faults.make_engine_error(detail)
