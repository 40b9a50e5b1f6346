"""Times and tables: interleaved rounds, medians with their range, ratios, and what machine it was."""

from __future__ import annotations

import os
import platform
import resource
import statistics
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from importlib import metadata
from pathlib import Path

# What the figures depend on; a package that is not installed is told as such.
_PACKAGES = (
    "pypdfium2", "pdfplumber", "python-docx", "lxml", "beautifulsoup4", "sudachipy", "sudachidict-core", "tantivy",
)  # fmt: skip

Seconds = tuple[float, ...]  # one for each round


@dataclass(frozen=True, slots=True)
class Table:
    """A table of the report; `notes` are sentences below it."""

    title: str
    heads: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    notes: tuple[str, ...] = ()

    def text(self) -> str:
        """As Markdown: what is printed can stand in the documents as it is."""
        lines = [
            f"### {self.title}",
            "",
            _make_line(self.heads),
            _make_line(["---", *["---:"] * (len(self.heads) - 1)]),
        ]
        lines += [_make_line(row) for row in self.rows]
        return "\n".join([*lines, "", *self.notes, ""] if self.notes else [*lines, ""])


def _make_line(cells: Sequence[str]) -> str:
    return "| " + " | ".join(cells) + " |"


def run_rounds(contestants: Mapping[str, Callable[[], float]], rounds: int) -> dict[str, Seconds]:
    """Each contestant once in each round, so that what slows the machine slows all; another one begins each time.

    A contestant returns its seconds.
    """
    names = list(contestants)
    times: dict[str, list[float]] = {name: [] for name in names}
    for number in range(rounds):
        turn = number % len(names)
        for name in names[turn:] + names[:turn]:
            times[name].append(contestants[name]())
    return {name: tuple(values) for name, values in times.items()}


def measure_seconds(work: Callable[[], object]) -> float:
    """Wall-clock seconds of one call."""
    begin = time.perf_counter()
    work()
    return time.perf_counter() - begin


def make_spread(values: Sequence[float]) -> str:
    """Median (least to greatest), three significant digits."""
    return f"{_round(statistics.median(values))} ({_round(min(values))}–{_round(max(values))})"


def make_rate(count: int, seconds: Sequence[float]) -> str:
    """How many a second: median (least to greatest)."""
    return make_spread([count / value for value in seconds])


def make_ratio(seconds: Sequence[float], base: Sequence[float]) -> str:
    """How many times faster than `base`, the median over rounds; below 1 is slower."""
    ratio = statistics.median(theirs / ours for ours, theirs in zip(seconds, base, strict=True))
    return f"{ratio:.2f} ×"


def make_percentile(values: Sequence[float], share: float) -> float:
    """The value below which `share` (0 to 1) of the values lie: the nearest rank, no interpolation."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(share * len(ordered)))]


def make_count(number: int, what: str) -> str:
    """`1 document`, `1,200 documents`."""
    return f"{number:,} {what}{'' if number == 1 else 's'}"


def _round(value: float) -> str:
    return f"{value:,.0f}" if value >= 100 else f"{value:.3g}"


def read_peak_memory() -> int:
    """The most memory that this process had at a time, in bytes.

    Linux keeps ru_maxrss over exec: a small child would show its parent's peak. VmHWM begins anew with the program.
    """
    status = Path("/proc/self/status")
    if status.exists():
        line = next(ln for ln in status.read_text(encoding="ascii").splitlines() if ln.startswith("VmHWM:"))
        return int(line.split()[1]) * 1024
    return _scale(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss)


def read_children_peak_memory() -> int:
    """The most memory that one of the ended children had, in bytes."""
    return _scale(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss)


def read_cpu_time() -> float:
    """Seconds of CPU that this process and its ended children have used: less touched by who else is on the machine."""
    own, children = resource.getrusage(resource.RUSAGE_SELF), resource.getrusage(resource.RUSAGE_CHILDREN)
    return own.ru_utime + own.ru_stime + children.ru_utime + children.ru_stime


def _scale(maxrss: int) -> int:
    return maxrss if sys.platform == "darwin" else maxrss * 1024  # KiB, but bytes on macOS


def describe_machine() -> tuple[str, ...]:
    """What the figures depend on: cores, load, versions."""
    load = "/".join(f"{value:.1f}" for value in os.getloadavg())
    versions = {
        distribution.metadata["Name"].lower(): distribution.version for distribution in metadata.distributions()
    }
    packages = ", ".join(f"{name} {versions.get(name.lower(), 'not installed')}" for name in _PACKAGES)
    return (
        f"{platform.machine()}, {os.cpu_count()} cores, load at the beginning {load}, {platform.system()}",
        f"{platform.python_implementation()} {platform.python_version()}",
        packages,
    )
