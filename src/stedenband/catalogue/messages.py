"""Messages by code: titles, descriptions and names in the catalogue."""

from __future__ import annotations

from collections.abc import Mapping

from stedenband.message import N_, LazyMessage

AUTHORITY_NAMES: Mapping[str, LazyMessage] = {
    "access-right": N_("Access right"),
    "access-right.PUBLIC": N_("public"),
    "data-theme": N_("Data theme"),
    "data-theme.AGRI": N_("Agriculture, fisheries, forestry and food"),
    "data-theme.ECON": N_("Economy and finance"),
    "data-theme.EDUC": N_("Education, culture and sport"),
    "data-theme.ENER": N_("Energy"),
    "data-theme.ENVI": N_("Environment"),
    "data-theme.GOVE": N_("Government and public sector"),
    "data-theme.HEAL": N_("Health"),
    "data-theme.INTR": N_("International issues"),
    "data-theme.JUST": N_("Justice, legal system and public safety"),
    "data-theme.OP_DATPRO": N_("Provisional data"),
    "data-theme.REGI": N_("Regions and cities"),
    "data-theme.SOCI": N_("Population and society"),
    "data-theme.TECH": N_("Science and technology"),
    "data-theme.TRAN": N_("Transport"),
    "distribution-status": N_("Distribution status"),
    "distribution-status.COMPLETED": N_("completed"),
    "file-type": N_("File type"),
    "file-type.RDF_TURTLE": N_("Turtle"),
    "file-type.JSON_LD": N_("JSON-LD"),
    "file-type.RDF_N_TRIPLES": N_("N-Triples"),
    "file-type.RDF_XML": N_("RDF/XML"),
    "file-type.RDF_N_QUADS": N_("N-Quads"),
    "file-type.CSV": N_("CSV"),
    "file-type.GEOJSON": N_("GeoJSON"),
    "file-type.SPARQLQRES": N_("SPARQL results"),
    "file-type.JSON": N_("JSON"),
    "frequency": N_("Frequency"),
    "frequency.ANNUAL": N_("annual"),
    "frequency.ANNUAL_2": N_("semiannual"),
    "frequency.ANNUAL_3": N_("three times a year"),
    "frequency.BIENNIAL": N_("biennial"),
    "frequency.BIMONTHLY": N_("bimonthly"),
    "frequency.BIWEEKLY": N_("biweekly"),
    "frequency.CONT": N_("continuous"),
    "frequency.DAILY": N_("daily"),
    "frequency.DAILY_2": N_("twice a day"),
    "frequency.IRREG": N_("irregular"),
    "frequency.MONTHLY": N_("monthly"),
    "frequency.MONTHLY_2": N_("semimonthly"),
    "frequency.MONTHLY_3": N_("three times a month"),
    "frequency.NEVER": N_("never"),
    "frequency.OP_DATPRO": N_("Provisional data"),
    "frequency.OTHER": N_("other"),
    "frequency.QUARTERLY": N_("quarterly"),
    "frequency.TRIENNIAL": N_("triennial"),
    "frequency.UNKNOWN": N_("unknown"),
    "frequency.UPDATE_CONT": N_("continuously updated"),
    "frequency.WEEKLY": N_("weekly"),
    "frequency.WEEKLY_2": N_("semiweekly"),
    "frequency.WEEKLY_3": N_("three times a week"),
    "language": N_("Language"),
    "language.ARA": N_("Arabic"),
    "language.BUL": N_("Bulgarian"),
    "language.CES": N_("Czech"),
    "language.DAN": N_("Danish"),
    "language.DEU": N_("German"),
    "language.ELL": N_("Greek"),
    "language.ENG": N_("English"),
    "language.EST": N_("Estonian"),
    "language.FIN": N_("Finnish"),
    "language.FRA": N_("French"),
    "language.GLE": N_("Irish"),
    "language.HRV": N_("Croatian"),
    "language.HUN": N_("Hungarian"),
    "language.ITA": N_("Italian"),
    "language.JPN": N_("Japanese"),
    "language.KOR": N_("Korean"),
    "language.LAV": N_("Latvian"),
    "language.LIT": N_("Lithuanian"),
    "language.MLT": N_("Maltese"),
    "language.MUL": N_("Multiple languages"),
    "language.NLD": N_("Dutch"),
    "language.POL": N_("Polish"),
    "language.POR": N_("Portuguese"),
    "language.RON": N_("Romanian"),
    "language.RUS": N_("Russian"),
    "language.SLK": N_("Slovak"),
    "language.SLV": N_("Slovenian"),
    "language.SPA": N_("Spanish"),
    "language.SWE": N_("Swedish"),
    "language.TUR": N_("Turkish"),
    "language.UKR": N_("Ukrainian"),
    "language.ZHO": N_("Chinese"),
    "planned-availability": N_("Planned availability"),
    "planned-availability.STABLE": N_("stable"),
    "licencetype": N_("Licence type"),
    "licencetype.Attribution": N_("attribution"),
    "licencetype.PublicDomain": N_("public domain"),
    "licencetype.ViralEffect-ShareAlike": N_("share alike"),
    "publishertype": N_("Publisher type"),
    "publishertype.Academia-ScientificOrganisation": N_("Academia/Scientific organisation"),
    "publishertype.Company": N_("Company"),
    "publishertype.IndustryConsortium": N_("Industry consortium"),
    "publishertype.LocalAuthority": N_("Local authority"),
    "publishertype.NationalAuthority": N_("National authority"),
    "publishertype.NonGovernmentalOrganisation": N_("Non-Governmental Organisation"),
    "publishertype.NonProfitOrganisation": N_("Non-Profit Organisation"),
    "publishertype.PrivateIndividual(s)": N_("Private Individual(s)"),
    "publishertype.RegionalAuthority": N_("Regional authority"),
    "publishertype.StandardisationBody": N_("Standardisation body"),
    "publishertype.SupraNationalAuthority": N_("Supranational authority"),
    "levensfase": N_("Life phase"),
    "levensfase.live": N_("live"),
    "ontwikkelingstoestand": N_("Development state"),
    "ontwikkelingstoestand.PROD": N_("production"),
}
"""Names of code lists of others, and of the codes we use (``data-theme.ECON``)."""

RECORD_CHANGES: Mapping[str, LazyMessage] = {
    "created": N_("created"),
    "updated": N_("updated"),
}
"""What happened to a record of the catalogue."""

LINK_SETS: Mapping[str, LazyMessage] = {
    "wikidata": N_("Links to Wikidata"),
    "geonames": N_("Links to GeoNames"),
    "eu-country": N_("Links to the country list of the European Union"),
}
"""Titles of link sets, by the name of their target."""

LINK_TARGETS: Mapping[str, LazyMessage] = {
    "wikidata": N_("Wikidata"),
    "geonames": N_("GeoNames"),
    "eu-country": N_("Country list of the Publications Office of the European Union"),
}
"""Titles of the data sets that we link to, by name."""

FILE_DESCRIPTIONS: Mapping[str, LazyMessage] = {
    "ttl": N_("All data in one file, in the form of RDF that people read most easily."),
    "jsonld": N_("All data in one file, for those who work with JSON; its context is included."),
    "nt": N_("All data in one file, one statement a line."),
    "rdf": N_("All data in one file, for programs that read RDF as XML."),
    "nq": N_("All data in one file, one statement a line, with the named graph it stands in."),
    "csv": N_(
        "One row for each partnership, for a spreadsheet; a second file (CSV on the Web) "
        "describes the columns."
    ),
    "geojson": N_("The cities on the map, each with its partnerships."),
}
"""What a file holds, by the name of its format."""

SERVICE_TITLES: Mapping[str, LazyMessage] = {
    "sparql": N_("{title}: SPARQL endpoint"),
    "api": N_("{title}: REST API"),
    "ldes": N_("{title}: change feed (LDES)"),
}
"""Titles of the services, by name."""

SERVICE_DESCRIPTIONS: Mapping[str, LazyMessage] = {
    "sparql": N_("Ask the data any question in SPARQL 1.1 and get the answer as JSON, XML, CSV or RDF."),
    "api": N_(
        "Common questions with a web address of their own: choose one, fill in its "
        "parameters and get JSON, CSV or GeoJSON."
    ),
    "ldes": N_(
        "Keep a copy up to date without fetching everything again: every change since the "
        "first release, as a Linked Data Event Stream."
    ),
}
"""What the services do, by name."""

HEADINGS: Mapping[str, LazyMessage] = {
    "title": N_("Data catalogue – {publisher}"),
    "description": N_(
        "Linked open data, with the files to download them and the services to query them. "
        "Publisher: {publisher}."
    ),
}
"""Title and description of the catalogue itself."""
