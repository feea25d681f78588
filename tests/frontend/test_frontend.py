"""The front end by itself: its types, its own tests, and what is built of it."""

from __future__ import annotations

import importlib.util
import json
import os
import re
import subprocess
from pathlib import Path
from types import ModuleType

import pytest


@pytest.fixture(scope="module")
def hook(project_root: Path) -> ModuleType:
    """The build hook, as a module."""
    spec = importlib.util.spec_from_file_location("hatch_build", project_root / "hatch_build.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture(scope="module")
def packages(project_root: Path) -> Path:
    """What the lock file names, installed; only where npm cannot be reached, and never in CI, there is nothing."""
    folder = project_root / "frontend" / "node_modules"
    if not (folder / "typescript").is_dir():
        absent = "the packages of the front end are not installed (python hatch_build.py --dev)"
        if os.environ.get("CI"):
            pytest.fail(absent)
        pytest.skip(absent)
    return folder


def node(hook: ModuleType, folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    environment, _ = hook.tools()
    return subprocess.run(
        ["node", *arguments],
        cwd=folder,
        env=environment,
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )


def test_the_types_hold(hook: ModuleType, packages: Path) -> None:
    done = node(hook, packages.parent, str(packages / "typescript" / "bin" / "tsc"))
    assert done.returncode == 0, done.stdout


def test_its_own_tests_pass_and_all_were_run(hook: ModuleType, packages: Path) -> None:
    files = sorted((packages.parent / "tests").glob("*.test.ts"))
    done = node(hook, packages.parent, "--test", "--test-reporter=tap", *map(str, files))
    assert done.returncode == 0, done.stdout + done.stderr
    written = sum(len(re.findall(r"^test\(", path.read_text(), re.MULTILINE)) for path in files)
    assert f"# pass {written}\n" in done.stdout
    assert written > 15


def test_what_is_built_is_the_same_every_time_and_carries_its_licences(
    hook: ModuleType, packages: Path, tmp_path: Path
) -> None:
    folders = [tmp_path / "one", tmp_path / "two"]
    for folder in folders:
        done = node(hook, packages.parent, "build.mjs", str(folder))
        assert done.returncode == 0, done.stderr
    names = sorted(path.name for path in folders[0].iterdir())
    assert {"editor.js", "world-110m.json", "THIRD_PARTY_LICENSES.txt"} <= set(names)
    for name in names:
        assert (folders[0] / name).read_bytes() == (folders[1] / name).read_bytes(), name
    licences = (folders[0] / "THIRD_PARTY_LICENSES.txt").read_text()
    for package in ("@codemirror/view", "@lezer/lr", "codemirror-lang-sparql", "style-mod", "world-atlas"):
        assert re.search(rf"^{re.escape(package)} \d+\.\d+\.\d+ \((MIT|ISC)\)$", licences, re.MULTILINE), (
            package
        )
    world = json.loads((folders[0] / "world-110m.json").read_text())
    assert world["width"] == 10_000
    assert re.fullmatch(r"[mlz\d -]+", world["land"] + world["borders"])


def test_the_script_names_no_address_of_anybody_else(
    hook: ModuleType, packages: Path, tmp_path: Path
) -> None:
    assert node(hook, packages.parent, "build.mjs", str(tmp_path)).returncode == 0
    script = (tmp_path / "editor.js").read_text(encoding="utf-8")
    named = set(re.findall(r"https?://[^\s\"'`)<>\\]+", script))
    spoken_of = {"http://www.w3.org/", "http://www.opengis.net/"}
    assert [address for address in named if not address.startswith(tuple(spoken_of))] == []
    assert "eval(" not in script
    assert "new Function" not in script
    assert "innerHTML" not in script


def test_every_package_is_pinned_by_digest_and_by_no_address(project_root: Path) -> None:
    lock = json.loads((project_root / "frontend" / "package-lock.json").read_text())
    installed = {name: package for name, package in lock["packages"].items() if name}
    assert len(installed) > 20
    assert [
        name for name, package in installed.items() if not package["integrity"].startswith("sha512-")
    ] == []
    assert [name for name, package in installed.items() if "resolved" in package] == []
    named = json.loads((project_root / "frontend" / "package.json").read_text())
    versions = [*named["dependencies"].values(), *named["devDependencies"].values()]
    assert [version for version in versions if not re.fullmatch(r"\d+\.\d+\.\d+", version)] == []


def test_a_bundle_that_is_whole_is_not_built_again(hook: ModuleType, packages: Path) -> None:
    try:
        hook.build(dev=True)
    except hook.FrontendError as error:
        pytest.skip(f"npm cannot be reached: {error}")
    assert hook.build() is False
    assert hook.build(dev=True) is False
