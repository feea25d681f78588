"""The vocabulary's own file: its statements, its version, and the labels that pages use for facts."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from pyoxigraph import NamedNode, Quad

from stedenband import assets
from stedenband.formats import TURTLE, read
from stedenband.model import Texts
from stedenband.ns import ONTOLOGY, OWL
from stedenband.web.description import Description


@dataclass(frozen=True, slots=True)
class VocabularyFile:
    """The vocabulary's own file, read once."""

    quads: tuple[Quad, ...]
    description: Description
    version: str

    def label(self, term: NamedNode) -> Texts:
        """The labels of one of our terms; empty for a term of somebody else."""
        return self.description.names(term)


def read_vocabulary(project: Path | None = None) -> VocabularyFile:
    """The vocabulary of the project, else the packaged one."""
    quads = [
        quad
        for path in assets.files("ontology", "stedenband.ttl", project)
        for quad in read(path.read_bytes(), TURTLE)
    ]
    description = Description(quads)
    return VocabularyFile(tuple(quads), description, description.text(ONTOLOGY, OWL.versionInfo))
