"""The shipped vocabulary, loaded once."""

from __future__ import annotations

import pytest

from app.vocabulary.entries import Vocabulary, load_vocabulary


@pytest.fixture(scope="session")
def vocabulary() -> Vocabulary:
    return load_vocabulary()
