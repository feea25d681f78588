"""Names in the sources: one meaning each, the field's word, and nothing hidden from the standard library."""

from __future__ import annotations

from collections import defaultdict

from house.source_names import (
    classes,
    exceptions,
    public_functions,
    standard_class_names,
    standard_modules,
)
from house.verbs import CONVERSIONS, PREDICATES, UNPREFIXED, VERBS


def test_no_two_public_classes_share_a_name() -> None:
    modules: dict[str, list[str]] = defaultdict(list)
    for one in classes():
        if not one.name.startswith("_"):
            modules[one.name].append(one.module)
    twice = {name: where for name, where in modules.items() if len(where) > 1}
    assert twice == {}


def test_no_class_hides_one_of_the_standard_library() -> None:
    """Compared with the classes of every standard module that the sources import, and with the built-ins."""
    standard = standard_class_names()
    hiding = [one for one in classes() if one.name in standard]
    assert hiding == []


def test_the_names_of_the_standard_library_are_those_of_what_is_imported() -> None:
    """So that the test above compares with something, and not with modules that nobody here uses."""
    assert {"Counter", "Path", "Thread", "Generic", "Decimal", "ValueError"} <= standard_class_names()
    assert {"asyncio", "collections", "pathlib"} <= standard_modules()
    assert "Turtle" not in standard_class_names()


def test_exceptions_end_in_error() -> None:
    found = exceptions()
    assert len(found) > 40
    named_otherwise = [one for one in found if not one.name.endswith("Error")]
    assert named_otherwise == []


def test_only_exceptions_end_in_error() -> None:
    names = {one.name for one in exceptions()}
    assert [one for one in classes() if one.name.endswith("Error") and one.name not in names] == []


def test_functions_begin_with_a_verb() -> None:
    """Functions of modules; a method reads after the name of its object, and a property is a noun."""
    found = public_functions()
    assert len(found) > 400
    allowed = VERBS | PREDICATES | CONVERSIONS.keys()
    nouns = [one for one in found if one.name.split("_")[0] not in allowed and one.name not in UNPREFIXED]
    assert nouns == []


def test_every_exception_to_the_rule_is_used() -> None:
    """A name that no function bears any more leaves the list, so that the list says what there is."""
    names = {one.name for one in public_functions()}
    assert UNPREFIXED.keys() - names == set()
    assert {
        prefix for prefix in CONVERSIONS if not any(name.startswith(f"{prefix}_") for name in names)
    } == set()
