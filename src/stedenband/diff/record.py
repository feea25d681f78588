"""What a release changed, as a value that is kept beside it (``changes.json``) and shown to people and programs."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from typing import Any

from stedenband.diff.history import ChangeCounts
from stedenband.model import Texts


@dataclass(frozen=True, slots=True)
class ThingChange:
    """What happened to one thing, in words.

    ``title`` names the thing (``Partnership Ghent – Burgas``), ``sentences`` say what changed
    (``status changed from ‘active’ to ‘ended’``).
    """

    thing: str
    kind: str
    """``created``, ``updated`` or ``removed``."""
    title: Texts
    sentences: tuple[Texts, ...]


@dataclass(frozen=True, slots=True)
class ChangeRecord:
    """Everything that differs between two releases.

    ``added`` and ``removed`` count statements, ``tally`` things. ``changes`` tells of the things a reader knows; what
    only follows from another change is not told twice. ``untold`` is how many things were left out because there
    were too many. Without a release ``before`` everything is new and nothing is told one by one.
    """

    before: str | None
    after: str
    added: int = 0
    removed: int = 0
    tally: ChangeCounts = field(default_factory=ChangeCounts)
    changes: tuple[ThingChange, ...] = ()
    untold: int = 0

    def told(self, kind: str) -> tuple[ThingChange, ...]:
        """What happened of one kind."""
        return tuple(change for change in self.changes if change.kind == kind)

    def as_json(self) -> dict[str, Any]:
        """As JSON values, in the order of the fields."""
        return asdict(self)

    def to_bytes(self) -> bytes:
        """As the bytes of a JSON document."""
        return (json.dumps(self.as_json(), ensure_ascii=False, indent=2) + "\n").encode()


def read_record(data: bytes) -> ChangeRecord:
    """The record from its JSON document. Raises ``ValueError`` for bytes that are not one."""
    try:
        values = json.loads(data)
        return ChangeRecord(
            **{**values, "tally": ChangeCounts(**values["tally"]), "changes": _changes(values["changes"])}
        )
    except (KeyError, TypeError, AttributeError) as error:
        raise ValueError(f"not a record of changes: {error!r}") from error


def _changes(values: Sequence[Mapping[str, Any]]) -> tuple[ThingChange, ...]:
    return tuple(ThingChange(**{**one, "sentences": tuple(one["sentences"])}) for one in values)
