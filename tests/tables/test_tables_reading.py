"""What a good folder reads to, and that no folder at all makes the reader fall over."""

from __future__ import annotations

import csv
import hashlib
import io
from collections.abc import Sequence
from dataclasses import fields
from decimal import Decimal
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sample_data import CODES, DATASET, TABLES, as_csv, rows, write_sample, write_sources
from stedenband.model import Origin, PartialDate
from stedenband.ns import CONCEPTS
from stedenband.schema import SCHEMAS, Register
from stedenband.tables import read
from stedenband.tables.files import DigestingFile, UnreadableError


def register(folder: Path) -> Register:
    reading = read(folder, codes=CODES)
    assert reading.findings == ()
    assert reading.register is not None
    return reading.register


@pytest.fixture
def sample(tmp_path: Path) -> Path:
    write_sample(tmp_path / "data")
    return tmp_path / "data"


# == What is read ==============================================================


def test_the_sample_is_read_whole_and_without_a_finding(tmp_path: Path, sample: Path) -> None:
    reading = read(sample, codes=CODES, sources=write_sources(tmp_path / "texts"))
    assert reading.findings == ()
    assert reading.register is not None
    counts = {
        field.name: len(getattr(reading.register, field.name))
        for field in fields(Register)
        if field.name in TABLES
    }
    assert counts == {table: len(rows(table)) for table in TABLES}
    assert all(
        isinstance(getattr(reading.register, field.name), tuple)
        for field in fields(Register)
        if field.name in TABLES
    )


def test_a_city_has_its_names_by_language_and_its_place_in_decimals(sample: Path) -> None:
    cities = {city.id: city for city in register(sample).cities}
    kanazawa = cities["kanazawa"]
    assert kanazawa.names == {"nl": "Kanazawa", "en": "Kanazawa", "ja": "金沢市"}
    assert (kanazawa.latitude, kanazawa.longitude) == (Decimal("36.561025"), Decimal("136.656575"))
    assert (kanazawa.country, kanazawa.wikidata, kanazawa.geonames) == ("jp", "Q162879", 1860243)
    assert kanazawa.origin == Origin("cities.csv", 4)
    assert cities["melle-de"].alt_labels == (("nl", "Melle (Duitsland)"), ("en", "Melle (Germany)"))
    assert cities["taizhou"].candidates == ("Q58273", "Q57931")
    assert cities["sint-denijs-westrem"].suburb_of == "gent"
    assert cities["sint-denijs-westrem"].notes["en"] == "Part of Ghent since 1977."
    assert cities["nottingham"].located_in == "england"


def test_dates_stay_as_precise_as_they_are_written(sample: Path) -> None:
    acts = {act.id: act for act in register(sample).acts}
    assert acts["gent-kanazawa-1971"].date == PartialDate(1971, 10, 4)
    assert acts["gent-kanazawa-2021"].valid_until == PartialDate(2026)
    assert acts["gent-taizhou-2018"].date == PartialDate(2018)
    changes = {change.id: change for change in register(sample).changes}
    assert changes["reorientation"].date == PartialDate(2021, 1)
    assert changes["reorientation"].affects == ("gent-melle", "gent-nottingham", "gent-taizhou")
    assert changes["melle-succession"].resulting == "partnership/gent-melle"


def test_claims_keep_their_evidence_in_order(sample: Path) -> None:
    claims = {claim.id: claim for claim in register(sample).claims}
    assert claims["kanazawa-start"].evidence == ("kanazawa-nl", "kanazawa-en")
    assert not claims["kanazawa-status-press"].followed
    assert claims["kanazawa-status-press"].reasons["en"] == "The city's own text is more precise."


def test_the_data_set_is_described(sample: Path) -> None:
    info = read(sample, codes=CODES).info
    assert info is not None
    assert (info.slug, info.city, info.version) == ("voorbeeld", "gent", "1.2.0")
    assert info.keywords["nl"] == ("stedenbanden", "zustersteden", "voorbeeld")
    assert info.contact.email == "data@example.org"
    assert info.publisher.name == {"nl": "Voorbeeldstad", "en": "Example City"}


def test_days_in_toml_may_stand_without_quotation_marks(tmp_path: Path) -> None:
    write_sample(tmp_path, dataset=DATASET.replace('"2026-11-22"', "2026-11-22"))
    info = read(tmp_path, codes=CODES).info
    assert info is not None
    assert info.modified == "2026-11-22"


def test_inputs_are_the_digests_of_every_file_read(sample: Path) -> None:
    (sample / "more.ttl").write_text("# expert\n", encoding="utf-8")
    (sample / "more.jsonld").write_text("{}", encoding="utf-8")
    (sample / "README.md").write_text("# ours\n", encoding="utf-8")
    reading = read(sample, codes=CODES)
    assert reading.expert_files == (sample / "more.jsonld", sample / "more.ttl")
    wanted = {path for path in sample.iterdir() if path.name != "README.md"}
    assert reading.inputs == {
        path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in sorted(wanted)
    }


def test_ghents_own_tables_have_no_fault(project_root: Path) -> None:
    folder = project_root / "data" / "gent"
    if not (folder / "partnerships.csv").is_file():
        pytest.skip("the data of Ghent are not here")
    reading = read(folder, codes=CODES)
    assert reading.findings == ()
    assert reading.register is not None
    assert len(reading.register.partnerships) >= 12


def test_ghents_quotations_stand_in_their_sources(project_root: Path, shared: Path) -> None:
    folder = project_root / "data" / "gent"
    if not (folder / "evidence.csv").is_file():
        pytest.skip("the data of Ghent are not here")
    assert read(folder, codes=CODES, sources=shared / "seeds").findings == ()


# == What does not matter ======================================================


@pytest.mark.parametrize("newline", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize("bom", [False, True])
@pytest.mark.parametrize("delimiter", [",", ";"])
def test_how_a_program_writes_csv_does_not_matter(
    tmp_path: Path, sample: Path, delimiter: str, bom: bool, newline: str
) -> None:
    other = tmp_path / "other"
    other.mkdir()
    for table in TABLES:
        content = as_csv(rows(table), delimiter=delimiter, bom=bom, newline=newline)
        (other / f"{table}.csv").write_bytes(content)
    (other / "dataset.toml").write_bytes((b"\xef\xbb\xbf" if bom else b"") + DATASET.encode())
    assert register(other) == register(sample)


def test_what_spreadsheets_leave_behind_does_no_harm(tmp_path: Path, sample: Path) -> None:
    """Empty columns and rows, spaces, capitals in the header, files of their own."""
    lines = TABLES["phases"].splitlines()
    lines = [
        lines[0].upper().replace(",", " , ") + ",,",
        *(f"{line},," for line in lines[1:]),
        ",,,,,,,,",
        "",
        " ",
    ]
    write_sample(tmp_path / "other", phases="\n".join(lines))
    for name in (".~lock.cities.csv#", "~$cities.csv", ".hidden.csv", "notes.txt"):
        (tmp_path / "other" / name).touch()
    assert register(tmp_path / "other") == register(sample)


def test_empty_rows_count_as_a_spreadsheet_counts_them(tmp_path: Path) -> None:
    header, first, second = TABLES["phases"].splitlines()
    write_sample(tmp_path, phases=f"\n{header}\n\n,,,,,,\n{first}\n{second}\n")
    assert [phase.origin.row for phase in register(tmp_path).phases] == [5, 6]


def test_columns_may_stand_in_any_order_and_optional_ones_be_absent(tmp_path: Path, sample: Path) -> None:
    wanted = [
        {"label_en": row["label_en"], "country": row["country"].lower(), **row} for row in rows("places")
    ]
    write_sample(tmp_path / "other", places=wanted)
    assert register(tmp_path / "other") == register(sample)


def test_a_table_may_be_absent_or_have_no_rows(tmp_path: Path) -> None:
    write_sample(tmp_path, questions=None, participations="partnership,city,role\n")
    assert (register(tmp_path).questions, register(tmp_path).participations) == ((), ())


def test_text_is_normalised_and_quotations_are_not(tmp_path: Path) -> None:
    cities, evidence = rows("cities"), rows("evidence")
    cities[0]["label_fr"] = " Ge\u0301ne\u0301ration "
    cities[0]["note_nl"] = "een\r\ntwee"
    evidence[10].update(quote=" Ge\u0301n ", as_written="e\u0301")
    write_sample(tmp_path, cities=cities, evidence=evidence)
    found = register(tmp_path)
    city, quoted = next(iter(found.cities)), list(found.evidence)[10]
    assert (city.labels["fr"], city.notes["nl"]) == ("Génération", "een\ntwee")
    assert (quoted.quote, quoted.as_written) == (" Ge\u0301n ", "e\u0301")


def test_yes_and_no_may_be_dutch_or_as_spreadsheets_write_them(tmp_path: Path) -> None:
    claims = rows("claims")
    for claim, word in zip(
        claims, ("Ja", "nee", "WAAR", "onwaar", "TRUE", "false", "YES", "no"), strict=False
    ):
        claim["followed"] = word
    write_sample(tmp_path, claims=claims)
    assert [claim.followed for claim in register(tmp_path).claims][:8] == [True, False] * 4


# == Anything at all ===========================================================

ANY_CELL = st.one_of(
    st.text(max_size=20),
    st.sampled_from(
        ["gent", "BE", "1971", "|", "a|b", "city/gent", "/", "Q1", "=1+1", '"', "yes", "startDate"]
    ),
)
ANY_TABLE = st.sampled_from(sorted(SCHEMAS))


@st.composite
def tables(draw: st.DrawFn) -> tuple[str, bytes]:
    """A table with its own columns, more or less, and anything in the cells."""
    table = draw(ANY_TABLE)
    names = [column.name for column in SCHEMAS[table].columns(("nl", "en"))]
    header = draw(st.permutations(names)) if draw(st.booleans()) else names
    width = len(header) + draw(st.integers(-1, 1))
    cells = draw(st.lists(st.lists(ANY_CELL, min_size=width, max_size=width), max_size=4))
    text = io.StringIO(newline="")
    csv.writer(text, delimiter=draw(st.sampled_from(",;"))).writerows([header, *cells])
    return table, text.getvalue().encode("utf-8", "surrogatepass")


@settings(max_examples=150, deadline=None)
@given(tables())
def test_no_cell_makes_the_reader_fall_over(spoiled: tuple[str, bytes]) -> None:
    table, content = spoiled
    assert_read(f"{table}.csv", content)


@settings(max_examples=100, deadline=None)
@given(st.sampled_from([*(f"{table}.csv" for table in SCHEMAS), "dataset.toml"]), st.binary(max_size=300))
def test_no_bytes_make_the_reader_fall_over(file: str, content: bytes) -> None:
    assert_read(file, content)


def assert_read(file: str, content: bytes) -> None:
    with TemporaryDirectory() as name:
        folder = Path(name)
        write_sample(folder)
        (folder / file).write_bytes(content)
        reading = read(folder, codes=CODES)
    assert all(finding.message["nl"] and finding.remedy["en"] for finding in reading.findings)
    assert reading.inputs[file] == hashlib.sha256(content).hexdigest()


PLAIN_TEXT = st.text(
    st.characters(categories=("L", "N", "P", "S", "Zs"), exclude_characters="\ufffd"), max_size=30
)


@settings(max_examples=60, deadline=None)
@given(
    notes=st.lists(PLAIN_TEXT, min_size=5, max_size=5),
    delimiter=st.sampled_from(",;"),
    bom=st.booleans(),
    newline=st.sampled_from(["\n", "\r\n"]),
)
def test_a_valid_table_reads_the_same_however_it_is_written(
    notes: Sequence[str], delimiter: str, bom: bool, newline: str
) -> None:
    partnerships = rows("partnerships")
    for row, note in zip(partnerships, notes, strict=True):
        row["note_nl"] = note
    written = {
        "one": as_csv(partnerships),
        "other": as_csv(partnerships, delimiter=delimiter, bom=bom, newline=newline),
    }
    one, other = (read_with(content) for content in written.values())
    assert one == other
    assert one is not None


def read_with(partnerships: bytes) -> Register | None:
    with TemporaryDirectory() as name:
        write_sample(Path(name), partnerships=partnerships)
        return read(Path(name), codes=CODES).register


# == The parts =================================================================


def test_what_the_system_will_not_read_is_told() -> None:
    path = Path("/proc/self/mem")
    if not path.exists():
        pytest.skip("no file here that opens and cannot be read")
    with DigestingFile(path) as file, pytest.raises(UnreadableError) as caught:
        file.read(16)
    assert caught.value.code == "unreadable-file"


def test_a_source_that_is_not_utf_8_is_told(tmp_path: Path) -> None:
    texts = write_sources(tmp_path / "texts")
    content = "Onze steden: één".encode("cp1252")
    (texts / "voorbeeld.nl.txt").write_bytes(content)
    sources = rows("sources")
    sources[0]["sha256"] = hashlib.sha256(content).hexdigest()
    write_sample(tmp_path / "data", sources=sources)
    findings = read(tmp_path / "data", codes=CODES, sources=texts).findings
    assert [finding.code for finding in findings] == ["source-not-utf-8"]


def test_every_table_has_a_word_for_its_rows_and_a_place_in_the_register() -> None:
    assert SCHEMAS.keys() == {field.name for field in fields(Register)} - {"standings", "languages"}
    assert {schema.word for schema in SCHEMAS.values()} <= set(CONCEPTS)


def test_a_table_refers_only_to_tables_before_it() -> None:
    """References are looked up while reading, so the order of the tables is part of their meaning."""
    order = {schema.word: number for number, schema in enumerate(SCHEMAS.values())}
    for number, schema in enumerate(SCHEMAS.values()):
        for field in schema.fields:
            for word in {field.type.word, field.type.item.word} - {None}:
                assert order[str(word)] <= number, (schema.table, field.name)
