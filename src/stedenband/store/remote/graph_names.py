"""Names of a release's graphs in a remote engine, and the renaming from and to their public names.

An engine holds several releases beside each other, so the graphs of each have names of their own there::

    {base}id/graph/claims                              the graph's public name
    {base}releases/1.0.0-1a2b3c4d/id/graph/claims      in the engine
    {base}releases/1.0.0-1a2b3c4d                      the union of all, which is the default graph
    {base}releases                                     the registry: which releases are complete, which is current

A query goes in with the public names replaced, wherever they stand, and the answer comes out with them put back. The
data were renamed in the same way when they were loaded, so nobody can tell but by the length of a name.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

Pair = tuple[str, str]


@dataclass(frozen=True, slots=True)
class IriRenaming:
    """Pairs of what is said outside and what is said in the engine; neither may occur in the other.

    >>> renaming = IriRenaming((("http://x/id/graph/", "http://x/releases/1/id/graph/"),))
    >>> renaming.to_engine("http://x/id/graph/claims")
    'http://x/releases/1/id/graph/claims'
    """

    pairs: tuple[Pair, ...]

    def to_engine(self, text: str) -> str:
        """The text as the engine is to have it."""
        for outside, inside in self.pairs:
            text = text.replace(outside, inside)
        return text

    def to_public(self, text: str) -> str:
        """The text as clients see it."""
        for outside, inside in self.pairs:
            text = text.replace(inside, outside)
        return text


@dataclass(frozen=True, slots=True)
class ReleaseNames:
    """The names of one release in an engine. ``private`` are further pairs that an engine needs renamed."""

    base: str
    release: str
    private: tuple[Pair, ...] = ()
    renaming: IriRenaming = field(init=False)

    def __post_init__(self) -> None:
        graphs = (f"{self.base}id/graph/", f"{self.whole}/id/graph/")
        object.__setattr__(self, "renaming", IriRenaming((graphs, *self.private)))

    @property
    def whole(self) -> str:
        """The graph with the statements of all the others."""
        return f"{name_registry_graph(self.base)}/{self.release}"

    def to_engine(self, graphs: Iterable[str]) -> tuple[str, ...]:
        """The names in the engine of graphs that are called so outside."""
        return tuple(self.renaming.to_engine(graph) for graph in graphs)


def name_registry_graph(base: str) -> str:
    """The graph that holds the registry of the releases of one data set."""
    return f"{base}releases"


def name_empty_graph(base: str) -> str:
    """The name of a graph that never has a statement."""
    return f"{name_registry_graph(base)}/nowhere"
