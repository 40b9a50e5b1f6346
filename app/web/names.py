"""Names for people: fields, kinds of documents, days on which a document was seen, and why one could not be read."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta, timezone

from app.search.coverage import Unread
from app.search.dimensions import FIELDS
from app.search.eras import make_plain_date_label
from app.search.results import RenditionOut

_FIELD_NAMES = {field.code: field.label for field in FIELDS}
_MEDIA_NAMES = {
    "application/pdf": "PDF",
    "text/html": "HTML",
    "application/xhtml+xml": "HTML",
    "text/plain": "テキスト",
    "application/msword": "Word",
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document": "Word",
}
# what the doubt is, where the field's name alone does not say it
_DOUBTS = {
    "title": "件名にあたる文がはっきりしません",
    "kind": "諮問か報告かを決める文が見つかりません",
    "outcome": "結論を述べた文が、ないか、一つに決まりません",
    "conditions": "付帯意見を付けたとありますが、その文が見つかりません",
    "utterances": "この案件について話し合った部分が見つかりません",
    "date": "文書の中の日付が、ないか、互いに合いません",
    "items": "案件の区切りがはっきりしません",
    "speakers": "発言者の名が書かれていない発言があります",
    "text": "読み取れなかったページがあります",
}
_JAPAN = timezone(timedelta(hours=9))
_COMMAND = re.compile(
    r"""
    ; \s* to \s read \s it: \s*   # how the reader's reason ends where something can be done
    (?P<command> \S .* ) $        # the command to run
    """,
    re.VERBOSE,
)


def make_media_name(media_type: str) -> str:
    return _MEDIA_NAMES.get(media_type.split(";", maxsplit=1)[0].strip().lower(), "文書")


def make_field_name(field: str) -> str:
    return _FIELD_NAMES.get(field, field)


def make_doubt(field: str) -> str | None:
    """What is doubtful about a field, in a sentence without its full stop; None where nothing more is known."""
    return _DOUBTS.get(field)


def make_told(value: str | int | Sequence[str] | None) -> str:
    """A field's value in a correction; nothing is 記載なし."""
    told = value if isinstance(value, str | int | None) else "、".join(value)
    return "記載なし" if told is None or told == "" else str(told)


def make_seen_day(time: str) -> str:
    """An ISO time (UTC) → the day in Japan."""
    return make_plain_date_label(datetime.fromisoformat(time).astimezone(_JAPAN).date().isoformat())


def make_seen_label(first: str, last: str) -> str:
    """Two ISO times (UTC) → the days, in Japan, on which a document was first and last seen."""
    start, end = make_seen_day(first), make_seen_day(last)
    return f"{start}に確認" if start == end else f"{start}から{end}まで確認"


def get_media_type(url: str, renditions: Sequence[RenditionOut], default: str) -> str:
    """The media type of the document at `url`: the page that is linked may be another rendition's than the one that
    was read. Of several versions at one address the current one counts."""
    found = [entry for entry in renditions if entry.url == url]
    found.sort(key=lambda entry: not entry.current)
    return found[0].media_type if found else default


@dataclass(frozen=True, slots=True)
class UnreadNote:
    """A document that could not be read, told to people; `command` makes it readable, where there is one."""

    entry: Unread
    reason: str
    command: str | None


def make_unread_note(entry: Unread) -> UnreadNote:
    command = _COMMAND.search(entry.reason)
    told = entry.reason[: command.start()] if command else entry.reason
    reason = "画像だけの文書で、文字の情報がありません" if entry.scan else told
    return UnreadNote(entry, reason, command["command"] if command else None)
