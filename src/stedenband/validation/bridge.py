"""From pyoxigraph's terms to rdflib's, which pySHACL works on: one to one, nothing rewritten."""

from __future__ import annotations

import logging
import warnings
from collections.abc import Iterable, Iterator
from contextlib import contextmanager

import pyoxigraph
import rdflib
from rdflib.term import _toPythonMapping

from stedenband.errors import FormatError
from stedenband.ns import XSD

Node = rdflib.URIRef | rdflib.BNode | rdflib.Literal

_BOOLEAN = rdflib.XSD.boolean
_TERM_LOGGER = logging.getLogger("rdflib.term")


@contextmanager
def protect_rdflib_state() -> Iterator[None]:
    """Work with rdflib and pySHACL, and leave their switches as they were found, also when it raises.

    pySHACL 0.40.1 turns ``rdflib.NORMALIZE_LITERALS`` and the mapping of xsd:boolean while it reads shapes, and
    sets them to its own idea of the default afterwards. rdflib logs a traceback, or warns, for every literal
    that is not what its datatype says: that is what the shapes report, so here it keeps quiet.
    """
    normalize, boolean, quiet = rdflib.NORMALIZE_LITERALS, _toPythonMapping[_BOOLEAN], _TERM_LOGGER.disabled
    _TERM_LOGGER.disabled = True
    try:
        with warnings.catch_warnings():
            warnings.filterwarnings("ignore", module=r"rdflib\.term")
            yield
    finally:
        rdflib.NORMALIZE_LITERALS = normalize
        _toPythonMapping[_BOOLEAN] = boolean
        _TERM_LOGGER.disabled = quiet


def convert_graph(statements: Iterable[pyoxigraph.Quad | pyoxigraph.Triple]) -> rdflib.Graph:
    """The statements of all graphs together, as one rdflib graph; lexical forms and language tags are kept.

    Raises ``FormatError`` for what rdflib cannot hold: RDF 1.2 triple terms and directional text.
    """
    graph = rdflib.Graph(bind_namespaces="none")
    known: dict[object, Node] = {}
    for statement in statements:
        graph.add(
            (
                _known(statement.subject, known),
                _known(statement.predicate, known),
                _known(statement.object, known),
            )
        )
    return graph


def _known(term: object, known: dict[object, Node]) -> Node:
    """The term in rdflib, made once: an IRI stands in many statements and rdflib examines it every time."""
    try:
        return known[term]
    except KeyError:
        made = known[term] = _converted(term)
        return made


def _converted(term: object) -> Node:
    match term:
        case pyoxigraph.NamedNode():
            return rdflib.URIRef(term.value)
        case pyoxigraph.BlankNode():
            return rdflib.BNode(term.value)
        case pyoxigraph.Literal() if term.direction is None:
            return _literal(term)
    raise FormatError(f"RDF 1.2 terms are not taken: {term}")


def _literal(term: pyoxigraph.Literal) -> rdflib.Literal:
    if term.language is not None:
        return rdflib.Literal(term.value, lang=term.language)
    if term.datatype == XSD.string:
        return rdflib.Literal(term.value)
    return rdflib.Literal(term.value, datatype=rdflib.URIRef(term.datatype.value), normalize=False)
