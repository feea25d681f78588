"""Messages are ordinary gettext: extracted, translated without gaps, and left out of data where they are not."""

from __future__ import annotations

import ast
import json
import os
import shutil
import string
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog
from babel.messages.catalog import Message as Entry
from babel.messages.frontend import CommandLineInterface
from babel.messages.pofile import read_po

from stedenband import i18n
from stedenband.i18n import (
    DATA_LANGUAGES,
    INTERFACE_LANGUAGES,
    LOCALES,
    SOURCE,
    choose_text,
    translate,
    translate_all,
    translate_plural,
)
from stedenband.message import N_, NC_, NN_

TRANSLATED = tuple(language for language in INTERFACE_LANGUAGES if language != SOURCE)
EXTRACT = ("--no-default-keywords", "--sort-output", "--no-location", "--no-wrap", "--project=stedenband")
KEYWORDS = ("_", "translate", "translate_all", "N_", "NC_:1c,2", "NN_:1,2")

Key = tuple[str, str, str]


def key_of(entry: Entry) -> Key:
    one, many = entry.id if isinstance(entry.id, tuple) else (entry.id, "")
    return entry.context or "", str(one), str(many)


def catalogue(path: Path) -> Catalog:
    with path.open("rb") as file:
        return read_po(file)


def keys(found: Catalog) -> set[Key]:
    return {key_of(entry) for entry in found if entry.id}


def catalogue_of(language: str) -> Catalog:
    return catalogue(LOCALES / language / "LC_MESSAGES" / "stedenband.po")


def extracted(project_root: Path, target: Path) -> Catalog:
    words = [f"--keyword={keyword}" for keyword in KEYWORDS]
    mapping = f"--mapping={project_root / 'babel.cfg'}"
    CommandLineInterface().run(  # type: ignore[no-untyped-call]
        ["pybabel", "-q", "extract", mapping, *EXTRACT, *words, f"--output={target}", str(LOCALES.parent)]
    )
    return catalogue(target)


# == Catalogues ================================================================


def test_the_template_is_what_extraction_gives(project_root: Path, tmp_path: Path) -> None:
    """After changing a sentence: ``make messages``."""
    now = keys(extracted(project_root, tmp_path / "new.pot"))
    kept = keys(catalogue(LOCALES / "stedenband.pot"))
    assert len(now) > 1000
    assert now ^ kept == set()


def test_make_extracts_as_this_test_does(project_root: Path) -> None:
    recipe = (project_root / "Makefile").read_text()
    for option in (*EXTRACT, *(f"--keyword={keyword}" for keyword in KEYWORDS)):
        assert option in recipe


@pytest.mark.parametrize("language", TRANSLATED)
def test_a_catalogue_has_nothing_fuzzy_obsolete_or_unknown(language: str) -> None:
    found = catalogue_of(language)
    assert [entry.id for entry in found if entry.fuzzy and entry.id] == []
    assert list(found.obsolete) == []
    assert keys(found) - keys(catalogue(LOCALES / "stedenband.pot")) == set()


@pytest.mark.parametrize("language", [language for language in TRANSLATED if language in DATA_LANGUAGES])
def test_a_language_of_the_data_has_every_message(language: str) -> None:
    translated = {key_of(entry) for entry in catalogue_of(language) if entry.id and all(strings(entry))}
    assert keys(catalogue(LOCALES / "stedenband.pot")) - translated == set()


@pytest.mark.parametrize("language", TRANSLATED)
def test_placeholders_agree(language: str) -> None:
    for entry in catalogue_of(language):
        _, one, many = key_of(entry)
        wanted = placeholders(one) | placeholders(many)
        for text in filter(None, strings(entry)):
            if one:
                assert placeholders(text) <= wanted, text
                assert many or placeholders(text) == wanted, text


def strings(entry: Entry) -> tuple[str, ...]:
    return tuple(map(str, entry.string)) if isinstance(entry.string, tuple) else (str(entry.string),)


def placeholders(text: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(text) if name}


def test_a_sentence_is_written_where_it_is_used_or_marked_elsewhere() -> None:
    """What is put together while the program runs cannot be extracted."""
    glued = [
        f"{path.name}:{call.lineno}"
        for path in sorted(LOCALES.parent.rglob("*.py"))
        for call in calls(path)
        if isinstance(call.args[0], ast.JoinedStr | ast.BinOp)
    ]
    assert glued == []


def test_every_sentence_that_is_marked_is_extracted(project_root: Path, tmp_path: Path) -> None:
    """Babel finds nothing inside an f-string."""
    known = {one for _, one, _ in keys(extracted(project_root, tmp_path / "new.pot"))}
    marked = {
        str(argument.value)
        for path in sorted(LOCALES.parent.rglob("*.py"))
        for call in calls(path)
        for argument in call.args[:1]
        if isinstance(argument, ast.Constant) and getattr(call.func, "id", "") != "NC_"
    }
    assert len(marked) > 500
    assert marked - known == set()


def calls(path: Path) -> Iterator[ast.Call]:
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Call) and node.args:
            name = getattr(node.func, "id", getattr(node.func, "attr", None))
            if name in ("_", "translate", "translate_all", "N_", "NC_", "NN_"):
                yield node


# == Translating ===============================================================


def test_a_sentence_is_translated_with_its_placeholders_filled() -> None:
    message = N_("{release}: whole ({files} files)")
    assert translate(message, "en", release="1", files=3) == "1: whole (3 files)"
    assert translate(message, "nl", release="1", files=3) == "1: heel (3 bestanden)"


def test_what_is_not_translated_is_english_on_the_screen_and_absent_from_data() -> None:
    message = N_("Nobody ever wrote {what} down.")
    assert translate(message, "nl", what="this") == "Nobody ever wrote this down."
    assert translate_all(message, ("nl", "en"), what="this") == {"en": "Nobody ever wrote this down."}


def test_a_context_tells_two_words_apart() -> None:
    assert translate(N_("note"), "nl") == "opmerking"
    assert translate(NC_("column", "note"), "nl") == "toelichting"


def test_a_plural_follows_the_number() -> None:
    message = NN_("1 made up", "{count} made up")
    assert [translate_plural(message, number, "nl", count=number) for number in (0, 1, 2)] == [
        "0 made up",
        "1 made up",
        "2 made up",
    ]


def test_a_language_without_a_catalogue_is_an_error() -> None:
    with pytest.raises(LookupError):
        translate("no", "tlh")


def test_a_text_falls_back_to_english_and_then_to_anything() -> None:
    assert choose_text({"nl": "Gent", "en": "Ghent"}, "nl") == "Gent"
    assert choose_text({"en": "Ghent", "fr": "Gand"}, "nl") == "Ghent"
    assert choose_text({"fr": "Gand"}, "nl") == "Gand"
    assert choose_text({}, "nl") == ""


# == Another language ==========================================================

OTHER = "eo"
"""A language that the package does not speak."""

ESPERANTO = {
    "Search": "Serĉi",
    "Language": "Lingvo",
    "Name": "Nomo",
    "City": "Urbo",
    "Vocabulary": "Vortprovizo",
    "Data sets": "Datumaroj",
    "annual": "ĉiujara",
    "public": "publika",
    "Wikidata": "Vikidatumoj",
    "class": "klaso",
}


@pytest.fixture(scope="module")
def package_with_another(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the package that also speaks a little of another language."""
    root = tmp_path_factory.mktemp("another")
    kept = shutil.ignore_patterns("__pycache__", "bundle")
    for name in ("src", "data", "ontology", "shapes", "queries"):
        shutil.copytree(LOCALES.parents[2] / name, root / name, ignore=kept)
    folder = root / "src" / "stedenband" / "locales" / OTHER / "LC_MESSAGES"
    folder.mkdir(parents=True)
    lines = [f'msgid "{one}"\nmsgstr "{other}"\n' for one, other in ESPERANTO.items()]
    header = 'msgid ""\nmsgstr ""\n"Language: eo\\n"\n"Content-Type: text/plain; charset=UTF-8\\n"\n'
    (folder / "stedenband.po").write_text("\n".join([header, *lines]), encoding="utf-8")
    return root


def run(root: Path, *arguments: str) -> str:
    done = subprocess.run(
        [sys.executable, *arguments],
        env={**os.environ, "PYTHONPATH": str(root / "src")},
        cwd=root,
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_a_language_of_the_screen_puts_nothing_into_the_data(package_with_another: Path) -> None:
    root = package_with_another
    built = json.loads(run(root, "-m", "stedenband", "build", "--demo", "--out", "out", "--json"))
    files = [path for path in (root / built["folder"]).rglob("*") if path.suffix in (".ttl", ".nt", ".nq")]
    assert len(files) > 5
    for path in files:
        text = path.read_text(encoding="utf-8")
        for word in ESPERANTO.values():
            assert f'"{word}"@{OTHER}' not in text, path
    catalogue_text = next(path for path in files if path.name == "catalog.nt").read_text(encoding="utf-8")
    assert f"@{OTHER}" not in catalogue_text
    assert "@nl" in catalogue_text
    assert "@en" in catalogue_text


def test_a_language_of_the_screen_is_spoken_with_english_behind_it(package_with_another: Path) -> None:
    code = (
        "from stedenband.i18n import *\n"
        "print('eo' in INTERFACE_LANGUAGES, translate('Search', 'eo'), translate('Clear', 'eo'), sep='|')"
    )
    assert run(package_with_another, "-c", code).strip() == "True|Serĉi|Clear"


def test_the_languages_of_data_do_not_follow_those_of_the_screen() -> None:
    assert set(i18n.DATA_LANGUAGES) <= set(INTERFACE_LANGUAGES)
    assert INTERFACE_LANGUAGES[0] == "nl"
