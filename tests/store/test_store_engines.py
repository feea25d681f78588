"""The table of engine adapters: complete, and recognizing what real engines say of themselves."""

from __future__ import annotations

import ast
from email.message import Message
from pathlib import Path
from typing import get_args

import pytest

import stedenband.store
from stedenband.settings import Settings
from stedenband.store.remote import engines
from stedenband.store.remote.engines import ENGINES, STANDARD, recognize_engine

FOLDER = Path(engines.__file__).parent


def headers(**values: str) -> Message:
    """Headers of a response, ``_`` for ``-``."""
    message = Message()
    for name, value in values.items():
        message[name.replace("_", "-")] = value
    return message


@pytest.mark.parametrize(
    ("answered", "name"),
    [
        (headers(Server="Apache Jena Fuseki (5.6.0)"), "fuseki"),
        (headers(Server="nginx", Fuseki_Request_Id="7"), "fuseki"),
        (headers(Server="Virtuoso/07.20.3229 (Linux) x86_64-pc-linux-gnu"), "virtuoso"),
        (headers(Server="Oxigraph/0.5.13"), "oxigraph"),
        (headers(Server="nginx"), "other"),
        (headers(), "other"),
    ],
)
def test_an_engine_is_recognized_by_what_it_answers(answered: Message, name: str) -> None:
    assert recognize_engine(answered).name == name


def test_the_settings_name_each_engine_of_the_table() -> None:
    assert set(ENGINES) == set(get_args(Settings.model_fields["store_engine"].annotation)) - {"auto"}


def test_each_adapter_is_in_a_file_of_its_own_and_in_the_table() -> None:
    """A class in this folder that ends in ``Engine`` is an adapter."""
    found: dict[str, str] = {}
    for path in FOLDER.glob("*.py"):
        classes = [node.name for node in ast.parse(path.read_text()).body if isinstance(node, ast.ClassDef)]
        adapters = [name for name in classes if name.endswith("Engine")]
        assert len(adapters) <= 1
        found |= dict.fromkeys(adapters, path.stem)
    table = {type(engine).__name__: engine.name for engine in ENGINES.values()}
    assert {name: stem for name, stem in found.items() if name != "StandardEngine"} == {
        name: engine for name, engine in table.items() if engine != "other"
    }
    assert list(ENGINES.values())[-1] is STANDARD


@pytest.mark.parametrize("name", list(ENGINES))
def test_an_answer_that_is_not_whole_is_noticed_whichever_engine_it_seems_to_be(name: str) -> None:
    """A proxy may hide that it is Virtuoso that answers."""
    engine = ENGINES[name]
    assert engine.is_partial(headers(X_SQL_State="S1TAT"))
    assert not engine.is_partial(headers(X_SQL_State="00000"))
    assert engine.row_limit(headers(X_SPARQL_MaxRows="10000")) == 10_000
    assert engine.row_limit(headers()) is None


def test_time_limits_are_told_in_the_engines_own_unit() -> None:
    assert ENGINES["fuseki"].time_limit(1.5) == {"timeout": "1.500"}
    assert ENGINES["virtuoso"].time_limit(1.5) == {"timeout": "1500"}
    assert ENGINES["virtuoso"].time_limit(0.01) == {"timeout": "1000"}
    assert ENGINES["oxigraph"].time_limit(1.5) == {} == STANDARD.time_limit(1.5)


@pytest.mark.parametrize("name", ["fuseki", "oxigraph", "other"])
def test_only_virtuoso_gets_another_text(name: str) -> None:
    text = "SELECT * { VALUES ?x { <a:1> } ?x <a:p> ?y }"
    assert ENGINES[name].rewrite(text) == text != ENGINES["virtuoso"].rewrite(text)


def test_the_room_tells_each_of_its_public_names() -> None:
    told = stedenband.store.__doc__ or ""
    assert [name for name in stedenband.store.__all__ if f"``{name}``" not in told] == []
