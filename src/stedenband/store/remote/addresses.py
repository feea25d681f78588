"""Addresses of the remote engine for reading and for writing, from the settings."""

from __future__ import annotations

from dataclasses import dataclass

from pydantic import SecretStr

from stedenband.errors import UsageError
from stedenband.message import N_
from stedenband.settings import Settings
from stedenband.store import faults
from stedenband.store.remote.engines import ENGINES, EngineAdapter
from stedenband.store.remote.http_transport import EngineAddress


@dataclass(frozen=True, slots=True)
class WriteAddresses:
    """Where a release is written: SPARQL Update, and the Graph Store Protocol where there is one."""

    update: EngineAddress
    graphs: EngineAddress | None


def read_addresses(settings: Settings) -> tuple[EngineAddress, ...]:
    """The addresses for queries."""
    return tuple(
        EngineAddress(url, settings.store_user, _secret(settings.store_password))
        for url in settings.store_url
    )


def read_engine(settings: Settings) -> EngineAdapter | None:
    """The engine that the settings name; ``None`` where it is to be recognised."""
    return ENGINES.get(settings.store_engine)


def write_addresses(settings: Settings, engine: EngineAdapter) -> WriteAddresses:
    """The addresses to write to: as set, else those that this kind of engine has beside its address for queries.

    Raises ``UsageError`` where none is set and none is known.
    """
    known = engine.write_addresses(settings.store_url[0])
    update = settings.store_write_url or (known[0] if known else None)
    graphs = settings.store_graph_url or (known[1] if known and not settings.store_write_url else None)
    if update is None:
        raise faults.make_error(
            UsageError,
            N_(
                "Nothing says where releases are written to. Beside {url} set "
                "STEDENBAND_STORE_WRITE_URL, the engine's address for updates."
            ),
            url=settings.store_url[0],
        )
    user, password = settings.store_write_user, _secret(settings.store_write_password)
    return WriteAddresses(
        EngineAddress(update, user, password), EngineAddress(graphs, user, password) if graphs else None
    )


def _secret(value: SecretStr | None) -> str | None:
    return None if value is None else value.get_secret_value()
