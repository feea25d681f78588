"""A small release to query, as canonical N-Quads: 300 made-up partnerships in one graph, their labels in another."""

from __future__ import annotations

from pathlib import Path

import pytest

from stedenband.ns import RDF, RDFS, STB, XSD, Iris


@pytest.fixture(scope="session")
def release(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The N-Quads of the made-up release: 1,200 quads, sorted, graphs disjoint."""
    iris = Iris("https://example.org/gent/")
    partnerships, claims = iris.graph("partnerships"), iris.graph("claims")
    lines = []
    for number in range(300):
        partnership, city = iris.thing(f"partnership/gent-c{number}"), iris.thing(f"city/c{number}")
        lines += [
            f"{partnership} {RDF.type} {STB.Partnership} {partnerships} .\n",
            f"{partnership} {STB.party} {city} {partnerships} .\n",
            f'{partnership} {STB.startYear} "{1950 + number % 70}"^^{XSD.integer} {partnerships} .\n',
            f'{partnership} {RDFS.label} "Gent – stad {number}"@nl {claims} .\n',
        ]
    path = tmp_path_factory.mktemp("release") / "graph.nq"
    path.write_text("".join(sorted(lines, key=str.encode)), encoding="utf-8")
    return path
