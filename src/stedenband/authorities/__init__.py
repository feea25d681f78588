"""Packaged lists of other organizations: licences, code lists of the EU and Flanders, standards.

``LICENCES`` has the open licences a data set may carry, ``CODE_LISTS`` the lists whose concepts a catalogue refers to,
``STANDARDS`` the specifications that files and services conform to. ``mint_eu_concept`` and ``mint_media_type`` mint
the IRI of a code.
"""

from stedenband.authorities.code_lists import (
    ADMS_LISTS,
    BELGIAN_THEME,
    CODE_LISTS,
    DATA_THEMES,
    FLEMISH,
    IANA,
    RECORD_STANDARD,
    STANDARDS,
    CodeList,
    mint_eu_concept,
    mint_media_type,
)
from stedenband.authorities.licences import CC0, LICENCES, Licence

__all__ = [
    "ADMS_LISTS",
    "BELGIAN_THEME",
    "CC0",
    "CODE_LISTS",
    "DATA_THEMES",
    "FLEMISH",
    "IANA",
    "LICENCES",
    "RECORD_STANDARD",
    "STANDARDS",
    "CodeList",
    "Licence",
    "mint_eu_concept",
    "mint_media_type",
]
