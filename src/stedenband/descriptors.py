"""How many files and connections the process may have open at once."""

from __future__ import annotations

import resource
import sys

OWN_FILES = 128
"""Descriptors that the server needs besides its connections."""


def raise_limit(wanted: int) -> int:
    """Raise the soft limit of open files towards that, as far as the hard one allows; the limit that there is now."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    if _or_endless(soft) < min(wanted, _or_endless(hard)):
        soft = min(wanted, _or_endless(hard))
        resource.setrlimit(resource.RLIMIT_NOFILE, (soft, hard))
    return _or_endless(soft)


def _or_endless(limit: int) -> int:
    return sys.maxsize if limit == resource.RLIM_INFINITY else limit
