"""What a server needs of its surroundings before it starts: a log that can be written, and enough descriptors."""

from __future__ import annotations

import sys
from contextlib import suppress
from typing import TextIO

from stedenband import __version__
from stedenband.descriptors import OWN_FILES, raise_limit
from stedenband.errors import SurroundingsError
from stedenband.i18n import translate

LEAST_CONNECTIONS = 8
"""Connections below which there is no point in serving; the setting has the same bound."""


def begin_log(language: str) -> None:
    """Write the first line of the log to stderr. Raises ``SurroundingsError`` where it cannot be written."""
    try:
        if sys.stderr is None:
            raise OSError(translate("it is closed", language))
        sys.stderr.write(translate("stedenband {version} is starting.", language, version=__version__) + "\n")
        sys.stderr.flush()
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or error
        raise SurroundingsError(
            translate(
                "The log cannot be written on standard error ({reason}). Free some space, or send "
                "it elsewhere: stedenband serve 2>>stedenband.log",
                language,
                reason=reason,
            )
        ) from error


def take_descriptors(connections: int, language: str) -> None:
    """Raise the limit of open files as far as it may be raised and is needed for so many connections.

    Raises ``SurroundingsError`` where not even ``LEAST_CONNECTIONS`` would be left for clients.
    """
    wanted, least = connections + OWN_FILES, LEAST_CONNECTIONS + OWN_FILES
    soft = raise_limit(wanted)
    if soft < least:
        raise SurroundingsError(
            translate(
                "The limit of open files is {found}, and the server needs {least} at the least, "
                "{wanted} for all connections it may have. Raise it (ulimit -n {wanted}, or "
                "LimitNOFILE={wanted} in the systemd unit).",
                language,
                found=soft,
                least=least,
                wanted=wanted,
            )
        )


def say_last(text: str) -> None:
    """Say why a command ends: on stderr, or on stdout where stderr is what cannot be written."""
    for stream in (sys.stderr, sys.stdout):
        if stream is not None and _written(stream, text):
            return


def _written(stream: TextIO, text: str) -> bool:
    with suppress(OSError, ValueError):
        stream.write(text + "\n")
        stream.flush()
        return True
    return False
