"""HTTP transport for engines: requests made by SPARQLWrapper over a connection that can be bounded and aborted.

What SPARQLWrapper leaves to ``urlopen`` is settled here: no redirect is followed, no proxy is looked for, credentials
go only where the engine asks for them, an answer is read up to a limit and must be whole, and another thread can end
it all by closing the connection.
"""

from __future__ import annotations

import http.client
import socket
import threading
import time
import urllib.error
import urllib.request
from collections.abc import Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from email.message import Message
from functools import partial
from tempfile import SpooledTemporaryFile
from typing import IO, Any, Protocol

from SPARQLWrapper import JSON, POST, URLENCODED
from SPARQLWrapper.Wrapper import INSERT, SELECT, SPARQLWrapper

from stedenband import __version__
from stedenband.store.remote.connections import build_opener

AGENT = f"stedenband/{__version__}"

_IN_MEMORY = 4 * 1024 * 1024
"""Bytes of an answer that are held in memory; more wait in a file."""

_ERROR_BYTES = 64 * 1024
"""Bytes of an error message that are read."""

_PIECE = 64 * 1024


@dataclass(frozen=True, slots=True)
class EngineAddress:
    """Where an engine is asked, and as whom when it wants to know."""

    url: str
    user: str | None = None
    password: str | None = None

    def __repr__(self) -> str:
        return f"Address({self.url!r})"


@dataclass(frozen=True, slots=True)
class EngineResponse:
    """What came back, whole: status, headers, and a file that stands at the start of the body. To be closed."""

    status: int
    headers: Message
    body: IO[bytes]

    def __enter__(self) -> EngineResponse:
        return self

    def __exit__(self, *_: object) -> None:
        self.body.close()

    def text(self) -> str:
        """The body of an error, as far as it was read."""
        return self.body.read(_ERROR_BYTES).decode("utf-8", "replace").strip()


class UnreachableError(Exception):
    """The engine could not be asked, or its answer broke off; ``connected`` tells which."""

    def __init__(self, reason: str, *, connected: bool = True) -> None:
        super().__init__(reason)
        self.connected = connected


class ResponseTooLongError(Exception):
    """The answer is longer than it may be."""


class DeadlineExceededError(Exception):
    """There was no whole answer in time, or nobody wants it any more."""


class EngineCall:
    """A request that another thread can break off. One call may make several requests, one after another.

    ``seconds`` is what all of them together may take.
    """

    def __init__(self, seconds: float) -> None:
        self._until = time.monotonic() + seconds
        self._lock = threading.Lock()
        self._socket: socket.socket | None = None
        self._ended = False

    def abort(self) -> None:
        """End it: close the connection there is, and have no other."""
        with self._lock:
            self._ended = True
            if self._socket is not None:
                with suppress(OSError):
                    self._socket.shutdown(socket.SHUT_RDWR)

    def check(self) -> float:
        """The seconds that are left. Raises ``DeadlineExceededError`` when there are none."""
        left = self._until - time.monotonic()
        if self._ended or left <= 0:
            raise DeadlineExceededError
        return left

    def hold(self, connected: socket.socket) -> None:
        """This is the connection to close. Raises ``DeadlineExceededError`` when it is not wanted any more."""
        with self._lock:
            self._socket = connected
            if self._ended:
                raise DeadlineExceededError

    # -- Requests ---------------------------------------------------------------

    def query(
        self,
        address: EngineAddress,
        text: str,
        accept: str,
        parameters: Mapping[str, Iterable[str]],
        limit: int,
    ) -> EngineResponse:
        """Send a query; a response with an error status is returned, not raised.

        Raises ``UnreachableError``, ``ResponseTooLongError``, ``DeadlineExceededError``.
        """
        return self._ask(address, text, SELECT, accept, parameters, limit)

    def update(self, address: EngineAddress, text: str) -> EngineResponse:
        """Have an update done. Raises ``UnreachableError``, ``DeadlineExceededError``."""
        return self._ask(address, text, INSERT, "*/*", {}, _ERROR_BYTES)

    def put(self, address: EngineAddress, method: str, data: bytes | None, media_type: str) -> EngineResponse:
        """A request of the Graph Store Protocol, which SPARQLWrapper does not speak. Raises as ``update`` does."""
        headers = {"User-Agent": AGENT, "Accept": "*/*", **({"Content-Type": media_type} if data else {})}
        request = urllib.request.Request(address.url, data, headers, method=method)  # noqa: S310 - ours to name
        return self._read(self._open(address, request), _ERROR_BYTES)

    def _ask(
        self,
        address: EngineAddress,
        text: str,
        kind: str,
        accept: str,
        parameters: Mapping[str, Iterable[str]],
        limit: int,
    ) -> EngineResponse:
        wrapper = _Wrapper(address.url, address.url, returnFormat=JSON, agent=AGENT)
        wrapper.opener = partial(self._open, address)
        wrapper.setMethod(POST)
        # Encoded as a form: Virtuoso takes no query as the body itself.
        wrapper.setRequestMethod(URLENCODED)
        wrapper.setOnlyConneg(True)
        wrapper.addCustomHttpHeader("Accept", accept)
        for name, values in parameters.items():
            for value in values:
                wrapper.addParameter(name, value)
        # Not ``setQuery``: it looks for the kind with a pattern that a stranger's text can keep busy for hours.
        wrapper.queryString, wrapper.queryType = text, kind
        return self._read(wrapper.query().response, limit)

    def _open(self, address: EngineAddress, request: urllib.request.Request) -> Any:
        """The response, of whatever status, with its body still to be read."""
        with self._lock:
            self._socket = None
        try:
            return build_opener(address.url, address.user, address.password, self.hold).open(
                request, timeout=self.check()
            )
        except urllib.error.HTTPError as error:
            return error
        except (OSError, http.client.HTTPException, ValueError) as error:
            self.check()
            raise UnreachableError(_reason(error), connected=self._socket is not None) from error

    def _read(self, response: Any, limit: int) -> EngineResponse:
        body: IO[bytes] = SpooledTemporaryFile(_IN_MEMORY)  # noqa: SIM115 - goes with the reply
        try:
            with response:
                self._fill(body, response, limit)
        except (OSError, http.client.HTTPException, ValueError) as error:
            body.close()
            self.check()
            raise UnreachableError(_reason(error)) from error
        except BaseException:
            body.close()
            raise
        body.seek(0)
        return EngineResponse(response.status, response.headers, body)

    def _fill(self, body: IO[bytes], response: Any, limit: int) -> None:
        """Read the body of a response: an answer whole, an error as far as anyone reads errors."""
        if response.status >= 400:
            body.write(response.read(_ERROR_BYTES))
            return
        _check_framing(response.headers, response.status)
        read = 0
        while piece := response.read(_PIECE):
            self.check()
            read += len(piece)
            if read > limit:
                raise ResponseTooLongError
            body.write(piece)
        announced = response.headers.get("Content-Length")
        if announced is not None and read != int(announced):
            raise ValueError("the answer broke off")


class _Opener(Protocol):
    def __call__(self, request: urllib.request.Request) -> Any: ...


class _Wrapper(SPARQLWrapper):
    """SPARQLWrapper with the way to the network replaced."""

    opener: _Opener

    def _query(self) -> tuple[http.client.HTTPResponse, str]:
        return self.opener(self._createRequest()), self.returnFormat


def _check_framing(headers: Message, status: int) -> None:
    """Raise ``ValueError`` for an answer that could end early without anybody seeing it."""
    if headers.get("Content-Encoding", "identity") != "identity":
        raise ValueError("the answer is compressed, which was not asked for")
    chunked = headers.get("Transfer-Encoding", "").lower() == "chunked"
    if status == 200 and not chunked and headers.get("Content-Length") is None:
        raise ValueError("the answer does not tell where it ends")


def _reason(error: BaseException) -> str:
    """A short English reason for whoever runs the engine; never the whole address, never a password."""
    inner = error.reason if isinstance(error, urllib.error.URLError) else error
    return str(inner) or type(inner).__name__
