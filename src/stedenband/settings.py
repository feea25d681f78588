"""Settings, built once at the doors (command line, web factory) and handed on as an argument.

A value comes from the command line, else from the environment, else from a file, else it is the default.
"""

from __future__ import annotations

import os
import re
import tomllib
from ipaddress import IPv4Network, IPv6Network
from pathlib import Path
from typing import Annotated, Literal
from urllib.parse import urlsplit

from pydantic import Field, SecretStr, field_validator
from pydantic_settings import (
    BaseSettings,
    NoDecode,
    PydanticBaseSettingsSource,
    SettingsConfigDict,
    TomlConfigSettingsSource,
)

from stedenband.endpoints import endpoint_fault
from stedenband.errors import UsageError
from stedenband.ns import base_fault

MIB = 1024 * 1024

_HOST_AND_PORT = re.compile(r"(?:\[([0-9A-Fa-f:.]+)\]|([A-Za-z0-9.-]+)):([0-9]{1,5})")

CONFIG = "STEDENBAND_CONFIG"
"""Names the settings file; without it ``stedenband.toml`` in the current folder is read where there is one."""

CONFIG_FILE = Path("stedenband.toml")


class Settings(BaseSettings):
    """What a person who runs stedenband can set.

    By environment variables that begin with ``STEDENBAND_``, or under the bare names in a TOML file (``CONFIG``).
    """

    model_config = SettingsConfigDict(env_prefix="STEDENBAND_", frozen=True, extra="ignore")

    base_iri: Annotated[
        str | None, Field(description="Base of all IRIs of a build, instead of the data set's own.")
    ] = None
    public_url: Annotated[
        str | None,
        Field(description="Address under which the public reaches the server, instead of the base."),
    ] = None
    out: Annotated[Path | None, Field(description="Folder the releases are kept in.")] = None
    keep_releases: Annotated[
        int | None,
        Field(ge=2, description="Newest releases that a build keeps; without it all are kept."),
    ] = None
    host: Annotated[str, Field(description="Address the server listens on.")] = "127.0.0.1"
    port: Annotated[int, Field(ge=0, le=65535, description="Port the server listens on.")] = 8000
    workers: Annotated[
        int, Field(ge=1, le=64, description="Workers for quick SPARQL queries, and as many for heavy ones.")
    ] = 2
    query_seconds: Annotated[
        float, Field(gt=0, le=3600, description="Wall-clock limit of a query, in seconds.")
    ] = 10.0
    query_memory: Annotated[int, Field(ge=16 * MIB, description="Memory limit of a query, in bytes.")] = (
        512 * MIB
    )
    result_bytes: Annotated[int, Field(ge=1024, description="Limit of a serialized answer, in bytes.")] = (
        64 * MIB
    )
    query_bytes: Annotated[int, Field(ge=256, description="Limit of a query text, in bytes.")] = 256 * 1024
    quick_seconds: Annotated[
        float, Field(ge=0.01, le=60, description="Processor seconds after which a query counts as heavy.")
    ] = 0.25
    queue: Annotated[
        int, Field(ge=0, le=10_000, description="Queries that may wait for a worker, quick and heavy each.")
    ] = 256
    client_queue: Annotated[
        int, Field(ge=0, le=10_000, description="Queries of one client that may wait for a quick worker.")
    ] = 64
    client_heavy_queue: Annotated[
        int, Field(ge=0, le=10_000, description="Queries of one client that may wait for a heavy worker.")
    ] = 16
    service_allow: Annotated[
        tuple[str, ...],
        NoDecode,
        Field(description="Whole addresses of the endpoints that a query may ask with SERVICE."),
    ] = ()
    service_seconds: Annotated[
        float,
        Field(gt=0, le=600, description="Longest that the SERVICE clauses of a query may take together."),
    ] = 10.0
    service_bytes: Annotated[
        int, Field(ge=1024, le=64 * MIB, description="Limit of the answer to one SERVICE clause, in bytes.")
    ] = MIB
    queue_seconds: Annotated[
        float, Field(gt=0, le=600, description="Longest wait for a worker, in seconds.")
    ] = 10.0
    memory_limit_quads: Annotated[
        int, Field(ge=0, description="Up to this many quads the store is kept in memory, above on disk.")
    ] = 3_000_000
    store_url: Annotated[
        tuple[str, ...],
        NoDecode,
        Field(description="Addresses for queries of a remote SPARQL engine, instead of the embedded one."),
    ] = ()
    store_write_url: Annotated[
        str | None, Field(description="Address for updates of the remote engine; a build publishes to it.")
    ] = None
    store_graph_url: Annotated[
        str | None, Field(description="Address of the remote engine's Graph Store Protocol.")
    ] = None
    store_engine: Annotated[
        Literal["auto", "fuseki", "virtuoso", "oxigraph", "other"],
        Field(description="What the remote engine is; auto goes by its headers."),
    ] = "auto"
    store_user: Annotated[str | None, Field(description="User name for queries to the remote engine.")] = None
    store_password: Annotated[SecretStr | None, Field(description="Password for queries.")] = None
    store_write_user: Annotated[str | None, Field(description="User name for updates.")] = None
    store_write_password: Annotated[SecretStr | None, Field(description="Password for updates.")] = None
    store_connections: Annotated[
        int, Field(ge=1, le=256, description="Queries of strangers that the remote engine gets at once.")
    ] = 8
    store_write_seconds: Annotated[
        float, Field(gt=0, le=86400, description="Longest that one step of a publication may take.")
    ] = 600.0

    outgoing_bytes: Annotated[
        int, Field(ge=MIB, description="Bytes of large answers that may be on their way at once.")
    ] = 256 * MIB
    trusted_proxies: Annotated[
        tuple[IPv4Network | IPv6Network, ...],
        NoDecode,
        Field(description="Addresses or networks of proxies whose X-Forwarded-For is believed."),
    ] = ()
    connections: Annotated[
        int, Field(ge=8, le=100_000, description="Connections that may be open at once.")
    ] = 512
    client_connections: Annotated[
        int, Field(ge=1, le=100_000, description="Connections of one client that may be open at once.")
    ] = 128
    idle_seconds: Annotated[
        float, Field(gt=0, le=600, description="Longest wait for the next request of a connection.")
    ] = 15.0
    head_seconds: Annotated[
        float, Field(gt=0, le=600, description="Longest that the head of a request may take to arrive.")
    ] = 8.0
    body_seconds: Annotated[
        float, Field(gt=0, le=600, description="Longest that the body of a request may take to arrive.")
    ] = 12.0

    cache_bytes: Annotated[
        int, Field(ge=0, description="Bytes of answers and documents kept in memory for the next asker.")
    ] = 64 * MIB
    stop_seconds: Annotated[
        float,
        Field(
            ge=0, le=600, description="Seconds between telling at /ready that the server stops and stopping."
        ),
    ] = 0.0
    metrics_address: Annotated[
        str | None,
        Field(description="Host and port where Prometheus finds /metrics; without it there is none."),
    ] = None
    log_format: Annotated[
        Literal["auto", "json", "text"],
        Field(description="Form of the log: json, text, or text on a terminal and json elsewhere."),
    ] = "auto"
    log_requests: Annotated[
        bool, Field(description="Whether the log tells each request; a proxy in front may do that.")
    ] = True
    log_addresses: Annotated[
        bool, Field(description="Whether the log tells the askers' addresses, shortened to /24 or /48.")
    ] = False
    log_queries: Annotated[
        bool, Field(description="Whether the log tells the query string of an address.")
    ] = False

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,
        file_secret_settings: PydanticBaseSettingsSource,
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        """The command line first, then the environment, then the file."""
        return init_settings, env_settings, _settings_file(settings_cls)

    @field_validator("trusted_proxies", "service_allow", mode="before")
    @classmethod
    def _words_are_a_list(cls, value: object) -> object:
        """In the environment they stand in one line, with commas or spaces between them."""
        return tuple(value.replace(",", " ").split()) if isinstance(value, str) else value

    @field_validator("store_url", mode="before")
    @classmethod
    def _store_urls(cls, value: object) -> object:
        return tuple(value.replace(",", " ").split()) if isinstance(value, str) else value

    @field_validator("store_url", "store_write_url", "store_graph_url")
    @classmethod
    def _store_urls_are_plain(cls, value: tuple[str, ...] | str | None) -> tuple[str, ...] | str | None:
        for url in (value,) if isinstance(value, str) else value or ():
            parts = urlsplit(url)
            if parts.scheme not in ("http", "https") or not parts.hostname:
                raise ValueError(f"{url!r} is not an http(s) address")
            if parts.username is not None:
                raise ValueError("user name and password have settings of their own")
        return value

    @field_validator("service_allow")
    @classmethod
    def _endpoints_are_whole(cls, value: tuple[str, ...]) -> tuple[str, ...]:
        faults = [fault for fault in map(endpoint_fault, value) if fault]
        if faults:
            raise ValueError("; ".join(faults))
        return value

    @field_validator("metrics_address")
    @classmethod
    def _metrics_address_is_host_and_port(cls, value: str | None) -> str | None:
        if value is not None and _host_and_port(value) is None:
            raise ValueError(f"{value!r} is not a host and a port, such as 127.0.0.1:9464 or [::1]:9464")
        return value

    @property
    def metrics_listen(self) -> tuple[str, int] | None:
        """Host and port of the figures; ``None`` where they are off."""
        return None if self.metrics_address is None else _host_and_port(self.metrics_address)

    @field_validator("base_iri", "public_url")
    @classmethod
    def _base_is_http(cls, value: str | None) -> str | None:
        if value is None:
            return None
        fault = base_fault(value)
        if fault:
            raise ValueError(fault)
        return value


def _host_and_port(address: str) -> tuple[str, int] | None:
    found = _HOST_AND_PORT.fullmatch(address)
    if found is None or int(found[3]) > 65535:
        return None
    return found[1] or found[2], int(found[3])


def _settings_file(settings: type[BaseSettings]) -> TomlConfigSettingsSource:
    """The settings file as a source. Raises ``UsageError`` where it is missing, not TOML, or has unknown names."""
    named = os.environ.get(CONFIG)
    path = Path(named) if named else CONFIG_FILE
    if named and not path.is_file():
        raise UsageError(f"{CONFIG}: there is no file {named}")
    try:
        source = TomlConfigSettingsSource(settings, toml_file=path)
    except (tomllib.TOMLDecodeError, OSError, UnicodeDecodeError) as error:
        raise UsageError(f"{path}: {error}") from error
    unknown = sorted(set(source.toml_data) - set(settings.model_fields))
    if unknown:
        known = ", ".join(settings.model_fields)
        raise UsageError(f"{path}: unknown setting {', '.join(unknown)}; the settings are {known}")
    return source
