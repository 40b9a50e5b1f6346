"""The text of a web page: which charset it is really in."""

from __future__ import annotations

import codecs
import re

from charset_normalizer import from_bytes

_META = re.compile(
    rb"""
    <meta\b[^>]*?\bcharset\s*=\s*["']?\s*  # both forms: <meta charset> and http-equiv's content="text/html; charset="
    ([\w.:-]+)
    """,
    re.IGNORECASE | re.VERBOSE,
)
_HEADER = re.compile(r"charset\s*=\s*[\"']?\s*([\w.:-]+)", re.IGNORECASE)
_BOMS = ((codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))
# What pages call Shift_JIS is Windows' superset of it (WHATWG Encoding): ①, ㈱ and 髙 are outside the standard.
_SUPERSETS = {"shift_jis": "cp932", "shift-jis": "cp932", "sjis": "cp932", "x-sjis": "cp932", "windows-31j": "cp932"}
_JAPANESE = ["utf_8", "cp932", "euc_jp", "iso2022_jp"]
# Only these are believed: a server's standing ISO-8859-1 fits every byte and says nothing of a Japanese page.
_BELIEVED = frozenset({"utf-8", "cp932", "euc_jp", "euc_jis_2004", "iso2022_jp", "shift_jis_2004"})


def decode_page(body: bytes, content_type: str | None) -> tuple[str, str]:
    """A page's bytes → its text and the name of the charset.

    Order: byte order mark, HTTP header, <meta>, UTF-8 (each only if all bytes fit: pages lie), then charset-normalizer
    among the Japanese charsets; at last the one that leaves the fewest characters unread. Never fails.
    """
    for mark, encoding in _BOMS:
        if body.startswith(mark):
            return body.decode(encoding, errors="replace"), encoding
    declared = _find_declared(body, content_type)
    for encoding in (*declared, "utf-8"):
        try:
            return body.decode(encoding), encoding
        except UnicodeDecodeError:
            continue
    best = from_bytes(body[:200_000], cp_isolation=_JAPANESE).best()
    guesses = [*declared, *([best.encoding] if best is not None else []), "cp932", "utf-8", "euc_jp"]
    decoded = [(body.decode(encoding, errors="replace"), encoding) for encoding in guesses]
    return min(decoded, key=lambda pair: pair[0].count("\ufffd"))


def _find_declared(body: bytes, content_type: str | None) -> list[str]:
    header = _HEADER.search(content_type or "")
    meta = _META.search(body[:4096])
    names = [header.group(1)] if header else []
    names += [meta.group(1).decode("ascii")] if meta else []
    found: list[str] = []
    for name in names:
        encoding = _SUPERSETS.get(name.lower(), name)
        try:
            believed = codecs.lookup(encoding).name in _BELIEVED
        except LookupError:
            continue
        if believed:
            found.append(encoding)
    return found
