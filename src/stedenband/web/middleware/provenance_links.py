"""Every answer that holds data says in ``Link`` headers what it is, whichever route gave it."""

from __future__ import annotations

from starlette.datastructures import MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from stedenband.web.serving.origin import SCOPE, DocumentOrigin

_WITH_CONTENT = frozenset({200, 206, 304})


class ProvenanceLinksMiddleware:
    """Adds the links of the origin that a route noted to an answer with content."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve a request."""

        async def told(message: Message) -> None:
            origin = scope.get(SCOPE)
            if message["type"] == "http.response.start" and message["status"] in _WITH_CONTENT and origin:
                _tell(MutableHeaders(scope=message), origin)
            await send(message)

        await self.app(scope, receive, told if scope["type"] == "http" else send)


def _tell(headers: MutableHeaders, origin: DocumentOrigin) -> None:
    said = headers.get("link", "")
    headers["Link"] = ", ".join(part for part in (said, origin.header(said)) if part)
