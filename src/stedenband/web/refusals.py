"""What only a web request can get wrong. Each carries what the table in ``problems`` needs for its words."""

from __future__ import annotations

from collections.abc import Sequence

from stedenband.errors import StedenbandError, SurroundingsError
from stedenband.formats import Format


class UnknownAddressError(StedenbandError):
    """Nothing of ours has this address."""


class NoReleaseError(SurroundingsError):
    """There is no release to serve yet."""


class NotReadyError(SurroundingsError):
    """There is a release, but the query engine does not answer."""


class NotAcceptableError(StedenbandError):
    """None of the formats on offer is one the asker takes."""

    def __init__(self, offers: Sequence[Format]) -> None:
        super().__init__("none of the formats on offer is acceptable")
        self.offers = tuple(offers)


class BadRequestError(StedenbandError):
    """The request is not one of this protocol; ``reason`` is the last part of a message key."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


class ReadOnlyError(StedenbandError):
    """An update was sent to an endpoint that only answers questions."""


class WrongMediaTypeError(StedenbandError):
    """The body is in a media type that is not taken here."""

    def __init__(self, taken: Sequence[str]) -> None:
        super().__init__(f"the body has to be {' or '.join(taken)}")
        self.taken = tuple(taken)


class BodyTooLargeError(StedenbandError):
    """The request is larger than the limit, in bytes."""

    def __init__(self, allowed: int) -> None:
        super().__init__(f"the request is larger than {allowed} bytes")
        self.allowed = allowed


class BodyTooSlowError(StedenbandError):
    """The body did not arrive within the time, in seconds."""

    def __init__(self, seconds: float) -> None:
        super().__init__(f"the body did not arrive within {seconds:g} seconds")
        self.seconds = seconds


class ClientGoneError(StedenbandError):
    """Whoever asked hung up; the answer has no reader."""
