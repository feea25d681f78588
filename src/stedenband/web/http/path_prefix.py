"""The path prefix of the server: one function makes every address of ours, and a middleware takes the prefix off.

Inside the application a path begins at its own root (``/doc/city/gent``). Where the public reaches it under a path
(``https://city.example/twinning/``), ``make_address`` puts that in front: of links in pages, of addresses in JSON, of
the references in ``Link``, ``Location`` and ``Content-Location``. IRIs of data never change.
"""

from __future__ import annotations

import re

from starlette.datastructures import MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

_LINKED = re.compile(r"<(/(?!/)[^>]*)>")
"""A reference of a ``Link`` header that begins at the root."""


def make_address(path: str, prefix: str) -> str:
    """The address at which the public finds a path of ours; an address with a host stays as it is.

    >>> make_address("/doc/city/gent", "/twinning"), make_address("https://example.org/", "/twinning")
    ('/twinning/doc/city/gent', 'https://example.org/')
    """
    return f"{prefix}{path}" if prefix and path.startswith("/") and not path.startswith("//") else path


def remove_prefix(path: bytes, prefix: bytes) -> bytes:
    """A path without the prefix where it has that, as after a proxy that passes the whole path on.

    >>> [remove_prefix(path, b"/a") for path in (b"/a/doc", b"/a", b"/a?lang=nl", b"/ab", b"/doc")]
    [b'/doc', b'/', b'/?lang=nl', b'/ab', b'/doc']
    """
    if not prefix or not path.startswith(prefix):
        return path
    rest = path[len(prefix) :]
    if rest.startswith(b"/"):
        return rest
    return b"/" + rest if not rest or rest.startswith(b"?") else path


class PathPrefixMiddleware:
    """ASGI middleware: takes the prefix off a request's path and puts it before the references in header fields.

    A proxy may pass the path on with the prefix or without it.
    """

    def __init__(self, app: ASGIApp, prefix: str) -> None:
        self.app = app
        self._prefix = prefix

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve a request."""
        if scope["type"] != "http" or not self._prefix:
            await self.app(scope, receive, send)
            return
        prefix = self._prefix.encode("ascii")
        scope["path"] = remove_prefix(scope["path"].encode(), prefix).decode()
        if scope.get("raw_path"):
            scope["raw_path"] = remove_prefix(scope["raw_path"], prefix)

        async def send_prefixed(message: Message) -> None:
            if message["type"] == "http.response.start":
                self._add_prefix(MutableHeaders(scope=message))
            await send(message)

        await self.app(scope, receive, send_prefixed)

    def _add_prefix(self, headers: MutableHeaders) -> None:
        for name in ("location", "content-location"):
            if name in headers:
                headers[name] = make_address(headers[name], self._prefix)
        if "link" in headers:
            headers["link"] = _LINKED.sub(
                lambda found: f"<{make_address(found[1], self._prefix)}>", headers["link"]
            )
