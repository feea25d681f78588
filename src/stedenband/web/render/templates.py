"""Templates: everything escaped, an unknown name is an error; forms on error pages keep what was typed."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from urllib.parse import quote, urlencode

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup
from starlette.requests import Request

from stedenband.diff.messages import CHANGE_GROUPS, FEED_TITLES
from stedenband.message import N_, NC_, NN_
from stedenband.web.messages.catalogue import CATALOGUE_KINDS, FEED_LEADS
from stedenband.web.messages.pages import NAVIGATION, STANDING_CAPTIONS, STANDING_LEGEND, STATISTICS_HEADINGS
from stedenband.web.messages.questions import QUESTION_GROUPS, RESULT_FORMATS
from stedenband.web.messages.search import SEARCH_FACETS, SEARCH_TYPES
from stedenband.web.messages.vocabulary import TERM_SECTIONS

_UNSEEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]")
"""Characters that cannot be shown: controls, and those that embed, override or isolate a direction (UAX #9).

One of the latter could end the isolation of its own element. Letters keep their direction, and so do marks.
"""


TABLES = {
    "CATALOGUE_KINDS": CATALOGUE_KINDS,
    "CHANGE_GROUPS": CHANGE_GROUPS,
    "FEED_LEADS": FEED_LEADS,
    "FEED_TITLES": FEED_TITLES,
    "NAVIGATION": NAVIGATION,
    "QUESTION_GROUPS": QUESTION_GROUPS,
    "RESULT_FORMATS": RESULT_FORMATS,
    "SEARCH_FACETS": SEARCH_FACETS,
    "SEARCH_TYPES": SEARCH_TYPES,
    "STANDING_CAPTIONS": STANDING_CAPTIONS,
    "STANDING_LEGEND": STANDING_LEGEND,
    "STATISTICS_HEADINGS": STATISTICS_HEADINGS,
    "TERM_SECTIONS": TERM_SECTIONS,
}
"""The tables of messages that templates look up."""


RenderPage = Callable[..., bytes]
"""Writes a template with values as the page of one request; the first argument is the name of the template."""


def create_environment() -> Environment:
    """The environment of our templates."""
    made = Environment(
        loader=PackageLoader("stedenband.web.render", "pages"),
        autoescape=True,
        undefined=StrictUndefined,
        finalize=strip_unseen,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    made.globals.update(N_=N_, NC_=NC_, NN_=NN_, **TABLES)
    return made


def strip_unseen(value: object) -> object:
    """What a template prints of a value; markup is left as it is, and so is text that was escaped on purpose (``|e``).

    >>> strip_unseen("abc\u202ecba"), strip_unseen(7)
    ('abccba', 7)
    """
    if isinstance(value, str) and not isinstance(value, Markup):
        return _UNSEEN.sub("", value)
    return value


@dataclass(frozen=True, slots=True)
class KeptForm:
    """A form that the page of an error shows again: its template, the names of its fields, what it is filled with."""

    template: str
    fields: tuple[str, ...]
    values: Mapping[str, object] = field(default_factory=dict)


def keep_form(request: Request, form: KeptForm) -> None:
    """Have the page of an error of this request show that form."""
    request.state.form = form


def get_kept_form(request: Request) -> KeptForm | None:
    """The form that the page of an error of this request shows."""
    found = getattr(request.state, "form", None)
    return found if isinstance(found, KeptForm) else None


def find_faulty_field(form: KeptForm, error: Exception | None) -> str | None:
    """The field of the form that an error is about; ``None`` where it is about a parameter that has none."""
    values = getattr(error, "values", {})
    name = values.get("name") if isinstance(values, Mapping) else None
    return name if name in form.fields else None


def list_typed_parameters(request: Request, name: str) -> str:
    """What was typed into a field, the last time it stands in the address; what is not UTF-8 is replaced."""
    return request.query_params.get(name, "")


def format_kept_parameters(request: Request) -> str:
    """The parameters of an address but its language, to be put behind ``?lang=nl``."""
    pairs = [(name, value) for name, value in request.query_params.multi_items() if name != "lang"]
    return f"&{urlencode(pairs, quote_via=quote)}" if pairs else ""
