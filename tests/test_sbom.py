"""The bill of materials names everything that a release is made of, and is a CycloneDX document."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from cyclonedx.schema import SchemaVersion
from cyclonedx.validation.json import JsonStrictValidator

pytestmark = pytest.mark.filterwarnings("ignore::DeprecationWarning")


def made(project_root: Path) -> bytes:
    script = project_root / "tools" / "sbom.py"
    return subprocess.run([sys.executable, str(script)], capture_output=True, check=True).stdout


@pytest.fixture(scope="module")
def text(project_root: Path) -> bytes:
    return made(project_root)


@pytest.fixture(scope="module")
def bill(text: bytes) -> dict[str, Any]:
    return dict(json.loads(text))


def test_it_is_a_cyclonedx_document(text: bytes) -> None:
    assert JsonStrictValidator(SchemaVersion.V1_6).validate_str(text.decode()) is None


def test_it_names_the_program(bill: dict[str, Any]) -> None:
    program = bill["metadata"]["component"]
    assert (program["name"], program["licenses"][0]["license"]["id"]) == ("stedenband", "EUPL-1.2")


def test_every_pinned_package_is_in_it_with_its_digests(bill: dict[str, Any], project_root: Path) -> None:
    lock = (project_root / "requirements" / "run.txt").read_text(encoding="utf-8")
    pinned = re.findall(r"^([\w.-]+)==([^ ;]+)((?:.*\\\n)+.*)", lock, re.MULTILINE)
    assert len(pinned) > 30
    listed = {one["purl"]: one for one in bill["components"]}
    for name, version, rest in pinned:
        [place] = listed[f"pkg:pypi/{name}@{version}"]["externalReferences"]
        digests = {one["content"] for one in place["hashes"]}
        assert digests == set(re.findall(r"sha256:(\w+)", rest)), name


def test_the_packages_of_the_editor_are_in_it(bill: dict[str, Any], project_root: Path) -> None:
    licences = project_root / "src/stedenband/web/static/bundle/THIRD_PARTY_LICENSES.txt"
    if not licences.is_file():
        pytest.skip("the front end is not built (python hatch_build.py)")
    lock = json.loads((project_root / "frontend" / "package-lock.json").read_text(encoding="utf-8"))
    locked = {
        name.removeprefix("node_modules/"): (one["version"], one.get("license"))
        for name, one in lock["packages"].items()
    }
    listed = {
        one["name"]: (one["version"], one["licenses"][0]["license"]["id"])
        for one in bill["components"]
        if one["purl"].startswith("pkg:npm/")
    }
    assert listed == {name: locked[name] for name in listed}
    assert {"@codemirror/view", "codemirror-lang-sparql", "world-atlas"} <= listed.keys()
    assert not {"esbuild", "typescript", "axe-core"} & listed.keys()


def test_the_program_depends_on_what_it_asks_for(bill: dict[str, Any]) -> None:
    names = {one["bom-ref"]: one["name"] for one in bill["components"]}
    [needs] = [one["dependsOn"] for one in bill["dependencies"] if one["ref"] == "root-component"]
    assert {"fastapi", "pyoxigraph", "pyshacl", "rdflib", "sparqlwrapper"} <= {names[ref] for ref in needs}
    assert "anyio" not in {names[ref] for ref in needs}


def test_the_same_checkout_gives_the_same_bytes(text: bytes, project_root: Path) -> None:
    assert made(project_root) == text
