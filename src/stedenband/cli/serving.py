"""The command ``serve``."""

from __future__ import annotations

import subprocess
import sys
from contextlib import suppress
from pathlib import Path

import click

from stedenband.cli.building import tell_addresses
from stedenband.cli.options import (
    SharedOptions,
    choose_project,
    find_out_folder,
    find_project_or_releases,
    read_settings,
)
from stedenband.cli.reporter import Reporter
from stedenband.cli.starting import begin_log, take_descriptors
from stedenband.cli.stores import find_graph_digest, open_store
from stedenband.errors import (
    ReleaseDamagedError,
)
from stedenband.message import N_
from stedenband.model import Release
from stedenband.projects import Project, digest_inputs
from stedenband.releases import GRAPH, ReleaseFolder
from stedenband.settings import Settings
from stedenband.store import EmbeddedStore, Store


def add_commands(group: click.Group, options: SharedOptions, reporter: Reporter) -> None:
    """Add ``serve`` to the command line."""
    language, _ = reporter.language, options.translate

    @group.command(help=_("Make a new release where needed and serve it on a web address."))
    @options.directory
    @options.demo
    @options.withdraw
    @click.option("--host", help=_("Address the server listens on."))
    @click.option("--port", type=int, help=_("Port the server listens on."))
    @click.option(
        "--no-build",
        is_flag=True,
        help=_(
            "Build nothing: serve the release that is there, for instance after going back to an older one."
        ),
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
    @options.out
    @options.base
    @options.moving
    def serve(
        directory: Path | None,
        demo: bool,
        allow_withdrawals: bool,
        host: str | None,
        port: int | None,
        no_build: bool,
        store: tuple[str, ...],
        out: Path | None,
        base_iri: str | None,
        change_base: bool,
    ) -> None:
        begin_log(language)
        chosen = read_settings(base_iri=base_iri, out=out, host=host, port=port, store_url=store or None)
        take_descriptors(chosen.connections, language)
        project = (
            find_project_or_releases(directory, demo, chosen, language)
            if no_build
            else choose_project(directory, demo, language)
        )
        folder = find_out_folder(project, chosen)
        releases = ReleaseFolder(folder)
        building = None
        # A build that is to be published looks itself whether the engine has the release already.
        if not no_build and (chosen.store_write_url or not _is_current(project, releases, chosen)):
            building = _start_build(
                project,
                folder,
                chosen,
                reporter.language,
                change_base=change_base,
                allow_withdrawals=allow_withdrawals,
            )
        _serve(reporter, project, releases, chosen, building)


def _start_build(
    project: Project,
    out: Path,
    chosen: Settings,
    language: str,
    *,
    change_base: bool,
    allow_withdrawals: bool,
) -> subprocess.Popen[bytes]:
    """A build of the project in a process of its own, that talks on this one's stderr."""
    command = [
        sys.executable,
        "-m",
        "stedenband",
        "--lang",
        language,
        "build",
        str(project.data),
        "--out",
        str(out),
    ]
    if chosen.base_iri:
        command += ["--base-iri", chosen.base_iri]
    if change_base:
        command.append("--change-base")
    if chosen.store_url and chosen.store_write_url:
        command += ["--store", chosen.store_url[0]]
    if allow_withdrawals:
        command.append("--allow-withdrawals")
    return subprocess.Popen(command, stdout=sys.stderr)  # noqa: S603 - our own command, no shell


def _is_current(project: Project, releases: ReleaseFolder, chosen: Settings) -> bool:
    """Whether the served release is whole and made of what the project holds now, so that nothing needs building."""
    folder = releases.current()
    if folder is None or not releases.is_whole(folder):
        return False
    digest = digest_inputs(project, chosen.base_iri, public_url=chosen.public_url)
    return releases.read(folder).inputs_digest == digest


def _serve(
    reporter: Reporter,
    project: Project,
    releases: ReleaseFolder,
    chosen: Settings,
    building: subprocess.Popen[bytes] | None,
) -> None:
    """Serve the newest good release until told to stop; the web is loaded while a build runs."""
    from stedenband.web import create_app, run

    if building is not None and building.wait() != 0:
        if releases.current() is None:
            reporter.tell(N_("There is no good release to serve yet."))
            sys.exit(building.returncode)
        reporter.tell(N_("The previous good release stays served."))
    _refuse_damaged(releases)

    current = releases.current()
    if building is None and current is not None:  # a build has said so itself
        with suppress(ReleaseDamagedError):
            tell_addresses(reporter, releases.read(current), chosen)

    async def opener(folder: Path, release: Release) -> Store:
        return await open_store(folder, release, chosen)

    async def from_file(folder: Path, release: Release) -> Store:
        """An earlier release: from its own files, whichever engine has the served one."""
        one = chosen.model_copy(update={"workers": 1})
        return await EmbeddedStore.open(folder / GRAPH, one, sha256=find_graph_digest(release))

    app = create_app(releases, chosen, open_store=opener, open_earlier=from_file, project=project.root)
    with suppress(KeyboardInterrupt):  # Ctrl-C is how a server is stopped, not a failure
        run(app, chosen.host, chosen.port)


def _refuse_damaged(releases: ReleaseFolder) -> None:
    """Raises ``ReleaseDamagedError`` where there are releases and none that could be served is whole."""
    folder = releases.current()
    if folder is None or releases.is_whole(folder) or releases.whole_before(folder):
        return
    releases.verifier.verify(folder)
