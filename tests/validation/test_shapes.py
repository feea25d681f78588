"""Every shape and every check has been seen to fail, on exactly the node it should, and to keep quiet otherwise."""

from __future__ import annotations

import re
import time
from collections.abc import Iterator
from pathlib import Path

import pyshacl
import pytest
import rdflib
from pyoxigraph import BlankNode, Literal, NamedNode, Quad, RdfFormat, Store, Triple, parse
from rdflib import RDF, RDFS, SH
from rdflib.query import ResultRow
from rdflib.term import Node

from ontology_examples import EXAMPLES as EXAMPLE_BASE
from stedenband import ns, pipeline, projects
from stedenband.model import Severity
from stedenband.schema.register import CLAIMABLE
from stedenband.validation import shacl, validate
from stedenband.validation.bridge import convert_graph, protect_rdflib_state
from stedenband.validation.checks import SparqlCheck, read_check, run_check

ROOT = Path(__file__).resolve().parents[2]
EXAMPLES = Path(__file__).resolve().parent / "examples"
ALL_SHAPES = sorted((ROOT / "shapes").glob("*.ttl"))
SHAPES = [path for path in ALL_SHAPES if path.name != "catalogue.ttl"]
CHECKS = sorted((ROOT / "queries" / "checks").glob("*.rq"))
BASE = "https://w3id.org/stedenband/gent/id/"
CITY = BASE + "city/gent"
STBSH = ns.PREFIXES["stbsh"]

Term = NamedNode | BlankNode | Literal | Triple

BAD_SHAPES = sorted((EXAMPLES / "shapes").glob("bad.*.ttl"))
BAD_CHECKS = sorted((EXAMPLES / "checks").glob("bad.*.ttl"))
GOOD = sorted(EXAMPLES.glob("good.*.ttl"))

TARGETS = (SH.targetClass, SH.targetSubjectsOf, SH.targetObjectsOf, SH.targetNode)
PARAMETERS = {
    SH[name]: SH[component + "ConstraintComponent"]
    for name, component in {
        "minCount": "MinCount", "maxCount": "MaxCount", "nodeKind": "NodeKind", "pattern": "Pattern",
        "datatype": "Datatype", "node": "Node", "or": "Or", "not": "Not", "in": "In", "equals": "Equals",
        "minInclusive": "MinInclusive", "maxInclusive": "MaxInclusive", "uniqueLang": "UniqueLang",
        "languageIn": "LanguageIn", "hasValue": "HasValue", "qualifiedMinCount": "QualifiedMinCount",
        "class": "Class", "minLength": "MinLength", "maxLength": "MaxLength",
    }.items()
}  # fmt: skip
NOT_CONSTRAINTS = {
    *TARGETS, SH.path, SH.property, SH.severity, SH.name, SH.message, SH.description, SH.qualifiedValueShape,
}  # fmt: skip


def read(path: Path) -> list[Quad]:
    return list(parse(path=str(path), format=RdfFormat.TURTLE))


@pytest.fixture(scope="module")
def code_lists() -> list[Quad]:
    return read(ROOT / "ontology" / "codelists.ttl")


@pytest.fixture(scope="module")
def shapes() -> rdflib.Graph:
    return shacl.read_shapes(SHAPES)


@pytest.fixture(scope="module")
def all_shapes() -> rdflib.Graph:
    """Those of the catalogue too, whose bad examples stand with the tests of the catalogue."""
    return shacl.read_shapes(ALL_SHAPES)


def speaking(shapes: rdflib.Graph) -> list[rdflib.URIRef]:
    """The shapes that a report can name: those with a target, and the property shapes of these."""
    nodes = {shape for target in TARGETS for shape in shapes.subjects(target)}
    properties = {prop for node in nodes for prop in shapes.objects(node, SH.property)}
    return sorted(shape for shape in nodes | properties if isinstance(shape, rdflib.URIRef))


def components(shapes: rdflib.Graph, shape: rdflib.URIRef) -> set[str]:
    """The constraint components that a shape itself states."""
    predicates = set(shapes.predicates(shape))
    return {str(component) for parameter, component in PARAMETERS.items() if parameter in predicates}


def reference(term: str) -> str:
    return term.removeprefix(BASE)


def remarks(path: Path, verb: str) -> Iterator[re.Match[str]]:
    return re.finditer(
        rf"^# {verb} (?:(?P<what>\S+) (?:on|about) )?(?P<focus>\S+?)(?:: .+)?$",
        path.read_text(),
        re.MULTILINE,
    )


# == Good examples =============================================================


@pytest.mark.parametrize("path", GOOD, ids=lambda path: path.name)
def test_good_examples_are_quiet_but_for_what_they_say(path: Path, code_lists: list[Quad]) -> None:
    report = validate([*code_lists, *read(path)], shapes=SHAPES, checks=CHECKS, city=CITY)
    expected = {(match["what"], match["focus"]) for match in remarks(path, "speaks:")}
    assert {(finding.code, reference(finding.focus or "")) for finding in report.findings} == expected
    assert report.conforms


def test_the_good_examples_hold_what_every_shape_looks_at(shapes: rdflib.Graph) -> None:
    graph = convert_graph(quad for path in GOOD for quad in read(path))
    classes = set(shapes.objects(None, SH.targetClass))
    assert classes == classes & set(graph.objects(None, RDF.type))
    assert set(shapes.objects(None, SH.targetSubjectsOf)) <= set(graph.predicates())
    dates = {
        value.datatype
        for value in graph.objects(None, rdflib.URIRef(ns.STB.base + "date"))
        if isinstance(value, rdflib.Literal)
    }
    assert dates == {rdflib.XSD.gYear, rdflib.XSD.gYearMonth, rdflib.XSD.date}


def test_every_example_of_the_ontology_conforms(code_lists: list[Quad]) -> None:
    paths = sorted((ROOT / "ontology" / "examples").glob("*.ttl"))
    assert len(paths) >= 5
    report = validate(
        [*code_lists, *(quad for path in paths for quad in read(path))],
        shapes=SHAPES,
        checks=CHECKS,
        city=f"{EXAMPLE_BASE}id/city/gent",
    )
    assert [finding for finding in report.findings if finding.severity is Severity.VIOLATION] == []


# == Bad examples ==============================================================


@pytest.mark.parametrize("path", BAD_SHAPES, ids=lambda path: path.name)
def test_a_bad_example_fires_its_shape_and_only_that(
    path: Path, code_lists: list[Quad], shapes: rdflib.Graph
) -> None:
    name = path.name.removeprefix("bad.").removesuffix(".ttl")
    with protect_rdflib_state():
        graph = convert_graph([*code_lists, *read(path)])
        results = list(shacl.run(graph, shapes))
    found = {(str(result.shape), result.component, shown(result.focus)) for result in results}
    expected = {
        (STBSH + name, component_of(match["what"]), match["focus"]) for match in remarks(path, "fires")
    }
    assert found == expected


def shown(focus: Node, *, full: bool = False) -> str:
    if isinstance(focus, rdflib.BNode):
        return f"_:{focus}"
    return str(focus) if full else reference(str(focus))


def component_of(parameter: str) -> str:
    return str(PARAMETERS[SH[parameter]])


def test_every_shape_has_a_bad_example_for_every_constraint(shapes: rdflib.Graph) -> None:
    shown_to_fail = {
        path.name.removeprefix("bad.").removesuffix(".ttl"): {
            component_of(match["what"]) for match in remarks(path, "fires")
        }
        for path in BAD_SHAPES
    }
    stated = {shape.removeprefix(STBSH): components(shapes, shape) for shape in speaking(shapes)}
    assert shown_to_fail == {name: parts for name, parts in stated.items() if parts}
    assert len(shown_to_fail) >= 85


@pytest.mark.parametrize("path", BAD_CHECKS, ids=lambda path: path.name)
def test_a_bad_example_is_found_by_its_check(path: Path) -> None:
    check = check_of(path)
    quads = read(path)
    store = Store()
    store.extend(quads)
    findings = list(run_check(check, store, NamedNode(CITY)))
    found = {reference(finding.focus or "") for finding in findings}
    assert found == {match["focus"] for match in remarks(path, "finds")}
    passed = {match["focus"] for match in remarks(path, "passes")}
    assert passed <= {reference(quad.subject.value) for quad in quads if isinstance(quad.subject, NamedNode)}
    assert not passed & found


@pytest.mark.parametrize("path", BAD_CHECKS, ids=lambda path: path.name)
def test_another_engine_finds_the_same(path: Path) -> None:
    """The files run as they stand in any SPARQL 1.1 engine; rdflib is one that shares no code with ours."""
    check = check_of(path)
    ours = Store()
    ours.extend(read(path))
    found = sorted((finding.focus, finding.path) for finding in run_check(check, ours, NamedNode(CITY)))
    with protect_rdflib_state():
        rows = [
            row.asdict() for row in convert_graph(read(path)).query(check.text) if isinstance(row, ResultRow)
        ]
    theirs = sorted(
        (shown(row["focus"], full=True), str(row["path"]) if "path" in row else None) for row in rows
    )
    assert theirs == found


@pytest.mark.parametrize("path", BAD_CHECKS, ids=lambda path: path.name)
def test_a_check_takes_time_in_step_with_the_data(path: Path) -> None:
    """Six hundred copies of the bad example. A NOT EXISTS that is worked out for every focus anew takes seconds."""
    store = Store()
    store.bulk_extend(copied(quad, number) for number in range(600) for quad in read(path))
    check = check_of(path)
    begin = time.process_time()
    findings = list(run_check(check, store, NamedNode(CITY)))
    assert time.process_time() - begin < 1
    assert findings


def copied(quad: Quad, number: int) -> Quad:
    """The statement about another thing of the same kind; the publishing city and the code lists stay."""

    def other(term: Term) -> Term:
        if isinstance(term, NamedNode) and term.value.startswith((BASE, ns.WD)) and term.value != CITY:
            return NamedNode(f"{term.value}-{number}")
        return BlankNode(f"{term.value}{number}") if isinstance(term, BlankNode) else term

    subject, value = other(quad.subject), other(quad.object)
    assert isinstance(subject, NamedNode | BlankNode)
    return Quad(subject, quad.predicate, value)


def check_of(path: Path) -> SparqlCheck:
    return read_check(
        ROOT / "queries" / "checks" / f"{path.name.removeprefix('bad.').removesuffix('.ttl')}.rq"
    )


def test_every_check_has_a_bad_example() -> None:
    assert [path.stem for path in CHECKS] == [
        path.name.removeprefix("bad.").removesuffix(".ttl") for path in BAD_CHECKS
    ]
    assert len(CHECKS) >= 38


# == The shapes themselves =====================================================


def test_shapes_use_only_terms_that_shacl_defines(all_shapes: rdflib.Graph) -> None:
    terms = {
        term
        for triple in all_shapes
        for term in triple
        if isinstance(term, rdflib.URIRef) and term.startswith(str(SH))
    }
    assert [term for term in terms if term not in SH] == []
    assert {p for p in set(all_shapes.predicates()) if p in terms} <= PARAMETERS.keys() | NOT_CONSTRAINTS


def test_the_shapes_are_shapes_by_shacls_own_shapes() -> None:
    own = Path(pyshacl.__file__).parent / "assets" / "shacl-shacl.ttl"
    rules = convert_graph(parse(path=str(own), format=RdfFormat.TURTLE))
    with protect_rdflib_state():
        results = list(shacl.run(shacl.read_shapes(ALL_SHAPES), rules))
    assert results == []


def test_every_shape_that_speaks_does_so_in_both_languages(all_shapes: rdflib.Graph) -> None:
    for shape in speaking(all_shapes):
        is_property = (shape, RDF.type, SH.PropertyShape) in all_shapes
        name, remedy = (SH.name, SH.description) if is_property else (RDFS.label, RDFS.comment)
        wanted = [name, SH.message, *([remedy] if components(all_shapes, shape) else [])]
        for predicate in wanted:
            languages = sorted(
                str(text.language)
                for text in all_shapes.objects(shape, predicate)
                if isinstance(text, rdflib.Literal)
            )
            assert languages == ["en", "nl"], (shape, predicate)
        assert len(set(all_shapes.objects(shape, SH.severity))) == 1, shape


def test_must_are_violations_and_should_are_warnings() -> None:
    for name, severity in (("must", SH.Violation), ("should", SH.Warning), ("catalogue", SH.Violation)):
        graph = shacl.read_shapes([ROOT / "shapes" / f"{name}.ttl"])
        assert set(graph.objects(None, SH.severity)) == {severity}


def test_a_property_shape_is_named_after_its_node_shape_and_path(all_shapes: rdflib.Graph) -> None:
    for node, prop in all_shapes.subject_objects(SH.property):
        path = all_shapes.value(prop, SH.path)
        local = re.split(r"[#/]", str(path))[-1]
        assert re.fullmatch(rf"{re.escape(str(node))}-{local}(-(nl|en))?", str(prop)), prop


def test_shapes_have_no_blank_nodes_but_lists(all_shapes: rdflib.Graph) -> None:
    blank = {subject for subject in all_shapes.subjects() if isinstance(subject, rdflib.BNode)}
    assert blank
    assert all(set(all_shapes.predicates(node)) == {RDF.first, RDF.rest} for node in blank)


def test_a_claim_may_give_what_the_model_says(shapes: rdflib.Graph) -> None:
    listed = shapes.value(rdflib.URIRef(STBSH + "Claim-predicate"), SH["in"])
    assert listed is not None
    names = {re.split(r"[#/]", str(term))[-1] for term in shapes.items(listed)}
    assert names == set(CLAIMABLE)


def test_prefixes_are_those_of_the_project_and_all_used() -> None:
    for path in [*ALL_SHAPES, *CHECKS]:
        text = path.read_text(encoding="utf-8")
        declared = dict(re.findall(r"^(?:@prefix|PREFIX) (\w+): <([^>]*)>", text, re.MULTILINE))
        body = re.sub(
            r'^(?:@prefix|PREFIX).*$|"(?:[^"\\]|\\.)*"|<[^>\s]*>|^#.*$', " ", text, flags=re.MULTILINE
        )
        assert declared == {prefix: ns.PREFIXES[prefix] for prefix in declared}, path.name
        assert list(declared) == sorted(declared), path.name
        assert {prefix for prefix in declared if not re.search(rf"(?<!\w){prefix}:\w", body)} == set(), (
            path.name
        )


def test_every_term_of_ours_is_declared() -> None:
    for path in [*ALL_SHAPES, *CHECKS]:
        body = re.sub(r'"(?:[^"\\]|\\.)*"|^#.*$', " ", path.read_text(encoding="utf-8"), flags=re.MULTILINE)
        terms = set(re.findall(r"(?<!\w)stb:(\w+)", body))
        assert {term for term in terms if term not in ns.STB} == set(), path.name


def test_real_data_conforms(project_root: Path) -> None:
    report = pipeline.check(projects.find_project(project_root)).report
    assert [finding for finding in report.findings if finding.severity is Severity.VIOLATION] == []
