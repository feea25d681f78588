"""A canonical file is searched and compared without being read into memory, and nothing is missed."""

from __future__ import annotations

import io
from itertools import groupby

from hypothesis import given
from hypothesis import strategies as st
from pyoxigraph import Literal, NamedNode, Quad

from stedenband.formats import group_by_subject, pair_blocks, patch_lines, read_subject, write_nquads

NAMES = ["a", "a/b", "a/b/c", "ab", "a-b", "a.b", "b", "é", "z" * 40]
"""Names that begin alike, which is where a search by the beginning of a line goes wrong."""

QUADS = st.lists(
    st.builds(
        lambda subject, predicate, value: Quad(
            NamedNode(f"https://example.org/{subject}"),
            NamedNode(f"https://example.org/p/{predicate}"),
            Literal(value),
            NamedNode("https://example.org/graph"),
        ),
        st.sampled_from(NAMES),
        st.sampled_from("pqr"),
        st.text(alphabet="ab\n> <é", max_size=8),
    ),
    max_size=40,
)


def canonical(quads: list[Quad]) -> bytes:
    file = io.BytesIO()
    write_nquads(quads, file)
    return file.getvalue()


@given(QUADS)
def test_a_search_finds_exactly_what_is_said_of_a_subject(quads: list[Quad]) -> None:
    file = io.BytesIO(canonical(quads))
    for name in NAMES:
        subject = NamedNode(f"https://example.org/{name}")
        assert set(read_subject(file, subject)) == {quad for quad in quads if quad.subject == subject}


@given(QUADS)
def test_the_stars_of_a_file_are_all_its_lines_in_order(quads: list[Quad]) -> None:
    data = canonical(quads)
    found = list(group_by_subject(io.BytesIO(data)))
    assert b"".join(line for star in found for line in star.lines) == data
    assert [len(list(group)) for _, group in groupby(sorted(star.subject for star in found))] == [1] * len(
        found
    )


@given(QUADS, QUADS)
def test_two_files_are_paired_subject_by_subject(before: list[Quad], after: list[Quad]) -> None:
    pairs = list(pair_blocks(io.BytesIO(canonical(before)), io.BytesIO(canonical(after))))
    assert b"".join(line for old, _ in pairs for line in old.lines) == canonical(before)
    assert b"".join(line for _, new in pairs for line in new.lines) == canonical(after)
    assert all(old.subject == new.subject for old, new in pairs)
    assert len({old.subject for old, _ in pairs}) == len(pairs)


@given(QUADS, QUADS)
def test_a_patch_applied_to_one_file_gives_the_other(before: list[Quad], after: list[Quad]) -> None:
    lines = set(canonical(before).splitlines(keepends=True))
    for old, new in pair_blocks(io.BytesIO(canonical(before)), io.BytesIO(canonical(after))):
        for line in patch_lines(old, new):
            assert (line[2:] in lines) == line.startswith(b"D ")
            (lines.remove if line.startswith(b"D ") else lines.add)(line[2:])
    assert b"".join(sorted(lines)) == canonical(after)
