"""The guide for administrators: its settings, metrics and configuration files are those of the program."""

from __future__ import annotations

import re
import shutil
import subprocess
import tomllib
from pathlib import Path

import pytest
from settings_tables import DOCUMENT, GROUPS, replace_tables

from stedenband.settings import Settings
from stedenband.web.http import metrics
from stedenband.web.serving import store_metrics

SECURITY = DOCUMENT.with_name("security.md")


def blocks(language: str) -> list[str]:
    """The blocks of code in that language, in order."""
    return re.findall(rf"^```{language}\n(.*?)^```", DOCUMENT.read_text(encoding="utf-8"), re.S | re.M)


def test_the_tables_of_settings_are_current() -> None:
    """If not: ``python docs/tools/settings_tables.py``."""
    text = DOCUMENT.read_text(encoding="utf-8")
    assert replace_tables(text) == text


def test_every_setting_stands_in_one_table() -> None:
    names = [name for group in GROUPS.values() for name in group.split()]
    assert sorted(names) == sorted(Settings.model_fields)


def test_example_settings_are_accepted() -> None:
    examples = [tomllib.loads(block) for block in blocks("toml")]
    assert len(examples) == 2
    for example in examples:
        assert set(example) <= set(Settings.model_fields)
        Settings(**example)


@pytest.mark.parametrize("document", [DOCUMENT, SECURITY])
def test_settings_in_the_text_exist(document: Path) -> None:
    """A name with an underscore in code style is a setting, or a metric."""
    found = set(re.findall(r"`((?!stedenband_)[a-z]+(?:_[a-z]+)+)`", document.read_text(encoding="utf-8")))
    assert found - set(Settings.model_fields) == set()
    assert len(found) > 8


def test_every_metric_is_documented_and_every_documented_one_exists() -> None:
    source = "".join(
        Path(str(module.__file__)).read_text(encoding="utf-8") for module in (metrics, store_metrics)
    )
    declared = set(re.findall(r'"(stedenband_[a-z_]+)"', source))
    documented = set(re.findall(r"stedenband_[a-z_]+", DOCUMENT.read_text(encoding="utf-8")))
    assert len(declared) > 15
    assert {name.removesuffix("_total").removesuffix("_info") for name in documented} == declared


@pytest.mark.skipif(shutil.which("nginx") is None, reason="nginx is not installed")
def test_nginx_accepts_its_configuration(tmp_path: Path) -> None:
    """With a certificate of its own, and no permission needed to listen on the ports."""
    subprocess.run(
        [
            *[
                "openssl",
                "req",
                "-x509",
                "-newkey",
                "rsa:2048",
                "-nodes",
                "-days",
                "1",
                "-subj",
                "/CN=example",
                "-keyout",
            ],
            str(tmp_path / "privkey.pem"),
            "-out",
            str(tmp_path / "fullchain.pem"),
        ],
        check=True,
        capture_output=True,
    )
    site = blocks("nginx")[0].replace("/etc/letsencrypt/live/partners.example.org", str(tmp_path))
    site = re.sub(r"listen (\[::\]:)?(80|443)", lambda found: f"listen {found[1] or ''}5{found[2]:0>4}", site)
    folders = " ".join(
        f"{name}_temp_path {tmp_path}/{name};"
        for name in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
    )
    configuration = tmp_path / "nginx.conf"
    configuration.write_text(
        f"pid {tmp_path}/pid; error_log {tmp_path}/error.log; events {{}}\n"
        f"http {{ access_log off; {folders}\n{site}\n}}\n"
    )
    tried = subprocess.run(
        ["nginx", "-t", "-c", str(configuration)], capture_output=True, text=True, check=False
    )
    assert tried.returncode == 0, tried.stderr
