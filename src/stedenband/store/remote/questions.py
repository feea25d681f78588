"""A query that is ready to be asked, and the asking of one engine: what goes in, and whether what comes out counts."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from stedenband.ns import GEOF
from stedenband.store import faults
from stedenband.store.evaluation import Job, Whole
from stedenband.store.protocol import AnswerKind, Budget
from stedenband.store.remote.answers import GRAPH, SOLUTIONS, WIRE_FACTOR, Broken, Mending, graph, solutions
from stedenband.store.remote.asking import Endpoint, ask, broken, row_cap
from stedenband.store.remote.calls import Call, Reply
from stedenband.store.remote.names import ReleaseNames, nowhere_of
from stedenband.store.remote.replicas import Expected, stands
from stedenband.store.remote.rewriting import Dataset, cut, renamed

_PROBE = "SELECT (1 AS ?one) WHERE {{ ?a ?b ?c . ?d ?e ?f }} LIMIT {limit}"
"""As many rows as one likes, to see whether an engine gives that many."""


class Gone(Exception):  # noqa: N818 - the store tries another address
    """The release is not on the engine's roll any more, so the answer may be one over nothing."""


@dataclass(frozen=True, slots=True)
class Question:
    """A query without FROM, its kind and columns, its data set under public names (``None``: all of it), its job."""

    text: str
    base: str | None
    kind: AnswerKind
    variables: tuple[str, ...]
    dataset: Dataset | None
    job: Job


@dataclass(slots=True)
class Reader:
    """Asks engines for one release. ``graphs`` are its named graphs. Called from several threads."""

    expected: Expected
    graphs: tuple[str, ...]
    prefixes: Mapping[str, str]
    _uncut: dict[str, int] = field(default_factory=dict)
    """By address: so many triples it has been seen to give without leaving any out."""

    def answer(self, call: Call, endpoint: Endpoint, question: Question, budget: Budget) -> Whole:
        """The whole answer of one engine.

        Raises ``Unreachable``, ``Gone``, ``Late``, ``TooLong``, ``Fault``, or the ``QueryError`` that is its answer.
        """
        names = self.expected.names(endpoint.engine)
        mending = Mending(endpoint.engine, names.renaming)
        job, columns = question.job, question.variables
        with self._reply(call, endpoint, question, names, budget) as reply:
            try:
                if question.kind == "graph":
                    whole, came = graph(reply.body, job, mending, self.prefixes, call.check)
                else:
                    whole, came = solutions(reply.body, question.kind, job, mending, columns, call.check)
            except Broken:
                raise broken(reply, endpoint.engine, budget) from None
            cap = row_cap(reply)
        cut_off = cap if cap is not None and came >= cap else None
        if question.kind == "graph":
            cut_off = self._cut_off(call, endpoint, names, came, budget)
        if cut_off is not None:
            raise faults.too_many_rows(cut_off)
        if not stands(endpoint, self.expected, call):
            raise Gone(f"release {self.expected.release} is not published there any more")
        return whole

    def _reply(
        self, call: Call, endpoint: Endpoint, question: Question, names: ReleaseNames, budget: Budget
    ) -> Reply:
        dataset = question.dataset
        default = (names.whole,) if dataset is None else names.inside(dataset.default)
        public = self.graphs if dataset is None else dataset.named
        named, nowhere = names.inside(public), None
        if endpoint.engine.leaks_graphs:
            nowhere = nowhere_of(self.expected.base)
            default, named = default or (nowhere,), (*named, nowhere)
        plain = cut(endpoint.engine.otherwise(question.text), question.base)
        if any(iri.startswith(GEOF.base) for iri in plain.iris.values()) and not endpoint.geography:
            raise faults.refused("function", detail=f"{GEOF.base}…")
        text = renamed(plain, names.renaming, nowhere=nowhere, named=public)
        accept = GRAPH if question.kind == "graph" else SOLUTIONS
        return ask(call, endpoint, text, accept, default, named, budget, budget.result_bytes * WIRE_FACTOR)

    def _cut_off(
        self, call: Call, endpoint: Endpoint, names: ReleaseNames, came: int, budget: Budget
    ) -> int | None:
        """The engine's limit, where it left triples out. It is silent about those, and speaks only of rows."""
        url = endpoint.address.url
        if not endpoint.engine.caps or came <= self._uncut.get(url, 0):
            return None
        probe = _PROBE.format(limit=2 * came)
        whole = (names.whole,)
        limit = budget.result_bytes * WIRE_FACTOR
        with ask(call, endpoint, probe, SOLUTIONS, whole, whole, budget, limit) as reply:
            cap = row_cap(reply)
        if cap is not None and cap <= came:
            return cap
        self._uncut[url] = came if cap is not None else 2 * came - 1
        return None
