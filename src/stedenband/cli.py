"""The command ``stedenband``: check, build, serve, diff, query; ``cli_releases`` adds verify and prune.

Each is a few lines over the pipeline and the web.

A server must not carry the weight of the build (pySHACL, rdflib), nor a check that of the web: each command imports
what it needs when it runs, and ``serve`` builds in a process of its own.

Results go to stdout, talk to stderr. Exit codes: 0 done, 1 the data does not conform, 2 used wrongly,
3 the surroundings failed (disk, lock, engine).
"""

from __future__ import annotations

import asyncio
import json
import os
import subprocess
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from itertools import groupby, pairwise
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

import click
import platformdirs
from pydantic import ValidationError
from rich.console import Console
from rich.markup import escape
from rich.progress import BarColumn, Progress, SpinnerColumn, TextColumn, TimeElapsedColumn
from rich.table import Table

from stedenband import __version__, assets, cli_releases
from stedenband.cli_messages import NOT_IN_FORMAT
from stedenband.diff.labels import shorten
from stedenband.errors import (
    BaseChangedError,
    NoProjectError,
    ReleaseDamagedError,
    StedenbandError,
    UsageError,
)
from stedenband.i18n import INTERFACE_LANGUAGES, SOURCE, choose_text, translate
from stedenband.message import N_, LazyMessage
from stedenband.model import Release, Report, Severity
from stedenband.ns import Iris, prefixed
from stedenband.projects import Project, digest_inputs, find_demonstration, find_project
from stedenband.releases import GRAPH, ReleaseFolder, find_artefact
from stedenband.settings import Settings
from stedenband.starting import begin_log, say_last, take_descriptors
from stedenband.store import Budget, EmbeddedStore, Query, QueryResult, Store, explain, load_queries

if TYPE_CHECKING:
    from stedenband import pipeline

UNFOLDED = 4096
"""Columns of a table that no terminal shows."""

NAMED = 20
"""Things of one kind that are named when they go; the others are counted. Partnerships are all named."""

UNFORESEEN = 200
"""Characters that are shown of an error that nobody foresaw."""

SURROUNDINGS_FAILED = 3
"""Exit code when something failed that is not the data's or the user's fault."""

NOT_CONFORMING = 1
"""Exit code when the data does not conform; a ``StedenbandError`` carries its own."""


def main(arguments: Sequence[str] | None = None) -> None:
    """Run the command with the words of the language of the terminal (``--lang``, else the locale).

    What nobody foresaw ends here, in one line and exit code 3; with ``--debug`` it ends in Python's own words.
    """
    given = list(sys.argv[1:] if arguments is None else arguments)
    language = language_of(given, os.environ)
    try:
        commands(language).main(given)
    except StedenbandError as error:
        say_last(f"stedenband: {explain(error, language)}")
        sys.exit(error.exit_code)
    except BrokenPipeError:
        sys.exit(0)
    except Exception as error:
        if "--debug" in given:
            raise
        told = f"{type(error).__name__}: {error}"[:UNFORESEEN]
        sentence = translate(
            'Something went wrong that should not: {error}. Run it again with "stedenband --'
            'debug ..." for the whole story, and tell the makers.',
            language,
            error=told,
        )
        click.echo(f"stedenband: {sentence}", err=True)
        sys.exit(SURROUNDINGS_FAILED)


def language_of(arguments: Sequence[str], environment: dict[str, str] | os._Environ[str]) -> str:
    """The language that ``--lang`` names, else that of the locale, else English.

    >>> language_of([], {"LANG": "nl_BE.UTF-8"})
    'nl'
    """
    named = [after for word, after in pairwise(arguments) if word == "--lang"]
    named += [word.removeprefix("--lang=") for word in arguments if word.startswith("--lang=")]
    locales = [environment.get(name, "") for name in ("LC_ALL", "LC_MESSAGES", "LANG")]
    for candidate in (*named, *(locale[:2] for locale in locales if locale)):
        if candidate in INTERFACE_LANGUAGES:
            return candidate
    return SOURCE


# == What the commands share ===================================================


class Talk:
    """What a command says, in one language: progress and talk on stderr, results on stdout."""

    def __init__(self, language: str) -> None:
        self.language = language
        self.err = Console(stderr=True)
        # A terminal folds what is too wide for it; a file or a pipe gets every line whole.
        self.out = Console() if sys.stdout.isatty() else Console(width=UNFOLDED)

    def tell(self, message: LazyMessage, **values: object) -> None:
        """Say something on stderr."""
        self.err.print(
            translate(message, self.language, **values), highlight=False, markup=False, soft_wrap=True
        )

    def tell_withdrawals(self, gone: pipeline.Withdrawals) -> None:
        """Name what goes: every partnership, and the first of each other kind."""
        if not gone.things:
            return
        self.tell(
            N_("Published in release {release} and no longer in the tables ({count}):"),
            release=gone.release or "",
            count=len(gone.things),
        )
        for kind, things in groupby(gone.things, key=lambda thing: thing.kind):
            members = list(things)
            shown = members if kind == "partnership" else members[:NAMED]
            for thing in shown:
                name = shorten(choose_text(thing.name, self.language)) if thing.name else ""
                self.tell(N_("  {thing} {name}"), thing=thing.reference, name=name)
            if len(shown) < len(members):
                self.tell(N_("  and {count} more ({kind})"), kind=kind, count=len(members) - len(shown))

    def asks_leave(self, gone: pipeline.Withdrawals, bar: _Bar) -> bool:
        """Ask whoever sits at the terminal whether so much may go; where nobody sits there it may not."""
        if not (sys.stdin.isatty() and sys.stderr.isatty()):
            return False
        with bar.hidden():
            self.tell_withdrawals(gone)
            return click.confirm(
                translate(
                    "More than a tenth of the published partnerships would be withdrawn. Publish?",
                    self.language,
                ),
                default=False,
                err=True,
            )

    @contextmanager
    def progress(self) -> Iterator[_Bar]:
        """A progress bar on a terminal, nothing elsewhere."""
        columns = (SpinnerColumn(), TextColumn("{task.description}"), BarColumn(), TimeElapsedColumn())
        with Progress(*columns, console=self.err, transient=True) as bar:
            yield _Bar(bar, self.language)


class _Bar:
    """A pipeline's progress on a bar of the terminal."""

    def __init__(self, bar: Progress, language: str) -> None:
        self._bar, self._language = bar, language
        self._task = bar.add_task("", total=None)
        self._done = 0

    def step(self, message: LazyMessage, total: int) -> None:
        self._bar.update(
            self._task, description=translate(message, self._language), completed=self._done, total=total
        )
        self._done += 1

    @contextmanager
    def hidden(self) -> Iterator[None]:
        """No bar while the block lasts, such as for a question."""
        self._bar.stop()
        yield
        self._bar.start()


def settings(**given: Any) -> Settings:
    """The settings of the environment, with what the command line gave on top. Raises ``UsageError``."""
    try:
        return Settings(**{name: value for name, value in given.items() if value is not None})
    except ValidationError as error:
        first = error.errors()[0]
        name = "STEDENBAND_" + "_".join(str(part) for part in first["loc"]).upper()
        raise UsageError(f"{name}: {first['msg']}") from error


def chosen_project(directory: Path | None, demo: bool, language: str) -> Project:
    """The demonstration where it is asked for, else the project in that folder. Raises ``UsageError``."""
    if demo and directory is not None:
        raise UsageError(translate("Give a folder or --demo, not both.", language))
    return find_demonstration() if demo else find_project(directory)


def project_or_releases(directory: Path | None, demo: bool, chosen: Settings, language: str) -> Project:
    """As ``chosen_project``; where releases are kept in a folder of their own, their tables need not be at hand."""
    try:
        return chosen_project(directory, demo, language)
    except NoProjectError:
        if directory is not None or chosen.out is None or ReleaseFolder(chosen.out).current() is None:
            raise
        return Project(None, chosen.out)


def out_folder(project: Project, chosen: Settings) -> Path:
    """Where the releases are kept: as set, else ``build`` in the project, else the user's own state folder."""
    if chosen.out is not None:
        return chosen.out
    if project.root is not None:
        return project.root / "build"
    return platformdirs.user_state_path("stedenband") / project.data.name


def show_report(
    talk: Talk, report: Report, as_what: str, project: Project, gone: pipeline.Withdrawals
) -> None:
    """The report on stdout: as a table or a verdict for people, or as JSON or SARIF for machines.

    Each names the folder that was read.
    """
    from stedenband import validation

    folder = project.data.resolve()
    if as_what == "json":
        told = {"folder": str(folder), **validation.as_json(report), **_withdrawals_json(gone)}
        click.echo(json.dumps(told, ensure_ascii=False, indent=2))
    elif as_what == "sarif":
        click.echo(json.dumps(validation.as_sarif(report, folder=folder), ensure_ascii=False, indent=2))
    elif as_what == "table" and report.findings:
        talk.out.print(validation.as_table(report, talk.language))
    if as_what in ("table", "verdict"):
        talk.tell(N_("Read: {folder}"), folder=folder)
        counts = {severity.value: report.count(severity) for severity in Severity}
        talk.tell(
            N_("The data conforms: {violation} violations, {warning} warnings, {info} remarks.")
            if report.conforms
            else N_("The data does not conform: {violation} violations, {warning} warnings, {info} remarks."),
            **counts,
        )
    talk.tell_withdrawals(gone)


def _withdrawals_json(gone: pipeline.Withdrawals) -> dict[str, Any]:
    return {
        "published": gone.release,
        "withdrawn": [{"thing": thing.reference, "name": dict(thing.name)} for thing in gone.things],
    }


async def open_store(folder: Path, release: Release, chosen: Settings) -> Store:
    """The store of one release: in the remote engine where the settings name one, else the embedded one."""
    if chosen.store_url:
        from stedenband.store import RemoteStore

        return await RemoteStore.open(folder / GRAPH, chosen, base=release.base_iri, release=release.id)
    return await EmbeddedStore.open(folder / GRAPH, chosen, sha256=graph_digest(release))


def graph_digest(release: Release) -> str | None:
    """The SHA-256 that the graph of a release should have."""
    listed = find_artefact(release, GRAPH)
    return listed.sha256 if listed else None


# == The commands ==============================================================


def commands(language: str) -> click.Group:
    """The command line in one language."""
    talk = Talk(language)

    def _(text: str) -> str:
        return translate(text, language)

    directory = click.argument("directory", metavar="[DIR]", required=False, type=click.Path(path_type=Path))
    out = click.option(
        "--out",
        type=click.Path(path_type=Path, file_okay=False),
        help=_("Folder that the releases are kept in."),
    )
    base = click.option(
        "--base-iri", metavar="IRI", help=_("Base of all IRIs, instead of the one in dataset.toml.")
    )
    texts = click.option(
        "--sources",
        type=click.Path(path_type=Path, exists=True, file_okay=False),
        help=_("Folder with the source texts, to check the quotations word for word."),
    )
    moving = click.option(
        "--change-base",
        is_flag=True,
        help=_(
            "Where the base of all IRIs changes, say that it may (a build asks otherwise, or "
            "refuses in a pipeline)."
        ),
    )
    demo = click.option("--demo", is_flag=True, help=_("Read the data of Ghent that comes with the program."))
    withdraw = click.option(
        "--allow-withdrawals",
        is_flag=True,
        help=_(
            "Publish also when more than a tenth of the published partnerships is no longer in the tables."
        ),
    )
    as_json = click.option("--json", "as_what", flag_value="json", help=_("The report as JSON."))
    as_sarif = click.option("--sarif", "as_what", flag_value="sarif", help=_("The report as SARIF."))
    as_table = click.option(
        "--table",
        "as_what",
        flag_value="table",
        default="table",
        help=_("The report as a table (the default)."),
    )

    @click.group(
        help=_(
            "Turns a city's tables into a validated knowledge graph of its international "
            "partnerships, and serves it to people and machines."
        ),
        context_settings={"help_option_names": ["-h", "--help"]},
    )
    @click.version_option(__version__, prog_name="stedenband")
    @click.option(
        "--lang",
        type=click.Choice(INTERFACE_LANGUAGES),
        help=_("Language of the messages; else that of your system."),
    )
    @click.option("--debug", is_flag=True, help=_("Show Python's traceback when the program fails."))
    def group(lang: str | None, debug: bool) -> None:
        """The language was read before the words were chosen, and ``--debug`` by ``main``."""

    @group.command(help=_("Check the tables and say by file, row and column what to mend. Writes nothing."))
    @directory
    @demo
    @out
    @withdraw
    @texts
    @base
    @as_json
    @as_sarif
    @as_table
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

        chosen = settings(base_iri=base_iri, out=out)
        project = chosen_project(directory, demo, language)
        with talk.progress() as progress:
            checked = pipeline.check(
                project,
                out=out_folder(project, chosen),
                base_iri=chosen.base_iri,
                sources=sources,
                progress=progress,
                public_url=chosen.public_url,
                consent=lambda _: allow_withdrawals,
            )
        show_report(talk, checked.report, as_what, project, checked.withdrawals)
        if not checked.consented:
            talk.tell(
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
    @directory
    @demo
    @withdraw
    @out
    @texts
    @base
    @moving
    @click.option(
        "--store", metavar="URL", help=_("Address for queries of a SPARQL engine to publish the release to.")
    )
    @as_json
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
        chosen = settings(base_iri=base_iri, out=out, store_url=store)
        project = chosen_project(directory, demo, language)
        built = _build(
            talk,
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
            show_report(talk, built.report, what, project, built.withdrawals)
        if built.folder is None or built.release is None:
            if built.report.conforms:
                talk.tell(
                    N_(
                        "More than a tenth of the published partnerships would be withdrawn. If that is "
                        "meant, say so with --allow-withdrawals; an end or a succession is written in the "
                        "row instead (status, end)."
                    )
                )
            talk.tell(N_("No release was made; what was published stays as it is."))
            sys.exit(NOT_CONFORMING)
        key = (
            N_("Release {release} is ready in {folder}")
            if built.new
            else N_("Nothing has changed: release {release} is ready in {folder}")
        )
        talk.tell(key, release=built.release.id, folder=built.folder)
        if chosen.keep_releases is not None:
            cli_releases.prune_after_build(
                built.folder.parent.parent, chosen.keep_releases, talk.tell, language
            )
        _tell_addresses(talk, built.release, chosen)

    @group.command(help=_("Make a new release where needed and serve it on a web address."))
    @directory
    @demo
    @withdraw
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
    @out
    @base
    @moving
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
        chosen = settings(base_iri=base_iri, out=out, host=host, port=port, store_url=store or None)
        take_descriptors(chosen.connections, language)
        project = (
            project_or_releases(directory, demo, chosen, language)
            if no_build
            else chosen_project(directory, demo, language)
        )
        folder = out_folder(project, chosen)
        releases = ReleaseFolder(folder)
        building = None
        # A build that is to be published looks itself whether the engine has the release already.
        if not no_build and (chosen.store_write_url or not _is_current(project, releases, chosen)):
            building = _start_build(
                project,
                folder,
                chosen,
                talk.language,
                change_base=change_base,
                allow_withdrawals=allow_withdrawals,
            )
        _serve(talk, project, releases, chosen, building)

    @group.command(
        help=_(
            "Say in words what changed between two releases. A release is named by its name, "
            "the beginning of it, or its version; one name is compared with the release before "
            "it, and without a name it is the served release."
        )
    )
    @click.argument("arguments", metavar="[DIR] [RELEASE] [RELEASE]", nargs=-1)
    @click.option(
        "--format",
        "as_what",
        type=click.Choice(("text", "json", "trig", "patch")),
        default="text",
        help=_(
            "How the differences are written: in words (text), as JSON, as two graphs (trig), "
            "or as an RDF Patch (patch)."
        ),
    )
    @demo
    @out
    def diff(arguments: tuple[str, ...], as_what: str, demo: bool, out: Path | None) -> None:
        from stedenband.diff.release_pair import choose_pair

        directory = Path(arguments[0]) if arguments and Path(arguments[0]).is_dir() else None
        names = arguments[1:] if directory else arguments
        chosen = settings(out=out)
        project = project_or_releases(directory, demo, chosen, language)
        releases = ReleaseFolder(out_folder(project, chosen))
        for piece in choose_pair(releases, names, language).serialize(as_what, language):
            sys.stdout.buffer.write(piece)

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
    @demo
    @out
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
        chosen = settings(out=out, store_url=store or None)
        project = project_or_releases(Path(directories[0]) if directories else None, demo, chosen, language)
        folder, release = _served(talk, project, chosen)
        iris = Iris(release.base_iri)
        text = query_text(name, dict(_pairs(params, language)), project, iris, language)
        answer = asyncio.run(_ask(folder, release, chosen, text, as_what))
        _show_answer(talk, answer, as_what, iris.prefixes)

    cli_releases.add_commands(group, language, talk.tell, _releases_of(language))
    return group


def _releases_of(language: str) -> cli_releases.SettingsOf:
    """Finds the releases as ``build`` does; a folder that is given or set needs no tables."""

    def find(given: Path | None, demo: bool) -> tuple[Path, int | None]:
        chosen = settings(out=given)
        folder = chosen.out or out_folder(chosen_project(None, demo, language), chosen)
        return folder, chosen.keep_releases

    return find


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
    talk: Talk,
    project: Project,
    releases: ReleaseFolder,
    chosen: Settings,
    building: subprocess.Popen[bytes] | None,
) -> None:
    """Serve the newest good release until told to stop; the web is loaded while a build runs."""
    from stedenband.web import create_app, run

    if building is not None and building.wait() != 0:
        if releases.current() is None:
            talk.tell(N_("There is no good release to serve yet."))
            sys.exit(building.returncode)
        talk.tell(N_("The previous good release stays served."))
    _refuse_damaged(releases)

    current = releases.current()
    if building is None and current is not None:  # a build has said so itself
        with suppress(ReleaseDamagedError):
            _tell_addresses(talk, releases.read(current), chosen)

    async def opener(folder: Path, release: Release) -> Store:
        return await open_store(folder, release, chosen)

    async def from_file(folder: Path, release: Release) -> Store:
        """An earlier release: from its own files, whichever engine has the served one."""
        one = chosen.model_copy(update={"workers": 1})
        return await EmbeddedStore.open(folder / GRAPH, one, sha256=graph_digest(release))

    app = create_app(releases, chosen, open_store=opener, open_earlier=from_file, project=project.root)
    with suppress(KeyboardInterrupt):  # Ctrl-C is how a server is stopped, not a failure
        run(app, chosen.host, chosen.port)


def _refuse_damaged(releases: ReleaseFolder) -> None:
    """Raises ``ReleaseDamagedError`` where there are releases and none that could be served is whole."""
    folder = releases.current()
    if folder is None or releases.is_whole(folder) or releases.whole_before(folder):
        return
    releases.verifier.verify(folder)


def _build(
    talk: Talk,
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

    with talk.progress() as progress:

        def consent(gone: pipeline.Withdrawals) -> bool:
            return allow_withdrawals or talk.asks_leave(gone, progress)

        return pipeline.build(
            project,
            out_folder(project, chosen),
            base_iri=chosen.base_iri,
            sources=sources,
            progress=progress,
            publish=_publisher(talk, chosen) if publishing else None,
            public_url=chosen.public_url,
            on_base_change=None if change_base else _asker(talk, progress),
            consent=consent,
        )


def _asker(talk: Talk, progress: _Bar) -> pipeline.OnBaseChange:
    """Asks on a terminal whether the base may change; else, and after a no, it raises ``BaseChangedError``."""

    def ask(old: str, new: str) -> None:
        with progress.hidden():
            talk.tell(
                N_(
                    "The base of all IRIs would change from {old} to {new}. To every portal and "
                    "everybody who links to them, the data sets become new ones beside the old: "
                    "doubled, until somebody removes the old."
                ),
                old=old,
                new=new,
            )
            if sys.stdin.isatty() and click.confirm(translate("Change the base?", talk.language), err=True):
                return
        raise BaseChangedError(
            translate(
                "The base was not changed and nothing was built. Give --change-base if it is "
                "meant, or --out for another folder.",
                talk.language,
            )
        )

    return ask


def _tell_addresses(talk: Talk, release: Release, chosen: Settings) -> None:
    """Where nobody set the public address: what the catalogue's addresses begin with, and what to set."""
    if chosen.public_url is None and urlsplit(release.base_iri).netloc != f"{chosen.host}:{chosen.port}":
        talk.tell(
            N_(
                "The addresses in the catalogue begin with {root}: if that does not lead to this "
                "server, set STEDENBAND_PUBLIC_URL to the address that does, and build again."
            ),
            root=release.base_iri,
        )


def _publisher(talk: Talk, chosen: Settings) -> pipeline.Publish:
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
        talk.tell(key, release=release.id, url=chosen.store_url[0])

    return to_engine


def _built_json(built: pipeline.Built, project: Project) -> dict[str, Any]:
    from stedenband import validation

    return {
        "release": built.release.id if built.release else None,
        "folder": str(built.folder) if built.folder else None,
        "read": str(project.data.resolve()),
        "new": built.new,
        "report": validation.as_json(built.report),
        **_withdrawals_json(built.withdrawals),
    }


def _served(talk: Talk, project: Project, chosen: Settings) -> tuple[Path, Release]:
    """The newest good release of the project; it is built when there is none yet."""
    releases = ReleaseFolder(out_folder(project, chosen))
    folder = releases.current()
    if folder is None:
        folder = _build(talk, project, chosen, None).folder
    if folder is None:
        raise UsageError(
            translate("There is no good release to query yet; run 'stedenband check' first.", talk.language)
        )
    return folder, releases.verifier.verify(folder)


# == Queries ===================================================================


def _pairs(params: Sequence[str], language: str) -> Iterator[tuple[str, str]]:
    for param in params:
        name, equals, value = param.partition("=")
        if not equals:
            raise UsageError(translate("{param}: write a parameter as name=value", language, param=param))
        yield name, value


def query_text(name: str, params: dict[str, str], project: Project, iris: Iris, language: str) -> str:
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


def _show_answer(talk: Talk, answer: QueryResult, as_what: str, prefixes: Mapping[str, str]) -> None:
    wanted = {"csv": ("solutions", "boolean"), "turtle": ("graph",)}.get(as_what, (answer.kind,))
    if answer.kind not in wanted:
        raise UsageError(translate(NOT_IN_FORMAT[as_what], talk.language))
    if as_what == "table" and answer.kind == "solutions":
        talk.out.print(solutions_table(json.loads(answer.body), prefixes))
        return
    if as_what == "table" and answer.kind == "boolean":
        talk.out.print(
            translate(N_("yes") if json.loads(answer.body)["boolean"] else N_("no"), talk.language)
        )
        return
    sys.stdout.buffer.write(answer.body)
    sys.stdout.buffer.flush()


def solutions_table(results: dict[str, Any], prefixes: Mapping[str, str]) -> Table:
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
    parts = prefixed(value, prefixes)
    return ":".join(parts) if parts else value
