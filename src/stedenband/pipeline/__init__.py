"""From a project folder to a served release: the only place that knows the order of the rooms.

read -> say -> validate -> write -> describe -> compare -> switch
"""

from stedenband.pipeline.building import Built, OnBaseChange, Publish, build
from stedenband.pipeline.checking import Checked, Said, check, codes_of, standings_of
from stedenband.pipeline.progress import Progress

__all__ = [
    "Built",
    "Checked",
    "OnBaseChange",
    "Progress",
    "Publish",
    "Said",
    "build",
    "check",
    "codes_of",
    "standings_of",
]
