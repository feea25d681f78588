"""The gate: what it finds, what it refuses, and that it leaves the world as it was."""

from __future__ import annotations

import logging
import socket
import subprocess
import sys
import textwrap
from pathlib import Path

import pytest
import rdflib
from pyoxigraph import BlankNode, Literal, NamedNode, Quad, RdfFormat, Triple, parse
from rdflib import SH, XSD
from rdflib.term import _toPythonMapping

from stedenband.errors import FormatError
from stedenband.model import Finding, Severity
from stedenband.ns import STB, Iris
from stedenband.ns import XSD as OURS
from stedenband.validation import shacl, validate
from stedenband.validation.bridge import convert_graph, protect_rdflib_state
from stedenband.validation.checks import read_check

ROOT = Path(__file__).resolve().parents[2]
EXAMPLES = Path(__file__).resolve().parent / "examples"
SHAPES = sorted((ROOT / "shapes").glob("*.ttl"))
CHECKS = sorted((ROOT / "queries" / "checks").glob("*.rq"))
IRIS = Iris("https://w3id.org/stedenband/gent/")
GENT = IRIS.thing("city/gent").value

PREFIXES = """
@prefix ex: <https://example.org/> .
@prefix owl: <http://www.w3.org/2002/07/owl#> .
@prefix sh: <http://www.w3.org/ns/shacl#> .
"""


def read(*paths: Path) -> list[Quad]:
    return [quad for path in paths for quad in parse(path=str(path), format=RdfFormat.TURTLE)]


def good() -> list[Quad]:
    return read(ROOT / "ontology" / "codelists.ttl", EXAMPLES / "good.complete.ttl")


def judge(quads: list[Quad], city: str = GENT) -> tuple[Finding, ...]:
    return validate(quads, shapes=SHAPES, checks=CHECKS, city=city).findings


def write(path: Path, text: str) -> Path:
    path.write_text(text, encoding="utf-8")
    return path


# == What it finds =============================================================


def test_a_finding_says_what_where_and_what_would_do() -> None:
    subject = IRIS.thing("city/nottingham")
    quads = [quad for quad in good() if (quad.subject, quad.predicate) != (subject, STB.country)]
    finding = next(finding for finding in judge(quads) if finding.code == "City-country")
    assert finding.severity is Severity.VIOLATION
    assert (finding.focus, finding.path, finding.found) == (subject.value, STB.country.value, None)
    assert finding.rule == "https://w3id.org/stedenband/shapes#City-country"
    assert finding.component == str(SH.MinCountConstraintComponent)
    assert finding.message["nl"] == "Een stad ligt in precies één land (cities.csv, kolom country)."
    assert finding.remedy["en"].startswith("Write the two-letter code of the state")
    assert finding.origin is None


def test_too_many_values_are_all_shown() -> None:
    subject = IRIS.thing("partnership/gent-kanazawa")
    second = Quad(subject, STB.startYear, Literal("1972", datatype=OURS.integer))
    finding = next(finding for finding in judge([*good(), second]) if finding.code == "StartDate-startYear")
    assert finding.found == "1971 | 1972"


def test_graphs_are_judged_together() -> None:
    quads = [
        Quad(q.subject, q.predicate, q.object, IRIS.graph("links" if n % 2 else "claims"))
        for n, q in enumerate(good())
    ]
    assert judge(quads) == ()


def test_checks_ask_about_the_city_that_publishes() -> None:
    codes = {
        (finding.code, finding.focus) for finding in judge(good(), city=IRIS.thing("city/kanazawa").value)
    }
    assert codes == {("publisher-not-party", IRIS.thing("partnership/gent-nottingham").value)}


def test_a_blank_node_is_found_in_graphs_of_pyoxigraph() -> None:
    nameless = Quad(IRIS.thing("city/gent"), STB.country, BlankNode("b0"))
    codes = {finding.code for finding in judge([*good(), nameless])}
    assert {"blank-node", "City-country", "dangling-reference"} <= codes


def test_findings_are_the_same_whatever_the_order_of_the_statements() -> None:
    spoiled = read(*sorted((EXAMPLES / "shapes").glob("bad.City*.ttl")))
    forward, backward = judge(spoiled), judge(spoiled[::-1])
    assert forward == backward
    assert len(forward) > 20


def test_one_fault_is_told_once() -> None:
    """A literal in the place of an IRI breaks sh:pattern and sh:nodeKind alike."""
    spoiled = read(EXAMPLES / "shapes" / "bad.City.ttl")
    told = [(finding.code, finding.focus) for finding in judge(spoiled) if finding.code == "City"]
    assert len(told) == len(set(told)) == 2


# == Literals stay as they are =================================================


@pytest.mark.parametrize(
    ("lexical", "datatype"),
    [
        ("01971", OURS.integer),
        ("3.70", OURS.decimal),
        ("1", OURS.boolean),
        ("1971", OURS.gYear),
        ("x", OURS.decimal),
    ],
)
def test_lexical_forms_are_kept(lexical: str, datatype: NamedNode) -> None:
    with protect_rdflib_state():
        graph = convert_graph(
            [Quad(IRIS.thing("city/gent"), STB.startYear, Literal(lexical, datatype=datatype))]
        )
    (value,) = graph.objects()
    assert isinstance(value, rdflib.Literal)
    assert (str(value), str(value.datatype)) == (lexical, datatype.value)


def test_a_plain_text_has_no_datatype_and_a_language_stays() -> None:
    subject = IRIS.thing("city/gent")
    graph = convert_graph(
        [Quad(subject, STB.quote, Literal("a")), Quad(subject, STB.quote, Literal("b", language="zh-hans"))]
    )
    assert set(graph.objects()) == {rdflib.Literal("a"), rdflib.Literal("b", lang="zh-hans")}


@pytest.mark.parametrize(
    "term",
    [
        Triple(NamedNode("https://example.org/a"), STB.party, NamedNode("https://example.org/b")),
        next(
            iter(
                parse(
                    '<https://example.org/a> <https://example.org/b> "c"@ar--rtl .',
                    format=RdfFormat.N_TRIPLES,
                )
            )
        ).object,
    ],
)
def test_what_rdflib_cannot_hold_is_refused(term: Triple | Literal) -> None:
    with pytest.raises(FormatError, match=r"RDF 1\.2"):
        convert_graph([Quad(NamedNode("https://example.org/a"), STB.about, term)])


# == What it refuses ===========================================================

SHAPE = PREFIXES + "ex:A a sh:NodeShape ; sh:targetClass ex:C ; {} ."


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        (SHAPE.format('sh:sparql [ sh:select "SELECT $this {}" ]'), "sh:s"),
        (SHAPE.format('sh:js [ sh:jsFunctionName "f" ]'), "sh:js"),
        (SHAPE.format("sh:rule ex:R"), "sh:rule"),
        (SHAPE.format('sh:target [ sh:select "SELECT ?this {}" ]'), "sh:select|sh:target"),
        (SHAPE.format("sh:shape ex:B"), "sh:shape is not of SHACL Core"),
        (SHAPE.format("sh:minCuont 1"), "sh:minCuont"),
        (SHAPE.format("sh:property [ sh:path ex:p ; sh:minCount 1 ]"), "no name"),
        (PREFIXES + "ex:A owl:imports <http://127.0.0.1:9/more> .", "owl:imports"),
        ("ex:A a ex:B .", "rules.ttl"),
        (SHAPE.format("sh:property ex:B") + " ex:B a sh:PropertyShape ; sh:minCount 1 .", "cannot be used"),
        (SHAPE.format("sh:minLength -1"), "cannot be used"),
    ],
)
def test_shapes_that_ask_for_more_than_shacl_core_are_refused(
    tmp_path: Path, text: str, complaint: str
) -> None:
    path = write(tmp_path / "rules.ttl", text)
    instance = Quad(
        NamedNode("https://example.org/a"),
        NamedNode(str(rdflib.RDF.type)),
        NamedNode("https://example.org/C"),
    )
    with pytest.raises(FormatError, match=complaint):
        validate([instance], shapes=[path], checks=[], city=GENT)


def test_a_shapes_file_that_does_not_parse_says_where(tmp_path: Path) -> None:
    path = write(tmp_path / "rules.ttl", PREFIXES + "\nex:A a [ ;\n")
    with pytest.raises(FormatError) as caught:
        validate([], shapes=[path], checks=[], city=GENT)
    assert caught.value.line is not None
    assert caught.value.line > 4


def test_a_shapes_file_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(FormatError, match=r"gone\.ttl"):
        validate([], shapes=[tmp_path / "gone.ttl"], checks=[], city=GENT)


HEADER = """#+ severity: warning
#+ title.en: a
#+ title.nl: a
#+ message.en: {focus} {value}
#+ message.nl: {focus} {value}
#+ remedy.en: a
#+ remedy.nl: a
"""
BODY = "SELECT ?focus ?value WHERE { ?focus ?path ?value }"


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        (BODY, "severity"),
        (HEADER.replace("warning", "serious") + BODY, "serious"),
        (HEADER.replace("#+ remedy.nl: a\n", "") + BODY, "remedy.nl"),
        (HEADER + "#+ params: {\n" + BODY, "header"),
        (HEADER + '#+ params: {"city": {"type": "city"}}\n' + BODY, "VALUES"),
        (HEADER + "SELECT ?value WHERE { ?focus ?path ?value }", "focus"),
        (HEADER + "SELECT ?focus WHERE { ?focus ?path ?value }", "value"),
        (HEADER + "ASK { ?focus ?path ?value }", "SELECT"),
        (HEADER + "SELECT ?focus {{{", r"odd\.rq"),
        (
            HEADER + "SELECT ?focus ?value { SERVICE <http://127.0.0.1:9/> { ?focus ?path ?value } }",
            "SERVICE",
        ),
        (HEADER + "SELECT ?focus ?value { service<http://127.0.0.1:9/>{ ?focus ?path ?value } }", "SERVICE"),
        (
            HEADER + r"SELECT ?focus ?value { S\u0045RVICE <http://127.0.0.1:9/> { ?focus ?path ?value } }",
            "SERVICE",
        ),
        (HEADER + "SELECT ?focus ?value { #\nSERVICE SILENT ?focus { ?focus ?path ?value } }", "SERVICE"),
    ],
)
def test_a_check_that_cannot_be_used_is_refused(tmp_path: Path, text: str, complaint: str) -> None:
    path = write(tmp_path / "odd.rq", text)
    with pytest.raises(FormatError, match=complaint):
        validate(good(), shapes=[], checks=[path], city=GENT)


@pytest.mark.parametrize(
    "where",
    [
        '?focus ?path "SERVICE"',
        "?focus <https://example.org/SERVICE> ?value # SERVICE",
        "?focus ?service ?value",
        "?focus ?path ?value . ?value ex:service ?x",
    ],
)
def test_the_word_service_may_stand_where_it_is_no_keyword(tmp_path: Path, where: str) -> None:
    text = f"{HEADER}PREFIX ex: <https://example.org/>\nSELECT ?focus ?value {{ {where}\n}}"
    assert read_check(write(tmp_path / "odd.rq", text)).name == "odd"


# == It leaves the world as it was =============================================


@pytest.fixture
def other_switches() -> object:
    """Switches that are neither rdflib's own default nor what pySHACL sets."""
    before = (rdflib.NORMALIZE_LITERALS, _toPythonMapping[XSD.boolean])

    def boolean(lexical: str) -> bool:
        return lexical == "ja"

    rdflib.NORMALIZE_LITERALS, _toPythonMapping[XSD.boolean] = False, boolean
    yield boolean
    rdflib.NORMALIZE_LITERALS, _toPythonMapping[XSD.boolean] = before


def switches() -> tuple[object, ...]:
    logger = logging.getLogger("rdflib.term")
    return (
        rdflib.NORMALIZE_LITERALS,
        _toPythonMapping[XSD.boolean],
        logger.disabled,
        tuple(logging.getLogger("pyshacl-validate").handlers),
    )


def test_switches_are_left_as_found(other_switches: object) -> None:
    before = switches()
    judge(good())
    assert switches() == before
    assert before[:3] == (False, other_switches, False)


def test_switches_are_left_as_found_when_it_raises(other_switches: object, tmp_path: Path) -> None:
    before = switches()
    with pytest.raises(FormatError):
        validate(good(), shapes=[write(tmp_path / "a.ttl", "broken")], checks=[], city=GENT)
    with pytest.raises(RuntimeError):
        turn_and_fall()
    assert switches() == before


def turn_and_fall() -> None:
    with protect_rdflib_state():
        rdflib.NORMALIZE_LITERALS = True
        _toPythonMapping[XSD.boolean] = bool
        raise RuntimeError


def test_ill_typed_literals_are_found_without_noise(caplog: pytest.LogCaptureFixture) -> None:
    """rdflib logs a traceback for each; the finding is enough."""
    subject = IRIS.thing("city/gent")
    odd = [
        Quad(subject, STB.startDate, Literal("1971-02-30", datatype=OURS.date)),
        Quad(IRIS.thing("claim/a"), STB.followed, Literal("ja", datatype=OURS.boolean)),
    ]
    codes = {finding.code for finding in judge([*good(), *odd])}
    assert "StartDate-startDate" in codes
    assert caplog.records == []


def test_nothing_is_fetched(tmp_path: Path) -> None:
    """Neither by Python (audit hook) nor by Rust (a server that counts): addresses in the data are only names."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        server.settimeout(0.2)
        address = f"http://127.0.0.1:{server.getsockname()[1]}/"
        data = write(
            tmp_path / "data.ttl", f"<{address}> <http://www.w3.org/2002/07/owl#imports> <{address}more> ."
        )
        script = f"""
            import sys
            from pathlib import Path
            met = []
            outward = ("socket.connect", "socket.getaddrinfo", "urllib.")
            sys.addaudithook(lambda event, args: met.append(event) if event.startswith(outward) else None)
            from pyoxigraph import parse
            from stedenband.validation import validate
            root = Path({str(ROOT)!r})
            report = validate(
                parse(path={str(data)!r}),
                shapes=sorted((root / "shapes").glob("*.ttl")),
                checks=sorted((root / "queries/checks").glob("*.rq")),
                city={GENT!r},
            )
            print(met, report.findings)
        """
        result = subprocess.run(
            [sys.executable, "-c", textwrap.dedent(script)],
            env={"PYTHONPATH": str(ROOT / "src"), "PATH": ""}, capture_output=True, text=True, check=True,
        )  # fmt: skip
        assert result.stdout == "[] ()\n"
        with pytest.raises(TimeoutError):
            server.accept()


# == Faster, and the same ======================================================


def test_handing_targets_down_changes_no_result() -> None:
    with protect_rdflib_state():
        graph = convert_graph(
            read(ROOT / "ontology" / "codelists.ttl", *sorted((EXAMPLES / "shapes").glob("*.ttl")))
        )
        shapes = shacl.read_shapes(SHAPES)
        handed = results(graph, shapes)
        kept = rdflib.Graph()
        kept += shapes
        for node in set(shapes.subjects(SH.property)):
            kept.add((node, rdflib.RDF.type, rdflib.URIRef("https://example.org/KeepWhole")))
        assert len(shacl.set_at_a_time(kept)) == len(kept)
        assert handed == results(graph, kept)
        assert len(handed) > 150


def results(graph: rdflib.Graph, shapes: rdflib.Graph) -> set[shacl.ShaclResult]:
    return set(shacl.run(graph, shapes))


@pytest.mark.parametrize(
    "more",
    [
        "sh:closed true", "sh:deactivated true", "a ex:Class",
        "sh:targetNode ex:x . ex:other sh:node ex:A", "sh:targetNode ex:x . ex:other sh:or ( ex:A )",
        "sh:targetNode ex:x . ex:P sh:qualifiedValueShapesDisjoint true",
    ],
)  # fmt: skip
def test_a_node_shape_that_must_stay_whole_does(tmp_path: Path, more: str) -> None:
    text = (
        SHAPE.format(f"sh:property ex:P ; {more}")
        + " ex:P a sh:PropertyShape ; sh:path ex:p ; sh:minCount 1 ."
    )
    shapes = shacl.read_shapes([write(tmp_path / "rules.ttl", text)])
    assert set(shacl.set_at_a_time(shapes)) == set(shapes)
