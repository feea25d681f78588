"""SPARQL client for one engine: sends a query, and turns error responses into errors."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import IO, Any

from stedenband.errors import QueryError
from stedenband.ns import GEO, GEOF, PREFIXES
from stedenband.store import faults
from stedenband.store.protocol import Budget
from stedenband.store.remote.engines import EngineAdapter, recognize_engine
from stedenband.store.remote.http_transport import (
    DeadlineExceededError,
    EngineAddress,
    EngineCall,
    EngineResponse,
    ResponseTooLongError,
    UnreachableError,
)
from stedenband.store.remote.results import SOLUTIONS, BrokenResponseError

_TAIL = 2048
"""Bytes at the end of a broken answer in which an engine may have said why."""

_OWN_BYTES = 16 * 1024 * 1024
"""The longest answer to a question of our own."""

_POINTS = ", ".join(f'"POINT(3 {degrees})"^^{GEO.wktLiteral}' for degrees in (51, 52))
_GEOGRAPHY = f"""
ASK {{
  BIND ({GEOF.distance}({_POINTS}, <{PREFIXES["uom"]}metre>) AS ?metres)
  FILTER (?metres > 0)
}}
"""

Rows = list[dict[str, str]]


@dataclass(frozen=True, slots=True)
class EngineEndpoint:
    """A read address and the engine behind it."""

    address: EngineAddress
    engine: EngineAdapter
    geography: bool = False
    """Whether it has the functions of GeoSPARQL: one that has not silently leaves their values out."""


def identify_engine(
    call: EngineCall, address: EngineAddress, engine: EngineAdapter | None = None
) -> EngineEndpoint:
    """See who answers at an address. Raises ``UnreachableError``, ``DeadlineExceededError`` or ``EngineError``."""
    with call.query(address, "ASK {}", SOLUTIONS, {}, _OWN_BYTES) as reply:
        found = EngineEndpoint(address, engine or recognize_engine(reply.headers))
        if reply.status != 200:
            raise make_error_from_response(reply, found.engine, Budget())
        _json(reply.body)
    return replace(found, geography=_has_geography(call, address))


def _has_geography(call: EngineCall, address: EngineAddress) -> bool:
    with call.query(address, _GEOGRAPHY, SOLUTIONS, {}, _OWN_BYTES) as reply:
        return reply.status == 200 and _json(reply.body).get("boolean") is True


def select_rows(
    call: EngineCall, endpoint: EngineEndpoint, text: str, default: Iterable[str], named: Iterable[str]
) -> Rows:
    """The rows of a question of our own, each as the values of its variables.

    Raises ``UnreachableError``, ``DeadlineExceededError`` or ``QueryError``.
    """
    budget = Budget(result_bytes=_OWN_BYTES)
    with send_query(call, endpoint, text, SOLUTIONS, default, named, budget, _OWN_BYTES) as reply:
        if endpoint.engine.row_limit(reply.headers):
            raise faults.make_engine_error("it gives too few rows to be checked")
        rows = _json(reply.body)["results"]["bindings"]
    return [{name: cell["value"] for name, cell in row.items()} for row in rows]


def send_query(
    call: EngineCall,
    endpoint: EngineEndpoint,
    text: str,
    accept: str,
    default: Iterable[str],
    named: Iterable[str],
    budget: Budget,
    limit: int,
) -> EngineResponse:
    """The successful response to a query.

    Raises ``UnreachableError``, ``DeadlineExceededError``, ``ResponseTooLongError``, or the ``QueryError`` that an
    error response means.
    """
    engine = endpoint.engine
    parameters: dict[str, Iterable[str]] = {"default-graph-uri": default, "named-graph-uri": named}
    parameters |= {name: (value,) for name, value in engine.time_limit(call.check()).items()}
    reply = call.query(endpoint.address, text, accept, parameters, limit)
    if reply.status == 200 and not engine.is_partial(reply.headers):
        return reply
    with reply:
        raise make_error_from_response(reply, engine, budget)


def make_error_from_response(reply: EngineResponse, engine: EngineAdapter, budget: Budget) -> Exception:
    """What an error status means. An engine that is ill gives ``UnreachableError``: another one may be well."""
    words = reply.text()
    late = engine.is_partial(reply.headers) or reply.status in (408, 504)
    if late or any(late.decode() in words for late in engine.timeout_messages):
        return faults.make_timeout_error(budget.seconds)
    if "memory" in words.lower() and reply.status >= 500:
        return faults.make_memory_error(budget.memory)
    if reply.status in (401, 403):
        return faults.make_engine_error(f"it asks for other credentials (status {reply.status})")
    if reply.status == 400 or words.startswith(engine.query_error_prefixes):
        return faults.make_refused_error("engine", detail=faults.shorten(words.partition("\n")[0]))
    if reply.status == 413:
        return faults.make_engine_error("the query is too long for it")
    if 300 <= reply.status < 500:
        return faults.make_engine_error(f"its address answers with status {reply.status}")
    return UnreachableError(f"status {reply.status}")


def make_error_from_broken_body(reply: EngineResponse, engine: EngineAdapter, budget: Budget) -> Exception:
    """What a body means that is not what it should be: out of time in the middle, or really broken."""
    size = reply.body.seek(0, 2)
    reply.body.seek(max(size - _TAIL, 0))
    tail = reply.body.read()
    if any(late in tail for late in engine.timeout_messages):
        return faults.make_timeout_error(budget.seconds)
    return UnreachableError("its answer is not whole")


def _json(body: IO[bytes]) -> dict[str, Any]:
    try:
        document = json.load(body)
        assert isinstance(document, dict)  # noqa: S101 - else there is no SPARQL behind that address
        return document
    except (ValueError, AssertionError) as error:
        raise faults.make_engine_error("what answers there is no SPARQL engine") from error


def to_query_error(error: Exception, budget: Budget, engine: EngineAdapter | None = None) -> QueryError:
    """The error for what a call met."""
    match error:
        case QueryError():
            return error
        case DeadlineExceededError():
            return faults.make_timeout_error(budget.seconds)
        case ResponseTooLongError():
            return faults.make_too_large_error(budget.result_bytes)
        case UnreachableError() | BrokenResponseError():
            name = "" if engine is None else f" ({engine.name})"
            return faults.make_engine_error(f"{error}{name}")
    raise error


def cap_budget(budget: Budget, seconds: float) -> Budget:
    """The budget with at most so many seconds."""
    return replace(budget, seconds=min(budget.seconds, seconds))
