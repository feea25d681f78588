"""Open licences that portals know by their address: what they are called and what they ask."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Licence:
    """A licence: its title in each language, its type in the ADMS list, its code in the EU's list where it has one."""

    title: Mapping[str, str]
    kind: str
    eu_code: str | None = None


CC0 = "https://creativecommons.org/publicdomain/zero/1.0/"

LICENCES: Mapping[str, Licence] = {
    CC0: Licence(
        {"nl": "Creative Commons Zero 1.0", "en": "Creative Commons Zero 1.0 Universal"},
        "PublicDomain",
        "CC0",
    ),
    "https://creativecommons.org/licenses/by/4.0/": Licence(
        {
            "nl": "Creative Commons Naamsvermelding 4.0 Internationaal",
            "en": "Creative Commons Attribution 4.0 International",
        },
        "Attribution",
        "CC_BY_4_0",
    ),
    "https://creativecommons.org/licenses/by-sa/4.0/": Licence(
        {
            "nl": "Creative Commons Naamsvermelding-GelijkDelen 4.0 Internationaal",
            "en": "Creative Commons Attribution-ShareAlike 4.0 International",
        },
        "ViralEffect-ShareAlike",
        "CC_BYSA_4_0",
    ),
    "https://opendatacommons.org/licenses/pddl/1-0/": Licence(
        {
            "nl": "Open Data Commons Public Domain Dedication and Licence 1.0",
            "en": "Open Data Commons Public Domain Dedication and Licence 1.0",
        },
        "PublicDomain",
    ),
    "https://opendatacommons.org/licenses/by/1-0/": Licence(
        {
            "nl": "Open Data Commons Attribution License 1.0",
            "en": "Open Data Commons Attribution License 1.0",
        },
        "Attribution",
    ),
    "https://data.vlaanderen.be/id/licentie/creative-commons-zero-verklaring/v1.0": Licence(
        {
            "nl": "Creative Commons Zero-verklaring (Vlaanderen) 1.0",
            "en": "Flemish Creative Commons Zero 1.0",
        },
        "PublicDomain",
    ),
    "https://data.vlaanderen.be/id/licentie/modellicentie-gratis-hergebruik/v1.0": Licence(
        {
            "nl": "Modellicentie Gratis Hergebruik Vlaanderen 1.0",
            "en": "Flemish model licence for free re-use 1.0",
        },
        "Attribution",
    ),
}
"""Licences of open data, by the address under which portals know them."""
