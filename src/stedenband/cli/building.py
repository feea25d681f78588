"""The commands ``check`` and ``build``."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

import click

from stedenband.cli.options import (
    NOT_CONFORMING,
    SharedOptions,
    choose_project,
    find_out_folder,
    read_settings,
)
from stedenband.cli.releases import prune_after_build
from stedenband.cli.reporter import ProgressBar, Reporter
from stedenband.cli.reports import list_withdrawals, show_report
from stedenband.errors import (
    BaseChangedError,
)
from stedenband.i18n import translate
from stedenband.message import N_
from stedenband.model import Release
from stedenband.projects import Project
from stedenband.releases import GRAPH
from stedenband.settings import Settings

if TYPE_CHECKING:
    from stedenband import pipeline


def add_commands(group: click.Group, options: SharedOptions, reporter: Reporter) -> None:
    """Add ``check`` and ``build`` to the command line."""
    language, _ = reporter.language, options.translate

    @group.command(help=_("Check the tables and say by file, row and column what to mend. Writes nothing."))
    @options.directory
    @options.demo
    @options.out
    @options.withdraw
    @options.texts
    @options.base
    @options.as_json
    @options.as_sarif
    @options.as_table
    def check(
        directory: Path | None,
        demo: bool,
        out: Path | None,
        allow_withdrawals: bool,
        sources: Path | None,
        base_iri: str | None,
        as_what: str,
    ) -> None:
        from stedenband import pipeline

        chosen = read_settings(base_iri=base_iri, out=out)
        project = choose_project(directory, demo, language)
        with reporter.progress() as progress:
            checked = pipeline.check(
                project,
                out=find_out_folder(project, chosen),
                base_iri=chosen.base_iri,
                sources=sources,
                progress=progress,
                public_url=chosen.public_url,
                consent=lambda _: allow_withdrawals,
            )
        show_report(reporter, checked.report, as_what, project, checked.withdrawals)
        if not checked.consented:
            reporter.tell(
                N_(
                    "More than a tenth of the published partnerships would be withdrawn. If that is "
                    "meant, say so with --allow-withdrawals; an end or a succession is written in the "
                    "row instead (status, end)."
                )
            )
        sys.exit(0 if checked.conforms and checked.consented else NOT_CONFORMING)

    @group.command(
        help=_(
            "Make a release of the tables and switch to it. When the data does not conform, "
            "the previous release stays."
        )
    )
    @options.directory
    @options.demo
    @options.withdraw
    @options.out
    @options.texts
    @options.base
    @options.moving
    @click.option(
        "--store", metavar="URL", help=_("Address for queries of a SPARQL engine to publish the release to.")
    )
    @options.as_json
    def build(
        directory: Path | None,
        demo: bool,
        allow_withdrawals: bool,
        out: Path | None,
        sources: Path | None,
        base_iri: str | None,
        change_base: bool,
        store: str | None,
        as_what: str | None,
    ) -> None:
        chosen = read_settings(base_iri=base_iri, out=out, store_url=store)
        project = choose_project(directory, demo, language)
        built = build_release(
            reporter,
            project,
            chosen,
            sources,
            publish=store is not None,
            change_base=change_base,
            allow_withdrawals=allow_withdrawals,
        )
        if as_what == "json":
            click.echo(json.dumps(_built_json(built, project), ensure_ascii=False, indent=2))
        else:
            what = "verdict" if built.report.conforms else "table"
            show_report(reporter, built.report, what, project, built.withdrawals)
        if built.folder is None or built.release is None:
            if built.report.conforms:
                reporter.tell(
                    N_(
                        "More than a tenth of the published partnerships would be withdrawn. If that is "
                        "meant, say so with --allow-withdrawals; an end or a succession is written in the "
                        "row instead (status, end)."
                    )
                )
            reporter.tell(N_("No release was made; what was published stays as it is."))
            sys.exit(NOT_CONFORMING)
        key = (
            N_("Release {release} is ready in {folder}")
            if built.new
            else N_("Nothing has changed: release {release} is ready in {folder}")
        )
        reporter.tell(key, release=built.release.id, folder=built.folder)
        if chosen.keep_releases is not None:
            prune_after_build(built.folder.parent.parent, chosen.keep_releases, reporter.tell, language)
        tell_addresses(reporter, built.release, chosen)


def build_release(
    reporter: Reporter,
    project: Project,
    chosen: Settings,
    sources: Path | None,
    *,
    publish: bool = False,
    change_base: bool = False,
    allow_withdrawals: bool = False,
) -> pipeline.Built:
    """Build; publish to the remote engine too, if that is asked for or an address to write to is set."""
    from stedenband import pipeline

    publishing = chosen.store_url and (publish or chosen.store_write_url)

    with reporter.progress() as progress:

        def consent(gone: pipeline.Withdrawals) -> bool:
            return allow_withdrawals or reporter.asks_leave(gone, progress)

        return pipeline.build(
            project,
            find_out_folder(project, chosen),
            base_iri=chosen.base_iri,
            sources=sources,
            progress=progress,
            publish=_publisher(reporter, chosen) if publishing else None,
            public_url=chosen.public_url,
            on_base_change=None if change_base else _asker(reporter, progress),
            consent=consent,
        )


def _asker(reporter: Reporter, progress: ProgressBar) -> pipeline.OnBaseChange:
    """Asks on a terminal whether the base may change; else, and after a no, it raises ``BaseChangedError``."""

    def ask(old: str, new: str) -> None:
        with progress.hidden():
            reporter.tell(
                N_(
                    "The base of all IRIs would change from {old} to {new}. To every portal and "
                    "everybody who links to them, the data sets become new ones beside the old: "
                    "doubled, until somebody removes the old."
                ),
                old=old,
                new=new,
            )
            if sys.stdin.isatty() and click.confirm(
                translate("Change the base?", reporter.language), err=True
            ):
                return
        raise BaseChangedError(
            translate(
                "The base was not changed and nothing was built. Give --change-base if it is "
                "meant, or --out for another folder.",
                reporter.language,
            )
        )

    return ask


def tell_addresses(reporter: Reporter, release: Release, chosen: Settings) -> None:
    """Where nobody set the public address: what the catalogue's addresses begin with, and what to set."""
    if chosen.public_url is None and urlsplit(release.base_iri).netloc != f"{chosen.host}:{chosen.port}":
        reporter.tell(
            N_(
                "The addresses in the catalogue begin with {root}: if that does not lead to this "
                "server, set STEDENBAND_PUBLIC_URL to the address that does, and build again."
            ),
            root=release.base_iri,
        )


def _publisher(reporter: Reporter, chosen: Settings) -> pipeline.Publish:
    """Publishes a release to the remote engine, and says so."""
    from stedenband.store import publish

    def to_engine(folder: Path, release: Release, progress: pipeline.Progress) -> None:
        done = publish(
            folder / GRAPH,
            chosen,
            base=release.base_iri,
            release=release.id,
            step=lambda message: progress.step(message, 9),
        )
        key = (
            N_("Release {release} is published at {url}")
            if done.loaded
            else N_("Release {release} was at {url} already; it is the one that is read")
        )
        reporter.tell(key, release=release.id, url=chosen.store_url[0])

    return to_engine


def _built_json(built: pipeline.Built, project: Project) -> dict[str, Any]:
    from stedenband import validation

    return {
        "release": built.release.id if built.release else None,
        "folder": str(built.folder) if built.folder else None,
        "read": str(project.data.resolve()),
        "new": built.new,
        "report": validation.as_json(built.report),
        **list_withdrawals(built.withdrawals),
    }
