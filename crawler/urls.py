"""One spelling for each URL, so that a page is fetched once however it is linked."""

from __future__ import annotations

import re
from contextlib import suppress
from urllib.parse import quote, unquote, unquote_to_bytes, urljoin, urlsplit, urlunsplit

_DEFAULT_PORTS = {"http": 80, "https": 443}
_CONTROL = re.compile(r"[\x00-\x1f\x7f]")  # browsers drop tabs and newlines inside a URL
_SESSION_PATH = re.compile(r";jsessionid=[^/?#]*", re.IGNORECASE)  # a servlet's session, another one on each visit
_SESSION_QUERY = re.compile(
    r"""
    (?:^|(?<=&))                              # a whole parameter
    (?:jsessionid|phpsessid|aspsessionid\w*   # of the common session mechanisms: Java, PHP, ASP,
      |cfid|cftoken|session_?id               # ColdFusion, by hand,
      |utm_\w+|fbclid|gclid)                  # and what tells the site where a visitor came from
    =[^&]*(?:&|$)
    """,
    re.IGNORECASE | re.VERBOSE,
)
_ESCAPE = re.compile(r"%[0-9a-fA-F]{2}")
_BARE_PERCENT = re.compile(r"%(?![0-9a-fA-F]{2})")
# Formats of documents alone: what else stands behind a dot in a query is a page's name.
_QUERY_FORMAT = re.compile(r"\.(pdf|docx?|xlsx?|pptx?|rtf|txt|odt|jtd|zip|lzh)(?=&|$)")
_HALF_WIDTH = re.compile("[\uff61-\uff9f]")
_CHARSETS = ("utf-8", "cp932", "euc_jp")
_PATH_SAFE = "/%:@!$&'()*+,;=~-._"
_QUERY_SAFE = _PATH_SAFE + "?"


def normalize_url(reference: str, base: str, encoding: str = "utf-8") -> str | None:
    """A reference as written on page `base` → an absolute http(s) URL, or None if it is none.

    Fragment and session ids off; host in lower case (IDNA); default port off; spaces and non-ASCII percent-encoded
    (path as UTF-8, query in the page's `encoding`, as browsers do: WHATWG URL).
    """
    cleaned = _CONTROL.sub("", reference).strip()
    if "\\" in cleaned and "?" not in cleaned:
        cleaned = cleaned.replace("\\", "/")
    try:
        parts = urlsplit(urljoin(base, cleaned))
        port = parts.port
        host = (parts.hostname or "").encode("idna").decode("ascii").lower()
    except (ValueError, UnicodeError):
        return None
    if parts.scheme not in _DEFAULT_PORTS or not host or parts.username is not None:
        return None
    netloc = f"[{host}]" if ":" in host else host
    if port is not None and port != _DEFAULT_PORTS[parts.scheme]:
        netloc += f":{port}"
    path = _quote(_SESSION_PATH.sub("", parts.path) or "/", _PATH_SAFE, "utf-8")
    query = _quote(_SESSION_QUERY.sub("", parts.query).rstrip("&"), _QUERY_SAFE, encoding)
    return urlunsplit((parts.scheme, netloc, path, query, ""))


def _quote(text: str, safe: str, encoding: str) -> str:
    text = _BARE_PERCENT.sub("%25", text)
    quoted = quote(text, safe=safe, encoding=encoding, errors="xmlcharrefreplace")
    return _ESCAPE.sub(lambda escape: escape.group().upper(), quoted)


def host_of(url: str) -> str:
    """`host` or `host:port` (the port only if it is not the scheme's own) of a normalised URL."""
    return urlsplit(url).netloc


def origin_of(url: str) -> str:
    """`scheme://host[:port]` of a normalised URL."""
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.netloc}"


def extension_of(url: str) -> str:
    """The path's file extension in lower case without the dot, or an empty string."""
    name = urlsplit(url).path.rsplit("/", 1)[-1]
    stem, dot, extension = name.rpartition(".")
    return extension.lower() if dot and stem and len(extension) <= 5 and extension.isalnum() else ""


def query_format_of(url: str) -> str:
    """The document's format that a query names (download.cgi?file=a.pdf), or an empty string."""
    named = _QUERY_FORMAT.search(unquote(urlsplit(url).query).lower())
    return named.group(1) if named is not None else ""


def names_of(url: str) -> tuple[str, ...]:
    """A file's name, from a URL's path and from its query, decoded from whichever charset it was written in."""
    parts = urlsplit(url)
    values = [value for value in re.split("[&=]", parts.query) if "." in value]
    return tuple(_decode(name) for name in (parts.path.rsplit("/", 1)[-1], *values))


def _decode(name: str) -> str:
    raw = unquote_to_bytes(name)
    read = []
    for charset in _CHARSETS:
        with suppress(UnicodeDecodeError):
            read.append(raw.decode(charset))
    # EUC-JP read as Shift_JIS is a row of half-width katakana, which nobody writes
    return min(read, key=lambda text: len(_HALF_WIDTH.findall(text)), default=unquote(name))
