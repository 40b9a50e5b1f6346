"""Every source that is shipped: it loads, and has an example that was reviewed, or says that nobody has verified it."""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest

from app.cli.base import check_municipality
from app.vocabulary.municipalities import load_municipalities
from crawler.example import compare_example, find_example, load_example
from crawler.source import load_source, parse_source
from samples.build import HERE, make_source_toml
from samples.source_format import parse_city

ROOT = Path(__file__).parents[1]
SHIPPED = sorted((ROOT / "crawler" / "sources").glob("*.toml"))
SAMPLES = sorted((HERE / "sources").glob("*/city.toml"))


@pytest.mark.parametrize("path", SAMPLES, ids=lambda path: path.parent.name)
def test_samples_have_reviewed_examples(path: Path) -> None:
    """Their documents have golden readings of their own (tests/reading)."""
    city = parse_city(path)
    folder = find_example(HERE, city.slug)
    assert folder is not None, f"samples/examples/{city.slug} is missing"
    example = load_example(folder)
    source = parse_source(tomllib.loads(make_source_toml(city, (example.url,))), city.slug, path.name)
    assert example.reviewed
    assert example.golden["take"]
    assert compare_example(example, source) == ()


def test_each_example_has_its_source() -> None:
    assert {folder.name for folder in (HERE / "examples").iterdir()} == {path.parent.name for path in SAMPLES}


def test_shipped_sources() -> None:
    """Real councils: no document of theirs may stand here, so a verified one has its start page as the example."""
    table = load_municipalities()
    unproven = []
    for path in SHIPPED:
        source = load_source(path)
        check_municipality(source, table)
        folder = find_example(path.parent, source.name)
        said = tomllib.loads(path.read_text(encoding="utf-8")).get("verified")
        if folder is not None:
            example = load_example(folder)
            unproven += [f"{path.name}: {difference}" for difference in compare_example(example, source)]
            unproven += [] if example.reviewed else [f"{path.name}: nobody has reviewed its example"]
        elif said != "never":
            unproven.append(f'{path.name}: has no example, and does not say verified = "never"')
        if not source.found_at:
            unproven.append(f"{path.name}: found_at: is missing")
    assert unproven == []
