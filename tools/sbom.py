"""Software bill of materials: what a release of the program consists of, as CycloneDX JSON.

    python tools/sbom.py [FILE]

The Python packages are those of ``requirements/run.txt`` with the digests that it pins, those of the query editor are
the ones whose licences stand in the bundle. Nothing in it depends on the clock or the machine.
"""

from __future__ import annotations

import json
import re
import subprocess
import sys
import tomllib
from pathlib import Path
from typing import Any
from urllib.parse import quote

ROOT = Path(__file__).resolve().parent.parent
LOCK = ROOT / "requirements" / "run.txt"
PROJECT = ROOT / "pyproject.toml"
BUNDLED = ROOT / "src" / "stedenband" / "web" / "static" / "bundle" / "THIRD_PARTY_LICENSES.txt"

_ROOT_REFERENCE = "root-component"
_BUNDLED_PACKAGE = re.compile(r"^(@?[\w./-]+) (\d+\.\d+\.\d+\S*) \(([\w.+-]+)\)$", re.MULTILINE)


def bill() -> dict[str, Any]:
    """The bill of this checkout; without a bundle, of the program without its query editor."""
    found = _of_the_lock()
    components: list[dict[str, Any]] = found["components"]
    wanted = _direct()
    direct = [one["bom-ref"] for one in components if one["name"] in wanted]
    bundled = _of_the_bundle(BUNDLED.read_text(encoding="utf-8")) if BUNDLED.is_file() else []
    components += bundled
    leaves = [{"ref": one["bom-ref"]} for one in components]
    root = {"ref": _ROOT_REFERENCE, "dependsOn": sorted([*direct, *(one["bom-ref"] for one in bundled)])}
    return {**found, "components": components, "dependencies": [root, *leaves]}


def _of_the_lock() -> dict[str, Any]:
    command = [sys.executable, "-W", "ignore", "-m", "cyclonedx_py", "requirements", str(LOCK)]
    options = ["--pyproject", str(PROJECT), "--output-reproducible", "--of", "JSON", "-o", "-"]
    done = subprocess.run([*command, *options], capture_output=True, text=True, check=True)
    return dict(json.loads(done.stdout))


def _direct() -> set[str]:
    """The packages that the program asks for itself."""
    asked = tomllib.loads(PROJECT.read_text(encoding="utf-8"))["project"]["dependencies"]
    return {re.split(r"[^\w.-]", line)[0].lower() for line in asked}


def _of_the_bundle(licences: str) -> list[dict[str, Any]]:
    return [
        {
            "bom-ref": f"npm-{name}@{version}",
            "type": "library",
            "name": name,
            "version": version,
            "purl": f"pkg:npm/{quote(name)}@{version}",
            "licenses": [{"license": {"id": licence}}],
        }
        for name, version, licence in _BUNDLED_PACKAGE.findall(licences)
    ]


def main() -> None:
    """The command: the bill to a file, or to standard output."""
    text = json.dumps(bill(), indent=2, sort_keys=True, ensure_ascii=False) + "\n"
    if len(sys.argv) > 1:
        Path(sys.argv[1]).write_text(text, encoding="utf-8")
    else:
        sys.stdout.write(text)


if __name__ == "__main__":
    main()
