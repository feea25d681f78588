"""How to cite a document: in a sentence, in BibTeX, and in CSL-JSON, which reference managers read."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from pyoxigraph import NamedNode, Quad

from stedenband.dates import date_in_words
from stedenband.formats import N_TRIPLES, Format, read
from stedenband.model import Release, Texts
from stedenband.ns import DCAT, DCTERMS, FOAF
from stedenband.releases import lists, read_artefact, read_release
from stedenband.web.catalogue.graph import file_name
from stedenband.web.citation_forms import BIBTEX
from stedenband.web.description import Description
from stedenband.web.presentation.wording import Wording

_LATEX = {
    "\\": r"\textbackslash{}", "~": r"\textasciitilde{}", "^": r"\textasciicircum{}",
    # BibTeX counts braces, escaped or not.
    "{": r"\textbraceleft{}", "}": r"\textbraceright{}",
    **{char: f"\\{char}" for char in "$&#_%"},
}  # fmt: skip
_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\u200e\u200f\u2028-\u202e\u2066-\u2069]+")
"""Characters that no reference manager wants: controls, and those that turn the direction of text."""


@dataclass(frozen=True, slots=True)
class Citation:
    """What a reference to a document says."""

    key: str
    title: str
    collection: str
    publisher: str
    version: str
    modified: str
    iri: str
    language: str

    def sentence(self, wording: Wording) -> str:
        """For the foot of a page: publisher, year, title, collection, version, address."""
        return wording.say(
            "cite.sentence",
            publisher=self.publisher or self.collection,
            year=self.modified[:4],
            title=self.title,
            collection=self.collection,
            version=self.version,
            date=date_in_words(self.modified, wording.language),
            iri=self.iri,
        )

    def bibtex(self) -> str:
        """An entry for a bibliography of LaTeX.

        Letters stay as they are: every LaTeX of today reads UTF-8.
        """
        year, month, *_ = (*self.modified.split("-"), "")
        fields = {
            "author": f"{{{_latex(self.publisher or self.collection)}}}",
            "title": f"{{{_latex(self.title)}}}",
            "howpublished": _latex(self.collection),
            "version": _latex(self.version),
            "year": _latex(year),
            "month": _latex(month),
            "url": self.iri,
        }
        lines = "".join(f"  {name} = {{{value}}},\n" for name, value in fields.items() if value)
        return f"@misc{{{self.key},\n{lines}}}\n"

    def csl(self) -> str:
        """One item of CSL-JSON."""
        item = {
            "id": self.key,
            "type": "webpage",
            "title": _plain(self.title),
            "container-title": _plain(self.collection),
            "author": [{"literal": _plain(self.publisher or self.collection)}],
            "issued": {"date-parts": [[int(part) for part in self.modified.split("-") if part.isdigit()]]},
            "version": self.version,
            "language": self.language,
            "URL": self.iri,
        }
        return json.dumps(item, ensure_ascii=False, indent=1) + "\n"

    def written(self, form: Format) -> bytes:
        """The citation in one of its forms."""
        return (self.bibtex() if form is BIBTEX else self.csl()).encode()


def citation_of(
    release: Release, folder: Path, reference: str, iri: str, title: str, wording: Wording
) -> Citation:
    """The citation of the document about a thing, as a release has it."""
    return Citation(
        key=re.sub(r"[^a-z0-9]+", "-", f"{release.dataset}-{reference}".lower()).strip("-"),
        title=title,
        collection=wording.pick(release.title),
        publisher=wording.pick(_publisher(folder)),
        version=release.version,
        modified=release.modified,
        iri=iri,
        language=wording.language,
    )


@lru_cache(maxsize=8)
def _publisher(folder: Path) -> Texts:
    """The names of who publishes a release, from its catalogue; a release never changes in its folder."""
    catalogue = lists(read_release(folder), file_name(N_TRIPLES.extension))
    return _publisher_in(read(read_artefact(folder, catalogue), N_TRIPLES)) if catalogue else {}


def _publisher_in(quads: Iterable[Quad]) -> Texts:
    description = Description(quads)
    publishers: list[NamedNode] = [
        publisher
        for dataset in description.of_class(DCAT.Dataset)
        for publisher in description.things(dataset, DCTERMS.publisher)
    ]
    return description.texts(publishers[0], FOAF.name) if publishers else {}


def _plain(text: str) -> str:
    return " ".join(_CONTROL.sub(" ", text).split())


def _latex(text: str) -> str:
    return "".join(_LATEX.get(char, char) for char in _plain(text))
