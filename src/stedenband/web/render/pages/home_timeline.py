"""The timeline of the front page: phases of policy, partnerships with their acts, and what changed them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from pyoxigraph import NamedNode

from stedenband.message import N_
from stedenband.model import Standing
from stedenband.ns import ORG, STB
from stedenband.web.render.drawings import Axis, DrawnSpan, Moment, Span, compute_axis
from stedenband.web.render.pages.home import CityTie, read_year
from stedenband.web.render.pages.sections import get_code, is_inferred
from stedenband.web.render.terms import RenderedTerm, TermRenderer

_TOUCHES = (STB.affects, ORG.originalOrganization, ORG.resultingOrganization)

_ENDINGS = ("termination",)
"""Codes of acts whose mark is a cross."""


@dataclass(frozen=True, slots=True)
class TimelineRow:
    """A row of the timeline. ``across`` are places, in percent, of the changes that touch it."""

    name: RenderedTerm
    years: str
    drawn: DrawnSpan
    kind: str = ""
    status: str = ""
    stands: str = ""
    details: tuple[str, ...] = ()
    acts: tuple[str, ...] = ()
    across: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Timeline:
    """All of it; ``undated`` are phases that the sources give no year for."""

    axis: Axis
    now: int
    phases: tuple[TimelineRow, ...]
    ties: tuple[TimelineRow, ...]
    changes: tuple[TimelineRow, ...]
    undated: tuple[RenderedTerm, ...]


def draw_timeline(shower: TermRenderer, ties: Sequence[CityTie], now: int) -> Timeline | None:
    """The timeline of these ties up to the year ``now``; ``None`` where nothing has a year."""
    phases = _by_start(shower, shower.description.of_class(STB.Phase))
    changes = _by_start(shower, shower.description.of_class(STB.Change))
    dated = [change for change in changes if read_year(shower, change, STB.year) is not None]
    spans = [_tie_span(shower, tie, dated) for tie in ties]
    axis = compute_axis([*spans, *(_span(shower, thing) for thing in (*phases, *dated))], now)
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


def _by_start(shower: TermRenderer, things: Iterable[NamedNode]) -> list[NamedNode]:
    return sorted(things, key=lambda thing: (_first(shower, thing) or 9999, shower.name(thing).text))


def _first(shower: TermRenderer, thing: NamedNode) -> int | None:
    return read_year(shower, thing, STB.startYear) or read_year(shower, thing, STB.year)


def _dated(shower: TermRenderer, thing: NamedNode) -> bool:
    return _first(shower, thing) is not None


# == Rows ======================================================================


def _row(shower: TermRenderer, axis: Axis, now: int, thing: NamedNode) -> TimelineRow:
    """A phase, or a change."""
    span = _span(shower, thing)
    told = span.moments[0].year if span.moments else span.start
    years = format_years(shower, told, span.end, lasting=not span.moments)
    return TimelineRow(shower.thing(thing), years, axis.draw(span, now))


def _tie_row(
    shower: TermRenderer, axis: Axis, now: int, tie: CityTie, span: Span, changes: Sequence[NamedNode]
) -> TimelineRow:
    acts = tuple(f"{moment.year}: {moment.text}" for moment in span.moments)
    return TimelineRow(
        name=RenderedTerm(tie.name, href=tie.href),
        years=format_years(shower, tie.start, tie.end, standing=tie.stands is Standing.YES),
        drawn=axis.draw(span, now),
        kind=tie.kind.look,
        status=tie.status.look,
        stands=tie.stands.value,
        details=(*tie.details, *acts),
        acts=acts,
        across=tuple(axis.at(moment) for moment in _years_of_changes(shower, tie, changes)),
    )


def format_years(
    shower: TermRenderer, start: int | None, end: int | None, *, lasting: bool = True, standing: bool = True
) -> str:
    """``sinds 1971`` of what stands, ``vanaf 1969`` of what may not, ``1958–2018``, one year of what does not last."""
    if start is None:
        return ""
    if end is not None:
        return f"{start}–{end}"
    return (
        shower.wording.translate(N_("since {start}") if standing else N_("from {start}"), start=start)
        if lasting
        else str(start)
    )


def _years_of_changes(shower: TermRenderer, tie: CityTie, changes: Sequence[NamedNode]) -> list[int]:
    """When something changed a tie."""
    touching = (change for change in changes if _touches(shower, change, tie.thing))
    return [moment for change in touching if (moment := read_year(shower, change, STB.year))]


def _touches(shower: TermRenderer, change: NamedNode, thing: NamedNode) -> bool:
    return any(predicate in _TOUCHES for predicate in shower.description.links(change, thing))


# == Spans =====================================================================


def _span(shower: TermRenderer, thing: NamedNode) -> Span:
    """The years of a phase, or the year of a change as a moment."""
    moment = read_year(shower, thing, STB.year)
    if moment is not None:
        return Span(None, None, (Moment(moment, "change", shower.name(thing).text),))
    return Span(read_year(shower, thing, STB.startYear), read_year(shower, thing, STB.endYear))


def _tie_span(shower: TermRenderer, tie: CityTie, changes: Sequence[NamedNode]) -> Span:
    """The years of a tie; one that is not known to stand is drawn no further than the last thing known of it."""
    acts = tuple(_acts(shower, tie.thing))
    known_until = None
    if tie.stands is not Standing.YES and tie.start is not None:
        told = (*(act.year for act in acts), *_years_of_changes(shower, tie, changes))
        known_until = max(told, default=tie.start)
    return Span(tie.start, tie.end, acts, known_until)


def _acts(shower: TermRenderer, tie: NamedNode) -> list[Moment]:
    acts = [
        Moment(moment, _look(shower, act), _act_name(shower, act))
        for act in shower.description.things(tie, STB.act)
        if (moment := _first(shower, act)) is not None
    ]
    return sorted(acts, key=lambda act: (act.year, act.text))


def _act_name(shower: TermRenderer, act: NamedNode) -> str:
    """What an act is called, with how it is known where no source states it."""
    name, mode = shower.name(act).text, is_inferred(shower, act).text
    return f"{name} ({mode})" if mode else name


def _look(shower: TermRenderer, act: NamedNode) -> str:
    if get_code(shower.description.thing(act, STB.kind)) in _ENDINGS:
        return "end"
    return "inferred" if is_inferred(shower, act).text else "act"
