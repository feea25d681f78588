"""Properties are judged by what they find, not by how long a busy machine takes to find it."""

from __future__ import annotations

from hypothesis import HealthCheck, settings

settings.register_profile("formats", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("formats")
