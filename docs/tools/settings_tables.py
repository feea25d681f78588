"""Writes the tables of settings in ``docs/operate.md`` from ``Settings``.

``python docs/tools/settings_tables.py`` writes them; a test compares them with what it would write.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any, Literal, get_args, get_origin

from annotated_types import Ge, Gt, Le
from pydantic.fields import FieldInfo

from stedenband.settings import Settings

DOCUMENT = Path(__file__).parents[1] / "operate.md"

BEGIN = "<!-- The tables of settings begin here: python docs/tools/settings_tables.py writes them. -->"

END = "<!-- The tables of settings end here. -->"

GROUPS = {
    "Releases and addresses": "base_iri public_url out keep_releases memory_limit_quads",
    "Server": "host port workers stop_seconds cache_bytes",
    "Limits of queries": (
        "query_seconds quick_seconds query_memory result_bytes query_bytes "
        "queue client_queue client_heavy_queue queue_seconds"
    ),
    "Limits of connections": (
        "trusted_proxies connections client_connections idle_seconds head_seconds body_seconds outgoing_bytes"
    ),
    "SERVICE": "service_allow service_seconds service_bytes",
    "Metrics and log": "metrics_address log_format log_requests log_addresses log_queries",
    "Remote SPARQL engine": (
        "store_url store_write_url store_graph_url store_engine store_user store_password "
        "store_write_user store_write_password store_connections store_write_seconds"
    ),
}
"""Which settings stand together, and in which order."""

WITHOUT = {
    "base_iri": "the one in `dataset.toml`",
    "public_url": "the base IRI",
    "out": "`build` in a project, else your state folder",
    "keep_releases": "all",
}
"""What holds where a setting has no value; for the others nothing does."""

_MIB = 1024 * 1024


def write_tables() -> str:
    """All groups, each a heading and a table."""
    return "\n".join(line for heading, names in GROUPS.items() for line in _group(heading, names.split()))


def replace_tables(document: str) -> str:
    """The document with its tables as they should be."""
    before, rest = document.split(BEGIN)
    after = rest.split(END)[1]
    return f"{before}{BEGIN}\n\n{write_tables()}\n{END}{after}"


def _group(heading: str, names: list[str]) -> Iterator[str]:
    yield from (f"### {heading}", "", "| setting | default | values | meaning |", "| --- | --- | --- | --- |")
    for name in names:
        field = Settings.model_fields[name]
        yield f"| `STEDENBAND_{name.upper()}` | {_default(name, field)} | {_values(field)} | {field.description} |"
    yield ""


def _default(name: str, field: FieldInfo) -> str:
    value = field.default
    if value is None or value == ():
        return WITHOUT.get(name, "none")
    if isinstance(value, bool):
        return f"`{str(value).lower()}`"
    if isinstance(value, int) and value >= 1024 * 256 and name != "memory_limit_quads":
        size = f"{value // _MIB} MiB" if value >= _MIB else f"{value // 1024} KiB"
        return f"`{value}` ({size})"
    return f"`{value:g}`" if isinstance(value, float) else f"`{value}`"


def _values(field: FieldInfo) -> str:
    choices = _choices(field.annotation)
    if choices:
        return ", ".join(f"`{one}`" for one in choices)
    return ", ".join(_bound(one) for one in field.metadata if isinstance(one, Ge | Gt | Le))


def _choices(annotation: Any) -> tuple[str, ...]:
    if annotation is bool:
        return ("true", "false")
    return get_args(annotation) if get_origin(annotation) is Literal else ()


def _bound(bound: Ge | Gt | Le) -> str:
    if isinstance(bound, Le):
        return f"at most {bound.le:,}"
    return f"at least {bound.ge:,}" if isinstance(bound, Ge) else f"more than {bound.gt:,}"


if __name__ == "__main__":
    DOCUMENT.write_text(replace_tables(DOCUMENT.read_text(encoding="utf-8")), encoding="utf-8")
