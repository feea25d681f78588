"""Named queries: files that run exactly as they stand, with parameters whose sample values are replaced.

A file begins with lines ``#+ key: value``: ``title.en``, ``title.nl``, ``summary.en``, ``summary.nl`` and, for a query
with parameters, ``params`` with JSON on one line::

    #+ params: {"city": {"type": "city", "default": "city/gent"}}

Each parameter stands in the text once, in an inner ``VALUES ?city { <https://...> }`` with one sample value.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from pyoxigraph import Literal, NamedNode

from stedenband.i18n import SOURCE
from stedenband.model import Texts
from stedenband.ns import SLUG, XSD, Iris, mint_concept
from stedenband.sparql.parameters import bind_parameters, find_parameter
from stedenband.sparql.tokens import unescape
from stedenband.store import faults

TEXT_LIMIT = 1000
"""Letters that a ``text`` may have."""

_HEADER = re.compile(r"#\+ ?(?P<key>[a-z][a-z.\-]*): *(?P<value>.*)")
_INTEGER = re.compile(r"[+-]?[0-9]{1,18}\Z")
_YEAR = re.compile(r"[12][0-9]{3}\Z")
_NAME = re.compile(r"[a-z][a-z0-9_]*\Z")


@dataclass(frozen=True, slots=True)
class Param:
    """A parameter: its name, its type, and what it is when nobody says (as a person would write it)."""

    name: str
    type: str
    default: str | None = None

    def term(self, value: str, iris: Iris) -> NamedNode | Literal:
        """The term for what a person wrote. Raises ``UsageError`` that says what would do."""
        try:
            return TYPES[self.type](value, iris, self.type)
        except ValueError:
            raise faults.make_usage_error(self.type, name=self.name, value=faults.shorten(value)) from None


@dataclass(frozen=True, slots=True)
class NamedQuery:
    """A query of a file: its name (that of the file), what it is about, its parameters, its text as it stands.

    ``headers`` holds the other ``#+`` lines.
    """

    name: str
    title: Texts
    summary: Texts
    params: Mapping[str, Param]
    text: str
    headers: Mapping[str, str]

    def bind(self, values: Mapping[str, str | Sequence[str]], iris: Iris) -> str:
        """The text with the rows of its parameters set to these values, one or several for each.

        A parameter without a value gets its default. Raises ``UsageError`` for a parameter that the query does not
        have, for one that has neither value nor default, and for a value that is not of its type.
        """
        for name in values:
            if name not in self.params:
                known = ", ".join(self.params) or "-"
                raise faults.make_usage_error(
                    "unknown", name=faults.shorten(name), query=self.name, known=known
                )
        terms = {name: self._terms(param, values, iris) for name, param in self.params.items()}
        return bind_parameters(self.text, terms)

    def _terms(self, param: Param, values: Mapping[str, str | Sequence[str]], iris: Iris) -> list[str]:
        """The terms of a parameter, as SPARQL writes them."""
        value = values.get(param.name, param.default)
        if value is None:
            raise faults.make_usage_error("missing", name=param.name, query=self.name)
        return [str(param.term(one, iris)) for one in ([value] if isinstance(value, str) else value)]


# == From a file ===============================================================


def load_queries(files: Iterable[Path]) -> dict[str, NamedQuery]:
    """The queries of these files by name, in the order of the names.

    Raises ``ValueError`` for a file whose header or ``VALUES`` rows are not as this module says, or a name that
    stands twice.
    """
    found: dict[str, NamedQuery] = {}
    for path in sorted(files, key=lambda path: path.stem):
        if path.stem in found:
            raise ValueError(f"two queries are named {path.stem}")
        try:
            found[path.stem] = read_query(path.stem, path.read_text(encoding="utf-8-sig"))
        except ValueError as error:
            raise ValueError(f"{path.name}: {error}") from error
    return found


def read_query(name: str, text: str) -> NamedQuery:
    """The query of one text. Raises ``ValueError`` as ``load_queries`` does."""
    headers = _headers(text)
    params = {key: _param(key, told) for key, told in _object(headers.pop("params", "{}")).items()}
    for param in params:
        find_parameter(text, param)
    title, summary = _texts(headers, "title"), _texts(headers, "summary")
    return NamedQuery(name, title, summary, params, text, headers)


def _headers(text: str) -> dict[str, str]:
    found: dict[str, str] = {}
    for line in text.splitlines():
        if not line.startswith("#"):
            break
        match = _HEADER.match(line)
        if match is None:
            continue
        if match["key"] in found:
            raise ValueError(f"header {match['key']!r} stands twice")
        found[match["key"]] = match["value"].strip()
    return found


def _texts(headers: dict[str, str], key: str) -> Texts:
    """The values of ``key.en``, ``key.nl``... taken out of the headers; a bare ``key`` is English."""
    tags = {name: name.partition(".")[2] or SOURCE for name in headers if name.partition(".")[0] == key}
    return {tag: headers.pop(name) for name, tag in sorted(tags.items())}


def _object(value: str) -> dict[str, object]:
    try:
        told = json.loads(value)
    except json.JSONDecodeError as error:
        raise ValueError(f"params is not JSON: {error}") from error
    if not isinstance(told, dict):
        raise ValueError("params is not a JSON object")
    return told


def _param(name: str, told: object) -> Param:
    kind, default = (told.get("type"), told.get("default")) if isinstance(told, dict) else (told, None)
    if not _NAME.match(name):
        raise ValueError(f"parameter {name!r}: a name is lower-case letters, digits and _")
    if kind not in TYPES:
        raise ValueError(f"parameter {name}: unknown type {kind!r}; the types are {', '.join(TYPES)}")
    return Param(name, str(kind), None if default is None else str(default))


# == Types =====================================================================


def _iri(value: str, _iris: Iris, _kind: str) -> NamedNode:
    if not re.match(r"[A-Za-z][A-Za-z0-9+.\-]*:\S", value):
        raise ValueError("not an absolute IRI")
    return NamedNode(value)


def _web(value: str) -> NamedNode | None:
    return NamedNode(value) if value.startswith(("https://", "http://")) else None


def _thing(value: str, iris: Iris, kind: str) -> NamedNode:
    """``gent``, ``city/gent`` or the whole IRI; a country's code in upper case too."""
    slug = value.removeprefix(f"{kind}/")
    return _web(value) or iris.thing(f"{kind}/{slug.lower() if kind == 'country' else slug}")


def _concept(value: str, _iris: Iris, kind: str) -> NamedNode:
    code = value.removeprefix(f"{kind}/")
    if (whole := _web(value)) is not None:
        return whole
    if not SLUG.match(code):
        raise ValueError("not a code")
    return mint_concept(kind, code)


def _number(value: str, _iris: Iris, _kind: str) -> Literal:
    return _matching(_INTEGER, value)


def _year(value: str, _iris: Iris, _kind: str) -> Literal:
    return _matching(_YEAR, value)


def _matching(pattern: re.Pattern[str], value: str) -> Literal:
    if not pattern.match(value):
        raise ValueError("not such a number")
    return Literal(str(int(value)), datatype=XSD.integer)


def _text(value: str, _iris: Iris, _kind: str) -> Literal:
    """A plain literal. A backslash before u is refused: by section 19.2 some engines undo ``\\u`` before they parse."""
    if len(value) > TEXT_LIMIT or unescape(value) != value:
        raise ValueError("too long, or an escape")
    value.encode()
    return Literal(value)


TYPES: Mapping[str, Callable[[str, Iris, str], NamedNode | Literal]] = {
    "city": _thing,
    "country": _thing,
    "place": _thing,
    "partnership": _thing,
    "kind": _concept,
    "status": _concept,
    "level": _concept,
    "year": _year,
    "integer": _number,
    "text": _text,
    "iri": _iri,
}
"""The types of a parameter, and what makes a term of a person's words (``ValueError`` where it cannot)."""
