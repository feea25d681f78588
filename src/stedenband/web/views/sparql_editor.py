"""The query editor: what its page gives the script, the terms that it completes, and the examples it offers."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from fastapi import APIRouter
from pyoxigraph import NamedNode
from starlette.requests import Request
from starlette.responses import Response

from stedenband import ns
from stedenband.formats import SPARQL_JSON
from stedenband.i18n import INTERFACE_LANGUAGES, choose_text, get_template
from stedenband.ns import DCTERMS, GEO, RDFS, SKOS, STB, VOCABULARY, Iris
from stedenband.store import NamedQuery, Query
from stedenband.web.context import READ, Site, TheRelease, TheSite
from stedenband.web.http.errors import UnknownAddressError
from stedenband.web.http.responses import SCRIPTED, Representation, make_response
from stedenband.web.messages.editor import EDITOR
from stedenband.web.render.description import ResourceDescription
from stedenband.web.render.named_questions import group_questions
from stedenband.web.render.terms import ELSEWHERE, FACT_ORDER, TermRenderer
from stedenband.web.render.wording import Wording
from stedenband.web.serving.current_release import OpenRelease
from stedenband.web.serving.query_results import run_query

SCRIPT, STYLE, WORLD = "editor.js", "editor.css", "world-110m.json"
"""Plain names of the files of the page."""

_OTHERS = (
    RDFS.label,
    SKOS.prefLabel,
    SKOS.altLabel,
    DCTERMS.title,
    GEO.hasGeometry,
    *(predicate for predicate in FACT_ORDER if not predicate.value.startswith(STB.base)),
)
"""Properties of other vocabularies that our data use."""


# == The page ==================================================================


@dataclass(frozen=True, slots=True)
class EditorDiagnostic:
    """Where the query of a page is wrong, and what is wrong with it."""

    line: int | None
    column: int | None
    detail: str


def has_script(site: Site) -> bool:
    """Whether the script was built; without it the page is the plain form."""
    return SCRIPT in site.static.addresses


def get_page_headers(site: Site) -> dict[str, str]:
    """The headers of a page with the editor."""
    return {"Content-Security-Policy": SCRIPTED} if has_script(site) else {}


def get_page_data(
    site: Site, language: str, fault: EditorDiagnostic | None = None
) -> Mapping[str, object] | None:
    """What the page tells its script; ``None`` where there is none."""
    if not has_script(site):
        return None
    return {
        "language": language,
        "endpoint": f"{site.settings.public_url or '/'}sparql",
        "terms": site.address(get_terms_address(language)),
        "world": site.static.addresses.get(WORLD, ""),
        "words": list_script_words(language),
        "problem": None
        if fault is None
        else {"line": fault.line, "column": fault.column, "detail": fault.detail},
    }


def list_script_words(language: str) -> dict[str, str]:
    """The messages of the script by their keys, its placeholders still in them."""
    return {key: get_template(message, language) for key, message in EDITOR.items()}


def get_first_text(site: Site, serving: OpenRelease, request: Request) -> str:
    """What stands in the field when nothing was asked yet: the example that the address names, else our first."""
    named = site.questions.get(request.query_params.get("example", ""))
    if named is not None and is_example(named):
        return get_example_text(named, serving.iris)
    first = site.queries["example"].bind({"language": site.language(request)}, serving.iris)
    return strip_headers(first)


# == Examples ==================================================================


@dataclass(frozen=True, slots=True)
class EditorExample:
    """A named question, as the menu of examples shows it."""

    name: str
    title: str
    summary: str


def list_examples(site: Site, language: str) -> list[tuple[str, list[EditorExample]]]:
    """The named questions in the reader's language, by what they are about."""
    return [
        (group, [_example(query, language) for query in queries if is_example(query)])
        for group, queries in group_questions(site.questions).items()
    ]


def _example(query: NamedQuery, language: str) -> EditorExample:
    return EditorExample(query.name, choose_text(query.title, language), choose_text(query.summary, language))


def is_example(query: NamedQuery) -> bool:
    """Whether the question can be asked as it stands: all its parameters say what they are when nobody does."""
    return all(param.default is not None for param in query.params.values())


def get_example_text(query: NamedQuery, iris: Iris) -> str:
    """The text of a question about this data set, without the lines that describe it."""
    return strip_headers(query.bind({}, iris))


def strip_headers(text: str) -> str:
    """A query without the ``#+`` lines at its top."""
    lines = text.splitlines(keepends=True)
    while lines and lines[0].startswith("#+"):
        lines.pop(0)
    return "".join(lines)


# == Terms =====================================================================


def get_terms_address(language: str) -> str:
    """Where the script finds what ``make_terms_document`` gives."""
    return f"/sparql/terms.{language}.json"


async def make_terms_document(site: Site, serving: OpenRelease, language: str) -> Representation:
    """The prefixes, the terms with their names and definitions, and the texts of the examples; from memory."""
    key = ("editor", language)
    known = serving.documents.get(key)
    if known is not None:
        return known
    told = {
        "base": serving.iris.base,
        "root": site.address("/"),
        "vocabulary": VOCABULARY,
        "prefixes": serving.iris.prefixes,
        "elsewhere": ELSEWHERE,
        "terms": [*await _terms(site, serving, language), *_others(site, serving.iris, language)],
        "examples": _examples(site, serving.iris, language),
    }
    body = json.dumps(told, ensure_ascii=False, separators=(",", ":")).encode()
    made = Representation(body, "application/json", {"Content-Language": language})
    serving.documents.put(key, made, len(body))
    return made


async def _terms(site: Site, serving: OpenRelease, language: str) -> Iterable[dict[str, str]]:
    """The classes, properties and codes that the release explains."""
    text = site.queries["terms"].bind({"language": language}, serving.iris)
    answer = await run_query(serving, Query(text, solutions=SPARQL_JSON.media_type, lane="pages"))
    rows = json.loads(answer.body)["results"]["bindings"]
    return _named(({name: cell["value"] for name, cell in row.items()} for row in rows), serving.iris)


def _named(rows: Iterable[dict[str, str]], iris: Iris) -> Iterator[dict[str, str]]:
    """The terms that can be written with a prefix."""
    for row in rows:
        name = add_prefixes(row["term"], iris)
        if name is not None:
            yield {
                "name": name,
                "kind": row["kind"],
                "label": row["label"],
                "about": row.get("about", ""),
            }


def _others(site: Site, iris: Iris, language: str) -> Iterator[dict[str, str]]:
    shower = TermRenderer(ResourceDescription(()), Wording(language), iris, site.vocabulary)
    for predicate in dict.fromkeys(_OTHERS):
        name = add_prefixes(predicate.value, iris)
        if name is not None:
            yield {"name": name, "kind": "property", "label": _label(shower, predicate, name), "about": ""}


def _label(shower: TermRenderer, predicate: NamedNode, name: str) -> str:
    """What pages call the property, as a word in a list; nothing where that is just its name again."""
    label = shower.property(predicate)
    return "" if label.casefold() == name.casefold() else label[:1].lower() + label[1:]


def _examples(site: Site, iris: Iris, language: str) -> list[dict[str, str]]:
    return [
        {
            "name": example.name,
            "title": example.title,
            "text": get_example_text(site.questions[example.name], iris),
        }
        for _, group in list_examples(site, language)
        for example in group
    ]


def add_prefixes(iri: str, iris: Iris) -> str | None:
    """The name of an IRI with the prefix that leaves the least of it; ``None`` where what is left is no plain name.

    >>> add_prefixes("https://w3id.org/stedenband/id/concept/kind/twinning", Iris("https://example.org/"))
    'kind:twinning'
    """
    parts = ns.split_prefix(iri, iris.prefixes)
    plain = parts is not None and parts[1].replace("-", "").replace("_", "").isalnum()
    return ":".join(parts) if parts is not None and plain else None


router = APIRouter()


@router.api_route("/sparql/terms.{language}.json", methods=READ)
async def get_terms(request: Request, language: str, site: TheSite, serving: TheRelease) -> Response:
    if language not in INTERFACE_LANGUAGES:
        raise UnknownAddressError(language)
    return make_response(request, await make_terms_document(site, serving, language))
