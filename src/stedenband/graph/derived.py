"""What is said of a city or an act because of other records: partners, former partners, how an act is known."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from stedenband.model import Claim, Register, Standing

STATED = "stated"


def partners(register: Register) -> dict[str, list[str]]:
    """The other parties of a city in its partnerships that stand, by city id."""
    return {city: sorted(others) for city, others in _tied(register, Standing.YES).items()}


def former_partners(register: Register) -> dict[str, list[str]]:
    """The other parties of a city in its partnerships that no longer stand, but for those that are partners still."""
    standing = _tied(register, Standing.YES)
    former = _tied(register, Standing.NO)
    return {city: sorted(others - standing.get(city, set())) for city, others in former.items()}


def _tied(register: Register, standing: Standing) -> dict[str, set[str]]:
    tied: dict[str, set[str]] = {}
    for partnership in register.partnerships:
        if register.standing_of(partnership) is standing:
            for party in partnership.parties:
                tied.setdefault(party, set()).update(set(partnership.parties) - {party})
    return tied


def act_modes(claims: Iterable[Claim]) -> dict[str, str]:
    """How we know of each act, by its id: the mode of the claims about its kind and date that the register follows.

    An act counts as stated when both are. Otherwise the mode of its kind tells, then that of its date. Acts without
    such claims are left out.
    """
    known: dict[str, dict[str, str]] = {}
    for claim in claims:
        word, _, act = claim.subject.partition("/")
        if word == "act" and claim.followed and claim.property in ("kind", "date"):
            modes = known.setdefault(act, {})
            if modes.get(claim.property) != STATED:
                modes[claim.property] = claim.mode
    return {act: _least_direct(modes) for act, modes in known.items()}


def _least_direct(modes: Mapping[str, str]) -> str:
    inferred = (modes[name] for name in ("kind", "date") if modes.get(name, STATED) != STATED)
    return next(inferred, STATED)
