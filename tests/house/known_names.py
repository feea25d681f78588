"""Names that break the rules of ``test_names`` still: these lists may only become shorter."""

from __future__ import annotations

CLASSES_OF_ONE_NAME = frozenset(
    """

    """.split()  # noqa: SIM905
)
"""Names of two or more public classes."""

CLASSES_THAT_HIDE = frozenset(
    """
    Container Field Row Token
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
    a about acceptable access_record act_rows address address_of addresses aligned alignments allowed_edits
    alpha alt_labels angle_between annotate_value answer answer_document answer_in_plain answer_on_map
    answer_or_gone answer_question asked_in atom_feed axis_of bars base_fault beginnings block boolean borne_by
    budget_for by_extension by_media_type by_name cache_control cache_key cancel_on_disconnect capitalize
    catalog catalog_file catalogue catalogue_document catalogue_file catalogue_markup catalogue_members
    catalogue_page catalogue_root catalogue_root_file change_rows changes chapters choices chosen_project
    citation_of city_ties classes client_of clipped closing_index cluster_by_country code_lists code_of column
    column_name column_reference columns columns_for columns_of commands complete_releases concept concept_rows
    container_of content content_type context context_document context_of countries countries_in_words
    countries_of data_file data_members data_page data_root data_root_file data_service dataset dataset_markup
    dataset_page date date_in_words day days_of_files decades decades_in_words decades_of decimal
    declared_prefixes default_of degrees demonstration dense description_of diagram_of difference differences
    distinct distributions document document_at download earlier_at echo empty_graph enclosing_group ended
    endpoint endpoint_fault endpoint_of engine equal_earth error_from_broken_body error_from_record
    error_from_response eu example_of example_text examples extension extension_format facts_of faulty_field
    feed figures_of file file_digest file_name file_of files findings first_day first_odd_byte first_text
    flat_json_ld folder folder_of found_in_plain full_response geojson_features geonames grams graph_beside
    graph_bytes graph_digest graph_document graph_sizes graph_thing great_circle guarded head_fault headers
    headline health history_bytes history_is_whole home home_of home_page http_date identified identifier
    identity_of in_form in_links in_order in_title in_words index_document inputs_digest integer iri joined
    json_bytes json_ld json_ld_body json_ld_head kept_form kept_number kept_parameters key_of key_origin keys
    kilometres kinds known_of_few known_of_many language language_iri language_name language_of
    language_of_column language_tag languages_of limits limits_of line lines links listed listed_document
    lists_of local_name local_path locations loops manifest_bytes matches_etag mean_place media_type memento
    memento_link memory mended messages metrics_server_of moment moment_of named named_formats names_of_codes
    nearest network_of newest_vocabulary newest_vocabulary_file no_origin not_utf8 nquads_lines ntriples_lines
    ntriples_stream numbers_beside offered_formats on_map openapi openapi_document operation_index origin_of
    original_links out_folder overloaded own_name packaged_root page page_address page_data page_headers
    page_number page_of page_of_rows page_query page_relatives pages pages_beside pairs parameters
    part_of_column partial_date participation_rows partnership_rows partnerships_csv partnerships_csv_metadata
    partnerships_geojson passage path_of period periods place_labels place_of places plain_value position
    position_of prefixed prefixes_in printable problem_of problem_response prose pruned_lines public_address
    public_root published_releases qid qids quads query_page query_text question_called question_index
    question_of question_page raised_to rate_limit_key raw_problem_response rdf rdflib_graph ready refused
    region_of registry_graph relations releases releases_file removal_of reply repr_digest result_page robots
    root_relatives route_of router_problem row_cap rows said schema_of scheme script script_words seconds_of
    sentence sentence_of service service_document service_triples settings shown shown_claim shown_version
    significant_tokens site_of site_of_app sitemap sitemap_part slug solution_bytes solutions_table sorted_quads
    sparql sparql_file stand_in standing_in_words standing_of statements statements_about statements_between
    statements_with static statistics statistics_page statuses stepped summary syntax table_csv term_set terms
    terms_address terms_document terms_in_use text text_width texts thing thing_at thing_page through_gate
    time_map timeline_of timeout too_big too_large too_many_rows trig_body truncate turtle_body turtle_head
    typed typed_parameters undisturbed unless_file_withdrawn unless_gone_for_good unless_removed
    unless_withdrawn unsaid_of usage uses uvicorn_config value_as_iri value_of_iri values values_block values_of
    vary_header version_iri versions vocabulary_alignments vocabulary_of vocabulary_version void void_document
    void_statements wikidata window_of with_full_stop with_links with_offset with_place within without_checksums
    without_headers without_place words_of wrapped xml_body xml_head year years_in_words
    """.split()  # noqa: SIM905
)
"""Functions that begin with another word than a verb."""
