"""What pyoxigraph's own serializers do, which is why some formats are written by ours (decision 0021).

A test that fails here after an upgrade is good news: the decision is to be looked at again.
"""

from __future__ import annotations

import json
from xml.etree import ElementTree

import pytest
from pyoxigraph import Literal, NamedNode, RdfFormat, Triple, serialize

from stedenband.errors import FormatError
from stedenband.formats import RDF_XML, write
from stedenband.ns import Iris

EX = "https://example.org/"
THING, NAME = NamedNode(f"{EX}thing"), NamedNode(f"{EX}name")

NOT_XML = {
    "a predicate that ends in a digit": Triple(THING, NamedNode(f"{EX}name/2"), Literal("a")),
    "a predicate that ends in a slash": Triple(THING, NamedNode(f"{EX}name/"), Literal("a")),
    "a control character": Triple(THING, NAME, Literal("a\x01b")),
}


def rdf_xml(statement: Triple) -> bytes:
    written = serialize([statement], format=RdfFormat.RDF_XML, prefixes={"ex": EX})
    assert written is not None
    return written


@pytest.mark.parametrize("statement", NOT_XML.values(), ids=NOT_XML.keys())
def test_pyoxigraph_writes_rdf_xml_that_is_no_xml_and_ours_refuses(statement: Triple) -> None:
    with pytest.raises(ElementTree.ParseError):
        ElementTree.fromstring(rdf_xml(statement))
    with pytest.raises(FormatError):
        write([statement], RDF_XML, iris=Iris(EX))


def test_pyoxigraph_loses_a_carriage_return_in_rdf_xml_and_ours_keeps_it() -> None:
    statement = Triple(THING, NAME, Literal("a\rb"))
    ours = ElementTree.fromstring(write([statement], RDF_XML, iris=Iris(EX)))
    assert ElementTree.fromstring(rdf_xml(statement))[0][0].text == "a\nb"
    assert ours[0][0].text == "a\rb"


def test_pyoxigraph_writes_json_ld_without_prefixes_on_one_line() -> None:
    written = serialize([Triple(THING, NAME, Literal("a"))], format=RdfFormat.JSON_LD, prefixes={"ex": EX})
    assert written is not None
    assert written.count(b"\n") <= 1
    assert f"{EX}name" in json.dumps(json.loads(written))
    assert b"@context" not in written
