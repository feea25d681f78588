"""Every fault is seen where it stands: file, row and column as a spreadsheet shows them."""

from __future__ import annotations

import ast
import datetime
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path

import pytest

from hostile_folders import HOSTILE, Hostile
from sample_data import CODES, DATASET, SOURCE_TEXTS, TABLES, Override, rows, write_sample, write_sources
from stedenband.i18n import INTERFACE_LANGUAGES
from stedenband.model import Finding, Origin, Severity
from stedenband.tables import Reading, read
from stedenband.tables.files import DigestingFile, UnreadableError
from stedenband.tables.messages.faults import FAULTS
from stedenband.tables.messages.remedies import REMEDIES


def changed(table: str, row: int, **cells: str) -> Override:
    """The sample's table with other cells in one row, counted as a spreadsheet does."""
    found = rows(table)
    unknown = cells.keys() - found[0].keys()
    assert not unknown, unknown
    found[row - 2].update(cells)
    return found


def texts(table: str, old: str, new: str) -> str:
    assert old in TABLES[table]
    return TABLES[table].replace(old, new, 1)


def toml(old: str, new: str) -> str:
    assert old in DATASET
    return DATASET.replace(old, new, 1)


@dataclass(frozen=True)
class Case:
    """One fault: what is changed in the sample, and what must be said of it."""

    code: str
    table: str
    content: Override
    row: int | None
    column: str | None
    hint: str | None = None
    severity: Severity = Severity.VIOLATION

    @property
    def overrides(self) -> Mapping[str, Override]:
        return {self.table: self.content}

    @property
    def file(self) -> str:
        return "dataset.toml" if self.table == "dataset" else f"{self.table}.csv"


def cell(code: str, table: str, row: int, column: str, value: str, hint: str | None = None) -> Case:
    """The fault of one cell."""
    return Case(code, table, changed(table, row, **{column: value}), row, column, hint)


def in_toml(code: str, old: str, new: str, column: str, hint: str | None = None, *, down: int = 0) -> Case:
    """The fault of one key; it is told ``down`` lines below the one that is changed."""
    row = DATASET[: DATASET.index(old)].count("\n") + 1 + down
    return Case(code, "dataset", toml(old, new), row, column, hint)


def advice(code: str, old: str, new: str, column: str) -> Case:
    """A key that is not wrong, but could be better."""
    return replace(in_toml(code, old, new, column), severity=Severity.WARNING)


LONG = "een twee drie vier vijf zes zeven acht negen tien elf twaalf dertien veertien vijftien zestien zeventien "
CITIES = rows("cities")
TWO_DELIMITERS = TABLES["places"] + "wales;Wales;Wales;GB;Q25\n"

CASES = [
    # the header and the rows
    Case("unknown-column", "phases", texts("phases", "label_en", "labelen"), 1, "labelen", "label_en"),
    Case("missing-column", "phases", texts("phases", "label_en", "labelen"), 1, "label_en"),
    Case("duplicate-column", "phases", texts("phases", "end,", "start,"), 1, "start"),
    Case("ragged-row", "places", TABLES["places"] + "wales,Wales,Wales\n", 3, None),
    Case("ragged-row", "places", TABLES["places"] + "wales,Wales, en meer,Wales,GB,Q25\n", 3, None),
    Case("mixed-delimiter", "places", TWO_DELIMITERS, 3, None),
    Case("no-header", "questions", "vraag,antwoord\n", 1, None),
    cell("missing-value", "cities", 2, "label_en", " "),
    cell("duplicate-id", "cities", 5, "id", "kanazawa"),
    cell("duplicate-id", "countries", 3, "code", "BE"),
    Case("duplicate-id", "participations", [*rows("participations"), rows("participations")[0]], 4, "partnership"),
    # single cells
    cell("bad-id", "phases", 3, "id", "Tweede Fäse", "tweede-fase"),
    cell("bad-country-code", "countries", 2, "code", "be", "BE"),
    cell("bad-country-code", "countries", 2, "alpha3", "BE"),
    cell("bad-date", "acts", 2, "date", "4/10/1971", "1971-10-04"),
    cell("bad-date", "acts", 2, "date", "1971-02-30"),
    cell("bad-date", "acts", 2, "date", "1971/10/4", "1971-10-04"),
    cell("bad-date", "partnerships", 2, "start", "sinds 1971", "1971"),
    cell("bad-date", "partnerships", 2, "start", "196g"),
    cell("bad-day", "sources", 2, "retrieved", "2026-11"),
    cell("bad-year-range", "partnerships", 2, "start", "0971"),
    cell("end-before-start", "partnerships", 3, "end", "1968"),
    cell("end-before-start", "acts", 3, "valid_until", "2020"),
    cell("end-before-start", "phases", 2, "end", "1968-12"),
    cell("end-before-start", "participations", 3, "end", "1968"),
    cell("unknown-code", "partnerships", 2, "kind", "twining", "twinning"),
    cell("unknown-code", "partnerships", 2, "level", "bi"),
    cell("unknown-code", "partnerships", 2, "status", "Active", "active"),
    cell("unknown-code", "participations", 2, "role", "x"),
    cell("unknown-code", "acts", 2, "kind", "oorkonde"),
    cell("unknown-code", "changes", 2, "kind", "fusie"),
    cell("unknown-code", "claims", 2, "mode", "said"),
    cell("unknown-code", "claims", 5, "rule", "because"),
    cell("unknown-country", "cities", 2, "country", "BF"),
    cell("unknown-city", "partnerships", 2, "parties", "gent|kanzawa", "kanazawa"),
    cell("unknown-city", "acts", 2, "place", "kanazzawa", "kanazawa"),
    cell("unknown-city", "cities", 3, "suburb_of", "ghent", "gent"),
    cell("unknown-city", "changes", 4, "decided_by", "brugge"),
    cell("unknown-place", "cities", 6, "located_in", "engeland", "england"),
    cell("unknown-partnership", "acts", 2, "partnership", "gent-kanazwa", "gent-kanazawa"),
    cell("unknown-partnership", "partnerships", 4, "continues", "denijs-westrem-melle", "sint-denijs-westrem-melle"),
    cell("unknown-partnership", "changes", 4, "affects", "gent-melle|x"),
    cell("unknown-phase", "partnerships", 2, "phase", "twin-city", "twin-cities"),
    cell("unknown-source", "evidence", 2, "source", "tekst-nl", "text-nl"),
    cell("unknown-evidence", "claims", 2, "evidence", "kanazawa-nl|kanazawa-fr", "kanazawa-"),
    cell("unknown-reference", "claims", 2, "subject", "partnership/gent-kanazaw", "partnership/gent-kanazawa"),
    cell("unknown-reference", "questions", 2, "about", "city/taizou", "city/taizhou"),
    cell("bad-reference", "claims", 2, "subject", "gent-kanazawa", "partnership/gent-kanazawa"),
    cell("bad-reference", "changes", 2, "original", "country/be"),
    cell("bad-property", "claims", 2, "property", "startdate", "startDate"),
    cell("unsuited-property", "claims", 2, "property", "country"),
    cell("bad-value", "claims", 2, "value", "in 1971", "1971"),
    cell("bad-value", "claims", 3, "value", "kanazaw", "kanazawa"),
    cell("bad-value", "claims", 4, "value", "JPN"),
    cell("bad-value", "claims", 5, "value", "charter"),
    cell("bad-qid", "cities", 2, "wikidata", "https://www.wikidata.org/wiki/Q1296", "Q1296"),
    cell("bad-qid", "cities", 7, "wikidata_candidates", "Q58273|57931"),
    cell("bad-number", "cities", 2, "geonames", "https://www.geonames.org/2797656/ghent.html", "2797656"),
    cell("bad-number", "cities", 2, "latitude", "51,05", "51.05"),
    cell("bad-number", "evidence", 2, "position", "-1"),
    cell("out-of-range", "cities", 2, "latitude", "90.1"),
    cell("out-of-range", "cities", 2, "longitude", "-181"),
    cell("half-given", "cities", 2, "longitude", ""),
    cell("half-given", "cities", 4, "native_lang", ""),
    cell("half-given", "sources", 2, "sha256", ""),
    Case("half-given", "evidence", changed("evidence", 12, position="3"), 12, "quote"),
    Case("two-labels", "cities", changed("cities", 4, native_lang="en"), 4, "label_native"),
    cell("bad-boolean", "claims", 2, "followed", "perhaps"),
    cell("bad-language", "sources", 2, "language", "Nederlands"),
    cell("bad-language", "cities", 5, "alt_labels", "Nederlands:Melle"),
    cell("bad-alt-label", "cities", 5, "alt_labels", "Melle"),
    cell("bad-iri", "sources", 2, "url", "www.example.org"),
    cell("bad-iri", "sources", 2, "url", "https://user:pass@example.org/"),
    cell("bad-iri", "sources", 2, "url", "https://example.org/a b"),
    cell("bad-digest", "sources", 2, "sha256", "abc"),
    cell("bad-file-name", "sources", 2, "file", "map/tekst.txt"),
    cell("repeated-value", "partnerships", 2, "parties", "gent|gent"),
    cell("too-few-parties", "partnerships", 2, "parties", "gent"),
    cell("one-candidate", "cities", 7, "wikidata_candidates", "Q58273"),
    cell("candidates-and-choice", "cities", 7, "wikidata", "Q58273"),
    cell("candidates-and-choice", "cities", 7, "geonames", "1"),
    cell("affected-and-exempted", "changes", 4, "exempts", "gent-melle"),
    cell("line-break", "cities", 2, "label_nl", "Gent\nGent"),
    cell("control-character", "cities", 2, "note_nl", "a\u200fb"),
    cell("nul-byte", "cities", 2, "note_nl", "a\0b"),
    cell("cell-too-long", "cities", 2, "note_nl", "a" * 10_001),
    Case("no-evidence", "evidence", changed("evidence", 12, description_nl="", description_en=""), 12, "quote"),
    cell("ring", "cities", 2, "suburb_of", "gent"),
    # quotations
    cell("missing-source-file", "sources", 2, "file", "weg.txt"),
    cell("wrong-digest", "sources", 2, "sha256", "0" * 64),
    cell("quote-without-position", "evidence", 2, "position", ""),
    cell("quote-elsewhere", "evidence", 2, "position", "3", str(SOURCE_TEXTS["voorbeeld.nl.txt"].index("Kanazawa"))),
    cell("quote-not-exact", "evidence", 5, "quote", "met Sint‑Denijs‑Westrem  sinds 1969", "met Sint-Denijs-Westrem"),
    cell("quote-not-in-text", "evidence", 2, "quote", "Kanazawa (Japan) sinds 1970"),
    Case("long-quote", "evidence", changed("evidence", 12, quote=LONG * 2), 12, "quote", severity=Severity.WARNING),
    Case(
        "mojibake",
        "cities",
        changed("cities", 2, label_fr="RaphaÃ«l"),
        2,
        "label_fr",
        "Raphaël",
        Severity.WARNING,
    ),
    # dataset.toml
    Case("missing-key", "dataset", toml('version = "1.2.0"\n', ""), 1, "version"),
    in_toml("future-day", 'checked = "2026-11-22"', 'checked = "2026-11-23"', "checked"),
    in_toml("bad-bbox", 'frequency = "IRREG"', "bbox = [3.8, 50.9, 3.5, 51.1]", "bbox"),
    in_toml("bad-bbox", 'frequency = "IRREG"', 'bbox = "3.5 50.9 3.8 51.1"', "bbox"),
    in_toml("bad-bbox", 'frequency = "IRREG"', "bbox = [3.5, 50.9, nan, inf]", "bbox"),
    in_toml("bad-type", 'frequency = "IRREG"', 'checksums = "no"', "checksums"),
    in_toml("unknown-code", 'homepage = "https://example.org/"', 'homepage = "https://example.org/"\ntype = "City"',
            "publisher.type", down=1),
    advice("few-keywords", ', "zustersteden", "voorbeeld"]', "]", "keywords.nl"),
    advice("unknown-licence", "publicdomain/zero/1.0/", "publicdomain/zero/1.0", "license"),
    in_toml("missing-key", 'nl = "Stedenbanden, een voorbeeld"\n', "", "title.nl", down=-1),
    in_toml("unknown-key", "license =", "licence =", "licence", "license"),
    in_toml("unknown-key", "email =", "e-mail =", "contact.e-mail", "email"),
    in_toml("bad-type", '["nl", "en"]', '"nl"', "languages"),
    in_toml("bad-type", '"1.2.0"', "1.2", "version"),
    in_toml("bad-date", "2026-01-15", "15/01/2026", "issued", "2026-01-15"),
    in_toml("bad-day", "2026-01-15", "2026-01", "issued"),
    in_toml("end-before-start", "2026-01-15", "2026-12-15", "modified", down=1),
    in_toml("description-length", " stedenbanden waarmee de tests van dit project werken", "", "description.nl"),
    in_toml("unknown-code", '"GOVE"', '"GOV"', "themes", "GOVE"),
    in_toml("unknown-code", '"IRREG"', '"sometimes"', "frequency"),
    in_toml("bad-keyword", '"zustersteden"', '"zuster, steden"', "keywords.nl"),
    in_toml("missing-value", '["GOVE", "INTR"]', "[]", "themes"),
    in_toml("missing-value", '"Voorbeeldstad"', '" "', "publisher.name.nl"),
    in_toml("repeated-value", '["nl", "en"]', '["nl", "nl"]', "languages"),
    in_toml("bad-email", "data@example.org", "mailto:data@example.org", "contact.email"),
    in_toml("bad-base", "https://example.org/voorbeeld/", "https://example.org/voorbeeld", "base_iri",
            "https://example.org/voorbeeld/"),
    in_toml("bad-iri", "https://example.org/contact", "example.org", "contact.homepage"),
    in_toml("bad-id", 'slug = "voorbeeld"', 'slug = "Voorbeeld"', "slug", "voorbeeld"),
    in_toml("bad-language", '["nl", "en"]', '["nl", "english"]', "languages"),
    in_toml("bad-version", "1.2.0", "latest", "version"),
    in_toml("control-character", "City partnerships", "City\\u202epartnerships", "title.en"),
    in_toml("unknown-city", 'city = "gent"', 'city = "gant"', "city", "gent"),
]  # fmt: skip


@pytest.fixture
def texts_folder(tmp_path: Path) -> Path:
    return write_sources(tmp_path / "texts")


def spoiled(folder: Path, texts_folder: Path, overrides: Mapping[str, Override]) -> Reading:
    write_sample(folder, **overrides)  # type: ignore[arg-type]
    return read(folder, codes=CODES, sources=texts_folder, today=datetime.date(2026, 11, 22))


def places(reading: Reading, code: str) -> list[Origin | None]:
    return [finding.origin for finding in reading.findings if finding.code == code]


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case.code}-{case.table}-{case.column}")
def test_a_fault_is_told_where_it_stands(case: Case, tmp_path: Path, texts_folder: Path) -> None:
    reading = spoiled(tmp_path / "data", texts_folder, case.overrides)
    wanted = Origin(case.file, case.row, case.column)
    assert wanted in places(reading, case.code), reading.findings
    finding = next(f for f in reading.findings if f.code == case.code and f.origin == wanted)
    assert finding.severity is case.severity
    assert (reading.register is None) == (case.severity is Severity.VIOLATION)
    assert (reading.info is None) == (case.severity is Severity.VIOLATION)
    if case.hint is not None:
        assert all(case.hint in text for text in finding.remedy.values()), finding.remedy


def test_a_fault_of_one_cell_is_told_once(tmp_path: Path, texts_folder: Path) -> None:
    """What follows from a fault is not told as well: a city that is named wrongly makes no other city unknown."""
    once = [case for case in CASES if case.code.startswith(("bad-", "unknown-")) and case.table != "dataset"]
    told_twice = {}
    for number, case in enumerate(once):
        reading = spoiled(tmp_path / str(number), texts_folder, case.overrides)
        if len(reading.findings) > 1:
            told_twice[f"{case.table}.{case.column}"] = [finding.code for finding in reading.findings]
    # An id that is changed leaves those behind who still use the old one.
    assert told_twice.keys() <= {"phases.id", "countries.code", "phases.labelen"}, told_twice


@pytest.mark.parametrize("case", HOSTILE, ids=lambda case: case.name)
def test_a_hostile_folder_is_refused(case: Hostile, tmp_path: Path) -> None:
    folder = tmp_path / "project" / "data"
    write_sample(folder)
    case.spoil(folder)
    reading = read(folder, codes=CODES)
    assert case.file in {origin.file for origin in places(reading, case.code) if origin}, reading.findings
    assert reading.register is None
    assert reading.info is None
    assert_presentable(reading.findings)


def assert_presentable(findings: tuple[Finding, ...]) -> None:
    """Whatever a cell holds, a report of it can be printed."""
    for finding in findings:
        assert finding.message.keys() == finding.remedy.keys() == set(INTERFACE_LANGUAGES)
        words = [*finding.message.values(), *finding.remedy.values(), finding.found or ""]
        assert all(text.isprintable() for text in words), finding
        assert len(finding.found or "") <= 200


def test_there_are_hostile_folders_enough() -> None:
    assert len(HOSTILE) >= 24
    assert len({case.name for case in HOSTILE}) == len(HOSTILE)


# == How they are told =========================================================


def test_all_faults_of_all_files_come_at_once(tmp_path: Path) -> None:
    write_sample(
        tmp_path / "data",
        dataset=toml("1.2.0", "x"),
        cities=changed("cities", 2, wikidata="1296", latitude="99"),
        partnerships=changed("partnerships", 4, kind="x", start="?"),
    )
    reading = read(tmp_path / "data", codes=CODES)
    assert [(f.code, f.origin.file, f.origin.row) for f in reading.findings if f.origin] == [
        ("out-of-range", "cities.csv", 2),
        ("bad-qid", "cities.csv", 2),
        ("bad-version", "dataset.toml", 4),
        ("unknown-code", "partnerships.csv", 4),
        ("bad-date", "partnerships.csv", 4),
    ]


def test_a_file_full_of_faults_gives_200_and_a_count(tmp_path: Path) -> None:
    bad = [{**rows("partnerships")[0], "id": f"p-{number}", "start": "ooit"} for number in range(10_000)]
    write_sample(tmp_path / "data", partnerships=[*rows("partnerships"), *bad])
    findings = read(tmp_path / "data", codes=CODES).findings
    assert [finding.code for finding in findings] == ["bad-date"] * 200 + ["more-faults"]
    assert findings[0].origin == Origin("partnerships.csv", 7, "start")
    assert findings[-1].origin == Origin("partnerships.csv", 207)
    assert "9800" in findings[-1].message["en"]


def test_the_first_faults_of_a_file_are_kept_in_whatever_order_they_are_found(tmp_path: Path) -> None:
    """An unknown city is known to be unknown only at the end of the file."""
    cities = [
        *CITIES,
        *({**CITIES[0], "id": f"c-{number}", "suburb_of": "nergens"} for number in range(300)),
        *({**CITIES[0], "id": f"d-{number}", "wikidata": "x"} for number in range(300)),
    ]
    write_sample(tmp_path / "data", cities=cities)
    kept = read(tmp_path / "data", codes=CODES).findings
    assert {finding.code for finding in kept[:200]} == {"unknown-city"}
    assert kept[-1].origin == Origin("cities.csv", 208)


def test_many_unknown_files_are_told_once(tmp_path: Path) -> None:
    write_sample(tmp_path / "data")
    for number in range(300):
        (tmp_path / "data" / f"copy{number}.csv").touch()
    findings = read(tmp_path / "data", codes=CODES).findings
    assert sum(finding.code == "unknown-file" for finding in findings) == 200
    assert sum(finding.code == "more-faults" for finding in findings) == 1


def test_a_cell_over_several_lines_counts_as_one_row(tmp_path: Path) -> None:
    partnerships = changed("partnerships", 2, note_nl="een\ntwee\r\ndrie")
    assert isinstance(partnerships, list)
    partnerships[2]["kind"] = "x"
    write_sample(tmp_path / "data", partnerships=partnerships)
    findings = read(tmp_path / "data", codes=CODES).findings
    assert [finding.origin for finding in findings] == [Origin("partnerships.csv", 4, "kind")]


def test_windows_1252_is_recognised_and_the_byte_named(tmp_path: Path) -> None:
    latin = TABLES["countries"].replace("日本", "Nihon").encode("cp1252")
    write_sample(tmp_path / "data", countries=latin)
    findings = read(tmp_path / "data", codes=CODES).findings
    assert [finding.code for finding in findings] == ["wrong-encoding"]
    assert findings[0].origin == Origin("countries.csv", 2, "label_nl")
    assert f"0xEB after {latin.index(0xEB)} bytes" in findings[0].message["en"]
    assert "België" in findings[0].message["nl"]


def test_naming_rows_of_a_table_that_cannot_be_read_is_no_fault(tmp_path: Path) -> None:
    write_sample(tmp_path / "data", cities=None)
    findings = read(tmp_path / "data", codes=CODES).findings
    assert [finding.code for finding in findings] == ["missing-file"]


def test_a_folder_that_is_not_there_is_told(tmp_path: Path) -> None:
    findings = read(tmp_path / "nergens", codes=CODES).findings
    assert [finding.code for finding in findings] == ["missing-folder"]


def test_findings_can_always_be_printed(tmp_path: Path) -> None:
    odd = "\u202e{0}{x}\ud7ff\x1b[0m" + "y" * 3_000
    write_sample(
        tmp_path / "data",
        cities=changed("cities", 2, id=odd, country=odd, wikidata=odd, alt_labels=odd, latitude=odd),
        claims=changed("claims", 2, property=odd, value=odd, subject=odd),
        places=f"id,label_nl,label_en,country,{odd}\n".encode(),
    )
    findings = read(tmp_path / "data", codes=CODES).findings
    assert len(findings) > 8
    assert_presentable(findings)


# == Words =====================================================================


def written_codes(project_root: Path) -> set[str]:
    """The codes that stand in the source where faults are made, and in the rules of the schema."""
    makers = {"Fault", "BadCellError", "OddText", "UnreadableError", "_refuse", "_stop"}
    rules = {"require_members", "forbid_overlap"}
    found = set()
    rooms = project_root / "src" / "stedenband"
    for path in (*(rooms / "tables").glob("*.py"), *(rooms / "schema").glob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and node.args:
                name = getattr(node.func, "id", None) or getattr(node.func, "attr", None)
                code = node.args[-1 if name in rules else 0]
                if name in makers | rules and isinstance(code, ast.Constant):
                    found.add(str(code.value))
    return found


def test_every_code_has_words_for_what_is_wrong_and_what_would_do(project_root: Path) -> None:
    codes = written_codes(project_root)
    assert len(codes) > 70
    assert [code for code in sorted(codes) if code not in FAULTS] == []
    remedied_by_kind = {"ragged-row", "bad-value", "bad-type"}
    assert [code for code in sorted(codes - remedied_by_kind) if code not in REMEDIES] == []


def test_every_code_has_been_seen(project_root: Path) -> None:
    """A fault that nothing brings about is either dead or untested."""
    seen = {case.code for case in CASES} | {case.code for case in HOSTILE} | {"missing-folder", "more-faults"}
    assert written_codes(project_root) - seen == {"unreadable-file", "source-not-utf-8"}


@pytest.mark.parametrize(
    ("row", "remedy"),
    [("wales,Wales,Wales", "what is missing"), ("a,b,c,d,e,f,g,h,i,j,k,l", "quotation marks")],
)
def test_a_row_of_another_width_is_told_what_to_do_about_it(row: str, remedy: str, tmp_path: Path) -> None:
    write_sample(tmp_path, places=TABLES["places"] + row + "\n")
    [finding] = [each for each in read(tmp_path, codes=CODES).findings if each.code == "ragged-row"]
    assert remedy in finding.remedy["en"]


def test_a_file_may_be_as_long_as_the_limit_and_no_longer(tmp_path: Path) -> None:
    (tmp_path / "places.csv").write_bytes(b"1234")
    with DigestingFile(tmp_path / "places.csv", limit=4) as file:
        assert file.read() == b"1234"
    with pytest.raises(UnreadableError):
        DigestingFile(tmp_path / "places.csv", limit=3)
