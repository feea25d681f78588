"""The report for people: in both languages, by file, with what would do."""

from __future__ import annotations

import io
from pathlib import Path
from string import Formatter

import pytest
from rich.console import Console

from stedenband.i18n import INTERFACE_LANGUAGES, translate
from stedenband.message import N_
from stedenband.model import Finding, Origin, Report, Severity
from stedenband.validation import as_table, as_text
from stedenband.validation.checks import read_check

CHECKS = sorted((Path(__file__).resolve().parents[2] / "queries" / "checks").glob("*.rq"))

CELL = Finding(
    code="bad-date",
    severity=Severity.VIOLATION,
    message={"nl": "Dit is geen datum.", "en": "This is no date."},
    remedy={"nl": "Vul 1971 in.", "en": "Write 1971."},
    origin=Origin("partnerships.csv", 4, "start"),
    found="197[1]",
)
ROW = Finding(
    "same-label", Severity.WARNING, {"nl": "Dubbel.", "en": "Twice."}, origin=Origin("partnerships.csv", 2)
)
THING = Finding(
    "blank-node",
    Severity.INFO,
    {"nl": "Naamloos.", "en": "Nameless."},
    focus="https://w3id.org/stedenband/gent/id/city/gent",
    found="https://w3id.org/stedenband/gent/id/country/be",
)
FILE = Finding("empty-file", Severity.VIOLATION, {"nl": "Leeg.", "en": "Empty."}, origin=Origin("cities.csv"))
REPORT = Report((THING, CELL, FILE, ROW))


def test_text_reads_as_the_tables_do() -> None:
    assert as_text(REPORT, "nl").splitlines() == [
        "cities.csv",
        "  geheel [fout] Leeg.",
        "",
        "partnerships.csv",
        "  rij 2 [waarschuwing] Dubbel.",
        "  rij 4, start [fout] Dit is geen datum.",
        "      gevonden: 197[1]",
        "      wat u kunt doen: Vul 1971 in.",
        "",
        "De gegevens als geheel",
        "  city/gent [opmerking] Naamloos.",
        "      gevonden: country/be",
        "",
        "De gegevens voldoen niet: 2 fouten, 1 waarschuwing, 1 opmerking.",
    ]


def test_text_of_a_good_report_is_its_counts() -> None:
    assert as_text(Report(), "en") == "The data conforms: 0 violations, 0 warnings, 0 notes.\n"


@pytest.mark.parametrize("language", INTERFACE_LANGUAGES)
def test_the_table_says_all_that_the_text_says(language: str) -> None:
    shown = io.StringIO()
    Console(file=shown, width=200).print(as_table(REPORT, language))
    words = shown.getvalue()
    for finding in REPORT.findings:
        assert finding.message[language] in words
    for part in (
        "cities.csv",
        "partnerships.csv",
        "197[1]",
        "country/be",
        translate(N_("The data as a whole"), language),
    ):
        assert part in words


def test_a_narrow_table_cuts_nothing_off() -> None:
    shown = io.StringIO()
    Console(file=shown, width=60).print(as_table(REPORT, "en"))
    assert "…" not in shown.getvalue()


@pytest.mark.parametrize("path", CHECKS, ids=lambda path: path.stem)
def test_a_check_says_the_same_in_both_languages(path: Path) -> None:
    check = read_check(path)
    for texts in (check.title, check.message, check.remedy):
        assert texts["nl"] != texts["en"]
        assert texts["nl"][:1].isupper() or texts["nl"].startswith("{")
    nouns = {"question": "vraag"}
    english, dutch = (
        placeholders(check.message[language] + check.remedy[language]) for language in ("en", "nl")
    )
    assert {nouns.get(name, name) for name in english} == dutch


def placeholders(text: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(text) if name}
