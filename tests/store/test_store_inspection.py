"""The look at a query before it is run: what it refuses, what it lets through, and that no text makes it slow."""

from __future__ import annotations

import time
from contextlib import suppress
from pathlib import Path

import pyoxigraph as ox
import pytest
from hypothesis import given
from hypothesis import strategies as st

from stedenband.errors import QueryError, QueryRefusedError, QuerySyntaxError, QueryTooBigError
from stedenband.sparql.tokens import TokenKind, locate, tokenize, unescape
from stedenband.store.inspection import NESTING, PATTERNS, QueryInspection, inspect_query

ALPHABET = "{}()[]<>\"'\\#?$:@._;,/^|&=!*+-% \n\r\tauU0eSERVICEfrom\u00e9\u2028\U0001f600"


def looked(text: str) -> QueryInspection:
    return inspect_query(text, query_bytes=256 * 1024)


@pytest.mark.parametrize(
    "text",
    [
        "SELECT * { SERVICE <http://127.0.0.1/> { ?s ?p ?o } }",
        "SELECT * { service silent <http://127.0.0.1/> { ?s ?p ?o } }",
        "SELECT * { SERVICE<http://127.0.0.1/>{} }",
        "SELECT * { SERVICESILENT<http://127.0.0.1/>{} }",
        "SELECT * { ?s ?p 1SERVICE<http://127.0.0.1/>{} }",
        "SELECT * { ?s ?p ?o SERVICE$x{} }",
        "PREFIX : <http://127.0.0.1/> SELECT * { SERVICE:foo{} }",
        "PREFIX : <http://127.0.0.1/> SELECT * { ?s ?p trueSERVICE:foo{} }",
        "SELECT * { ?s ?p ?o FILTER(?o<1)SERVICE#>\n<http://127.0.0.1/>{} }",
        "SELECT * { ?s ?p ?o FILTER(?o<ex:a)SERVICE#>\n<http://127.0.0.1/>{} }",
        r"SELECT * { S\u0045RVICE <http://127.0.0.1/> {} }",
        r"SELECT * { S\U00000045RVICE <http://127.0.0.1/> {} }",
        r"SELECT * { ?s ?p 'a\u0027 SERVICE <http://127.0.0.1/> {} #' }",
        'SELECT * { ?s ?p "\\"" SERVICE <http://127.0.0.1/> {} }',
        "SELECT * { ?s ?p '''a'b''' SERVICE <http://127.0.0.1/> {} }",
        "SELECT * { # } \n SERVICE <http://127.0.0.1/> {} }",
    ],
)
def test_service_is_refused_in_every_disguise(text: str) -> None:
    with pytest.raises(QueryRefusedError, match="SERVICE is not offered"):
        looked(text)


@pytest.mark.parametrize(
    "text",
    [
        'SELECT * { ?s ?p "SERVICE <http://x/> {}" }',
        "SELECT * { ?s ?p '''it's\n\"SERVICE\" <x>''' }",
        "SELECT * { ?s ?p ?o } # SERVICE <http://x/> {}",
        "SELECT * { ?service ?p $SERVICE }",
        "SELECT * { ?s <http://example.org/service/SERVICE#x> ?o }",
        "PREFIX ex: <http://e/> SELECT * { ?s ex:service ex:SERVICE }",
        "PREFIX service: <http://e/> SELECT * { ?s service:x ?o }",
        "SELECT * { _:service ?p 'x'@service }",
        "SELECT * { ?s ?p ?o FILTER(?o < 1 && ?o>0) }",
    ],
)
def test_the_word_service_elsewhere_is_no_service(text: str) -> None:
    looked(text)


@pytest.mark.parametrize(
    "text",
    [
        "INSERT DATA { <a:b> <a:c> 1 }",
        "PREFIX ex: <http://e/>\n# a comment\nDELETE WHERE { ?s ?p ?o }",
        "BASE <http://e/> load <x>",
        "DROP ALL",
        "WITH <a:b> DELETE { ?s ?p ?o } WHERE { ?s ?p ?o }",
        "  clear default",
    ],
)
def test_updates_are_refused_as_read_only(text: str) -> None:
    with pytest.raises(QueryRefusedError, match="read-only"):
        looked(text)


def test_update_words_inside_a_query_are_left_alone() -> None:
    looked('PREFIX load: <http://e/> SELECT ?insert { ?insert load:drop "DELETE" ; load:add ?clear }')


@pytest.mark.parametrize(("opening", "closing"), ["{}", "()", "[]"])
def test_nesting_is_counted_for_every_bracket(opening: str, closing: str) -> None:
    assert looked(f"ASK {opening * NESTING}{closing * NESTING}").depth == NESTING
    with pytest.raises(QueryTooBigError) as caught:
        looked(f"ASK {opening * (NESTING + 1)}{closing * (NESTING + 1)}")
    assert (caught.value.limit, caught.value.allowed, caught.value.found) == ("nesting", NESTING, NESTING + 1)


def test_unclosed_nesting_is_counted_too() -> None:
    with pytest.raises(QueryTooBigError):
        looked("SELECT * WHERE " + "{" * 3000)


def test_brackets_in_strings_iris_and_comments_are_not_nesting() -> None:
    text = 'ASK { ?s ?p "((((((" , <http://e/(((> # {{{{{\n }'
    assert looked(text).depth == 1


def test_a_comparison_that_looks_like_an_iri_is_left_to_the_engine() -> None:
    assert looked("ASK { ?a ?b ?c FILTER(?a<(?b)&&(?c>1)) }").depth >= 2


def test_joins_are_bounded_but_values_and_filters_are_not() -> None:
    many = " ".join(f"<http://e/{number}>" for number in range(3000))
    looked(f"SELECT * {{ VALUES ?s {{ {many} }} ?s ?p ?o FILTER(?o IN ({','.join(many.split())})) }}")
    star = " ".join(f"?s <http://e/{number}> ?o ." for number in range(PATTERNS + 1))
    with pytest.raises(QueryTooBigError, match="VALUES"):
        looked(f"SELECT * {{ {star} }}")
    with pytest.raises(QueryTooBigError):
        looked("SELECT * { ?s " + "/".join(["<http://e/p>"] * (PATTERNS + 2)) + " ?o }")


def test_the_bytes_are_counted_not_the_letters() -> None:
    text = "ASK { ?s ?p '" + "é" * 200 + "' }"
    with pytest.raises(QueryTooBigError) as caught:
        inspect_query(text, query_bytes=300)
    assert (caught.value.limit, caught.value.found) == ("bytes", len(text.encode()))
    inspect_query(text, query_bytes=len(text.encode()))


@pytest.mark.parametrize("letter", ["\x00", "\ud800"])
def test_what_is_no_text_is_refused_with_its_place(letter: str) -> None:
    with pytest.raises(QuerySyntaxError, match="does not belong in text") as caught:
        looked(f"ASK {{\n '{letter}' }}")
    assert (caught.value.line, caught.value.column) == (2, 3)


def test_the_graphs_of_from_are_read_off() -> None:
    seen = looked(
        "PREFIX g: <http://e/> PREFIX from: <http://f/> "
        r"SELECT * FROM <http://e/a\u0062> FROM NAMED g:c from g:d\.e { ?from from:from 'FROM <x>' }"
    )
    assert seen.own_dataset
    assert seen.graphs == ("http://e/ab", "http://e/c", "http://e/d.e")
    assert not looked("PREFIX from: <http://f/> SELECT * { ?from from:from 'FROM' }").own_dataset
    assert looked("ASKFROM<http://e/g>{}").own_dataset


PIECES = [
    '"""',
    '"',
    "'''",
    "'",
    "<",
    "<<",
    "a.",
    "a..",
    "a:",
    ":.",
    "\\",
    '"\\',
    "(",
    "[",
    "?",
    "@a-",
    "1e",
    "_:a.",
    "#",
    "a-",
]


@pytest.mark.parametrize("piece", PIECES)
def test_no_text_makes_the_look_slow(piece: str) -> None:
    """A quadratic one would take minutes over a text of this length."""
    text = (piece * 262_144)[: 256 * 1024]
    started = time.process_time()
    with suppress(QueryError):
        looked(text)
    assert time.process_time() - started < 2


def parses(text: str) -> bool:
    """Whether the engine takes it for a query. Not for a text with SERVICE: the engine would go there."""
    try:
        ox.Store().query(text, base_iri="http://example.org/")
    except SyntaxError:
        return False
    except RuntimeError:  # it parses, but a function is missing
        return True
    return True


def test_no_query_of_the_w3c_suites_is_refused_but_for_service(shared: Path) -> None:
    passed = 0
    for path in sorted((shared / "w3c" / "rdf-tests" / "sparql").rglob("*.rq")):
        text = path.read_text(encoding="utf-8")
        if path.parent.name in ("service", "syntax-fed"):
            with pytest.raises(QueryRefusedError, match="SERVICE"):
                looked(text)
        elif parses(text):
            looked(text)
            passed += 1
    assert passed > 400


def test_no_update_of_the_w3c_suites_gets_through(shared: Path) -> None:
    refused = []
    for path in sorted((shared / "w3c" / "rdf-tests" / "sparql").rglob("*.ru")):
        try:
            looked(path.read_text(encoding="utf-8"))
        except QueryRefusedError as error:
            refused.append(str(error))
        else:
            assert path.name in ("syntax-update-38.ru", "syntax-update-39.ru", "syntax-update-40.ru")  # empty
    assert len(refused) > 100


@given(st.text(alphabet=ALPHABET, max_size=200))
def test_the_tokens_are_the_text(text: str) -> None:
    cut = list(tokenize(text))
    assert "".join(token.text for token in cut) == text
    assert [token.start for token in cut] == [sum(len(t.text) for t in cut[:i]) for i in range(len(cut))]


@given(st.text(alphabet=ALPHABET, max_size=200))
def test_the_look_raises_nothing_but_query_errors(text: str) -> None:
    with suppress(QueryError):
        assert 0 <= looked(text).depth <= NESTING


@pytest.mark.parametrize(
    ("text", "kinds"),
    [
        ("ex:a.b.", "name mark"),
        (r"ex:a\,b%41 :", "name name"),
        ('\'a\' """b"c"""@nl-BE', "string string language"),
        ("?a<?b", "variable mark variable"),
        ("-1.5e3 .5 2.", "mark number number number mark"),
        ("_:b1.c <a>#x", "blank iri comment"),
        ("'open\nSELECT", "string word"),
        ("'''open\nSELECT", "string"),
        ("$x a'y'", "variable word string"),
    ],
)
def test_tokens_are_those_of_the_grammar(text: str, kinds: str) -> None:
    assert " ".join(token.kind for token in tokenize(text) if token.kind is not TokenKind.SPACE) == kinds


def test_escapes_are_undone_and_places_count_from_one() -> None:
    assert unescape(r"\u0041\U0001F600\uZZZZ\UFFFFFFFF") == "A\U0001f600" + r"\uZZZZ\UFFFFFFFF"
    assert locate("a\nbc", 3) == (2, 2)
