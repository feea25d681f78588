"""Where a language may be named: modules and queries, each with its reason."""

from __future__ import annotations

MODULES = {
    "authorities/code_lists.py": "the name of one standard, which has a Dutch and an English one",
    "authorities/licences.py": "names of licences in the languages in which their makers publish them",
    "i18n.py": "the language of the msgids, and the languages of our own data",
    "ns.py": "the codes of languages in the list of the European Union",
}

QUERIES = {
    "checks/open-question.rq": "the message of a finding, in the languages of the data",
    "checks/same-label.rq": "two labels are compared within one language",
    "checks/text-in-one-language.rq": "finds what stands in one language of the data only",
    "pages/choices.rq": "names for a menu, in the languages of the data",
}

ANSWERS_IN_COLUMNS = {
    "questions/acts-in-force.rq",
    "questions/acts-timeline.rq",
    "questions/as-written.rq",
    "questions/by-wikidata.rq",
    "questions/candidates.rq",
    "questions/changes.rq",
    "questions/claims-not-followed.rq",
    "questions/claims-without-evidence.rq",
    "questions/conflicting-claims.rq",
    "questions/derived-claims.rq",
    "questions/distance.rq",
    "questions/duration.rq",
    "questions/ended.rq",
    "questions/evidence-of.rq",
    "questions/exempted.rq",
    "questions/first-year.rq",
    "questions/former-municipality-mergers.rq",
    "questions/former-partners-of.rq",
    "questions/open-questions.rq",
    "questions/participations.rq",
    "questions/partners-in-country.rq",
    "questions/partners-of.rq",
    "questions/partners-per-country-and-decade.rq",
    "questions/partners-per-country.rq",
    "questions/partnerships-in-year.rq",
    "questions/partnerships-of-kind.rq",
    "questions/partnerships-of.rq",
    "questions/phases.rq",
    "questions/places-on-the-map.rq",
    "questions/reoriented.rq",
    "questions/second-degree-partners.rq",
    "questions/suburbs.rq",
    "questions/succession.rq",
    "questions/who-says-so.rq",
}
"""Questions that answer with a column for each language (``label_nl``, ``label_en``): others read these columns."""
