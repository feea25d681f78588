"""Factories for the store's errors, each with its message and the values of it, in every language."""

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
from stedenband.i18n import SOURCE, translate
from stedenband.message import N_, LazyMessage
from stedenband.settings import MIB
from stedenband.store.messages import (
    OVERLOADED,
    PARAMETER_FAULTS,
    REFUSALS,
    SERVICE_FAULTS,
    SYNTAX_FAULTS,
    TOO_BIG,
)
from stedenband.store.protocol import Budget

_Error = TypeVar("_Error", bound=StedenbandError)

OverloadReason = Literal["full", "client", "waited", "behind", "sending"]
"""Why there is no room: the line is full, this client has enough in it, no worker was free in time, none was free in
time behind others of this client, too many response bytes are in flight."""

ECHO = 200
"""At most so many characters of a client's text are repeated in a message."""


def explain(error: StedenbandError, language: str) -> str:
    """The sentence of an error in that language; its own English one where it carries no wording."""
    return str(error) if error.wording is None else translate(error.wording, language, **error.values)


def _worded(error: _Error, message: LazyMessage, values: Mapping[str, object]) -> _Error:
    error.wording, error.values = message, values
    return error


def make_error(kind: type[_Error], message: LazyMessage, **values: object) -> _Error:
    """An error of that kind with that message."""
    return _worded(kind(translate(message, SOURCE, **values)), message, values)


def shorten(words: str) -> str:
    """The words cut to what may stand in a message, control characters shown as such."""
    shown = "".join(letter if letter.isprintable() else f"\\u{ord(letter):04X}" for letter in words[:ECHO])
    return f"{shown[:ECHO]}…" if len(words) > ECHO or len(shown) > ECHO else shown


# == Errors that a query's text brings =========================================


def make_syntax_error(
    reason: str, line: int | None, column: int | None, **values: object
) -> QuerySyntaxError:
    """It does not parse; the reason is the last part of a message message."""
    message = SYNTAX_FAULTS[reason] if line is not None else SYNTAX_FAULTS[f"{reason}-somewhere"]
    values = {**values, "line": line, "column": column}
    return _worded(
        QuerySyntaxError(translate(message, SOURCE, **values), line=line, column=column), message, values
    )


def make_refused_error(reason: str, **values: object) -> QueryRefusedError:
    """It asks for what is not offered; the reason is the last part of a message message."""
    message = REFUSALS[reason]
    return _worded(QueryRefusedError(translate(message, SOURCE, **values)), message, values)


def make_too_big_error(limit: str, allowed: int, found: int) -> QueryTooBigError:
    """The text is over a limit: ``bytes``, ``nesting``, ``patterns`` or ``tokens``."""
    message, values = TOO_BIG[limit], {"allowed": allowed, "found": found}
    error = QueryTooBigError(translate(message, SOURCE, **values), limit=limit, allowed=allowed, found=found)
    return _worded(error, message, values)


def make_usage_error(reason: str, **values: object) -> UsageError:
    """A named query was asked with parameters that it cannot take."""
    message = PARAMETER_FAULTS[reason]
    return _worded(UsageError(translate(message, SOURCE, **values)), message, values)


# == Errors that running it brings =============================================


def make_timeout_error(seconds: float) -> QueryTimeoutError:
    """It ran into the wall-clock limit."""
    message, values = (
        N_(
            "The query took longer than {seconds} seconds and was stopped. Ask for less: add a "
            "LIMIT, or make the patterns more precise."
        ),
        {"seconds": f"{seconds:g}"},
    )
    return _worded(QueryTimeoutError(translate(message, SOURCE, **values), seconds=seconds), message, values)


def make_memory_error(allowed: int) -> QueryMemoryError:
    """It asked for more memory than it may have."""
    message, values = (
        N_(
            "The query needed more than {mebibytes} MiB of memory and was stopped. Ask for "
            "less: leave out ORDER BY or DISTINCT over large results, or add a LIMIT."
        ),
        {"mebibytes": allowed // MIB},
    )
    return _worded(QueryMemoryError(translate(message, SOURCE, **values), allowed=allowed), message, values)


def make_too_large_error(allowed: int) -> ResultTooLargeError:
    """Its answer is over the limit."""
    message, values = (
        N_(
            "The answer is larger than {bytes} bytes; nothing of it was sent. Page with ORDER "
            "BY, LIMIT and OFFSET, or download the whole data set."
        ),
        {"bytes": allowed},
    )
    return _worded(
        ResultTooLargeError(translate(message, SOURCE, **values), allowed=allowed), message, values
    )


def make_row_limit_error(allowed: int) -> ResultTooLargeError:
    """Its answer is over the engine's own limit of rows."""
    message, values = (
        N_(
            "The engine behind this endpoint gives at most {rows} rows and would leave the "
            "others out; nothing was sent. Page with ORDER BY, LIMIT and OFFSET, or download "
            "the whole data set."
        ),
        {"rows": allowed},
    )
    return _worded(
        ResultTooLargeError(translate(message, SOURCE, **values), allowed=allowed, unit="rows"),
        message,
        values,
    )


def make_overloaded_error(reason: OverloadReason, allowed: float, retry_after: int) -> OverloadedError:
    """There is no room for the query or its answer; ``allowed`` is the limit that was met."""
    message, values = OVERLOADED[reason], {"allowed": f"{allowed:g}", "seconds": retry_after}
    kind = TooManyQueriesError if reason in ("client", "behind") else OverloadedError
    told = translate(message, SOURCE, **values)
    return _worded(kind(told, retry_after=retry_after, limit=reason, allowed=allowed), message, values)


def make_service_error(reason: str, address: str) -> ServiceError:
    """An endpoint that the query asks with SERVICE gave no answer; the reason is the last part of a message message."""
    message, values = SERVICE_FAULTS[reason], {"address": shorten(address)}
    return _worded(ServiceError(translate(message, SOURCE, **values)), message, values)


def make_engine_error(reason: str) -> EngineError:
    """The engine failed; the reason, in English, is for whoever runs it."""
    message, values = (
        N_("The query engine failed: {reason}. This is not your fault; try again."),
        {"reason": reason},
    )
    return _worded(EngineError(translate(message, SOURCE, **values)), message, values)


def make_exit_error(status: int | None, budget: Budget, depth: tuple[int, int]) -> QueryError:
    """What a worker's end says: its exit code, negative for a signal, ``None`` when nobody saw it.

    A stack that overflows is a segmentation fault, memory that is refused an abort (Rust ends the process).
    ``depth`` is the allowed and the found nesting.
    """
    if status in (-signal.SIGSEGV, -signal.SIGBUS):
        return make_too_big_error("nesting", *depth)
    if status == -signal.SIGABRT:
        return make_memory_error(budget.memory)
    if status == -signal.SIGXCPU:
        return make_timeout_error(budget.seconds)
    return make_engine_error(
        "its process ended" if status is None else f"its process ended with status {status}"
    )
