"""From the register to the graph, and from a statement back to the cells it rests on."""

from stedenband.graph.statements import make_quads
from stedenband.graph.tracing import Trace, trace

__all__ = ["Trace", "make_quads", "trace"]
