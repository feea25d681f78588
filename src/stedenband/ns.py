"""Prefixes, the closed list of terms we use, and the minting of IRIs. Pure: no files, no clock, no network.

The terms of all graphs inside stedenband are pyoxigraph's (``NamedNode``, ``Literal``, ``Quad``): immutable,
hashable, and written to bytes without conversion. A term that is not listed here is an ``AttributeError``
where the module that uses it is imported.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from urllib.parse import urlsplit

from pyoxigraph import NamedNode


class Vocabulary:
    """A closed namespace: ``STB.kind`` gives the term, ``STB.knid`` an ``AttributeError``."""

    __slots__ = ("_terms", "base")

    def __init__(self, base: str, terms: str) -> None:
        self.base = base
        self._terms = {name: NamedNode(base + name) for name in terms.split()}

    def __getattr__(self, name: str) -> NamedNode:
        try:
            return self._terms[name]
        except KeyError:
            raise AttributeError(f"{self.base} has no term {name!r} in stedenband.ns") from None

    def __getitem__(self, name: str) -> NamedNode:
        return self.__getattr__(name)

    def __iter__(self) -> Iterator[str]:
        return iter(self._terms)

    def __contains__(self, name: str) -> bool:
        return name in self._terms


VOCABULARY = "https://w3id.org/stedenband/"
"""Root of what all cities share: the ontology at ``ns``, the code lists at ``id/concept/``."""

ONTOLOGY = NamedNode(VOCABULARY + "ns")

STB = Vocabulary(
    VOCABULARY + "ns#",
    """Partnership Participation City Country Act Phase Change Claim Evidence SourceDocument OpenQuestion
    party partnerOf formerPartnerOf participation kind status stands level act continues country suburbOf phase affects
    exempts website
    evidence source mode rule about candidate
    startDate endDate startYear endYear date year quote position asWritten followed reason""",
)
RDF = Vocabulary(
    "http://www.w3.org/1999/02/22-rdf-syntax-ns#", "type Statement subject predicate object langString"
)
RDFS = Vocabulary(
    "http://www.w3.org/2000/01/rdf-schema#",
    "label comment seeAlso isDefinedBy subClassOf subPropertyOf domain range",
)
OWL = Vocabulary(
    "http://www.w3.org/2002/07/owl#",
    "Ontology Class ObjectProperty DatatypeProperty FunctionalProperty SymmetricProperty sameAs versionInfo versionIRI "
    "priorVersion deprecated inverseOf equivalentClass equivalentProperty disjointWith propertyDisjointWith "
    "TransitiveProperty InverseFunctionalProperty AsymmetricProperty IrreflexiveProperty",
)
XSD = Vocabulary(
    "http://www.w3.org/2001/XMLSchema#",
    "string integer decimal boolean date dateTime gYear gYearMonth anyURI hexBinary nonNegativeInteger",
)
SKOS = Vocabulary(
    "http://www.w3.org/2004/02/skos/core#",
    "Concept ConceptScheme inScheme topConceptOf hasTopConcept prefLabel altLabel definition notation note scopeNote "
    "example relatedMatch exactMatch closeMatch broadMatch narrowMatch broader",
)
DCTERMS = Vocabulary(
    "http://purl.org/dc/terms/",
    "title description publisher creator language license source created issued modified identifier "
    "bibliographicCitation type replaces isReplacedBy isPartOf hasPart format extent temporal spatial conformsTo "
    "subject isVersionOf "
    "accessRights accrualPeriodicity provenance rightsHolder Agent Frequency LicenseDocument LinguisticSystem Location "
    "MediaType MediaTypeOrExtent PeriodOfTime ProvenanceStatement RightsStatement Standard",
)
ORG = Vocabulary(
    "http://www.w3.org/ns/org#",
    "OrganizationalCollaboration Membership Organization ChangeEvent organization member role hasMember "
    "originalOrganization resultingOrganization changedBy",
)
PROV = Vocabulary(
    "http://www.w3.org/ns/prov#",
    "Entity Activity wasDerivedFrom wasAssociatedWith wasGeneratedBy used startedAtTime endedAtTime",
)
OA = Vocabulary("http://www.w3.org/ns/oa#", "SpecificResource hasSource")
SCHEMA = Vocabulary(
    "https://schema.org/",
    "City Country AdministrativeArea containedInPlace latitude longitude sha256 startDate endDate location "
    "position PropertyValue additionalProperty propertyID maxValue unitCode",
)
FOAF = Vocabulary("http://xmlns.com/foaf/0.1/", "Document Agent Organization name homepage page primaryTopic")
GEO = Vocabulary("http://www.opengis.net/ont/geosparql#", "Feature Geometry hasGeometry asWKT wktLiteral")
VANN = Vocabulary("http://purl.org/vocab/vann/", "preferredNamespacePrefix preferredNamespaceUri")
SH = Vocabulary(
    "http://www.w3.org/ns/shacl#",
    "ValidationReport ValidationResult conforms result focusNode resultPath resultMessage resultSeverity sourceShape "
    "sourceConstraintComponent value Violation Warning Info NodeShape PropertyShape property path "
    "minCount maxCount datatype nodeKind IRI targetClass targetSubjectsOf node severity message hasValue "
    "qualifiedMinCount",
)
DCAT = Vocabulary(
    "http://www.w3.org/ns/dcat#",
    "Catalog CatalogRecord Dataset Distribution DataService accessService accessURL bbox byteSize centroid "
    "compressFormat contactPoint dataset distribution downloadURL endDate endpointDescription endpointURL keyword "
    "landingPage mediaType nextVersion previousVersion record servesDataset service startDate theme themeTaxonomy "
    "version",
)
DCATAP = Vocabulary("http://data.europa.eu/r5r/", "availability")
MDCAT = Vocabulary("https://data.vlaanderen.be/ns/metadata-dcat#", "levensfase ontwikkelingstoestand")
ADMS = Vocabulary("http://www.w3.org/ns/adms#", "status versionNotes")
HYDRA = Vocabulary(
    "http://www.w3.org/ns/hydra/core#",
    "Collection PartialCollectionView first last next previous totalItems view",
)
LOCN = Vocabulary("http://www.w3.org/ns/locn#", "geometry")
SPDX = Vocabulary(
    "http://spdx.org/rdf/terms#",
    "Checksum ChecksumAlgorithm algorithm checksum checksumAlgorithm_sha256 checksumValue",
)
VCARD = Vocabulary("http://www.w3.org/2006/vcard/ns#", "Kind Organization fn hasEmail hasURL")
VOID = Vocabulary(
    "http://rdfs.org/ns/void#",
    "Dataset DatasetDescription Linkset class classPartition classes dataDump distinctSubjects entities "
    "exampleResource feature inDataset linkPredicate objectsTarget properties property propertyPartition "
    "sparqlEndpoint subset subjectsTarget triples uriSpace vocabulary",
)
SD = Vocabulary(
    "http://www.w3.org/ns/sparql-service-description#",
    "Service endpoint supportedLanguage SPARQL11Query feature UnionDefaultGraph resultFormat defaultDataset Dataset "
    "defaultGraph Graph namedGraph NamedGraph name graph SPARQLQuery supportedVersion extensionFunction Function "
    "defaultEntailmentRegime",
)
SPARQL_VERSIONS = "http://www.w3.org/ns/sparql#version-"
SIMPLE_ENTAILMENT = NamedNode("http://www.w3.org/ns/entailment/Simple")
GEOF = Vocabulary(
    "http://www.opengis.net/def/function/geosparql/",
    """distance area length perimeter centroid convexHull envelope asGeoJSON getSRID dimension coordinateDimension
    spatialDimension isEmpty isSimple intersection union difference symDifference relate
    sfEquals sfDisjoint sfIntersects sfTouches sfCrosses sfWithin sfContains sfOverlaps
    ehEquals ehDisjoint ehMeet ehOverlap ehCovers ehCoveredBy ehInside ehContains
    rcc8eq rcc8dc rcc8ec rcc8po rcc8tppi rcc8tpp rcc8ntpp rcc8ntppi""",
)
AS = Vocabulary("https://www.w3.org/ns/activitystreams#", "Create Update Delete object published")
LDES = Vocabulary(
    "https://w3id.org/ldes#",
    "EventStream EventSource RetentionPolicy timestampPath sequencePath versionOfPath versionCreateObject "
    "versionUpdateObject versionDeleteObject pollingInterval retentionPolicy startingFrom immutable",
)
TREE = Vocabulary(
    "https://w3id.org/tree#",
    "Node GreaterThanOrEqualToRelation LessThanRelation view member shape relation node path value",
)
W3C_FORMATS = "http://www.w3.org/ns/formats/"
WD = "http://www.wikidata.org/entity/"
GEONAMES = "https://sws.geonames.org/"
EU_AUTHORITY = "http://publications.europa.eu/resource/authority/"
EU_COUNTRY = EU_AUTHORITY + "country/"
EU_LANGUAGE = EU_AUTHORITY + "language/"

PREFIXES: dict[str, str] = {
    "adms": ADMS.base,
    "as": AS.base,
    "dcat": DCAT.base,
    "dcatap": DCATAP.base,
    "dcterms": DCTERMS.base,
    "foaf": FOAF.base,
    "geo": GEO.base,
    "hydra": HYDRA.base,
    "ldes": LDES.base,
    "locn": LOCN.base,
    "mdcat": MDCAT.base,
    "oa": OA.base,
    "org": ORG.base,
    "owl": OWL.base,
    "prov": PROV.base,
    "rdf": RDF.base,
    "rdfs": RDFS.base,
    "schema": SCHEMA.base,
    "sd": SD.base,
    "sh": SH.base,
    "skos": SKOS.base,
    "spdx": SPDX.base,
    "stb": STB.base,
    "tree": TREE.base,
    "vann": VANN.base,
    "vcard": VCARD.base,
    "void": VOID.base,
    "wd": WD,
    "xsd": XSD.base,
    "bibo": "http://purl.org/ontology/bibo/",
    "geof": GEOF.base,
    "uom": "http://www.opengis.net/def/uom/OGC/1.0/",
    "stbsh": VOCABULARY + "shapes#",
    "concept": VOCABULARY + "id/concept/",
    "scheme": VOCABULARY + "id/conceptscheme/",
}
"""Every prefix that stands in a file of ours; the ``@prefix`` and ``PREFIX`` lines are tested against it."""

SLUG = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*\Z")
"""A reference inside an IRI: ASCII lower case, digits, single hyphens."""

QID = re.compile(r"Q[1-9][0-9]{0,11}\Z")

GRAPHS = ("partnerships", "claims", "sources", "links", "concepts", "ontology", "expert")
"""Names of the graphs of a release, in the order in which a reader wants them."""

SCHEMES = ("kind", "status", "standing", "level", "change", "mode", "role", "act", "rule")
"""The code lists of the vocabulary."""

CONCEPTS = (
    "city",
    "country",
    "place",
    "partnership",
    "participation",
    "act",
    "change",
    "phase",
    "claim",
    "evidence",
    "source",
    "question",
    "geometry",
    "graph",
    "dataset",
)
"""The words that may follow ``/id/`` under a data set's base."""


_LANGUAGE_CODES = {
    "ar": "ARA", "bg": "BUL", "cs": "CES", "da": "DAN", "de": "DEU", "el": "ELL", "en": "ENG", "es": "SPA",
    "et": "EST", "fi": "FIN", "fr": "FRA", "ga": "GLE", "hr": "HRV", "hu": "HUN", "it": "ITA", "ja": "JPN",
    "ko": "KOR", "lt": "LIT", "lv": "LAV", "mt": "MLT", "nl": "NLD", "pl": "POL", "pt": "POR", "ro": "RON",
    "ru": "RUS", "sk": "SLK", "sl": "SLV", "sv": "SWE", "tr": "TUR", "uk": "UKR", "zh": "ZHO",
}  # fmt: skip


def find_language_iri(tag: str) -> NamedNode:
    """The concept of the EU language list for a language tag; ``MUL`` where we know none.

    >>> find_language_iri("zh-hans").value
    'http://publications.europa.eu/resource/authority/language/ZHO'
    """
    return NamedNode(EU_LANGUAGE + _LANGUAGE_CODES.get(tag.split("-")[0].lower(), "MUL"))


def find_language_tag(iri: str) -> str:
    """The language tag of a concept of the EU language list; ``mul`` for one that is not of ours.

    >>> find_language_tag("http://publications.europa.eu/resource/authority/language/NLD")
    'nl'
    """
    code = iri.removeprefix(EU_LANGUAGE)
    return next((tag for tag, known in _LANGUAGE_CODES.items() if known == code), "mul")


def find_base_fault(base: str) -> str | None:
    """Why this cannot be the base of a data set's IRIs, or ``None`` when it can.

    A base is an absolute http(s) IRI that ends with ``/``, without query, fragment, user or characters
    that an IRI may not hold (RFC 3987; the Belgian URI standard asks for https, which is advice here).
    """
    try:
        parts = urlsplit(base)
        host = parts.hostname
    except ValueError as error:
        return f"{base!r} is not an IRI: {error}"
    if parts.scheme not in ("http", "https") or not host:
        return f"{base!r} is not an http(s) IRI"
    if parts.query or parts.fragment or "?" in base or "#" in base or parts.username is not None:
        return f"{base!r} has a query, a fragment or a user name; a base has none"
    if not base.endswith("/"):
        return f"{base!r} does not end with a slash"
    if re.search(r"[\x00-\x20<>\"{}|\\^`\x7f]", base):
        return f"{base!r} holds a character that an IRI may not hold"
    return None


def mint_concept(scheme: str, code: str) -> NamedNode:
    """The IRI of a concept of one of our code lists."""
    return NamedNode(f"{VOCABULARY}id/concept/{scheme}/{code}")


def mint_scheme(name: str) -> NamedNode:
    """The IRI of one of our code lists."""
    return NamedNode(f"{VOCABULARY}id/conceptscheme/{name}")


def mint_wikidata(qid: str) -> NamedNode:
    """The IRI of a Wikidata item: the entity, not its page."""
    return NamedNode(WD + qid)


def mint_geonames(number: int) -> NamedNode:
    """The IRI of a GeoNames feature: https, trailing slash, as GeoNames itself publishes it."""
    return NamedNode(f"{GEONAMES}{number}/")


def split_prefix(iri: str, prefixes: Mapping[str, str]) -> tuple[str, str] | None:
    """The prefix that leaves the least of an IRI, and what it leaves; ``None`` where none fits.

    >>> split_prefix("https://w3id.org/stedenband/ns#kind", PREFIXES)
    ('stb', 'kind')
    """
    fitting = [(len(start), prefix, start) for prefix, start in prefixes.items() if iri.startswith(start)]
    if not fitting:
        return None
    _, prefix, start = max(fitting)
    return prefix, iri.removeprefix(start)


def shorten_iri(iri: str) -> str:
    """What to call a thing that has no name: ``wd:Q1296``, the bare address.

    >>> shorten_iri("https://stad.gent/")
    'stad.gent'
    """
    for prefix, start in PREFIXES.items():
        if iri.startswith(start) and iri != start:
            return f"{prefix}:{iri.removeprefix(start)}"
    return iri.removeprefix("https://").removeprefix("http://").rstrip("/")


def choose_public_root(base: str, public_url: str | None) -> str:
    """How the public addresses of a server begin: as was set, or else like the IRIs.

    >>> choose_public_root("https://example.org/id-base/", None)
    'https://example.org/id-base/'
    """
    return public_url or base


@dataclass(frozen=True, slots=True)
class Iris:
    """Mints the IRIs of one data set under its base, by the pattern ``{base}id/{concept}/{reference}``."""

    base: str

    def __post_init__(self) -> None:
        fault = find_base_fault(self.base)
        if fault:
            raise ValueError(fault)

    def thing(self, reference: str) -> NamedNode:
        """The IRI of ``city/gent``, ``partnership/gent-kanazawa``, ``participation/gent-melle/gent``...

        Raises ``ValueError`` when the first word is not one of ``CONCEPTS`` or a later one is not a slug.
        """
        word, *rest = reference.split("/")
        if word not in CONCEPTS or not rest or not all(SLUG.match(part) for part in rest):
            raise ValueError(f"not a reference to a thing: {reference!r}")
        return NamedNode(f"{self.base}id/{reference}")

    def graph(self, name: str) -> NamedNode:
        """The IRI of one of the release's named graphs."""
        return self.thing(f"graph/{name}")

    def document(self, thing: NamedNode) -> str:
        """The address of the document about a thing: ``/doc/...`` for ``/id/...`` (303 target)."""
        for root in (self.base, VOCABULARY):
            if thing.value.startswith(root + "id/"):
                return f"{root}doc/{thing.value.removeprefix(root + 'id/')}"
        return thing.value

    @property
    def prefixes(self) -> dict[str, str]:
        """``PREFIXES``, short names for this data set's own things (``city:gent``) and for codes (``kind:twinning``).

        A code list that is called as a thing is (``act``, ``change``) has ``-kind`` after its name.
        """
        own = {word: f"{self.base}id/{word}/" for word in CONCEPTS}
        codes = {f"{name}-kind" if name in own else name: mint_concept(name, "").value for name in SCHEMES}
        return {**PREFIXES, **codes, **own}
