"""The report for machines: JSON, SARIF 2.1.0 and SHACL."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pyoxigraph import Literal, NamedNode, Quad, RdfFormat, parse, serialize

from stedenband.model import Finding, Origin, Report, Severity
from stedenband.ns import RDF, SH, XSD
from stedenband.validation import as_graph, as_json, as_sarif, serialize_json, validate
from stedenband.validation.serializers import TABLE_RULE

ROOT = Path(__file__).resolve().parents[2]
EXAMPLES = Path(__file__).resolve().parent / "examples"
ABOUT = NamedNode("https://w3id.org/stedenband/gent/id/dataset/gent/report")

CELL = Finding(
    code="bad-date",
    severity=Severity.VIOLATION,
    message={"nl": "Dit is geen datum.", "en": "This is no date."},
    remedy={"nl": "Vul 1971 in.", "en": "Write 1971."},
    origin=Origin("mijn tabel.csv", 4, "start"),
    found="197x",
)


@pytest.fixture(scope="module")
def report() -> Report:
    """Real findings of shapes and checks, and some of the tables."""
    paths = [ROOT / "ontology" / "codelists.ttl", *sorted((EXAMPLES / "shapes").glob("bad.City*.ttl"))]
    judged = validate(
        (quad for path in paths for quad in parse(path=str(path), format=RdfFormat.TURTLE)),
        shapes=sorted((ROOT / "shapes").glob("*.ttl")),
        checks=sorted((ROOT / "queries" / "checks").glob("*.rq")),
        city="https://w3id.org/stedenband/gent/id/city/gent",
    )
    return judged + Report(
        (
            CELL,
            Finding("odd", Severity.INFO, {"en": "Odd."}),
            Finding("late", Severity.WARNING, {"en": "Late."}),
        )
    )


# == JSON ======================================================================


def test_json_holds_every_finding_with_every_key(report: Report) -> None:
    value = as_json(report)
    assert value["conforms"] is False
    assert sum(value["counts"].values()) == len(value["findings"]) == len(report.findings)
    keys = {
        "code",
        "severity",
        "file",
        "row",
        "column",
        "message",
        "remedy",
        "found",
        "focus",
        "path",
        "rule",
    }
    assert all(set(finding) == keys for finding in value["findings"])
    cell = next(finding for finding in value["findings"] if finding["code"] == "bad-date")
    assert (cell["file"], cell["row"], cell["column"], cell["found"]) == (
        "mijn tabel.csv",
        4,
        "start",
        "197x",
    )
    assert json.loads(serialize_json(value)) == value


def test_json_bytes_are_the_same_every_time(report: Report) -> None:
    again = Report(report.findings[::-1])
    assert serialize_json(as_json(report)) == serialize_json(as_json(again))
    assert serialize_json(as_sarif(report)) == serialize_json(as_sarif(again))
    assert as_graph(report, ABOUT) == as_graph(again, ABOUT)


# == SARIF =====================================================================


def test_sarif_has_what_the_standard_requires(report: Report) -> None:
    """OASIS SARIF 2.1.0: sections 3.13 (log), 3.14 (run), 3.19 (driver), 3.27 (result), 3.49 (rule)."""
    log = as_sarif(report)
    assert log["version"] == "2.1.0"
    (run,) = log["runs"]
    rules = run["tool"]["driver"]["rules"]
    assert run["tool"]["driver"]["name"] == "stedenband"
    assert len({rule["id"] for rule in rules}) == len(rules)
    assert len(run["results"]) == len(report.findings)
    for result in run["results"]:
        assert rules[result["ruleIndex"]]["id"] == result["ruleId"]
        assert result["level"] in {"error", "warning", "note"}
        assert result["message"]["text"]
        assert len(result.get("locations", [])) <= 1


def test_sarif_points_at_the_row() -> None:
    result = as_sarif(Report((CELL,)), "nl")["runs"][0]["results"][0]
    assert result["message"]["text"] == "Dit is geen datum. Vul 1971 in. (197x)"
    assert result["locations"][0] == {
        "physicalLocation": {"artifactLocation": {"uri": "mijn%20tabel.csv"}, "region": {"startLine": 4}},
        "logicalLocations": [{"fullyQualifiedName": "start", "kind": "member"}],
    }


def test_a_finding_keeps_its_fingerprint_when_rows_are_added_above() -> None:
    def fingerprint(finding: Finding) -> Any:
        return as_sarif(Report((finding,)))["runs"][0]["results"][0]["partialFingerprints"]

    assert fingerprint(CELL) == fingerprint(CELL.at(Origin("mijn tabel.csv", 9, "start")))
    assert fingerprint(CELL) != fingerprint(CELL.at(Origin("mijn tabel.csv", 4, "end")))


def test_an_empty_report_is_a_run_without_results() -> None:
    (run,) = as_sarif(Report())["runs"]
    assert run["results"] == []
    assert run["tool"]["driver"]["rules"] == []


# == SHACL =====================================================================


def test_the_graph_counts_what_the_report_counts(report: Report) -> None:
    quads = as_graph(report, ABOUT)
    severities = [quad.object for quad in quads if quad.predicate == SH.resultSeverity]
    for severity, term in (
        (Severity.VIOLATION, SH.Violation),
        (Severity.WARNING, SH.Warning),
        (Severity.INFO, SH.Info),
    ):
        assert severities.count(term) == report.count(severity) > 0
    assert [quad.object for quad in quads if quad.predicate == SH.conforms] == [
        Literal("false", datatype=XSD.boolean)
    ]


def test_every_result_is_whole_by_shacl(report: Report) -> None:
    """SHACL, section 3.6.2: one focus node, severity and component; at most one path, value and shape."""
    quads = as_graph(report, ABOUT)
    results = [quad.object for quad in quads if quad.predicate == SH.result]
    assert len(results) == len(set(results)) == len(report.findings)
    for result in results:
        said = [quad.predicate for quad in quads if quad.subject == result]
        for predicate in (RDF.type, SH.focusNode, SH.resultSeverity, SH.sourceConstraintComponent):
            assert said.count(predicate) == 1
        for predicate in (SH.resultPath, SH.value, SH.sourceShape):
            assert said.count(predicate) <= 1
        assert said.count(SH.resultMessage) >= 1


def test_the_graph_has_no_blank_nodes_and_survives_the_journey(report: Report) -> None:
    quads = as_graph(report, ABOUT)
    data = n_triples(quads)
    assert b"_:" not in re.sub(rb'"(?:[^"\\]|\\.)*"', b"", data)
    assert set(parse(data, format=RdfFormat.N_TRIPLES)) == set(quads)


def test_a_finding_of_the_tables_has_its_row_for_a_focus() -> None:
    said = {quad.predicate: quad.object for quad in as_graph(Report((CELL,)), ABOUT)}
    assert said[SH.focusNode] == NamedNode(f"{ABOUT.value}/mijn%20tabel.csv#row=4")
    assert said[SH.sourceConstraintComponent] == TABLE_RULE
    assert SH.sourceShape not in said


def test_a_finding_of_a_shape_names_shape_path_and_component(report: Report) -> None:
    finding = next(finding for finding in report.findings if finding.code == "City-candidate")
    said = {quad.predicate: quad.object for quad in as_graph(Report((finding,)), ABOUT)}
    assert said[SH.sourceShape] == NamedNode("https://w3id.org/stedenband/shapes#City-candidate")
    assert said[SH.sourceConstraintComponent] == NamedNode(SH.base + "PatternConstraintComponent")
    assert said[SH.resultPath] == NamedNode("https://w3id.org/stedenband/ns#candidate")


def test_a_good_report_conforms() -> None:
    assert [(quad.predicate, quad.object) for quad in as_graph(Report(), ABOUT)] == [
        (RDF.type, SH.ValidationReport),
        (SH.conforms, Literal("true", datatype=XSD.boolean)),
    ]


def n_triples(quads: list[Quad]) -> bytes:
    data = serialize((quad.triple for quad in quads), format=RdfFormat.N_TRIPLES)
    assert data is not None
    return data


texts = (
    st.none()
    | st.text(max_size=20)
    | st.sampled_from(["https://[", "http://a b", "https://example.org/é", "_:b", "http:"])
)


@given(st.tuples(texts, texts, texts, texts), st.text(max_size=10))
def test_whatever_was_found_becomes_a_report(parts: tuple[str | None, ...], file: str) -> None:
    focus, path, found, rule = parts
    finding = Finding(
        "x",
        Severity.WARNING,
        {"en": "a"},
        origin=Origin(file, 3),
        focus=focus,
        path=path,
        found=found,
        rule=rule,
    )
    quads = as_graph(Report((finding,)), ABOUT)
    assert set(parse(n_triples(quads), format=RdfFormat.N_TRIPLES)) == set(quads)
    serialize_json(as_json(Report((finding,))))
    serialize_json(as_sarif(Report((finding,))))
