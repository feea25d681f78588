"""From the register to the graph: pure, streaming, without blank nodes, without a clock."""

from stedenband.graph.statements import quads
from stedenband.graph.tracing import column_of, locate

__all__ = ["column_of", "locate", "quads"]
