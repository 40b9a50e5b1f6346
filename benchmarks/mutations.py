"""What the reader does with damaged documents: it reads them or refuses them with a declared error, each time.

    python -m benchmarks.mutations --count 3000     (make soak)

Minutes of the samples, and real ones if they are at hand, are cut, changed, doubled and mixed by seeded dice; DOCX also
inside their XML, HTML and text also by characters. Each is read, parsed and classified in the child process of the
ingest. Prints how many were read and why the others were not, the slowest, and each undeclared error with the number
that makes it again (`--only N`); ends with 1 if there was any.
"""

from __future__ import annotations

import argparse
import io
import random
import re
import sys
import tempfile
import time
import zipfile
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from app.errors import NotMinutesError, ReadingError, UnreadScanError
from app.ingest_child import MinutesProcess
from app.model import Municipality
from app.parse.meeting import Expected
from app.text.child import Limits
from benchmarks.corpus import build_samples, find_real_papers

_SEED = 20180202
# What any document may take; a real one takes 2 s.
_SECONDS = 30.0
_EXPECTED = Expected(Municipality("999999", "見本市", "見本県"), None)
# A Python error that nobody declared ends the child with 1; a signal (a crash in a library) with less than 0.
_UNDECLARED = re.compile(r"crashed .*\(exit code [1-9][0-9]*\)")
_CRASHED = re.compile(r"crashed .*\(exit code -[0-9]+\)")
_SUFFIXES = frozenset({".pdf", ".docx", ".html", ".htm", ".txt"})


@dataclass(slots=True)
class Outcome:
    """`reasons` counts why documents were refused, digits and details aside."""

    count: int = 0
    read: int = 0
    not_minutes: int = 0
    refused: Counter[str] = field(default_factory=Counter)
    slowest: tuple[float, int] = (0.0, 0)
    undeclared: list[str] = field(default_factory=list)


def mutate(data: bytes, dice: random.Random) -> bytes:
    """A damaged copy: the same for the same dice."""
    if data.startswith(b"PK") and dice.random() < 0.7:
        return _mutate_package(data, dice)
    kinds: Sequence[Callable[[bytes, random.Random], bytes]] = (_cut, _change, _remove, _double, _insert, _change)
    for _ in range(dice.choice((1, 1, 2, 5))):
        data = dice.choice(kinds)(data, dice)
    return data


def _cut(data: bytes, dice: random.Random) -> bytes:
    return data[: dice.randrange(len(data) + 1)]


def _change(data: bytes, dice: random.Random) -> bytes:
    changed = bytearray(data)
    for _ in range(dice.choice((1, 3, 10, 100))):
        if changed:
            changed[dice.randrange(len(changed))] = dice.randrange(256)
    return bytes(changed)


def _remove(data: bytes, dice: random.Random) -> bytes:
    start = dice.randrange(len(data) + 1)
    return data[:start] + data[start + dice.choice((1, 10, 100, 1000)) :]


def _double(data: bytes, dice: random.Random) -> bytes:
    start = dice.randrange(len(data) + 1)
    piece = data[start : start + dice.choice((10, 100, 1000))]
    where = dice.randrange(len(data) + 1)
    return data[:where] + piece * dice.choice((1, 2, 50)) + data[where:]


def _insert(data: bytes, dice: random.Random) -> bytes:
    junk = (
        b"<",
        b"</w:p>",
        b"\x00" * 20,
        b"(((((",
        b"<<>>",
        b"-99999999999",
        b"\xff\xfe",
        b"&#0;",
        b"<table><tr>",
        b"]]>",
    )
    where = dice.randrange(len(data) + 1)
    return data[:where] + dice.choice(junk) * dice.choice((1, 1, 30)) + data[where:]


def _mutate_package(data: bytes, dice: random.Random) -> bytes:
    """One part of a DOCX is damaged, the package itself is whole."""
    target = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as before, zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as after:
        names = before.namelist()
        chosen = "word/document.xml" if dice.random() < 0.6 and "word/document.xml" in names else dice.choice(names)
        for name in names:
            part = before.read(name)
            if name != chosen:
                after.writestr(name, part)
            elif dice.random() < 0.9:
                after.writestr(name, dice.choice((_swap_tags, _swap_tags, _change, _cut, _remove))(part, dice))
    return target.getvalue()


def _swap_tags(data: bytes, dice: random.Random) -> bytes:
    """Well-formed XML of another structure: an element's name, or the value of an attribute, is another one's."""
    names = list(dict.fromkeys(re.findall(rb"<([A-Za-z]+:[A-Za-z]+)", data)))
    if not names:
        return data
    if dice.random() < 0.5:
        old, new = dice.choice(names), dice.choice(names)
        return re.sub(rb"(</?)" + old + rb"(?=[ />])", rb"\1" + new, data)
    values = re.findall(rb'="[^"<>]*"', data)
    if not values:
        return data
    old, new = dice.choice(values), dice.choice((*values[:50], b'=""', b'="-1"', b'="99999999999"', b'="x"'))
    return data.replace(old, new)


def run(papers: Sequence[bytes], numbers: Sequence[int]) -> Outcome:
    """Reads the mutations with these numbers."""
    outcome = Outcome()
    with MinutesProcess(Limits(seconds=_SECONDS), ocr=False) as process:
        for number in numbers:
            dice = random.Random(_SEED + number)
            data = mutate(dice.choice(papers), dice)
            begin = time.perf_counter()
            try:
                process.read(data, _EXPECTED)
                outcome.read += 1
            except NotMinutesError:
                outcome.not_minutes += 1
            except UnreadScanError:
                outcome.refused["a scan, or without a Unicode map"] += 1
            except ReadingError as error:
                if _UNDECLARED.search(str(error)):
                    outcome.undeclared.append(f"--only {number}: {error}")
                outcome.refused[_name_reason(str(error))] += 1
            outcome.count += 1
            outcome.slowest = max(outcome.slowest, (time.perf_counter() - begin, number))
    return outcome


def _name_reason(message: str) -> str:
    if _CRASHED.search(message):
        return "a library crashed, which the child contained"
    head, _, _ = message.partition(":")
    return re.sub(r"[0-9][0-9.,]*", "#", head if len(head) > 12 else message)[:70]


def load_papers() -> list[bytes]:
    """The bytes of all sample minutes, and of real ones if they are there."""
    with tempfile.TemporaryDirectory() as folder:
        samples = [path.read_bytes() for path in build_samples(Path(folder)) if path.suffix.lower() in _SUFFIXES]
    real = [path.read_bytes() for path in find_real_papers(Path(__file__).parents[1])]
    return samples + real


def _iterate_report(outcome: Outcome, papers: int) -> Iterator[str]:
    yield f"{outcome.count} damaged documents, made of {papers}"
    yield f"  {outcome.read:6} read as minutes"
    yield f"  {outcome.not_minutes:6} read, and no minutes any more"
    for reason, count in outcome.refused.most_common():
        yield f"  {count:6} refused: {reason}"
    yield f"slowest: {outcome.slowest[0]:.1f} s (--only {outcome.slowest[1]})"
    yield f"undeclared errors: {len(outcome.undeclared)}"
    yield from (f"  {line}" for line in outcome.undeclared)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--count", type=int, default=3000)
    parser.add_argument("--only", type=int, help="the one with this number")
    options = parser.parse_args()
    papers = load_papers()
    outcome = run(papers, range(options.count) if options.only is None else [options.only])
    print("\n".join(_iterate_report(outcome, len(papers))))
    sys.exit(1 if outcome.undeclared else 0)


if __name__ == "__main__":
    main()
