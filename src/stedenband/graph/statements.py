"""The register in RDF: pure, streaming, without blank nodes, without a clock."""

from __future__ import annotations

from collections.abc import Iterator

from pyoxigraph import Quad

from stedenband.ns import GRAPHS, Iris
from stedenband.schema.register import Register


def make_quads(register: Register, iris: Iris) -> Iterator[Quad]:
    """Everything the register says, record by record in the order of its tables.

    Gives quads in the graphs ``partnerships``, ``links``, ``sources`` and ``claims`` of the data set; about 10 for
    a city, 10 to 20 for a partnership, 7 to 9 for a claim. The same register gives the same quads in the same order.
    Raises ``KeyError`` for a reference that reading the tables would have refused.
    """
    graphs = {name: iris.graph(name) for name in GRAPHS}
    for _, _, said in register.make_statements(iris):
        yield Quad(iris.thing(said.subject), said.predicate, said.object, graphs[said.graph])
