"""Running the application under uvicorn."""

from __future__ import annotations

import asyncio
import gc
import logging
import sys
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from math import ceil
from time import monotonic
from typing import Protocol

import uvicorn
from starlette.applications import Starlette

from stedenband.settings import Settings
from stedenband.web.http.access_log import configure_logging
from stedenband.web.http.connection import BoundedHttpProtocol, ReadyResponses, Refusal
from stedenband.web.http.connection_limits import ConnectionLimiter, ConnectionLimits
from stedenband.web.http.metrics import Metrics
from stedenband.web.http.metrics_server import MetricsServer, create_metrics_server

_log = logging.getLogger(__name__)

GRACE_SECONDS = 10
"""How long running requests get to end after a stop was asked for."""


class Drainable(Protocol):
    """Queries that are running, of which no more are to begin once the server stops."""

    @property
    def running(self) -> int:
        """How many run now."""

    def shut(self) -> None:
        """Begin no more."""


@dataclass(frozen=True, slots=True)
class ServerParts:
    """What the server needs of an application; ``create_app`` puts it into the application's state."""

    settings: Settings
    metrics: Metrics
    ready: ReadyResponses
    queries: Drainable
    refusal: Refusal


def get_server_parts(app: Starlette) -> ServerParts:
    """The parts of an application that ``create_app`` has made."""
    parts = app.state.server
    assert isinstance(parts, ServerParts)  # noqa: S101 - put there by create_app and nobody else
    return parts


def run(app: Starlette, host: str, port: int, *, announce: Callable[[str], None] | None = None) -> None:
    """Serve until Ctrl-C or SIGTERM; ``announce`` gets the address when the server answers (else it goes to stderr).

    Port 0 takes a free one. Raises ``SystemExit`` when the address cannot be had, and
    ``SurroundingsError`` when that of the figures cannot.
    """
    configure_logging(get_server_parts(app).settings)

    def settled(address: str) -> None:
        # What is there now stays: no request has to wait until it has been looked through for garbage.
        gc.collect()
        gc.freeze()
        (announce or _say)(address)

    AnnouncingServer(configure_uvicorn(app, host, port), settled, open_metrics_server(app)).run()


def open_metrics_server(app: Starlette) -> MetricsServer | None:
    """The server of the figures, where the settings give it an address. Raises ``SurroundingsError`` if it is taken."""
    parts = get_server_parts(app)
    address = parts.settings.metrics_listen
    return None if address is None else create_metrics_server(address, parts.metrics)


def configure_uvicorn(app: Starlette, host: str, port: int) -> uvicorn.Config:
    """uvicorn's settings: no ``Server`` header, no trust in forwarded addresses, our own log, a graceful stop.

    Connections are ours: each has its deadlines, and their number is bounded.
    """
    parts = get_server_parts(app)
    settings = parts.settings
    connection = partial(
        BoundedHttpProtocol,
        crowd=ConnectionLimiter(get_connection_limits(settings)),
        ready=parts.ready,
        refusal=parts.refusal,
    )
    return uvicorn.Config(
        app,
        http=connection,  # type: ignore[arg-type]
        ws="none",
        log_level="error",
        host=host,
        port=port,
        server_header=False,
        proxy_headers=False,
        access_log=False,
        log_config=None,
        timeout_keep_alive=ceil(settings.idle_seconds),
        timeout_graceful_shutdown=GRACE_SECONDS,
    )


def get_connection_limits(settings: Settings) -> ConnectionLimits:
    """What the settings say of connections."""
    return ConnectionLimits(
        idle_seconds=settings.idle_seconds,
        head_seconds=settings.head_seconds,
        body_seconds=settings.body_seconds,
        connections=settings.connections,
        client_connections=settings.client_connections,
        trusted_proxies=settings.trusted_proxies,
    )


class AnnouncingServer(uvicorn.Server):
    """A server that tells its address when it has started."""

    def __init__(
        self, config: uvicorn.Config, announce: Callable[[str], None], figures: MetricsServer | None = None
    ) -> None:
        super().__init__(config)
        self._announce = announce
        self._figures = figures

    async def startup(self, sockets: list[object] | None = None) -> None:  # type: ignore[override]
        """Start, then announce."""
        await super().startup(sockets)  # type: ignore[arg-type]
        if self.started:
            if self._figures is not None:
                await self._figures.start()
            self._announce(self.address)
            if self._figures is not None:
                _log.info("figures for Prometheus at %s", self._figures.address)

    async def shutdown(self, sockets: list[object] | None = None) -> None:  # type: ignore[override]
        """Tell it first at ``/ready``, let running queries finish, then close. A second Ctrl-C cuts it short."""
        app = self.config.app
        if isinstance(app, Starlette):
            await self._drain(get_server_parts(app))
        await super().shutdown(sockets)  # type: ignore[arg-type]
        if self._figures is not None:
            await self._figures.stop()

    async def _drain(self, parts: ServerParts) -> None:
        gate, settings, began = parts.queries, parts.settings, monotonic()
        gate.shut()
        longest = settings.stop_seconds + settings.queue_seconds + settings.query_seconds
        while not self.force_exit and (elapsed := monotonic() - began) < longest:
            if elapsed >= settings.stop_seconds and not gate.running:
                return
            await asyncio.sleep(0.05)

    @property
    def address(self) -> str:
        """The address to open, with the port that was really taken."""
        host, port = self.servers[0].sockets[0].getsockname()[:2]
        return f"http://[{host}]:{port}/" if ":" in host else f"http://{host}:{port}/"


def _say(address: str) -> None:
    sys.stderr.write(f"stedenband: {address}\n")
    sys.stderr.flush()
