"""What is told of every request that was answered: a line in the log, and the figures."""

from __future__ import annotations

from dataclasses import dataclass

from starlette.types import Scope

from stedenband.settings import Settings
from stedenband.web.monitoring.logs import exchange, route_of, tell
from stedenband.web.monitoring.metrics import Metrics


@dataclass(frozen=True, slots=True)
class Noting:
    """Tells the figures of one application, and the log unless a proxy in front keeps that."""

    settings: Settings
    metrics: Metrics

    def note(self, scope: Scope, status: int, sent: int, seconds: float) -> None:
        """A request was answered, with so many bytes of a body, after so many seconds."""
        self.metrics.request(route_of(scope), scope["method"], status, sent, seconds)
        if self.settings.log_requests:
            tell(exchange(scope, status, sent, seconds, self.settings))
