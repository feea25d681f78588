"""Messages by code: what would do instead of what is wrong in a table."""

from __future__ import annotations

from collections.abc import Mapping

from stedenband.message import N_, LazyMessage

REMEDIES: Mapping[str, LazyMessage] = {
    "two-things-one-id": N_(
        "If they are two different places, give one of them another id, with the country "
        "code after it for example. If it is the same, mend the number that is wrong."
    ),
    "not-known-to-be-one": N_(
        "If it is the same, give the same Wikidata or GeoNames number in both rows. If it "
        "is another, give one of them another id."
    ),
    "said-otherwise": N_(
        "Agree on what is right and write the same in both folders, or leave the cell "
        "empty in one. If it is another thing, give it another id."
    ),
    "one-thing-two-ids": N_("Use the same id in both folders, and in the other tables that refer to it."),
    "one-tie-two-ids": N_(
        "If it is the same tie, give it the same id and the same facts in both folders, or "
        "leave it out of one: it belongs to both cities all the same."
    ),
    "slug-taken": N_("Choose another slug: the files of the data set and its address are called after it."),
    "slug-reserved": N_("Choose another slug, such as the name of the city."),
    "expert-unreadable": N_("Mend the file at that place, or take it out of the folder."),
    "expert-blank-node": N_("Give each node an IRI of its own."),
    "did-you-mean": N_("Did you mean “{suggestion}”?"),
    "more-faults": N_("Only the first {shown} of a file are shown. Mend these first, then check again."),
    "missing-folder": N_("Check the name of the folder, and whether you may read it."),
    "missing-file": N_(
        "Put a file of that name in the data folder. The guide to the tables says what belongs in it."
    ),
    "unknown-file": N_("Give the file the name of a table, or move it out of the data folder."),
    "not-a-regular-file": N_("Put the file itself in the folder, under that name."),
    "unreadable-file": N_(
        "Check whether you may read the file, and whether it is still open in another program."
    ),
    "file-too-big": N_("Check whether this is the right file."),
    "spreadsheet-file": N_("Open it in Excel or LibreOffice and save it as “CSV UTF-8”."),
    "empty-file": N_(
        "Write the names of the columns in the first row. A table without rows may be left "
        "out altogether, if it is not a required one."
    ),
    "wrong-encoding": N_(
        "The file was probably saved as Windows-1252 (ANSI) or UTF-16. Save it again as "
        "UTF-8: in Excel choose “CSV UTF-8 (Comma delimited)”, in LibreOffice the "
        "character set “Unicode (UTF-8)”. Then check the letters with accents."
    ),
    "nul-byte": N_("Save the table again as “CSV UTF-8”."),
    "control-character": N_(
        "Remove the text and type it again; what was pasted can bring such characters with it."
    ),
    "mojibake": N_("Type the letters with accents again and save the file as UTF-8."),
    "line-too-long": N_("This is not a table. Check whether it is the right file."),
    "cell-too-long": N_("Shorten the text; check whether a closing quotation mark is missing."),
    "unclosed-quote": N_(
        'Close it. A quotation mark within a text is written twice (""). Nothing after this row was read.'
    ),
    "bad-quotes": N_(
        "Put the whole text of the cell between quotation marks, and write a quotation "
        'mark within it twice ("").'
    ),
    "wrong-delimiter": N_("Save the table as “CSV UTF-8”, not as text with tabs."),
    "mixed-delimiter": N_(
        "Use one of the two throughout the file. A text that contains it belongs between quotation marks."
    ),
    "no-header": N_("Put the names of the columns in the first row: {columns}."),
    "unknown-column": N_("The columns are: {columns}."),
    "missing-column": N_("Add the column; every row must have a value in it."),
    "duplicate-column": N_("Keep one of them."),
    "too-few-cells": N_("Add what is missing; an empty cell needs its delimiter too."),
    "too-many-cells": N_(
        "Put a text with a comma or a semicolon in it between quotation marks, without a "
        "space before them, and write nothing in a column without a name."
    ),
    "missing-value": N_("Fill it in; this one is required."),
    "duplicate-id": N_(
        "Every row has an id of its own. Change one of the two, or remove a row that is there twice."
    ),
    "bad-id": N_(
        "An id has small letters without accents and digits, with single hyphens between, "
        "such as saint-raphael."
    ),
    "line-break": N_("Write the text on one line."),
    "bad-language": N_(
        "Write a tag of two or three letters, such as nl, en, de or ja; with a script where needed: zh-hans."
    ),
    "bad-alt-label": N_(
        "Write the tag of the language, a colon and the name: de:Danzig. Put | between several names."
    ),
    "bad-country-code": N_("Write the ISO 3166-1 code, such as BE (two letters) or BEL (three)."),
    "bad-date": N_(
        "Write a year, a month or a day: 1969, 1982-08 or 1971-10-04; no more than the source says."
    ),
    "bad-day": N_("Write year, month and day: 2026-11-22."),
    "bad-year-range": N_("Check the year."),
    "end-before-start": N_("Check both dates."),
    "bad-number": N_("Write digits only; a coordinate has a point before its decimals: 51.0536."),
    "out-of-range": N_("Write decimal degrees; check that latitude and longitude are not swapped."),
    "bad-boolean": N_("Write yes or no."),
    "bad-qid": N_("Write the letter Q and the digits: Q1296."),
    "bad-iri": N_("Write the whole address, from https:// on, without spaces and without a user name."),
    "bad-digest": N_("Write the 64 digits and letters a to f that sha256sum gives for the file."),
    "bad-file-name": N_(
        "Write the name only, without a folder: letters, digits, points, hyphens and underscores."
    ),
    "repeated-value": N_("Keep it once."),
    "unknown-code": N_("The codes are: {allowed}."),
    "unknown-country": N_("Write the code of a row of countries.csv, or add that row first."),
    "unknown-place": N_("Write the id of a row of places.csv, or add that row first."),
    "unknown-city": N_("Write the id of a row of cities.csv, or add that row first."),
    "unknown-phase": N_("Write the id of a row of phases.csv, or add that row first."),
    "unknown-source": N_("Write the id of a row of sources.csv, or add that row first."),
    "unknown-partnership": N_("Write the id of a row of partnerships.csv, or add that row first."),
    "unknown-evidence": N_("Write the id of a row of evidence.csv, or add that row first."),
    "unknown-act": N_("Write the id of a row of acts.csv, or add that row first."),
    "bad-reference": N_("Write a word, a slash and the id, such as city/gent. The word is one of: {words}."),
    "unknown-reference": N_("Check the id, or add the row it names first."),
    "bad-property": N_("The properties are: {allowed}."),
    "unsuited-property": N_(
        "The subject of a claim about it is one of: {wanted}. Check subject and property."
    ),
    "bad-value-date": N_("Write a year, a month or a day: 1969, 1982-08 or 1971-10-04."),
    "bad-value-code": N_("Write a code of the list “{scheme}”: {allowed}."),
    "bad-value-country": N_("Write the code of a country that is in countries.csv, such as BE."),
    "bad-value-id": N_("Write the id of a row of {table}, or add that row first."),
    "half-given": N_("Fill in both, or neither."),
    "two-labels": N_("Keep one; another name belongs in alt_labels."),
    "one-candidate": N_("If this is the one, write it in wikidata; else give at least two."),
    "candidates-and-choice": N_(
        "Leave it empty as long as nobody has decided, or empty wikidata_candidates."
    ),
    "too-few-parties": N_("Write the ids of the cities with | between: gent|kanazawa."),
    "affected-and-exempted": N_("Remove it from one of the two."),
    "ring": N_("Empty the cell that closes the ring."),
    "no-evidence": N_(
        "Quote the words of the source, or say in description_nl and description_en what it says."
    ),
    "missing-source-file": N_("Put it in the folder with the source texts, or correct its name."),
    "source-not-utf-8": N_("Save the text as UTF-8 and take its digest again."),
    "wrong-digest": N_("Look up what changed in the text, check its quotations, then write the new SHA-256."),
    "quote-without-position": N_(
        "Write how many characters of the text come before the quotation ({place})."
    ),
    "quote-elsewhere": N_("It stands at position {place}."),
    "quote-not-exact": N_("Copy them exactly; they stand at position {place}."),
    "quote-not-in-text": N_("Copy the words from the text of the source, or check which source it is."),
    "long-quote": N_("Quote the few words that bear the claim: at most {limit}."),
    "toml-syntax": N_(
        'Write key = "text"; lists stand between [ and ]. Look at the line itself and at the one before.'
    ),
    "missing-key": N_("Add it; the guide to the tables says what belongs there."),
    "unknown-key": N_("Remove it, or write it under the table where it belongs."),
    "bad-type-string": N_("Write a text between quotation marks."),
    "bad-type-list": N_('Write a list: ["one", "two"].'),
    "bad-type-table": N_('Write a part with keys of its own, one for each language: nl = "…", en = "…".'),
    "bad-base": N_("Write an address from https:// on that ends with a slash, without ? or #."),
    "bad-version": N_("Write numbers with points between: 1.0.0."),
    "bad-email": N_("Write one address, without mailto:."),
    "bad-keyword": N_("Make several keywords of it; some catalogues split them at commas."),
    "description-length": N_("Write {least} to {most} characters."),
    "future-day": N_(
        "Write today or an earlier day. Portals drop a date in the future, or refuse the data set."
    ),
    "bad-bbox": N_(
        "Write four numbers in decimal degrees: west, south, east, north; for Ghent "
        "[3.5797, 50.9795, 3.8492, 51.1885]."
    ),
    "bad-type-boolean": N_("Write true or false, without quotation marks."),
    "unknown-licence": N_(
        "Choose one of these: {known}. Write the address exactly so, with the slash at its "
        "end where there is one."
    ),
    "few-keywords": N_("Give at least {least} in each language: what people would type to find these data."),
    "too-many-columns": N_("Leave only the columns that the guide names in the first row."),
}
"""What would do instead, by the code of the fault or by a name of its own."""
