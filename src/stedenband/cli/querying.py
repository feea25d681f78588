"""The command ``query``."""

from __future__ import annotations

import asyncio
import json
import sys
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import click
from rich.markup import escape
from rich.table import Table

from stedenband import assets
from stedenband.cli.building import build_release
from stedenband.cli.messages import NOT_IN_FORMAT
from stedenband.cli.options import (
    SharedOptions,
    find_out_folder,
    find_project_or_releases,
    read_settings,
)
from stedenband.cli.reporter import Reporter
from stedenband.cli.stores import open_store
from stedenband.errors import (
    UsageError,
)
from stedenband.i18n import translate
from stedenband.message import N_
from stedenband.model import Release
from stedenband.ns import Iris, split_prefix
from stedenband.projects import Project
from stedenband.releases import ReleaseFolder
from stedenband.settings import Settings
from stedenband.store import Budget, Query, QueryResult, load_queries


def add_commands(group: click.Group, options: SharedOptions, reporter: Reporter) -> None:
    """Add ``query`` to the command line."""
    language, _ = reporter.language, options.translate

    @group.command(
        help=_(
            "Ask the data a question: a named one (such as partners-of), a file with SPARQL, "
            "or - for standard input."
        )
    )
    @click.argument("arguments", metavar="[DIR] NAME|FILE|-", nargs=-1, required=True)
    @click.option(
        "--format",
        "as_what",
        type=click.Choice(("table", "csv", "json", "turtle")),
        default="table",
        help=_("Form of the answer."),
    )
    @click.option(
        "--param",
        "params",
        multiple=True,
        metavar="NAME=VALUE",
        help=_("Value of a parameter of a named query; may be given more than once."),
    )
    @click.option(
        "--store",
        metavar="URL",
        multiple=True,
        help=_(
            "Address for queries of a SPARQL engine to use instead of the embedded one; may be "
            "given several times."
        ),
    )
    @options.demo
    @options.out
    def query(
        arguments: tuple[str, ...],
        as_what: str,
        params: tuple[str, ...],
        store: tuple[str, ...],
        demo: bool,
        out: Path | None,
    ) -> None:
        if len(arguments) > 2:
            raise UsageError(_("Give at most a folder and one question."))
        *directories, name = arguments
        chosen = read_settings(out=out, store_url=store or None)
        project = find_project_or_releases(
            Path(directories[0]) if directories else None, demo, chosen, language
        )
        folder, release = _served(reporter, project, chosen)
        iris = Iris(release.base_iri)
        text = find_query_text(name, dict(_pairs(params, language)), project, iris, language)
        answer = asyncio.run(_ask(folder, release, chosen, text, as_what))
        _show_answer(reporter, answer, as_what, iris.prefixes)


def _served(reporter: Reporter, project: Project, chosen: Settings) -> tuple[Path, Release]:
    """The newest good release of the project; it is built when there is none yet."""
    releases = ReleaseFolder(find_out_folder(project, chosen))
    folder = releases.current()
    if folder is None:
        folder = build_release(reporter, project, chosen, None).folder
    if folder is None:
        raise UsageError(
            translate(
                "There is no good release to query yet; run 'stedenband check' first.", reporter.language
            )
        )
    return folder, releases.verifier.verify(folder)


def _pairs(params: Sequence[str], language: str) -> Iterator[tuple[str, str]]:
    for param in params:
        name, equals, value = param.partition("=")
        if not equals:
            raise UsageError(translate("{param}: write a parameter as name=value", language, param=param))
        yield name, value


def find_query_text(name: str, params: dict[str, str], project: Project, iris: Iris, language: str) -> str:
    """The text of a query: stdin for ``-``, a file, or a named query of the project with its parameters filled."""
    if name == "-":
        return sys.stdin.read()
    if name.endswith(".rq") and Path(name).is_file():
        return Path(name).read_text(encoding="utf-8")
    known = load_queries(assets.find_files("queries", "questions/*.rq", project.root))
    if name not in known:
        raise UsageError(
            translate(
                "There is no question named {name}. These exist: {known}",
                language,
                name=name,
                known=", ".join(sorted(known)),
            )
        )
    text: str = known[name].bind(params, iris)
    return text


_MEDIA_TYPES = {
    "table": ("application/sparql-results+json", "text/turtle"),
    "csv": ("text/csv", "text/turtle"),
    "json": ("application/sparql-results+json", "application/ld+json"),
    "turtle": ("application/sparql-results+json", "text/turtle"),
}
"""For each ``--format``: the media type of a table of solutions, and of a graph."""


async def _ask(folder: Path, release: Release, chosen: Settings, text: str, as_what: str) -> QueryResult:
    solutions, graph = _MEDIA_TYPES[as_what]
    budget = Budget(chosen.query_seconds, chosen.query_memory, chosen.result_bytes)
    store = await open_store(folder, release, chosen)
    try:
        return await store.query(Query(text, solutions=solutions, graph=graph, budget=budget))
    finally:
        await store.close()


def _show_answer(reporter: Reporter, answer: QueryResult, as_what: str, prefixes: Mapping[str, str]) -> None:
    wanted = {"csv": ("solutions", "boolean"), "turtle": ("graph",)}.get(as_what, (answer.kind,))
    if answer.kind not in wanted:
        raise UsageError(translate(NOT_IN_FORMAT[as_what], reporter.language))
    if as_what == "table" and answer.kind == "solutions":
        reporter.out.print(make_solutions_table(json.loads(answer.body), prefixes))
        return
    if as_what == "table" and answer.kind == "boolean":
        reporter.out.print(
            translate(N_("yes") if json.loads(answer.body)["boolean"] else N_("no"), reporter.language)
        )
        return
    sys.stdout.buffer.write(answer.body)
    sys.stdout.buffer.flush()


def make_solutions_table(results: dict[str, Any], prefixes: Mapping[str, str]) -> Table:
    """SPARQL JSON results as a table for a terminal: one column a variable, one row a solution, short IRIs."""
    names = results["head"]["vars"]
    table = Table(box=None, pad_edge=False, header_style="bold")
    for name in names:
        table.add_column(name, overflow="fold")
    for row in results["results"]["bindings"]:
        table.add_row(*(escape(_cell(row[name], prefixes)) if name in row else "" for name in names))
    return table


def _cell(term: dict[str, str], prefixes: Mapping[str, str]) -> str:
    value = term["value"]
    if term["type"] != "uri":
        return value
    parts = split_prefix(value, prefixes)
    return ":".join(parts) if parts else value
