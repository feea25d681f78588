"""Full-text search over the things of a release: by name, in every language and script, tolerating typing errors.

The index lives in memory, in SQLite's FTS5; there is no service to run.

- ``build_things(rows, home)`` makes the ``Thing`` records from rows of facts (``FactRow``);
- ``SearchIndex(things, languages).find(SearchQuery)`` gives a ``SearchResult``: a page of ``SearchHit`` records,
  and the counts per facet;
- ``FACETS`` and ``TYPES`` are what a search can be narrowed by, ``LONGEST`` the longest text that is looked for;
- ``NoFullTextError`` says that this Python's SQLite has no FTS5.
"""

from stedenband.errors import NoFullTextError
from stedenband.search.facets import ChosenFacets, FacetCounts
from stedenband.search.folding import LONGEST
from stedenband.search.index import MatchKind, SearchHit, SearchIndex, SearchQuery, SearchResult
from stedenband.search.things import FACETS, TYPES, FactRow, Name, Thing, build_things

__all__ = [
    "FACETS",
    "LONGEST",
    "TYPES",
    "ChosenFacets",
    "FacetCounts",
    "FactRow",
    "MatchKind",
    "Name",
    "NoFullTextError",
    "SearchHit",
    "SearchIndex",
    "SearchQuery",
    "SearchResult",
    "Thing",
    "build_things",
]
