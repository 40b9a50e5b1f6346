"""An invented website in a folder: what it says of itself, and a fetcher that answers from its files without a network.

`site.toml`: `about`, `municipality`, `council`, `start` (paths or URLs), `hosts` (host → folder; default: `www` alone),
`charset` (files lie here as UTF-8 and are served in it), `redirects`, `types` (URL → Content-Type), `files` (URL →
file, for URLs that no file can be named by), and `golden`: `minutes`, `not_minutes` (documents that must not be taken),
`doubtful` (fetching is right, the reader tells), `pages` (to be followed, so that all is found). A golden URL without a
file is answered with a few bytes of its format; `<!--talk-->` in a page stands for the talk of tests/sites/talk.html.
"""

from __future__ import annotations

import io
import json
import tomllib
import zipfile
from collections.abc import Container, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import quote, unquote, unquote_to_bytes, urlsplit

from crawler.errors import FetchError, RefusedError
from crawler.fetch import Fetched, Validators
from crawler.sniff import classify_media
from crawler.source import Source, parse_source
from crawler.urls import extension_of, host_of, normalize_url

_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(504) + "WordDocument".encode("utf-16-le")
_PAGES = (".html", ".htm", ".shtml", ".php", ".asp", ".cfm")
_INDEXES = ("index.html", "index.htm")
_MOST_REDIRECTS = 5
_LEAST_MINUTES = 20_000  # bytes of minutes in the replicas, where all other papers are stubs


@dataclass(frozen=True, slots=True)
class LinkSite:
    """All URLs absolute and normalised."""

    name: str
    about: str
    source: Source
    folder: Path
    hosts: Mapping[str, str]
    charset: str
    redirects: Mapping[str, str]
    types: Mapping[str, str]
    files: Mapping[str, str]
    golden: Mapping[str, frozenset[str]]


def load_site(folder: Path) -> LinkSite:
    data = tomllib.loads((folder / "site.toml").read_text(encoding="utf-8"))
    hosts = data.get("hosts") or {f"www.city.{folder.name.replace('_', '-')}.test": "www"}
    base = f"http://{next(iter(hosts))}/"

    def absolute(url: str) -> str:
        normal = normalize_url(url, base)
        if normal is None:
            raise ValueError(f"{folder.name}: not a URL: {url!r}")
        return normal

    keys = {
        "municipality": data["municipality"],
        "code": "98201",
        "prefecture": "北浜県",
        "council": data["council"],
        "start": [absolute(url) for url in data["start"]],
        "hosts": list(hosts),
    }
    return LinkSite(
        name=folder.name,
        about=data["about"],
        source=parse_source(keys, folder.name, f"{folder.name}/site.toml"),
        folder=folder,
        hosts=hosts,
        charset=data.get("charset", ""),
        redirects={absolute(old): absolute(new) for old, new in data.get("redirects", {}).items()},
        types={absolute(url): kind for url, kind in data.get("types", {}).items()},
        files={absolute(url): name for url, name in data.get("files", {}).items()},
        golden={name: frozenset(map(absolute, urls)) for name, urls in data["golden"].items()},
    )


@dataclass
class FolderFetcher:
    """Answers as crawler.fetch.Fetcher does, one site's folder being the whole network."""

    site: LinkSite
    asked: list[str] = field(default_factory=list)

    def fetch(
        self,
        source: Source,
        url: str,
        *,
        validators: Validators | None = None,
        already: Container[str] = (),
        **_: object,  # budget, shelf and the like: nothing here costs anything
    ) -> Fetched:
        here = url
        for requests in range(1, _MOST_REDIRECTS + 2):
            if host_of(here) not in source.hosts:
                raise RefusedError(url, "outside the source's hosts")
            self.asked.append(here)
            target = self._find_redirect(here)
            if target is None:
                body, kind = self._read(here)
                media = classify_media(body, kind)
                return Fetched(url, here, 200, None, None, kind, body, media, len(body), requests)
            if target in already:
                return Fetched(url, target, 301, None, None, None, None, None, 0, requests)
            here = target
        raise FetchError(url, f"more than {_MOST_REDIRECTS} redirects")

    def _find_redirect(self, url: str) -> str | None:
        known = self.site.redirects
        return known.get(url) or known.get(_swap_scheme(url))

    def _read(self, url: str) -> tuple[bytes, str]:
        """The body and its Content-Type; FetchError 404."""
        path = self._find_file(url)
        kind = self.site.types.get(url, "")
        if path is None:
            if not any(url in urls for urls in self.site.golden.values()):
                raise FetchError(url, "HTTP 404", status=404)
            return make_placeholder(extension_of(url)), kind or "application/octet-stream"
        body = path.read_bytes()
        if path.suffix.lower() in _PAGES or kind.startswith("text/html"):
            talk = self.site.folder.parent / "talk.html"
            if b"<!--talk-->" in body:
                body = body.replace(b"<!--talk-->", talk.read_bytes())
            if self.site.charset:
                body = body.decode("utf-8").encode(self.site.charset, "xmlcharrefreplace")
            return body, kind or "text/html"
        if body.startswith(_OLE[:8]) and len(body) < len(_OLE):  # the first bytes of a Word file stand for all
            body = _OLE + body
        return body, kind or "application/octet-stream"

    def _find_file(self, url: str) -> Path | None:
        parts = urlsplit(url)
        folder = self.site.folder / self.site.hosts[host_of(url)]
        if url in self.site.files:
            return next(
                f / self.site.files[url] for f in (folder, self.site.folder) if (f / self.site.files[url]).is_file()
            )
        names = [unquote(parts.path), unquote_to_bytes(parts.path).decode("cp932", "replace"), parts.path]
        for name in dict.fromkeys(names):
            whole = f"{name}?{parts.query}" if parts.query else name
            for candidate in (whole, *((whole.rstrip("/") + "/" + index) for index in _INDEXES), name):
                path = folder / candidate.lstrip("/")
                if path.is_file():
                    return path
        return None


def _swap_scheme(url: str) -> str:
    return "http" + url[5:] if url.startswith("https") else "https" + url[4:]


def make_placeholder(extension: str) -> bytes:
    """A few bytes that are told to be of the format."""
    if extension == "docx":
        body = io.BytesIO()
        with zipfile.ZipFile(body, "w") as archive:
            archive.writestr("word/document.xml", "<w:document/>")
        return body.getvalue()
    return {"doc": _OLE, "txt": "会議録".encode(), "zip": b"PK\x03\x04"}.get(extension, b"%PDF-1.4\n%%EOF\n")


def load_replicas(folder: Path) -> list[LinkSite]:
    """Replicas of real sites (site.json; redirects; www). Their minutes are the documents of some size among stubs."""
    return [_load_replica(path.parent) for path in sorted(folder.glob("*/site.json"))]


def _load_replica(folder: Path) -> LinkSite:
    data = json.loads((folder / "site.json").read_text(encoding="utf-8"))
    host = f"www.{folder.name}.test"
    keys = {key: data[key] for key in ("municipality", "code", "prefecture", "council")}
    source = parse_source(keys | {"start": [f"http://{host}{data['start']}"]}, folder.name, f"{folder.name}/site.json")
    documents = [p for p in (folder / "www").rglob("*") if p.suffix.lower() in (".pdf", ".docx", ".html")]
    golden: dict[str, set[str]] = {"minutes": set(), "not_minutes": set()}
    for path in documents:
        url = normalize_url(quote(f"/{path.relative_to(folder / 'www')}"), f"http://{host}/")
        if url is not None and (path.suffix != ".html" or path.stat().st_size > _LEAST_MINUTES):
            golden["minutes" if path.stat().st_size > _LEAST_MINUTES else "not_minutes"].add(url)
    redirects = {f"http://{host}{old}": f"http://{host}{new}" for old, new in data.get("redirects", {}).items()}
    missing = {f"http://{host}{path}" for path in data.get("missing", ())}
    golden = {name: urls - missing for name, urls in golden.items()}
    frozen = {name: frozenset(urls) for name, urls in golden.items()}
    about = "replica of a real site"
    return LinkSite(folder.name, about, source, folder, {host: "www"}, "", redirects, {}, {}, frozen)


def load_sites(*folders: Path) -> list[LinkSite]:
    """Every folder with a site.toml, by name."""
    found: list[Any] = sorted(path.parent for folder in folders for path in folder.glob("*/site.toml"))
    return [load_site(path) for path in found]
