"""The gate for the public's queries: open while the server runs, shut once it is told to stop."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from stedenband.web.http.refusals import StoppingError


class Gate:
    """Counts the queries that run, and lets no new one in after ``shut``."""

    def __init__(self) -> None:
        self.running = 0
        self.is_shut = False

    @contextmanager
    def passing(self) -> Iterator[None]:
        """Let one query through. Raises ``StoppingError`` when the gate is shut."""
        self.check()
        self.running += 1
        try:
            yield
        finally:
            self.running -= 1

    def check(self) -> None:
        """Raise ``StoppingError`` when the gate is shut."""
        if self.is_shut:
            raise StoppingError("the server is being stopped")

    def shut(self) -> None:
        """Let nobody in any more; who is in may finish."""
        self.is_shut = True
