"""Which rooms import which package from outside: the whole of it, held to be true by ``test_imports``."""

from __future__ import annotations

from collections.abc import Mapping

Rooms = frozenset[str]


def _rooms(names: str) -> Rooms:
    return frozenset(names.split())


ROOMS: Mapping[str, Rooms] = {
    "SPARQLWrapper": _rooms("store.remote"),
    "babel": _rooms("diff i18n schema web.render"),
    "click": _rooms("cli"),
    "fastapi": _rooms("web.app web.context web.views"),
    "h11": _rooms("web.http"),
    "jinja2": _rooms("web.context web.render"),
    "markupsafe": _rooms("web.render"),
    "platformdirs": _rooms("cli"),
    "prometheus_client": _rooms("web.http web.serving"),
    "pydantic": _rooms("cli settings store.remote tables"),
    "pydantic_core": _rooms("tables"),
    "pydantic_settings": _rooms("settings"),
    "pyoxigraph": _rooms(
        "authorities catalogue diff formats graph ns pipeline schema sparql store validation "
        "web.addresses web.render web.serving web.views"
    ),
    "pyoxigraph.Store": _rooms("store validation"),
    "pyshacl": _rooms("validation"),
    "rapidfuzz": _rooms("search"),
    "rdflib": _rooms("validation"),
    "rich": _rooms("cli validation"),
    "starlette": _rooms("web.app web.context web.http web.render web.serving web.views"),
    "uvicorn": _rooms("web.http"),
}
"""For each package the rooms that import it, all of them; a room is a module or a package below ``stedenband``.

``pyoxigraph`` stands for its terms, parsers and serializers; ``pyoxigraph.Store`` for the store, which validation fills
to run its SPARQL checks.
"""

NOT_IMPORTED: Mapping[str, str] = {
    "uvloop": "uvicorn takes it for its event loop where it is installed",
}
"""Declared dependencies that no module imports, and why they are declared."""

DISTRIBUTIONS: Mapping[str, str] = {
    "prometheus-client": "prometheus_client",
    "pydantic-settings": "pydantic_settings",
    "sparqlwrapper": "SPARQLWrapper",
}
"""Names under which the dependencies are declared, where they are not those of the packages."""

UNDECLARED: Mapping[str, str] = {
    "markupsafe": "jinja2",
    "pydantic_core": "pydantic",
}
"""Packages that come with one that is declared, as a part of its interface."""
