"""A report for the person who mends the tables: by file, what is wrong where, and what would do."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import groupby

from rich.console import Group, RenderableType
from rich.markup import escape
from rich.table import Table

from stedenband.i18n import choose_text, translate, translate_plural
from stedenband.message import N_
from stedenband.model import Finding, Report, Severity
from stedenband.validation.messages import COUNTS, REPORT_HEADS, SEVERITIES

_COLOURS = {Severity.VIOLATION: "red", Severity.WARNING: "yellow", Severity.INFO: "cyan"}


def as_table(report: Report, language: str) -> RenderableType:
    """One table for each file: place, severity, what is wrong, what was found, what would do."""
    return Group(*(_table(file, findings, language) for file, findings in _by_file(report)))


def _table(file: str, findings: list[Finding], language: str) -> Table:
    table = Table(
        title=escape(_heading(file, language)), title_justify="left", title_style="bold", expand=False
    )
    for column in ("place", "severity", "what", "found", "remedy"):
        table.add_column(translate(REPORT_HEADS[column], language), overflow="fold")
    for finding in findings:
        colour = _COLOURS[finding.severity]
        table.add_row(
            escape(_place(finding, language)),
            f"[{colour}]{translate(SEVERITIES[finding.severity.value], language)}[/{colour}]",
            escape(choose_text(finding.message, language)),
            escape(_short(finding.found or "")),
            escape(choose_text(finding.remedy, language)),
        )
    return table


def as_text(report: Report, language: str) -> str:
    """The report as plain lines, one block for each file; ends with the counts and a line break.

    For a mail, a log or a screen reader: no colours, no frames, nothing cut off.
    """
    lines: list[str] = []
    for file, findings in _by_file(report):
        lines += [
            _heading(file, language),
            *(f"  {line}" for finding in findings for line in _lines(finding, language)),
            "",
        ]
    return "\n".join([*lines, _summary(report, language), ""])


def _lines(finding: Finding, language: str) -> Iterator[str]:
    severity = translate(SEVERITIES[finding.severity.value], language)
    yield f"{_place(finding, language)} [{severity}] {choose_text(finding.message, language)}"
    if finding.found:
        yield f"    {translate(REPORT_HEADS['found'], language)}: {_short(finding.found)}"
    if finding.remedy:
        yield f"    {translate(REPORT_HEADS['remedy'], language)}: {choose_text(finding.remedy, language)}"


def _summary(report: Report, language: str) -> str:
    counts = [_counted(report.count(severity), severity, language) for severity in Severity]
    return translate(
        N_("The data conforms: {counts}.") if report.conforms else N_("The data does not conform: {counts}."),
        language,
        counts=", ".join(counts),
    )


def _counted(number: int, severity: Severity, language: str) -> str:
    return translate_plural(COUNTS[severity.value], number, language, number=number)


def _by_file(report: Report) -> Iterator[tuple[str, list[Finding]]]:
    """Findings by file; what belongs to no file comes last, for it is seldom the first thing to mend."""
    ordered = sorted(report.findings, key=lambda finding: (not _file(finding), finding.sort_key))
    for file, findings in groupby(ordered, key=_file):
        yield file, list(findings)


def _file(finding: Finding) -> str:
    return finding.origin.file if finding.origin else ""


def _heading(file: str, language: str) -> str:
    return file or translate("The data as a whole", language)


def _place(finding: Finding, language: str) -> str:
    """Row and column as a spreadsheet shows them, else the thing, else the whole file."""
    origin = finding.origin
    if origin and origin.row is not None:
        key = N_("row {row}, {column}") if origin.column else N_("row {row}")
        return translate(key, language, row=origin.row, column=origin.column)
    if origin and origin.column:
        return origin.column
    return _short(finding.focus) if finding.focus else translate("whole", language)


def _short(text: str) -> str:
    """A reference (``city/gent``) for an IRI of a data set; any other text as it is."""
    head, mark, reference = text.partition("/id/")
    return reference if mark and head.startswith(("http://", "https://")) and " " not in text else text
