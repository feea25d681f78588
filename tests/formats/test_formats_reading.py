"""What is refused before or after a parser sees it, each case seen to fail without its guard."""

from __future__ import annotations

import json
import subprocess
import sys
import time

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from pyoxigraph import Literal, NamedNode, RdfFormat, Triple, parse

from stedenband.errors import FormatError
from stedenband.formats import (
    CONTEXT_IRI,
    JSON_LD,
    N_QUADS,
    N_TRIPLES,
    RDF_XML,
    READABLE,
    TRIG,
    TURTLE,
    Format,
    read,
)
from stedenband.formats.guards import guard_turtle
from stedenband.ns import STB

LABEL = "http://www.w3.org/2000/01/rdf-schema#label"
RDF_HEAD = '<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns:e="http://e/">'


def refused(data: bytes | str, item: Format, **options: object) -> FormatError:
    """The error that reading gives."""
    with pytest.raises(FormatError) as caught:
        read(data.encode() if isinstance(data, str) else data, item, **options)  # type: ignore[arg-type]
    return caught.value


def outcome_in_a_process_of_its_own(program: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, timeout=60, check=False
    )


# == Depth =====================================================================

DEEP_JSON = 'b\'{"http://a":\' * 10_000 + b"1" + b"}" * 10_000'
DEEP_TRIPLES = (
    'b"<http://a> <http://b> " + b"<<( <http://a> <http://b> " * 100_000'
    ' + b"<http://c>" + b" )>>" * 100_000 + b" ."'
)


@pytest.mark.parametrize(("name", "data", "said"), [
    ("JSON_LD", DEEP_JSON, "more than 100 levels"),
    ("JSON_LD", 'b"[" * 1_000_000', "more than 100 levels"),
    ("TURTLE", DEEP_TRIPLES, "RDF 1.2"),
    ("N_TRIPLES", DEEP_TRIPLES, "RDF 1.2"),
    ("N_QUADS", DEEP_TRIPLES, "RDF 1.2"),
    ("TRIG", DEEP_TRIPLES, "RDF 1.2"),
    ("RDF_XML", f"b'{RDF_HEAD}' + b'<e:A><e:p>' * 100_000", "more than 100 elements"),
])  # fmt: skip
def test_depth_is_refused_and_the_process_lives(name: str, data: str, said: str) -> None:
    done = outcome_in_a_process_of_its_own(
        f"from stedenband import formats\nfrom stedenband.errors import FormatError\n"
        f"try:\n    formats.read({data}, formats.{name})\n"
        f"except FormatError as error:\n    print('refused:', error)\n"
    )
    assert done.returncode == 0, done
    assert done.stdout.startswith("refused: ")
    assert said in done.stdout


@pytest.mark.parametrize("item", [N_TRIPLES, TURTLE], ids=lambda item: item.name)
def test_the_guard_for_triple_terms_is_still_needed(item: Format) -> None:
    """Without it the parser ends the process; when it no longer does, the guard can go."""
    name = {N_TRIPLES: "N_TRIPLES", TURTLE: "TURTLE"}[item]
    done = outcome_in_a_process_of_its_own(
        f"from pyoxigraph import RdfFormat, parse\nlist(parse({DEEP_TRIPLES}, format=RdfFormat.{name}))"
    )
    assert done.returncode < 0


def test_a_hundred_levels_are_read() -> None:
    data = b'{"http://a":' * 99 + b'{"@id": "http://b"}' + b"}" * 99
    assert len(read(data, JSON_LD)) == 99
    assert "more than 100 levels" in str(refused(b'{"http://a":' + data + b"}", JSON_LD))


def test_brackets_within_strings_are_not_levels() -> None:
    data = json.dumps({"@id": "http://a", LABEL: '\\"' + "[{" * 1000})
    assert len(read(data.encode(), JSON_LD)) == 1


def test_long_flat_documents_are_not_deep() -> None:
    flat = json.dumps([{"@id": f"http://a/{n}", LABEL: [{"@value": "x"}]} for n in range(1000)])
    assert len(read(flat.encode(), JSON_LD)) == 1000
    siblings = "".join(f'<e:A rdf:about="http://a/{n}"/>' for n in range(1000))
    assert len(read(f"{RDF_HEAD}{siblings}</rdf:RDF>".encode(), RDF_XML)) == 1000


# == Nothing is fetched or expanded ============================================


@pytest.mark.parametrize(
    "context",
    [
        "http://example.org/context.jsonld",
        "https://schema.org",
        ["https://schema.org", {"a": "http://a"}],
        [{"a": "http://a"}, CONTEXT_IRI, "context.jsonld"],
        {"a": {"@id": "http://a", "@context": "http://example.org/c"}},
        {"@version": 1.1, "@import": "http://example.org/c"},
        {"@import": CONTEXT_IRI},
        "",
        "file:///etc/passwd",
    ],
)
def test_a_context_elsewhere_is_refused_and_named(context: object) -> None:
    error = refused(json.dumps({"@context": context, "@id": "http://a", "a": "b"}), JSON_LD)
    assert "nothing is fetched; write the context into the document" in str(error)


def test_a_context_elsewhere_is_refused_at_any_depth() -> None:
    inner = {"@context": "http://example.org/c", "@id": "http://b"}
    assert "http://example.org/c" in str(
        refused(json.dumps([{"@id": "http://a", "http://p": [inner]}]), JSON_LD)
    )


@pytest.mark.parametrize(
    "context", [CONTEXT_IRI, [CONTEXT_IRI], [CONTEXT_IRI, {"eigen": "http://example.org/eigen"}]]
)
def test_our_own_context_is_known_without_fetching(context: object) -> None:
    document = {"@context": context, "id": "http://a", "startYear": 1969}
    (quad,) = read(json.dumps(document).encode(), JSON_LD)
    assert quad.predicate == STB.startYear


BILLION_LAUGHS = """<?xml version="1.0"?>
<!DOCTYPE lolz [
 <!ENTITY lol "lol">
 <!ENTITY lol2 "&lol;&lol;&lol;&lol;&lol;&lol;&lol;&lol;&lol;&lol;">
 <!ENTITY lol3 "&lol2;&lol2;&lol2;&lol2;&lol2;&lol2;&lol2;&lol2;&lol2;&lol2;">
]>
""" + RDF_HEAD + '<e:A rdf:about="http://a"><e:p>&lol3;</e:p></e:A></rdf:RDF>'  # fmt: skip


@pytest.mark.parametrize(
    "data",
    [
        BILLION_LAUGHS,
        f'<!DOCTYPE r SYSTEM "file:///etc/passwd">{RDF_HEAD}</rdf:RDF>',
        f'<!DOCTYPE r PUBLIC "a" "http://example.org/r.dtd">{RDF_HEAD}</rdf:RDF>',
        f"<!-- first -->\n<!DOCTYPE rdf:RDF>{RDF_HEAD}</rdf:RDF>",
    ],
    ids=["billion laughs", "file", "public", "bare"],
)
def test_a_doctype_is_refused(data: str) -> None:
    error = refused(data, RDF_XML)
    assert "a DOCTYPE is not read" in str(error)
    assert error.line == data[: data.index("<!DOCTYPE")].count("\n") + 1


@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-le", "utf-32"])
def test_a_doctype_cannot_hide_in_another_encoding(encoding: str) -> None:
    assert "UTF-8" in str(refused(BILLION_LAUGHS.encode(encoding), RDF_XML)) or "NUL" in str(
        refused(BILLION_LAUGHS.encode(encoding), RDF_XML)
    )


def test_the_word_doctype_in_a_text_is_only_a_word() -> None:
    data = f'{RDF_HEAD}<e:A rdf:about="http://a"><e:p>&lt;!DOCTYPE x></e:p></e:A></rdf:RDF>'
    assert Literal("<!DOCTYPE x>") in [quad.object for quad in read(data.encode(), RDF_XML)]


@pytest.mark.parametrize(
    ("item", "data"),
    [
        (TURTLE, "<file:///etc/passwd> a <http://a> ."),
        (TURTLE, "@base <FILE:///etc/> . <passwd> a <http://a> ."),
        (TURTLE, '<http://a> <http://b> "x"^^<file:///t> .'),
        (TRIG, "<file:///g> { <http://a> <http://b> <http://c> }"),
        (N_QUADS, "<http://a> <http://b> <http://c> <file:///g> ."),
        (JSON_LD, '{"@context": {"@base": "file:///"}, "@id": "x", "http://p": "y"}'),
        (RDF_XML, f'{RDF_HEAD}<e:A rdf:about="file:///x"/></rdf:RDF>'),
    ],
)
def test_names_of_local_files_are_refused(item: Format, data: str) -> None:
    assert "names a file of one machine" in str(refused(data, item))


def test_a_file_cannot_be_the_base() -> None:
    for base in ("file:///etc/", "urn:x:", "passwd", "", "http://", "ftp://example.org/", "http://a b/"):
        assert "resolved against an http(s) address" in str(refused("<x> a <http://a> .", TURTLE, base=base))


@pytest.mark.parametrize("base", ["https://example.org/data/", "https://example.org/data/file.ttl"])
def test_relative_iris_are_resolved_against_the_base(base: str) -> None:
    (quad,) = read(b"<x> a <#y> .", TURTLE, base=base)
    assert quad.subject == NamedNode("https://example.org/data/x")


@pytest.mark.parametrize("item", [TURTLE, TRIG, N_TRIPLES, N_QUADS], ids=lambda item: item.name)
def test_relative_iris_without_a_base_are_an_error(item: Format) -> None:
    error = refused("<x> <http://p> <http://a> .", item)
    assert (error.line, error.column) == (1, 1)


# == RDF 1.2 ===================================================================


@pytest.mark.parametrize(
    ("item", "data"),
    [
        (TURTLE, "<http://a> <http://b> <<( <http://a> <http://b> <http://c> )>> ."),
        (TURTLE, "<< <http://a> <http://b> <http://c> >> <http://d> <http://e> ."),
        (TURTLE, "<http://a> <http://b> <http://c> {| <http://d> <http://e> |} ."),
        (TURTLE, '<http://a> <http://b> "x"@ar--rtl .'),
        (N_TRIPLES, "<http://a> <http://b> <<( <http://a> <http://b> <http://c> )>> ."),
        (JSON_LD, '{"@id": "http://a", "http://b": {"@value": "x", "@language": "ar", "@direction": "rtl"}}'),
    ],
)
def test_rdf_12_is_refused_by_name(item: Format, data: str) -> None:
    assert "RDF 1.2" in str(refused(data, item))


def test_two_angles_in_a_text_a_comment_or_a_name_are_only_that() -> None:
    data = (
        "# << not here\n"
        "@prefix e: <http://e/> .\n"
        'e:a e:b "<<" , \'<<\' , """a "<<" b""" , \'\'\'it\'s <<\'\'\' , "\\"<<" .\n'
        "e:it\\'s e:b \"<<\" . e:a\\#b e:c '<<' . # << nor here"
    )
    assert len(read(data.encode(), TURTLE)) == 7


TOKENS = [
    "<http://a>",
    "<<",
    "<<(",
    ">>",
    ")>>",
    '"',
    "'",
    '"""',
    "'''",
    "\\",
    "\\'",
    "#",
    "\n",
    " ",
    ".",
    "e:",
    "x",
    "@nl",
]


@given(st.lists(st.sampled_from(TOKENS), max_size=30).map("".join))
@example("<http://a> <http://a> \"'\" , '\"' , <<( <http://a> <http://a> <http://a> )>> .")
@example('<http://a> <http://a> """a\\""" , <<( <http://a> <http://a> <http://a> )>> .')
def test_no_triple_term_slips_past_the_guard(soup: str) -> None:
    """Whatever the parser takes for a triple as a term, the guard has seen first."""
    data = f"@prefix e: <http://e/> . {soup}".encode()
    found = False
    try:
        for quad in parse(data, format=RdfFormat.TURTLE):
            found = found or isinstance(quad.object, Triple) or "reifies" in quad.predicate.value
    except SyntaxError:
        pass
    if found:
        with pytest.raises(FormatError, match=r"RDF 1\.2"):
            guard_turtle(data)


# == Bytes that are not what they say ==========================================


@pytest.mark.parametrize(
    ("item", "data", "line", "column"),
    [
        (TURTLE, b'<http://a> <http://b> "x" .\n<http://a> <http:', 2, 12),
        (N_TRIPLES, b'<http://a> <http://b> "x" .\n<http://a> "x" .', 2, 12),
        (JSON_LD, b'{"@id": "http://a",\n  "b" 1}', 2, 7),
        (RDF_XML, RDF_HEAD.encode() + b"\n<e:A>\n</e:B></rdf:RDF>", 3, 3),
        (TURTLE, '<http://a> <http://b> "é\n", \xff .'.encode("latin-1"), 1, 24),
        (TURTLE, '"é'.encode() + b"\n\xff", 2, 1),
        (JSON_LD, b'{"@id":\n "\x00"}', 2, 3),
    ],
)
def test_a_fault_says_where_it_is(item: Format, data: bytes, line: int, column: int) -> None:
    error = refused(data, item)
    assert (error.line, error.column) == (line, column)
    assert f"line {line}" in str(error)


@pytest.mark.parametrize("item", READABLE, ids=lambda item: item.name)
@pytest.mark.parametrize("data", [b"\xff\xfe", b"\xc3\x28", b"\xed\xa0\x80", b'"\x00"'], ids=repr)
def test_bytes_that_are_no_text_are_refused(item: Format, data: bytes) -> None:
    assert "UTF-8" in str(refused(data, item)) or "NUL" in str(refused(data, item))


@pytest.mark.parametrize(
    ("item", "data"),
    [
        (TURTLE, r'<http://a> <http://b> "\u0000" .'),
        (N_QUADS, r'<http://a> <http://b> "a\u0000"@nl .'),
        (JSON_LD, r'{"@id": "http://a", "http://b": "\u0000"}'),
    ],
)
def test_nul_is_refused_however_it_is_written(item: Format, data: str) -> None:
    assert "NUL" in str(refused(data, item))


def test_a_lone_surrogate_is_refused() -> None:
    refused(r'<http://a> <http://b> "\uD800" .', TURTLE)
    refused(r'{"@id": "http://a", "http://b": "\uD800"}', JSON_LD)
    refused(rf'{{"@context": "{CONTEXT_IRI}", "id": "http://a", "http://b": "\uD800"}}', JSON_LD)


@pytest.mark.parametrize("item", READABLE, ids=lambda item: item.name)
def test_a_byte_order_mark_is_passed_over(item: Format) -> None:
    documents = {
        JSON_LD: '{"@id": "http://a", "http://b": "c"}',
        RDF_XML: f'{RDF_HEAD}<e:A rdf:about="http://a"/></rdf:RDF>',
    }
    data = documents.get(item, '<http://a> <http://b> "c" .')
    assert len(read(b"\xef\xbb\xbf" + data.encode(), item)) == 1


def test_more_bytes_than_the_limit_are_not_read() -> None:
    data = b"<http://a> <http://b> <http://c> ."
    assert len(read(data, TURTLE, largest=len(data))) == 1
    assert f"{len(data)} bytes; at most {len(data) - 1}" in str(refused(data, TURTLE, largest=len(data) - 1))


def test_a_number_too_long_to_read_is_refused() -> None:
    assert "too long" in str(refused('{"@id": "http://a", "http://b": ' + "9" * 5000 + "}", JSON_LD))


@pytest.mark.parametrize("item", READABLE, ids=lambda item: item.name)
@given(data=st.binary(max_size=60) | st.text("{}[]<>\"'\\@:#?!/=& ax\n", max_size=60).map(str.encode))
@example(data=b"<?xml version='1.0' encoding='utf-7'?><a/>")
@example(data=b'{"@context": {"a": {"@id": "a"}}}')
@example(data=b'{"@context": [], "@id": 1}')
@example(data=b'[[{"@value": {}}]]')
def test_reading_gives_statements_or_a_format_error(item: Format, data: bytes) -> None:
    found: object = None
    try:
        found = read(data, item)
    except FormatError as error:
        found = [str(error)]
    assert isinstance(found, list)


def test_guards_take_time_in_proportion() -> None:
    """No guard may be the slow part: 1 MB of the worst they can meet takes a fraction of a second."""
    worst = [
        (JSON_LD, b'"' + b'\\"' * 500_000),
        (JSON_LD, b"[]" * 500_000),
        (TURTLE, b"<<" + b'"' * 1_000_000),
        (TURTLE, b"'" + b'"""\\' * 250_000 + b"<<"),
        (TURTLE, b"<" * 1_000_000),
    ]
    for item, data in worst:
        begun = time.process_time()
        refused(data, item)
        assert time.process_time() - begun < 2, (item.name, data[:10])
