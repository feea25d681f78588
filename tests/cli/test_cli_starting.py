"""A server that cannot start for want of something says what that is; one whose log ends goes on answering."""

from __future__ import annotations

import io
import logging
import os
import re
import subprocess
import sys
from pathlib import Path

import httpx
import pytest

from stedenband.settings import Settings
from stedenband.web.http.access_log import LogHandler, log_formatter

WORDS = {
    "en": {"files": "limit of open files is 64", "log": "log cannot be written"},
    "nl": {"files": "maar 64 bestanden tegelijk", "log": "logboek kan niet"},
}


def serve(tmp_path: Path, language: str, shell: str) -> subprocess.CompletedProcess[str]:
    """What ``stedenband serve`` does in such a shell; ``{}`` stands for the command."""
    command = f'"{sys.executable}" -m stedenband --lang {language} serve --port 0 --out "{tmp_path}"'
    path = os.pathsep.join(entry for entry in sys.path if entry)
    return subprocess.run(
        ["/bin/sh", "-c", shell.replace("{}", command)],
        capture_output=True, text=True, timeout=60, env={**os.environ, "PYTHONPATH": path}, check=False,
    )  # fmt: skip


@pytest.mark.parametrize("language", ["en", "nl"])
def test_too_few_descriptors_are_told_of(tmp_path: Path, language: str) -> None:
    done = serve(tmp_path, language, "ulimit -n 64; {}")
    assert done.returncode == 3, done
    assert WORDS[language]["files"] in done.stderr
    assert "136" in done.stderr
    assert "640" in done.stderr
    assert "Traceback" not in done.stderr
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("language", ["en", "nl"])
@pytest.mark.parametrize("log", ["2>/dev/full", "2>&-"])
def test_a_log_that_cannot_be_written_is_told_of_on_standard_output(
    tmp_path: Path, language: str, log: str
) -> None:
    done = serve(tmp_path, language, f"{{}} {log}")
    assert done.returncode == 3, done
    assert WORDS[language]["log"] in done.stdout
    assert "Traceback" not in done.stdout + done.stderr
    assert list(tmp_path.iterdir()) == []


def test_a_soft_limit_is_raised(tmp_path: Path) -> None:
    """It starts where the hard limit allows it: the project that is not there is what stops it."""
    done = serve(tmp_path, "en", "ulimit -Sn 64; {} /nowhere")
    assert done.returncode == 2, done
    assert "open files" not in done.stderr


def test_a_log_that_ends_while_serving_fails_no_request(tmp_path: Path) -> None:
    """Whoever read the log is gone: a broken pipe for each line."""
    path = os.pathsep.join(entry for entry in sys.path if entry)
    command = [
        sys.executable,
        "-m",
        "stedenband",
        "--lang",
        "en",
        "serve",
        "--port",
        "0",
        "--out",
        str(tmp_path),
    ]
    environment = {**os.environ, "PYTHONPATH": path}
    with subprocess.Popen(command, stderr=subprocess.PIPE, text=True, env=environment) as process:
        try:
            assert process.stderr is not None
            found = next(filter(None, (re.search(r"http://\S+/", line) for line in process.stderr)))
            process.stderr.close()
            with httpx.Client(base_url=found.group(), timeout=30) as client:
                for path in (
                    "/health",
                    "/doc/city/gent",
                    "/nothing",
                    "/dataset/gent",
                    "/sparql?query=ASK%7B",
                ):
                    assert client.get(path).status_code in (200, 400, 404), path
            assert process.poll() is None
        finally:
            process.terminate()
            process.wait(20)


class _Full(io.StringIO):
    """A disk that is full for a while."""

    full = False

    def write(self, text: str) -> int:
        if self.full:
            raise OSError(28, "No space left on device")
        return super().write(text)


def test_what_was_lost_is_told_when_there_is_room_again() -> None:
    stream = _Full()
    handler = LogHandler(stream)
    handler.setFormatter(log_formatter(Settings().log_format, terminal=False))
    logger = logging.Logger("lost")
    logger.addHandler(handler)
    logger.warning("one")
    stream.full = True
    logger.warning("two")
    logger.warning("three")
    stream.full = False
    logger.warning("four")
    told = stream.getvalue()
    assert [word in told for word in ("one", "two", "three", "four")] == [True, False, False, True]
    assert told.count("2 lines of the log could not be written") == 1
