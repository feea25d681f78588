"""With what a function's name may begin."""

from __future__ import annotations

VERBS = frozenset(
    """
    accept add align append apply ask assert assign attach audit await begin bind break build bundle
    canonicalize cap capture check choose claim classify clean clear clip close collect combine compact compare
    compose compress compute configure connect consume convert copy count create cut decode define delay delete
    derive describe detect diagnose diff digest discard divide draw drop dump encode end ensure enter escape
    estimate evaluate examine exclude exempt expand explain export express extract fetch fill filter find fit
    flatten flush fold follow forbid forget fork form format gather generate get give group guard guess handle
    hash hide hold identify ignore include indent infer insert inspect intern invert iterate join judge keep
    kill label lay leave limit link list load locate lock log look lower make map mark match measure merge mint
    mount move name negotiate normalize note number observe offer open order pack pad paginate pair parse
    partition pass patch pause pick plan plot prefix prepare print project protect prove provide prune publish
    push put quote raise rank reach read receive recognize record reduce refer refuse register reject relate
    release remember remove rename render reorder replace report request require reset resolve restore resume
    retry return reverse revise rewrite round run sample save say scale scan seal search select send separate
    serialize serve set shorten show shrink sign skip slice sort spell split start state stop store stream strip
    subtract suggest sum summarize support suspend swap switch sync take tell throw tokenize total trace track
    transform translate trim try unescape unpack update use validate verify visit wait walk warn watch weigh
    withdraw wrap write yield
    """.split()  # noqa: SIM905
)
"""Words that say what is done. Left out are those that the sources use as nouns: page, query, document, file."""

PREDICATES = frozenset(["accepts", "allows", "can", "contains", "has", "is", "may", "needs", "takes"])
"""Words that ask a question with yes or no for an answer."""

CONVERSIONS = {
    "as": "gives its argument in another form, like dataclasses.asdict",
    "to": "gives its argument in another form, like int.to_bytes",
}
"""What is not a verb and yet says what is done, and why it may."""

UNPREFIXED = {
    "N_": "the mark of a message, as gettext has it",
    "NC_": "the mark of a message with a context, as GLib has it",
    "NN_": "the mark of a message with a plural",
    "column": "declares a field of a record, like dataclasses.field",
    **dict.fromkeys(
        ("a", "about", "text", "texts", "said", "typed", "day", "moment", "identified"),
        "parts of statements of the catalogue, which read as Turtle does: catalogue/statements.py",
    ),
    "main": "the entry point of the command line, by Python's convention",
}
"""Functions that may be named otherwise, and why."""
