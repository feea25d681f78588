"""Graph to bytes to graph: nothing is lost, nothing is added, and the same graph gives the same bytes."""

from __future__ import annotations

import io
import json
import random
import string
import xml.etree.ElementTree as ET
from pathlib import Path

import pytest
import rdflib
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from pyld import jsonld
from pyoxigraph import BlankNode, DefaultGraph, Literal, NamedNode, Quad, Triple

from stedenband.errors import FormatError
from stedenband.formats import (
    CONTEXT_IRI,
    HTML,
    JSON_LD,
    N_QUADS,
    N_TRIPLES,
    RDF_XML,
    TRIG,
    TURTLE,
    WRITABLE,
    Format,
    dump,
    read,
    write,
    write_nquads,
)
from stedenband.formats.context import list_keys
from stedenband.ns import RDF, RDFS, SKOS, STB, XSD, Iris, mint_concept

IRIS = Iris("https://w3id.org/stedenband/gent/")
GRAPHS = (TURTLE, JSON_LD, N_TRIPLES, RDF_XML)
DATASETS = (N_QUADS, TRIG)

# == Statements of every sort ==================================================

_NAMES = st.text(alphabet=string.ascii_letters + string.digits + "-_.~/éÿ日", min_size=1, max_size=8)
THINGS = st.one_of(
    st.sampled_from([IRIS.thing("city/gent"), IRIS.thing("participation/gent-melle/gent")]),
    st.just(mint_concept("kind", "twinning")),
    _NAMES.map(lambda name: NamedNode(f"https://w3id.org/stedenband/gent/id/city/{name}")),
    _NAMES.map(lambda name: NamedNode(f"http://example.org/a(b)'c,d;e%20?q=1&r=<#{name}".replace("<", "%3C"))),
    st.sampled_from([RDF.type, RDFS.label, NamedNode("urn:isbn:9789"), NamedNode("mailto:stad@example.org")]),
)  # fmt: skip
FOREIGN = st.sampled_from(
    [
        NamedNode("http://example.org/ns#knows"),
        NamedNode("http://example.org/2024/naam"),
        NamedNode("http://example.org/ns/12b"),
        NamedNode("urn:example:weegt"),
        NamedNode("http://example.org/élan"),
        NamedNode("http://xmlns.com/foaf/0.1/name"),
    ]
)
PREDICATES = st.one_of(
    st.sampled_from(sorted({key.predicate for key in list_keys()}, key=str)), FOREIGN, st.just(RDF.type)
)
NASTY = [
    '"',
    "'",
    "\\",
    '"""',
    "'''",
    "\n",
    "\r",
    "\r\n",
    "\t",
    "\\u0041",
    "\\",
    "]]>",
    "<!--",
    "&amp;",
    "@nl",
    " ",
    "",
]
CHARACTERS = st.characters(exclude_categories=["Cs"], exclude_characters="\0")
TEXTS = st.one_of(
    st.sampled_from(NASTY), st.text(CHARACTERS, max_size=12), st.text("\"'\\\n\r\t @^<>{}|.;#", max_size=8)
)
# What XML 1.0 holds (section 2.2).
NOT_XML = dict.fromkeys([*range(0x9), 0xB, 0xC, *range(0xE, 0x20), 0xFFFE, 0xFFFF])
XML_TEXTS = TEXTS.map(lambda text: text.translate(NOT_XML))
LANGUAGES = st.sampled_from(["nl", "en", "ja", "zh-hans", "de-ch-1996", "x-gent", "sr-latn-rs"])
DOUBLE = NamedNode(XSD.base + "double")
DATATYPES = st.sampled_from(
    [
        XSD.integer, XSD.decimal, XSD.boolean, XSD.date, XSD.gYear, XSD.gYearMonth, XSD.anyURI, XSD.dateTime,
        DOUBLE, NamedNode("http://www.opengis.net/ont/geosparql#wktLiteral"),
        NamedNode("http://example.org/eigen"), NamedNode(RDF.base + "JSON"), NamedNode(RDF.base + "HTML"),
    ]
)  # fmt: skip
LEXICALS = st.sampled_from(
    ["1969", "01969", "-0", "+7", "0", "51.050", "51.", ".5", "-7.383333", "true", "1", "TRUE", "1e3", "INF", "NaN",
     "9007199254740993", "-9007199254740991", "9" * 40, "1982-08", "1971-10-04", "POINT(3.7 51.0)", "{\"a\": 1}"]
)  # fmt: skip


def literals(texts: st.SearchStrategy[str]) -> st.SearchStrategy[Literal]:
    return st.one_of(
        texts.map(Literal),
        st.builds(lambda text, tag: Literal(text, language=tag), texts, LANGUAGES),
        st.builds(lambda text, kind: Literal(text, datatype=kind), LEXICALS | texts, DATATYPES),
    )


def triples(texts: st.SearchStrategy[str]) -> st.SearchStrategy[list[Triple]]:
    return st.lists(st.builds(Triple, THINGS, PREDICATES, THINGS | literals(texts)), max_size=8)


def quads(texts: st.SearchStrategy[str]) -> st.SearchStrategy[list[Quad]]:
    graphs = st.sampled_from(
        [DefaultGraph(), IRIS.graph("claims"), IRIS.graph("partnerships"), NamedNode("urn:g")]
    )
    return st.lists(st.builds(Quad, THINGS, PREDICATES, THINGS | literals(texts), graphs), max_size=8)


def graph_of(quads: list[Quad]) -> set[Triple]:
    return {quad.triple for quad in quads}


# == Nothing lost, nothing added ===============================================


@pytest.mark.parametrize("item", [TURTLE, JSON_LD, N_TRIPLES], ids=lambda item: item.name)
@given(data=triples(TEXTS), about=THINGS | st.none())
def test_a_graph_comes_back_as_it_went(item: Format, data: list[Triple], about: NamedNode | None) -> None:
    assert graph_of(read(write(data, item, iris=IRIS, about=about), item)) == set(data)


@given(data=triples(XML_TEXTS))
def test_a_graph_comes_back_from_rdf_xml(data: list[Triple]) -> None:
    assert graph_of(read(write(data, RDF_XML, iris=IRIS), RDF_XML)) == set(data)


@pytest.mark.parametrize("item", DATASETS, ids=lambda item: item.name)
@given(data=quads(TEXTS))
def test_named_graphs_come_back_as_they_went(item: Format, data: list[Quad]) -> None:
    assert set(read(write(data, item, iris=IRIS), item)) == set(data)


@pytest.mark.parametrize("item", GRAPHS, ids=lambda item: item.name)
def test_named_graphs_are_merged_where_the_format_has_none(item: Format) -> None:
    gent, label = IRIS.thing("city/gent"), Literal("Gent", language="nl")
    data = [Quad(gent, RDFS.label, label, IRIS.graph(name)) for name in ("partnerships", "links")]
    assert read(write(data, item, iris=IRIS), item) == [Quad(gent, RDFS.label, label, DefaultGraph())]


@pytest.mark.parametrize("item", WRITABLE, ids=lambda item: item.name)
@given(data=quads(XML_TEXTS).filter(bool), seed=st.integers())
def test_the_same_bytes_from_any_order_and_any_number_of_times(
    item: Format, data: list[Quad], seed: int
) -> None:
    shuffled = data * 2
    random.Random(seed).shuffle(shuffled)
    assert write(shuffled, item, iris=IRIS) == write(data, item, iris=IRIS)


@pytest.mark.parametrize("item", WRITABLE, ids=lambda item: item.name)
def test_an_empty_graph_is_a_document_too(item: Format) -> None:
    assert read(write([], item, iris=IRIS), item) == []


@pytest.mark.parametrize("item", WRITABLE, ids=lambda item: item.name)
def test_blank_nodes_keep_their_shape(item: Format) -> None:
    """Only a catalogue has them; their names may change, what hangs on them may not."""
    gent, period = IRIS.thing("city/gent"), BlankNode("period")
    data = [
        Triple(gent, STB.about, period),
        Triple(period, STB.startYear, Literal("1969", datatype=XSD.integer)),
    ]
    found = graph_of(read(write(data, item, iris=IRIS, about=gent), item))
    (link,) = (triple for triple in found if triple.predicate == STB.about)
    assert Triple(link.object, STB.startYear, data[1].object) in found  # type: ignore[arg-type]
    assert len(found) == 2


def test_formats_that_hold_no_statements_are_refused() -> None:
    with pytest.raises(FormatError, match="html"):
        write([], HTML, iris=IRIS)
    with pytest.raises(FormatError, match="html"):
        read(b"", HTML)
    with pytest.raises(FormatError, match="trig"):
        dump(Path("none"), TRIG, io.BytesIO(), iris=IRIS)


@pytest.mark.parametrize("item", [TURTLE, JSON_LD, RDF_XML, TRIG], ids=lambda item: item.name)
def test_what_rdf_11_does_not_have_is_refused_not_lost(item: Format) -> None:
    gent = IRIS.thing("city/gent")
    with pytest.raises(FormatError, match=r"RDF 1\.2"):
        write([Triple(gent, STB.about, Triple(gent, RDFS.label, Literal("Gent")))], item, iris=IRIS)


# == Other people's parsers ====================================================


@pytest.fixture
def _lexical_forms_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    """rdflib writes 01969 as 1969 unless it is told not to."""
    monkeypatch.setattr(rdflib, "NORMALIZE_LITERALS", False)


def rdflib_graph(data: bytes, name: str) -> set[str]:
    """What rdflib reads, as canonical N-Triples lines."""
    graph = rdflib.Graph().parse(data=data, format=name)
    lines = graph.serialize(format="ntriples", encoding="utf-8")
    return {str(quad.triple) for quad in read(lines, N_TRIPLES)}


RDFLIB_TEXTS = XML_TEXTS.map(
    lambda text: "".join(char for char in text if char.isprintable() or char in "\t\n\r")
)


def for_rdflib(data: list[Triple]) -> list[Triple]:
    """Without what rdflib alters or warns of itself: values that are not of their datatype, and embedded markup."""
    return [
        triple for triple in data
        if not isinstance(triple.object, Literal) or triple.object.datatype in (XSD.string, RDF.langString)
    ]  # fmt: skip


@pytest.mark.usefixtures("_lexical_forms_kept")
@pytest.mark.parametrize(("item", "name"), [(TURTLE, "turtle"), (RDF_XML, "xml"), (N_TRIPLES, "nt")])
@given(data=triples(RDFLIB_TEXTS).map(for_rdflib))
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=50)
def test_rdflib_reads_the_same_graph(item: Format, name: str, data: list[Triple]) -> None:
    assert rdflib_graph(write(data, item, iris=IRIS), name) == {str(triple) for triple in data}


@pytest.mark.filterwarnings("ignore:ConjunctiveGraph is deprecated:DeprecationWarning:rdflib")
@pytest.mark.usefixtures("_lexical_forms_kept")
@given(data=triples(RDFLIB_TEXTS).map(for_rdflib), about=THINGS | st.none())
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=50)
def test_rdflib_reads_the_same_graph_from_json_ld(data: list[Triple], about: NamedNode | None) -> None:
    document = write(data, JSON_LD, iris=IRIS, about=about)
    assert rdflib_graph(document, "json-ld") == {str(triple) for triple in data}


@given(data=triples(TEXTS), about=THINGS | st.none())
@settings(max_examples=50, deadline=None)
def test_pyld_reads_the_same_graph_from_json_ld(data: list[Triple], about: NamedNode | None) -> None:
    # PyLD writes every xsd:double in its own canonical form, whatever the document says.
    data = [item for item in data if not isinstance(item.object, Literal) or item.object.datatype != DOUBLE]
    document = json.loads(write(data, JSON_LD, iris=IRIS, about=about))
    lines = jsonld.to_rdf(document, {"format": "application/n-quads"})
    assert graph_of(read(lines.encode(), N_QUADS)) == set(data)


@given(data=triples(XML_TEXTS))
def test_any_xml_parser_reads_the_rdf_xml(data: list[Triple]) -> None:
    root = ET.fromstring(write(data, RDF_XML, iris=IRIS))
    assert len(root) == len({triple.subject for triple in data})


@given(data=triples(TEXTS))
def test_rdf_xml_is_refused_or_well_formed(data: list[Triple]) -> None:
    """Never what pyoxigraph's own writer gives for U+0001: a document no XML parser takes."""
    texts = [triple.object.value for triple in data if isinstance(triple.object, Literal)]
    if all(text == text.translate(NOT_XML) for text in texts):
        assert ET.fromstring(write(data, RDF_XML, iris=IRIS)) is not None
    else:
        with pytest.raises(FormatError, match=r"XML cannot hold the character U\+"):
            write(data, RDF_XML, iris=IRIS)


def test_rdf_xml_says_which_character_it_cannot_hold() -> None:
    with pytest.raises(FormatError, match=r"U\+0001, which stands in 'a\\x01b'"):
        write([Triple(IRIS.thing("city/gent"), RDFS.label, Literal("a\x01b"))], RDF_XML, iris=IRIS)


@pytest.mark.parametrize("ending", ["12", "a/", "日本", "%20"])
def test_rdf_xml_refuses_a_predicate_it_cannot_name(ending: str) -> None:
    predicate = NamedNode(f"http://1.2/{ending}")
    with pytest.raises(FormatError, match="does not end in an XML name"):
        write([Triple(IRIS.thing("city/gent"), predicate, Literal("x"))], RDF_XML, iris=IRIS)


@pytest.mark.parametrize("name", ["li", "Description", "about", "ID"])
def test_rdf_xml_refuses_a_predicate_that_is_its_own_grammar(name: str) -> None:
    with pytest.raises(FormatError, match="cannot name"):
        write([Triple(IRIS.thing("city/gent"), NamedNode(RDF.base + name), Literal("x"))], RDF_XML, iris=IRIS)


# == How it looks ==============================================================

KANAZAWA = IRIS.thing("partnership/gent-kanazawa")
EXAMPLE = [
    Quad(KANAZAWA, STB.startDate, Literal("1971-10-04", datatype=XSD.date), IRIS.graph("partnerships")),
    Quad(KANAZAWA, STB.startYear, Literal("1971", datatype=XSD.integer), IRIS.graph("partnerships")),
    Quad(KANAZAWA, SKOS.note, Literal('De stad "Kanazawa".', language="nl"), IRIS.graph("partnerships")),
    Quad(KANAZAWA, STB.party, IRIS.thing("city/kanazawa"), IRIS.graph("partnerships")),
    Quad(KANAZAWA, STB.party, IRIS.thing("city/gent"), IRIS.graph("partnerships")),
    Quad(KANAZAWA, STB.kind, mint_concept("kind", "twinning"), IRIS.graph("partnerships")),
    Quad(KANAZAWA, RDFS.label, Literal("Gent – Kanazawa", language="nl"), IRIS.graph("partnerships")),
    Quad(KANAZAWA, RDFS.label, Literal("Ghent – Kanazawa", language="en"), IRIS.graph("partnerships")),
    Quad(KANAZAWA, RDF.type, STB.Partnership, IRIS.graph("partnerships")),
    Quad(IRIS.thing("city/gent"), RDF.type, STB.City, IRIS.graph("partnerships")),
]


def test_turtle_reads_as_a_person_would_write_it() -> None:
    assert write(EXAMPLE, TURTLE, iris=IRIS).decode() == """\
@prefix city: <https://w3id.org/stedenband/gent/id/city/> .
@prefix kind: <https://w3id.org/stedenband/id/concept/kind/> .
@prefix partnership: <https://w3id.org/stedenband/gent/id/partnership/> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
@prefix skos: <http://www.w3.org/2004/02/skos/core#> .
@prefix stb: <https://w3id.org/stedenband/ns#> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .

city:gent
    a stb:City ;
.

partnership:gent-kanazawa
    a stb:Partnership ;
    rdfs:label "Ghent – Kanazawa"@en , "Gent – Kanazawa"@nl ;
    stb:kind kind:twinning ;
    stb:party city:gent , city:kanazawa ;
    stb:startDate "1971-10-04"^^xsd:date ;
    stb:startYear 1971 ;
    skos:note "De stad \\"Kanazawa\\"."@nl ;
.
"""  # fmt: skip


def test_trig_has_a_block_for_each_graph() -> None:
    data = [EXAMPLE[-1], Quad(IRIS.thing("city/gent"), RDFS.seeAlso, NamedNode("http://example.org/"))]
    assert write(data, TRIG, iris=IRIS).decode() == """\
@prefix city: <https://w3id.org/stedenband/gent/id/city/> .
@prefix graph: <https://w3id.org/stedenband/gent/id/graph/> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
@prefix stb: <https://w3id.org/stedenband/ns#> .

city:gent
    rdfs:seeAlso <http://example.org/> ;
.

graph:partnerships {
    city:gent
        a stb:City ;
    .
}
"""  # fmt: skip


def test_long_lists_of_values_stand_one_to_a_line() -> None:
    data = [Triple(KANAZAWA, SKOS.note, Literal(tag * 40, language=tag)) for tag in ("nl", "en")]
    body = write(data, TURTLE, iris=IRIS).decode().partition("\n\n")[2].splitlines()
    assert [line[: len(line) - len(line.lstrip())] for line in body] == [
        "",
        "    ",
        "        ",
        "        ",
        "",
    ]


def test_rdf_xml_has_one_typed_element_for_a_subject() -> None:
    note = NamedNode("http://example.org/ns#opmerking")
    remark = Quad(KANAZAWA, note, Literal("a & b\r<c>", language="nl"))
    data = [EXAMPLE[-1], EXAMPLE[0], remark]
    assert write(data, RDF_XML, iris=IRIS).decode() == """\
<?xml version="1.0" encoding="UTF-8"?>
<rdf:RDF
    xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"
    xmlns:stb="https://w3id.org/stedenband/ns#">
  <stb:City rdf:about="https://w3id.org/stedenband/gent/id/city/gent"/>
  <rdf:Description rdf:about="https://w3id.org/stedenband/gent/id/partnership/gent-kanazawa">
    <ns:opmerking xmlns:ns="http://example.org/ns#" xml:lang="nl">a &amp; b&#13;&lt;c&gt;</ns:opmerking>
    <stb:startDate rdf:datatype="http://www.w3.org/2001/XMLSchema#date">1971-10-04</stb:startDate>
  </rdf:Description>
</rdf:RDF>
"""  # fmt: skip


def test_nquads_are_canonical() -> None:
    """Sorted by code point, escapes as RDFC-1.0 has them, one statement a line."""
    odd = Literal('\x07\x08\t\n\x0b\x0c\r"\\\x7f\x85é', language="NL")
    data = [Quad(KANAZAWA, SKOS.note, odd), *EXAMPLE[:2], EXAMPLE[1]]
    lines = write(data, N_QUADS, iris=IRIS).decode().split("\n")
    assert lines[0] == (
        "<https://w3id.org/stedenband/gent/id/partnership/gent-kanazawa> "
        "<http://www.w3.org/2004/02/skos/core#note> "
        '"\\u0007\\b\\t\\n\\u000B\\f\\r\\"\\\\\\u007F\x85é"@nl .'
    )
    assert lines == [*sorted(lines[:-1]), ""]
    assert len(lines) == 4


# == Dumps =====================================================================


@given(data=quads(TEXTS), run=st.integers(1, 5))
@example(data=EXAMPLE, run=1)
def test_sorting_outside_memory_gives_the_same_bytes(data: list[Quad], run: int) -> None:
    file = io.BytesIO()
    count = write_nquads(data * 2, file, run=run)
    assert file.getvalue() == write(data, N_QUADS, iris=IRIS)
    assert count == len(set(data))


def test_more_runs_than_files_that_may_be_open(tmp_path: Path) -> None:
    """Runs are merged as they pile up, and nothing is left behind."""
    quads = [
        Quad(KANAZAWA, STB.year, Literal(str(number % 350), datatype=XSD.integer)) for number in range(700)
    ]
    file = io.BytesIO()
    assert write_nquads(iter(quads), file, run=3, folder=tmp_path) == 350
    assert file.getvalue() == write(quads, N_QUADS, iris=IRIS)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("item", GRAPHS, ids=lambda item: item.name)
def test_a_dump_begins_with_its_heading_and_says_nothing_twice(item: Format, tmp_path: Path) -> None:
    """The data may speak of the same thing, as an expert's file can of the data set."""
    heading = [Quad(KANAZAWA, STB.year, Literal("1")), Quad(KANAZAWA, STB.year, Literal("2"))]
    before = Quad(NamedNode("https://a.example/"), STB.year, Literal("0"))
    data = [before, heading[1], Quad(KANAZAWA, STB.year, Literal("3"))]
    source, target = tmp_path / "data.nq", io.BytesIO()
    with source.open("wb") as file:
        write_nquads(data, file)
    dump(source, item, target, iris=IRIS, heading=heading)
    assert sorted(map(str, read(target.getvalue(), item))) == sorted(map(str, {*data, *heading}))
    text = target.getvalue().decode()
    assert text.index('"1"' if item != RDF_XML else ">1<") < text.index("https://a.example/")


@pytest.mark.parametrize("item", GRAPHS, ids=lambda item: item.name)
@given(data=quads(XML_TEXTS))
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_a_dump_holds_the_graph(item: Format, data: list[Quad], tmp_path: Path) -> None:
    source = tmp_path / "data.nq"
    with source.open("wb") as file:
        write_nquads(data, file)
    target = io.BytesIO()
    dump(source, item, target, iris=IRIS)
    assert sorted(map(str, read(target.getvalue(), item))) == sorted(
        {str(Quad(*quad.triple)) for quad in data}
    )
    if item != JSON_LD:
        assert target.getvalue() == write(data, item, iris=IRIS)
    else:
        assert CONTEXT_IRI.encode() not in target.getvalue()
