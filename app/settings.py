"""Settings: a flag before the environment before the file `shingikai.toml`; a wrong one is refused by its name."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
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
    "base_url": "SHINGIKAI_BASE_URL",
    "contact": "SHINGIKAI_CONTACT",
    "ocr": "SHINGIKAI_OCR",
}
_FILE = Path("shingikai.toml")
# People's work stands beside the sources, not in `data`, which can be made again and is thrown away.
DEFAULT_CORRECTIONS = Path("corrections")
_DEFAULTS = {
    "data": "data",
    "sources": "sources",
    "corrections": str(DEFAULT_CORRECTIONS),
    "engine": "embedded",
    "ocr": "on",
}


@dataclass(frozen=True, slots=True)
class Settings:
    """`data`: archive, registry and index; `sources`, `corrections`: folders of TOML files; `base_url`: begins the
    addresses in answers (None: the address that a request came to); `contact`: an address that websites are told;
    `ocr`: whether scans are read, where tesseract is installed."""

    data: Path
    sources: Path
    engine: str = "embedded"
    opensearch_url: str | None = None
    base_url: str | None = None
    contact: str | None = None
    ocr: bool = True
    corrections: Path = DEFAULT_CORRECTIONS

    @property
    def archive(self) -> Path:
        return self.data / "archive"

    @property
    def index(self) -> Path:
        return self.data / "index"

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
    settings = Settings(
        data=Path(values["data"] or ""),
        sources=Path(values["sources"] or ""),
        engine=values["engine"] or "",
        opensearch_url=values.get("opensearch_url"),
        base_url=(values.get("base_url") or "").rstrip("/") or None,
        contact=values.get("contact"),
        ocr=values["ocr"] == "on",
        corrections=Path(values["corrections"] or ""),
    )
    if values["ocr"] not in ("on", "off"):
        raise ConfigurationError(f"{places['ocr']}: {values['ocr']!r} is neither on nor off")
    _check(settings, places)
    return settings


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


def _check(settings: Settings, places: Mapping[str, str]) -> None:
    if settings.engine not in ("embedded", "opensearch"):
        raise ConfigurationError(f"{places['engine']}: {settings.engine!r} is no engine (embedded or opensearch)")
    if settings.engine == "opensearch" and not settings.opensearch_url:
        raise ConfigurationError("SHINGIKAI_OPENSEARCH_URL is needed for SHINGIKAI_ENGINE=opensearch")
    for name in ("base_url", "opensearch_url"):
        value = getattr(settings, name)
        for part in value.split(",") if value else ():
            if not _is_address(part):
                raise ConfigurationError(f"{places[name]}: {part!r} is no http(s) address")
    if settings.data.exists() and not settings.data.is_dir():
        raise ConfigurationError(f"{places['data']}: {settings.data} is not a folder")


def _is_address(text: str) -> bool:
    try:
        parts = urlsplit(text)
        return parts.scheme in ("http", "https") and bool(parts.hostname) and parts.port != 0
    except ValueError:  # a broken [IPv6] address, or a port that is none
        return False
