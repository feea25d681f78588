"""Framing of messages between the store and its workers: a JSON head and a body, each preceded by its length.

No pickle: a worker that a hostile query has taken over can send wrong words, but not objects.
"""

from __future__ import annotations

import json
import socket
from collections.abc import Mapping
from struct import Struct
from typing import Any

LENGTHS = Struct("!IQ")
"""Length of the head and of the body, in bytes."""

HEAD_LIMIT = 64 * 1024 * 1024
"""A head that says it is longer than this is not one of ours."""

_SHORT = 64 * 1024

Head = dict[str, Any]


def pack(head: Mapping[str, object], body_length: int = 0) -> bytes:
    """The lengths and the head of a frame; the body comes after it."""
    words = json.dumps(head).encode("ascii")
    return LENGTHS.pack(len(words), body_length) + words


def send(channel: socket.socket, head: Mapping[str, object], body: bytes | bytearray = b"") -> None:
    """Send one frame over a blocking socket; a short one at once, so that the other side wakes up once."""
    start = pack(head, len(body))
    if len(body) <= _SHORT:
        channel.sendall(start + body)
    else:
        channel.sendall(start)
        channel.sendall(body)


def receive(channel: socket.socket) -> Head | None:
    """The head of the next frame of a blocking socket, or ``None`` when the other side has closed it.

    The store sends frames without a body.
    """
    lengths = _exactly(channel, LENGTHS.size)
    if lengths is None:
        return None
    words = _exactly(channel, LENGTHS.unpack(lengths)[0])
    if words is None:
        return None
    head: Head = json.loads(words)
    return head


def _exactly(channel: socket.socket, size: int) -> bytes | None:
    held = bytearray()
    while len(held) < size:
        piece = channel.recv(size - len(held))
        if not piece:
            return None
        held += piece
    return bytes(held)
