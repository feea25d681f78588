"""The parameters of a query string or a form. Pure."""

from __future__ import annotations

from urllib.parse import parse_qsl

from stedenband.web.http.refusals import BadRequestError

_MOST_FIELDS = 200

Pairs = list[tuple[str, str]]


def pairs_of(encoded: bytes) -> Pairs:
    """The names and values of a query string or a form, decoded once.

    Raises ``BadRequestError`` for what is not UTF-8, or has too many fields.
    """
    try:
        return parse_qsl(
            encoded.decode("utf-8"),
            keep_blank_values=True,
            encoding="utf-8",
            errors="strict",
            max_num_fields=_MOST_FIELDS,
        )
    except UnicodeDecodeError as error:
        raise BadRequestError("encoding") from error
    except ValueError as error:
        raise BadRequestError("fields") from error
