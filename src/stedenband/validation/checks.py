"""Checks: SPARQL queries over the whole graph that give a row for every fault, and no row when all is well.

A check is a file that runs as it stands in any SPARQL 1.1 editor over the union of the graphs. Its header says
how bad a row is and what to tell staff::

    #+ severity: violation
    #+ title.en: ...            title.nl
    #+ message.en: ... {start}  message.nl    placeholders are variables of the SELECT
    #+ remedy.en: ...           remedy.nl
    #+ params: {"city": {"type": "city", "default": "city/gent"}}

``?focus`` is the thing with the fault, ``?path`` the property and ``?value`` what was found; the last two are
optional. Where ``city`` is a parameter, the row of ``VALUES ?city { ... }`` is swapped for the publishing city.

What must be absent is written with ``MINUS`` where it can be: the engine works it out once for all. A ``NOT EXISTS``
with another subject is worked out for every focus anew: 9.7 s against 0.03 s on forty times Ghent's claims.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from string import Formatter

from pyoxigraph import BlankNode, Literal, NamedNode, QuerySolution, QuerySolutions, Store

from stedenband.errors import FormatError
from stedenband.i18n import DATA_LANGUAGES
from stedenband.model import Finding, Severity, Texts
from stedenband.ns import PREFIXES, SH

_HEADER = re.compile(r"#\+ ([a-z]+(?:\.[a-z]+)?): (.+)")
_CITY_ROW = re.compile(r"(VALUES \?city \{ )(?:[a-z]+:\S+|<[^<>\s]*>)( \})")
_IGNORED = re.compile(
    r"<[^<>\"{}|^`\\\s]*>"
    r'|"""(?:[^"\\]|\\.|"(?!""))*"""|"(?:[^"\\\n]|\\.)*"'
    r"|'''(?:[^'\\]|\\.|'(?!''))*'''|'(?:[^'\\\n]|\\.)*'"
    r"|#[^\n]*",
    re.DOTALL,
)
_ESCAPE = re.compile(r"\\u([0-9A-Fa-f]{4})|\\U([0-9A-Fa-f]{8})")


@dataclass(frozen=True, slots=True)
class SparqlCheck:
    """One query of ``queries/checks``; ``name`` is its file's stem and the code of its findings."""

    name: str
    severity: Severity
    title: Texts
    message: Texts
    remedy: Texts
    text: str
    takes_city: bool

    @property
    def placeholders(self) -> frozenset[str]:
        """The variables that its message or remedy names."""
        texts = (*self.message.values(), *self.remedy.values())
        return frozenset(name for text in texts for _, name, _, _ in Formatter().parse(text) if name)


# == Reading ===================================================================


def read_check(path: Path) -> SparqlCheck:
    """Read one check. Raises ``FormatError`` when its header is incomplete or it would fetch (``SERVICE``)."""
    text = path.read_text(encoding="utf-8")
    header = dict(_HEADER.findall(text))
    if _asks_elsewhere(text):
        raise FormatError(f"{path.name}: SERVICE is refused; a check reads the data it is given")
    try:
        check = SparqlCheck(
            name=path.stem,
            severity=Severity(header["severity"]),
            title=_texts(header, "title"),
            message=_texts(header, "message"),
            remedy=_texts(header, "remedy"),
            text=text,
            takes_city="city" in json.loads(header.get("params", "{}")),
        )
    except (KeyError, ValueError) as error:
        raise FormatError(f"{path.name}: the header lacks or garbles {error}") from error
    if check.takes_city != (len(_CITY_ROW.findall(text)) == 1):
        raise FormatError(f"{path.name}: the parameter city needs exactly one VALUES ?city {{ ... }}")
    return check


def _texts(header: Mapping[str, str], key: str) -> Texts:
    """The texts of a header: in the languages that every check has, and in others where it has them."""
    texts = {language: header.get(f"{key}.{language}", "").strip() for language in DATA_LANGUAGES}
    for language in DATA_LANGUAGES[:2]:
        texts[language] = header[f"{key}.{language}"].strip()
    return {language: text for language, text in texts.items() if text}


def _asks_elsewhere(text: str) -> bool:
    """Whether the keyword SERVICE stands outside strings, IRIs and comments (SPARQL 1.1, sections 19.2 and 19.8)."""
    plain = _ESCAPE.sub(lambda match: chr(int(match[1] or match[2], 16)), text)
    return re.search(r"(?<![\w:?$-])SERVICE(?![\w:-])", _IGNORED.sub(" ", plain), re.IGNORECASE) is not None


# == Running ===================================================================


def run_check(check: SparqlCheck, store: Store, city: NamedNode) -> Iterator[Finding]:
    """One finding for each row. Raises ``FormatError`` when the query does not parse or lacks ``?focus``."""
    text = (
        _CITY_ROW.sub(lambda match: f"{match[1]}{city}{match[2]}", check.text)
        if check.takes_city
        else check.text
    )
    try:
        solutions = store.query(text, use_default_graph_as_union=True)
    except SyntaxError as error:
        raise FormatError(f"{check.name}.rq: {error}") from error
    if not isinstance(solutions, QuerySolutions):
        raise FormatError(f"{check.name}.rq: a check is a SELECT")
    names = [variable.value for variable in solutions.variables]
    missing = ({"focus"} | check.placeholders).difference(names)
    if missing:
        raise FormatError(f"{check.name}.rq: does not select {', '.join(sorted(missing))}")
    for solution in solutions:
        yield _finding(check, solution, names)


def _finding(check: SparqlCheck, solution: QuerySolution, names: list[str]) -> Finding:
    shown = {name: _shown(solution[name]) for name in names}
    return Finding(
        code=check.name,
        severity=check.severity,
        message={tag: text.format(**shown) for tag, text in check.message.items()},
        remedy={tag: text.format(**shown) for tag, text in check.remedy.items()},
        focus=_plain(solution["focus"]),
        path=_plain(solution["path"]) if "path" in names else None,
        found=_plain(solution["value"]) if "value" in names else None,
        rule=f"{check.name}.rq",
        component=_SPARQL,
    )


_SPARQL = SH.base + "SPARQLConstraintComponent"


def _plain(term: object) -> str | None:
    match term:
        case NamedNode() | Literal():
            return term.value
        case BlankNode():
            return str(term)
    return None


def _shown(term: object) -> str:
    """A term as a sentence can hold it: a reference (``city/gent``), a prefixed name, or the text of a literal."""
    text = _plain(term) or "–"
    if not isinstance(term, NamedNode):
        return text
    if "/id/" in text:
        return text.rsplit("/id/", 1)[1]
    return next(
        (f"{prefix}:{text[len(base) :]}" for prefix, base in PREFIXES.items() if text.startswith(base)), text
    )
