"""One analyzer for all tests: it is built once and shared."""

from __future__ import annotations

import pytest

from app.analyze.sudachi import Analyzer


@pytest.fixture(scope="session")
def analyzer() -> Analyzer:
    return Analyzer()
