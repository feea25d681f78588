"""Maps, timelines, charts and diagrams as small values that templates write as SVG. Pure: no store, no request."""

from stedenband.web.render.drawings.charts import (
    Axis,
    ColumnChart,
    DrawnSpan,
    Moment,
    Span,
    compute_axis,
    draw_columns,
    scale_bars,
)
from stedenband.web.render.drawings.class_diagram import (
    Box,
    ClassDiagram,
    ClassRelationLine,
    DrawnBox,
    draw_classes,
)
from stedenband.web.render.drawings.geometry import GeoPoint, compute_mean_place
from stedenband.web.render.drawings.maps import DrawnMap, Panel, Tie, draw_map
from stedenband.web.render.drawings.outlines import Outlines, read_outlines

__all__ = [
    "Axis",
    "Box",
    "ClassDiagram",
    "ClassRelationLine",
    "ColumnChart",
    "DrawnBox",
    "DrawnMap",
    "DrawnSpan",
    "GeoPoint",
    "Moment",
    "Outlines",
    "Panel",
    "Span",
    "Tie",
    "compute_axis",
    "compute_mean_place",
    "draw_classes",
    "draw_columns",
    "draw_map",
    "read_outlines",
    "scale_bars",
]
