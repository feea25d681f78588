"""The store's errors, worded in every language of the interface: each carries the key and the values of its message."""

from __future__ import annotations

import signal
from collections.abc import Mapping
from typing import Literal, TypeVar

from stedenband.errors import (
    EngineError,
    OverloadedError,
    QueryError,
    QueryMemoryError,
    QueryRefusedError,
    QuerySyntaxError,
    QueryTimeoutError,
    QueryTooBigError,
    ResultTooLargeError,
    ServiceError,
    StedenbandError,
    TooManyQueriesError,
    UsageError,
)
from stedenband.settings import MIB
from stedenband.store.protocol import Budget
from stedenband.words import say

_Error = TypeVar("_Error", bound=StedenbandError)

OverloadReason = Literal["full", "client", "waited", "behind", "sending"]
"""Why there is no room: the line is full, this client has enough in it, no worker was free in time, none was free in
time behind others of this client, too many bytes of large answers are on their way."""

ECHO = 200
"""At most so many characters of a stranger's words stand in a message."""


def explain(error: StedenbandError, language: str) -> str:
    """The sentence of an error in that language; its own English one where it carries no key."""
    return str(error) if error.key is None else say(error.key, language, **error.values)


def _worded(error: _Error, key: str, values: Mapping[str, object]) -> _Error:
    error.key, error.values = key, values
    return error


def make_error(kind: type[_Error], key: str, **values: object) -> _Error:
    """An error of that kind with the message of that key."""
    return _worded(kind(say(key, "en", **values)), key, values)


def echo(words: str) -> str:
    """The words cut to what may stand in a message, control characters shown as such."""
    shown = "".join(letter if letter.isprintable() else f"\\u{ord(letter):04X}" for letter in words[:ECHO])
    return f"{shown[:ECHO]}…" if len(words) > ECHO or len(shown) > ECHO else shown


# == Errors that a query's text brings =========================================


def syntax(reason: str, line: int | None, column: int | None, **values: object) -> QuerySyntaxError:
    """It does not parse; the reason is the last part of a message key."""
    key = f"store.syntax.{reason}" if line is not None else f"store.syntax.{reason}-somewhere"
    values = {**values, "line": line, "column": column}
    return _worded(QuerySyntaxError(say(key, "en", **values), line=line, column=column), key, values)


def refused(reason: str, **values: object) -> QueryRefusedError:
    """It asks for what is not offered; the reason is the last part of a message key."""
    key = f"store.refused.{reason}"
    return _worded(QueryRefusedError(say(key, "en", **values)), key, values)


def too_big(limit: str, allowed: int, found: int) -> QueryTooBigError:
    """The text is over a limit: ``bytes``, ``nesting``, ``patterns`` or ``tokens``."""
    key, values = f"store.too-big.{limit}", {"allowed": allowed, "found": found}
    error = QueryTooBigError(say(key, "en", **values), limit=limit, allowed=allowed, found=found)
    return _worded(error, key, values)


def usage(reason: str, **values: object) -> UsageError:
    """A named query was asked with parameters that it cannot take."""
    key = f"store.param.{reason}"
    return _worded(UsageError(say(key, "en", **values)), key, values)


# == Errors that running it brings =============================================


def timeout(seconds: float) -> QueryTimeoutError:
    """It ran into the wall-clock limit."""
    key, values = "store.timeout", {"seconds": f"{seconds:g}"}
    return _worded(QueryTimeoutError(say(key, "en", **values), seconds=seconds), key, values)


def memory(allowed: int) -> QueryMemoryError:
    """It asked for more memory than it may have."""
    key, values = "store.memory", {"mebibytes": allowed // MIB}
    return _worded(QueryMemoryError(say(key, "en", **values), allowed=allowed), key, values)


def too_large(allowed: int) -> ResultTooLargeError:
    """Its answer is over the limit."""
    key, values = "store.too-large", {"bytes": allowed}
    return _worded(ResultTooLargeError(say(key, "en", **values), allowed=allowed), key, values)


def too_many_rows(allowed: int) -> ResultTooLargeError:
    """Its answer is over the engine's own limit of rows."""
    key, values = "remote.too-many-rows", {"rows": allowed}
    return _worded(ResultTooLargeError(say(key, "en", **values), allowed=allowed, unit="rows"), key, values)


def overloaded(reason: OverloadReason, allowed: float, retry_after: int) -> OverloadedError:
    """There is no room for the query or its answer; ``allowed`` is the limit that was met."""
    key, values = f"store.overloaded.{reason}", {"allowed": f"{allowed:g}", "seconds": retry_after}
    kind = TooManyQueriesError if reason in ("client", "behind") else OverloadedError
    message = say(key, "en", **values)
    return _worded(kind(message, retry_after=retry_after, limit=reason, allowed=allowed), key, values)


def service(reason: str, address: str) -> ServiceError:
    """An endpoint that the query asks with SERVICE gave no answer; the reason is the last part of a message key."""
    key, values = f"store.service.{reason}", {"address": echo(address)}
    return _worded(ServiceError(say(key, "en", **values)), key, values)


def engine(reason: str) -> EngineError:
    """The engine failed; the reason, in English, is for whoever runs it."""
    key, values = "store.engine", {"reason": reason}
    return _worded(EngineError(say(key, "en", **values)), key, values)


def ended(status: int | None, budget: Budget, depth: tuple[int, int]) -> QueryError:
    """What a worker's end says: its exit code, negative for a signal, ``None`` when nobody saw it.

    A stack that overflows is a segmentation fault, memory that is refused an abort (Rust ends the process).
    ``depth`` is the allowed and the found nesting.
    """
    if status in (-signal.SIGSEGV, -signal.SIGBUS):
        return too_big("nesting", *depth)
    if status == -signal.SIGABRT:
        return memory(budget.memory)
    if status == -signal.SIGXCPU:
        return timeout(budget.seconds)
    return engine("its process ended" if status is None else f"its process ended with status {status}")
