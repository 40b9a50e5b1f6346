"""Dockerfile and .dockerignore: what gets into the image, and that it is enough to start from."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from pathlib import Path

import pytest

from app import settings

from .compose_file import ROOT

TEXT = re.sub(r"\\\n\s*", " ", (ROOT / "Dockerfile").read_text(encoding="utf-8"))
LINES = [line.split(maxsplit=1) for line in TEXT.splitlines() if line and not line.startswith("#")]


def find(instruction: str) -> list[str]:
    return [line[1] for line in LINES if line[0] == instruction]


def copied() -> list[str]:
    """The sources of all COPY lines from the build's context."""
    lines = [line.split() for line in find("COPY") if not line.startswith("--from")]
    return [source for line in lines for source in line[:-1]]


def test_the_base_is_pinned() -> None:
    first, *others = find("FROM")
    assert re.fullmatch(r"python:3\.\d+\.\d+-slim-[a-z]+ AS base", first)
    assert all(line.split()[0] == "base" for line in others)


def test_packages_come_from_the_lock_file_with_hashes() -> None:
    installs = [line for line in find("RUN") if "pip install" in line]
    assert len(installs) == 2
    assert "--require-hashes" in installs[0]
    assert "-r requirements.lock" in installs[0]
    assert "--no-deps" in installs[1]
    assert "--no-build-isolation" in installs[1]
    lock = (ROOT / "requirements.lock").read_text(encoding="utf-8")
    packages = re.findall(r"^[a-z0-9][^\s;]*==[^\s]+.*$", lock, re.MULTILINE)
    assert packages
    assert all(line.endswith("\\") for line in packages)  # a hash follows


def test_what_is_copied_is_there_and_not_left_out() -> None:
    ignored = (ROOT / ".dockerignore").read_text(encoding="utf-8").splitlines()
    kept = {line[1:] for line in ignored if line.startswith("!")}
    assert "*" in ignored
    sources = {source.removeprefix("./") for source in copied()}
    assert sources == kept
    assert all((ROOT / source).exists() for source in sources)


def test_no_secret_in_a_layer() -> None:
    assert not find("ARG")
    assert not [line for line in find("ENV") if re.search(r"PASSWORD|SECRET|TOKEN|KEY", line)]
    assert not [source for source in copied() if source in (".", "./", "deploy", ".env")]


def test_runs_as_nobody_in_particular() -> None:
    assert find("USER") == ["10001:10001"]
    assert LINES.index(["USER", "10001:10001"]) < [line[0] for line in LINES].index("ENTRYPOINT")
    assert json.loads(find("ENTRYPOINT")[0]) == ["shingikai"]


def test_environment_is_known() -> None:
    names = {name for line in find("ENV") for name in re.findall(r"(SHINGIKAI_\w+)=", line)}
    assert names == {"SHINGIKAI_DATA"}
    assert names <= set(settings._VARIABLES.values())


@pytest.mark.slow
def test_what_is_copied_is_enough(tmp_path: Path) -> None:
    """The second install line, of the copied files alone, then the command line from nowhere near the sources."""
    context, target = tmp_path / "context", tmp_path / "installed"
    context.mkdir()
    for source in copied():
        subprocess.run(["cp", "-r", str(ROOT / source), str(context / source.removeprefix("./"))], check=True)
    install = [sys.executable, "-m", "pip", "install", "--quiet", "--no-deps", "--no-build-isolation", "--no-index"]
    done = subprocess.run(
        [*install, "--target", str(target), "."], cwd=context, capture_output=True, text=True, check=False, timeout=100
    )
    assert done.returncode == 0, done.stderr
    code = (
        "import app.main, app.ingest, app.engine.opensearch, app.vocabulary.entries as v, app.engine.mapping as m;"
        "import click; from app.cli.commands import cli; cli.get_help(click.Context(cli));"
        "from app.web.render import make_environment;"
        "v.load_vocabulary(); m.load_mappings(); pages = make_environment();"
        "print(app.main.__file__, *pages.list_templates())"
    )
    ran = subprocess.run(
        [sys.executable, "-c", code],
        cwd=tmp_path,
        env={"PYTHONPATH": str(target), "PATH": "/usr/bin:/bin"},
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )
    assert ran.returncode == 0, ran.stderr
    place, *templates = ran.stdout.split()
    assert place.startswith(str(target))
    assert templates == sorted(path.name for path in (ROOT / "app" / "web" / "templates").iterdir())
