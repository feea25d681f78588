"""What the connection relies on in uvicorn and h11, held against the versions that the package allows."""

from __future__ import annotations

import asyncio
import inspect
import re
import tomllib
from importlib.metadata import version
from pathlib import Path

import h11
import pytest
import uvicorn
from packaging.requirements import Requirement
from uvicorn.server import ServerState

from stedenband.web.http import connection
from stedenband.web.http.connection import BoundedHttpProtocol


def bounds(name: str) -> Requirement:
    project = tomllib.loads(Path(__file__).parents[2].joinpath("pyproject.toml").read_text(encoding="utf-8"))
    found = (Requirement(line) for line in project["project"]["dependencies"])
    return next(requirement for requirement in found if requirement.name == name)


@pytest.mark.parametrize("name", ["uvicorn", "h11"])
def test_the_installed_version_is_allowed_and_the_next_is_not(name: str) -> None:
    allowed, installed = bounds(name).specifier, version(name)
    assert allowed.contains(installed)
    major, minor = installed.split(".")[:2]
    assert not allowed.contains(f"{major}.{int(minor) + 1}.0"), "tested with no newer one"


def test_uvicorn_makes_a_protocol_as_we_take_it() -> None:
    called = re.search(r"http_protocol_class\((.*?)\)", inspect.getsource(uvicorn.Server.startup), re.DOTALL)
    assert called is not None
    given = set(re.findall(r"(\w+)=", called[1].partition("#")[2]))
    parameters = inspect.signature(BoundedHttpProtocol).parameters
    taken = {
        name for name, parameter in parameters.items() if parameter.kind is parameter.POSITIONAL_OR_KEYWORD
    }
    assert given == taken == {"config", "server_state", "app_state", "_loop"}


def test_uvicorn_keeps_the_state_that_we_write_to() -> None:
    state = ServerState()
    assert isinstance(state.connections, set)
    assert isinstance(state.tasks, set)
    assert state.total_requests == 0
    assert state.default_headers == []
    config = uvicorn.Config(_no_application, http=BoundedHttpProtocol, ws="none", log_config=None)
    config.load()
    assert config.http_protocol_class is BoundedHttpProtocol
    assert (config.root_path, config.asgi_version) == ("", "3.0")
    assert callable(config.loaded_app)


def test_uvicorn_stops_connections_by_their_own_method() -> None:
    assert "connection.shutdown()" in inspect.getsource(uvicorn.Server.shutdown)


def test_h11_tells_how_much_is_left_of_a_chunk() -> None:
    """Not public: without it a chunk of 2^63 is refused by its time or size, not at once."""
    conn = h11.Connection(h11.SERVER)
    conn.receive_data(b"POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n10\r\nabc")
    assert isinstance(conn.next_event(), h11.Request)
    assert isinstance(conn.next_event(), h11.Data)
    assert getattr(conn._reader, "_bytes_in_chunk", None) == 13


def test_h11_gives_back_what_is_behind_a_body_even_behind_an_offer() -> None:
    conn = h11.Connection(h11.SERVER)
    head = b"POST / HTTP/1.1\r\nHost: x\r\nConnection: upgrade\r\nUpgrade: h2c\r\nContent-Length: 3\r\n\r\n"
    conn.receive_data(head + b"abcGET /")
    events = [type(conn.next_event()) for _ in range(3)]
    assert events == [h11.Request, h11.Data, h11.EndOfMessage]
    assert conn.trailing_data == (b"GET /", False)


def test_every_field_that_the_application_reads_is_let_through() -> None:
    """Who reads a new one has to name it in ``READ_FIELDS``, or would never find it."""
    web = Path(connection.__file__).parents[1]
    asked = re.compile(
        r"""request\.headers\.get\("([^"]+)"|"([^"]+)" in request\.headers|name == b"([^"]+)" """.strip()
    )
    read = {
        "".join(found).lower().encode()
        for path in web.rglob("*.py")
        for found in asked.findall(path.read_text(encoding="utf-8"))
    }
    assert len(read) > 10
    assert read - connection.READ_FIELDS == {b"cookie"} & read


async def _no_application(scope: object, receive: object, send: object) -> None:
    await asyncio.sleep(0)
