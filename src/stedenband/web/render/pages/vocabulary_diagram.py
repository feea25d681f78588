"""The class diagram and the code lists of the vocabulary, as its page shows them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from pyoxigraph import NamedNode

from stedenband.ns import DCTERMS, OWL, RDFS, SCHEMES, SKOS, mint_scheme
from stedenband.web.render.drawings import Box, ClassDiagram, ClassRelationLine, DrawnBox, draw_classes
from stedenband.web.render.pages.vocabulary_terms import Terms, TermText, UseRow, count_in_signs
from stedenband.web.render.pages.vocabulary_uses import Use, get_local_name, is_term
from stedenband.web.render.terms import RenderedTerm


@dataclass(frozen=True, slots=True)
class DiagramLine:
    """A property in a box or at a line: its name, how many values, and whether it leads back to the same class.

    Without shapes nobody knows how many: then ``count`` is empty.
    """

    anchor: str
    name: str
    count: str
    again: bool = False


@dataclass(frozen=True, slots=True)
class ClassBox:
    """A class at its place, with the properties that stand in it."""

    drawn: DrawnBox
    name: str
    lines: tuple[DiagramLine, ...]


@dataclass(frozen=True, slots=True)
class ClassTie:
    """A line at its place, with the properties that it stands for."""

    drawn: ClassRelationLine
    lines: tuple[DiagramLine, ...]


@dataclass(frozen=True, slots=True)
class DiagramRow:
    """A property of the diagram in words: of what, which, to what, how many."""

    on: RenderedTerm
    use: UseRow


@dataclass(frozen=True, slots=True)
class DiagramView:
    """The diagram, and the table that says the same."""

    drawn: ClassDiagram
    boxes: tuple[ClassBox, ...]
    ties: tuple[ClassTie, ...]
    rows: tuple[DiagramRow, ...]


def draw_class_diagram(terms: Terms) -> DiagramView:
    """The diagram of the classes and their properties; only our own terms are drawn."""
    classes = sorted(filter(is_term, terms.description.of_class(OWL.Class)), key=lambda term: term.value)
    uses = [use for use in terms.uses if is_term(use.path)]
    between = _between(uses)
    within = {each: [use for use in uses if use.on == each and not _is_line(use)] for each in classes}
    boxes = tuple(Box(get_local_name(each), len(within[each])) for each in classes)
    drawn = draw_classes(boxes, tuple((get_local_name(on), get_local_name(to)) for on, to in between))
    return DiagramView(
        drawn,
        tuple(
            ClassBox(box, _capital(terms.show(each).text), tuple(_line(use, terms) for use in within[each]))
            for each, box in zip(classes, drawn.boxes, strict=True)
        ),
        tuple(
            ClassTie(tie, tuple(_line(use, terms) for use in between[pair]))
            for pair, tie in zip(between, drawn.ties, strict=True)
        ),
        tuple(DiagramRow(terms.show(use.on), terms.use_row(use)) for use in uses),
    )


def _between(uses: Iterable[Use]) -> dict[tuple[NamedNode, NamedNode], list[Use]]:
    """The uses that lead from one class of ours to another, by those classes."""
    found: dict[tuple[NamedNode, NamedNode], list[Use]] = {}
    for use in uses:
        if _is_line(use) and use.leads_to:
            found.setdefault((use.on, use.leads_to), []).append(use)
    return found


def _is_line(use: Use) -> bool:
    return use.leads_to not in (None, use.on)


def _line(use: Use, terms: Terms) -> DiagramLine:
    name = terms.show(use.path).text
    count = count_in_signs(use.count) if terms.demands else ""
    return DiagramLine(get_local_name(use.path), name, count, again=use.leads_to == use.on)


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]


@dataclass(frozen=True, slots=True)
class RenderedCode:
    """A code of a list."""

    code: str
    own: TermText
    others: tuple[TermText, ...]
    page: str


@dataclass(frozen=True, slots=True)
class RenderedCodeList:
    """A list of codes, with the properties whose values are of it."""

    name: str
    own: TermText
    others: tuple[TermText, ...]
    page: str
    properties: tuple[RenderedTerm, ...]
    codes: tuple[RenderedCode, ...]


def render_code_lists(terms: Terms) -> list[RenderedCodeList]:
    """The code lists of this version, with their codes in the order of the lists."""
    known = terms.file.everything
    return [
        _code_list(terms, name, mint_scheme(name)) for name in SCHEMES if known.describes(mint_scheme(name))
    ]


def _code_list(terms: Terms, name: str, iri: NamedNode) -> RenderedCodeList:
    own, *others = terms.told(iri, DCTERMS.description)
    users = [each for each in terms.description.subjects(RDFS.seeAlso, iri) if is_term(each)]
    codes = terms.file.everything.subjects(SKOS.inScheme, iri)
    return RenderedCodeList(
        name,
        own,
        tuple(others),
        terms.wording.href(f"/id/conceptscheme/{name}"),
        tuple(terms.show(user) for user in users),
        tuple(_code(terms, name, code) for code in codes),
    )


def _code(terms: Terms, name: str, iri: NamedNode) -> RenderedCode:
    own, *others = terms.told(iri, SKOS.definition)
    code = iri.value.rpartition("/")[2]
    return RenderedCode(code, own, tuple(others), terms.wording.href(f"/id/concept/{name}/{code}"))
