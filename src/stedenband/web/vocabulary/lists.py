"""The code lists of the vocabulary as its page shows them."""

from __future__ import annotations

from dataclasses import dataclass

from pyoxigraph import NamedNode

from stedenband.ns import DCTERMS, RDFS, SCHEMES, SKOS, scheme
from stedenband.web.presentation.showing import Shown
from stedenband.web.vocabulary.terms import Terms, Told
from stedenband.web.vocabulary.uses import is_term


@dataclass(frozen=True, slots=True)
class CodeEntry:
    """A code of a list."""

    code: str
    own: Told
    others: tuple[Told, ...]
    page: str


@dataclass(frozen=True, slots=True)
class CodeList:
    """A list of codes, with the properties whose values are of it."""

    name: str
    own: Told
    others: tuple[Told, ...]
    page: str
    properties: tuple[Shown, ...]
    codes: tuple[CodeEntry, ...]


def code_lists(terms: Terms) -> list[CodeList]:
    """The code lists of this version, with their codes in the order of the lists."""
    known = terms.file.everything
    return [_code_list(terms, name, scheme(name)) for name in SCHEMES if known.describes(scheme(name))]


def _code_list(terms: Terms, name: str, iri: NamedNode) -> CodeList:
    own, *others = terms.told(iri, DCTERMS.description)
    users = [each for each in terms.description.subjects(RDFS.seeAlso, iri) if is_term(each)]
    codes = terms.file.everything.subjects(SKOS.inScheme, iri)
    return CodeList(
        name,
        own,
        tuple(others),
        terms.wording.href(f"/id/conceptscheme/{name}"),
        tuple(terms.show(user) for user in users),
        tuple(_code(terms, name, code) for code in codes),
    )


def _code(terms: Terms, name: str, iri: NamedNode) -> CodeEntry:
    own, *others = terms.told(iri, SKOS.definition)
    code = iri.value.rpartition("/")[2]
    return CodeEntry(code, own, tuple(others), terms.wording.href(f"/id/concept/{name}/{code}"))
