"""A check and a build pass the same gates: what one stops at, the other stops at, with the same findings."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from hostile_folders import HOSTILE
from sample_data import DATASET, write_sample
from sampling import sampled
from stedenband import pipeline
from stedenband.errors import StedenbandError
from stedenband.projects import find_project

SAME = '<https://example.org/voorbeeld/id/city/kanazawa> <http://www.w3.org/2004/02/skos/core#note> "%s"@en .'
IMPORTS = "<http://x.example/s> <http://www.w3.org/2002/07/owl#imports> <http://x.example/t> ."


@dataclass(frozen=True, slots=True)
class Planted:
    """A defect; ``stops`` says whether the gates have to stop at it."""

    name: str
    spoil: Callable[[Path], object]
    stops: bool = True


def _toml(old: str, new: str) -> Callable[[Path], object]:
    assert old in DATASET
    return lambda folder: (folder / "dataset.toml").write_text(DATASET.replace(old, new, 1), encoding="utf-8")


def _expert(text: str, name: str = "more.ttl") -> Callable[[Path], object]:
    return lambda folder: (folder / name).write_text(text, encoding="utf-8")


def _rule(part: str, text: str) -> Callable[[Path], object]:
    def spoil(folder: Path) -> None:
        path = folder.parent.parent / part
        path.parent.mkdir(parents=True)
        path.write_text(text, encoding="utf-8")

    return spoil


def planted() -> Iterator[Planted]:
    yield Planted("nothing", lambda _: None, stops=False)
    yield Planted("good expert file", _expert(SAME % "fine"), stops=False)
    spatial = next(line for line in DATASET.splitlines() if line.startswith("spatial"))
    yield Planted(
        "spatial not in the tables", _toml(spatial, 'spatial = ["https://www.wikidata.org/entity/Q1"]')
    )
    yield Planted("control character", _expert(SAME % "a\\u0001b"))
    yield Planted("raw control character", _expert(SAME % "a\x01b"))
    yield Planted("no character", _expert(SAME % "a\\uFFFEb"))
    yield Planted("nameless predicate", _expert("<http://x.example/a> <http://x.example/1> 1 ."))
    yield Planted("16 MiB", _expert(SAME % ("a" * 17_000_000)))
    yield Planted("over 1 MiB", _expert(SAME % ("a" * 1_048_577)))
    yield Planted("blank node", _expert("[] <http://x.example/p> 1 ."))
    yield Planted("no Turtle", _expert("<http://x.example/a"))
    yield Planted("context elsewhere", _expert('{"@context": "http://x.example/c"}', "more.jsonld"))
    yield Planted("shape that does not parse", _rule("shapes/own.ttl", "<a"))
    yield Planted(
        "shape that imports",
        _rule(
            "shapes/own.ttl",
            "<http://x.example/s> <http://www.w3.org/2002/07/owl#imports> <http://x.example/t> .",
        ),
    )
    yield Planted("check without a header", _rule("queries/checks/own.rq", "SELECT ?focus {}"))
    yield Planted("vocabulary that does not parse", _rule("ontology/own.ttl", "<a"))
    yield Planted(
        "code with a control character",
        _rule("ontology/own.ttl", '<http://x.example/a> <http://x.example/p> "\\u0001" .'),
    )
    for hostile in HOSTILE:
        yield Planted(f"folder {hostile.name}", hostile.spoil, stops=hostile.code not in _WARNINGS)


_WARNINGS: frozenset[str] = frozenset()
PLANTED = list(planted())
Verdict = tuple[bool, tuple[str, ...]]


def _verdict(run: Callable[[], pipeline.CheckResult | pipeline.Built]) -> Verdict | str:
    """The verdict with every finding and its place; for what cannot be judged, the words of the refusal."""
    try:
        report = run().report
    except StedenbandError as error:
        return f"{error.exit_code} {error}"
    told = [
        (found.code, found.severity, found.origin, found.focus, found.found, found.message["nl"])
        for found in report.findings
    ]
    # A blank node is called otherwise at each reading, which is what is wrong with it.
    return report.conforms, tuple(sorted(re.sub("_:[0-9a-f]+", "_:", repr(each)) for each in told))


@pytest.mark.parametrize("case", sampled(PLANTED, 20, name=lambda case: case.name))
def test_a_check_and_a_build_give_the_same_verdict_and_findings(case: Planted, tmp_path: Path) -> None:
    folder = tmp_path / "data" / "voorbeeld"
    folder.mkdir(parents=True)
    write_sample(folder)
    case.spoil(folder)
    project, out = find_project(folder), tmp_path / "out"
    checked = _verdict(lambda: pipeline.check(project, out=out))
    assert not out.exists()
    built = _verdict(lambda: pipeline.build(project, out))
    assert checked == built
    assert (isinstance(checked, tuple) and checked[0]) == (not case.stops)
    assert (out / "current").exists() == (not case.stops)


def test_enough_defects_are_planted() -> None:
    assert len(PLANTED) > 60
