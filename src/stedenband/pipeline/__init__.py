"""From a project folder to a served release: the only place that knows the order of the rooms.

read -> say -> validate -> write -> describe -> compare -> switch
"""

from stedenband.pipeline.building import Built, OnBaseChange, Publish, build
from stedenband.pipeline.checking import Judged, Said, codes_of, judge, standings_of
from stedenband.pipeline.gates import Checked, Consent, check
from stedenband.pipeline.progress import Progress
from stedenband.pipeline.withdrawals import Withdrawals, Withdrawn

__all__ = [
    "Built",
    "Checked",
    "Consent",
    "Judged",
    "OnBaseChange",
    "Progress",
    "Publish",
    "Said",
    "Withdrawals",
    "Withdrawn",
    "build",
    "check",
    "codes_of",
    "judge",
    "standings_of",
]
