"""Finding things by their names, in every language and script, with typing mistakes: an index in memory, no service.

things_of(rows, home) -> Thing...        what the statements of a release tell of each thing
Index(things, languages).find(Wanted)    what a reader finds, with the numbers by which they can narrow it
"""

from stedenband.search.facets import Chosen, Counts
from stedenband.search.faults import NoFullTextError
from stedenband.search.folding import LONGEST
from stedenband.search.index import Found, Hit, How, Index, Wanted
from stedenband.search.things import FACETS, TYPES, Name, Row, Thing, things_of

__all__ = [
    "FACETS",
    "LONGEST",
    "TYPES",
    "Chosen",
    "Counts",
    "Found",
    "Hit",
    "How",
    "Index",
    "Name",
    "NoFullTextError",
    "Row",
    "Thing",
    "Wanted",
    "things_of",
]
