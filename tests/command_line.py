"""Fork server for the command: each call runs in a process of its own, forked from one that has imported everything.

The command sees its own arguments, environment, folder and descriptors, and ends with its own exit code; only the
second of processor time that its imports take is spent once. Tests of starting itself run ``python -m stedenband``.
"""

from __future__ import annotations

import atexit
import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import IO

SECONDS = 120
"""How long a command may take."""

_SERVER = """\
import json, os, signal, sys
from stedenband import cli, diff, pipeline, validation
for line in sys.stdin:
    asked = json.loads(line)
    child = os.fork()
    if not child:
        for number, name in enumerate(asked["files"]):
            opened = os.open(name, os.O_RDONLY if number == 0 else os.O_WRONLY)
            os.dup2(opened, number)
            os.close(opened)
        sys.stdin = os.fdopen(0, encoding="utf-8")
        os.chdir(asked["cwd"])
        os.environ.clear()
        os.environ.update(asked["environment"])
        sys.argv = ["stedenband", *asked["arguments"]]
        signal.alarm(asked["seconds"])
        cli.main()
        sys.exit(0)
    print(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]), flush=True)
"""


def stedenband(
    *arguments: str | Path,
    stdin: str = "",
    cwd: Path | None = None,
    environment: Mapping[str, str] | None = None,
) -> subprocess.CompletedProcess[str]:
    """Run ``stedenband`` with these arguments; ``environment`` is added to that of the tests."""
    words = [str(argument) for argument in arguments]
    with tempfile.TemporaryDirectory() as folder:
        files = [Path(folder) / name for name in ("stdin", "stdout", "stderr")]
        for path, text in zip(files, (stdin, "", ""), strict=True):
            path.write_text(text, encoding="utf-8")
        code = _ask(
            {
                "arguments": words,
                "files": [str(path) for path in files],
                "cwd": str(cwd or Path.cwd()),
                "environment": {**os.environ, **(environment or {})},
                "seconds": SECONDS,
            }
        )
        _, out, err = (path.read_bytes().decode() for path in files)
    return subprocess.CompletedProcess(words, code, out, err)


def _ask(request: Mapping[str, object]) -> int:
    send, receive = _server()
    send.write(json.dumps(request) + "\n")
    send.flush()
    return int(receive.readline())


@cache
def _server() -> tuple[IO[str], IO[str]]:
    """The two ends of the pipes to the server of this process; it ends when they are closed."""
    path = os.pathsep.join(entry for entry in sys.path if entry)
    process = subprocess.Popen(
        [sys.executable, "-c", _SERVER],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        env={**os.environ, "PYTHONPATH": path},
    )
    assert process.stdin is not None
    assert process.stdout is not None
    atexit.register(_end, process)
    return process.stdin, process.stdout


def _end(process: subprocess.Popen[str]) -> None:
    process.communicate()
