"""The templates: everything escaped, nothing turns the text around it, an unknown name is an error."""

from __future__ import annotations

import re

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

_UNSEEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]")
"""Characters that cannot be shown: controls, and those that embed, override or isolate a direction (UAX #9).

One of the latter could end the isolation of its own element. Letters keep their direction, and so do marks.
"""


def environment() -> Environment:
    """The environment of our templates."""
    return Environment(
        loader=PackageLoader("stedenband.web"),
        autoescape=True,
        undefined=StrictUndefined,
        finalize=shown,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )


def shown(value: object) -> object:
    """What a template prints of a value; markup is left as it is, and so is text that was escaped on purpose (``|e``).

    >>> shown("abc\u202ecba"), shown(7)
    ('abccba', 7)
    """
    if isinstance(value, str) and not isinstance(value, Markup):
        return _UNSEEN.sub("", value)
    return value
