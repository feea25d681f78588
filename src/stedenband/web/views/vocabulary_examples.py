"""For each term a thing of the served release that uses it, and the few statements that show how."""

from __future__ import annotations

import logging
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from pyoxigraph import Literal, NamedNode, Quad, Triple

from stedenband.errors import QueryError
from stedenband.formats import TURTLE, write
from stedenband.ns import OWL, RDF, RDFS, SKOS, STB, Iris
from stedenband.web.context import Site
from stedenband.web.render.description import ResourceDescription
from stedenband.web.render.ontology import VocabularyFile
from stedenband.web.render.pages.vocabulary_uses import Pair, is_term
from stedenband.web.render.terms import RenderedTerm, TermRenderer
from stedenband.web.render.wording import Wording
from stedenband.web.serving.current_release import OpenRelease
from stedenband.web.views.page_queries import select_rows, select_statements

MOST = 9
"""Statements of an example of a class."""

MOST_VALUES = 3
"""Values of an example of a property."""

Statement = Quad | Triple

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class TermExample:
    """A thing with a link to its page, what is said of it in Turtle, and whether there is more."""

    thing: RenderedTerm
    turtle: str
    prefixes: tuple[str, ...]
    cut: bool


@dataclass(frozen=True, slots=True)
class TermsInUse:
    """How a release uses the vocabulary: an example of each term by its name, and which class has which property."""

    examples: Mapping[str, TermExample]
    pairs: tuple[Pair, ...]


async def find_terms_in_use(site: Site, serving: OpenRelease, wording: Wording) -> TermsInUse | None:
    """How the served release uses the vocabulary; ``None`` while its store cannot say."""
    try:
        pairs = await _pairs(site, serving)
        return TermsInUse(await _examples(site, serving, wording), tuple(pairs))
    except QueryError as error:
        _log.warning("the vocabulary is shown without examples: %s", error)
        return None


async def _pairs(site: Site, serving: OpenRelease) -> list[Pair]:
    """The properties that a sample of each class has."""
    found = []
    for on in filter(is_term, site.vocabulary.description.of_class(OWL.Class)):
        told = await select_rows(site, serving, "term-properties", {"term": on.value})
        found += [(on, NamedNode(row["property"])) for row in told]
    return found


async def _examples(site: Site, serving: OpenRelease, wording: Wording) -> dict[str, TermExample]:
    found: dict[str, TermExample] = {}
    classes = set(site.vocabulary.description.of_class(OWL.Class))
    for name in site.vocabulary.names:
        term = NamedNode(STB.base + name)
        query = "term-class" if term in classes else "term-property"
        told = await select_statements(site, serving, query, {"term": term.value})
        if told:
            found[name] = find_example(term, told, site.vocabulary, wording, serving.iris)
    return found


def find_example(
    term: NamedNode, told: Sequence[Statement], vocabulary: VocabularyFile, wording: Wording, iris: Iris
) -> TermExample:
    """How the one thing among these statements that has the term uses it."""
    thing = _user(term, told)
    mine = [each for each in told if each.subject == thing and _read_by(each, wording.language)]
    if any(each.predicate == term for each in mine):
        values = [each for each in mine if each.predicate == term]
        shown = [*(each for each in mine if each.predicate == RDF.type), *values[:MOST_VALUES]]
        cut = len(values) > MOST_VALUES
    else:
        ordered = sorted(mine, key=_place)
        shown, cut = ordered[:MOST], len(ordered) > MOST
    shower = TermRenderer(ResourceDescription(told), wording, iris, vocabulary)
    lines = write(shown, TURTLE, iris=iris).decode().splitlines()
    prefixes = tuple(line for line in lines if line.startswith("@prefix"))
    return TermExample(shower.thing(thing), "\n".join(lines[len(prefixes) :]).strip(), prefixes, cut)


def _user(term: NamedNode, told: Iterable[Statement]) -> NamedNode:
    users = (each.subject for each in told if term in (each.predicate, each.object))
    return next(user for user in users if isinstance(user, NamedNode))


def _read_by(statement: Statement, language: str) -> bool:
    """Whether a reader of that language can read it: labels stand there in many languages."""
    value = statement.object
    named = statement.predicate in (RDFS.label, SKOS.prefLabel, SKOS.altLabel)
    return not (named and isinstance(value, Literal) and value.language not in (None, language))


def _place(statement: Statement) -> tuple[int, str, str]:
    """What a thing is and is called, then our terms, then those of others."""
    order = [RDF.type, RDFS.label]
    predicate = statement.predicate
    if predicate in order:
        return order.index(predicate), "", str(statement.object)
    ours = predicate.value.startswith(STB.base)
    return 2 if ours else 3, predicate.value, str(statement.object)
