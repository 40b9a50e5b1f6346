"""Header fields → values: council, session, date, times, place, public, observers, record, members."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from app.normalize import normalize, squeeze
from app.parse.dates import FoundDate, find_date_in_fiscal_year, find_dates, find_fiscal_year, find_times
from app.parse.header import Field, first

_COUNCIL = re.compile(
    r"(?P<name>[一-龥々ぁ-んァ-ヶーA-Za-z・]*(?:個人情報|情報公開)[一-龥々ぁ-んァ-ヶー・]*?(?:審議会|審査会|運営委員会|委員会))"
)
_OTHER_COUNCIL = re.compile(r"(?P<name>[一-龥々ァ-ヶー・]{2,24}(?:審議会|審査会|協議会|委員会|懇談会|懇話会|検討会))")
# What a name is written together with: 第2回の…, 令和2年度…, 市長及び… (but 情報公開及び個人情報… is one name).
_BEFORE_COUNCIL = re.compile(
    r"^(?: .*?(?:回|年度|[のはを]) | (?:(?!情報公開|個人情報).)*?及び ) (?=[^審]{2,}(?:審議会|審査会|委員会)$)",
    re.VERBOSE,
)
_SESSION = re.compile(
    r"(?P<year>(?:令和|平成)(?:元|[0-9]{1,2})年度?|20[0-9]{2}年度)?の?(?P<count>第[0-9一二三四五六七八九十]{1,4}回)"
)
_MUNICIPALITY_PREFIX = re.compile(
    r"^(?:[一-龥々ぁ-んァ-ヶー]{1,8}?[都道府県])?[一-龥々ぁ-んァ-ヶー]{1,8}?[市区町村](?=個人|情報)"
)
_CHECKED = re.compile(r"[☑☒✓✔■☑レ✅]\s*(?P<value>[^□☐☑☒✓✔■\n/]+)")
_ROLE_SUFFIX = re.compile(r"(?:[(（](?:会長|副会長|委員|職務代理者?|会長代理|会長職務代理者?|議長|委員長)[)）])|※.*$")


@dataclass(frozen=True, slots=True)
class Facts:
    """Values with the words they were read from (normalised): `quotes` maps a field to its quote."""

    council: str | None
    session: str | None
    date: FoundDate | None
    start: str | None
    end: str | None
    place: str | None
    public: str | None
    observers: int | None
    record: str | None
    members: tuple[str, ...]
    absent: tuple[str, ...]
    quotes: dict[str, str]


def read_facts(fields: Sequence[Field], heads: Sequence[str], municipality: str | None) -> Facts:
    """`fields` of the header; `heads`: title lines and the file's title, the most telling first (normalised)."""
    quotes: dict[str, str] = {}
    council = _read_council(fields, heads, municipality, quotes)
    session = _read_session(fields, heads, quotes)
    date = _read_date(fields, heads, quotes)
    start, end = _read_times(fields, quotes)
    place = first(fields, "place")
    if place:
        quotes["place"] = place.value
    public = _read_public(fields, quotes)
    members, absent = _read_people(fields)
    record = first(fields, "record")
    return Facts(
        council,
        session,
        date,
        start,
        end,
        re.sub(r"\s*\n\s*", " ", place.value) if place else None,
        public,
        _read_observers(fields, quotes),
        _checked(record.value) if record else None,
        members,
        absent,
        quotes,
    )


def find_council(text: str) -> str | None:
    """The name of a privacy council in a text, without session and without white space; None if none is named."""
    squeezed = squeeze(text)
    match = _COUNCIL.search(squeezed)
    if match is None:
        return None
    return _BEFORE_COUNCIL.sub("", match["name"]) or None


def find_other_council(text: str) -> str | None:
    """The name of any council that is none about privacy."""
    match = _OTHER_COUNCIL.search(re.sub(r"(?:令和|平成)?(?:元|[0-9]+)年度?|第?[0-9]+回", " ", squeeze(text)))
    if match is None or "個人情報" in match["name"] or "情報公開" in match["name"]:
        return None
    return match["name"]


def council_core(name: str) -> str:
    """A council's name without its municipality: for telling whether two names mean one council."""
    return _MUNICIPALITY_PREFIX.sub("", squeeze(name))


def same_council(name: str, other: str) -> bool:
    """小田原市個人情報保護審議会 = 個人情報保護審議会; a combined council contains the other's name."""
    first_core, second_core = council_core(name), council_core(other)
    if first_core == second_core or first_core in second_core or second_core in first_core:
        return True
    # 情報公開・個人情報保護審議会 and 情報公開及び個人情報保護審議会
    parts = [set(re.split(r"[・及びと]", core)) for core in (first_core, second_core)]
    return bool(parts[0] & parts[1])


def _read_council(
    fields: Sequence[Field], heads: Sequence[str], municipality: str | None, quotes: dict[str, str]
) -> str | None:
    named = first(fields, "council")
    for text in ([named.value] if named else []) + list(heads):
        name = find_council(text)
        if name is None:
            continue
        quotes["council"] = name
        if municipality and municipality not in name and not _MUNICIPALITY_PREFIX.match(name):
            return municipality + name
        return name
    return None


def _read_session(fields: Sequence[Field], heads: Sequence[str], quotes: dict[str, str]) -> str | None:
    named, counted = first(fields, "council"), first(fields, "session")
    for text in [f.value for f in (counted, named) if f] + list(heads):
        squeezed = squeeze(text)
        match = _SESSION.search(squeezed)
        if match is None:
            continue
        quotes["session"] = match.group()
        year = match["year"]
        return (year + match["count"]) if year else match["count"]
    return None


def _read_date(fields: Sequence[Field], heads: Sequence[str], quotes: dict[str, str]) -> FoundDate | None:
    named = first(fields, "date", "time")
    for text in ([named.value] if named else []) + list(heads):
        flat = squeeze(text)
        dates = find_dates(flat)
        if dates:
            quotes["date"] = flat[dates[0].start : dates[0].end]
            return dates[0]
    # the era is missing: the 年度 in the meeting's name tells the year
    council = first(fields, "council")
    year = next((y for t in ([council.value] if council else []) + list(heads) if (y := find_fiscal_year(t))), None)
    if named is None or year is None:
        return None
    flat = squeeze(named.value)
    date = find_date_in_fiscal_year(flat, year)
    if date is not None:
        quotes["date"] = flat[date.start : date.end]
    return date


def _read_times(fields: Sequence[Field], quotes: dict[str, str]) -> tuple[str | None, str | None]:
    texts = [f.value for f in (first(fields, "date"), first(fields, "time")) if f]
    start = end = None
    for text in texts:
        flat = squeeze(text)
        dates = find_dates(flat)
        rest = flat[dates[0].end :] if dates else flat
        times = find_times(rest)
        if times and start is None:
            start = times[0].value
            end = times[1].value if len(times) > 1 else None
            quotes["start"] = rest[times[0].start : times[0].end]
            if end:
                quotes["end"] = rest[times[1].start : times[1].end]
    closing = first(fields, "end")
    if end is None and closing:
        times = find_times(squeeze(closing.value))
        if times:
            end = times[-1].value
            quotes["end"] = squeeze(closing.value)[times[-1].start : times[-1].end]
    return start, end


def _read_public(fields: Sequence[Field], quotes: dict[str, str]) -> str | None:
    for field in fields:
        if field.name not in ("public", "observers"):
            continue
        value = squeeze(_checked(field.value) or field.value)
        head = value[:24]
        for word, meaning in (
            ("一部", "一部非公開"),
            ("非公開", "非公開"),
            ("不可", "非公開"),
            ("公開", "公開"),
            ("可", "公開"),
        ):
            if word in head:
                quotes["public"] = word
                return meaning
    return None


def _read_observers(fields: Sequence[Field], quotes: dict[str, str]) -> int | None:
    for field in fields:
        if field.name not in ("observers", "public"):
            continue
        squeezed = squeeze(field.value)
        match = re.search(r"([0-9]+)(?:人|名)|(?:傍聴(?:者|人)?(?:は)?)?(なし|無し|いない)", squeezed)
        if match:
            quotes["observers"] = match.group()
            return int(match[1]) if match[1] else 0
    return None


def _checked(value: str) -> str | None:
    """Of tick boxes the ticked one; a value without boxes as it is."""
    match = _CHECKED.search(value)
    if match:
        return normalize(match["value"]).text.strip()
    return None if re.search(r"[□☐]", value) else value.strip() or None


def _read_people(fields: Sequence[Field]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    present, missing = first(fields, "members"), first(fields, "absent")
    text = present.value if present else ""
    away = missing.value if missing else ""
    split = re.split(r"[●※・]?\s*欠席(?:者|委員)?\s*[:：]?", text, maxsplit=1)
    if len(split) == 2:
        text, away = split[0], away or split[1]
    return _names(text), _names(away)


def _names(text: str) -> tuple[str, ...]:
    if squeeze(text) in ("", "なし", "無し", "無"):
        return ()
    names = []
    for part in re.split(r"[、,・\n]|(?<=[)）])\s+|\s{2,}", text):
        name = _ROLE_SUFFIX.sub("", part).strip(" \u3000:：●※()（）")
        name = re.sub(r"^(?:会長|副会長|委員|出席者|出席委員)[:：\s]+", "", name)
        if 2 <= len(squeeze(name)) <= 12 and not re.search(r"(?:名|人)$|[0-9]", name):
            names.append(name)
    return tuple(names)
