"""docker-compose.yml: its keys, what holds its services back, and that names agree with the rest of the project."""

from __future__ import annotations

import subprocess
import sys

import click
import pytest
import yaml

from app import settings
from app.cli.commands import get_command
from samples.opensearch.home import OPENSEARCH

from .compose_file import COMPOSE, ROOT, ComposeFile, MissingVariableError, Service, find_variables, load_compose
from .conftest import Made

pytestmark = pytest.mark.slow  # docker compose is asked

NODES = ("opensearch", "opensearch-2", "opensearch-3")
APPS = ("api", "scheduler")
KNOWN_SETTINGS = {*settings._VARIABLES.values(), settings._PASSWORD}


def test_all_services(compose: ComposeFile) -> None:
    assert set(compose.services) == {*NODES, *APPS, "security"}
    assert {name for name, one in compose.services.items() if not one.profiles} == {"opensearch", *APPS}
    assert {name for name, one in compose.services.items() if one.profiles == ["three"]} == set(NODES[1:])


def test_an_unknown_key_is_found(made: Made, monkeypatch: pytest.MonkeyPatch) -> None:
    content = yaml.safe_load(COMPOSE.read_text(encoding="utf-8"))
    content["services"]["api"]["memory_limit"] = "1g"
    monkeypatch.setattr(yaml, "safe_load", lambda _: content)
    with pytest.raises(ValueError, match="memory_limit"):
        load_compose(made.variables)


@pytest.mark.parametrize("name", ["OPENSEARCH_ADMIN_PASSWORD", "OPENSEARCH_READER_PASSWORD", "SHINGIKAI_CONTACT"])
def test_refuses_to_start_without(made: Made, name: str) -> None:
    with pytest.raises(MissingVariableError, match=name):
        load_compose({**made.variables, name: ""})


def test_every_service_is_held_back(compose: ComposeFile) -> None:
    for name, service in compose.services.items():
        assert service.cap_drop == ["ALL"], name
        assert service.security_opt == ["no-new-privileges:true"], name
        assert service.pids_limit > 0, name
        if name == "security":  # runs once and ends
            assert service.restart == "no"
        else:
            assert service.restart == "unless-stopped", name
            assert service.healthcheck is not None, name
    for name in APPS:
        assert compose.services[name].read_only, name
        assert compose.services[name].tmpfs, name
        assert compose.services[name].depends_on["opensearch"].condition == "service_healthy"


def test_only_the_page_is_published_and_opensearch_is_kept_in(compose: ComposeFile) -> None:
    assert {name: one.ports for name, one in compose.services.items() if one.ports} == {"api": ["127.0.0.1:8000:8000"]}
    assert compose.networks["cluster"].internal
    for name in (*NODES, "security"):
        assert compose.services[name].networks == ["cluster"], name


def test_volumes_and_networks_are_declared_and_used(compose: ComposeFile) -> None:
    mounts = [mount for one in compose.services.values() for mount in one.volumes]
    assert {mount.source for mount in mounts if mount.type == "volume"} == set(compose.volumes)
    assert {name for one in compose.services.values() for name in one.networks} == set(compose.networks)
    data = [one.volumes[0].source for one in (compose.services[name] for name in NODES)]
    assert len(set(data)) == 3


def test_what_is_mounted_is_there(compose: ComposeFile, made: Made) -> None:
    for name, service in compose.services.items():
        for mount in service.volumes:
            if mount.type != "bind" or mount.source == "./sources":  # the operator's own
                continue
            theirs = mount.source.startswith(("./deploy/secrets", "./snapshots"))
            assert ((made.folder if theirs else ROOT) / mount.source).exists(), f"{name}: {mount.source}"
            assert mount.read_only == (mount.source != "./snapshots"), f"{name}: {mount.source}"


def test_the_authority_and_the_administrator_stay_away_from_services(compose: ComposeFile) -> None:
    sources = {name: {mount.source for mount in one.volumes} for name, one in compose.services.items()}
    assert not any("ca-key" in source for all_of_one in sources.values() for source in all_of_one)
    assert {name for name, mounted in sources.items() if any("admin" in source for source in mounted)} == {"security"}
    for name in APPS:
        assert "OPENSEARCH_ADMIN_PASSWORD" not in compose.services[name].environment


def test_the_page_reads_the_archive_as_another_user_than_its_owner(compose: ComposeFile) -> None:
    api, scheduler = compose.services["api"], compose.services["scheduler"]
    (data,) = [mount for mount in api.volumes if mount.source == "data"]
    assert (data.target, data.read_only) == (api.environment["SHINGIKAI_DATA"], True)
    assert api.user is not None
    assert scheduler.user is None  # the image's
    assert f"USER {api.user}" not in (ROOT / "Dockerfile").read_text("utf-8")


def test_users_and_passwords(compose: ComposeFile, made: Made) -> None:
    for name, user in (("api", "reader"), ("scheduler", "writer")):
        told = compose.services[name].environment
        assert told["SHINGIKAI_OPENSEARCH_USER"] == f"shingikai-{user}"
        assert told["SHINGIKAI_OPENSEARCH_PASSWORD"] == made.variables[f"OPENSEARCH_{user.upper()}_PASSWORD"]


def test_settings_are_known(compose: ComposeFile, made: Made) -> None:
    names = {name for one in (compose.services[app] for app in APPS) for name in one.environment}
    assert names <= KNOWN_SETTINGS
    written = {name for name in made.variables if name.startswith("SHINGIKAI_")}
    assert written <= KNOWN_SETTINGS
    # what the script writes is used, or compose's own
    assert set(made.variables) - find_variables() == {"COMPOSE_PROFILES"}


def test_the_image_is_the_version_that_is_tested(compose: ComposeFile) -> None:
    images = {compose.services[name].image for name in (*NODES, "security")}
    assert images == {f"opensearchproject/opensearch:{OPENSEARCH}"}


@pytest.mark.parametrize("name", APPS)
def test_commands_are_taken(compose: ComposeFile, name: str) -> None:
    """The arguments as they stand are parsed by the command line's own parser."""
    command, *arguments = compose.services[name].command
    found = get_command(command)
    context = found.make_context(command, list(arguments), resilient_parsing=False)
    assert isinstance(context, click.Context)
    helped = [sys.executable, "-m", "app.cli", command, "--help"]
    done = subprocess.run(helped, cwd=ROOT, capture_output=True, text=True, check=False, timeout=60)
    assert done.returncode == 0
    assert command in done.stdout


def test_the_schedulers_health_is_a_command_of_its_own(compose: ComposeFile) -> None:
    health = compose.services["scheduler"].healthcheck
    assert health is not None
    kind, program, command, *arguments = health.test
    assert (kind, program) == ("CMD", "shingikai")
    context = get_command(command).make_context(command, list(arguments))
    assert context.params["check"] is True


def test_the_healthcheck_is_the_images_too(compose: ComposeFile) -> None:
    service: Service = compose.services["api"]
    assert service.healthcheck is not None
    kind, *command = service.healthcheck.test
    assert kind == "CMD"
    text = (ROOT / "Dockerfile").read_text(encoding="utf-8")
    assert all(part in text for part in command)
