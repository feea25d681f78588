"""A verified file as a response: sent from the descriptor that was verified, and not to its end once it has changed."""

from __future__ import annotations

import base64
import os
from collections.abc import Mapping

from starlette.responses import FileResponse
from starlette.types import Message, Receive, Scope, Send

from stedenband.releases import Opened


def repr_digest(sha256: str) -> str:
    """The value of ``Repr-Digest`` (RFC 9530) for a digest in hexadecimal.

    >>> repr_digest("e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855")
    'sha-256=:47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=:'
    """
    return f"sha-256=:{base64.b64encode(bytes.fromhex(sha256)).decode()}:"


class OpenedFileResponse(FileResponse):
    """A file that is open already, whole or the ranges that are asked for. Closes it when it has been sent.

    Without ``part`` it is sent whole, whatever the request says of ranges.

    After each piece is read and before it goes out the file is looked at: where it is no longer the one that was
    verified, ``ReleaseDamagedError`` ends the response in the middle, so that the asker sees that it is not whole.
    """

    def __init__(self, opened: Opened, headers: Mapping[str, str], *, part: bool = True) -> None:
        self._opened, self._part = opened, part
        number = opened.file.fileno()
        # The file behind the descriptor, not the one that may have its name by now.
        super().__init__(f"/dev/fd/{number}", headers=headers, stat_result=os.fstat(number))

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Send it."""

        async def checked(message: Message) -> None:
            self._opened.check()
            await send(message)

        if not self._part:
            scope = {**scope, "headers": [field for field in scope["headers"] if field[0] != b"range"]}
        try:
            await super().__call__(scope, receive, checked)
        finally:
            self._opened.close()
