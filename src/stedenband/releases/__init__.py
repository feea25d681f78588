"""Releases on disk, each a snapshot: written aside, made durable, switched to in one step, never changed again.

The layout of a release folder's parent::

    out/
      current -> releases/1.0.0-1a2b3c4d     the served release: one symbolic link, replaced by rename(2)
      releases/1.0.0-1a2b3c4d/               immutable, with manifest.json
      removed-releases.json                  which releases were removed, and what files they had
      removed/1.0.0-1a2b3c4d/                its manifest, and of its files those that the history still needs
      staging/                               a build that is not done yet; swept by the next one
      lock                                   held (flock) by the one build or removal that runs

A process killed at any moment leaves either the old link or the new one, and a folder under ``releases`` is
complete because it was renamed there only after everything in it was on disk. Disks fail all the same, and files
are copied by hand: so whoever reads a file of a release opens it with a ``ReleaseVerifier``, which compares it with the
manifest.

``removed-releases.json`` is one object, written anew in one step::

    {
      "releases": {
        "1.0.0-1a2b3c4d": {
          "base_iri": "https://example.org/", "dataset": "gent", "version": "1.0.0", "modified": "2026-11-22",
          "removed": "2026-12-01",
          "files": ["catalog.ttl", "gent.ttl", "graph.nq", "manifest.json"]
        }
      }
    }
"""

from stedenband.releases.examination import FileFault, ReleaseExamination, examine, verify_history
from stedenband.releases.folder import ReleaseFolder, ReleaseWriter
from stedenband.releases.holds import ReleaseHold, hold_release, lock_unheld
from stedenband.releases.manifest import GRAPH, MANIFEST, read_manifest, read_release, serialize_manifest
from stedenband.releases.removed import REMOVED, RemovedRelease, read_removed
from stedenband.releases.verification import (
    ReleaseVerifier,
    VerifiedFile,
    find_artefact,
    find_verified,
    is_whole,
    read_artefact,
    read_file,
    read_verified_release,
    verify,
)

__all__ = [
    "GRAPH",
    "MANIFEST",
    "REMOVED",
    "FileFault",
    "ReleaseExamination",
    "ReleaseFolder",
    "ReleaseHold",
    "ReleaseVerifier",
    "ReleaseWriter",
    "RemovedRelease",
    "VerifiedFile",
    "examine",
    "find_artefact",
    "find_verified",
    "hold_release",
    "is_whole",
    "lock_unheld",
    "read_artefact",
    "read_file",
    "read_manifest",
    "read_release",
    "read_removed",
    "read_verified_release",
    "serialize_manifest",
    "verify",
    "verify_history",
]
