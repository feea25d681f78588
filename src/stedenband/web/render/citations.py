"""How to cite a document: in a sentence, in BibTeX, and in CSL-JSON, which reference managers read."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from pyoxigraph import NamedNode, Quad

from stedenband.diff.dates import format_date_text
from stedenband.formats import N_TRIPLES, Format, read
from stedenband.model import Release, Texts
from stedenband.ns import DCAT, DCTERMS, FOAF, ONTOLOGY
from stedenband.releases import find_artefact, read_artefact, read_release
from stedenband.web.addresses import BIBTEX
from stedenband.web.render.description import ResourceDescription
from stedenband.web.render.ontology import VocabularyFile
from stedenband.web.render.wording import Wording

_LATEX = {
    "\\": r"\textbackslash{}", "~": r"\textasciitilde{}", "^": r"\textasciicircum{}",
    # BibTeX counts braces, escaped or not.
    "{": r"\textbraceleft{}", "}": r"\textbraceright{}",
    **{char: f"\\{char}" for char in "$&#_%"},
}  # fmt: skip

_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\u200e\u200f\u2028-\u202e\u2066-\u2069]+")
"""Characters that no reference manager wants: controls, and those that turn the direction of text."""

_ENDED = re.compile(
    r"[.!?\u2026\u203d\u061f\u06d4\u3002\uff01\uff1f][\"'\u2018\u2019\u201c\u201d\u00bb\u203a)\]]*$"
)
"""A text that ends a sentence itself, in any of the scripts of our names, be it within quotation marks."""

_OF_VOCABULARY = ("concept", "conceptscheme")
"""Class words of what the vocabulary defines, whoever publishes data in it."""


@dataclass(frozen=True, slots=True)
class CitedContainer:
    """The work that a document is part of: its data set, or the vocabulary."""

    slug: str
    title: str
    author: str
    version: str
    modified: str


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
        return wording.translate(
            "{publisher} ({year}). {title} In: {collection}, version {version} of {date}. {iri}",
            publisher=self.publisher or self.collection,
            year=self.modified[:4],
            title=add_full_stop(self.title),
            collection=self.collection,
            version=self.version,
            date=format_date_text(self.modified, wording.language),
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


def add_full_stop(text: str) -> str:
    """A text as a sentence of its own: with a full stop, unless it ends as a sentence already.

    >>> add_full_stop("Which city?"), add_full_stop("Ghent - Melle")
    ('Which city?', 'Ghent - Melle.')
    """
    return text if _ENDED.search(text) else f"{text}."


def make_citation(
    container: CitedContainer, reference: str, iri: str, title: str, wording: Wording
) -> Citation:
    """The citation of the document about a thing.

    The document about a source is ours, the source is not: the title says that it is about the source.
    """
    if reference.startswith("source/"):
        title = wording.translate("About the source “{title}”", title=title)
    return Citation(
        key=re.sub(r"[^a-z0-9]+", "-", f"{container.slug}-{reference}".lower()).strip("-"),
        title=title,
        collection=container.title,
        publisher=container.author,
        version=container.version,
        modified=container.modified,
        iri=iri,
        language=wording.language,
    )


def describe_container(
    word: str, release: Release, folder: Path, vocabulary: VocabularyFile, wording: Wording
) -> CitedContainer:
    """What a document about a thing of that class word is part of: codes and their lists are the vocabulary's."""
    if word in _OF_VOCABULARY:
        return _vocabulary(vocabulary, wording)
    return CitedContainer(
        slug=release.dataset,
        title=wording.choose_text(release.title),
        author=wording.choose_text(_publisher(folder)),
        version=release.version,
        modified=release.modified,
    )


def _vocabulary(vocabulary: VocabularyFile, wording: Wording) -> CitedContainer:
    """The vocabulary by its own header; its authors are its creators, else its publishers."""
    told = vocabulary.description
    agents = told.things(ONTOLOGY, DCTERMS.creator) or told.things(ONTOLOGY, DCTERMS.publisher)
    return CitedContainer(
        slug="stedenband",
        title=wording.choose_text(told.texts(ONTOLOGY, DCTERMS.title)),
        author=wording.listing([wording.choose_text(told.texts(agent, FOAF.name)) for agent in agents]),
        version=vocabulary.version,
        modified=told.text(ONTOLOGY, DCTERMS.modified) or told.text(ONTOLOGY, DCTERMS.issued),
    )


@lru_cache(maxsize=8)
def _publisher(folder: Path) -> Texts:
    """The names of who publishes a release, from its catalogue; a release never changes in its folder."""
    catalogue = find_artefact(read_release(folder), name_catalogue_file(N_TRIPLES.extension))
    return _publisher_in(read(read_artefact(folder, catalogue), N_TRIPLES)) if catalogue else {}


def _publisher_in(quads: Iterable[Quad]) -> Texts:
    description = ResourceDescription(quads)
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


def name_catalogue_file(extension: str, page: int = 1) -> str:
    """The file of one page of the catalogue in one form."""
    return f"catalog.{extension}" if page == 1 else f"catalog-{page}.{extension}"
