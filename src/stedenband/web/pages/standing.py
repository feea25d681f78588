"""Whether a partnership stands, as its document tells it: by the code list of the release, not by code."""

from __future__ import annotations

from pyoxigraph import NamedNode

from stedenband.model import Standing
from stedenband.ns import STB, concept
from stedenband.web.description import Description

_STANDINGS = {concept("standing", standing.value): standing for standing in Standing}


def standing_of(description: Description, partnership: NamedNode) -> Standing:
    """Whether it stands; not known where it has no status, or one of which the code list does not say so."""
    status = description.thing(partnership, STB.status)
    said = description.thing(status, STB.stands) if status is not None else None
    return _STANDINGS.get(said, Standing.UNKNOWN) if said is not None else Standing.UNKNOWN
