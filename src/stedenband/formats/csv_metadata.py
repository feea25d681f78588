"""CSV on the Web: what the columns of the partnerships table mean (https://www.w3.org/TR/tabular-metadata/).

Who reads the table with this file beside it gets typed values and the IRIs of our vocabulary for every column.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any

from stedenband.formats.csv_tables import PARTNERSHIP_COLUMNS, SEPARATOR
from stedenband.formats.media import Format
from stedenband.model import DatasetInfo, Texts
from stedenband.ns import RDF, RDFS, STB, Iris, concept
from stedenband.words import say_all

CSV_METADATA = Format("csv-metadata", "application/csvm+json", "json", "table")
"""The type of the file; its name is that of the table with ``-metadata.json`` after it, where readers look for it."""

_DATE = {"base": "string", "format": "[0-9]{4}(-[0-9]{2}(-[0-9]{2})?)?"}
_YEAR = {"base": "integer", "minimum": 1000, "maximum": 2999}
_IRI = {"base": "anyURI"}


def partnerships_csv_metadata(info: DatasetInfo, iris: Iris, table: str) -> bytes:
    """The description of the table of that name, which lies beside it; the same bytes every time."""
    document = {
        "@context": ["http://www.w3.org/ns/csvw", {"@language": "en"}],
        "url": table,
        "dc:title": _words(info.title),
        "dc:description": _words(info.description),
        "dc:isPartOf": {"@id": info.iri(iris.base)},
        "dc:license": {"@id": info.license},
        "dc:publisher": {"@id": info.publisher_iri(iris.base)},
        "dcat:version": info.version,
        "dc:modified": {"@value": info.modified, "@type": "xsd:date"},
        "dialect": {"header": True, "encoding": "utf-8", "lineTerminators": ["\r\n"]},
        "tableSchema": {
            "aboutUrl": f"{iris.base}id/partnership/{{id}}",
            "primaryKey": "id",
            "columns": [*_columns(iris), _type()],
        },
    }
    return json.dumps(document, ensure_ascii=False, indent=2).encode() + b"\n"


def _columns(iris: Iris) -> Iterator[dict[str, Any]]:
    for name in PARTNERSHIP_COLUMNS:
        yield {
            "name": name,
            "titles": name,
            "dc:description": _words(say_all(f"catalogue.column.{name}")),
            **_meaning(name, iris),
        }


def _meaning(name: str, iris: Iris) -> dict[str, Any]:
    """Datatype, property and separator of a column; a column about several partners has an item for each.

    Such a list has no property: a template for its value would make one address of all its items.
    """
    known: dict[str, dict[str, Any]] = {
        "id": {"required": True, "datatype": {"base": "string", "format": "[a-z0-9]+(-[a-z0-9]+)*"}},
        "iri": {"required": True, "datatype": _IRI},
        "label_nl": {"required": True, "lang": "nl", "propertyUrl": RDFS.label.value},
        "label_en": {"required": True, "lang": "en", "propertyUrl": RDFS.label.value},
        "parties": _list(required=True),
        "partner_id": _list(required=True),
        "partner_nl": _list(lang="nl"),
        "partner_en": _list(lang="en"),
        "partner_country": _list(datatype={"base": "string", "format": "[A-Z]{2}"}),
        **{code: _code(code, required=code == "level") for code in ("kind", "level", "status")},
        "stands": {"required": True, "datatype": {"base": "string", "format": "yes|no|unknown"}},
        "start": {"datatype": _DATE, "propertyUrl": STB.startDate.value},
        "start_year": {"datatype": _YEAR, "propertyUrl": STB.startYear.value},
        "end": {"datatype": _DATE, "propertyUrl": STB.endDate.value},
        "end_year": {"datatype": _YEAR, "propertyUrl": STB.endYear.value},
        "phase": {"propertyUrl": STB.phase.value, "valueUrl": f"{iris.base}id/phase/{{phase}}"},
        "continues": {
            "propertyUrl": STB.continues.value,
            "valueUrl": f"{iris.base}id/partnership/{{continues}}",
        },
        "partner_wikidata": _list(datatype=_IRI),
        "partner_latitude": _list(datatype=_degrees(90)),
        "partner_longitude": _list(datatype=_degrees(180)),
    }
    meaning = known[name]
    return meaning if "propertyUrl" in meaning else {**meaning, "suppressOutput": True}


def _list(**more: Any) -> dict[str, Any]:
    return {"separator": SEPARATOR, **more}


def _code(name: str, *, required: bool) -> dict[str, Any]:
    return {
        **({"required": True} if required else {}),
        "propertyUrl": STB[name].value,
        "valueUrl": concept(name, "").value + f"{{{name}}}",
    }


def _degrees(most: int) -> dict[str, Any]:
    return {"base": "decimal", "minimum": -most, "maximum": most}


def _type() -> dict[str, Any]:
    """A column that is not in the table: every row is a partnership."""
    return {
        "name": "type",
        "virtual": True,
        "propertyUrl": RDF.type.value,
        "valueUrl": STB.Partnership.value,
    }


def _words(words: Texts) -> list[Mapping[str, str]]:
    return [{"@value": words[tag], "@language": tag} for tag in sorted(words)]
