"""The timeline of the front page: phases of policy, partnerships with their acts, and what changed them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from pyoxigraph import NamedNode

from stedenband.ns import ORG, STB
from stedenband.web.drawing import Axis, DrawnSpan, Moment, Span, axis_of
from stedenband.web.overview.ties import CityTie, year
from stedenband.web.pages.sections import code_of
from stedenband.web.presentation.showing import Shower, Shown

_TOUCHES = (STB.affects, ORG.originalOrganization, ORG.resultingOrganization)

_ENDINGS = ("termination",)
"""Codes of acts whose mark is a cross."""


@dataclass(frozen=True, slots=True)
class Row:
    """A row of the timeline. ``across`` are places, in percent, of the changes that touch it."""

    name: Shown
    years: str
    drawn: DrawnSpan
    kind: str = ""
    status: str = ""
    details: tuple[str, ...] = ()
    acts: tuple[str, ...] = ()
    across: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Timeline:
    """All of it; ``undated`` are phases that the sources give no year for."""

    axis: Axis
    now: int
    phases: tuple[Row, ...]
    ties: tuple[Row, ...]
    changes: tuple[Row, ...]
    undated: tuple[Shown, ...]


def timeline_of(shower: Shower, ties: Sequence[CityTie], now: int) -> Timeline | None:
    """The timeline of these ties up to the year ``now``; ``None`` where nothing has a year."""
    spans = [_tie_span(shower, tie) for tie in ties]
    phases = _by_start(shower, shower.description.of_class(STB.Phase))
    changes = _by_start(shower, shower.description.of_class(STB.Change))
    dated = [change for change in changes if year(shower, change, STB.year) is not None]
    axis = axis_of([*spans, *(_span(shower, thing) for thing in (*phases, *dated))], now)
    if axis is None:
        return None
    return Timeline(
        axis=axis,
        now=now,
        phases=tuple(_row(shower, axis, now, phase) for phase in phases if _dated(shower, phase)),
        ties=tuple(
            _tie_row(shower, axis, now, tie, span, dated) for tie, span in zip(ties, spans, strict=True)
        ),
        changes=tuple(_row(shower, axis, now, change) for change in dated),
        undated=tuple(shower.thing(phase) for phase in phases if not _dated(shower, phase)),
    )


def _by_start(shower: Shower, things: Iterable[NamedNode]) -> list[NamedNode]:
    return sorted(things, key=lambda thing: (_first(shower, thing) or 9999, shower.name(thing).text))


def _first(shower: Shower, thing: NamedNode) -> int | None:
    return year(shower, thing, STB.startYear) or year(shower, thing, STB.year)


def _dated(shower: Shower, thing: NamedNode) -> bool:
    return _first(shower, thing) is not None


# == Rows ======================================================================


def _row(shower: Shower, axis: Axis, now: int, thing: NamedNode) -> Row:
    """A phase, or a change."""
    span = _span(shower, thing)
    told = span.moments[0].year if span.moments else span.start
    years = years_in_words(shower, told, span.end, lasting=not span.moments)
    return Row(shower.thing(thing), years, axis.draw(span, now))


def _tie_row(
    shower: Shower, axis: Axis, now: int, tie: CityTie, span: Span, changes: Sequence[NamedNode]
) -> Row:
    acts = tuple(f"{moment.year}: {moment.text}" for moment in span.moments)
    touching = [change for change in changes if _touches(shower, change, tie.thing)]
    return Row(
        name=Shown(tie.name, href=tie.href),
        years=years_in_words(shower, tie.start, tie.end),
        drawn=axis.draw(span, now),
        kind=tie.kind.look,
        status=tie.status.look,
        details=(*tie.details, *acts),
        acts=acts,
        across=tuple(axis.at(moment) for change in touching if (moment := year(shower, change, STB.year))),
    )


def years_in_words(shower: Shower, start: int | None, end: int | None, *, lasting: bool = True) -> str:
    """``sinds 1971``, ``1958–2018``, or one year of what does not last."""
    if start is None:
        return ""
    if end is not None:
        return f"{start}–{end}"
    return shower.wording.say("time.since", start=start) if lasting else str(start)


def _touches(shower: Shower, change: NamedNode, thing: NamedNode) -> bool:
    return any(predicate in _TOUCHES for predicate in shower.description.links(change, thing))


# == Spans =====================================================================


def _span(shower: Shower, thing: NamedNode) -> Span:
    """The years of a phase, or the year of a change as a moment."""
    moment = year(shower, thing, STB.year)
    if moment is not None:
        return Span(None, None, (Moment(moment, "change", shower.name(thing).text),))
    return Span(year(shower, thing, STB.startYear), year(shower, thing, STB.endYear))


def _tie_span(shower: Shower, tie: CityTie) -> Span:
    return Span(tie.start, tie.end, tuple(_acts(shower, tie.thing)))


def _acts(shower: Shower, tie: NamedNode) -> list[Moment]:
    acts = [
        Moment(moment, _look(shower, act), shower.name(act).text)
        for act in shower.description.things(tie, STB.act)
        if (moment := _first(shower, act)) is not None
    ]
    return sorted(acts, key=lambda act: (act.year, act.text))


def _look(shower: Shower, act: NamedNode) -> str:
    ending = code_of(shower.description.thing(act, STB.kind)) in _ENDINGS
    return "end" if ending else "act"
