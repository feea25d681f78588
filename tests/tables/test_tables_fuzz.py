"""No input of a curator ends in a traceback: every table, heading, kind of cell and file, spoiled in every way.

All cases go through the commands' own door, ``cli.main``; the words of its last resort must never be heard. Some
hundred cases are drawn anew every day; ``STEDENBAND_FUZZ=all`` runs every one.
"""

from __future__ import annotations

import csv
import io
import json
import os
import random
import re
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

import pytest

from sample_data import DATASET, TABLES, write_sample
from sampling import draw
from stedenband.cli import main
from stedenband.schema import SCHEMAS

SEED = 20261201
MIB = 1024 * 1024
SECONDS = 30.0
"""Far over what a case takes (about one second), for a machine that others use too."""
MEMORY = 1024 * MIB
"""How much the process may grow by, with all cases."""
SHOWN = 1000
"""Characters of a cell, with the sentence around it, that a message may have."""
ALL = os.environ.get("STEDENBAND_FUZZ") == "all"

NASTY: Mapping[str, bytes] = {
    "empty": b"",
    "space": b" ",
    "no-break space": "\u00a0".encode(),
    "nul": b"a\0b",
    "start of heading": b"a\x01b",
    "escape": b"\x1b[31mred",
    "delete": b"a\x7fb",
    "c1 control": "a\u0085b".encode(),
    "bidi override": "\u202eabc".encode(),
    "bidi isolate": "\u2067abc".encode(),
    "byte order mark": b"\xef\xbb\xbfa",
    "zero width": "a\u200bb".encode(),
    "line separator": "a\u2028b".encode(),
    "non-character": "a\ufffeb".encode(),
    "replacement": "a\ufffdb".encode(),
    "private use": "a\ue000b".encode(),
    "tag": "a\U000e0041b".encode(),
    "emoji": "👩‍👩‍👧‍👦".encode(),
    "combining": ("e" + "\u0301" * 500).encode(),
    "lone surrogate": b"\xed\xa0\x80",
    "cut off": b"a\xe2\x82",
    "windows-1252": "Génération".encode("cp1252"),
    "utf-16": "Gent".encode("utf-16"),
    "mojibake": "GÃ©nÃ©ration".encode(),
    "16 MiB": b"a" * (16 * MIB),
    "at the bound": b"a" * 10_000,
    "over the bound": b"a" * 10_001,
    "4,400 digits": b"9" * 4400,
    "negative digits": b"-" + b"9" * 4400,
    "exponent": b"1e999999999",
    "not a number": b"NaN",
    "formula": b'=HYPERLINK("http://x","y")',
    "command formula": b"@SUM(1+1)*cmd|' /C calc'!A0",
    "html": b"<script>alert(1)</script>",
    "entities": b"&lt;b&gt;&#0;&nbsp;",
    "open quote": b'"never closed',
    "quote inside": b'a"b"c',
    "line breaks": b'"a\nb\r\nc\rd"',
    "bars": b"|" * 5000,
    "commas": b"," * 5000,
    "format": b"{found} {0} %s %(a)s \\N{DASH}",
    "path": b"../../../../etc/passwd",
    "slash": b"city/",
    "address": b"http://[::1",
    "file address": b"file:///etc/passwd",
    "spaced address": b'https://x.example/a b"<>',
    "surrogate escape": "\udcff".encode("utf-8", "surrogatepass"),
    "year 0": b"0000-00-00",
    "day 32": b"2021-02-32",
}

Spoil = Callable[[Path], object]


@dataclass(frozen=True, slots=True)
class Case:
    """One way to spoil a good data folder. ``must_fail`` where no reader could take it."""

    name: str
    file: str
    spoil: Spoil
    must_fail: bool = False


# == Headings ==================================================================


def headings(table: str) -> Iterator[Case]:
    """Drop, rename, empty and double each heading, and put them in another order."""
    header, rest = TABLES[table].split("\n", 1)
    names = header.split(",")
    required = {column.name for column in SCHEMAS[table].columns(("nl", "en")) if column.required}
    for index, name in enumerate(names):
        ways = {
            "renamed": [*names[:index], f"{name}x", *names[index + 1 :]],
            "emptied": [*names[:index], "", *names[index + 1 :]],
            "doubled": [*names, name],
            "twice": [*names[:index], names[0], *names[index + 1 :]],
            "dropped": [*names[:index], *names[index + 1 :]],
        }
        for way, changed in ways.items():
            text = ",".join(changed) + "\n" + rest
            yield Case(
                f"{table}: {name} {way}",
                f"{table}.csv",
                _text(table, text),
                way != "doubled" and name in required and changed != names,
            )
    order = random.Random(SEED).sample(range(len(names)), len(names))
    rows = list(csv.reader(io.StringIO(TABLES[table])))
    out = io.StringIO()
    csv.writer(out, lineterminator="\n").writerows([row[index] for index in order] for row in rows)
    yield Case(f"{table}: other order", f"{table}.csv", _text(table, out.getvalue()))
    yield Case(f"{table}: many columns", f"{table}.csv", _text(table, header + "," * 50_000 + "\n" + rest))
    many = ",".join([header, *(f"c{number}" for number in range(20_000))])
    yield Case(f"{table}: many headings", f"{table}.csv", _text(table, many + "\n" + rest))
    yield Case(f"{table}: no rows", f"{table}.csv", _text(table, header + "\n"))


def _text(table: str, text: str) -> Spoil:
    return lambda folder: (folder / f"{table}.csv").write_text(text, encoding="utf-8")


# == Cells =====================================================================


def cells(table: str) -> Iterator[Case]:
    """Each nasty value in each column, as it is and between quotation marks."""
    rows = list(csv.reader(io.StringIO(TABLES[table])))
    for index, name in enumerate(rows[0]):
        for what, value in NASTY.items():
            yield Case(f"{table}: {name} is {what}", f"{table}.csv", _cell(table, rows, index, value))


def _cell(table: str, rows: list[list[str]], index: int, value: bytes) -> Spoil:
    def spoil(folder: Path) -> None:
        mark = "spoil-this-cell"
        changed = [*rows[1][:index], mark, *rows[1][index + 1 :]]
        out = io.StringIO()
        csv.writer(out, lineterminator="\n").writerows([rows[0], changed, *rows[2:]])
        (folder / f"{table}.csv").write_bytes(out.getvalue().encode().replace(mark.encode(), value))

    return spoil


# == Files =====================================================================


def _mkdir(path: Path) -> None:
    path.unlink(missing_ok=True)
    path.mkdir()


def _mkfifo(path: Path) -> None:
    path.unlink(missing_ok=True)
    os.mkfifo(path)


def _link(path: Path) -> None:
    path.unlink(missing_ok=True)
    path.symlink_to("/etc/passwd")


FILES: Mapping[str, Callable[[Path], object]] = {
    "empty": lambda path: path.write_bytes(b""),
    "a byte order mark": lambda path: path.write_bytes(b"\xef\xbb\xbf"),
    "blank lines": lambda path: path.write_bytes(b"\n" * 1000),
    "separators": lambda path: path.write_bytes(b",;,;\n" * 100),
    "noise": lambda path: path.write_bytes(random.Random(SEED).randbytes(100_000)),
    "a spreadsheet": lambda path: path.write_bytes(b"PK\x03\x04" + bytes(1000)),
    "utf-16": lambda path: path.write_bytes(path.read_bytes().decode().encode("utf-16")),
    "utf-32": lambda path: path.write_bytes(path.read_bytes().decode().encode("utf-32")),
    "one long line": lambda path: path.write_bytes(b"x" * (4 * MIB)),
    "one open quote": lambda path: path.write_bytes(b'"'),
    "carriage returns": lambda path: path.write_bytes(path.read_bytes().replace(b"\n", b"\r")),
    "twice over": lambda path: path.write_bytes(path.read_bytes() * 2),
    "gone": lambda path: path.unlink(),
    "a folder": _mkdir,
    "a pipe": _mkfifo,
    "a link": _link,
}
TEXTS: Mapping[str, bytes] = {
    "control": b'<http://x/a> <http://x/p> "a\\u0001b" .',
    "raw control": b'<http://x/a> <http://x/p> "a\x01b" .',
    "16 MiB": b'<http://x/a> <http://x/p> "' + b"a" * (16 * MIB) + b'" .',
    "1 MiB and one": b'<http://x/a> <http://x/p> "' + b"a" * (MIB + 1) + b'" .',
    "long address": b"<http://x/" + b"a" * (2 * MIB) + b"> <http://x/p> <http://x/q> .",
    "nameless": b'<http://x/a> <http://x/1> "x" .',
    "open": b'<http://x/a> <http://x/p> "never',
    "deep": b"<http://x/a> <http://x/p> " + b"[ <http://x/p> " * 10_000,
    "triple term": b"<http://x/a> <http://x/p> <<( <http://x/a> <http://x/p> 1 )>> .",
    "digits": b"<http://x/a> <http://x/p> " + b"9" * 4400 + b" .",
    "bad number": b'<http://x/a> <http://x/p> "x"^^<http://www.w3.org/2001/XMLSchema#gYear> .',
    "not utf-8": b'<http://x/a> <http://x/p> "\xff" .',
    "xml": b'<http://x/a> <http://x/p> "<<"^^<http://www.w3.org/1999/02/22-rdf-syntax-ns#XMLLiteral> .',
}
_FAIL = {
    "control",
    "raw control",
    "16 MiB",
    "1 MiB and one",
    "nameless",
    "open",
    "deep",
    "triple term",
    "not utf-8",
}


def files() -> Iterator[Case]:
    for name in (*(f"{table}.csv" for table in TABLES), "dataset.toml", "more.ttl", "more.jsonld"):
        for what, make in FILES.items():
            if name.startswith("more") and what in (
                "gone",
                "twice over",
                "utf-16",
                "utf-32",
                "carriage returns",
            ):
                continue
            yield Case(f"{name} is {what}", name, lambda folder, name=name, make=make: make(folder / name))  # type: ignore[misc]
    for what, text in TEXTS.items():
        yield Case(
            f"more.ttl holds {what}",
            "more.ttl",
            lambda folder, text=text: (folder / "more.ttl").write_bytes(text),  # type: ignore[misc]
            what in _FAIL,
        )
    for what, text in (
        ("deep", b'{"a":' * 50_000),
        ("digits", b'{"@id":"http://x/a","http://x/p":%s}' % (b"9" * 4400)),
    ):
        yield Case(
            f"more.jsonld holds {what}",
            "more.jsonld",
            lambda folder, text=text: (folder / "more.jsonld").write_bytes(text),  # type: ignore[misc]
        )


# == dataset.toml ==============================================================

VALUES: Mapping[str, str] = {
    "a number": "5",
    "digits": "9" * 4400,
    "a fraction": "1e999999",
    "not a number": "nan",
    "infinite": "-inf",
    "truth": "true",
    "a day": "2021-13-45",
    "a moment": "2021-01-01T00:00:00Z",
    "a list": "[1, [2, [3]], {a = 1}]",
    "an empty list": "[]",
    "a table": '{ nl = 5, "" = "x", "a.b" = [] }',
    "an empty table": "{}",
    "a deep list": "[" * 2000 + "]" * 2000,
    "nothing": "",
    "open": '"never',
    "bidi": '"a\\u202eb"',
    "control": '"a\\u0001b"',
    "nul": '"a\\u0000b"',
    "surrogate": '"\\ud800"',
    "long": '"' + "a" * 900_000 + '"',
    "too long": '"' + "a" * (2 * MIB) + '"',
    "markup": '"<script>&#0;"',
    "format": '"{found} %s {0}"',
    "file address": '"file:///etc/passwd"',
    "odd address": '"http://[::1"',
}


def description() -> Iterator[Case]:
    """Each key of ``dataset.toml`` with each value, absent, and there twice."""
    lines = DATASET.splitlines()
    for number, line in enumerate(lines):
        key, equals, _ = line.partition(" = ")
        if not equals:
            continue
        for what, value in VALUES.items():
            changed = "\n".join([*lines[:number], f"{key} = {value}", *lines[number + 1 :]])
            yield Case(f"dataset.toml: {key} ({number}) is {what}", "dataset.toml", _toml(changed))
        yield Case(
            f"dataset.toml: {key} ({number}) twice",
            "dataset.toml",
            _toml("\n".join([*lines[:number], line, *lines[number:]])),
            True,
        )
        yield Case(
            f"dataset.toml: no {key} ({number})",
            "dataset.toml",
            _toml("\n".join([*lines[:number], *lines[number + 1 :]])),
        )


def _toml(text: str) -> Spoil:
    return lambda folder: (folder / "dataset.toml").write_bytes(text.encode("utf-8", "surrogatepass"))


# == All =======================================================================

GROUPS: Mapping[str, tuple[list[Case], int]] = {
    "headings": ([case for table in TABLES for case in headings(table)], 240),
    "cells": ([case for table in TABLES for case in cells(table)], 160),
    "files": (list(files()), 120),
    "description": (list(description()), 100),
}
"""The cases of each group, and how many of them are drawn."""


def drawn(group: str, *, share: bool) -> list[Case]:
    """A fifth of what is drawn from a group, or all the rest of it."""
    cases, most = GROUPS[group]
    taken = cases if ALL else draw(cases, most, of=f"{group}, all")[0]
    fifth, rest = draw(taken, most // 5, of=group)
    return fifth if share else rest


def run(case: Case, root: Path, capsys: pytest.CaptureFixture[str]) -> list[str]:
    """What is wrong with how the command took the case."""
    folder = root / "data" / "voorbeeld"
    folder.mkdir(parents=True)
    write_sample(folder)
    case.spoil(folder)
    began = time.monotonic()
    with pytest.raises(SystemExit) as ended:
        main(["check", str(root), "--json"])
    took = time.monotonic() - began
    out, err = capsys.readouterr()
    faults = []
    if ended.value.code not in (0, 1):
        faults.append(f"exit code {ended.value.code}: {err[-300:]}")
    if "should not" in err or "Traceback" in err:
        faults.append(f"the last resort: {err[-300:]}")
    if took > SECONDS:
        faults.append(f"{took:.1f} s")
    if not faults:
        faults += told_badly(case, json.loads(out), ended.value.code)
    return faults


def told_badly(case: Case, report: dict[str, object], code: object) -> Iterator[str]:
    findings = report["findings"]
    assert isinstance(findings, list)
    violations = [finding for finding in findings if finding["severity"] == "violation"]
    if (code == 1) != bool(violations):
        yield f"exit code {code} with {len(violations)} violations"
    if case.must_fail and not any(finding["file"] == case.file for finding in violations):
        yield f"nothing is said of {case.file}"
    for finding in violations:
        if not finding["file"]:
            yield f"{finding['code']} has no file"
        shown = [*finding["message"].values(), *finding["remedy"].values(), finding["found"] or ""]
        longest = max(shown, key=len)
        if len(longest) > SHOWN:
            yield f"{finding['code']} shows {len(longest)} characters: {longest[:80]}"


@pytest.mark.parametrize("share", [True, pytest.param(False, marks=pytest.mark.heavy)], ids=["fifth", "rest"])
@pytest.mark.parametrize("group", GROUPS)
def test_what_a_curator_writes_never_ends_in_a_traceback(
    group: str, share: bool, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    faults = []
    cases = drawn(group, share=share)
    before = forget_peak()
    for number, case in enumerate(cases):
        faults += [f"{case.name}: {fault}" for fault in run(case, tmp_path / str(number), capsys)]
    assert not faults, f"{len(faults)} of {len(cases)}:\n" + "\n".join(faults[:60])
    assert peak() - before < MEMORY


def forget_peak() -> int:
    """Begin to measure the memory of this process anew; the bytes that it has now."""
    Path("/proc/self/clear_refs").write_text("5")
    return peak()


def peak() -> int:
    """The most bytes of memory that this process has had since then."""
    [kilobytes] = re.findall(r"^VmHWM:\s+(\d+) kB$", Path("/proc/self/status").read_text(), re.MULTILINE)
    return int(kilobytes) * 1024


def test_enough_is_tried() -> None:
    assert len(NASTY) >= 40
    assert {group: len(cases) for group, (cases, _) in GROUPS.items()}.keys() == set(GROUPS)
    assert len(GROUPS["headings"][0]) > 500
    assert len(GROUPS["cells"][0]) > 4000
    assert len(GROUPS["files"][0]) > 200
    assert len(GROUPS["description"][0]) > 600


def test_the_last_resort_is_one_line_and_debug_gives_the_whole(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """The door is tried with an error that no input leads to: the machine's own."""

    def fails(*_: object, **__: object) -> None:
        raise MemoryError("x" * 5000)

    monkeypatch.setattr("stedenband.cli.options.find_project", fails)
    with pytest.raises(SystemExit) as ended:
        main(["check", str(tmp_path)])
    assert ended.value.code == 3
    told = capsys.readouterr().err
    assert told.count("\n") == 1
    assert "--debug" in told
    assert len(told) < 500
    with pytest.raises(MemoryError):
        main(["--debug", "check", str(tmp_path)])
