"""Forms on error pages: the form whose parameters were refused, with what was typed and the fault beside its field."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from urllib.parse import quote, urlencode

from starlette.requests import Request


@dataclass(frozen=True, slots=True)
class KeptForm:
    """A form that the page of an error shows again: its template, the names of its fields, what it is filled with."""

    template: str
    fields: tuple[str, ...]
    values: Mapping[str, object] = field(default_factory=dict)


def keep_form(request: Request, form: KeptForm) -> None:
    """Have the page of an error of this request show that form."""
    request.state.form = form


def kept_form(request: Request) -> KeptForm | None:
    """The form that the page of an error of this request shows."""
    found = getattr(request.state, "form", None)
    return found if isinstance(found, KeptForm) else None


def faulty_field(form: KeptForm, error: Exception | None) -> str | None:
    """The field of the form that an error is about; ``None`` where it is about a parameter that has none."""
    values = getattr(error, "values", {})
    name = values.get("name") if isinstance(values, Mapping) else None
    return name if name in form.fields else None


def typed(request: Request, name: str) -> str:
    """What was typed into a field, the last time it stands in the address; what is not UTF-8 is replaced."""
    return request.query_params.get(name, "")


def kept_parameters(request: Request) -> str:
    """The parameters of an address but its language, to be put behind ``?lang=nl``."""
    pairs = [(name, value) for name, value in request.query_params.multi_items() if name != "lang"]
    return f"&{urlencode(pairs, quote_via=quote)}" if pairs else ""
