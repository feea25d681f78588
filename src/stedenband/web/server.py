"""Running the application under uvicorn."""

from __future__ import annotations

import logging
import sys
from collections.abc import Callable

import uvicorn
from fastapi import FastAPI

GRACE_SECONDS = 10
"""How long running requests get to end after a stop was asked for."""


def run(app: FastAPI, host: str, port: int, *, announce: Callable[[str], None] | None = None) -> None:
    """Serve until Ctrl-C or SIGTERM; ``announce`` gets the address when the server answers (else it goes to stderr).

    Port 0 takes a free one. Raises ``SystemExit`` when the address cannot be had.
    """
    _log_to_stderr()
    Announcing(config(app, host, port), announce or _say).run()


def config(app: FastAPI, host: str, port: int) -> uvicorn.Config:
    """uvicorn's settings: no ``Server`` header, no trust in forwarded addresses, our own log, a graceful stop."""
    return uvicorn.Config(
        app,
        host=host,
        port=port,
        server_header=False,
        proxy_headers=False,
        access_log=False,
        log_config=None,
        timeout_keep_alive=15,
        timeout_graceful_shutdown=GRACE_SECONDS,
    )


class Announcing(uvicorn.Server):
    """A server that tells its address when it has started."""

    def __init__(self, config: uvicorn.Config, announce: Callable[[str], None]) -> None:
        super().__init__(config)
        self._announce = announce

    async def startup(self, sockets: list[object] | None = None) -> None:  # type: ignore[override]
        """Start, then announce."""
        await super().startup(sockets)  # type: ignore[arg-type]
        if self.started:
            self._announce(self.address)

    @property
    def address(self) -> str:
        """The address to open, with the port that was really taken."""
        host, port = self.servers[0].sockets[0].getsockname()[:2]
        return f"http://[{host}]:{port}/" if ":" in host else f"http://{host}:{port}/"


def _say(address: str) -> None:
    sys.stderr.write(f"stedenband: {address}\n")
    sys.stderr.flush()


def _log_to_stderr() -> None:
    """Our log and uvicorn's warnings on stderr, unless whoever started us has configured logging."""
    if not logging.getLogger().handlers:
        logging.basicConfig(
            stream=sys.stderr, format="%(asctime)s %(levelname)s %(message)s", level=logging.WARNING
        )
        logging.getLogger("stedenband").setLevel(logging.INFO)
