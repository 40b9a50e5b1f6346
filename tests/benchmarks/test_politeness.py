"""The invented cities crawled again unchanged: by their servers' logs, not one byte of a page or document."""

from __future__ import annotations

import tempfile
from pathlib import Path

import pytest

from benchmarks.politeness import find_faults, make_table, measure_samples


@pytest.mark.slow
def test_an_unchanged_site_sends_no_body() -> None:
    memory = Path("/dev/shm")  # where there is such a folder: the manifest is synced to the disk at each step
    with tempfile.TemporaryDirectory(dir=memory if memory.is_dir() else None) as folder:
        first, unchanged, revised = measure_samples(Path(folder))
    assert find_faults([first, unchanged, revised]) == []
    assert all(entry.conditional and entry.status == 304 for entry in unchanged.answered)
    assert len(unchanged.answered) > 80
    assert [sum(report.replaced for report in cost.reports) for cost in (first, unchanged, revised)] == [0, 0, 1]
    assert make_table([unchanged]).count("| 100 % | ") == 1
