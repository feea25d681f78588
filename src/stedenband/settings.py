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

from stedenband.endpoints import find_endpoint_fault
from stedenband.errors import UsageError
from stedenband.ns import find_base_fault

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
        str | None,
        Field(
            description="Base of every IRI that a build writes. Choose it once: a build that changes it asks "
            "first, or needs --change-base, because portals would list every data set twice."
        ),
    ] = None
    public_url: Annotated[
        str | None,
        Field(
            description="Public address of the server, ending in /. A build writes it into the catalogue, VoID "
            "and the sitemap; the service description names sparql under it. Its path begins every address on "
            "the site, whether a proxy passes that path on or not. Set it for build and "
            "serve alike where the base IRI only redirects to the server, because a redirect loses a "
            "posted query."
        ),
    ] = None
    out: Annotated[Path | None, Field(description="Folder that holds the releases.")] = None
    keep_releases: Annotated[
        int | None,
        Field(
            ge=2,
            description="Number of releases that a build keeps; older ones are removed after the switch.",
        ),
    ] = None
    host: Annotated[str, Field(description="Address that the server listens on.")] = "127.0.0.1"
    port: Annotated[int, Field(ge=0, le=65535, description="Port that the server listens on.")] = 8000
    workers: Annotated[
        int,
        Field(
            ge=1,
            le=64,
            description="Worker processes for quick SPARQL queries, and as many again for heavy ones. Use the "
            "number of processor cores. One more worker is reserved for pages.",
        ),
    ] = 2
    query_seconds: Annotated[
        float,
        Field(
            gt=0,
            le=3600,
            description="Time limit of a query, waiting included, in seconds. A client may lower it with the "
            "timeout parameter, never raise it.",
        ),
    ] = 10.0
    query_memory: Annotated[
        int,
        Field(ge=16 * MIB, description="Memory limit of a query, in bytes, in addition to the loaded graph."),
    ] = 512 * MIB
    result_bytes: Annotated[
        int, Field(ge=1024, description="Size limit of a serialized query result, in bytes.")
    ] = 64 * MIB
    query_bytes: Annotated[int, Field(ge=256, description="Size limit of a query text, in bytes.")] = (
        256 * 1024
    )
    quick_seconds: Annotated[
        float,
        Field(
            ge=0.01,
            le=60,
            description="Processor time, in seconds, after which a query counts as heavy and moves to the slower "
            "lane.",
        ),
    ] = 0.25
    queue: Annotated[
        int,
        Field(ge=0, le=10_000, description="Queries that may wait for a worker, for each of the two lanes."),
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
        Field(
            description="Endpoints that a query may call with SERVICE, as full URLs separated by commas. Without "
            "any, SERVICE is refused."
        ),
    ] = ()
    service_seconds: Annotated[
        float,
        Field(
            gt=0, le=600, description="Time limit of all SERVICE clauses of one query together, in seconds."
        ),
    ] = 10.0
    service_bytes: Annotated[
        int,
        Field(
            ge=1024, le=64 * MIB, description="Size limit of the response to one SERVICE clause, in bytes."
        ),
    ] = MIB
    queue_seconds: Annotated[
        float,
        Field(
            gt=0,
            le=600,
            description="Longest time that a query waits for a worker, in seconds, and at most half of its time "
            "limit.",
        ),
    ] = 10.0
    memory_limit_quads: Annotated[
        int,
        Field(
            ge=0,
            description="Releases of up to this many quads are loaded into memory, larger ones are indexed on "
            "disk.",
        ),
    ] = 3_000_000
    store_url: Annotated[
        tuple[str, ...],
        NoDecode,
        Field(
            description="Query endpoints of a remote SPARQL engine that replaces the embedded one, separated by "
            "commas or spaces. Several are replicas."
        ),
    ] = ()
    store_write_url: Annotated[
        str | None,
        Field(description="Update endpoint of the remote engine; a build publishes the release to it."),
    ] = None
    store_graph_url: Annotated[
        str | None, Field(description="Graph Store Protocol endpoint of the remote engine.")
    ] = None
    store_engine: Annotated[
        Literal["auto", "fuseki", "virtuoso", "oxigraph", "other"],
        Field(description="Product that the remote engine is; auto recognizes it by its response headers."),
    ] = "auto"
    store_user: Annotated[str | None, Field(description="User name for queries to the remote engine.")] = None
    store_password: Annotated[
        SecretStr | None, Field(description="Password for queries to the remote engine.")
    ] = None
    store_write_user: Annotated[
        str | None, Field(description="User name for updates of the remote engine.")
    ] = None
    store_write_password: Annotated[
        SecretStr | None, Field(description="Password for updates of the remote engine.")
    ] = None
    store_connections: Annotated[
        int,
        Field(
            ge=1, le=256, description="Public queries that are sent to the remote engine at the same time."
        ),
    ] = 8
    store_write_seconds: Annotated[
        float,
        Field(
            gt=0,
            le=86400,
            description="Time limit of each step of a publication to the remote engine, in seconds.",
        ),
    ] = 600.0

    outgoing_bytes: Annotated[
        int,
        Field(
            ge=MIB,
            description="Total size, in bytes, of responses over 256 KiB that may be in flight at once. One "
            "client gets at most a quarter.",
        ),
    ] = 256 * MIB
    trusted_proxies: Annotated[
        tuple[IPv4Network | IPv6Network, ...],
        NoDecode,
        Field(
            description="Addresses or networks of your reverse proxies, separated by commas. X-Forwarded-For is "
            "believed from these only."
        ),
    ] = ()
    connections: Annotated[
        int, Field(ge=8, le=100_000, description="Connections that may be open at once.")
    ] = 512
    client_connections: Annotated[
        int,
        Field(
            ge=1,
            le=100_000,
            description="Connections that one client may have open at once. Trusted proxies are exempt.",
        ),
    ] = 128
    idle_seconds: Annotated[
        float,
        Field(
            gt=0, le=600, description="Time after which a connection without a request is closed, in seconds."
        ),
    ] = 15.0
    head_seconds: Annotated[
        float, Field(gt=0, le=600, description="Time limit for receiving the head of a request, in seconds.")
    ] = 8.0
    body_seconds: Annotated[
        float, Field(gt=0, le=600, description="Time limit for receiving the body of a request, in seconds.")
    ] = 12.0

    cache_bytes: Annotated[
        int,
        Field(
            ge=0,
            description="Memory for cached query results, documents and responses, in bytes; 0 turns the caches "
            "off.",
        ),
    ] = 64 * MIB
    stop_seconds: Annotated[
        float,
        Field(
            ge=0,
            le=600,
            description="Time between the moment that /ready answers 503 and the closing of the port, in seconds:"
            " as long as your load balancer needs to notice.",
        ),
    ] = 0.0
    metrics_address: Annotated[
        str | None,
        Field(
            description="Host and port for the Prometheus metrics, such as 127.0.0.1:9464. Without it there are "
            "none."
        ),
    ] = None
    log_format: Annotated[
        Literal["auto", "json", "text"],
        Field(description="Format of the log; auto is text on a terminal and json elsewhere."),
    ] = "auto"
    log_requests: Annotated[
        bool,
        Field(
            description="Whether each request is logged. Where a reverse proxy logs them too, turning this off "
            "halves the cost of a cached response."
        ),
    ] = True
    log_addresses: Annotated[
        bool,
        Field(description="Whether client addresses are logged, shortened to their network (/24 or /48)."),
    ] = False
    log_queries: Annotated[
        bool,
        Field(
            description="Whether the query string of a URL is logged. Queries sent with POST are never logged."
        ),
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
        faults = [fault for fault in map(find_endpoint_fault, value) if fault]
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
    def path_prefix(self) -> str:
        """The path under which the public reaches the server, without a slash at its end; empty at the root."""
        return urlsplit(self.public_url).path.rstrip("/") if self.public_url else ""

    @property
    def metrics_listen(self) -> tuple[str, int] | None:
        """Host and port of the figures; ``None`` where they are off."""
        return None if self.metrics_address is None else _host_and_port(self.metrics_address)

    @field_validator("base_iri", "public_url")
    @classmethod
    def _base_is_http(cls, value: str | None) -> str | None:
        if value is None:
            return None
        fault = find_base_fault(value)
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
