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
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from stedenband.endpoints import endpoint_of
from stedenband.settings import Settings
from stedenband.store import faults
from stedenband.store.inspection import declared_prefixes, inspect_query
from stedenband.store.tokens import Token, TokenKind, significant_tokens, unescape

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


@dataclass(frozen=True, slots=True)
class ServiceClause:
    """One SERVICE clause: where it stands, whom it asks, and the pattern with its braces."""

    start: int
    end: int
    address: str
    silent: bool
    pattern: str


@dataclass(frozen=True, slots=True)
class FederatedQuery:
    """A query with its SERVICE clauses cut out; ``remainder`` is its text without them."""

    text: str
    prologue: str
    clauses: tuple[ServiceClause, ...]

    @property
    def remainder(self) -> str:
        """The text with an empty group for each clause; what is left of it can be looked at like any query."""
        return self.fill(["{}"] * len(self.clauses))

    def fill(self, blocks: Sequence[str]) -> str:
        """The text with these blocks in place of the clauses."""
        pieces, at = [], 0
        for clause, block in zip(self.clauses, blocks, strict=True):
            pieces += [self.text[at : clause.start], f" {block} "]
            at = clause.end
        return "".join([*pieces, self.text[at:]])

    def subquery(self, clause: ServiceClause) -> str:
        """What the endpoint of a clause is asked."""
        return f"{self.prologue}SELECT * WHERE {clause.pattern}"


# == Reading ===================================================================


def parse_federated(text: str) -> FederatedQuery:
    """The query with its SERVICE clauses found; a clause with a variable for an endpoint is none of them."""
    tokens = list(significant_tokens(text))
    clauses = tuple(_clauses(text, tokens, declared_prefixes(tokens)))
    return FederatedQuery(text, _prologue(text, tokens), clauses)


def _clauses(text: str, tokens: Sequence[Token], prefixes: Mapping[str, str]) -> Iterator[ServiceClause]:
    at = 0
    while at < len(tokens):
        clause, after = (
            _clause_at(text, tokens, at, prefixes) if _is(tokens[at], "SERVICE") else (None, at + 1)
        )
        if clause is not None:
            yield clause
        at = after


def _clause_at(
    text: str, tokens: Sequence[Token], at: int, prefixes: Mapping[str, str]
) -> tuple[ServiceClause | None, int]:
    """The clause that begins at a token, and the token after it; ``None`` where none can be read."""
    silent = at + 1 < len(tokens) and _is(tokens[at + 1], "SILENT")
    name, opening = at + 1 + silent, at + 2 + silent
    if opening >= len(tokens) or tokens[opening].text != "{":
        return None, at + 1
    address, closing = _address(tokens[name], prefixes), _closing(tokens, opening)
    if address is None or closing is None:
        return None, at + 1
    pattern = text[tokens[opening].start : tokens[closing].end]
    return ServiceClause(tokens[at].start, tokens[closing].end, address, silent, pattern), closing + 1


def _closing(tokens: Sequence[Token], opening: int) -> int | None:
    depth = 0
    for at in range(opening, len(tokens)):
        if tokens[at].kind is TokenKind.MARK:
            depth += (tokens[at].text == "{") - (tokens[at].text == "}")
            if not depth:
                return at
    return None


def _address(token: Token, prefixes: Mapping[str, str]) -> str | None:
    if token.kind is TokenKind.IRI:
        return unescape(token.text[1:-1])
    prefix, _, local = token.text.partition(":")
    return prefixes[prefix] + local if token.kind is TokenKind.NAME and prefix in prefixes else None


def _prologue(text: str, tokens: Sequence[Token]) -> str:
    """The declarations before the query's first other keyword, as they stand."""
    first = next(
        (token for token in tokens if token.kind is TokenKind.WORD and not _is(token, "PREFIX", "BASE")), None
    )
    return text[: first.start] if first else ""


def _is(token: Token, *words: str) -> bool:
    return token.kind is TokenKind.WORD and token.text.upper() in words


# == Asking ====================================================================


class Federation:
    """Asks the endpoints of an allow-list."""

    def __init__(self, settings: Settings) -> None:
        self._allowed = frozenset(filter(None, map(endpoint_of, settings.service_allow)))
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
            raise faults.refused("services", allowed=MOST_CLAUSES)
        for clause in found.clauses:
            if endpoint_of(clause.address) not in self._allowed:
                allowed = ", ".join(sorted(self._allowed))
                raise faults.refused("service-endpoint", address=faults.echo(clause.address), allowed=allowed)
            inspect_query(found.subquery(clause), query_bytes=self._query_bytes)
        return found

    async def fill(self, found: FederatedQuery, client: str, seconds: float) -> str:
        """The text with everybody's solutions in it, within so many seconds.

        Raises ``ServiceError`` when one that is not SILENT does not answer, and ``OverloadedError`` when too many are
        being asked.
        """
        if client in self._asking or len(self._asking) >= _AT_ONCE:
            raise faults.overloaded("client" if client in self._asking else "full", _AT_ONCE, 5)
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
        raise faults.service(tokens["failed"], clause.address)

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
