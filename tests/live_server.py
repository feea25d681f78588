"""A server as people start it: its own process, on a free port, over the packaged data of Ghent."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import threading
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path


@contextmanager
def live_server(out: Path, settings: Mapping[str, str] | None = None) -> Iterator[str]:
    """The address, with its closing slash, of ``stedenband serve`` for as long as the block lasts.

    ``settings`` are environment variables; releases are built in ``out``.
    """
    command = [sys.executable, "-m", "stedenband", "--lang", "en", "serve", "--port", "0", "--out", str(out)]
    path = os.pathsep.join(entry for entry in sys.path if entry)
    environment = {**os.environ, "PYTHONPATH": path, **(settings or {})}
    with subprocess.Popen(command, stderr=subprocess.PIPE, text=True, env=environment) as process:
        assert process.stderr is not None
        try:
            address = _announced(process.stderr)
            # Whoever does not read what a process says stops it in the end.
            threading.Thread(target=process.stderr.read, daemon=True).start()
            yield address
        finally:
            process.terminate()
            try:
                process.wait(20)
            except subprocess.TimeoutExpired:
                process.kill()


def _announced(lines: Iterable[str]) -> str:
    said: list[str] = []
    for line in lines:
        said.append(line)
        found = re.search(r"http://127\.0\.0\.1:\d+/", line)
        if found:
            return found.group()
    raise AssertionError(f"the server did not start: {''.join(said)}")
