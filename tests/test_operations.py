"""What docs/operations.md and deploy/ say is there: every setting, every command, every option."""

import configparser
import re
import shutil
import subprocess
from pathlib import Path

import click
import pytest
from ruamel.yaml import YAML

from zhibu.cli import zhibu

ROOT = Path(__file__).parents[1]
DEPLOY = ROOT / "deploy"
OPERATIONS = (ROOT / "docs" / "operations.md").read_text(encoding="utf-8")
SOURCE = ROOT / "src" / "zhibu"
SETTING = re.compile(r"""(?:env\.?\w*|secret|envvar=)\(?\s*"((?:ZHIBU_|DATABASE_URL|EMAIL_URL)\w*)\"""")


def settings_read():
    files = [*sorted((SOURCE / "site").glob("*.py")), *sorted((SOURCE / "cli").glob("*.py"))]
    return {name for file in files for name in SETTING.findall(file.read_text(encoding="utf-8"))}


def settings_told():
    rows = [
        line.split("|")[1]
        for line in OPERATIONS.splitlines()
        if line.startswith(("| `ZHIBU", "| `DATA", "| `EMAIL"))
    ]
    return {name for row in rows for name in re.findall(r"`(\w+)`", row)}


def test_every_setting_has_its_entry_and_every_entry_a_setting():
    assert {"ZHIBU_SECRET_KEY", "DATABASE_URL", "EMAIL_URL", "ZHIBU_MOVE_TO", "ZHIBU_DATA"} <= settings_read()
    assert settings_told() == settings_read()


def commands(group=zhibu, before=()):
    for name in group.list_commands(click.Context(group)):
        command = group.get_command(click.Context(group), name)
        if isinstance(command, click.Group):
            yield from commands(command, (*before, name))
        else:
            yield (*before, name), command


COMMANDS = dict(commands())
OF_PLANS = {"plan", "ledger"}  # told in the README


def test_every_command_of_the_administrator_is_told():
    for name in COMMANDS:
        assert name[0] in OF_PLANS or f"zhibu {' '.join(name)}" in OPERATIONS, name


RUN = re.compile(r"zhibu ((?:setup|secrets|migrate|serve|tick|backup|restore|audit)\b[^&\"'\]]*)")


def lines_with_zhibu():
    for path in sorted(DEPLOY.iterdir()):
        for line in path.read_text(encoding="utf-8").splitlines():
            for said in RUN.findall(line.replace('", "', " ")):
                yield path.name, said.split()


def test_the_examples_run_commands_and_options_that_exist():
    found = list(lines_with_zhibu())
    assert len(found) >= 6
    for where, words in found:
        command = COMMANDS[(words[0],)]
        options = {one for parameter in command.params for one in parameter.opts}
        assert {word for word in words if word.startswith("--")} <= options, where


def test_the_examples_use_settings_that_exist():
    for path in DEPLOY.iterdir():
        used = set(re.findall(r"\b(ZHIBU_[A-Z_]+|DATABASE_URL)\b", path.read_text(encoding="utf-8")))
        assert used <= settings_read(), path.name


@pytest.mark.parametrize("unit", sorted(path.name for path in DEPLOY.glob("zhibu*.*")))
def test_units_are_whole(unit):
    read = configparser.RawConfigParser(strict=False)
    read.optionxform = str
    read.read(DEPLOY / unit, encoding="utf-8")
    assert read["Unit"]["Description"]
    if unit.endswith(".timer"):
        assert (DEPLOY / unit.replace(".timer", ".service")).exists() and read["Timer"]["OnCalendar"]
    else:
        assert read["Service"]["User"] == "zhibu" and read["Service"]["NoNewPrivileges"] == "true"


@pytest.mark.skipif(not shutil.which("systemd-analyze"), reason="needs systemd")
def test_systemd_reads_the_units(tmp_path):
    for path in DEPLOY.glob("zhibu*.*"):
        text = path.read_text(encoding="utf-8").replace("/opt/zhibu/bin/zhibu", "/bin/true")
        (tmp_path / path.name).write_text(re.sub(r"^EnvironmentFile=.*\n", "", text, flags=re.M))
    units = sorted(str(path) for path in tmp_path.iterdir())
    done = subprocess.run(
        ["systemd-analyze", "verify", "--man=no", *units], capture_output=True, text=True, check=False
    )
    ours = [line for line in done.stderr.splitlines() if "zhibu" in line and "Failed to open" not in line]
    assert not ours


def test_compose_runs_the_application_its_timed_work_and_its_database():
    told = YAML(typ="safe").load((DEPLOY / "compose.yaml").read_text(encoding="utf-8"))
    assert set(told["services"]) == {"web", "tick", "database"}
    for name in ("web", "tick"):
        service = told["services"][name]
        assert service["read_only"] and service["cap_drop"] == ["ALL"] and "data:/data" in service["volumes"]
    assert told["services"]["web"]["ports"] == ["127.0.0.1:8000:8000"], "only the proxy reaches it"


def test_no_example_names_a_host_to_fetch_from():
    for path in DEPLOY.iterdir():
        text = path.read_text(encoding="utf-8")
        assert not re.search(
            r"docker\.io|quay\.io|ghcr\.io|https?://(?!127\.0\.0\.1|zhibu\.example)", text
        ), path


def test_links_of_the_guide_lead_somewhere():
    for target in re.findall(r"\]\(([^)]+)\)", OPERATIONS):
        assert (ROOT / "docs" / target).exists(), target
