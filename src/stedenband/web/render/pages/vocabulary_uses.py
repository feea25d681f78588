"""Which property goes with which class, by what the vocabulary says and what the shapes ask. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from pyoxigraph import NamedNode

from stedenband.ns import OWL, RDFS, SKOS, STB
from stedenband.sparql.tokens import TokenKind, read_tokens
from stedenband.store import NamedQuery
from stedenband.web.render.description import ResourceDescription
from stedenband.web.render.ontology import Cardinality, PropertyConstraint, count_of
from stedenband.web.render.terms import FACT_ORDER


@dataclass(frozen=True, slots=True)
class Use:
    """A property on the things of a class: what its values are, as far as that is said, and how many there may be."""

    on: NamedNode
    path: NamedNode
    values: tuple[NamedNode, ...]
    count: Cardinality

    @property
    def leads_to(self) -> NamedNode | None:
        """The class of ours that the values are of."""
        return next((value for value in self.values if is_term(value)), None)


def is_term(term: NamedNode) -> bool:
    """Whether it is a term of this vocabulary."""
    return term.value.startswith(STB.base)


def get_local_name(term: NamedNode) -> str:
    """The name of a term of ours within the vocabulary; it is also its anchor."""
    return term.value.removeprefix(STB.base)


_YEARS = {STB.startYear: STB.startDate, STB.endYear: STB.endDate, STB.year: STB.date}
"""The years that are derived from a date stand beside it."""

Pair = tuple[NamedNode, NamedNode]
"""A class and a property."""


def list_uses(
    description: ResourceDescription, demands: Sequence[PropertyConstraint], met: Iterable[Pair] = ()
) -> tuple[Use, ...]:
    """Every use, class by class: by the vocabulary, by the shapes, and as ``met`` in data.

    What is required stands before what is advised, that before the rest, our own terms before those of others.
    """
    pairs = {(on, path) for path in _properties(description) for on in description.things(path, RDFS.domain)}
    pairs |= {(on, demand.path) for demand in demands for on in demand.classes}
    pairs |= {(on, path) for on, path in met if is_term(path)}
    found = [_use(description, demands, on, path) for on, path in pairs if is_term(on)]
    return tuple(sorted(found, key=_place))


def _use(
    description: ResourceDescription, demands: Sequence[PropertyConstraint], on: NamedNode, path: NamedNode
) -> Use:
    mine = [demand for demand in demands if demand.path == path and on in demand.classes]
    # A shape of whatever has the property says how many values it has there, not that it must be there.
    where_it_is = [replace(each, least=0) for each in demands if path == each.path and path in each.having]
    lists = [demand.code_list for demand in mine if demand.code_list]
    ranges = [
        value for value in description.things(path, RDFS.range) if not (lists and value == SKOS.Concept)
    ]
    types = [demand.datatype for demand in mine if demand.datatype]
    values = tuple(dict.fromkeys([*lists, *(ranges or types)]))
    return Use(on, path, values, count_of([*mine, *where_it_is]))


def _place(use: Use) -> tuple[str, bool, bool, bool, int, str]:
    told = _YEARS.get(use.path, use.path)
    place = FACT_ORDER.index(told) if told in FACT_ORDER else len(FACT_ORDER)
    required, advised = use.count.least > 0, use.count.advised
    return use.on.value, not required, not advised, not is_term(use.path), place, use.path.value


def _properties(description: ResourceDescription) -> list[NamedNode]:
    return [*description.of_class(OWL.ObjectProperty), *description.of_class(OWL.DatatypeProperty)]


def list_asked_terms(questions: Mapping[str, NamedQuery]) -> dict[str, list[NamedQuery]]:
    """The questions that use a term of ours, by the term's local name."""
    found: dict[str, list[NamedQuery]] = {}
    for question in questions.values():
        for name in dict.fromkeys(_names_in(question.text)):
            found.setdefault(name, []).append(question)
    return found


def _names_in(text: str) -> Iterator[str]:
    """The local names of our terms in a query, by prefix or in full."""
    for token in read_tokens(text):
        name = ""
        if token.kind is TokenKind.NAME and token.text.startswith("stb:"):
            name = token.text.removeprefix("stb:")
        elif token.kind is TokenKind.IRI and token.text.startswith(f"<{STB.base}"):
            name = token.text[len(STB.base) + 1 : -1]
        if name:
            yield name
