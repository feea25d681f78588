"""Draws the packages of the program as layers, from the import contracts in ``pyproject.toml``, and lists them.

``python docs/tools/house_picture.py`` writes ``docs/house.svg`` and the table in ``CONTRIBUTING.md``; a test compares
both with what it would write. What is drawn higher may import what is drawn lower, and not the other way; packages of
one layer do not import each other.
"""

from __future__ import annotations

import ast
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from html import escape
from pathlib import Path

ROOT = Path(__file__).parents[2]

PICTURE = ROOT / "docs" / "house.svg"

DOCUMENT = ROOT / "CONTRIBUTING.md"

BEGIN = "<!-- The table of packages begins here: python docs/tools/house_picture.py writes it. -->"

END = "<!-- The table of packages ends here. -->"

WIDTH, ROW, GAP, MARGIN, TITLE = 1000, 44, 8, 16, 34


@dataclass(frozen=True)
class LayerContract:
    """An import contract of layers: the package that contains them, and the names of each layer, top first."""

    container: str
    layers: tuple[tuple[str, ...], ...]


def read_contracts(pyproject: str) -> list[LayerContract]:
    """The contracts of layers, in the order of the file."""
    tool = tomllib.loads(pyproject)["tool"]["importlinter"]
    return [
        _read_layers(contract.get("containers", [tool["root_package"]])[0], contract["layers"])
        for contract in tool["contracts"]
        if contract["type"] == "layers"
    ]


def _read_layers(container: str, layers: list[str]) -> LayerContract:
    names = [
        tuple(
            name.strip().strip("()").removeprefix(f"{container}.")
            for name in layer.replace(":", "|").split("|")
        )
        for layer in layers
    ]
    return LayerContract(container, tuple(names))


def draw_picture(contracts: list[LayerContract]) -> str:
    """All contracts below each other, as SVG."""
    parts: list[str] = []
    top = MARGIN
    for contract in contracts:
        parts.append(f'<text class="title" x="{MARGIN}" y="{top + 20}">{escape(contract.container)}</text>')
        top += TITLE
        for layer in contract.layers:
            parts.extend(_draw_layer(layer, top))
            top += ROW + GAP
        top += MARGIN
    style = (
        "text{font-family:sans-serif;font-size:14px;fill:#1a1a1a;text-anchor:middle}"
        ".title{font-weight:bold;text-anchor:start}rect{fill:#e8eef5;stroke:#31608f}"
    )
    lines = "\n".join(parts)
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {top}" role="img">\n'
        f"<title>Packages in layers: upper ones import lower ones</title>\n<style>{style}</style>\n"
        f'<rect width="{WIDTH}" height="{top}" style="fill:#ffffff;stroke:none"/>\n{lines}\n</svg>\n'
    )


def _draw_layer(layer: tuple[str, ...], top: int) -> Iterator[str]:
    width = (WIDTH - 2 * MARGIN - GAP * (len(layer) - 1)) / len(layer)
    for place, name in enumerate(layer):
        left = MARGIN + place * (width + GAP)
        yield f'<rect x="{left:.1f}" y="{top}" width="{width:.1f}" height="{ROW}" rx="4"/>'
        yield f'<text x="{left + width / 2:.1f}" y="{top + ROW / 2 + 5:.1f}">{escape(name)}</text>'


def write_table(contracts: list[LayerContract]) -> str:
    """Every package and module of the contracts with the first sentence of its docstring."""
    lines = ["| package or module | what it is |", "| --- | --- |"]
    for contract in contracts:
        for name in (name for layer in contract.layers for name in layer):
            module = f"{contract.container}.{name}"
            path = _path_of(module)
            shown = path.relative_to(ROOT).as_posix()
            lines.append(f"| [`{module.removeprefix('stedenband.')}`]({shown}) | {_describe(path)} |")
    return "\n".join(lines)


def replace_table(document: str, contracts: list[LayerContract]) -> str:
    """The document with its table as it should be."""
    before, rest = document.split(BEGIN)
    after = rest.split(END)[1]
    return f"{before}{BEGIN}\n\n{write_table(contracts)}\n\n{END}{after}"


def _path_of(module: str) -> Path:
    path = ROOT / "src" / module.replace(".", "/")
    return path if path.is_dir() else path.with_suffix(".py")


def _describe(path: Path) -> str:
    source = path / "__init__.py" if path.is_dir() else path
    lines = (
        (ast.get_docstring(ast.parse(source.read_text(encoding="utf-8"))) or "").split("\n\n")[0].split("\n")
    )
    return " ".join(lines).replace("``", "`").replace("|", "\\|")


if __name__ == "__main__":
    found = read_contracts((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    PICTURE.write_text(draw_picture(found), encoding="utf-8")
    DOCUMENT.write_text(replace_table(DOCUMENT.read_text(encoding="utf-8"), found), encoding="utf-8")
