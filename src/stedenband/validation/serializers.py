"""A report for machines: JSON, SARIF 2.1.0 and SHACL. The same report gives the same bytes."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlsplit

from pyoxigraph import DefaultGraph, Literal, NamedNode, Quad

from stedenband import __version__
from stedenband.i18n import SOURCE, choose_text
from stedenband.model import Finding, Report, Severity, Texts
from stedenband.ns import PREFIXES, RDF, SH, XSD

_LEVELS = {Severity.VIOLATION: "error", Severity.WARNING: "warning", Severity.INFO: "note"}
_SEVERITIES = {Severity.VIOLATION: SH.Violation, Severity.WARNING: SH.Warning, Severity.INFO: SH.Info}

TABLE_RULE = NamedNode(PREFIXES["stbsh"] + "TableRule")
"""What a finding of the table reader gives for the SHACL constraint component that it has not."""


def serialize_json(value: Mapping[str, Any]) -> bytes:
    """The JSON text of a report in UTF-8, indented, keys in their own order, with a final line break."""
    return (json.dumps(value, ensure_ascii=False, indent=2) + "\n").encode()


# == JSON ======================================================================


def as_json(report: Report) -> dict[str, Any]:
    """``conforms``, ``counts`` by severity, and ``findings`` in the order of the tables.

    Every finding has every key; what is not known is ``null``.
    """
    return {
        "conforms": report.conforms,
        "counts": {severity.value: report.count(severity) for severity in Severity},
        "findings": [_finding(finding) for finding in report.findings],
    }


def _finding(finding: Finding) -> dict[str, Any]:
    origin = finding.origin
    return {
        "code": finding.code,
        "severity": finding.severity.value,
        "file": origin.file if origin else None,
        "row": origin.row if origin else None,
        "column": origin.column if origin else None,
        "message": dict(sorted(finding.message.items())),
        "remedy": dict(sorted(finding.remedy.items())),
        "found": finding.found,
        "focus": finding.focus,
        "path": finding.path,
        "rule": finding.rule,
    }


# == SARIF =====================================================================


def as_sarif(report: Report, language: str = SOURCE, *, folder: Path | None = None) -> dict[str, Any]:
    """One SARIF 2.1.0 run, for code hosts and editors; rows are lines, columns of a table are logical locations.

    ``folder`` is where the files of the findings stand; what is published does not name it.
    A fingerprint leaves the row out, so that a finding stays the same finding when rows are added above it.
    """
    codes = sorted({finding.code for finding in report.findings})
    return {
        "$schema": "https://docs.oasis-open.org/sarif/sarif/v2.1.0/os/schemas/sarif-schema-2.1.0.json",
        "version": "2.1.0",
        "runs": [
            {
                "tool": {"driver": _driver(report, codes, language)},
                "language": language,
                **_base_of(folder),
                "columnKind": "unicodeCodePoints",
                "results": [_sarif_result(finding, codes, language) for finding in report.findings],
            }
        ],
    }


def _base_of(folder: Path | None) -> dict[str, Any]:
    """The folder that the files are relative to (SARIF 2.1.0, section 3.14.14)."""
    return {} if folder is None else {"originalUriBaseIds": {"DATA": {"uri": f"{folder.as_uri()}/"}}}


def _driver(report: Report, codes: list[str], language: str) -> dict[str, Any]:
    first = {finding.code: finding for finding in reversed(report.findings)}
    return {
        "name": "stedenband",
        "version": __version__,
        "rules": [_sarif_rule(first[code], language) for code in codes],
    }


def _sarif_rule(finding: Finding, language: str) -> dict[str, Any]:
    rule: dict[str, Any] = {"id": finding.code, "defaultConfiguration": {"level": _LEVELS[finding.severity]}}
    if finding.remedy:
        rule["help"] = {"text": choose_text(finding.remedy, language)}
    if _iri(finding.rule):
        rule["helpUri"] = finding.rule
    return rule


def _sarif_result(finding: Finding, codes: list[str], language: str) -> dict[str, Any]:
    result: dict[str, Any] = {
        "ruleId": finding.code,
        "ruleIndex": codes.index(finding.code),
        "level": _LEVELS[finding.severity],
        "message": {"text": _sentence(finding, language)},
        "partialFingerprints": {"finding/v1": _fingerprint(finding)},
    }
    location = _location(finding)
    if location:
        result["locations"] = [location]
    return result


def _location(finding: Finding) -> dict[str, Any]:
    location: dict[str, Any] = {}
    origin = finding.origin
    if origin and origin.file:
        location["physicalLocation"] = {"artifactLocation": {"uri": quote(origin.file)}}
        if origin.row is not None:
            location["physicalLocation"]["region"] = {"startLine": origin.row}
    logical = [
        {"fullyQualifiedName": name, "kind": kind}
        for name, kind in ((origin.column if origin else None, "member"), (finding.focus, "object"))
        if name
    ]
    if logical:
        location["logicalLocations"] = logical
    return location


def _sentence(finding: Finding, language: str) -> str:
    parts = (choose_text(finding.message, language), choose_text(finding.remedy, language))
    found = f" ({finding.found})" if finding.found else ""
    return " ".join(part for part in parts if part) + found


def _fingerprint(finding: Finding) -> str:
    origin = finding.origin
    place = (origin.file, origin.column) if origin else (None, None)
    parts = (finding.code, *place, finding.focus, finding.path, finding.found)
    return hashlib.sha256(json.dumps(parts).encode()).hexdigest()


# == SHACL =====================================================================


def as_graph(report: Report, about: NamedNode) -> list[Quad]:
    """The report as a ``sh:ValidationReport`` with IRIs for nodes: ``about`` and ``about/1``, ``about/2``...

    Gives 2 to 3 quads and 6 to 10 a finding, in the default graph. ``sh:value`` is the text that was found, not
    the term. A finding without a focus has its row for one, by RFC 7111 (``about/cities.csv#row=4``).
    """
    pairs: list[tuple[NamedNode, NamedNode, NamedNode | Literal]] = [
        (about, RDF.type, SH.ValidationReport),
        (about, SH.conforms, _boolean(report.conforms)),
    ]
    for number, finding in enumerate(report.findings, start=1):
        result = NamedNode(f"{about.value}/{number}")
        pairs.append((about, SH.result, result))
        pairs += ((result, predicate, value) for predicate, value in _result_pairs(finding, about))
    return [Quad(subject, predicate, value, DefaultGraph()) for subject, predicate, value in pairs]


def _result_pairs(finding: Finding, about: NamedNode) -> Iterator[tuple[NamedNode, NamedNode | Literal]]:
    yield RDF.type, SH.ValidationResult
    yield SH.focusNode, _focus(finding, about)
    yield SH.resultSeverity, _SEVERITIES[finding.severity]
    yield SH.sourceConstraintComponent, _iri(finding.component) or TABLE_RULE
    for text in _messages(finding.message, finding.remedy):
        yield SH.resultMessage, text
    path, value, shape = _iri(finding.path), finding.found, _iri(finding.rule)
    if path:
        yield SH.resultPath, path
    if value:
        yield SH.value, _iri(value) or Literal(value)
    if shape:
        yield SH.sourceShape, shape


def _messages(message: Texts, remedy: Texts) -> Iterable[Literal]:
    for language in sorted(message):
        words = (message[language], remedy.get(language, ""))
        yield Literal(" ".join(part for part in words if part), language=language)


def _focus(finding: Finding, about: NamedNode) -> NamedNode:
    origin = finding.origin
    if finding.focus and (focus := _iri(finding.focus)):
        return focus
    if origin and origin.file:
        row = f"#row={origin.row}" if origin.row is not None else ""
        return NamedNode(f"{about.value}/{quote(origin.file)}{row}")
    return about


def _iri(text: str | None) -> NamedNode | None:
    """The IRI that a text is, when it is an absolute http(s) IRI and nothing else."""
    if not text or any(character <= " " or character in '<>"{}|\\^`' for character in text):
        return None
    try:
        parts = urlsplit(text)
        return NamedNode(text) if parts.scheme in ("http", "https") and parts.netloc else None
    except ValueError:
        return None


def _boolean(value: bool) -> Literal:
    return Literal("true" if value else "false", datatype=XSD.boolean)
