"""CSV on the Web: what the columns of the partnerships table mean (https://www.w3.org/TR/tabular-metadata/).

Who reads the table with this file beside it gets typed values and the IRIs of our vocabulary for every column.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any

from stedenband.formats.csv_messages import CSV_COLUMNS
from stedenband.formats.csv_tables import SEPARATOR, ExportColumn, export_columns
from stedenband.formats.media import Format
from stedenband.i18n import DATA_LANGUAGES, SOURCE, translate
from stedenband.model import DatasetInfo, Standing, Texts
from stedenband.ns import RDF, RDFS, STB, Iris, mint_concept
from stedenband.schema.field_types import FieldType
from stedenband.schema.languages import name_language
from stedenband.schema.link_types import Code, CountryRef, Ref, WebAddress, WikidataItem
from stedenband.schema.text_types import Id
from stedenband.schema.value_types import Date, Degrees

CSV_METADATA = Format("csv-metadata", "application/csvm+json", "json", "table")
"""The type of the file; its name is that of the table with ``-metadata.json`` after it, where readers look for it."""

_DATE = {"base": "string", "format": "[0-9]{4}(-[0-9]{2}(-[0-9]{2})?)?"}
_YEAR = {"base": "integer", "minimum": 1000, "maximum": 2999}
_IRI = {"base": "anyURI"}
_ID = {"base": "string", "format": "[a-z0-9]+(-[a-z0-9]+)*"}


def write_csv_metadata(info: DatasetInfo, iris: Iris, table: str) -> bytes:
    """The description of the table of that name, which lies beside it; the same bytes every time."""
    document = {
        "@context": ["http://www.w3.org/ns/csvw", {"@language": SOURCE}],
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
            "columns": [*_columns(info, iris), _type()],
        },
    }
    return json.dumps(document, ensure_ascii=False, indent=2).encode() + b"\n"


def _columns(info: DatasetInfo, iris: Iris) -> Iterator[dict[str, Any]]:
    for column in export_columns(info.languages):
        yield {
            "name": column.name,
            "titles": column.name,
            "dc:description": _words({tag: describe_export(column, tag) for tag in DATA_LANGUAGES}),
            **_meaning(column, iris),
        }


def describe_export(column: ExportColumn, language: str) -> str:
    """What a column of the partnerships table holds, in a language of the interface."""
    in_language = name_language(column.language or "", language)
    return translate(CSV_COLUMNS[column.stem], language, in_language=in_language)


def _meaning(column: ExportColumn, iris: Iris) -> dict[str, Any]:
    """Datatype, property and separator of a column; a column about several partners has an item for each.

    Such a list has no property: a template for its value would make one address of all its items.
    """
    is_list = column.of_partners or (column.field is not None and column.field.type.many)
    separator = {"separator": SEPARATOR} if is_list else {}
    found = separator | _required(column) | _details(column, iris)
    return found if "propertyUrl" in found else {**found, "suppressOutput": True}


def _required(column: ExportColumn) -> dict[str, Any]:
    is_bare = column.of_partners and not (column.field and column.field.attribute == "id")
    is_required = column.field is None or (column.field.required and not column.is_year)
    return {"required": True} if is_required and not is_bare else {}


def _details(column: ExportColumn, iris: Iris) -> dict[str, Any]:
    field = column.field
    if field is None:
        return _made(column)
    if column.of_partners:
        language = {"lang": column.language} if column.language else {}
        datatype = {} if isinstance(field.type, Id) else _datatype(field.type)
        return language | datatype
    if column.is_year and field.year is not None:
        return {"datatype": _YEAR, "propertyUrl": field.year.value}
    if field.type.many:
        return {}
    means = {"propertyUrl": field.predicates[0].value} if field.predicates else {}
    return {**_datatype(field.type), **means, **_value_url(field.type, column.name, iris)}


def _made(column: ExportColumn) -> dict[str, Any]:
    """The columns that are made of several fields."""
    if column.language:
        return {"lang": column.language, "propertyUrl": RDFS.label.value}
    known: Mapping[str, dict[str, Any]] = {
        "iri": {"datatype": _IRI},
        "stands": {"datatype": {"base": "string", "format": "|".join(Standing)}},
    }
    return known[column.name]


def _datatype(kind: FieldType) -> dict[str, Any]:
    match kind:
        case Id():
            return {"datatype": _ID}
        case Date():
            return {"datatype": _DATE}
        case WikidataItem() | WebAddress():
            return {"datatype": _IRI}
        case CountryRef():
            return {"datatype": {"base": "string", "format": "[A-Z]{2}"}}
        case Degrees(limit=limit):
            return {"datatype": {"base": "decimal", "minimum": -limit, "maximum": limit}}
    return {}


def _value_url(kind: FieldType, name: str, iris: Iris) -> dict[str, str]:
    """The template of the thing that a cell names."""
    match kind:
        case Code(name=scheme):
            return {"valueUrl": f"{mint_concept(scheme, '').value}{{{name}}}"}
        case Ref(to=word):
            return {"valueUrl": f"{iris.base}id/{word}/{{{name}}}"}
        case WebAddress():
            return {"valueUrl": f"{{+{name}}}"}
    return {}


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
