"""The vocabulary in one version, and what the shapes ask of the data, read from their files. Pure once read."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from pyoxigraph import NamedNode, Quad

from stedenband import assets
from stedenband.formats import TURTLE, read
from stedenband.model import Texts
from stedenband.ns import DCTERMS, ONTOLOGY, OWL, RDF, RDFS, SH, SKOS, STB, VOCABULARY
from stedenband.web.render.description import ResourceDescription
from stedenband.web.render.document_origin import DocumentOrigin

SHAPES = ("must.ttl", "should.ttl")
"""The shapes of data in this vocabulary."""

RELATIONS: dict[NamedNode, str] = {
    OWL.equivalentClass: "same",
    OWL.equivalentProperty: "same",
    SKOS.exactMatch: "exact",
    RDFS.subClassOf: "sub-class",
    RDFS.subPropertyOf: "sub-property",
    OWL.inverseOf: "inverse",
    SKOS.closeMatch: "close",
    SKOS.broadMatch: "broad",
    SKOS.narrowMatch: "narrow",
    SKOS.relatedMatch: "related",
}
"""How one term may relate to another, from the same to merely related, with the last part of a message key."""

_ALIGNMENTS = "alignments.ttl"

_CODE_LISTS = "codelists.ttl"

_CODES = f"{VOCABULARY}id/concept"


@dataclass(frozen=True, slots=True)
class VocabularyFile:
    """One version of the vocabulary, read once.

    ``quads`` and ``description`` are what the vocabulary says of itself; ``everything`` has the alignments and the
    code lists too.
    """

    quads: tuple[Quad, ...]
    alignments: tuple[Quad, ...]
    code_lists: tuple[Quad, ...]
    description: ResourceDescription
    everything: ResourceDescription
    version: str

    @property
    def origin(self) -> DocumentOrigin:
        """What a document of this version says of itself."""
        about = self.description
        return DocumentOrigin(
            ONTOLOGY,
            about.thing(ONTOLOGY, DCTERMS.license),
            about.thing(ONTOLOGY, DCTERMS.publisher),
            self.version,
            about.text(ONTOLOGY, DCTERMS.modified),
            about.thing(ONTOLOGY, OWL.versionIRI) or ONTOLOGY,
        )

    def label(self, term: NamedNode) -> Texts:
        """The labels of one of our terms; empty for a term of somebody else."""
        return self.description.names(term)

    @property
    def names(self) -> list[str]:
        """The local names of all its terms."""
        kinds = (OWL.Class, OWL.ObjectProperty, OWL.DatatypeProperty)
        terms = {term.value for kind in kinds for term in self.description.of_class(kind)}
        return sorted(term.removeprefix(STB.base) for term in terms if term.startswith(STB.base))


def read_vocabulary(project: Path | None = None) -> VocabularyFile:
    """The vocabulary of the project, else the packaged one."""
    return make_vocabulary(
        _read("stedenband.ttl", project), _read(_ALIGNMENTS, project), _read(_CODE_LISTS, project)
    )


def read_shapes(project: Path | None = None) -> ResourceDescription:
    """What the shapes of the project, else the packaged ones, ask."""
    paths = [path for name in SHAPES for path in assets.find_files("shapes", name, project)]
    return ResourceDescription(quad for path in paths for quad in read(path.read_bytes(), TURTLE))


def make_vocabulary(
    quads: Sequence[Quad], alignments: Sequence[Quad], code_lists: Sequence[Quad]
) -> VocabularyFile:
    """A version of the vocabulary of these statements."""
    description = ResourceDescription(quads)
    return VocabularyFile(
        quads=tuple(quads),
        alignments=tuple(alignments),
        code_lists=tuple(code_lists),
        description=description,
        everything=ResourceDescription([*quads, *alignments, *code_lists]),
        version=description.text(ONTOLOGY, OWL.versionInfo),
    )


def separate_vocabulary(statements: Iterable[Quad]) -> tuple[list[Quad], list[Quad]]:
    """The vocabulary's own statements, and those that align it, of a graph that holds both.

    The vocabulary declares every term of others that it uses itself (OWL 2 DL asks for that), so a statement that
    leads from one of our terms to one that is not declared is an alignment; so is all that is said of our codes.
    """
    told = list(statements)
    declared = {quad.subject for quad in told if quad.predicate == RDF.type}
    aligning = [quad for quad in told if _aligns(quad, declared)]
    return [quad for quad in told if quad not in set(aligning)], aligning


def _aligns(quad: Quad, declared: Collection[object]) -> bool:
    subject, value = quad.subject, quad.object
    if not isinstance(subject, NamedNode) or not isinstance(value, NamedNode):
        return False
    if subject.value.startswith(_CODES):
        return True
    return subject.value.startswith(STB.base) and quad.predicate in RELATIONS and value not in declared


def _read(name: str, project: Path | None) -> list[Quad]:
    paths = assets.find_files("ontology", name, project)
    return [quad for path in paths for quad in read(path.read_bytes(), TURTLE)]


@dataclass(frozen=True, slots=True)
class PropertyConstraint:
    """What one property shape asks of the things of some classes, or of whatever has one of some properties."""

    shape: NamedNode
    path: NamedNode
    classes: tuple[NamedNode, ...]
    having: tuple[NamedNode, ...]
    least: int
    most: int | None
    required: bool
    datatype: NamedNode | None
    code_list: NamedNode | None
    message: Texts


@dataclass(frozen=True, slots=True)
class Cardinality:
    """How many values a property has on the things of a class; ``advised`` when only advice asks for the first."""

    least: int
    most: int | None
    advised: bool


def read_demands(shapes: ResourceDescription) -> tuple[PropertyConstraint, ...]:
    """Every demand of these shapes, by shape."""
    found = [demand for node in shapes.of_class(SH.NodeShape) for demand in _demands(shapes, node)]
    return tuple(sorted(found, key=lambda demand: demand.shape.value))


def count_of(demands: Sequence[PropertyConstraint]) -> Cardinality:
    """What several demands on one property of one class come to."""
    required = [demand for demand in demands if demand.required]
    least = max((demand.least for demand in required), default=0)
    most = min((demand.most for demand in required if demand.most is not None), default=None)
    return Cardinality(least, most, advised=least == 0 and any(demand.least for demand in demands))


def _demands(shapes: ResourceDescription, node: NamedNode) -> Iterator[PropertyConstraint]:
    classes = tuple(shapes.things(node, SH.targetClass))
    having = tuple(shapes.things(node, SH.targetSubjectsOf))
    if not classes and not having:
        return
    for shape in shapes.things(node, SH.property):
        path = shapes.thing(shape, SH.path)
        if path is not None:
            yield _demand(shapes, shape, path, classes, having)


def _demand(
    shapes: ResourceDescription,
    shape: NamedNode,
    path: NamedNode,
    classes: tuple[NamedNode, ...],
    having: tuple[NamedNode, ...],
) -> PropertyConstraint:
    return PropertyConstraint(
        shape,
        path,
        classes,
        having,
        least=_number(shapes, shape, SH.minCount) or _number(shapes, shape, SH.qualifiedMinCount) or 0,
        most=_number(shapes, shape, SH.maxCount),
        required=shapes.thing(shape, SH.severity) != SH.Warning,
        datatype=shapes.thing(shape, SH.datatype),
        code_list=_code_list(shapes, shape),
        message=shapes.texts(shape, SH.message),
    )


def _number(shapes: ResourceDescription, shape: NamedNode, predicate: NamedNode) -> int | None:
    literal = shapes.literal(shape, predicate)
    return int(literal.value) if literal else None


def _code_list(shapes: ResourceDescription, shape: NamedNode) -> NamedNode | None:
    """The scheme that values must be of: the shape they must fit has it as the value that a property must have."""
    fitting = (each for node in shapes.things(shape, SH.node) for each in shapes.things(node, SH.property))
    return next((scheme for each in fitting for scheme in shapes.things(each, SH.hasValue)), None)
