"""Projects of several cities for the tests: tiny ones, made here, each with one tie to the same far-away city."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path

from stedenband.projects import Project, find_project

BASE = "https://example.org/steden/"

COUNTRIES = """\
code,alpha3,label_nl,label_en,wikidata,geonames
BE,BEL,België,Belgium,Q31,2802361
JP,JPN,Japan,Japan,Q17,1861060
"""

CITIES = """\
id,label_nl,label_en,country,wikidata,geonames,latitude,longitude,coordinate_source
{id},{name},{name},BE,Q{number},{number},51.05,3.72,made up
kanazawa,Kanazawa,Kanazawa,JP,Q162879,1860243,36.561025,136.656575,made up
"""

PARTNERSHIPS = """\
id,parties,kind,level,status,start
{id}-kanazawa,{id}|kanazawa,twinning,bilateral,active,1971
"""

DESCRIPTION = """\
slug = "{slug}"
city = "{city}"
base_iri = "{base}"
version = "1.0.0"
issued = "2026-01-15"
modified = "2026-11-20"
checked = "2026-11-20"
license = "https://creativecommons.org/publicdomain/zero/1.0/"
languages = ["nl", "en"]
themes = ["GOVE", "INTR"]
spatial = ["https://sws.geonames.org/{number}/"]
frequency = "IRREG"
bbox = [3.58, 50.97, 3.84, 51.18]

[title]
nl = "Stedenbanden van {name}"
en = "City partnerships of {name}"

[description]
nl = "Alle stedenbanden van {name}, verzonnen om na te gaan of verscheidene steden samen kunnen."
en = "All city partnerships of {name}, made up to see whether several cities can go together."

[keywords]
nl = ["stedenbanden", "zustersteden", "{name}"]
en = ["city partnerships", "sister cities", "{name}"]

[publisher]
iri = "{base}id/city/{city}"
homepage = "https://example.org/{city}"

[publisher.name]
nl = "{publisher}"
en = "{publisher}"

[contact]
email = "data@example.org"
homepage = "https://example.org/contact"

[contact.name]
nl = "Open data"
en = "Open data"
"""

FIRST = 900_001
"""Number at Wikidata and GeoNames of the first city; the others follow."""


def write_city(data: Path, name: str, number: int = FIRST, **tables: str) -> Path:
    """Write the folder of one city; a keyword gives the whole text of one table."""
    folder, city = data / name.lower(), name.lower()
    folder.mkdir(parents=True)
    values = {"id": city, "name": name, "number": number}
    texts: Mapping[str, str] = {
        "countries": COUNTRIES,
        "cities": CITIES.format(**values),
        "partnerships": PARTNERSHIPS.format(**values),
        **tables,
    }
    for table, text in texts.items():
        (folder / f"{table}.csv").write_text(text, encoding="utf-8")
    # A base of its own, as for a city that stands alone: together that of the whole counts.
    description = DESCRIPTION.format(
        slug=city, city=city, base=f"https://example.org/{city}/", name=name, number=number, publisher=name
    )
    (folder / "dataset.toml").write_text(description, encoding="utf-8")
    return folder


def write_whole(data: Path, city: str, number: int = FIRST) -> Path:
    """Write what the data sets are together, published by one of the cities."""
    path = data / "dataset.toml"
    text = DESCRIPTION.format(
        slug="steden", city=city.lower(), base=BASE, name="alle steden", number=number, publisher=city
    )
    path.write_text(text, encoding="utf-8")
    return path


def project_of(root: Path, names: Iterable[str]) -> Project:
    """A project with these cities; the first publishes the whole."""
    data = root / "data"
    for number, name in enumerate(known := list(names), start=FIRST):
        write_city(data, name, number)
    write_whole(data, known[0])
    return find_project(root)


def many(count: int) -> list[str]:
    """Names of cities: Stad000, Stad001..."""
    return [f"Stad{number:03}" for number in range(count)]
