"""From a project folder to a served release: the only place that knows the order of the rooms.

read -> say -> validate -> write -> describe -> compare -> switch
"""

from stedenband.pipeline.building import Built, OnBaseChange, Publish, build
from stedenband.pipeline.checking import (
    MappedDataset,
    ValidatedProject,
    read_codes,
    read_standings,
    validate_project,
)
from stedenband.pipeline.gates import CheckResult, Consent, check
from stedenband.pipeline.progress import Progress
from stedenband.pipeline.withdrawals import Withdrawals, Withdrawn

__all__ = [
    "Built",
    "CheckResult",
    "Consent",
    "MappedDataset",
    "OnBaseChange",
    "Progress",
    "Publish",
    "ValidatedProject",
    "Withdrawals",
    "Withdrawn",
    "build",
    "check",
    "read_codes",
    "read_standings",
    "validate_project",
]
