"""HTTP connections to an engine, made by urllib but without redirects and proxies, and open to being closed."""

from __future__ import annotations

import http.client
import socket
import urllib.request
from collections.abc import Callable
from functools import partial
from typing import Any

Hold = Callable[[socket.socket], None]
"""Is told of each connection that is made."""


def build_opener(
    url: str, user: str | None, password: str | None, hold: Hold
) -> urllib.request.OpenerDirector:
    """A way to the network without redirects and without proxies; credentials go only where they are asked for."""
    opener = urllib.request.OpenerDirector()
    handlers: list[urllib.request.BaseHandler] = [
        _HttpHandler(hold),
        _HttpsHandler(hold),
        urllib.request.HTTPErrorProcessor(),
        urllib.request.HTTPDefaultErrorHandler(),
    ]
    if user is not None:
        passwords = urllib.request.HTTPPasswordMgrWithDefaultRealm()
        passwords.add_password(None, url, user, password or "")
        handlers += [
            urllib.request.HTTPDigestAuthHandler(passwords),
            urllib.request.HTTPBasicAuthHandler(passwords),
        ]
    for handler in handlers:
        opener.add_handler(handler)
    return opener


class _AbortableConnection(http.client.HTTPConnection):
    """A connection that whoever holds it can close.

    It does not say ``Connection: close``, as urllib would have it: then Jetty, under Fuseki, sends an answer without
    telling where it ends, and one that broke off would pass for a whole one.
    """

    def __init__(self, *arguments: Any, hold: Hold, **options: Any) -> None:
        super().__init__(*arguments, **options)
        self._hold = hold

    def connect(self) -> None:
        super().connect()
        self._hold(self.sock)

    def putheader(self, header: str | bytes, *values: Any) -> None:
        if header not in ("Connection", b"Connection"):
            super().putheader(header, *values)


class _AbortableTlsConnection(_AbortableConnection, http.client.HTTPSConnection):
    """The same over TLS."""


class _HttpHandler(urllib.request.HTTPHandler):
    def __init__(self, hold: Hold) -> None:
        super().__init__()
        self._hold = hold

    def http_open(self, req: urllib.request.Request) -> http.client.HTTPResponse:
        return self.do_open(partial(_AbortableConnection, hold=self._hold), req)


class _HttpsHandler(urllib.request.HTTPSHandler):
    def __init__(self, hold: Hold) -> None:
        super().__init__()
        self._hold = hold

    def https_open(self, req: urllib.request.Request) -> http.client.HTTPResponse:
        return self.do_open(partial(_AbortableTlsConnection, hold=self._hold), req)
