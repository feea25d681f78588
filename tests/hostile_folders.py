"""Ways to spoil a valid data folder, each with the fault that must come of it.

The tests of the tables read them; the tests of the pipeline build them, and see that nothing is published.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from sample_data import TABLES


@dataclass(frozen=True, slots=True)
class Hostile:
    """One spoiled folder. ``spoil`` is given a folder that ``write_sample`` filled."""

    name: str
    spoil: Callable[[Path], object]
    code: str
    file: str


def _replace(file: str, old: str, new: str) -> Callable[[Path], object]:
    def spoil(folder: Path) -> None:
        path = folder / file
        text = path.read_bytes().decode()
        if old not in text:
            raise ValueError(f"{file} does not hold {old!r}")
        path.write_bytes(text.replace(old, new, 1).encode())

    return spoil


def _write(file: str, content: bytes) -> Callable[[Path], object]:
    return lambda folder: (folder / file).write_bytes(content)


def _append(file: str, content: bytes) -> Callable[[Path], object]:
    def spoil(folder: Path) -> None:
        with (folder / file).open("ab") as stream:
            stream.write(content)

    return spoil


def _remove(file: str) -> Callable[[Path], object]:
    return lambda folder: (folder / file).unlink()


def _instead(file: str, make: Callable[[Path], object]) -> Callable[[Path], object]:
    def spoil(folder: Path) -> None:
        (folder / file).unlink()
        make(folder / file)

    return spoil


def _link(path: Path) -> None:
    """A link to a file outside the folder, as someone would make to have us publish it."""
    outside = path.parent.parent / "outside.csv"
    outside.write_text(TABLES[path.stem], encoding="utf-8")
    path.symlink_to(outside)


def _sparse(path: Path) -> None:
    with path.open("wb") as stream:
        stream.truncate(257 * 1024 * 1024)


def _utf16(folder: Path) -> None:
    (folder / "cities.csv").write_bytes(TABLES["cities"].encode("utf-16"))


def _windows_1252(folder: Path) -> None:
    text = "id,label_nl,label_en,country\ngent,Génération,Ghent,BE\n"
    (folder / "cities.csv").write_bytes(text.encode("cp1252"))


def _ring(folder: Path) -> None:
    _replace(
        "partnerships.csv",
        "bilateral,succeeded,1969,1977,twin-cities,,,",
        "bilateral,succeeded,1969,1977,twin-cities,gent-melle,,",
    )(folder)


_NUL = b"x\0y,gent|kanazawa,twinning,bilateral,active,1999,,,,,\n"
_LONG = b'x,gent|kanazawa,twinning,bilateral,active,1999,,,,"' + b"a" * 20_000 + b'",\n'
_HUGE = b"x,gent|kanazawa,twinning,bilateral,active,1999,,,,," + b"a" * 200_000 + b"\n"
_LINE = b"x" * (2 * 1024 * 1024)
_OPEN = b'x,gent|kanazawa,twinning,bilateral,active,1999,,,,"no end,\n'
_MANY = b"".join(b"Bad Id %d,gent|nowhere,what,which,how,196g,,,,,\n" % n for n in range(10_000))
_PIPE_LOOP = "gent|gent"

HOSTILE = (
    Hostile("no-dataset", _remove("dataset.toml"), "missing-file", "dataset.toml"),
    Hostile("no-cities", _remove("cities.csv"), "missing-file", "cities.csv"),
    Hostile("unknown-table", _write("steden.csv", b"id\n"), "unknown-file", "steden.csv"),
    Hostile("capitals", _write("Places.CSV", b"id\n"), "unknown-file", "Places.CSV"),
    Hostile("odd-expert-name", _write("a\nb.ttl", b""), "unknown-file", "a\\nb.ttl"),
    Hostile("link", _instead("cities.csv", _link), "not-a-regular-file", "cities.csv"),
    Hostile("pipe", _instead("cities.csv", os.mkfifo), "not-a-regular-file", "cities.csv"),
    Hostile("folder", _instead("cities.csv", Path.mkdir), "not-a-regular-file", "cities.csv"),
    Hostile("dataset-link", _instead("dataset.toml", lambda p: p.symlink_to("/etc/hostname")),
            "not-a-regular-file", "dataset.toml"),
    Hostile("expert-pipe", lambda folder: os.mkfifo(folder / "more.ttl"), "not-a-regular-file", "more.ttl"),
    Hostile("too-big", _instead("claims.csv", _sparse), "file-too-big", "claims.csv"),
    Hostile("empty", _write("cities.csv", b""), "empty-file", "cities.csv"),
    Hostile("only-a-bom", _write("cities.csv", b"\xef\xbb\xbf"), "empty-file", "cities.csv"),
    Hostile("many-columns", _write("places.csv", b"id," + b",".join(b"c%d" % n for n in range(600)) + b"\n"),
            "too-many-columns", "places.csv"),
    Hostile("spreadsheet", _write("cities.csv", b"PK\x03\x04\0\0"), "spreadsheet-file", "cities.csv"),
    Hostile("utf-16", _utf16, "wrong-encoding", "cities.csv"),
    Hostile("windows-1252", _windows_1252, "wrong-encoding", "cities.csv"),
    Hostile("cut-off-utf-8", _append("cities.csv", b"x,\xe2\x82"), "wrong-encoding", "cities.csv"),
    Hostile("nul", _append("partnerships.csv", _NUL), "nul-byte", "partnerships.csv"),
    Hostile("bidi", _replace("cities.csv", "kanazawa,Kanazawa", "kanazawa,\u202eKanazawa"), "control-character",
            "cities.csv"),
    Hostile("escape", _replace("cities.csv", "kanazawa,Kanazawa", "kanazawa,\x1b[31mK"), "control-character",
            "cities.csv"),
    Hostile("long-cell", _append("partnerships.csv", _LONG), "cell-too-long", "partnerships.csv"),
    Hostile("huge-cell", _append("partnerships.csv", _HUGE), "cell-too-long", "partnerships.csv"),
    Hostile("endless-line", _append("partnerships.csv", _LINE), "line-too-long", "partnerships.csv"),
    Hostile("open-quote", _append("partnerships.csv", _OPEN), "unclosed-quote", "partnerships.csv"),
    Hostile("bad-quotes", _append("partnerships.csv", b'"a"b,c\n'), "bad-quotes", "partnerships.csv"),
    Hostile("tabs", _write("places.csv", b"id\tlabel_nl\tlabel_en\tcountry\n"), "wrong-delimiter", "places.csv"),
    Hostile("two-delimiters", _write("places.csv", b"id;label_nl,label_en;country\n"), "mixed-delimiter",
            "places.csv"),
    Hostile("no-header", _write("places.csv", b"england,Engeland,England,GB\n"), "no-header", "places.csv"),
    Hostile("many-faults", _append("partnerships.csv", _MANY), "more-faults", "partnerships.csv"),
    Hostile("path-as-id", _replace("places.csv", "england,", "../england,"), "bad-id", "places.csv"),
    Hostile("iri-as-id", _replace("places.csv", "england,", "a> <b,"), "bad-id", "places.csv"),
    Hostile("script-address", _replace("sources.csv", "https://example.org/pers", "javascript:alert(1)"), "bad-iri",
            "sources.csv"),
    Hostile("broken-address", _replace("sources.csv", "https://example.org/pers", "https://[::1/> <x"), "bad-iri",
            "sources.csv"),
    Hostile("path-as-file", _replace("sources.csv", "voorbeeld.nl.txt", "../../etc/passwd"), "bad-file-name",
            "sources.csv"),
    Hostile("succession-ring", _ring, "ring", "partnerships.csv"),
    Hostile("tied-to-itself", _replace("partnerships.csv", "gent|kanazawa", _PIPE_LOOP), "repeated-value",
            "partnerships.csv"),
    Hostile("other-digits", _replace("partnerships.csv", "1971", "١٩٧١"), "bad-date", "partnerships.csv"),
    Hostile("broken-toml", _append("dataset.toml", b"\nx = [[[\n"), "toml-syntax", "dataset.toml"),
    Hostile("nested-toml", _append("dataset.toml", b"\nx = " + b"[" * 100_000), "toml-syntax", "dataset.toml"),
    Hostile("number-toml", _append("dataset.toml", b"\nx = " + b"9" * 5_000), "toml-syntax", "dataset.toml"),
    Hostile("latin-toml", _append("dataset.toml", b"\n# caf\xe9\n"), "wrong-encoding", "dataset.toml"),
    Hostile("base-elsewhere", _replace("dataset.toml", "https://example.org/voorbeeld/", "file:///etc/"), "bad-base",
            "dataset.toml"),
    Hostile("version-as-path", _replace("dataset.toml", "1.2.0", "../1.2.0"), "bad-version", "dataset.toml"),
)  # fmt: skip
