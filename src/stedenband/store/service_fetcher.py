"""Service fetcher: a process that sends one query to another SPARQL endpoint and ends. Standard library only.

It connects to the addresses that the endpoint's name has at that moment, all of which have to be public, and to no
other; it follows no redirect, takes no more bytes than it may, and turns the answer into a VALUES block by itself, so
that no other process parses untrusted data. An address that is written in the allow-list as such may be a private one:
whoever runs the server has put it there.
"""

from __future__ import annotations

import http.client
import ipaddress
import json
import re
import resource
import socket
import ssl
import sys
from typing import Any
from urllib.parse import urlsplit

_MEMORY = 512 * 1024 * 1024
_HEADER = {
    "Accept": "application/sparql-results+json",
    "Content-Type": "application/sparql-query; charset=utf-8",
}

_NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")
_IRI = re.compile(r"[A-Za-z][A-Za-z0-9+.\-]*:[^\x00-\x20<>\"{}|^`\\]*")
_LANGUAGE = re.compile(r"[A-Za-z]{1,8}(?:-[A-Za-z0-9]{1,8})*")


class FetchError(Exception):
    """Why there is no answer; the reason is the code of its message."""


def main() -> None:
    """Read the order from stdin, write ``{"values": ...}`` or ``{"failed": ...}`` to stdout."""
    order = json.load(sys.stdin)
    resource.setrlimit(resource.RLIMIT_AS, (_MEMORY, _MEMORY))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    try:
        body = fetch(order["address"], order["query"].encode(), order["bytes"], order["seconds"])
        response: dict[str, str] = {"values": write_values_block(body)}
    except FetchError as failed:
        response = {"failed": str(failed)}
    except (OSError, http.client.HTTPException):
        response = {"failed": "unreachable"}
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError, MemoryError):
        response = {"failed": "unreadable"}
    json.dump(response, sys.stdout)


# == The question ==============================================================


def fetch(address: str, query: bytes, most: int, seconds: float) -> bytes:
    """The answer's bytes. Raises ``FetchError``, ``OSError`` or ``HTTPException``."""
    parts = urlsplit(address)
    host = parts.hostname or ""
    port = parts.port or (443 if parts.scheme == "https" else 80)
    connection = http.client.HTTPConnection(host, port, timeout=seconds)
    connection.sock = _connect(host, port, seconds, secure=parts.scheme == "https")
    try:
        connection.request("POST", _target(address), query, _HEADER)
        answer = connection.getresponse()
        if answer.status != 200:
            raise FetchError("redirect" if 300 <= answer.status < 400 else "status")
        if answer.headers.get_content_type() not in ("application/sparql-results+json", "application/json"):
            raise FetchError("unreadable")
        body = answer.read(most + 1)
    finally:
        connection.close()
    if len(body) > most:
        raise FetchError("too-large")
    return body


def _target(address: str) -> str:
    parts = urlsplit(address)
    return (parts.path or "/") + (f"?{parts.query}" if parts.query else "")


def _connect(host: str, port: int, seconds: float, *, secure: bool) -> socket.socket:
    """A connection to one of the addresses that were looked at, and to nothing that the name means a moment later."""
    found = [info[4][0] for info in socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)]
    addresses = [str(address) for address in found]
    if not _is_literal(host) and not all(is_public(address) for address in addresses):
        raise FetchError("private")
    plain = socket.create_connection((addresses[0], port), timeout=seconds)
    return ssl.create_default_context().wrap_socket(plain, server_hostname=host) if secure else plain


def _is_literal(host: str) -> bool:
    try:
        ipaddress.ip_address(host)
    except ValueError:
        return False
    return True


def is_public(address: str) -> bool:
    """Whether an address is one of the public internet: not private, local, shared, reserved, nor hiding such a one."""
    parsed = ipaddress.ip_address(address.partition("%")[0])
    if isinstance(parsed, ipaddress.IPv6Address):
        inner = parsed.ipv4_mapped or parsed.sixtofour or (parsed.teredo and parsed.teredo[1])
        in_nat64 = parsed in ipaddress.ip_network("64:ff9b::/96") or parsed in ipaddress.ip_network(
            "64:ff9b:1::/48"
        )
        if in_nat64 or (inner and not is_public(str(inner))):
            return False
    return parsed.is_global and not parsed.is_multicast


# == The answer ================================================================


def write_values_block(body: bytes) -> str:
    """The solutions of SPARQL JSON as a VALUES block. Raises ``FetchError``, or what wrong JSON raises."""
    document = json.loads(body)
    names = document["head"]["vars"]
    if not all(isinstance(name, str) and _NAME.fullmatch(name) for name in names):
        raise FetchError("unreadable")
    rows = (
        f"({' '.join(_term(row[name]) if name in row else 'UNDEF' for name in names)})"
        for row in document["results"]["bindings"]
    )
    head = " ".join(f"?{name}" for name in names)
    return f"VALUES ({head}) {{ {' '.join(rows)} }}"


def _term(term: dict[str, Any]) -> str:
    kind, value = term["type"], term["value"]
    if kind == "bnode":
        raise FetchError("blank-node")
    if kind == "uri":
        return _iri(value)
    if kind not in ("literal", "typed-literal"):
        raise FetchError("unreadable")
    text = f'"{value.translate(_ESCAPES)}"'
    if language := term.get("xml:lang"):
        if not _LANGUAGE.fullmatch(language):
            raise FetchError("unreadable")
        return f"{text}@{language}"
    return f"{text}^^{_iri(term['datatype'])}" if "datatype" in term else text


def _iri(value: str) -> str:
    if not _IRI.fullmatch(value):
        raise FetchError("unreadable")
    return f"<{value}>"


_ESCAPES = str.maketrans({'"': r"\"", "\\": r"\\", "\n": r"\n", "\r": r"\r"})
