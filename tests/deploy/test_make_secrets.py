"""`scripts/make-secrets`: what it makes, that nobody else can read it, and that it never overwrites."""

from __future__ import annotations

import stat
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

from .compose_file import load_compose
from .conftest import Made, make_secrets

pytestmark = pytest.mark.slow  # keys are made

NODES = ("opensearch", "opensearch-2", "opensearch-3")


def load(file: Path) -> x509.Certificate:
    return x509.load_pem_x509_certificate(file.read_bytes())


def common_name(certificate: x509.Certificate) -> str:
    (found,) = certificate.subject.get_attributes_for_oid(NameOID.COMMON_NAME)
    return str(found.value)


def test_only_the_owner_reads_them(made: Made) -> None:
    files = [made.env, *made.secrets.iterdir()]
    modes = {file.name: stat.S_IMODE(file.stat().st_mode) for file in files}
    assert modes.pop("ca.pem") == 0o644
    assert len(modes) == 10
    assert set(modes.values()) == {0o600}
    assert stat.S_IMODE(made.secrets.stat().st_mode) == 0o700


def test_passwords_are_long_and_differ(made: Made) -> None:
    passwords = [value for name, value in made.variables.items() if name.endswith("_PASSWORD")]
    assert len(passwords) == 3
    assert len(set(passwords)) == 3
    assert all(len(password) == 48 and password.isalnum() for password in passwords)


@pytest.mark.parametrize("name", [*NODES, "admin"])
def test_certificates(made: Made, name: str) -> None:
    authority, certificate = load(made.secrets / "ca.pem"), load(made.secrets / f"{name}.pem")
    certificate.verify_directly_issued_by(authority)
    # one name alone: opensearch.yml tells nodes and the administrator apart by it
    assert len(list(certificate.subject)) == 1
    assert common_name(certificate) == (name if name in NODES else "shingikai-admin")
    uses = set(certificate.extensions.get_extension_for_class(x509.ExtendedKeyUsage).value)
    if name in NODES:
        assert uses == {ExtendedKeyUsageOID.SERVER_AUTH, ExtendedKeyUsageOID.CLIENT_AUTH}
        names = certificate.extensions.get_extension_for_class(x509.SubjectAlternativeName).value
        assert names.get_values_for_type(x509.DNSName) == [name, "localhost"]
    else:
        assert uses == {ExtendedKeyUsageOID.CLIENT_AUTH}
    # OpenSearch takes PKCS#8 only
    assert (made.secrets / f"{name}-key.pem").read_text(encoding="ascii").startswith("-----BEGIN PRIVATE KEY-----")


def test_never_overwrites(made: Made) -> None:
    before = {file: file.read_bytes() for file in (made.env, *made.secrets.iterdir())}
    done = make_secrets(made.folder)
    assert done.returncode == 1
    assert "left as it is" in done.stderr
    assert {file: file.read_bytes() for file in (made.env, *made.secrets.iterdir())} == before


def test_refuses_where_only_certificates_are(tmp_path: Path) -> None:
    (tmp_path / "deploy" / "secrets").mkdir(parents=True)
    assert make_secrets(tmp_path).returncode == 1
    assert not (tmp_path / ".env").exists()


@pytest.mark.parametrize("options", [["--nodes", "2"], ["--contact", "a b\nX=1"], ["--what"], ["--contact"]])
def test_wrong_usage(tmp_path: Path, options: list[str]) -> None:
    assert make_secrets(tmp_path, *options).returncode == 2
    assert not list(tmp_path.iterdir())


def test_three_nodes_and_new_certificates(tmp_path: Path) -> None:
    made = Made(tmp_path)
    assert make_secrets(tmp_path, "--nodes", "3", "--contact", "you@example.org").returncode == 0
    variables = made.variables
    assert variables["COMPOSE_PROFILES"] == "three"
    compose = load_compose(variables)
    for node in NODES:
        told = compose.services[node].environment
        assert told["node.name"] == node
        assert told["discovery.seed_hosts"] == told["cluster.initial_cluster_manager_nodes"] == ",".join(NODES)
    hosts = ",".join(f"https://{node}:9200" for node in NODES)
    assert compose.services["api"].environment["SHINGIKAI_OPENSEARCH_URL"] == hosts

    files = sorted(made.secrets.iterdir())
    before = {file.name: file.read_bytes() for file in files}
    env = made.env.read_bytes()
    assert make_secrets(tmp_path, "--renew").returncode == 0
    assert sorted(made.secrets.iterdir()) == files
    same = {file.name for file in files if file.read_bytes() == before[file.name]}
    assert same == {"ca.pem", "ca-key.pem"}
    assert made.env.read_bytes() == env
    load(made.secrets / "opensearch-2.pem").verify_directly_issued_by(load(made.secrets / "ca.pem"))


def test_nothing_to_renew(tmp_path: Path) -> None:
    done = make_secrets(tmp_path, "--renew")
    assert done.returncode == 1
    assert "ca-key.pem" in done.stderr
