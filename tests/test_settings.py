"""Settings come from the command line, else the environment, else a file, else they are the defaults."""

from __future__ import annotations

from pathlib import Path

import pytest

from stedenband.cli.options import read_settings
from stedenband.errors import UsageError
from stedenband.settings import CONFIG, Settings


@pytest.fixture(autouse=True)
def elsewhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """No settings of whoever runs the tests."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv(CONFIG, raising=False)
    for name in Settings.model_fields:
        monkeypatch.delenv(f"STEDENBAND_{name.upper()}", raising=False)


def test_a_file_in_the_current_folder_is_read(tmp_path: Path) -> None:
    (tmp_path / "stedenband.toml").write_text('port = 9000\nlog_format = "json"\nout = "releases"\n')
    chosen = Settings()
    assert (chosen.port, chosen.log_format, chosen.out) == (9000, "json", Path("releases"))
    assert chosen.workers == Settings.model_fields["workers"].default


def test_the_environment_goes_before_the_file_and_the_command_line_before_both(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "stedenband.toml").write_text('port = 9000\nworkers = 3\nhost = "0.0.0.0"\n')
    monkeypatch.setenv("STEDENBAND_PORT", "9001")
    monkeypatch.setenv("STEDENBAND_WORKERS", "4")
    chosen = read_settings(port=9002, host=None)
    assert (chosen.port, chosen.workers, chosen.host) == (9002, 4, "0.0.0.0")


def test_a_named_file_stands_in_for_the_one_in_the_folder(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "stedenband.toml").write_text("port = 9000\n")
    (tmp_path / "other.toml").write_text("workers = 3\n")
    monkeypatch.setenv(CONFIG, str(tmp_path / "other.toml"))
    chosen = Settings()
    assert (chosen.port, chosen.workers) == (8000, 3)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("prot = 1\n", "unknown setting prot"),
        ("[server]\nport = 1\n", "unknown setting server"),
        ("port = \n", "Invalid value"),
        (b"host = '\xff'\n", "stedenband.toml"),
    ],
)
def test_a_file_that_cannot_be_used_says_why(tmp_path: Path, text: str | bytes, words: str) -> None:
    (tmp_path / "stedenband.toml").write_bytes(text if isinstance(text, bytes) else text.encode())
    with pytest.raises(UsageError, match=words) as caught:
        Settings()
    assert "stedenband.toml" in str(caught.value)


def test_a_named_file_that_is_not_there_is_an_error(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(CONFIG, "no-such.toml")
    with pytest.raises(UsageError, match=r"no-such\.toml"):
        Settings()


def test_a_wrong_value_in_the_file_is_named(tmp_path: Path) -> None:
    (tmp_path / "stedenband.toml").write_text("port = 70000\n")
    with pytest.raises(UsageError, match="STEDENBAND_PORT"):
        read_settings()


def test_an_engine_is_named_by_a_plain_address() -> None:
    assert Settings(store_write_url="http://engine.example:3030/data").store_write_url is not None
    with pytest.raises(ValueError, match="settings of their own"):
        Settings(store_write_url="http://user:secret@engine.example:3030/data")
