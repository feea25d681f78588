"""What a dump says of its data set, so that a file without a catalogue beside it still tells what it is."""

from __future__ import annotations

from pyoxigraph import NamedNode, Quad

from stedenband.catalogue.statements import a, about, link, moment, text, texts
from stedenband.model import DatasetInfo
from stedenband.ns import DCAT, DCTERMS, VOID


def make_heading(info: DatasetInfo, base: str) -> tuple[Quad, ...]:
    """Title, licence, publisher, version and date of a data set under that base, as the catalogue has them.

    The release is not named: the dump of a city would change with every edit of a neighbour in the same release.
    """
    return tuple(
        about(
            NamedNode(info.iri(base)),
            a(DCAT.Dataset, VOID.Dataset),
            texts(DCTERMS.title, info.title),
            link(DCTERMS.license, info.license),
            link(DCTERMS.publisher, info.publisher_iri(base)),
            text(DCAT.version, info.version),
            moment(DCTERMS.modified, info.modified),
        )
    )
