"""Cost estimates for queries, from moving averages by client, by text and by shape of the query.

Clients are judged by what one query of theirs costs, not by how many they send nor by what these cost altogether: a
steady client of quick queries is no burden, and a swarm of addresses with one heavy query each is. A guess never
keeps a query out. It sets its place in the queue, and spares a worker a try that is known to be in vain.

No clock in here: who asks tells the time, in seconds that only go forward.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Hashable
from dataclasses import dataclass

REMEMBERED = 20_000
"""How many clients, texts and shapes are kept in mind altogether; the least recently met are forgotten first."""

_FORGETTING = 60.0
"""After so many seconds without a query a client counts half as unknown again."""

_UNKNOWN = 0.4
_LIGHT = 0.2
"""What the query of an unknown client is estimated to cost, and up to what one is light, as parts of a quick try."""

_WEIGHT = 0.25
"""How much the newest query counts in a moving average."""


@dataclass(slots=True)
class _MovingAverage:
    average: float
    seen: float


@dataclass(frozen=True, slots=True)
class CostEstimate:
    """Seconds that a query should cost; whether that is little; whether a quick try is known to be too short.

    ``proven`` are the seconds that queries of this shape, and those of this client, are known to cost: the lesser of
    both, and nothing where one of them has not been met yet.
    """

    seconds: float
    light: bool
    heavy: bool
    proven: float = 0.0


class CostEstimator:
    """Moving averages of what queries cost; ``quick`` is the length of a quick try, in seconds of processor time."""

    def __init__(self, quick: float) -> None:
        self._quick = quick
        self._averages: OrderedDict[Hashable, _MovingAverage] = OrderedDict()

    def __len__(self) -> int:
        return len(self._averages)

    def estimate(self, client: str, text: int, shape: int, now: float) -> CostEstimate:
        """What a query of this client, text and shape should cost.

        The shape (the text without its values) speaks against a query only together with its client. Were it believed
        alone, a costly query in the shape of everybody's favourite would slow that down for all.
        """
        heavy = self._average(("text", text), 0.0) > self._quick
        usual = self._client(client, now)
        seconds = min(usual, self._average(("shape", shape), usual))
        proven = min(self._average((kind, key), 0.0) for kind, key in (("client", client), ("shape", shape)))
        return CostEstimate(seconds, seconds <= self._quick * _LIGHT and not heavy, heavy, proven)

    def record(self, client: str, text: int, shape: int, seconds: float, now: float) -> None:
        """Note what a query has cost."""
        self._note(("client", client), self._client(client, now), seconds, now)
        for key in (("text", text), ("shape", shape)):
            self._note(key, self._average(key, seconds), seconds, now)

    def _average(self, key: Hashable, otherwise: float) -> float:
        account = self._averages.get(key)
        return otherwise if account is None else account.average

    def _client(self, client: str, now: float) -> float:
        """The average of a client, which drifts to that of an unknown client while it sends nothing."""
        unknown = self._quick * _UNKNOWN
        account = self._averages.get(("client", client))
        if account is None:
            return unknown
        return float(unknown + (account.average - unknown) * 0.5 ** ((now - account.seen) / _FORGETTING))

    def _note(self, key: Hashable, average: float, seconds: float, now: float) -> None:
        self._averages[key] = _MovingAverage(average + (seconds - average) * _WEIGHT, now)
        self._averages.move_to_end(key)
        if len(self._averages) > REMEMBERED:
            self._averages.popitem(last=False)
