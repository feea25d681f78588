"""Clients: the address that queries and connections are counted by, and cancellation once a client has disconnected.

Addresses are kept in memory only, never written anywhere.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Sequence
from contextvars import ContextVar
from functools import lru_cache
from ipaddress import IPv4Network, IPv6Address, IPv6Network, ip_address, ip_network
from typing import TypeVar

from starlette.requests import Request
from starlette.types import Scope

from stedenband.web.http.errors import ClientGoneError

Network = IPv4Network | IPv6Network

ASKER: ContextVar[str] = ContextVar("asker", default="")
"""The client of the request that is being answered; what is started on its behalf inherits it."""

_MOST = 32
"""Addresses of a chain of proxies that are looked at."""


def identify_client(scope: Scope, proxies: Sequence[Network]) -> str:
    """The client of a request: its peer, or whom the last of our own proxies names in ``X-Forwarded-For``.

    The list is read from its end, as far as it was written by proxies of ours: what stands before that anybody may
    have made up.
    """
    peer = scope.get("client")
    address = peer[0] if peer else ""
    for named in reversed(_forwarded(scope)):
        if not is_within(address, proxies) or not _parsed(named):
            break
        address = named
    return get_rate_limit_key(address)


@lru_cache(maxsize=4096)
def get_rate_limit_key(address: str) -> str:
    """The name that an address is counted by.

    >>> get_rate_limit_key("2001:db8::1:2:3:4"), get_rate_limit_key("::ffff:192.0.2.7"), get_rate_limit_key("192.0.2.7")
    ('2001:db8::/64', '192.0.2.7', '192.0.2.7')
    """
    parsed = _parsed(address)
    if isinstance(parsed, IPv6Address):
        return str(ip_network((parsed, 64), strict=False))
    return str(parsed) if parsed else ""


def is_within(address: str, networks: Sequence[Network]) -> bool:
    """Whether an address is in one of the networks."""
    if not networks:
        return False
    parsed = _parsed(address)
    return parsed is not None and any(parsed in network for network in networks)


def _forwarded(scope: Scope) -> list[str]:
    lines = [value.decode("latin-1") for name, value in scope["headers"] if name == b"x-forwarded-for"]
    return [part.strip() for part in ",".join(lines).split(",")[-_MOST:] if part.strip()]


@lru_cache(maxsize=4096)
def _parsed(address: str) -> object | None:
    """The address without a zone; an IPv4 one where it is written as IPv6. ``None`` where it is none."""
    try:
        parsed = ip_address(address.partition("%")[0])
    except ValueError:
        return None
    mapped = parsed.ipv4_mapped if isinstance(parsed, IPv6Address) else None
    return mapped or parsed


Result = TypeVar("Result")


async def await_unless_disconnected(request: Request, work: Awaitable[Result]) -> Result:
    """The result of the work, or ``ClientGoneError`` as soon as the asker hangs up; the work is then cancelled."""
    asking = asyncio.current_task()
    assert asking is not None  # noqa: S101 - a coroutine is run by a task
    gone = asyncio.create_task(_hung_up(request, asking))
    try:
        return await work
    except asyncio.CancelledError:
        # Ours to turn into an error only if nobody else has called the task off too (as in asyncio.timeout).
        if gone.done() and not gone.cancelled() and asking.uncancel() == 0:
            raise ClientGoneError("the asker hung up") from None
        raise
    finally:
        gone.cancel()


async def _hung_up(request: Request, asking: asyncio.Task[object]) -> None:
    while (await request.receive())["type"] != "http.disconnect":
        pass
    asking.cancel()
