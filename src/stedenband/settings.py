"""Settings, built once at the doors (command line, web factory) and handed on as an argument."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

from pydantic import Field, field_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

from stedenband.ns import base_fault

MIB = 1024 * 1024


class Settings(BaseSettings):
    """What a person who runs stedenband can set, by environment variables that begin with ``STEDENBAND_``."""

    model_config = SettingsConfigDict(env_prefix="STEDENBAND_", frozen=True, extra="ignore")

    base_iri: Annotated[
        str | None, Field(description="Base of all IRIs of a build, instead of the data set's own.")
    ] = None
    out: Annotated[Path | None, Field(description="Folder the releases are kept in.")] = None
    host: Annotated[str, Field(description="Address the server listens on.")] = "127.0.0.1"
    port: Annotated[int, Field(ge=0, le=65535, description="Port the server listens on.")] = 8000
    workers: Annotated[int, Field(ge=1, le=64, description="Worker processes for SPARQL queries.")] = 2
    query_seconds: Annotated[
        float, Field(gt=0, le=3600, description="Wall-clock limit of a query, in seconds.")
    ] = 30.0
    query_memory: Annotated[int, Field(ge=16 * MIB, description="Memory limit of a query, in bytes.")] = (
        512 * MIB
    )
    result_bytes: Annotated[int, Field(ge=1024, description="Limit of a serialized answer, in bytes.")] = (
        64 * MIB
    )
    query_bytes: Annotated[int, Field(ge=256, description="Limit of a query text, in bytes.")] = 256 * 1024
    queue: Annotated[int, Field(ge=0, le=10_000, description="Queries that may wait for a worker.")] = 64
    queue_seconds: Annotated[
        float, Field(gt=0, le=600, description="Longest wait for a worker, in seconds.")
    ] = 10.0
    memory_limit_quads: Annotated[
        int, Field(ge=0, description="Up to this many quads the store is kept in memory, above on disk.")
    ] = 3_000_000

    @field_validator("base_iri")
    @classmethod
    def _base_is_http(cls, value: str | None) -> str | None:
        if value is None:
            return None
        fault = base_fault(value)
        if fault:
            raise ValueError(fault)
        return value
