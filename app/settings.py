"""Settings: a flag before the environment before the file `shingikai.toml`; a wrong one is refused by its name."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

from app.errors import ConfigurationError

# Name of a setting → its environment variable. The file uses the names.
_VARIABLES = {
    "data": "SHINGIKAI_DATA",
    "sources": "SHINGIKAI_SOURCES",
    "corrections": "SHINGIKAI_CORRECTIONS",
    "engine": "SHINGIKAI_ENGINE",
    "opensearch_url": "SHINGIKAI_OPENSEARCH_URL",
    "opensearch_user": "SHINGIKAI_OPENSEARCH_USER",
    "opensearch_password_file": "SHINGIKAI_OPENSEARCH_PASSWORD_FILE",
    "opensearch_ca": "SHINGIKAI_OPENSEARCH_CA",
    "opensearch_cert": "SHINGIKAI_OPENSEARCH_CERT",
    "opensearch_key": "SHINGIKAI_OPENSEARCH_KEY",
    "opensearch_prefix": "SHINGIKAI_OPENSEARCH_PREFIX",
    "opensearch_size": "SHINGIKAI_OPENSEARCH_SIZE",
    "opensearch_timeout": "SHINGIKAI_OPENSEARCH_TIMEOUT",
    "base_url": "SHINGIKAI_BASE_URL",
    "contact": "SHINGIKAI_CONTACT",
    "fetch_log": "SHINGIKAI_FETCH_LOG",
    "ocr": "SHINGIKAI_OCR",
    "cors": "SHINGIKAI_CORS",
    "rate_limit": "SHINGIKAI_RATE_LIMIT",
}
# In the environment only: a file of settings is copied, shown and committed.
_PASSWORD = "SHINGIKAI_OPENSEARCH_PASSWORD"
_FILE = Path("shingikai.toml")
# People's work stands beside the sources, not in `data`, which can be made again and is thrown away.
DEFAULT_CORRECTIONS = Path("corrections")
_DEFAULTS = {
    "data": "data",
    "sources": "sources",
    "corrections": str(DEFAULT_CORRECTIONS),
    "engine": "embedded",
    "ocr": "on",
    "fetch_log": "off",
    "cors": "off",
    "rate_limit": "off",
    "opensearch_prefix": "shingikai",
    "opensearch_size": "small",
    "opensearch_timeout": "10",
}
_FILES = ("opensearch_password_file", "opensearch_ca", "opensearch_cert", "opensearch_key")
_HIGHEST_RATE = 1_000_000  # a minute: more than a process can answer
_LONGEST_TIMEOUT = 300  # seconds; who waits longer has gone


@dataclass(frozen=True, slots=True)
class ClusterSettings:
    """Where the OpenSearch cluster is, and as whom it is asked. `hosts` are addresses without credentials; `ca`, `cert`
    and `key` are files (PEM); `size` is one of `index_mappings/sizes.json`; `timeout` (seconds) ends a question."""

    hosts: tuple[str, ...] = ()
    user: str | None = None
    password: str | None = field(default=None, repr=False)
    ca: str | None = None
    cert: str | None = None
    key: str | None = None
    prefix: str = "shingikai"
    size: str = "small"
    timeout: float = 10.0


@dataclass(frozen=True, slots=True)
class Settings:
    """`data`: archive, registry and index; `sources`, `corrections`: folders of TOML files; `base_url`: begins the
    addresses in answers (None: the address that a request came to); `contact`: an address that websites are told;
    `ocr`: whether scans are read, where tesseract is installed; `fetch_log`: how each request to a website is told on
    stderr (off, json or keyvalue); `cors`: websites whose scripts may read the API (`*`: all); `rate_limit`: requests a
    minute that an address may make of a process (None: as many as it likes)."""

    data: Path
    sources: Path
    engine: str = "embedded"
    opensearch: ClusterSettings = ClusterSettings()
    base_url: str | None = None
    contact: str | None = None
    ocr: bool = True
    fetch_log: str = "off"
    corrections: Path = DEFAULT_CORRECTIONS
    cors: tuple[str, ...] = ()
    rate_limit: int | None = None

    @property
    def archive(self) -> Path:
        return self.data / "archive"

    @property
    def index(self) -> Path:
        return self.data / "index"

    @property
    def readings(self) -> Path:
        return self.data / "readings.sqlite"

    @property
    def heartbeat(self) -> Path:
        """Touched by a schedule each time that it has looked at files and manifest."""
        return self.data / "schedule.alive"

    @property
    def registry(self) -> Path:
        return self.data / "registry.sqlite"


def build_settings(flags: Mapping[str, str | None], environment: Mapping[str, str], file: Path | None) -> Settings:
    """Settings from the three places; ConfigurationError names the setting, where it was set, and what it may be.

    `file` must be there if it is given; without one, `shingikai.toml` is read where there is one.
    """
    if file is not None and not file.exists():
        raise ConfigurationError(f"--config: there is no file {file}")
    file = file or _FILE
    from_file = _read_file(file)
    values: dict[str, str | None] = {}
    places: dict[str, str] = {}
    for name, variable in _VARIABLES.items():
        for value, place in (
            (flags.get(name), f"--{name.replace('_', '-')}"),
            (environment.get(variable), variable),
            (from_file.get(name), f"{file}: {name}"),
            (_DEFAULTS.get(name), "default"),
        ):
            if value:
                values[name], places[name] = value, place
                break
    _check(values, places)
    settings = Settings(
        data=Path(values["data"] or ""),
        sources=Path(values["sources"] or ""),
        engine=values["engine"] or "",
        opensearch=_make_cluster(values, places, environment),
        base_url=(values.get("base_url") or "").rstrip("/") or None,
        contact=values.get("contact"),
        ocr=values["ocr"] == "on",
        fetch_log=values["fetch_log"] or "",
        corrections=Path(values["corrections"] or ""),
        cors=_parse_origins(values["cors"] or "", places["cors"]),
        rate_limit=_parse_rate(values["rate_limit"] or "", places["rate_limit"]),
    )
    if settings.data.exists() and not settings.data.is_dir():
        raise ConfigurationError(f"{places['data']}: {settings.data} is not a folder")
    return settings


def _make_cluster(
    values: Mapping[str, str | None], places: Mapping[str, str], environment: Mapping[str, str]
) -> ClusterSettings:
    url = values.get("opensearch_url")
    password = environment.get(_PASSWORD) or None
    if name := values.get("opensearch_password_file"):
        password = password or _read_password(Path(name))
    user, cert, key = (values.get(f"opensearch_{name}") for name in ("user", "cert", "key"))
    if bool(user) != bool(password):
        raise ConfigurationError(f"SHINGIKAI_OPENSEARCH_USER and {_PASSWORD} (or {_PASSWORD}_FILE) belong together")
    if bool(cert) != bool(key):
        raise ConfigurationError("SHINGIKAI_OPENSEARCH_CERT and SHINGIKAI_OPENSEARCH_KEY belong together")
    return ClusterSettings(
        hosts=tuple(part.strip() for part in url.split(",")) if url else (),
        user=user,
        password=password,
        ca=values.get("opensearch_ca"),
        cert=cert,
        key=key,
        prefix=values["opensearch_prefix"] or "",
        size=values["opensearch_size"] or "",
        timeout=_parse_timeout(values["opensearch_timeout"] or "", places["opensearch_timeout"]),
    )


def _read_password(file: Path) -> str:
    try:
        return file.read_text(encoding="utf-8").strip()
    except (OSError, UnicodeDecodeError) as error:
        raise ConfigurationError(f"{_PASSWORD}_FILE: {file} cannot be read") from error


def _parse_timeout(text: str, place: str) -> float:
    try:
        seconds = float(text)
    except ValueError:
        seconds = 0.0
    if not 0 < seconds <= _LONGEST_TIMEOUT:
        raise ConfigurationError(f"{place}: {text!r} is not a number of seconds up to {_LONGEST_TIMEOUT}")
    return seconds


def _parse_origins(text: str, place: str) -> tuple[str, ...]:
    """off, *, or origins with commas between."""
    if text in ("off", "*"):
        return () if text == "off" else ("*",)
    origins = tuple(part.strip() for part in text.split(","))
    for origin in origins:
        if (
            not _is_address(origin)
            or urlsplit(origin).geturl() != f"{urlsplit(origin).scheme}://{urlsplit(origin).netloc}"
        ):
            raise ConfigurationError(
                f"{place}: {origin!r} is no origin such as https://dashboard.example (or off, or *)"
            )
    return origins


def _parse_rate(text: str, place: str) -> int | None:
    if text == "off":
        return None
    if not (text.isascii() and text.isdecimal() and 0 < int(text) <= _HIGHEST_RATE):
        raise ConfigurationError(f"{place}: {text!r} is neither off nor a number of requests a minute")
    return int(text)


def _read_file(file: Path) -> dict[str, str]:
    if not file.exists():
        return {}
    try:
        content = tomllib.loads(file.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise ConfigurationError(f"{file} cannot be read: {error}") from error
    for name, value in content.items():
        if name not in _VARIABLES:
            raise ConfigurationError(f"{file}: unknown setting {name!r} (known: {', '.join(_VARIABLES)})")
        if not isinstance(value, str):
            raise ConfigurationError(f"{file}: {name} must be a string")
    return content


def _check(values: Mapping[str, str | None], places: Mapping[str, str]) -> None:
    if values["engine"] not in ("embedded", "opensearch"):
        raise ConfigurationError(f"{places['engine']}: {values['engine']!r} is no engine (embedded or opensearch)")
    if values["engine"] == "opensearch" and not values.get("opensearch_url"):
        raise ConfigurationError("SHINGIKAI_OPENSEARCH_URL is needed for SHINGIKAI_ENGINE=opensearch")
    for name in ("base_url", "opensearch_url"):
        value = values.get(name)
        for part in value.split(",") if value else ():
            _check_address(part.strip(), places[name], credentials_in=name == "opensearch_url")
    for name in _FILES:
        file = values.get(name)
        if file and not Path(file).is_file():
            raise ConfigurationError(f"{places[name]}: there is no file {file}")
    if values["ocr"] not in ("on", "off"):
        raise ConfigurationError(f"{places['ocr']}: {values['ocr']!r} is neither on nor off")
    if values["fetch_log"] not in ("off", "json", "keyvalue"):
        raise ConfigurationError(f"{places['fetch_log']}: {values['fetch_log']!r} is none of off, json, keyvalue")


def _check_address(address: str, place: str, *, credentials_in: bool) -> None:
    if credentials_in and "@" in address:  # and it isn't repeated here
        raise ConfigurationError(
            f"{place}: an address with credentials is shown in logs: give SHINGIKAI_OPENSEARCH_USER and {_PASSWORD}"
        )
    if not _is_address(address):
        raise ConfigurationError(f"{place}: {address!r} is no http(s) address")


def _is_address(text: str) -> bool:
    try:
        parts = urlsplit(text)
        return parts.scheme in ("http", "https") and bool(parts.hostname) and parts.port != 0
    except ValueError:  # a broken [IPv6] address, or a port that is none
        return False
