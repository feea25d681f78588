"""What a parameter may be in the release that is served: its cities, countries, partnerships, places and codes."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from pyoxigraph import NamedNode

from stedenband.model import Texts
from stedenband.ns import SCHEMA as SCHEMA_ORG
from stedenband.ns import SCHEMES, STB, concept, scheme
from stedenband.store import Param, Query
from stedenband.web.questions.asking import CODES, THINGS
from stedenband.web.serving.answers import answered
from stedenband.web.serving.live import Serving
from stedenband.web.site import Site
from stedenband.words import LANGUAGES

MOST = 500
"""Choices that a form lists; of what has more, the name has to be written."""

_CLASSES = {
    "city": STB.City,
    "country": STB.Country,
    "partnership": STB.Partnership,
    "place": SCHEMA_ORG.AdministrativeArea,
}


@dataclass(frozen=True, slots=True)
class Choice:
    """A value that a parameter may have, as it is written in an address, and its names."""

    value: str
    names: Texts


Names = Mapping[str, Texts]
"""Names by the value that they are the names of."""


async def choices(site: Site, serving: Serving, param: Param) -> tuple[Choice, ...]:
    """All values of a parameter; none where they are too many to list, or cannot be listed at all."""
    if param.type in CODES:
        return await _members(site, serving, scheme(param.type), concept(param.type, "").value)
    if param.type in THINGS:
        return await _members(site, serving, _CLASSES[param.type], f"{serving.iris.base}id/{param.type}/")
    return ()


async def names_of_codes(site: Site, serving: Serving) -> Names:
    """The names of the codes of all lists; a code stands in one list only."""
    return {
        choice.value: choice.names
        for name in SCHEMES
        for choice in await _members(site, serving, scheme(name), concept(name, "").value)
    }


async def _members(site: Site, serving: Serving, of: NamedNode, start: str) -> tuple[Choice, ...]:
    """The members of a class or a list whose IRIs begin so."""
    text = site.queries["choices"].bind({"of": of.value}, serving.iris)
    answer = await answered(serving, Query(text, lane="pages"))
    rows = json.loads(answer.body)["results"]["bindings"]
    if len(rows) > MOST:
        return ()
    return tuple(_choice(row, start) for row in rows if row["thing"]["value"].startswith(start))


def _choice(row: dict[str, Any], start: str) -> Choice:
    names = {
        language: row[f"name_{language}"]["value"] for language in LANGUAGES if f"name_{language}" in row
    }
    return Choice(row["thing"]["value"].removeprefix(start), names)
