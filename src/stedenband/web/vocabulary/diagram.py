"""The diagram of the classes as the page shows it: boxes with properties, lines between them, and the same in rows."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from pyoxigraph import NamedNode

from stedenband.ns import OWL
from stedenband.web.drawing import Box, ClassDiagram, DrawnBox, DrawnTie, draw_classes
from stedenband.web.presentation.showing import Shown
from stedenband.web.vocabulary.terms import Terms, UseRow, count_in_signs
from stedenband.web.vocabulary.uses import Use, is_term, local_name


@dataclass(frozen=True, slots=True)
class Line:
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
    lines: tuple[Line, ...]


@dataclass(frozen=True, slots=True)
class ClassTie:
    """A line at its place, with the properties that it stands for."""

    drawn: DrawnTie
    lines: tuple[Line, ...]


@dataclass(frozen=True, slots=True)
class DiagramRow:
    """A property of the diagram in words: of what, which, to what, how many."""

    on: Shown
    use: UseRow


@dataclass(frozen=True, slots=True)
class DiagramView:
    """The diagram, and the table that says the same."""

    drawn: ClassDiagram
    boxes: tuple[ClassBox, ...]
    ties: tuple[ClassTie, ...]
    rows: tuple[DiagramRow, ...]


def diagram_of(terms: Terms) -> DiagramView:
    """The diagram of the classes and their properties; only our own terms are drawn."""
    classes = sorted(filter(is_term, terms.description.of_class(OWL.Class)), key=lambda term: term.value)
    uses = [use for use in terms.uses if is_term(use.path)]
    between = _between(uses)
    within = {each: [use for use in uses if use.on == each and not _is_line(use)] for each in classes}
    boxes = tuple(Box(local_name(each), len(within[each])) for each in classes)
    drawn = draw_classes(boxes, tuple((local_name(on), local_name(to)) for on, to in between))
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


def _line(use: Use, terms: Terms) -> Line:
    name = terms.show(use.path).text
    count = count_in_signs(use.count) if terms.demands else ""
    return Line(local_name(use.path), name, count, again=use.leads_to == use.on)


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]
