"""A network that is closed to one test alone: servers and stores of other tests run in threads beside it."""

from __future__ import annotations

import socket
import threading
from collections.abc import Callable
from typing import Any

import pytest


def close_network(monkeypatch: pytest.MonkeyPatch) -> None:
    """Whoever opens a connection, or looks up a name, in the thread of the test fails."""
    mine = threading.get_ident()

    def guarded(real: Callable[..., Any]) -> Callable[..., Any]:
        def call(*args: Any, **more: Any) -> Any:
            if threading.get_ident() == mine:
                raise AssertionError("the network was to be used")
            return real(*args, **more)

        return call

    monkeypatch.setattr(socket.socket, "connect", guarded(socket.socket.connect))
    monkeypatch.setattr(socket, "getaddrinfo", guarded(socket.getaddrinfo))
