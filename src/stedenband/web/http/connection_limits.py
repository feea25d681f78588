"""How many connections there may be, altogether and of one client."""

from __future__ import annotations

import asyncio
import resource
from collections import Counter as Counts
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal, Protocol

from stedenband.descriptors import OWN_FILES
from stedenband.web.http.clients import Network

Phase = Literal["idle", "head", "body", "answering", "parting"]
"""What is waited for: a request, the rest of its head, the rest of its body, our answer, or the client's leave."""


@dataclass(frozen=True, slots=True)
class ConnectionLimits:
    """How long a client may take for each phase, in seconds, and how many connections there may be.

    A connection from one of the ``trusted_proxies`` carries many clients, and is not counted for one.
    """

    idle_seconds: float
    head_seconds: float
    body_seconds: float
    connections: int
    client_connections: int
    trusted_proxies: Sequence[Network] = ()


class LimitedConnection(Protocol):
    """A connection, as far as it is counted."""

    transport: asyncio.Transport
    phase: Phase
    since: float
    counted: str


class ConnectionLimiter:
    """The connections of one server, by client."""

    def __init__(self, limits: ConnectionLimits) -> None:
        self.limits = limits
        self.places = min(limits.connections, resource.getrlimit(resource.RLIMIT_NOFILE)[0] - OWN_FILES)
        self.members: set[LimitedConnection] = set()
        self._clients: Counts[str] = Counts()

    def enter(self, member: LimitedConnection) -> int:
        """Take a connection in; the status to refuse it with, or 0.

        When all places are taken, the client that has more than anybody, and more than this one, gives one up.
        """
        client = member.counted
        if client and self._clients[client] >= self.limits.client_connections:
            return 429
        if len(self.members) >= self.places and not self._make_room(client):
            return 503
        self.members.add(member)
        self._clients[client] += 1
        return 0

    def leave(self, member: LimitedConnection) -> None:
        """Forget a connection."""
        if member in self.members:
            self.members.remove(member)
            self._clients[member.counted] -= 1
            if not self._clients[member.counted]:
                del self._clients[member.counted]

    def _make_room(self, client: str) -> bool:
        waiting = [member for member in self.members if member.phase in ("idle", "head", "body")]
        last = max(waiting, key=lambda member: (self._clients[member.counted], -member.since), default=None)
        if last is None or self._clients[last.counted] <= self._clients[client] + 1:
            return False
        self.leave(last)
        last.transport.abort()
        return True
