"""Messages by code: what is wrong in a table."""

from __future__ import annotations

from collections.abc import Mapping

from stedenband.message import N_, LazyMessage

FAULTS: Mapping[str, LazyMessage] = {
    "two-things-one-id": N_(
        "{id} is {other} here, but {one} in {where} (row {row}). One id can only be one thing."
    ),
    "not-known-to-be-one": N_(
        "{id} stands here and in {where} (row {row}), but nothing shows that both are the "
        "same place (here: {other}; there: {one})."
    ),
    "said-otherwise": N_(
        "For {id}, column {column} says something else here than in {where} (row {row}): "
        "{found} against {known}."
    ),
    "one-thing-two-ids": N_(
        "{item} is called {found} here, but {id} in {where} (row {row}). One thing has one id."
    ),
    "one-tie-two-ids": N_(
        "The tie {found} has the same parties as {id} in {where} (row {row}). One tie would count for two."
    ),
    "slug-taken": N_("The slug {found} is in use already, in {where} (line {row})."),
    "slug-reserved": N_("The slug {found} will not do: another file of every release has that name."),
    "expert-unreadable": N_("This RDF file cannot be read: {found}"),
    "expert-blank-node": N_("This RDF file holds blank nodes ({found}); nobody can link to those."),
    "more-faults": N_("More faults in {file}: {count}."),
    "missing-folder": N_("The data folder cannot be read: {reason}."),
    "missing-file": N_("The file {file} is missing."),
    "unknown-file": N_("Nothing is read from {file}: that is not the name of a table."),
    "not-a-regular-file": N_("{file} is not an ordinary file, but a folder, a link or something else."),
    "unreadable-file": N_("{file} cannot be read: {reason}."),
    "file-too-big": N_("{file} is {size} MiB, more than the {limit} MiB that is read."),
    "spreadsheet-file": N_("{file} is a spreadsheet, although its name ends in .csv."),
    "empty-file": N_("There is nothing in {file}."),
    "wrong-encoding": N_("This is not UTF-8: byte {byte} after {offset} bytes (“{guess}”)."),
    "nul-byte": N_("There is a NUL character in the cell, as in files that are not text."),
    "control-character": N_("There is an invisible character in the text: {found}."),
    "mojibake": N_("“{found}” looks as if its accented letters were garbled by a wrong character set."),
    "line-too-long": N_("A line of {file} is longer than a million characters."),
    "cell-too-long": N_("The cell is longer than the {limit} characters that are read."),
    "unclosed-quote": N_('A quotation mark (") is opened in this row and never closed.'),
    "bad-quotes": N_(
        'The quotation marks (") in this row are not right: something stands after a closing one.'
    ),
    "wrong-delimiter": N_("The columns of {file} are not parted by commas or semicolons."),
    "mixed-delimiter": N_(
        "Commas and semicolons are mixed: {file} begins with “{delimiter}” between the "
        "columns, here stands the other."
    ),
    "no-header": N_("The first row holds no name of a column of this table."),
    "unknown-column": N_("There is no column “{found}” in this table."),
    "missing-column": N_("The column {column} is missing."),
    "duplicate-column": N_("The column {column} is there more than once."),
    "ragged-row": N_("This row has {cells} cells, the first row has {columns}."),
    "missing-value": N_("{column} is empty."),
    "duplicate-id": N_("“{found}” is already in row {earlier}."),
    "bad-id": N_("“{found}” cannot be an id."),
    "line-break": N_("There is a line break or a tab in the cell."),
    "bad-language": N_("“{found}” is not a language tag."),
    "bad-alt-label": N_("“{found}” is not a name with its language."),
    "bad-country-code": N_("“{found}” is not a country code of {length} capitals."),
    "bad-date": N_("“{found}” is not a date."),
    "bad-day": N_("“{found}” is not a whole day."),
    "bad-year-range": N_("The year of “{found}” is not between 1000 and 2999."),
    "end-before-start": N_("{column} ({found}) comes before {start_column} ({start})."),
    "bad-number": N_("“{found}” is not a number that can stand in {column}."),
    "out-of-range": N_("{found} is not between -{limit} and {limit}."),
    "bad-boolean": N_("“{found}” is neither yes nor no."),
    "bad-qid": N_("“{found}” is not the number of a Wikidata item."),
    "bad-iri": N_("“{found}” is not a web address."),
    "bad-digest": N_("“{found}” is not a SHA-256."),
    "bad-file-name": N_("“{found}” cannot be the name of a file."),
    "repeated-value": N_("“{value}” is there twice."),
    "unknown-code": N_("“{found}” is not a code of the list “{scheme}”."),
    "unknown-country": N_("There is no country “{found}”."),
    "unknown-place": N_("There is no place “{found}”."),
    "unknown-city": N_("There is no city “{found}”."),
    "unknown-phase": N_("There is no phase “{found}”."),
    "unknown-source": N_("There is no source “{found}”."),
    "unknown-partnership": N_("There is no partnership “{found}”."),
    "unknown-evidence": N_("There is no evidence “{found}”."),
    "unknown-act": N_("There is no act “{found}”."),
    "bad-reference": N_("“{found}” does not name a thing."),
    "unknown-reference": N_("There is nothing called “{found}” in the tables."),
    "bad-property": N_("No claim can be about the property “{found}”."),
    "unsuited-property": N_("The property {found} does not suit a {word}."),
    "bad-value": N_("“{found}” cannot be the value of {property}."),
    "half-given": N_("{given} is filled in, {column} is not."),
    "two-labels": N_(
        "The native name “{found}” differs from the name in the same language ({tag}): “{label}”."
    ),
    "one-candidate": N_("There is one candidate only: {found}."),
    "candidates-and-choice": N_("{column} is filled in although there are still several candidates."),
    "too-few-parties": N_("A partnership has at least two parties; here is “{found}”."),
    "affected-and-exempted": N_("“{found}” is both affected and exempted."),
    "ring": N_("This leads back to itself: {ring}."),
    "no-evidence": N_("There is neither a quotation nor a description."),
    "missing-source-file": N_("The source file “{found}” is not there."),
    "source-not-utf-8": N_(
        "The source file “{found}” is not UTF-8 (after {offset} bytes), so quotations cannot be checked."
    ),
    "wrong-digest": N_(
        "The source file “{source}” is not the one that was read before: its SHA-256 is {digest}."
    ),
    "quote-without-position": N_("This source has a text, but the quotation has no position."),
    "quote-elsewhere": N_("The quotation does not stand at position {found} of its source."),
    "quote-not-exact": N_(
        "The source has these words with other spaces, hyphens, quotation marks or capitals."
    ),
    "quote-not-in-text": N_("These words are not in the source."),
    "long-quote": N_("The quotation has {words} words."),
    "toml-syntax": N_("This line is not TOML ({reason})."),
    "missing-key": N_("{column} is missing."),
    "unknown-key": N_("There is no key “{found}”."),
    "bad-type": N_("{column} holds another sort of value than it should."),
    "bad-base": N_("“{found}” cannot be the base of the web addresses."),
    "bad-version": N_("“{found}” is not a version."),
    "bad-email": N_("“{found}” is not an e-mail address."),
    "bad-keyword": N_("The keyword “{found}” has a comma or a line break in it."),
    "description-length": N_("The description has {length} characters."),
    "future-day": N_("{column} is a day that has not come yet: {found}. Today it is {today}."),
    "bad-bbox": N_("“{found}” is not a rectangle on the map."),
    "unknown-licence": N_("“{found}” is not the address of an open licence that portals know."),
    "few-keywords": N_("{column} has {count} keywords."),
    "too-many-columns": N_("This table has {count} columns with a name; at most {limit} are read."),
}
"""What is wrong in a table, by the code of the fault."""
