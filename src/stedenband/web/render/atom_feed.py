"""The history as an Atom feed (RFC 4287): one entry for each release, with its changes in words."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from html import escape
from xml.etree.ElementTree import Element, SubElement, indent, register_namespace, tostring

from stedenband.diff import ChangeRecord, HistoryEntry, ThingChange
from stedenband.model import Release, Texts
from stedenband.ns import Iris
from stedenband.web.addresses import get_local_path, make_public_address
from stedenband.web.messages.catalogue import HISTORY_COUNTS
from stedenband.web.render.wording import Wording

NAMESPACE = "http://www.w3.org/2005/Atom"

MOST = 50
"""Entries of the feed."""

SAID = 100
"""Things that an entry tells of."""


def write_atom_feed(chapters: Sequence[Chapter], release: Release, wording: Wording, root: str) -> bytes:
    """The feed in one language; ``chapters`` come newest first.

    Its names are IRIs under the base, its addresses begin with ``root``, as the public reaches this server.
    """
    register_namespace("", NAMESPACE)
    base, language = release.base_iri, wording.language
    feed = Element(f"{{{NAMESPACE}}}feed", {"{http://www.w3.org/XML/1998/namespace}lang": language})
    title = wording.choose_text(release.title)
    _text(feed, "title", wording.translate("{title}: changes", title=title))
    _text(feed, "subtitle", wording.translate("What each new release of the data changed."))
    _text(feed, "id", f"{base}changes.atom?lang={language}")
    _text(feed, "updated", chapters[0].entry.moment if chapters else f"{release.modified}T00:00:00Z")
    _link(feed, "self", f"{root}changes.atom?lang={language}", "application/atom+xml", language)
    _link(feed, "alternate", f"{root}changes?lang={language}", "text/html", language)
    _text(SubElement(feed, f"{{{NAMESPACE}}}author"), "name", title)
    _text(feed, "generator", "stedenband")
    for chapter in chapters[:MOST]:
        _entry(feed, chapter, release, wording, root)
    indent(feed)
    written: bytes = tostring(feed, encoding="utf-8", xml_declaration=True)
    return written + b"\n"


def _entry(feed: Element, chapter: Chapter, release: Release, wording: Wording, root: str) -> None:
    base, entry = release.base_iri, chapter.entry
    element = SubElement(feed, f"{{{NAMESPACE}}}entry")
    _text(element, "title", format_headline(chapter, wording))
    _text(element, "id", f"{base}changes/{entry.release}")
    _text(element, "published", entry.moment)
    _text(element, "updated", entry.moment)
    _link(element, "alternate", f"{root}changes/{entry.release}", "text/html", wording.language)
    record = chapter.record
    if record is not None and record.before is not None:
        data = f"{root}download/{entry.release}/changes.rdfp"
        _link(element, "enclosure", data, "application/rdf-patch", None)
    content = SubElement(element, f"{{{NAMESPACE}}}content", {"type": "html"})
    content.text = (
        _content(record, release, wording, root)
        if record
        else escape(wording.translate("This release is no longer kept."))
    )


def format_headline(chapter: Chapter, wording: Wording) -> str:
    """A release and how much it changed: ``Release 1.1.0: 3 new, 1 changed, 2 removed``."""
    entry = chapter.entry
    if chapter.record is not None and chapter.record.before is None:
        return wording.translate(
            "Release {version}: the first, which describes {count} things",
            version=entry.version,
            count=entry.tally.created,
        )
    return wording.translate(
        "Release {version}: {summary}", version=entry.version, summary=summarize_changes(chapter, wording)
    )


def summarize_changes(chapter: Chapter, wording: Wording) -> str:
    """How much a release changed: ``3 new, 1 changed``; in words where nothing changed.

    Counts what is told one by one, where everything is; else all things, also those that only follow from others.
    """
    tally, record = chapter.entry.tally, chapter.record
    counts = {"created": tally.created, "updated": tally.updated, "removed": tally.removed}
    if record is not None and record.before is not None and not record.untold:
        counts = {kind: len(record.told(kind)) for kind in counts}
    parts = [wording.translate(HISTORY_COUNTS[kind], count=count) for kind, count in counts.items() if count]
    return ", ".join(parts) or wording.translate("no changes to the data")


def _content(record: ChangeRecord, release: Release, wording: Wording, root: str) -> str:
    items = []
    for change in record.changes[:SAID]:
        address = get_change_address(change, record, Iris(release.base_iri))
        name = escape(wording.choose_text(change.title))
        linked = f'<a href="{escape(make_public_address(address, root))}">{name}</a>' if address else name
        items.append(f"<li>{linked}: {escape(format_change(change.sentences, wording))}</li>")
    rest = len(record.changes) - len(items) + record.untold
    left = wording.translate("And {count} more.", count=rest)
    nothing = wording.translate("no changes to the data")
    more = f"<p>{escape(left)}</p>" if rest else ""
    return f"<ul>{''.join(items)}</ul>{more}" if items else f"<p>{escape(nothing)}</p>"


def format_change(sentences: Sequence[Texts], wording: Wording) -> str:
    """What changed of one thing, as one sentence."""
    return "; ".join(wording.choose_text(one) for one in sentences)


def _text(parent: Element, name: str, text: str) -> None:
    SubElement(parent, f"{{{NAMESPACE}}}{name}").text = text


def _link(parent: Element, relation: str, href: str, media_type: str, language: str | None) -> None:
    attributes = {"rel": relation, "href": href, "type": media_type}
    if language is not None:
        attributes["hreflang"] = language
    SubElement(parent, f"{{{NAMESPACE}}}link", attributes)


@dataclass(frozen=True, slots=True)
class Chapter:
    """One release in the history: its place in the line, its manifest and its changes where they are kept.

    ``kept`` tells whether the release itself is still there to be read. Its changes may be kept without it.
    """

    entry: HistoryEntry
    release: Release | None
    record: ChangeRecord | None
    kept: bool


def get_change_address(change: ThingChange, record: ChangeRecord, iris: Iris) -> str | None:
    """Where a reader sees the thing: its document, and of one that is gone its last version."""
    path = get_local_path(change.thing, iris)
    if path is None or change.kind != "removed" or record.before is None:
        return path
    return f"/doc/{path.removeprefix('/id/')}/{record.before}"
