"""Reading a whole data folder: the door of this room."""

from __future__ import annotations

import datetime
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from stedenband.model import DatasetInfo, Finding, Origin, Report
from stedenband.schema.faults import Fault
from stedenband.schema.fields import Rule
from stedenband.schema.references import Known
from stedenband.schema.register import CLAIMABLE, SCHEMAS, AnyRecord, Register
from stedenband.tables.dataset import read_info, read_languages
from stedenband.tables.faults import Faults
from stedenband.tables.files import DATASET_FILE, Folder, UnreadableError, digest, look_into
from stedenband.tables.quotes import SourceTexts
from stedenband.tables.table import Table


@dataclass(frozen=True, slots=True)
class Reading:
    """What a data folder says.

    ``info`` and ``register`` are ``None`` when any finding is a violation. ``inputs`` holds the SHA-256 of every file
    that was read, by name: the tables, ``dataset.toml`` and the expert files (which are not parsed here).
    """

    info: DatasetInfo | None
    register: Register | None
    findings: tuple[Finding, ...]
    expert_files: tuple[Path, ...]
    inputs: Mapping[str, str]


def read(
    folder: Path,
    *,
    codes: Mapping[str, frozenset[str]],
    sources: Path | None = None,
    today: datetime.date | None = None,
) -> Reading:
    """Read the tables of a data folder and ``dataset.toml``, and tell everything that is wrong with them at once.

    ``codes`` are the codes of each code list (``{"kind": {"twinning", ...}, ...}``). With ``sources``, the folder that
    holds the source texts, digests and quotations are held against these texts too. With ``today``, the days of
    ``dataset.toml`` may not be later. Findings are sorted by place, at most 200 for a file and one that counts the
    rest. Never raises for what stands in the folder.
    """
    faults = Faults()
    known = make_known(codes)
    found = look_into(folder, faults)
    inputs: dict[str, str] = {}
    languages = read_languages(found.dataset)
    records = _read_tables(found, languages, known, faults, SourceTexts(sources), inputs)
    info = read_info(found.dataset, known, faults, inputs, today)
    _digest_expert_files(found, faults, inputs)
    report = Report(tuple(faults.findings()))
    return Reading(
        info=info if report.conforms else None,
        register=Register(**records, languages=languages) if report.conforms else None,
        findings=report.findings,
        expert_files=found.expert,
        inputs=dict(sorted(inputs.items())),
    )


def read_description(folder: Path, *, cities: Collection[str], today: datetime.date | None = None) -> Reading:
    """Read a ``dataset.toml`` that has no tables beside it: it tells of data sets that were read before.

    ``cities`` are the ids of their cities, one of which it names. Its register is empty; else as ``read``.
    """
    faults, known, inputs = Faults(), make_known({}), dict[str, str]()
    known.of("city").update(dict.fromkeys(cities, 0))
    info = read_info(folder / DATASET_FILE, known, faults, inputs, today)
    report = Report(tuple(faults.findings()))
    good = report.conforms
    return Reading(info if good else None, Register() if good else None, report.findings, (), inputs)


def make_known(codes: Mapping[str, frozenset[str]]) -> Known:
    """What cells may name before any table is read: the codes of each list, and the properties of claims."""
    return Known(codes, CLAIMABLE, {schema.word: schema.table for schema in SCHEMAS.values()})


def _read_tables(
    found: Folder,
    languages: tuple[str, ...],
    known: Known,
    faults: Faults,
    texts: SourceTexts,
    inputs: dict[str, str],
) -> dict[str, Any]:
    more: Mapping[str, Rule] = {"sources": texts.check_source, "evidence": texts.check_quote}
    known.unread.update(
        schema.word for schema in SCHEMAS.values() if schema.required and schema.table not in found.tables
    )
    records: dict[str, tuple[AnyRecord, ...]] = {}
    for name, schema in SCHEMAS.items():
        if name not in found.tables:
            continue
        table = Table(schema, found.tables[name], languages, known, faults, *filter(None, [more.get(name)]))
        records[name] = tuple(table.records())
        if table.digest is not None:
            inputs[table.file] = table.digest
    return records


def _digest_expert_files(found: Folder, faults: Faults, inputs: dict[str, str]) -> None:
    for path in found.expert:
        try:
            inputs[path.name] = digest(path)
        except UnreadableError as error:
            faults.add(Fault(error.code, Origin(path.name), values=error.values))
