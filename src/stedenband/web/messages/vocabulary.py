"""Messages by code: the page of the vocabulary."""

from __future__ import annotations

from collections.abc import Mapping

from stedenband.message import N_, NC_, LazyMessage

TERM_CHANGES: Mapping[str, LazyMessage] = {
    "added": N_("New"),
    "removed": NC_("vocabulary", "Removed"),
    "changed": N_("Changed"),
}
"""Heads over the changes of terms."""

TERM_PARTS: Mapping[str, LazyMessage] = {
    "label": N_("name"),
    "definition": N_("definition"),
    "example": N_("example"),
    "note": N_("usage"),
    "domain": N_("what it is a property of"),
    "range": N_("kind of value"),
    "type": N_("kind of term"),
    "deprecated": N_("whether it is deprecated"),
    "relation": N_("relation to other terms"),
    "other": N_("other details"),
}
"""Names of what can change in a term."""

TERM_TRAITS: Mapping[str, LazyMessage] = {
    "functional": N_("has at most one value"),
    "inverse-functional": N_("each value belongs to at most one thing"),
    "symmetric": N_("holds in both directions"),
    "asymmetric": N_("never holds in both directions"),
    "transitive": N_("holds across a link in between as well"),
    "irreflexive": N_("never leads back to the thing itself"),
}
"""Traits of properties."""

TERM_RELATIONS: Mapping[str, LazyMessage] = {
    "other": N_("Their term"),
    "same": N_("is the same as"),
    "exact": N_("means the same as"),
    "sub-class": N_("is a kind of"),
    "sub-property": N_("is a special case of"),
    "inverse": N_("is the inverse of"),
    "close": N_("means nearly the same as"),
    "broad": N_("is narrower than"),
    "narrow": N_("is broader than"),
    "related": N_("is related to"),
}
"""How a term relates to one of another vocabulary."""

TERM_FACTS: Mapping[str, LazyMessage] = {
    "super-class": N_("Is a kind of"),
    "sub-class": N_("Includes"),
    "super-property": N_("Is a special case of"),
    "sub-property": N_("Includes"),
    "disjoint": N_("Never together with"),
    "domain": N_("Property of"),
    "range": N_("Value"),
    "inverse": N_("Inverse of"),
    "lists": N_("Code list"),
    "replaced": N_("Replaced by"),
}
"""Names of facts about a term."""

TERM_SECTIONS: Mapping[str, LazyMessage] = {
    "diagram": N_("Diagram of the classes"),
    "classes": N_("Classes"),
    "object-properties": N_("Properties that lead to a thing"),
    "datatype-properties": N_("Properties with a text, number or date"),
    "lists": N_("Code lists"),
    "alignments": N_("Alignment with other vocabularies"),
    "versions": N_("Versions"),
    "about": N_("About this vocabulary"),
}
"""Heads of the sections of the page of the vocabulary."""

TERM_NOTES: Mapping[str, LazyMessage] = {
    "example": N_("Example"),
    "note": N_("Usage"),
    "definition": N_("Definition"),
}
"""Heads over the notes of a term."""
