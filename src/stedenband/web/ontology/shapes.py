"""What the shapes ask of the data, by class and property: how many values, of what sort, required or advised. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from pyoxigraph import NamedNode

from stedenband.model import Texts
from stedenband.ns import SH
from stedenband.web.description import Description


@dataclass(frozen=True, slots=True)
class Demand:
    """What one property shape asks of the things of some classes, or of whatever has one of some properties."""

    shape: NamedNode
    path: NamedNode
    classes: tuple[NamedNode, ...]
    having: tuple[NamedNode, ...]
    least: int
    most: int | None
    required: bool
    datatype: NamedNode | None
    code_list: NamedNode | None
    message: Texts


@dataclass(frozen=True, slots=True)
class Count:
    """How many values a property has on the things of a class; ``advised`` when only advice asks for the first."""

    least: int
    most: int | None
    advised: bool


def read_demands(shapes: Description) -> tuple[Demand, ...]:
    """Every demand of these shapes, by shape."""
    found = [demand for node in shapes.of_class(SH.NodeShape) for demand in _demands(shapes, node)]
    return tuple(sorted(found, key=lambda demand: demand.shape.value))


def count_of(demands: Sequence[Demand]) -> Count:
    """What several demands on one property of one class come to."""
    required = [demand for demand in demands if demand.required]
    least = max((demand.least for demand in required), default=0)
    most = min((demand.most for demand in required if demand.most is not None), default=None)
    return Count(least, most, advised=least == 0 and any(demand.least for demand in demands))


def _demands(shapes: Description, node: NamedNode) -> Iterator[Demand]:
    classes = tuple(shapes.things(node, SH.targetClass))
    having = tuple(shapes.things(node, SH.targetSubjectsOf))
    if not classes and not having:
        return
    for shape in shapes.things(node, SH.property):
        path = shapes.thing(shape, SH.path)
        if path is not None:
            yield _demand(shapes, shape, path, classes, having)


def _demand(
    shapes: Description,
    shape: NamedNode,
    path: NamedNode,
    classes: tuple[NamedNode, ...],
    having: tuple[NamedNode, ...],
) -> Demand:
    return Demand(
        shape,
        path,
        classes,
        having,
        least=_number(shapes, shape, SH.minCount) or _number(shapes, shape, SH.qualifiedMinCount) or 0,
        most=_number(shapes, shape, SH.maxCount),
        required=shapes.thing(shape, SH.severity) != SH.Warning,
        datatype=shapes.thing(shape, SH.datatype),
        code_list=_code_list(shapes, shape),
        message=shapes.texts(shape, SH.message),
    )


def _number(shapes: Description, shape: NamedNode, predicate: NamedNode) -> int | None:
    literal = shapes.literal(shape, predicate)
    return int(literal.value) if literal else None


def _code_list(shapes: Description, shape: NamedNode) -> NamedNode | None:
    """The scheme that values must be of: the shape they must fit has it as the value that a property must have."""
    fitting = (each for node in shapes.things(shape, SH.node) for each in shapes.things(node, SH.property))
    return next((scheme for each in fitting for scheme in shapes.things(each, SH.hasValue)), None)
