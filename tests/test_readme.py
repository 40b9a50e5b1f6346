"""The README's commands do what the README says, on the data that `make run` makes."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
README = (ROOT / "README.md").read_text(encoding="utf-8")


def find_blocks(language: str) -> list[str]:
    return re.findall(rf"^```{language}\n(.*?)^```$", README, re.MULTILINE | re.DOTALL)


@pytest.mark.slow
def test_the_first_searches(sample_data: Path) -> None:
    (block,) = find_blocks("sh")
    # the project's own programs, whatever environment the tests run in
    script = block.replace("data/samples", str(sample_data)).replace(".venv/bin/", f"{Path(sys.executable).parent}/")
    commands = [line for line in script.splitlines() if "shingikai" in line]
    assert len(commands) == 3
    environment = {**os.environ, "SHINGIKAI_DATA": str(sample_data)}
    answers = [
        subprocess.run(line, shell=True, cwd=ROOT, env=environment, capture_output=True, text=True, check=True).stdout
        for line in commands
    ]
    assert "クラウド" in answers[0]
    assert "付帯意見付き承認" in answers[1]
    found = json.loads(answers[2])
    assert found["total"] > 0
    assert {hit["fiscal_year"] for hit in found["hits"]} == {2019}


def test_the_source_is_one(tmp_path: Path) -> None:
    from crawler.source import parse_source

    (block,) = find_blocks("toml")
    assert parse_source(tomllib.loads(block), "example", "README.md").municipality


def test_links_and_pictures_are_there() -> None:
    targets = re.findall(r"\]\((?!http)([^)#]+)\)", README)
    assert len(targets) > 5
    assert [t for t in targets if not (ROOT / t).exists()] == []


def test_make_targets_are_there() -> None:
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    named = set(re.findall(r"make ([a-z]+)", README + (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")))
    assert {"run", "test", "check"} <= named
    assert [name for name in named if not re.search(rf"^{name}:", makefile, re.MULTILINE)] == []
