"""A small data set, valid in every respect, that tests may spoil as they wish.

Four partnerships with everything the tables can hold: a succession, a suburb, a part of a country, two candidates,
claims that are followed and one that is not, quotations from two short texts (ours) and a source without a text.
"""

from __future__ import annotations

import csv
import hashlib
import io
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

CODES: Mapping[str, frozenset[str]] = {
    "kind": frozenset({"twinning", "cooperation-agreement"}),
    "status": frozenset({"active", "maintained", "reoriented", "dormant", "ended", "succeeded"}),
    "level": frozenset({"bilateral", "multilateral"}),
    "change": frozenset({"merger", "succession", "reorientation"}),
    "mode": frozenset({"stated", "derived", "curated"}),
    "role": frozenset({"signatory", "successor"}),
    "act": frozenset(
        (
            *("charter", "treaty", "agreement", "memorandum", "letter"),
            *("proclamation", "reaffirmation", "renewal", "termination"),
        )
    ),
    "rule": frozenset(
        (
            *("counted-in-unless-exempted", "continued-by-later-entry", "ended-by-succession"),
            *("kind-from-list", "state-of-named-part", "end-stated-elsewhere"),
        )
    ),
}
"""The codes of the code lists, as ``read`` wants them."""

SOURCE_TEXTS: Mapping[str, str] = {
    "voorbeeld.nl.txt": (
        "Onze steden\n\nGent heeft een band met Kanazawa (Japan) sinds 1971, met Melle (Duitsland) sinds 1977 "
        "(met Sint-Denijs-Westrem sinds 1969), met Nottingham (Engeland) sinds 1985 en sloot in 2018 een akkoord "
        "met Taizhou (China).\nIn 2021 koos Gent voor netwerken; Kanazawa blijft een partnerstad.\n"
    ),
    "example.en.txt": (
        "Our cities\n\nGhent has been tied to Kanazawa (Japan) since 1971, to Nottingham (England) since 1985, "
        "and concluded an agreement with Taizhou (China) in 2018.\n"
    ),
}
"""The texts that the sample quotes, by file name."""


def _sha256(name: str) -> str:
    return hashlib.sha256(SOURCE_TEXTS[name].encode()).hexdigest()


def _place(name: str, quote: str) -> str:
    return str(SOURCE_TEXTS[name].index(quote))


DATASET = """\
slug = "voorbeeld"
city = "gent"
base_iri = "https://example.org/voorbeeld/"
version = "1.2.0"
issued = "2026-01-15"
modified = "2026-11-22"
checked = "2026-11-22"
license = "https://creativecommons.org/publicdomain/zero/1.0/"
languages = ["nl", "en"]
themes = ["GOVE", "INTR"]
spatial = ["https://sws.geonames.org/2797656/"]
frequency = "IRREG"

[title]
nl = "Stedenbanden, een voorbeeld"
en = "City partnerships, an example"

[description]
nl = "Een kleine verzameling stedenbanden waarmee de tests van dit project werken, met alles erop en eraan."
en = "A small collection of city partnerships that the tests of this project work with, complete in every part."

[keywords]
nl = ["stedenbanden", "zustersteden", "voorbeeld"]
en = ["city partnerships", "sister cities", "example"]

[publisher]
iri = "https://example.org/voorbeeld/id/city/gent"
homepage = "https://example.org/"

[publisher.name]
nl = "Voorbeeldstad"
en = "Example City"

[contact]
email = "data@example.org"
homepage = "https://example.org/contact"

[contact.name]
nl = "Open data"
en = "Open data"
"""

_NL, _EN = "voorbeeld.nl.txt", "example.en.txt"

TABLES: Mapping[str, str] = {
    "countries": """\
code,alpha3,label_nl,label_en,label_fr,label_de,label_native,native_lang,wikidata,geonames
BE,BEL,België,Belgium,Belgique,Belgien,,,Q31,2802361
JP,JPN,Japan,Japan,Japon,Japan,日本,ja,Q17,1861060
DE,DEU,Duitsland,Germany,Allemagne,Deutschland,,,Q183,2921044
GB,GBR,Verenigd Koninkrijk,United Kingdom,Royaume-Uni,Vereinigtes Königreich,,,Q145,2635167
CN,CHN,China,China,Chine,China,,,Q148,1814991
""",
    "places": """\
id,label_nl,label_en,country,wikidata
england,Engeland,England,GB,Q21
""",
    "cities": """\
id,label_nl,label_en,label_fr,label_native,native_lang,alt_labels,country,wikidata,wikidata_candidates,\
geonames,latitude,longitude,coordinate_source,suburb_of,located_in,note_nl,note_en
gent,Gent,Ghent,Gand,,,,BE,Q1296,,2797656,51.053611,3.725278,"Wikidata P625, January 2022",,,,
sint-denijs-westrem,Sint-Denijs-Westrem,Sint-Denijs-Westrem,,,,,BE,Q2223177,,,,,,gent,,Sinds 1977 een deel van Gent.,\
Part of Ghent since 1977.
kanazawa,Kanazawa,Kanazawa,,金沢市,ja,,JP,Q162879,,1860243,36.561025,136.656575,"Wikidata P625, January 2022",,,,
melle-de,Melle,Melle,,,,nl:Melle (Duitsland)|en:Melle (Germany),DE,Q14860,,2871668,52.203056,8.338056,\
"Wikidata P625, January 2022",,,,
nottingham,Nottingham,Nottingham,,,,,GB,Q41262,,2641170,52.955,-1.149167,"Wikidata P625, January 2022",,england,,
taizhou,Taizhou,Taizhou,,,,,CN,,Q58273|Q57931,,,,,,,De bronnen zeggen niet welke van beide.,\
The sources do not say which of the two.
""",
    "phases": """\
id,label_nl,label_en,start,end,description_nl,description_en
twin-cities,Zustersteden,Twin cities,1969,1985,Banden zonder einddatum.,Ties without end date.
agreements,Akkoorden,Agreements,2008,,Banden voor een bepaalde tijd.,Ties for a limited time.
""",
    "sources": f"""\
id,title,language,publisher,url,file,sha256,retrieved,note_nl,note_en
text-nl,Onze steden,nl,Voorbeeldstad,https://example.org/nl/steden,{_NL},{_sha256(_NL)},2026-11-22,,
text-en,Our cities,en,Example City,https://example.org/en/cities,{_EN},{_sha256(_EN)},2026-11-22,,
press,Persbericht,nl,Voorbeeldstad,https://example.org/pers,,,2026-11-22,Zonder tekst.,Without a text.
""",
    "evidence": f"""\
id,source,quote,position,as_written,description_nl,description_en
kanazawa-nl,text-nl,Kanazawa (Japan) sinds 1971,{_place(_NL, "Kanazawa (Japan) sinds 1971")},,,
kanazawa-en,text-en,Kanazawa (Japan) since 1971,{_place(_EN, "Kanazawa (Japan) since 1971")},,,
melle-nl,text-nl,Melle (Duitsland) sinds 1977,{_place(_NL, "Melle (Duitsland) sinds 1977")},,,
westrem-nl,text-nl,met Sint-Denijs-Westrem sinds 1969,{_place(_NL, "met Sint-Denijs-Westrem sinds 1969")},,,
nottingham-nl,text-nl,Nottingham (Engeland) sinds 1985,{_place(_NL, "Nottingham (Engeland) sinds 1985")},Engeland,,
nottingham-en,text-en,Nottingham (England) since 1985,{_place(_EN, "Nottingham (England) since 1985")},England,,
taizhou-nl,text-nl,Taizhou (China),{_place(_NL, "Taizhou (China)")},,,
taizhou-year-nl,text-nl,sloot in 2018 een akkoord,{_place(_NL, "sloot in 2018 een akkoord")},,,
networks-nl,text-nl,In 2021 koos Gent voor netwerken,{_place(_NL, "In 2021 koos Gent voor netwerken")},,,
maintained-nl,text-nl,Kanazawa blijft een partnerstad,{_place(_NL, "Kanazawa blijft een partnerstad")},,,
press-kanazawa,press,,,,Noemt de band met Kanazawa actief.,Calls the tie with Kanazawa active.
""",
    "partnerships": """\
id,parties,kind,level,status,start,end,phase,continues,note_nl,note_en
gent-kanazawa,gent|kanazawa,twinning,bilateral,maintained,1971,,twin-cities,,,
sint-denijs-westrem-melle,sint-denijs-westrem|melle-de,twinning,bilateral,succeeded,1969,1977,twin-cities,,,
gent-melle,gent|melle-de,twinning,bilateral,reoriented,1977,,twin-cities,sint-denijs-westrem-melle,,
gent-nottingham,gent|nottingham,twinning,bilateral,dormant,1985,,twin-cities,,,
gent-taizhou,gent|taizhou,cooperation-agreement,bilateral,reoriented,2018,,agreements,,,
""",
    "participations": """\
partnership,city,role,start,end
gent-melle,gent,successor,1977,
sint-denijs-westrem-melle,sint-denijs-westrem,signatory,1969,1977
""",
    "acts": """\
id,partnership,kind,date,valid_from,valid_until,place,label_nl,label_en,note_nl,note_en
gent-kanazawa-1971,gent-kanazawa,charter,1971-10-04,,,kanazawa,Oorkonde van 1971,Charter of 1971,,
gent-kanazawa-2021,gent-kanazawa,renewal,2021-11-10,2021,2026,,Hernieuwing van 2021,Renewal of 2021,,
gent-taizhou-2018,gent-taizhou,agreement,2018,,,,Akkoord van 2018,Agreement of 2018,,
""",
    "changes": """\
id,kind,date,label_nl,label_en,affects,exempts,original,resulting,decided_by,note_nl,note_en
westrem-merger,merger,1977-01-01,Fusie van Sint-Denijs-Westrem,Merger of Sint-Denijs-Westrem,,,\
city/sint-denijs-westrem,city/gent,,,
melle-succession,succession,1977,Opvolging in de band met Melle,Succession in the tie with Melle,,,\
partnership/sint-denijs-westrem-melle,partnership/gent-melle,,,
reorientation,reorientation,2021-01,Heroriëntatie naar netwerken,Reorientation towards networks,\
gent-melle|gent-nottingham|gent-taizhou,gent-kanazawa,,,gent,,
""",
    "claims": """\
id,subject,property,value,mode,rule,followed,reason_nl,reason_en,evidence
kanazawa-start,partnership/gent-kanazawa,startDate,1971,stated,,yes,,,kanazawa-nl|kanazawa-en
kanazawa-party,partnership/gent-kanazawa,party,kanazawa,stated,,yes,,,kanazawa-nl
kanazawa-country,city/kanazawa,country,JP,stated,,yes,,,kanazawa-nl|kanazawa-en
kanazawa-kind,partnership/gent-kanazawa,kind,twinning,derived,kind-from-list,yes,,,kanazawa-nl
kanazawa-status,partnership/gent-kanazawa,status,maintained,stated,,yes,De eigen tekst van de stad.,\
The city's own text.,maintained-nl
kanazawa-status-press,partnership/gent-kanazawa,status,active,stated,,no,De eigen tekst is preciezer.,\
The city's own text is more precise.,press-kanazawa
melle-start,partnership/gent-melle,startDate,1977,stated,,yes,,,melle-nl
westrem-start,partnership/sint-denijs-westrem-melle,startDate,1969,stated,,yes,,,westrem-nl
melle-continues,partnership/gent-melle,continues,sint-denijs-westrem-melle,derived,continued-by-later-entry,yes,,,\
melle-nl|westrem-nl
nottingham-start,partnership/gent-nottingham,startDate,1985,stated,,yes,,,nottingham-nl|nottingham-en
nottingham-country,city/nottingham,country,GB,derived,state-of-named-part,yes,,,nottingham-nl|nottingham-en
nottingham-place,city/nottingham,containedInPlace,england,stated,,yes,,,nottingham-nl|nottingham-en
taizhou-start,partnership/gent-taizhou,startDate,2018,stated,,yes,,,taizhou-year-nl
taizhou-party,partnership/gent-taizhou,party,taizhou,stated,,yes,,,taizhou-nl
reorientation-melle,change/reorientation,affects,gent-melle,derived,counted-in-unless-exempted,yes,,,networks-nl
reorientation-kanazawa,change/reorientation,exempts,gent-kanazawa,stated,,yes,,,maintained-nl
""",
    "questions": """\
id,about,question_nl,question_en
which-taizhou,city/taizhou,Welke stad Taizhou is bedoeld?,Which city of Taizhou is meant?
""",
}
"""The tables as they are written, without the ends of lines of any system."""

Rows = Iterable[Mapping[str, str]]
Override = str | bytes | Rows | None


def write_sample(folder: Path, *, dataset: str | bytes | None = DATASET, **tables: Override) -> None:
    """Write the sample into a folder, which is made if it is not there.

    A keyword replaces one file: ``cities="id,..."`` (text or bytes) as it is, ``cities=[{...}]`` by these rows,
    ``phases=None`` leaves it out; ``dataset`` is ``dataset.toml``.
    """
    folder.mkdir(parents=True, exist_ok=True)
    unknown = tables.keys() - TABLES.keys()
    if unknown:
        raise TypeError(f"no such table: {', '.join(sorted(unknown))}")
    _write(folder / "dataset.toml", dataset)
    for name, text in TABLES.items():
        _write(folder / f"{name}.csv", tables.get(name, text))


def write_sources(folder: Path) -> Path:
    """Write the source texts that the sample quotes into a folder, and give that folder."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, text in SOURCE_TEXTS.items():
        (folder / name).write_bytes(text.encode())
    return folder


def rows(table: str) -> list[dict[str, str]]:
    """The rows of one table of the sample, to be changed and handed to ``write_sample``."""
    return list(csv.DictReader(io.StringIO(TABLES[table], newline="")))


def as_csv(
    table: Sequence[Mapping[str, str]], *, delimiter: str = ",", bom: bool = False, newline: str = "\n"
) -> bytes:
    """Rows as the bytes of a table file, as one program or another would write it."""
    text = io.StringIO(newline="")
    names = list(dict.fromkeys(name for row in table for name in row))
    writer = csv.DictWriter(text, names, delimiter=delimiter, lineterminator=newline, restval="")
    writer.writeheader()
    writer.writerows(table)
    return text.getvalue().encode("utf-8-sig" if bom else "utf-8")


def _write(path: Path, what: Override) -> None:
    if what is None:
        return
    if isinstance(what, bytes):
        path.write_bytes(what)
    elif isinstance(what, str):
        path.write_bytes(what.encode())
    else:
        path.write_bytes(as_csv(list(what)))
