"""What a command tells: progress and messages on stderr, results on stdout."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import groupby
from typing import TYPE_CHECKING

import click
from rich.console import Console
from rich.progress import BarColumn, Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

from stedenband.diff.labels import shorten
from stedenband.i18n import choose_text, translate
from stedenband.message import N_, LazyMessage

if TYPE_CHECKING:
    from stedenband import pipeline


UNFOLDED = 4096
"""Columns of a table that no terminal shows."""


NAMED = 20
"""Things of one kind that are named when they go; the others are counted. Partnerships are all named."""


class Reporter:
    """What a command says, in one language: progress and reporter on stderr, results on stdout."""

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

    def asks_leave(self, gone: pipeline.Withdrawals, bar: ProgressBar) -> bool:
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
    def progress(self) -> Iterator[ProgressBar]:
        """A progress bar on a terminal, nothing elsewhere."""
        columns = (SpinnerColumn(), TextColumn("{task.description}"), BarColumn(), TimeElapsedColumn())
        with Progress(*columns, console=self.err, transient=True) as bar:
            yield ProgressBar(bar, self.language)


class ProgressBar:
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
