"""Messages by code: what the columns of the tables are for and hold."""

from __future__ import annotations

from collections.abc import Mapping

from stedenband.message import N_, LazyMessage

COLUMN_MEANINGS: Mapping[str, LazyMessage] = {
    "id": N_("Name of the row in addresses and in other tables. Never used again for something else."),
    "label": N_("Name in {in_language}."),
    "label_other": N_(
        "Name in another language, with the tag of that language in the heading: `label_fr`, `label_de`."
    ),
    "label_native": N_("Name in the language of the place itself, where that is another."),
    "native_lang": N_("Language of `label_native`; fill in both or neither."),
    "wikidata": N_("The Wikidata item about exactly this."),
    "geonames": N_("Number of the feature in GeoNames."),
    "country": N_("The country it lies in."),
    "note": N_("Remark for readers, in {in_language}."),
    "start": N_("When it began, as precise as the source."),
    "end": N_("When it ended; empty when no source says."),
    "description": N_("What it is about, in {in_language}."),
    "countries.code": N_("ISO 3166-1 code; other tables name the country by it."),
    "countries.alpha3": N_("ISO 3166-1 code of three letters."),
    "cities.alt_labels": N_("Other names by which the city is known."),
    "cities.wikidata_candidates": N_(
        "The items between which nobody has decided yet; `wikidata` and `geonames` then stay empty."
    ),
    "cities.latitude": N_("Latitude (WGS 84); with longitude or not at all."),
    "cities.longitude": N_("Longitude (WGS 84); with latitude or not at all."),
    "cities.coordinate_source": N_("Where the coordinates come from."),
    "cities.suburb_of": N_("The larger city it is a suburb of."),
    "cities.located_in": N_("The part of a country it lies in, where a source names one."),
    "sources.title": N_("Title in the language of the source."),
    "sources.language": N_("Language of the text."),
    "sources.publisher": N_("Who published it."),
    "sources.url": N_("Where it can be read."),
    "sources.file": N_("Name of the file with the text, where we hold it; then `sha256` too."),
    "sources.sha256": N_("Digest of that file, so that a change shows."),
    "sources.retrieved": N_("Day on which the source was consulted."),
    "evidence.source": N_("The source that says it."),
    "evidence.quote": N_("The few words that bear the claim, at most 20."),
    "evidence.position": N_("How many characters of the text come before the quotation."),
    "evidence.as_written": N_("How the source spells the name, where that differs from ours."),
    "evidence.description": N_("What the source says, in our words, in {in_language}."),
    "partnerships.parties": N_("The cities that are tied, our own first."),
    "partnerships.kind": N_("What sort of tie it is; empty where no source says it."),
    "partnerships.level": N_("Between two cities or more."),
    "partnerships.status": N_(
        "How it stands today; empty where no source says it, and then it counts as not known."
    ),
    "partnerships.phase": N_("The phase of policy it belongs to."),
    "partnerships.continues": N_("The earlier partnership that it carries on."),
    "partnerships.website": N_("A page about the tie, or about the ties of one of the parties."),
    "participations.partnership": N_("The partnership."),
    "participations.city": N_("The city that takes part in it."),
    "participations.role": N_("As what it takes part."),
    "acts.partnership": N_("The partnership it belongs to."),
    "acts.kind": N_("What sort of act it is."),
    "acts.date": N_("When it was done."),
    "acts.valid_from": N_("When its term begins, if it has one."),
    "acts.valid_until": N_("When its term ends, if it has one."),
    "acts.place": N_("The city where it was done."),
    "changes.kind": N_("What sort of change it is."),
    "changes.date": N_("When it happened."),
    "changes.affects": N_("The partnerships it alters."),
    "changes.exempts": N_("The partnerships it leaves alone in so many words."),
    "changes.original": N_("What was there before."),
    "changes.resulting": N_("What came of it."),
    "changes.decided_by": N_("The city that decided it."),
    "claims.subject": N_("What the claim is about."),
    "claims.property": N_("Which of its properties."),
    "claims.value": N_("What is claimed, written as in the table of the subject."),
    "claims.mode": N_("How we came to it: the source states it, we derive it, or we add it ourselves."),
    "claims.rule": N_("The rule by which it is derived."),
    "claims.followed": N_("Whether the register follows this claim."),
    "claims.reason": N_("Why it is followed or not, in {in_language}."),
    "claims.evidence": N_("What bears it out."),
    "questions.about": N_("What the question is about."),
    "questions.question": N_("The question, in {in_language}."),
}
"""What a column is for, by its table and name, or by its name alone."""

CELL_TYPES: Mapping[str, LazyMessage] = {
    "id": N_("an id of its own: small letters, digits, hyphens"),
    "line": N_("text on one line"),
    "prose": N_("text"),
    "exact": N_("words of the source, to the letter"),
    "alt-labels": N_("names with their language: `nl:Danzig\\|de:Danzig`"),
    "language": N_("language tag: `nl`, `ja`, `zh-hans`"),
    "alpha2": N_("two capitals: `BE`"),
    "alpha3": N_("three capitals: `BEL`"),
    "date": N_("year, month or day: `1969`, `1982-08`, `1971-10-04`"),
    "day": N_("day: `2026-11-22`"),
    "qid": N_("Wikidata number: `Q1296`"),
    "qids": N_("two or more Wikidata numbers: `Q58273\\|Q57931`"),
    "geonames": N_("GeoNames number: `2797656`"),
    "position": N_("whole number from 0"),
    "latitude": N_("decimal degrees from -90 to 90: `51.0536`"),
    "longitude": N_("decimal degrees from -180 to 180: `3.7253`"),
    "boolean": N_("`yes` or `no`"),
    "iri": N_("web address from `https://` or `http://` on"),
    "digest": N_("SHA-256: 64 hexadecimal digits"),
    "file-name": N_("name of a file, without a folder"),
    "code": N_("code of the list `{scheme}`"),
    "country": N_("code of a row of `countries.csv`: `BE`"),
    "place": N_("id of a row of `places.csv`"),
    "city": N_("id of a row of `cities.csv`"),
    "cities": N_("ids of two or more rows of `cities.csv`: `gent\\|kanazawa`"),
    "phase": N_("id of a row of `phases.csv`"),
    "partnership": N_("id of a row of `partnerships.csv`"),
    "partnerships": N_("ids of rows of `partnerships.csv`, with `\\|` between"),
    "source": N_("id of a row of `sources.csv`"),
    "evidence": N_("ids of rows of `evidence.csv`, with `\\|` between"),
    "organization": N_("reference to a city or a partnership: `city/gent`"),
    "subject": N_("reference: `partnership/gent-kanazawa`, `city/gent`, `act/…`"),
    "thing": N_("reference to a row of another table: `city/taizhou`"),
    "property": N_("name of a property: `startDate`, `kind`, `status`…"),
}
"""What the cells of a column look like, by the type of the column."""

GUIDE_HEADS: Mapping[str, LazyMessage] = {
    "column": N_("Column"),
    "cells": N_("What stands in it"),
    "meaning": N_("Meaning"),
}
"""Heads of the guide's tables."""
