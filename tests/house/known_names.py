"""Names that break the rules of ``test_names`` still: these lists may only become shorter."""

from __future__ import annotations

CLASSES_OF_ONE_NAME = frozenset(
    """
    Asked Checked Code CodeList Column Count DrawnTie Entry Example Exchange Fault Field Known Line Mark Member
    Place Question Record Row Shower Table Tally Told Value Version
    """.split()  # noqa: SIM905
)
"""Names of two or more public classes."""

CLASSES_THAT_HIDE = frozenset(
    """
    Connection Container Counter Field Row Token
    """.split()  # noqa: SIM905
)
"""Classes named like one of the standard library."""

EXCEPTIONS = frozenset(
    """
    StopTable
    """.split()  # noqa: SIM905
)
"""Exceptions that do not end in Error."""

FUNCTIONS = frozenset(
    """
    a about acceptable act_rows address address_of addresses aligned alignments allowed_edits alpha alt_labels
    angle_between answer answer_document answer_in_plain answer_on_map answered apart asked asked_in atom_feed
    axis_of bars base_fault beginnings block boolean borne_by budget_for by_extension by_media_type by_name
    capital catalog catalog_file catalogue catalogue_document catalogue_file catalogue_markup catalogue_members
    catalogue_page catalogue_root catalogue_root_file change_rows changes chapters choices chosen chosen_project
    citation_of city_ties classes client_of clipped closing_index clusters code_lists code_of codes_of column
    column_name column_reference columns columns_for columns_of commands complete_releases concept concept_rows
    config container_of content content_type context context_document context_of counted_as countries
    countries_in_words countries_of data_file data_members data_page data_root data_root_file data_service
    dataset dataset_markup dataset_page date date_in_words day days_of_files decades decades_in_words decades_of
    decimal declared_prefixes default_of degrees demonstration dense diagram_of difference differences distinct
    distributions document document_at download earlier_at echo empty_graph enclosing_group ended endpoint
    endpoint_fault endpoint_of engine entries_of environment equal_earth error_from_broken_body
    error_from_record error_from_response eu example_of example_text examples exchange extension
    extension_format facts_of faulty_field features feed figures_of figures_server file file_digest file_name
    file_of files files_of findings first_day first_odd_byte first_text flat_json_ld folder folder_of formatter
    found_in_plain geonames grams graph_beside graph_bytes graph_digest graph_document graph_sizes graph_thing
    great_circle grouped guarded head_fault headers heading headline health history_bytes history_is_whole home
    home_of home_page http_date identified identifier identity_of in_form in_links in_order in_title in_words
    index index_document inferred inputs_digest integer iri joined json_bytes json_ld json_ld_body json_ld_head
    kept kept_form kept_number kept_parameters key_of key_origin keys kilometres kinds known_of_few
    known_of_many language language_iri language_name language_of language_of_column language_tag languages_of
    lasting lifetime limits limits_of line lines links listed listed_document listing lists lists_of local_name
    local_path locations looking loops manifest_bytes marked matches mean_place measured media_type member_of
    member_page memento memento_link memory mended messages met_in moment moment_after moment_of named
    named_formats names_of_codes nearest network_of newest newest_file no_origin not_utf8 nquads_lines
    ntriples_lines ntriples_stream numbers_beside offers on_map once one openapi openapi_document
    operation_index or_gone origin_of original_links origins out_folder overloaded own_name packaged_root page
    page_data page_headers page_number page_of page_of_rows page_query page_relatives paged_as pages
    pages_beside pairs pairs_of parameters part_of_column partial_date participation_rows parties
    partnership_rows partnerships_csv partnerships_csv_metadata partnerships_geojson passage path_of period
    periods place_labels place_of placed places plain position position_of prefixed prefixes_in printable
    problem_of problem_response prose pruned_lines public_address public_root published_releases qid qids quads
    query_page query_text question_called question_of raised_to rdf rdflib_graph ready refusal refused
    refused_by_router region_of registry_graph relations releases releases_file removal_of reply repr_digest
    robots root_page root_relatives route_of row_cap rows said schema_of scheme script script_words seconds_of
    sentence sentence_of service service_document service_triples settings shown shown_answer shown_claim
    shown_version significant_tokens site_of site_of_app sitemap sitemap_part sitemaps size slug solution_bytes
    solutions_table sorted_quads sound sparql sparql_file stand_in standing_in_words standing_of standings_of
    statements statements_about statements_between statements_with static statistics statistics_page statuses
    stepped summary syntax table_csv term_set terms terms_address terms_document text text_width texts thing
    thing_at thing_page through_gate time_map timeline_of timeout told_chapters told_of too_big too_large
    too_many_rows trig trig_body turtle_body turtle_head typed undisturbed unheld unless_file_withdrawn
    unless_gone unless_gone_for_good unless_removed unless_withdrawn unlike unplaced unsaid_of usage uses
    value_as_iri value_of_iri values values_block values_of vary version_iri versions vocabulary_of void
    void_document void_statements wanted whole whole_number wikidata window_of with_links with_offset
    withdrawals withdrawn within without_checksums without_headers words_of wrapped written xml_body xml_head
    year years_in_words
    """.split()  # noqa: SIM905
)
"""Functions that begin with another word than a verb."""
