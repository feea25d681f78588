"""Askers who hang up: the work that is done for them ends."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable
from typing import TypeVar

from starlette.requests import Request

from stedenband.web.http.refusals import ClientGoneError

Result = TypeVar("Result")


async def unless_gone(request: Request, work: Awaitable[Result]) -> Result:
    """The result of the work, or ``ClientGoneError`` as soon as the asker hangs up; the work is then cancelled."""
    asking = asyncio.current_task()
    assert asking is not None  # noqa: S101 - a coroutine is run by a task
    gone = asyncio.create_task(_hung_up(request, asking))
    try:
        return await work
    except asyncio.CancelledError:
        # Ours to turn into an error only if nobody else has called the task off too (as in asyncio.timeout).
        if gone.done() and not gone.cancelled() and asking.uncancel() == 0:
            raise ClientGoneError("the asker hung up") from None
        raise
    finally:
        gone.cancel()


async def _hung_up(request: Request, asking: asyncio.Task[object]) -> None:
    while (await request.receive())["type"] != "http.disconnect":
        pass
    asking.cancel()
