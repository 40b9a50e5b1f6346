"""How an item is cited: one line of text to paste, BibTeX, RIS.

Says where the words stand (city, council, session, date, item, pages, the city's own document), where they were found
(the item's page here) and on which day, since a city may replace or withdraw its document.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, datetime, timedelta, timezone
from enum import StrEnum

from app.errors import UsageError
from app.search.eras import make_plain_date_label
from app.search.results import ItemOut

JST = timezone(timedelta(hours=9), "JST")  # the day on which somebody in Japan has read it; no summer time since 1951


class CitationFormat(StrEnum):
    TEXT = "text"
    BIBTEX = "bibtex"
    RIS = "ris"


MEDIA_TYPES = {
    CitationFormat.TEXT: "text/plain",
    CitationFormat.BIBTEX: "application/x-bibtex",
    CitationFormat.RIS: "application/x-research-info-systems",
}


@dataclass(frozen=True, slots=True)
class Citation:
    """`held` is the meeting's day (ISO); `pages` are the first and the last on which the item was discussed, None for a
    document without pages; `url` is the city's document, `permanent` the item's page here, "" if that is not known;
    `notes` tell what is doubtful or gone."""

    id: str
    municipality: str
    meeting: str
    held: str | None
    title: str
    pages: tuple[int, int] | None
    url: str
    permanent: str
    accessed: date
    notes: tuple[str, ...] = ()


def get_today() -> date:
    return datetime.now(JST).date()


def build_citation(item: ItemOut, permanent: str, accessed: date, utterance: str | None = None) -> Citation:
    """`permanent` is the address of the item's page, `accessed` the day (閲覧日); `utterance` is the anchor of the one
    passage that is cited (None: the whole item). Raises UsageError if the item has no such passage."""
    cited = [one for one in item.utterances if utterance in (None, one.anchor)]
    if utterance is not None and not cited:
        raise UsageError("utterance", f"この案件に「{utterance}」という発言はありません。")
    pages = [one.page for one in cited if one.page is not None] or [item.page or 0 if utterance is None else 0]
    notes = []
    if utterance is not None:
        notes.append(f"{cited[0].speaker}の発言" if cited[0].speaker else "発言")
    if "date" in item.needs_review:
        notes.append("開催日は要確認")
    if item.removed_at:
        notes.append(f"市区町村のサイトからは{_make_day_label(item.removed_at)}までに削除")
    return Citation(
        id=item.id if utterance is None else f"{item.id}-{utterance}",
        municipality=item.municipality,
        meeting=" ".join(part for part in (item.council or "審議会", item.session, "会議録") if part),
        held=item.date,
        title=" ".join(part for part in (item.number, item.title) if part),
        pages=(min(pages), max(pages)) if any(pages) else None,
        url=_make_plain_url(item.document_url),
        permanent=_make_plain_url(permanent if utterance is None else f"{permanent}#{utterance}"),
        accessed=accessed,
        notes=tuple(notes),
    )


def make_citation(citation: Citation, form: CitationFormat) -> str:
    """The citation as text, without a final line break."""
    match form:
        case CitationFormat.TEXT:
            return make_text(citation)
        case CitationFormat.BIBTEX:
            return make_bibtex(citation)
        case CitationFormat.RIS:
            return make_ris(citation)


def make_text(citation: Citation) -> str:
    """市、会議名、日付、案件、ページ、URL、閲覧日 in one line."""
    parts = [
        citation.municipality,
        f"『{_flatten(citation.meeting)}』",
        make_plain_date_label(citation.held),
        f"「{_flatten(citation.title)}」",
        _make_pages_label(citation.pages),
        *citation.notes,
    ]
    accessed = make_plain_date_label(citation.accessed.isoformat())
    page = f"案件のページ {citation.permanent} 、" if citation.permanent else ""
    return f"{'、'.join(part for part in parts if part)}、{citation.url} （{page}閲覧日 {accessed}）"


def make_bibtex(citation: Citation) -> str:
    """An entry whose key is made of the item's id, and so never changes. Fields as biblatex knows them."""
    pages = "" if citation.pages is None else "--".join(str(page) for page in dict.fromkeys(citation.pages))
    fields = {
        "author": "{" + _escape_bibtex(citation.municipality) + "}",  # braces: not a person with a family name
        "title": "{" + _escape_bibtex(citation.title) + "}",
        "howpublished": _escape_bibtex(citation.meeting),
        "date": citation.held or "",
        "year": (citation.held or "")[:4],
        "pages": pages,
        "url": citation.url,
        "urldate": citation.accessed.isoformat(),
        "note": "、".join([*map(_escape_bibtex, citation.notes), *_link(citation.permanent)]),
        "langid": "japanese",
    }
    lines = [f"  {name:<12} = {{{value}}}," for name, value in fields.items() if value]
    return "\n".join((f"@misc{{{make_key(citation.id)},", *lines, "}"))


def make_ris(citation: Citation) -> str:
    """An entry for reference managers (RIS, 2011), a field on each line."""
    day = (citation.held or "").replace("-", "/")
    first, last = citation.pages or ("", "")
    fields = (
        ("TY", "GOVDOC"),
        ("ID", make_key(citation.id)),
        ("AU", citation.municipality),
        ("TI", citation.title),
        ("T2", citation.meeting),
        ("PY", day[:4]),
        ("DA", day),
        ("SP", str(first)),
        ("EP", str(last)),
        ("UR", citation.url),
        ("L2", citation.permanent),
        ("Y2", citation.accessed.isoformat().replace("-", "/")),
        *(("N1", note) for note in citation.notes),
        ("LA", "ja"),
    )
    return "\n".join(f"{tag}  - {_flatten(value)}" for tag, value in (*fields, ("ER", "")) if value or tag == "ER")


def make_key(item_id: str) -> str:
    """An item's id → a BibTeX key: `shingikai-992011-2018-07-10-i1`; signs that a key must not have become `_`."""
    return "shingikai-" + re.sub(r"[^A-Za-z0-9:.-]", "_", item_id)


# Braces are written by name: BibTeX counts those that are escaped, too, and an unequal number ends the entry early.
_BIBTEX = str.maketrans(
    {
        "\\": r"\textbackslash{}",
        "{": r"\textbraceleft{}",
        "}": r"\textbraceright{}",
        "~": r"\textasciitilde{}",
        "^": r"\textasciicircum{}",
        **{sign: f"\\{sign}" for sign in "#$%&_"},
    }
)


def _escape_bibtex(text: str) -> str:
    return _flatten(text).translate(_BIBTEX)


def _link(url: str) -> list[str]:
    """The item's page, if it is known; % would begin a comment."""
    return [r"案件のページ: \url{" + url.replace("%", r"\%").replace("#", r"\#") + "}"] if url else []


def _flatten(text: str) -> str:
    """One line, without control characters."""
    return " ".join("".join(sign if sign.isprintable() else " " for sign in text).split())


def _make_plain_url(url: str) -> str:
    """An address in which nothing ends a field, a line or a pair of braces."""
    return re.sub(r"[\s{}\\<>\"]", lambda m: "".join(f"%{byte:02X}" for byte in m.group().encode()), url)


def _make_pages_label(pages: tuple[int, int] | None) -> str:
    if pages is None:
        return ""
    first, last = pages
    return f"{first}ページ" if first == last else f"{first}〜{last}ページ"


def _make_day_label(moment: str) -> str:
    """ISO time (UTC) → the day in Japan."""
    return make_plain_date_label(datetime.fromisoformat(moment).astimezone(JST).date().isoformat())
