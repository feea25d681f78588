"""Read replicas of an engine: which of them have this release completely, and which one is asked next."""

from __future__ import annotations

import logging
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from stedenband.errors import QueryError
from stedenband.store.remote import release_registry
from stedenband.store.remote.engines import EngineAdapter
from stedenband.store.remote.graph_names import ReleaseNames
from stedenband.store.remote.http_transport import (
    DeadlineExceededError,
    EngineAddress,
    EngineCall,
    ResponseTooLongError,
    UnreachableError,
)
from stedenband.store.remote.sparql_client import EngineEndpoint, identify_engine

_log = logging.getLogger(__name__)

CHECK_SECONDS = 60.0
"""How long an address has to show that it has the release whole; its statements are counted."""


@dataclass(slots=True, eq=False)
class Replica:
    """One address: the engine there, once it was met, and why it cannot be used, unless it can."""

    address: EngineAddress
    endpoint: EngineEndpoint | None = None
    fault: str | None = "it was not asked yet"

    def down(self, fault: str) -> None:
        """Use it no more until it has been looked at again."""
        if self.fault is None:
            _log.warning("%s is not used any more: %s", self.address.url, fault)
        self.fault = fault

    def up(self, endpoint: EngineEndpoint) -> None:
        """Use it."""
        if self.fault is not None:
            _log.info("%s answers for the release", self.address.url)
        self.endpoint, self.fault = endpoint, None


@dataclass(frozen=True, slots=True)
class ExpectedRelease:
    """A release as an engine should have it. ``engine`` is what the settings say it is, if they do."""

    base: str
    release: str
    graphs: Mapping[str, int] = field(default_factory=dict)
    """Statements by graph, under the public names; the whole release under its own."""
    engine: EngineAdapter | None = None

    def names(self, engine: EngineAdapter) -> ReleaseNames:
        """What things are called in that engine."""
        return ReleaseNames(self.base, self.release, engine.private_names)


def check_replica(replica: Replica, expected: ExpectedRelease, call: EngineCall) -> None:
    """See whether the address has the release whole, and note it.

    One that was in use is asked only whether the release is still in its registry; any other has its statements
    counted first.
    """
    try:
        fault = _fault(replica, expected, call)
    except (QueryError, UnreachableError, DeadlineExceededError, ResponseTooLongError) as error:
        fault = "no answer in time" if isinstance(error, DeadlineExceededError) else str(error)
    if fault is not None:
        replica.down(fault)


def _fault(replica: Replica, expected: ExpectedRelease, call: EngineCall) -> str | None:
    used = replica.fault is None
    endpoint = replica.endpoint if used else identify_engine(call, replica.address, expected.engine)
    assert endpoint is not None  # noqa: S101 - one in use was met
    if not is_registered(endpoint, expected, call):
        return f"release {expected.release} is not published there"
    if not used:
        names = expected.names(endpoint.engine)
        wanted = {names.renaming.to_engine(graph): count for graph, count in expected.graphs.items()}
        if release_registry.count_found(call, endpoint, names, wanted) != wanted:
            return f"release {expected.release} is not whole there"
    replica.up(endpoint)
    return None


def is_registered(endpoint: EngineEndpoint, expected: ExpectedRelease, call: EngineCall) -> bool:
    """Whether the registry there says that the release is complete."""
    return expected.release in release_registry.list_complete_releases(
        release_registry.read_registry(call, endpoint, expected.base)
    )


class Replicas:
    """All read addresses. Queries go to those in use in turn."""

    def __init__(self, addresses: Sequence[EngineAddress]) -> None:
        self.all = tuple(Replica(address) for address in addresses)
        self._turn = 0

    @property
    def usable(self) -> list[Replica]:
        """Those in use, whose turn it is first."""
        usable = [replica for replica in self.all if replica.fault is None]
        if not usable:
            return []
        self._turn += 1
        start = self._turn % len(usable)
        return usable[start:] + usable[:start]

    @property
    def faults(self) -> str:
        """Why each that cannot be used cannot."""
        return "; ".join(
            f"{replica.address.url}: {replica.fault}" for replica in self.all if replica.fault is not None
        )
