"""The glossary is true: its modules are there, and who searches the sources for a term finds its module early."""

from __future__ import annotations

from house.glossary import GLOSSARY, entries, lives_in, search
from house.source_names import SOURCES

FIRST = 3
"""Files that a person looks at."""

OF_MANY_ROOMS = frozenset({"drain", "serializer", "service description", "retry", "report"})
"""Terms that stand in several rooms with one meaning each; the glossary names the one that defines it."""


def test_every_module_is_there() -> None:
    found = entries()
    assert len(found) > 80
    assert [entry.where for entry in found if not (SOURCES / entry.where).exists()] == []


def test_a_technical_term_is_found_where_it_lives() -> None:
    domain = {entry.term for entry in entries()[: len(domain_rows())]}
    lost = {
        entry.term: search(entry.term)[:FIRST]
        for entry in entries()
        if entry.term not in domain | OF_MANY_ROOMS
        and not any(lives_in(path, entry.where) for path in search(entry.term)[:FIRST])
    }
    assert lost == {}


def domain_rows() -> list[str]:
    """The rows of the first table: words of the domain, which stand everywhere."""
    text = GLOSSARY.read_text(encoding="utf-8").partition("## Technical terms")[0]
    return [line for line in text.splitlines() if line.startswith("| ") and line.endswith("` |")]
