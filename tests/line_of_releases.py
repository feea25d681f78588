"""Releases of the sample, one after the other, as somebody at a city would make them."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

from pyoxigraph import Quad, RdfFormat, Triple, parse

from built_releases import build
from sample_data import DATASET, rows, write_sample
from stedenband.diff import ChangeRecord, read_record
from stedenband.pipeline import Built
from stedenband.projects import Project, find_project
from stedenband.releases import ReleaseFolder

BASE = "https://example.org/voorbeeld/"

Rows = list[dict[str, str]]

Build = Callable[..., Built]


class Line:
    """A folder of releases, and the project they are made of."""

    def __init__(self, root: Path, *, build: Build = build) -> None:
        self.root, self.out, self._build = root, root / "out", build
        self.releases = ReleaseFolder(self.out)
        self.made: list[str] = []

    def release(
        self, version: str, tables: Mapping[str, Rows] | None = None, *, day: str = "2026-11-22"
    ) -> Path:
        """Build a release of the sample with these tables in place of its own; gives its folder."""
        dataset = DATASET.replace('version = "1.2.0"', f'version = "{version}"')
        for key in ("modified", "checked"):
            dataset = dataset.replace(f'{key} = "2026-11-22"', f'{key} = "{day}"')
        folder = self.root / "project" / "data" / "voorbeeld"
        for table in folder.glob("*.csv"):
            table.unlink()
        write_sample(folder, dataset=dataset, **(tables or {}))
        built = self._build(self.project, self.out, consent=lambda _: True)
        assert built.folder is not None, built.report
        if built.new:
            self.made.append(built.folder.name)
        return built.folder

    @property
    def project(self) -> Project:
        """The project as the last release left it."""
        return find_project(self.root / "project")


def three(root: Path) -> Line:
    """A first release; one in which a tie ends and a note comes, a question and a claim go; one without all that."""
    line = Line(root)
    line.release("1.2.0", {"questions": asked()}, day="2026-11-20")
    line.release("1.3.0", ended() | {"cities": noted(), "claims": without("melle-start")})
    line.release("1.4.0", {"questions": asked()})
    return line


def ended() -> dict[str, Rows]:
    """The partnerships, of which the one with Nottingham has ended, and the act that ended it."""
    over = {"status": "ended", "end": "2024"}
    act = {
        "id": "gent-nottingham-2024",
        "partnership": "gent-nottingham",
        "kind": "termination",
        "date": "2024",
    }
    words = {"label_nl": "Einde van de band", "label_en": "End of the tie"}
    partnerships = [
        {**row, **over} if row["id"] == "gent-nottingham" else row for row in rows("partnerships")
    ]
    return {"partnerships": partnerships, "acts": [*rows("acts"), {**act, **words}]}


def asked() -> Rows:
    """The questions, and one more."""
    more = {"id": "melle-charter", "about": "partnership/gent-melle"}
    return [
        *rows("questions"),
        {**more, "question_nl": "Is er een oorkonde?", "question_en": "Is there a charter?"},
    ]


def noted() -> Rows:
    """The cities, of which Kanazawa has a note in two languages."""
    return [
        {**row, "note_nl": "In Ishikawa.", "note_en": "In Ishikawa."} if row["id"] == "kanazawa" else row
        for row in rows("cities")
    ]


def without(claim: str) -> Rows:
    """The claims but one."""
    return [row for row in rows("claims") if row["id"] != claim]


def record(folder: Path) -> ChangeRecord:
    """What a release says it changed."""
    return read_record((folder / "changes.json").read_bytes())


def sentences(found: ChangeRecord, language: str) -> list[str]:
    """Every change as one sentence."""
    return [
        f"{change.title[language]}: {sentence[language]}"
        for change in found.changes
        for sentence in change.sentences
    ]


def triples(folder: Path) -> set[Triple]:
    """What a release says, without its graphs."""
    return {quad.triple for quad in parse(path=folder / "voorbeeld.nq", format=RdfFormat.N_QUADS)}


def page(path: Path, address: str) -> list[Quad]:
    """The quads of a page as a client finds them at an address."""
    return list(parse(path.read_bytes(), format=RdfFormat.TRIG, base_iri=address))


def lines(path: Path) -> Sequence[bytes]:
    """The lines of a file with their ends."""
    return path.read_bytes().splitlines(keepends=True)
