"""When and where a meeting took place, from fields of the header, from lines without a key, from the discussion."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from app.normalize import squeeze
from app.parse.dates import (
    FoundDate,
    FoundTime,
    find_date_in_fiscal_year,
    find_dates,
    find_fiscal_year,
    find_times,
)
from app.parse.header import Field, first

# Dates of the page, of the paper, of another meeting.
_OTHER_DATE = re.compile(
    r"更新|掲載|公開日|公表|登録日|作成|発行|配信|次回|前回|印刷|ID|Post|作成日|施行|改正|^[\[［]|答申日|諮問日|任期|現在|第[0-9]+号",
    re.IGNORECASE,
)
_SWAPPED = frozenset({"place", "council", "session", "unknown"})
_STARTS = r"(?:開会|開始|開議|開催)"
_ENDS = r"(?:閉会|散会|終了|閉議|終会)"
_RANGE = re.compile(r"^(?:頃|ごろ)?(?:開会|開始)?(?:から|より|[~〜～∼\-‐–—―－ー]|及び|、)")
_HOUR = r"(?:[0-9]{1,2}|(?<=[前後])[一二三四五六七八九十]{1,3})"
_MINUTE = r"(?:(?:[0-9]{1,2}|[一二三四五六七八九十]{1,3})分|半)"
_TIME_OF_DAY = rf"(?:午[前後]|AM|PM)?(?:{_HOUR}時{_MINUTE}?|[0-9]{{1,2}}[:：][0-9]{{2}}|正午)"
# A line that tells when it began or ended: 午後4時閉会, 閉会 午後4時, (午後2時開会), 午後4時05分、会長が閉会を宣した。
_SIGNS = r"[(（\[【〔<＜《〈―－‐–—\-…・◇■●○※]*"
_SIGNS_BEHIND = r"[。)）\]】〕>＞》〉―－‐–—\-…]*"
_CHAIR = r"(?:(?:会長|議長|委員長|事務局)[がは]、?)?(?:(?:会議|審議会|審査会)を|以上で)?"
_SAID_SO = r"(?:する|した|しました|となった|を宣(?:し|言し|告し)?た?|宣言|宣告)?"


def _line_of(labels: str, verb: str) -> re.Pattern[str]:
    """A whole line, without white space, that is a time with one of the labels before it (`after`) or behind it
    (`before`). The digits of a number of its own aren't the time's: 7.10時閉会, 7午後4時閉会."""
    return re.compile(
        rf"""{_SIGNS}(?:
            (?:[0-9]{{1,2}}[.．、)）]?)? (?:会議)?(?:{labels})(?:時[刻間])?[:：(（]?(?P<after>{_TIME_OF_DAY})
          | (?:[0-9]{{1,2}}(?:[.．、)）]|(?=午)))? (?P<before>{_TIME_OF_DAY})
            (?:、|に|より|から|をもって|をもち)?{_CHAIR}(?:{labels}|{verb})
        ){_SAID_SO}{_SIGNS_BEHIND}""",
        re.VERBOSE,
    )


_BEGAN_LINE = _line_of(_STARTS, "開い")
_ENDED_LINE = _line_of(_ENDS, "閉じ")
_ONLY_TIMES = re.compile(rf"(?:{_TIME_OF_DAY}(?:から|より|まで|[~〜～])?){{1,2}}")
# A line that is a place by its end: 第1会議室, 3階大ホール, 議会棟 全員協議会室, オンライン会議
_PLACE_LINE = re.compile(
    r".{2,40}(?:室|ホール|講堂|会館|公民館|庁舎|センター|議場|会議場|[0-9]階|の間|会議室[A-Z0-9一二三四五]{1,4}|オンライン開催|ウェブ会議)(?:[(（].{1,24}[)）])?"
)
_NOT_PLACE = re.compile(
    r"課$|第[0-9一二三四五六七八九十]+回|会議録|議事録|審議会|審査会|委員会(?!室)|懇話会|[。:：>＞|｜]|ホームページ|サイト|部署|[都道府県市区町村]役所$"
)
_PLACE_REACH = 3  # lines between an unkeyed date and an unkeyed place
_LONGEST_PLACE = 3  # lines of a place: building, room, a note
# The address below a place, in brackets or not, is no part of it: (南北県見本市中央1丁目2番地)
_ADDRESS = re.compile(
    r"[(（]?(?:所在地?[:：]?|住所[:：]?|〒[0-9-]+)*(?:[一-龥ぁ-んァ-ヶ]{1,6}[都道府県])?[一-龥ぁ-んァ-ヶー]{1,8}[市区町村郡]"
    r"[一-龥ぁ-んァ-ヶー字]*[0-9一二三四五六七八九十]+(?:丁目|番地?|号|[-‐–—の][0-9]+)[0-9一二三四五六七八九十丁目番地号の‐–—-]*[)）]?"
)
_STRAY_LETTER = re.compile(r"[一-龥]")
# A page's number, or that of a field whose key stands elsewhere.
_STRAY_NUMBER = re.compile(r"[0-9]{1,3}")
_NO_VALUE = re.compile(r"[-‐–—―－ー・…\s]*|未定|なし")


@dataclass(frozen=True, slots=True)
class Occasion:
    """`date` with whether it is doubtful; times as HH:MM; the place as written on one line."""

    date: FoundDate | None
    start: str | None
    end: str | None
    place: str | None


def read_occasion(
    fields: Sequence[Field], heads: Sequence[str], discussion: Sequence[str], quotes: dict[str, str]
) -> Occasion:
    """Fields of the header, the title and other first lines, the lines of the discussion → when and where. The words of
    each value are added to `quotes`. A time that can't be (an end before the start) is left out."""
    date, source = _read_date(fields, heads, quotes)
    start, end = _read_times(fields, source, quotes)
    if start is None:
        start = _from_line(_BEGAN_LINE, [*heads, *discussion[:12]], "start", None, quotes)
    if end is None:
        end = _from_line(_ENDED_LINE, [*heads, *reversed(discussion[-40:])], "end", start, quotes)
    if start is not None and end is not None and end <= start:
        quotes.pop("end", None)
        end = None
    return Occasion(date, start, end, _read_place(fields, heads, quotes))


def _read_date(fields: Sequence[Field], heads: Sequence[str], quotes: dict[str, str]) -> tuple[FoundDate | None, str]:
    """→ (the date, the text that it stood in, without white space)."""
    keyed = [squeeze(f.value) for f in fields if f.name in ("date", "date_place", "time")]
    # two values swapped: a date at the front of another field is the date
    swapped = [
        value
        for f in fields
        if f.name in _SWAPPED and (dates := find_dates(value := squeeze(f.value))) and dates[0].start == 0
    ]
    titles = [squeeze(head) for head in heads if not _OTHER_DATE.search(squeeze(head))]
    for text in [*keyed, *swapped]:
        if dates := find_dates(text):
            return _keep(dates[0], text, quotes)
    if (year := _fiscal_year(fields, heads)) is not None:
        for text in [*keyed, *(t for t in titles if len(t) <= 40)]:
            if (date := find_date_in_fiscal_year(text, year)) is not None:
                return _keep(date, text, quotes)
    told = [(dates[0], text) for text in titles if (dates := find_dates(text))]
    if not told:
        return None, ""
    date, text = max(told, key=lambda pair: _certainty(*pair))
    below = titles[titles.index(text) + 1 :][:1]
    timed = [line for line in below if not find_times(text) and re.match(rf"(?:開会)?{_TIME_OF_DAY}", line)]
    return _keep(date, "".join([text, *timed]), quotes)  # the times stand on the line below


def _keep(date: FoundDate, text: str, quotes: dict[str, str]) -> tuple[FoundDate, str]:
    quotes["date"] = text[date.start : date.end]
    return date, text


def _certainty(date: FoundDate, text: str) -> int:
    """How surely an unkeyed date is the meeting's: one with times or 開催 beside it, then one with its weekday."""
    return 2 * (bool(find_times(text)) or "開催" in text or "開会" in text) + (
        "曜" in text or text[date.end - 1] in ")）"
    )


def _fiscal_year(fields: Sequence[Field], heads: Sequence[str]) -> int | None:
    council, session = first(fields, "council"), first(fields, "session")
    texts = [f.value for f in (session, council) if f] + list(heads)
    return next((year for text in texts if (year := find_fiscal_year(squeeze(text))) is not None), None)


def _read_times(fields: Sequence[Field], dated: str, quotes: dict[str, str]) -> tuple[str | None, str | None]:
    """The fields of times, and the text that the date stood in."""
    texts = [squeeze(f.value) for name in ("date", "date_place", "time") for f in fields if f.name == name]
    # cells of several rows run together: the times stand on lines of their own below the place
    slipped = [line for f in fields if f.name == "place" for line in map(squeeze, f.value.split("\n"))]
    texts.append("".join(line for line in slipped if _ONLY_TIMES.fullmatch(line)))
    start = end = None
    for text in dict.fromkeys([*texts, dated]):
        dates = find_dates(text)
        rest = text[dates[0].end :] if dates else text
        found_start, found_end = _read_span(rest)
        if start is None and found_start is not None:
            start = _keep_time(found_start, rest, "start", None, quotes)
        if end is None and found_end is not None:
            end = _keep_time(found_end, rest, "end", start, quotes)
        if start and end:
            break
    closing = first(fields, "end")
    if end is None and closing and (times := find_times(squeeze(closing.value))):
        end = _keep_time(times[-1], squeeze(closing.value), "end", start, quotes)
    return start, end


def _read_span(text: str) -> tuple[FoundTime | None, FoundTime | None]:
    """Start and end in a text without white space: by 開会 and 閉会 beside them, else the first two of a range."""
    times = find_times(text)
    if not times:
        return None, None
    opened = _labelled(text, times, _STARTS)
    closed = _labelled(text, times, _ENDS)
    if opened is not None or closed is not None:
        others = [time for time in times if time not in (opened, closed)]
        if opened is None and others and others[0].start < (closed.start if closed else 0):
            opened = others[0]
        if closed is None and opened is not None:
            closed = next((time for time in others if time.start > opened.start), None)
        return opened, closed
    if len(times) == 2:
        return times[0], times[1]
    ranged = len(times) > 2 and _RANGE.match(text[times[0].end :]) is not None
    return times[0], times[1] if ranged else None


def _labelled(text: str, times: Sequence[FoundTime], label: str) -> FoundTime | None:
    """The time that 開会 (閉会) stands before or behind; all labels of a text stand on the same side."""
    both = f"(?:{_STARTS}|{_ENDS})"
    before = sum(_has_before(text, time, both) for time in times)
    behind = sum(_has_behind(text, time, both) for time in times)
    beside = _has_before if before >= behind else _has_behind
    return next((time for time in times if beside(text, time, label)), None)


def _has_before(text: str, time: FoundTime, label: str) -> bool:
    return re.search(rf"{label}(?:時[刻間])?[:：(（)）】\]]?$", text[max(0, time.start - 6) : time.start]) is not None


def _has_behind(text: str, time: FoundTime, label: str) -> bool:
    return re.match(rf"(?:に|[(（])?{label}", text[time.end : time.end + 4]) is not None


def _keep_time(time: FoundTime, text: str, name: str, start: str | None, quotes: dict[str, str]) -> str:
    quotes[name] = text[time.start : time.end]
    return _in_daytime(time, start)


def _in_daytime(time: FoundTime, start: str | None) -> str:
    """A time without 午前 or 午後: after the start, and no council meets before eight in the morning."""
    hour, minute = int(time.value[:2]), time.value[3:]
    if not time.halved and (hour < 8 or (start is not None and time.value <= start)) and hour < 12:
        return f"{hour + 12:02d}:{minute}"
    return time.value


def _from_line(
    pattern: re.Pattern[str], lines: Sequence[str], name: str, start: str | None, quotes: dict[str, str]
) -> str | None:
    for line in lines:
        flat = squeeze(line)
        match = pattern.fullmatch(flat) if len(flat) <= 50 else None
        if match is None:
            continue
        written = match["after"] or match["before"]
        times = find_times(written)
        if times:
            return _keep_time(times[0], written, name, start, quotes)
    return None


def _read_place(fields: Sequence[Field], heads: Sequence[str], quotes: dict[str, str]) -> str | None:
    both = first(fields, "date_place")
    candidates = [f.value for f in fields if f.name == "place"] + ([_without_date(both.value)] if both else [])
    # two values swapped: the place stands where the date should
    if any(_is_date(f.value) for f in fields if f.name == "place"):
        candidates += [f.value for f in fields if f.name == "date" and not find_dates(squeeze(f.value))]
    for value in candidates:
        lines = _place_lines(value)
        if lines:
            quotes["place"] = lines[0]  # the lines may be passages of their own
            return " ".join(_join_cut_words(lines))
    return _unkeyed_place(heads, quotes) if not any(f.name in ("date", "place") for f in fields) else None


def _place_lines(value: str) -> list[str]:
    """The lines of a place: the value as written, without notes under it."""
    lines: list[str] = []
    for line in value.split("\n"):
        if re.match(r"[※*]|[(（]注", line) or "。" in line or len(lines) == _LONGEST_PLACE:
            break
        if _STRAY_LETTER.fullmatch(line):
            return []  # cells of several rows run together: what belongs to the place can't be told
        if lines and _ADDRESS.fullmatch(squeeze(line)):
            continue
        if _STRAY_NUMBER.fullmatch(line.strip()) and not (lines and lines[-1].endswith("第")):
            continue
        if _NO_VALUE.fullmatch(line) or _is_date(line) or (lines and _is_map(line)):
            continue
        lines.append(line.strip())
    return lines


def _join_cut_words(lines: list[str]) -> list[str]:
    """A line of a text file breaks inside a word: 市役所5 / 階 特別会議室."""
    joined: list[str] = []
    for line in lines:
        if joined and re.search(r"[0-9第]$", joined[-1]) and re.match(r"[階号室会棟F]", line):
            joined[-1] += line
        else:
            joined.append(line)
    return joined


def _is_map(line: str) -> bool:
    return re.search(r"地図|アクセス|PDF|KB|リンク|電話", line) is not None


def _is_date(text: str) -> bool:
    """Whether a value is a date or times of day and nothing else."""
    flat = squeeze(text)
    dates = find_dates(flat)
    if dates and dates[0].start == 0:
        return True
    times = find_times(flat)
    return bool(times) and times[0].start <= 1 and len(flat) <= 30


def _without_date(value: str) -> str:
    """What is left of a value under 日時及び場所 without the date and the times."""
    kept = []
    for line in value.split("\n"):
        if not _is_date(line):
            kept.append(line)
            continue
        ends = [match.end() for match in re.finditer(rf"[日)）]|{_TIME_OF_DAY}(?:まで|開会|閉会|から)?|まで", line)]
        rest = line[max(ends, default=0) :].strip(" 、,・~〜～-")
        kept.append(rest if len(rest) > 2 else "")
    return "\n".join(line for line in kept if line)


def _unkeyed_place(heads: Sequence[str], quotes: dict[str, str]) -> str | None:
    """No keys at all: the line near the date's that ends as a place does."""
    dated = next(
        (i for i, h in enumerate(heads) if find_dates(squeeze(h)) and not _OTHER_DATE.search(squeeze(h))), None
    )
    if dated is None:
        return None
    for head in heads[max(0, dated - 1) : dated + _PLACE_REACH + 1]:
        if _PLACE_LINE.fullmatch(head) and not _NOT_PLACE.search(head) and not find_dates(squeeze(head)):
            quotes["place"] = head
            return head
    return None
