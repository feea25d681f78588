"""Names that break the rules of ``test_names`` still: these lists may only become shorter."""

from __future__ import annotations

CLASSES_OF_ONE_NAME = frozenset(
    """

    """.split()  # noqa: SIM905
)
"""Names of two or more public classes."""

CLASSES_THAT_HIDE = frozenset(
    """
    Container
    """.split()  # noqa: SIM905
)
"""Classes named like one of the standard library."""

EXCEPTIONS = frozenset(
    """

    """.split()  # noqa: SIM905
)
"""Exceptions that do not end in Error."""

FUNCTIONS = frozenset(
    """
    a about alpha alt_labels base_fault boolean chosen_project classes column column_reference commands
    concept content context context_document context_of data_service dataset date day decimal degrees
    demonstration distinct distributions document endpoint_fault endpoint_of file_name files first_odd_byte
    folder geonames graph_digest guarded identified identifier in_words inputs_digest integer iri
    key_origin keys language language_iri language_of language_tag languages_of line listed loops mended
    moment named nearest no_origin not_utf8 out_folder own_name packaged_root partial_date partnerships_csv
    partnerships_csv_metadata partnerships_geojson period periods places position prefixed printable prose
    pruned_lines public_root qid qids quads query_text raised_to rdflib_graph said schema_of scheme
    settings shown slug solutions_table stand_in standing_in_words table_csv text texts typed undisturbed
    wikidata
    """.split()  # noqa: SIM905
)
"""Functions that begin with another word than a verb."""
