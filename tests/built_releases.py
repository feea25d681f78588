"""Cache of builds: a build is a pure function of its inputs and of the releases before it, so a run makes each once.

For tests of what is done with a release. Tests of the build itself (the same bytes again, killed half-way, two at
once) and those that build with a part replaced call ``pipeline.build``.
"""

from __future__ import annotations

import hashlib
import os
import pickle
import shutil
import tempfile
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

from stedenband import pipeline
from stedenband.projects import Project, digest_inputs

FOLDER = "STEDENBAND_TEST_BUILDS"
"""The environment variable that names the folder of this run's builds, shared by its processes (``conftest.py``)."""


def build(
    project: Project,
    out: Path,
    *,
    base_iri: str | None = None,
    public_url: str | None = None,
    consent: pipeline.Consent | None = None,
) -> pipeline.Built:
    """Do what ``pipeline.build`` does: for real the first time, afterwards from the copy of its result.

    ``consent``, where it is given, has to be one that is always given.
    """
    kept = Path(os.environ[FOLDER]) / _key(project, out, base_iri, public_url, consent is not None)
    if not kept.is_dir():
        built = pipeline.build(
            project,
            out,
            base_iri=base_iri,
            public_url=public_url,
            consent=consent,
        )
        _keep(kept, built, out)
        return built
    _restore(kept / "out", out)
    built = pickle.loads((kept / "built").read_bytes())
    assert isinstance(built, pipeline.Built)
    return built if built.folder is None else replace(built, folder=out / built.folder)


def _key(project: Project, out: Path, base: str | None, public: str | None, allowed: bool) -> str:
    """The digest of everything that a build reads: its inputs, its options, and the state of its target folder."""
    names = [folder.relative_to(project.data.parent).as_posix() for folder in project.folders]
    parts = [digest_inputs(project, base, public_url=public), repr((base, public, allowed, sorted(names)))]
    parts += [f"{path} {state}" for path, state in _states(out).items()]
    return hashlib.sha256("\n".join(parts).encode()).hexdigest()


def _states(folder: Path) -> dict[str, str]:
    """The target of each link and the digest of each file, by relative path."""
    return {path.relative_to(folder).as_posix(): _state(path) for path in _files(folder)}


def _state(path: Path) -> str:
    return f"-> {path.readlink()}" if path.is_symlink() else hashlib.sha256(path.read_bytes()).hexdigest()


def _files(folder: Path) -> Iterator[Path]:
    return (path for path in sorted(folder.rglob("*")) if path.is_symlink() or path.is_file())


def _keep(kept: Path, built: pipeline.Built, out: Path) -> None:
    """Copy a result into the cache; of two processes that made it at once, one copy stays."""
    folder = None if built.folder is None else built.folder.relative_to(out)
    made = Path(tempfile.mkdtemp(dir=kept.parent))
    if out.exists():
        shutil.copytree(out, made / "out", symlinks=True)
    (made / "built").write_bytes(pickle.dumps(replace(built, folder=folder)))
    try:
        made.rename(kept)
    except OSError:
        shutil.rmtree(made)


def _restore(kept: Path, out: Path) -> None:
    """Give the folder the state after the build, new releases at once and the link to the current one last."""
    there, wanted = _states(out), _states(kept)
    for name in there.keys() - wanted.keys():
        (out / name).unlink()
    (out / "releases").mkdir(parents=True, exist_ok=True)
    for folder in sorted((kept / "releases").glob("*")):
        if not (out / "releases" / folder.name).exists():
            made = Path(tempfile.mkdtemp(dir=out, prefix=".copy-"))
            shutil.copytree(folder, made / folder.name, symlinks=True)
            (made / folder.name).rename(out / "releases" / folder.name)
            made.rmdir()
    for path in _files(kept):
        name = path.relative_to(kept).as_posix()
        if name not in there or there[name] != wanted[name]:
            _replace(path, out / name)


def _replace(path: Path, target: Path) -> None:
    made = target.with_name(f".copy-{target.name}")
    target.parent.mkdir(parents=True, exist_ok=True)
    shutil.copy2(path, made, follow_symlinks=False)
    made.replace(target)
