"""Requests of a publication to one engine, one after the other."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from stedenband.errors import QueryError, SurroundingsError
from stedenband.message import N_
from stedenband.settings import Settings
from stedenband.store import faults
from stedenband.store.protocol import Budget
from stedenband.store.remote.addresses import read_addresses, read_engine
from stedenband.store.remote.engines import STANDARD
from stedenband.store.remote.http_transport import (
    DeadlineExceededError,
    EngineCall,
    EngineResponse,
    ResponseTooLongError,
    UnreachableError,
)
from stedenband.store.remote.sparql_client import EngineEndpoint, identify_engine, to_query_error

_Result = TypeVar("_Result")


class EngineSession:
    """Requests to the engine one after the other, each with the whole time; what fails is a ``SurroundingsError``."""

    def __init__(self, endpoint: EngineEndpoint, seconds: float) -> None:
        self.endpoint, self.seconds = endpoint, seconds

    @classmethod
    def connect(cls, settings: Settings) -> EngineSession:
        """See who is at the first of the addresses for queries."""
        address = read_addresses(settings)[0]
        unknown = cls(
            EngineEndpoint(address, read_engine(settings) or STANDARD), settings.store_write_seconds
        )
        return cls(
            unknown.do(lambda call: identify_engine(call, address, read_engine(settings))), unknown.seconds
        )

    def do(self, request: Callable[[EngineCall], _Result]) -> _Result:
        """What the request gives."""
        try:
            return request(EngineCall(self.seconds))
        except (UnreachableError, DeadlineExceededError, ResponseTooLongError, QueryError) as error:
            reason = to_query_error(error, Budget(seconds=self.seconds))
            values = {"url": self.endpoint.address.url, "reason": str(reason.values.get("reason", reason))}
            raise faults.make_error(
                SurroundingsError,
                N_(
                    "The engine at {url} failed: {reason}. Readers keep the release they had; publish "
                    "again when it is well."
                ),
                **values,
            ) from error

    def write(self, request: Callable[[EngineCall], EngineResponse]) -> None:
        """Have something written. A redirect or an error is not what was asked for."""
        with self.do(request) as reply:
            if reply.status >= 300:
                values = {"status": reply.status, "reason": faults.shorten(reply.text().partition("\n")[0])}
                raise faults.make_error(
                    SurroundingsError,
                    N_(
                        "The engine would not write (status {status}): {reason}. Readers keep the release "
                        "they had. Check STEDENBAND_STORE_WRITE_URL, STEDENBAND_STORE_WRITE_USER and "
                        "STEDENBAND_STORE_WRITE_PASSWORD."
                    ),
                    **values,
                )
