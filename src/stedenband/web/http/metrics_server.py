"""The figures at an address of their own: ``/metrics`` on a host and port that the public does not reach."""

from __future__ import annotations

import asyncio
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

import uvicorn
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from stedenband.errors import SurroundingsError
from stedenband.message import N_
from stedenband.web.http.metrics import CONTENT_TYPE, Metrics

_MOST = 16
"""Requests and connections that may be open at once; one watcher needs one."""


class _Quiet(uvicorn.Server):
    """A server beside another one, which is the one that hears of signals."""

    @contextmanager
    def capture_signals(self) -> Iterator[None]:
        """Leave them alone."""
        yield


@dataclass(slots=True)
class MetricsServer:
    """Serves the figures on the event loop that the application runs on, so that nothing is read while it changes."""

    listening: socket.socket
    metrics: Metrics
    _server: uvicorn.Server | None = None
    _task: asyncio.Task[None] | None = None

    @property
    def address(self) -> str:
        """Where a watcher finds the figures, with the port that was really taken."""
        host, port = self.listening.getsockname()[:2]
        return f"http://[{host}]:{port}/metrics" if ":" in host else f"http://{host}:{port}/metrics"

    async def start(self) -> None:
        """Answer from now on."""
        config = uvicorn.Config(
            _application(self.metrics),
            http="h11",
            ws="none",
            lifespan="off",
            log_config=None,
            access_log=False,
            server_header=False,
            proxy_headers=False,
            limit_concurrency=_MOST,
            timeout_graceful_shutdown=1,
        )
        self._server = _Quiet(config)
        self._task = asyncio.create_task(self._server.serve(sockets=[self.listening]))

    async def stop(self) -> None:
        """Answer nobody any more, and give the port back."""
        if self._server is not None and self._task is not None:
            self._server.should_exit = True
            await self._task
        self.listening.close()


def create_metrics_server(address: tuple[str, int], metrics: Metrics) -> MetricsServer:
    """A server that has its port already. Raises ``SurroundingsError`` where that cannot be had."""
    host, port = address
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    try:
        return MetricsServer(socket.create_server(address, family=family), metrics)
    except OSError as error:
        raise _taken(f"{host}:{port}", error.strerror or str(error)) from error


def _taken(address: str, reason: str) -> SurroundingsError:
    message, values = (
        N_(
            "STEDENBAND_METRICS_ADDRESS: {address} cannot be listened on ({reason}). Take "
            "another port, or end what has this one."
        ),
        {"address": address, "reason": reason},
    )
    error = SurroundingsError(f"{address} cannot be listened on: {reason}")
    error.wording, error.values = message, values
    return error


def _application(metrics: Metrics) -> Starlette:
    async def figures(_: Request) -> Response:
        return Response(metrics.text(), headers={"Content-Type": CONTENT_TYPE, "Cache-Control": "no-store"})

    return Starlette(routes=[Route("/metrics", figures)])
