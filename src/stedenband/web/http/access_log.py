"""The access log: JSON lines for machines, words for a person at a terminal. No personal data by default."""

from __future__ import annotations

import json
import logging
import sys
import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from ipaddress import ip_network
from typing import IO

from starlette.types import Scope

from stedenband.settings import Settings
from stedenband.web.http.clients import identify_client
from stedenband.web.http.metrics import Metrics

ACCESS = "stedenband.access"
"""The logger of requests; its records carry an ``AccessRecord`` under ``exchange``."""

REQUEST_ID = "stedenband.request_id"
"""Where the number of a request stands in its scope."""

_LONGEST_PATH = 200

_LONGEST_QUERY = 2000

_NETWORK_BITS = {4: 24, 6: 48}

_ENCODER = json.JSONEncoder(ensure_ascii=False)

_access = logging.getLogger(ACCESS)


# == A request =================================================================


@dataclass(frozen=True, slots=True)
class AccessRecord:
    """A request and its response, as the log tells them; ``sent`` in bytes. What may not be told is ``None``."""

    id: str
    method: str
    path: str
    route: str
    status: int
    sent: int
    milliseconds: float
    address: str | None = None
    query: str | None = None

    def members(self) -> dict[str, object]:
        """The members of its line of JSON."""
        told = {
            "id": self.id,
            "method": self.method,
            "path": self.path,
            "route": self.route,
            "status": self.status,
            "bytes": self.sent,
            "ms": round(self.milliseconds, 1),
            "address": self.address,
            "query": self.query,
        }
        return {name: value for name, value in told.items() if value is not None}


def record_access(scope: Scope, status: int, sent: int, seconds: float, settings: Settings) -> AccessRecord:
    """What the log tells of a request that was answered."""
    return AccessRecord(
        id=request_id(scope),
        method=_printable(scope["method"], 20),
        path=get_path(scope),
        route=get_route(scope),
        status=status,
        sent=sent,
        milliseconds=1000 * seconds,
        address=get_network(identify_client(scope, settings.trusted_proxies))
        if settings.log_addresses
        else None,
        query=_printable(scope["query_string"].decode("latin-1"), _LONGEST_QUERY)
        if settings.log_queries
        else None,
    )


def write_access_record(said: AccessRecord) -> None:
    """Write the line of a request."""
    if _access.isEnabledFor(logging.INFO):
        # Made here, because to find out from where it is called takes longer than all the rest.
        words = (said.method, said.path, said.status)
        record = logging.LogRecord(ACCESS, logging.INFO, __file__, 0, "%s %s %s", words, None)
        record.exchange = said
        _access.handle(record)


def request_id(scope: Scope) -> str:
    """The number of a request: what a proxy in front gave it in ``X-Request-Id`` if that is a UUID, else a new one."""
    known = scope.get(REQUEST_ID)
    if known is None:
        given = next((value for name, value in scope["headers"] if name == b"x-request-id"), b"")
        known = scope[REQUEST_ID] = str(_uuid(given) or uuid.uuid4())
    return str(known)


def _uuid(text: bytes) -> uuid.UUID | None:
    """nginx writes a UUID without its hyphens, Envoy and Traefik with them."""
    try:
        return uuid.UUID(text.decode("ascii")) if len(text) in (32, 36) else None
    except ValueError:
        return None


def get_route(scope: Scope) -> str:
    """The pattern of the address that was asked for, so that it names no visitor's words."""
    return str(getattr(scope.get("route"), "path", "none"))


def get_network(address: str) -> str | None:
    """The network that an address is in: enough to see where a flood comes from, not who sent it.

    >>> get_network("203.0.113.77"), get_network("2001:db8:1:2::/64"), get_network("")
    ('203.0.113.0/24', '2001:db8:1::/48', None)
    """
    try:
        known = ip_network(address, strict=False)
    except ValueError:
        return None
    bits = _NETWORK_BITS[known.version]
    return str(known.supernet(new_prefix=bits) if known.prefixlen > bits else known)


def get_path(scope: Scope) -> str:
    """The path that was asked for, cut, on one line and in ASCII."""
    return _printable(scope["path"], _LONGEST_PATH)


def _printable(text: str, most: int) -> str:
    return text[:most].encode("unicode_escape").decode("ascii")[:most]


# == Lines =====================================================================


class JsonLogFormatter(logging.Formatter):
    """One record, one line of JSON."""

    def format(self, record: logging.LogRecord) -> str:
        """Time (UTC), level, logger, message; of a request its members, of an error its trace."""
        line: dict[str, object] = {
            "time": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "logger": record.name,
            "message": record.getMessage(),
            **_told(record),
        }
        if record.exc_info:
            line["trace"] = self.formatException(record.exc_info)
        return _ENCODER.encode(line)


class TextLogFormatter(logging.Formatter):
    """One record, one line for a person."""

    def format(self, record: logging.LogRecord) -> str:
        """``14:03:07 GET /doc/city/gent 200 5.1 kB 3.2 ms``."""
        told = _told(record)
        line = f"{datetime.fromtimestamp(record.created, UTC).astimezone():%H:%M:%S} "
        line += record.getMessage() if told else f"{record.levelname.lower()} {record.getMessage()}"
        if told:
            line += f" {told['bytes']} B {told['ms']} ms"
        return f"{line}\n{self.formatException(record.exc_info)}" if record.exc_info else line


def _told(record: logging.LogRecord) -> Mapping[str, object]:
    said = getattr(record, "exchange", None)
    return said.members() if isinstance(said, AccessRecord) else {}


class LogHandler(logging.StreamHandler[IO[str]]):
    """Writes the log. A line that cannot be written is counted, and told of when the next one can.

    Whoever made the request that the line is about gets the answer all the same.
    """

    def __init__(self, stream: IO[str]) -> None:
        super().__init__(stream)
        self.lost = 0

    def emit(self, record: logging.LogRecord) -> None:
        """Write one line."""
        before = self.lost
        super().emit(record)
        if before and self.lost == before:
            self.lost = 0
            words = ("%d lines of the log could not be written", (before,))
            super().emit(logging.LogRecord(__name__, logging.WARNING, __file__, 0, *words, None))

    def handleError(self, record: logging.LogRecord) -> None:  # noqa: N802 - the name that logging calls
        """Count it; the usual way is a trace on stderr, which is what cannot be written."""
        self.lost += 1


def configure_logging(settings: Settings, stream: IO[str] | None = None) -> None:
    """Our log and everybody's warnings on stderr, unless whoever started us has configured logging."""
    root = logging.getLogger()
    if root.handlers:
        return
    handler = LogHandler(stream or sys.stderr)
    handler.setFormatter(log_formatter(settings.log_format, terminal=handler.stream.isatty()))
    root.addHandler(handler)
    root.setLevel(logging.WARNING)
    logging.getLogger("stedenband").setLevel(logging.INFO)


def log_formatter(form: str, *, terminal: bool) -> logging.Formatter:
    """The formatter of that name; ``auto`` is words on a terminal and JSON elsewhere."""
    return TextLogFormatter() if form == "text" or (form == "auto" and terminal) else JsonLogFormatter()


@dataclass(frozen=True, slots=True)
class AccessRecorder:
    """Tells the figures of one application, and the log unless a proxy in front keeps that."""

    settings: Settings
    metrics: Metrics

    def note(self, scope: Scope, status: int, sent: int, seconds: float) -> None:
        """A request was answered, with so many bytes of a body, after so many seconds."""
        self.metrics.request(get_route(scope), scope["method"], status, sent, seconds)
        if self.settings.log_requests:
            write_access_record(record_access(scope, status, sent, seconds, self.settings))
