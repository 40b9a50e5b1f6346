"""The judged questions over the samples and the five real minutes together."""

from __future__ import annotations

from pathlib import Path

import pytest

from benchmarks.relevance import main


def test_no_question_is_answered_worse_than_before(
    shared: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("SHINGIKAI_SHARED", str(shared))
    fallen = main(["--check", "--data", str(tmp_path / "data")])
    said = capsys.readouterr().out
    assert fallen == 0, said
    assert said.startswith("samples_and_real: ")
