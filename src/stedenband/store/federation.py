"""SERVICE, for the few endpoints on the allow-list: asked beforehand, and put into the query as values.

The engine fetches by itself and cannot be told where to, nor for how long. So it never gets a SERVICE clause, and the
workers keep no socket to fetch with. Each clause is cut out of the text, asked as a query of its own by a process that
may do nothing else (``fetching``), and its solutions take its place as VALUES: the same solutions, joined the same way
(SPARQL 1.1 Federated Query, section 4). A clause that our tokens do not show stays in the text, and is refused there.
"""

from __future__ import annotations

import asyncio
import json
import sys
from pathlib import Path

from stedenband.endpoints import find_endpoint
from stedenband.settings import Settings
from stedenband.sparql.services import FederatedQuery, ServiceClause, parse_federated
from stedenband.store import faults
from stedenband.store.inspection import inspect_query

MOST_CLAUSES = 4
"""SERVICE clauses that one query may have."""

_AT_ONCE = 2
"""Fetching processes that may run at once, of one for each client; beyond that a query is refused, not kept waiting."""

_NOTHING = "{ VALUES () { () } }"
"""One solution without bindings: what SERVICE SILENT gives where asking fails."""

_BOOT = """
import sys
sys.path.append(sys.argv[1])
from stedenband.store.service_fetcher import main
main()
"""


class Federation:
    """Asks the endpoints of an allow-list."""

    def __init__(self, settings: Settings) -> None:
        self._allowed = frozenset(filter(None, map(find_endpoint, settings.service_allow)))
        self._seconds, self._bytes = settings.service_seconds, settings.service_bytes
        self._query_bytes = settings.query_bytes
        self._asking: set[str] = set()

    @property
    def offered(self) -> bool:
        """Whether there is anybody to ask."""
        return bool(self._allowed)

    def read(self, text: str) -> FederatedQuery | None:
        """The query with its clauses, or ``None`` for one without any that can be read.

        Raises ``QueryRefusedError`` for an endpoint that is not on the list, for too many clauses, and for a clause
        within a clause.
        """
        found = parse_federated(text) if self.offered and len(text) <= self._query_bytes else None
        if found is None or not found.clauses:
            return None
        if len(found.clauses) > MOST_CLAUSES:
            raise faults.make_refused_error("services", allowed=MOST_CLAUSES)
        for clause in found.clauses:
            if find_endpoint(clause.address) not in self._allowed:
                allowed = ", ".join(sorted(self._allowed))
                raise faults.make_refused_error(
                    "service-endpoint", address=faults.shorten(clause.address), allowed=allowed
                )
            inspect_query(found.subquery(clause), query_bytes=self._query_bytes)
        return found

    async def fill(self, found: FederatedQuery, client: str, seconds: float) -> str:
        """The text with everybody's solutions in it, within so many seconds.

        Raises ``ServiceError`` when one that is not SILENT does not answer, and ``OverloadedError`` when too many are
        being asked.
        """
        if client in self._asking or len(self._asking) >= _AT_ONCE:
            raise faults.make_overloaded_error("client" if client in self._asking else "full", _AT_ONCE, 5)
        self._asking.add(client)
        until = asyncio.get_running_loop().time() + min(seconds, self._seconds)
        try:
            return found.fill([await self._block(found, clause, until) for clause in found.clauses])
        finally:
            self._asking.discard(client)

    async def _block(self, found: FederatedQuery, clause: ServiceClause, until: float) -> str:
        try:
            async with asyncio.timeout_at(until):
                tokens = await self._fetched(found.subquery(clause), clause.address)
        except TimeoutError:
            tokens = {"failed": "slow"}
        if "values" in tokens:
            return f"{{ {tokens['values']} }}"
        if clause.silent:
            return _NOTHING
        raise faults.make_service_error(tokens["failed"], clause.address)

    async def _fetched(self, question: str, address: str) -> dict[str, str]:
        """What the fetching process says; it is killed when nobody waits for it any more."""
        order = {"address": address, "query": question, "bytes": self._bytes, "seconds": self._seconds}
        root = str(Path(__file__).resolve().parents[2])
        process = await asyncio.create_subprocess_exec(
            sys.executable, "-I", "-S", "-c", _BOOT, root, stdin=-1, stdout=-1, stderr=-3
        )
        try:
            tokens, _ = await process.communicate(json.dumps(order).encode())
        except BaseException:
            process.kill()
            await asyncio.shield(process.wait())
            raise
        answer: dict[str, str] = json.loads(tokens) if tokens else {"failed": "unreadable"}
        return answer
