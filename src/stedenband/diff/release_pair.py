"""The differences between two releases of a folder, as the command line gives them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from stedenband.diff import comparison
from stedenband.diff.difference import ChangeKind
from stedenband.diff.messages import CHANGE_GROUPS
from stedenband.diff.record import ChangeRecord
from stedenband.errors import UsageError
from stedenband.i18n import choose_text, translate
from stedenband.message import N_
from stedenband.model import Release
from stedenband.ns import Iris
from stedenband.releases import ReleaseFolder

FORMATS = ("text", "json", "trig", "patch")
"""What ``stedenband diff`` writes: words, the same for programs, or statements in one of two forms."""


@dataclass(frozen=True, slots=True)
class ReleasePair:
    """ReleasePair releases with their folders, the earlier first."""

    before: tuple[Path, Release]
    after: tuple[Path, Release]

    def serialize(self, form: str, language: str) -> Iterator[bytes]:
        """The differences in one of ``FORMATS``, piece by piece."""
        old, new = (
            comparison.find_files(folder, release.dataset) for folder, release in (self.before, self.after)
        )
        before, after = self.before[1], self.after[1]
        if form == "patch":
            yield from comparison.make_patch(old.data, new.data)
        elif form == "trig":
            came, went = comparison.find_changed_statements(old.data, new.data)
            yield comparison.serialize_changes(before.id, after.id, came, went, Iris(after.base_iri))
        else:
            record = comparison.compare((before.id, old), (after.id, new))
            text = "\n".join(describe_record(record, language)) + "\n"
            yield text.encode() if form == "text" else record.to_bytes()


def choose_pair(releases: ReleaseFolder, names: tuple[str, ...], language: str) -> ReleasePair:
    """The two releases that are named; with one name it and the one before it, without any the served one.

    A release is named by its id, by the beginning of it, or by its version. Raises ``UsageError`` when there is none
    of that name, or several.
    """
    match names:
        case (before, after):
            return ReleasePair(_named(releases, before, language), _named(releases, after, language))
        case (after,):
            return _with_previous(releases, _named(releases, after, language), language)
        case ():
            current = releases.current()
            if current is None:
                raise UsageError(
                    translate(
                        "There is no release to compare yet; make one with 'stedenband build'.", language
                    )
                )
            return _with_previous(releases, (current, releases.verifier.verify(current)), language)
    raise UsageError(translate("Name two releases at most.", language))


def _with_previous(releases: ReleaseFolder, after: tuple[Path, Release], language: str) -> ReleasePair:
    previous = after[1].previous
    folder = releases.find(previous) if previous else None
    if folder is None:
        raise UsageError(
            translate(
                "There is no release before {release} to compare it with.", language, release=after[1].id
            )
        )
    return ReleasePair((folder, releases.verifier.verify(folder)), after)


def _named(releases: ReleaseFolder, name: str, language: str) -> tuple[Path, Release]:
    folders = releases.folders()
    exact = [folder for folder in folders if folder.name == name]
    found = exact or [folder for folder in folders if folder.name.startswith(name)]
    if len(found) == 1:
        return found[0], releases.verifier.verify(found[0])
    known = ", ".join(folder.name for folder in found or folders)
    raise UsageError(
        translate(
            N_("{name} may be more than one release: {known}")
            if found
            else N_("There is no release {name}. These exist: {known}"),
            language,
            name=name,
            known=known,
        )
    )


def describe_record(record: ChangeRecord, language: str) -> Iterator[str]:
    """A record as lines of text: how much, then what is new, changed and gone."""
    yield translate(
        "From release {before} to release {after}", language, before=record.before, after=record.after
    )
    yield translate(
        "{added} statements added, {removed} removed.", language, added=record.added, removed=record.removed
    )
    for kind in ChangeKind:
        told = record.told(kind.value)
        if told:
            yield ""
            yield translate(CHANGE_GROUPS[kind.value], language)
        for change in told:
            sentences = "; ".join(choose_text(sentence, language) for sentence in change.sentences)
            yield f"  {choose_text(change.title, language)}: {sentences}"
    if record.untold:
        yield ""
        yield translate(
            "And {count} more changes; --format patch shows all of them.", language, count=record.untold
        )
