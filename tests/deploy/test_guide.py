"""docs/deployment.md names only commands, files, services and variables that there are."""

from __future__ import annotations

import re
import subprocess

import pytest

from app.cli.commands import get_command

from .compose_file import ROOT, ComposeFile, find_variables
from .conftest import Made

GUIDE = (ROOT / "docs" / "deployment.md").read_text(encoding="utf-8")
BLOCKS = re.findall(r"^```sh\n(.*?)^```$", GUIDE, re.MULTILINE | re.DOTALL)


@pytest.mark.parametrize("block", BLOCKS)
def test_a_shell_takes_it(block: str) -> None:
    done = subprocess.run(["sh", "-n"], input=block, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr


@pytest.mark.slow
def test_services_and_commands_are_there(compose: ComposeFile) -> None:
    found = re.findall(r"docker compose (?:run --rm|stop|start|logs(?: -f)?|exec -T) ([a-z0-9-]+)", GUIDE)
    assert found
    assert set(found) <= set(compose.services)
    commands = re.findall(r"run --rm scheduler ([a-z]+)(?: ([a-z]+|--[a-z]+))?", GUIDE)
    assert len(commands) >= 4
    for name, more in commands:
        command = get_command(name)
        known = {*getattr(command, "commands", {}), *(option for one in command.params for option in one.opts)}
        assert not more or more in known, f"{name} {more}"


@pytest.mark.slow
def test_variables_are_used(made: Made) -> None:
    written = set(re.findall(r"\b((?:OPENSEARCH|SHINGIKAI)_[A-Z_]+|[A-Z]+_MEMORY|PUBLISHED)\b", GUIDE))
    assert written - find_variables() - set(made.variables) == {"SHINGIKAI_OPENSEARCH_PREFIX"}


def test_links_lead_somewhere() -> None:
    for target in re.findall(r"\]\((?!http)([^)#]+)", GUIDE):
        assert (ROOT / "docs" / target).exists(), target
