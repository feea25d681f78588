"""``PreparedQuery``, and reading its result from one engine: what is sent, and whether the result counts."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from stedenband.ns import GEOF
from stedenband.sparql.datasets import QueryDataset
from stedenband.sparql.iris import rename_iris
from stedenband.store import faults
from stedenband.store.evaluation import EvaluatedResult, Job
from stedenband.store.protocol import Budget, ResultKind
from stedenband.store.remote.graph_names import ReleaseNames, name_empty_graph
from stedenband.store.remote.http_transport import EngineCall, EngineResponse
from stedenband.store.remote.replicas import ExpectedRelease, is_registered
from stedenband.store.remote.results import (
    GRAPH,
    SOLUTIONS,
    WIRE_FACTOR,
    BrokenResponseError,
    ResultNormalizer,
    read_graph,
    read_solutions,
)
from stedenband.store.remote.rewriting import resolve_query
from stedenband.store.remote.sparql_client import EngineEndpoint, make_error_from_broken_body, send_query

_PROBE = "SELECT (1 AS ?one) WHERE {{ ?a ?b ?c . ?d ?e ?f }} LIMIT {limit}"
"""As many rows as one likes, to see whether an engine gives that many."""


class ReleaseGoneError(Exception):
    """The release is not in the engine's registry any more, so the result may be one over no data."""


@dataclass(frozen=True, slots=True)
class PreparedQuery:
    """A query without FROM, its kind and columns, its data set under public names (``None``: all of it), its job."""

    text: str
    base: str | None
    kind: ResultKind
    variables: tuple[str, ...]
    dataset: QueryDataset | None
    job: Job


@dataclass(slots=True)
class ReleaseReader:
    """Asks engines for one release. ``graphs`` are its named graphs. Called from several threads."""

    expected: ExpectedRelease
    graphs: tuple[str, ...]
    prefixes: Mapping[str, str]
    _uncut: dict[str, int] = field(default_factory=dict)
    """By address: so many triples it has been seen to give without leaving any out."""

    def answer(
        self, call: EngineCall, endpoint: EngineEndpoint, question: PreparedQuery, budget: Budget
    ) -> EvaluatedResult:
        """The whole answer of one engine.

        Raises ``UnreachableError``, ``ReleaseGoneError``, ``DeadlineExceededError``, ``ResponseTooLongError``,
        ``EvaluationError``, or the ``QueryError`` that its error response means.
        """
        names = self.expected.names(endpoint.engine)
        normalizer = ResultNormalizer(endpoint.engine, names.renaming)
        job, columns = question.job, question.variables
        with self._reply(call, endpoint, question, names, budget) as reply:
            try:
                if question.kind == "graph":
                    whole, came = read_graph(reply.body, job, normalizer, self.prefixes, call.check)
                else:
                    whole, came = read_solutions(
                        reply.body, question.kind, job, normalizer, columns, call.check
                    )
            except BrokenResponseError:
                raise make_error_from_broken_body(reply, endpoint.engine, budget) from None
            cap = endpoint.engine.row_limit(reply.headers)
        cut_off = cap if cap is not None and came >= cap else None
        if question.kind == "graph":
            cut_off = self._cut_off(call, endpoint, names, came, budget)
        if cut_off is not None:
            raise faults.make_row_limit_error(cut_off)
        if not is_registered(endpoint, self.expected, call):
            raise ReleaseGoneError(f"release {self.expected.release} is not published there any more")
        return whole

    def _reply(
        self,
        call: EngineCall,
        endpoint: EngineEndpoint,
        question: PreparedQuery,
        names: ReleaseNames,
        budget: Budget,
    ) -> EngineResponse:
        dataset = question.dataset
        default = (names.whole,) if dataset is None else names.to_engine(dataset.default)
        public = self.graphs if dataset is None else dataset.named
        named, nowhere = names.to_engine(public), None
        if endpoint.engine.leaks_graphs:
            nowhere = name_empty_graph(self.expected.base)
            default, named = default or (nowhere,), (*named, nowhere)
        plain = resolve_query(endpoint.engine.rewrite(question.text), question.base)
        if any(iri.startswith(GEOF.base) for iri in plain.iris.values()) and not endpoint.geography:
            raise faults.make_refused_error("function", detail=f"{GEOF.base}…")
        graphs = None if nowhere is None else public
        text = rename_iris(plain, names.renaming.to_engine, graphs=graphs, other_graph=nowhere or "")
        accept = GRAPH if question.kind == "graph" else SOLUTIONS
        return send_query(
            call, endpoint, text, accept, default, named, budget, budget.result_bytes * WIRE_FACTOR
        )

    def _cut_off(
        self, call: EngineCall, endpoint: EngineEndpoint, names: ReleaseNames, came: int, budget: Budget
    ) -> int | None:
        """The engine's limit, where it left triples out. It is silent about those, and speaks only of rows."""
        url = endpoint.address.url
        if not endpoint.engine.truncates_results or came <= self._uncut.get(url, 0):
            return None
        probe = _PROBE.format(limit=2 * came)
        whole = (names.whole,)
        limit = budget.result_bytes * WIRE_FACTOR
        with send_query(call, endpoint, probe, SOLUTIONS, whole, whole, budget, limit) as reply:
            cap = endpoint.engine.row_limit(reply.headers)
        if cap is not None and cap <= came:
            return cap
        self._uncut[url] = came if cap is not None else 2 * came - 1
        return None
