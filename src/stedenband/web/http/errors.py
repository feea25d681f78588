"""What only a web request can get wrong. Each carries what ``http.problems`` needs for its words."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from stedenband.errors import OverloadedError, StedenbandError, SurroundingsError
from stedenband.message import N_, LazyMessage


class UnknownAddressError(StedenbandError):
    """Nothing of ours has this address."""


class GoneError(StedenbandError):
    """Something of ours that was here and is no longer; ``values`` say where it was last.

    ``reason`` is the last part of a message key: ``thing``, ``thing-since``, ``listing``, ``release``, ``page``,
    ``file`` or ``file-of-release``. ``now`` among the values is where to go instead.
    """

    def __init__(self, reason: str, **values: str) -> None:
        super().__init__(f"{reason} is gone")
        self.reason = reason
        self.where = values


class NoReleaseError(SurroundingsError):
    """There is no release to serve yet."""


class NotReadyError(SurroundingsError):
    """There is a release, but the query engine does not answer."""


class NotIndexedError(SurroundingsError):
    """There is a release, but the index of its names is still being made."""


class StoppingError(SurroundingsError):
    """The server is being stopped: what runs is finished, nothing new is begun."""


class ParameterError(StedenbandError):
    """A parameter of an address that cannot be used; ``wording`` and ``values`` are the sentence that says why."""

    def __init__(self, message: LazyMessage, **values: object) -> None:
        super().__init__(message.text.format(**values))
        self.wording, self.values = message, values


class Offer(Protocol):
    """A format on offer."""

    @property
    def media_type(self) -> str:
        """Its media type."""


class NotAcceptableError(StedenbandError):
    """None of the formats on offer is one the asker takes."""

    def __init__(self, offers: Sequence[Offer]) -> None:
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
    """The body is in a media type that is not taken here; ``header`` is the response's field for those that are."""

    def __init__(self, taken: Sequence[str], *, header: str = "Accept-Post") -> None:
        super().__init__(f"the body has to be {' or '.join(taken)}")
        self.taken, self.header = tuple(taken), header


class BodyTooLargeError(StedenbandError):
    """The request is larger than the limit, in bytes."""

    def __init__(self, allowed: int) -> None:
        super().__init__(f"the request is larger than {allowed} bytes")
        self.allowed = allowed


class AddressTooLongError(StedenbandError):
    """The query in the address is longer than the limit, in bytes."""

    def __init__(self, allowed: int) -> None:
        super().__init__(f"the query is longer than {allowed} bytes")
        self.allowed = allowed


class HeadTooLargeError(StedenbandError):
    """The head of the request has too many fields, or too many bytes."""

    def __init__(self, fields: int, allowed: int) -> None:
        super().__init__(f"the head has more than {fields} fields or {allowed} bytes")
        self.fields, self.allowed = fields, allowed


class RangeError(StedenbandError):
    """The bytes that are asked for are not in the file, which has this many."""

    def __init__(self, size: int) -> None:
        super().__init__(f"the file has {size} bytes")
        self.size = size


class ChangedError(StedenbandError):
    """What is there is not what the request is meant for: none of the entity tags of If-Match is the current one."""

    def __init__(self, etag: str) -> None:
        super().__init__(f"the current entity tag is {etag}")
        self.etag = etag


class EncodedBodyError(StedenbandError):
    """The body is compressed, or encoded in another way."""


class BodyTooSlowError(StedenbandError):
    """The body did not arrive within the time, in seconds."""

    def __init__(self, seconds: float) -> None:
        super().__init__(f"the body did not arrive within {seconds:g} seconds")
        self.seconds = seconds


class ClientGoneError(StedenbandError):
    """Whoever asked hung up; the answer has no reader."""


class EgressFullError(OverloadedError):
    """There is no room for another large response among those that are being sent."""

    def __init__(self, allowed: float, retry_after: int) -> None:
        super().__init__(
            f"responses being sent fill {allowed:g} bytes",
            retry_after=retry_after,
            limit="sending",
            allowed=allowed,
        )
        self.wording, self.values = (
            N_(
                "Too many large answers are on their way at once. Try again in {seconds} s, or ask "
                "for less with LIMIT."
            ),
            {"allowed": f"{allowed:g}", "seconds": retry_after},
        )
