"""The vocabulary keeps the rules of its trade, one query a rule; each rule is seen to fail on a broken one.

The codes are those of FOOPS! (w3id.org/foops/test) and OOPS! (oops.linkeddata.es) where they have the rule; only
what can be checked without a network is here. FOOPS' OM3 also wishes for a DOI and a logo: there are none.
"""

from __future__ import annotations

from dataclasses import dataclass

import pytest
from pyoxigraph import BlankNode, Literal, QuerySolutions, RdfFormat, Store, parse

from stedenband.ns import ONTOLOGY, PREFIXES, RDF, STB, VANN

_PROLOGUE = "".join(f"PREFIX {prefix}: <{namespace}>\n" for prefix, namespace in PREFIXES.items())
_OWN = """
  ?term a ?type .
  FILTER(?type IN (owl:Class, owl:ObjectProperty, owl:DatatypeProperty))
  FILTER(STRSTARTS(STR(?term), STR(stb:)))
"""


@dataclass(frozen=True)
class Rule:
    """A rule of hygiene: the query finds offenders, ``broken`` is Turtle in which it must find one."""

    code: str
    query: str
    broken: str


RULES = (
    Rule(
        "OM1-OM5-P41-header-is-complete",
        """SELECT ?missing WHERE {
          ?ontology a owl:Ontology .
          VALUES ?missing {
            dcterms:title dcterms:description dcterms:creator dcterms:publisher dcterms:license dcterms:created
            dcterms:issued dcterms:modified dcterms:bibliographicCitation dcterms:source bibo:status
            owl:versionIRI owl:versionInfo vann:preferredNamespacePrefix vann:preferredNamespaceUri
          }
          FILTER NOT EXISTS { ?ontology ?missing ?value }
        }""",
        '<https://w3id.org/stedenband/ns> a owl:Ontology ; dcterms:title "Stedenband"@en .',
    ),
    Rule(
        "P38-exactly-one-ontology-is-declared",
        """SELECT (COUNT(?ontology) AS ?ontologies) WHERE { ?ontology a owl:Ontology } HAVING(COUNT(?ontology) != 1)""",
        "stb:City a owl:Class .",
    ),
    Rule(
        "OM1-title-and-description-in-both-languages",
        """SELECT ?property ?language WHERE {
          VALUES ?property { dcterms:title dcterms:description }
          VALUES ?language { "nl" "en" }
          ?ontology a owl:Ontology .
          FILTER NOT EXISTS { ?ontology ?property ?text . FILTER(LANG(?text) = ?language) }
        }""",
        '<https://w3id.org/stedenband/ns> a owl:Ontology ; dcterms:title "Stedenband"@en , "Stedenband"@nl .',
    ),
    Rule(
        "VER1-version-differs-from-the-ontology-and-agrees-with-its-number",
        """SELECT ?version WHERE {
          ?ontology owl:versionIRI ?version ; owl:versionInfo ?number .
          FILTER(?version = ?ontology || STR(?version) != CONCAT(STR(?ontology), "/", ?number))
        }""",
        "<https://w3id.org/stedenband/ns> owl:versionIRI <https://w3id.org/stedenband/ns> ; owl:versionInfo '1' .",
    ),
    Rule(
        "URI2-PURL1-namespace-is-the-persistent-iri-of-the-ontology",
        """SELECT ?namespace WHERE {
          ?ontology vann:preferredNamespaceUri ?namespace .
          FILTER(?namespace != CONCAT(STR(?ontology), "#") || !STRSTARTS(?namespace, "https://w3id.org/"))
        }""",
        '<https://w3id.org/stedenband/ns> vann:preferredNamespaceUri "https://example.org/ns#" .',
    ),
    Rule(
        "P36-no-file-extension-in-the-iri",
        r"""SELECT ?ontology WHERE {
          ?ontology a owl:Ontology . FILTER(REGEX(STR(?ontology), "\\.(ttl|owl|rdf|xml|nt|jsonld|html)$"))
        }""",
        "<https://w3id.org/stedenband/ns.ttl> a owl:Ontology .",
    ),
    Rule(
        "VOC3-P08-one-label-in-each-language",
        f"""SELECT ?term ?language WHERE {{
          {_OWN}
          VALUES ?language {{ "nl" "en" }}
          OPTIONAL {{ ?term rdfs:label ?label . FILTER(LANG(?label) = ?language) }}
        }} GROUP BY ?term ?language HAVING(COUNT(DISTINCT ?label) != 1)""",
        'stb:City a owl:Class ; rdfs:label "city"@en .',
    ),
    Rule(
        "VOC4-P08-one-definition-in-each-language",
        f"""SELECT ?term ?language WHERE {{
          {_OWN}
          VALUES ?language {{ "nl" "en" }}
          OPTIONAL {{ ?term skos:definition ?text . FILTER(LANG(?text) = ?language) }}
        }} GROUP BY ?term ?language HAVING(COUNT(DISTINCT ?text) != 1)""",
        'stb:City a owl:Class ; skos:definition "A local authority."@en .',
    ),
    Rule(
        "definitions-notes-and-examples-end-as-sentences",
        r"""SELECT ?term ?text WHERE {
          VALUES ?property { skos:definition skos:scopeNote skos:example }
          ?term ?property ?text .
          FILTER(!REGEX(?text, "[.?]$") || REGEX(?text, "  "))
        }""",
        'stb:City skos:definition "A local authority"@en .',
    ),
    Rule(
        "a-definition-is-one-sentence",
        r"""SELECT ?term ?text WHERE { ?term skos:definition ?text . FILTER(REGEX(?text, "[.?!] ")) }""",
        'stb:City skos:definition "A local authority. Of any size."@en .',
    ),
    Rule(
        "notes-and-examples-come-in-both-languages",
        """SELECT ?term ?property WHERE {
          VALUES ?property { skos:scopeNote skos:example }
          ?term ?property ?any .
          OPTIONAL { ?term ?property ?nl . FILTER(LANG(?nl) = "nl") }
          OPTIONAL { ?term ?property ?en . FILTER(LANG(?en) = "en") }
          FILTER(!BOUND(?nl) || !BOUND(?en))
        }""",
        'stb:City skos:scopeNote "Of any size."@en .',
    ),
    Rule(
        "every-term-says-where-it-is-defined",
        f"""SELECT ?term WHERE {{
          {_OWN}
          FILTER NOT EXISTS {{ ?term rdfs:isDefinedBy <{ONTOLOGY.value}> }}
        }}""",
        "stb:City a owl:Class .",
    ),
    Rule(
        "P04-every-class-is-connected",
        f"""SELECT ?term WHERE {{
          {_OWN}
          FILTER(?type = owl:Class)
          FILTER NOT EXISTS {{ ?property rdfs:domain|rdfs:range ?term }}
        }}""",
        "stb:City a owl:Class .",
    ),
    Rule(
        "P11-a-property-has-a-domain-or-a-range",
        f"""SELECT ?term WHERE {{
          {_OWN}
          FILTER(?type != owl:Class)
          FILTER NOT EXISTS {{ ?term rdfs:domain|rdfs:range ?class }}
        }}""",
        "stb:party a owl:ObjectProperty .",
    ),
    Rule(
        "P11-a-property-without-domain-says-on-what-it-is-used",
        f"""SELECT ?term WHERE {{
          {_OWN}
          FILTER(?type != owl:Class)
          FILTER NOT EXISTS {{ ?term rdfs:domain ?class }}
          FILTER NOT EXISTS {{ ?term skos:scopeNote ?note . FILTER(CONTAINS(LCASE(?note), "used on")) }}
        }}""",
        "stb:kind a owl:ObjectProperty ; rdfs:range skos:Concept .",
    ),
    Rule(
        "P19-at-most-one-domain-and-one-range",
        """SELECT ?property ?side WHERE {
          VALUES ?side { rdfs:domain rdfs:range }
          ?property ?side ?class .
        } GROUP BY ?property ?side HAVING(COUNT(DISTINCT ?class) > 1)""",
        "stb:kind rdfs:domain stb:Act , stb:Change .",
    ),
    Rule(
        "P13-no-inverse-twins",
        """SELECT ?property ?twin WHERE {
          { ?property owl:inverseOf ?twin . FILTER(STRSTARTS(STR(?twin), STR(stb:))) }
          UNION
          {
            ?property a owl:ObjectProperty ; rdfs:domain ?from ; rdfs:range ?to .
            ?twin a owl:ObjectProperty ; rdfs:domain ?to ; rdfs:range ?from .
            FILTER(?from != ?to)
          }
        }""",
        """stb:party a owl:ObjectProperty ; rdfs:domain stb:Partnership ; rdfs:range stb:City .
        stb:partyIn a owl:ObjectProperty ; rdfs:domain stb:City ; rdfs:range stb:Partnership .""",
    ),
    Rule(
        "a-symmetric-property-has-its-domain-as-range",
        """SELECT ?property WHERE {
          ?property a owl:SymmetricProperty ; rdfs:domain ?from ; rdfs:range ?to . FILTER(?from != ?to)
        }""",
        "stb:partnerOf a owl:SymmetricProperty ; rdfs:domain stb:City ; rdfs:range stb:Country .",
    ),
    Rule(
        "P22-classes-in-upper-properties-in-lower-camel-case",
        f"""SELECT ?term WHERE {{
          {_OWN}
          BIND(STRAFTER(STR(?term), STR(stb:)) AS ?name)
          BIND(IF(?type = owl:Class, "^([A-Z][a-z]+)+$", "^[a-z]+([A-Z][a-z]+)*$") AS ?pattern)
          FILTER(!REGEX(?name, ?pattern))
        }}""",
        "stb:source_document a owl:Class .",
    ),
    Rule(
        "P22-no-two-terms-of-one-type-share-a-label",
        """SELECT ?first ?second WHERE {
          ?first a ?type ; rdfs:label ?label .
          ?second a ?type ; rdfs:label ?label .
          FILTER(STR(?first) < STR(?second))
        }""",
        'stb:date a owl:DatatypeProperty ; rdfs:label "date"@en . '
        'stb:day a owl:DatatypeProperty ; rdfs:label "date"@en .',
    ),
    Rule(
        "P34-whatever-is-used-as-a-class-is-declared-one",
        """SELECT DISTINCT ?class WHERE {
          { ?term rdfs:subClassOf|rdfs:domain ?class }
          UNION { ?term rdfs:range ?class . FILTER NOT EXISTS { ?term a owl:DatatypeProperty } }
          UNION { ?term a ?class . FILTER(!STRSTARTS(STR(?class), STR(owl:))) }
          FILTER NOT EXISTS { ?class a owl:Class }
        }""",
        "stb:City a owl:Class ; rdfs:subClassOf geo:Feature .",
    ),
    Rule(
        "P35-whatever-is-used-as-a-property-is-declared-one",
        """SELECT DISTINCT ?property WHERE {
          ?term ?property ?value .
          FILTER(!STRSTARTS(STR(?property), STR(rdf:)) && !STRSTARTS(STR(?property), STR(rdfs:)))
          FILTER(!STRSTARTS(STR(?property), STR(owl:)))
          FILTER NOT EXISTS { ?property a owl:AnnotationProperty }
        }""",
        'stb:City skos:definition "A local authority."@en .',
    ),
    Rule(
        "VOC1-VOC2-other-vocabularies-are-used",
        """SELECT ?missing WHERE {
          VALUES ?missing { rdfs:subClassOf rdfs:range dcterms:title vann:preferredNamespacePrefix }
          FILTER NOT EXISTS {
            ?term ?missing ?other .
            FILTER(isLiteral(?other) || !STRSTARTS(STR(?other), STR(stb:)))
          }
        }""",
        "stb:City rdfs:subClassOf stb:Place .",
    ),
    Rule(
        "a-derived-value-says-so-in-both-languages",
        """SELECT ?term WHERE {
          VALUES ?term { stb:startYear stb:endYear stb:year stb:partnerOf }
          OPTIONAL { ?term skos:scopeNote ?nl . FILTER(LANG(?nl) = "nl" && STRSTARTS(?nl, "Afgeleid")) }
          OPTIONAL { ?term skos:scopeNote ?en . FILTER(LANG(?en) = "en" && STRSTARTS(?en, "Derived")) }
          FILTER(!BOUND(?nl) || !BOUND(?en))
        }""",
        "stb:year a owl:DatatypeProperty .",
    ),
    Rule(
        "a-value-from-a-code-list-names-its-list",
        """SELECT ?property WHERE {
          ?property rdfs:range skos:Concept .
          FILTER NOT EXISTS { ?property rdfs:seeAlso ?list . FILTER(STRSTARTS(STR(?list), STR(scheme:))) }
        }""",
        "stb:kind rdfs:range skos:Concept .",
    ),
)


def _offenders(store: Store, rule: Rule) -> list[str]:
    solutions = store.query(_PROLOGUE + rule.query)
    assert isinstance(solutions, QuerySolutions)
    return [" ".join(str(term) for term in solution) for solution in solutions]


def _turtle(text: str) -> Store:
    prefixes = "".join(f"@prefix {prefix}: <{namespace}> .\n" for prefix, namespace in PREFIXES.items())
    store = Store()
    store.extend(parse(prefixes + text, RdfFormat.TURTLE))
    return store


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.code)
def test_the_vocabulary_keeps_the_rule(vocabulary: Store, rule: Rule) -> None:
    assert _offenders(vocabulary, rule) == []


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.code)
def test_the_rule_catches_a_vocabulary_that_breaks_it(rule: Rule) -> None:
    assert _offenders(_turtle(rule.broken), rule)


def test_the_declared_terms_are_the_closed_list(vocabulary: Store) -> None:
    query = f"{_PROLOGUE} SELECT DISTINCT ?term WHERE {{ {_OWN} }}"
    solutions = vocabulary.query(query)
    assert isinstance(solutions, QuerySolutions)
    declared = {solution["term"].value for solution in solutions}
    assert declared == {STB[name].value for name in STB}


def test_there_are_no_blank_nodes(vocabulary: Store, alignments: Store, codelists: Store) -> None:
    for store in (vocabulary, alignments, codelists):
        assert not [quad for quad in store if BlankNode in (type(quad.subject), type(quad.object))]


def test_the_header_names_the_prefix_that_the_code_uses(vocabulary: Store) -> None:
    quads = vocabulary.quads_for_pattern(ONTOLOGY, VANN.preferredNamespacePrefix, None, None)
    assert [quad.object for quad in quads] == [Literal("stb")]
    assert PREFIXES["stb"] == STB.base


def test_alignments_speak_only_of_our_own_terms(alignments: Store) -> None:
    ours = (f"<{STB.base}", f"<{PREFIXES['concept']}")
    assert [str(quad) for quad in alignments if not str(quad.subject).startswith(ours)] == []


def test_an_alignment_leads_out_of_the_vocabulary(alignments: Store) -> None:
    assert [str(quad) for quad in alignments if str(quad.object).startswith(f"<{STB.base}")] == []


def test_alignments_declare_no_term(alignments: Store) -> None:
    typed = alignments.quads_for_pattern(None, RDF.type, None, None)
    assert {str(quad.object) for quad in typed} == {f"<{PREFIXES['org']}Role>"}


def test_every_class_has_a_place_among_the_vocabularies_of_others(
    vocabulary: Store, alignments: Store
) -> None:
    relations = {
        PREFIXES["rdfs"] + "subClassOf",
        PREFIXES["skos"] + "closeMatch",
        PREFIXES["skos"] + "relatedMatch",
    }
    placed = {
        quad.subject
        for store in (vocabulary, alignments)
        for quad in store
        if quad.predicate.value in relations
    }
    assert {STB[name] for name in STB if name[0].isupper()} <= placed
