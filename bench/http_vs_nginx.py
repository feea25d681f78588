"""Requests a second of documents and downloads, side by side with nginx serving the same bytes, in one run.

Both serve on this machine to ``wrk`` with the same number of connections, one after the other in every round, so
that a busy machine slows both alike. Neither keeps a log of requests. Prints the median of each and their ratio; the
aim is a third of nginx.

    apt-get install nginx-light wrk
    python bench/http_vs_nginx.py [--rounds 5] [--seconds 2] [--connections 16]
"""

from __future__ import annotations

import argparse
import os
import re
import shutil
import statistics
import subprocess
import tempfile
import threading
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from main_job import STEDENBAND, build

PATHS = (
    "/catalog.ttl",
    "/dataset/gent.jsonld",
    "/doc/partnership/gent-kanazawa.ttl",
    "/doc/partnership/gent-kanazawa.html?lang=nl",
    "/download/latest/gent.csv",
    "/download/latest/gent.ttl",
)
"""Documents small and large, from memory and from disk."""

CONFIGURATION = """
worker_processes 1;
daemon off;
master_process off;
pid {folder}/nginx.pid;
error_log {folder}/error.log;
events {{ worker_connections 1024; }}
http {{
    access_log off;
    sendfile on;
    keepalive_requests 1000000;
    default_type application/octet-stream;
    client_body_temp_path {folder}/body;
    proxy_temp_path {folder}/proxy;
    fastcgi_temp_path {folder}/fastcgi;
    uwsgi_temp_path {folder}/uwsgi;
    scgi_temp_path {folder}/scgi;
    server {{ listen 127.0.0.1:{port}; root {folder}/files; }}
}}
"""


@contextmanager
def stedenband(out: Path) -> Iterator[str]:
    """A running server and its address."""
    command = [*STEDENBAND, "serve", "--port", "0", "--out", str(out)]
    quiet = {**os.environ, "STEDENBAND_LOG_REQUESTS": "false"}
    with subprocess.Popen(
        command, stderr=subprocess.PIPE, stdout=subprocess.DEVNULL, text=True, env=quiet
    ) as process:
        assert process.stderr is not None
        for line in process.stderr:
            found = re.search(r"http://127\.0\.0\.1:\d+", line)
            if found:
                break
        assert found
        threading.Thread(target=process.stderr.read, daemon=True).start()
        try:
            yield found.group()
        finally:
            process.terminate()


@contextmanager
def nginx(folder: Path, port: int) -> Iterator[str]:
    """nginx, one worker, over the files that were put in ``folder/files``."""
    program = shutil.which("nginx") or "/usr/sbin/nginx"
    configuration = folder / "nginx.conf"
    configuration.write_text(CONFIGURATION.format(folder=folder, port=port), encoding="utf-8")
    with subprocess.Popen([program, "-c", str(configuration)], stderr=subprocess.DEVNULL) as process:
        try:
            time.sleep(0.5)
            yield f"http://127.0.0.1:{port}"
        finally:
            process.terminate()


def file_of(path: str) -> str:
    """The file that stands for an address: nginx knows no query."""
    return path.partition("?")[0].removeprefix("/")


def rate(address: str, *, connections: int, seconds: float) -> float:
    """Requests a second; whatever is not 2xx or breaks off stops the run."""
    command = ["wrk", "-t1", f"-c{connections}", f"-d{seconds}s", "-H", "Accept: */*", address]
    told = subprocess.run(command, check=True, capture_output=True, text=True).stdout
    if re.search(r"Non-2xx|Socket errors", told):
        raise SystemExit(f"{address}:\n{told}")
    found = re.search(r"Requests/sec:\s+([\d.]+)", told)
    assert found
    return float(found[1])


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--seconds", type=int, default=2)
    parser.add_argument("--connections", type=int, default=16)
    parser.add_argument("--port", type=int, default=18463)
    chosen = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        folder.chmod(0o755)
        build(folder / "out")
        with stedenband(folder / "out") as ours:
            for path in PATHS:
                target = folder / "files" / file_of(path)
                target.parent.mkdir(parents=True, exist_ok=True)
                with urllib.request.urlopen(ours + path) as answer:
                    target.write_bytes(answer.read())
            with nginx(folder, chosen.port) as theirs:
                compare(ours, theirs, folder / "files", chosen)


def compare(ours: str, theirs: str, files: Path, chosen: argparse.Namespace) -> None:
    options = {"connections": chosen.connections, "seconds": chosen.seconds}
    print(f"{'address':46}{'bytes':>9}{'ours/s':>9}{'nginx/s':>9}{'ratio':>8}")
    for path in PATHS:
        pairs = [
            (rate(ours + path, **options), rate(f"{theirs}/{file_of(path)}", **options))
            for _ in range(chosen.rounds)
        ]
        mine, other = (statistics.median(values) for values in zip(*pairs, strict=True))
        ratio = statistics.median(one / two for one, two in pairs)
        size = (files / file_of(path)).stat().st_size
        print(f"{path:46}{size:>9}{mine:>9.0f}{other:>9.0f}{ratio:>8.2f}")


if __name__ == "__main__":
    main()
