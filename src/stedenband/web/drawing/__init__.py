"""Maps, timelines, charts and diagrams as small values that templates write as SVG. Pure: no store, no request."""

from stedenband.web.drawing.charts import Columns, bars, columns
from stedenband.web.drawing.classes import Box, ClassDiagram, DrawnBox, DrawnTie, draw_classes
from stedenband.web.drawing.maps import DrawnMap, Panel, Tie, draw_map
from stedenband.web.drawing.outlines import Outlines, read_outlines
from stedenband.web.drawing.sphere import Place, mean_place
from stedenband.web.drawing.timeline import Axis, DrawnSpan, Moment, Span, axis_of

__all__ = [
    "Axis",
    "Box",
    "ClassDiagram",
    "Columns",
    "DrawnBox",
    "DrawnMap",
    "DrawnSpan",
    "DrawnTie",
    "Moment",
    "Outlines",
    "Panel",
    "Place",
    "Span",
    "Tie",
    "axis_of",
    "bars",
    "columns",
    "draw_classes",
    "draw_map",
    "mean_place",
    "read_outlines",
]
