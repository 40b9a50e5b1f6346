"""An ingest that was killed at any moment and run again equals one that was never disturbed, on both engines.

SHINGIKAI_KILLS=100 kills so often instead of a few times (`make soak`).
"""

from __future__ import annotations

import json
import os
import secrets
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from random import Random

import pytest

from app.analyze.sudachi import Analyzer
from app.engine.base import Engine
from app.engine.embedded import open_engine as open_embedded
from app.engine.opensearch import Address
from app.engine.opensearch import open_engine as open_opensearch
from samples.opensearch.node import Cluster
from tests.ingest.archived import CAMERA, CLOUD, LIBRARY, World, as_text, write_minutes

pytestmark = [pytest.mark.slow, pytest.mark.timeout(3600)]

ROOT = Path(__file__).parents[2]
KILLS = int(os.environ.get("SHINGIKAI_KILLS", "4"))
IN_A_ROW = 2  # one after the other, before the ingest is left alone
# `shingikai ingest`, whose moments are counted from when the program is loaded: the second before is no moment of its.
_INGEST = """
import sys
import app.cli.reading
from app.cli import main
print("begins", flush=True)
sys.argv = ["shingikai", "--quiet", "ingest"]
main()
"""
_load_version = cache(lambda: Analyzer().version)
COUNCILS = (("nagisawa", "982016"), ("kazamachi", "983021"), ("tsukikage", "982024"))
DAYS = ("令和元年5月10日", "令和元年5月10日", "令和2年6月1日", "令和3年7月2日")


@dataclass
class Town(World):
    """A data folder whose index is where `node` is, or in the folder."""

    node: str = ""
    prefix: str = field(default_factory=lambda: f"k{secrets.token_hex(4)}")

    @contextmanager
    def engine(self) -> Iterator[Engine]:
        built_with = {"analyzer": _load_version()}
        if self.node:
            engine: Engine = open_opensearch(Address((self.node,)), built_with=built_with, prefix=self.prefix)
        else:
            engine = open_embedded(self.folder / "index", built_with=built_with)
        try:
            yield engine
        finally:
            engine.close()

    def settings(self) -> Mapping[str, str]:
        clean = {name: value for name, value in os.environ.items() if not name.startswith("SHINGIKAI_")}
        own = {"SHINGIKAI_DATA": str(self.folder), "SHINGIKAI_OCR": "off", "PYTHONPATH": str(ROOT)}
        if self.node:
            own |= {
                "SHINGIKAI_ENGINE": "opensearch",
                "SHINGIKAI_OPENSEARCH_URL": self.node,
                "SHINGIKAI_OPENSEARCH_PREFIX": self.prefix,
            }
        return {**clean, **own}

    def start(self) -> subprocess.Popen[str]:
        """An ingest in a process of its own, at its beginning."""
        process = subprocess.Popen(
            [sys.executable, "-c", _INGEST],
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            cwd=self.folder,
            env=self.settings(),
        )
        assert process.stdout is not None
        assert process.stdout.readline() == "begins\n"
        return process

    def run(self) -> float:
        """An ingest that nobody disturbs → its seconds."""
        process = self.start()
        began = time.monotonic()
        _, err = process.communicate(timeout=120)
        assert process.returncode == 0, err
        return time.monotonic() - began

    def copy(self, folder: Path) -> Town:
        """The same archive and ids; no index."""
        shutil.copytree(self.folder, folder, ignore=shutil.ignore_patterns("index"))
        return Town(folder, self.node)

    def kill(self, wait: float) -> bool:
        """An ingest that is killed after so many seconds → whether it was still at it."""
        process = self.start()
        try:
            _, err = process.communicate(timeout=wait)
        except subprocess.TimeoutExpired:
            process.send_signal(signal.SIGKILL)
            process.communicate(timeout=30)
            return True
        assert process.returncode == 0, err
        return False

    def dump(self) -> str:
        return json.dumps(self.contents(), sort_keys=True, default=list)  # passages are decoded one by one


def publish(world: World, name: str, code: str, n: int, *, said: str = "よろしいでしょうか。") -> None:
    council = f"{name}個人情報保護審議会"
    cases = [CAMERA, CLOUD, LIBRARY][: 1 + n % 3]
    minutes = write_minutes(DAYS[n % 4], cases, session=f"第{n + 1}回", council=council, said=said)
    url = f"http://{name}.example/{n}.txt"
    world.publish(url, as_text(minutes), source=name, municipality=name, code=code, council=council)


def fill(town: World) -> None:
    """Twelve meetings of three councils, two of them on one day."""
    for name, code in COUNCILS:
        for n in range(4):
            publish(town, name, code, n)


def change(town: World) -> None:
    """One meeting is new, one says something else, one is there no more."""
    (first, code), (second, other), (third, _) = COUNCILS
    publish(town, first, code, 4)
    publish(town, second, other, 1, said="いかがでしょうか。")
    town.withdraw(f"http://{third}.example/2.txt", source=third)


@pytest.mark.parametrize("engine", ["embedded", "opensearch"])
def test_killed_at_any_moment_equals_undisturbed(engine: str, tmp_path: Path, request: pytest.FixtureRequest) -> None:
    """By turns the first ingest of an archive, and one that goes on after documents have changed."""
    cluster: Cluster | None = request.getfixturevalue("opensearch_node") if engine == "opensearch" else None
    source = Town(tmp_path / "source", cluster.nodes[0].url if cluster else "")
    fill(source)
    calm = source.copy(tmp_path / "calm")
    lengths = {"first": calm.run()}
    expected = {"first": calm.dump()}
    change(calm)
    lengths["next"] = calm.run()
    expected["next"] = calm.dump()
    assert expected["first"] != expected["next"]

    seed = time.time_ns()
    random = Random(seed)
    killed = too_late = number = 0
    began = time.monotonic()
    while killed < KILLS:
        number += 1
        town = source.copy(tmp_path / f"killed{number}")
        for step in ("first", "next"):
            if step == "next":
                change(town)
            for _ in range(IN_A_ROW):
                alive = town.kill(random.uniform(0, lengths[step]))
                killed, too_late = killed + alive, too_late + (not alive)
                if not alive:  # the machine is faster now, or the one before had just finished its work
                    lengths[step] *= 0.95
            town.ingest()
            assert town.dump() == expected[step], f"{step}, seed {seed}"
            assert town.ingest().read == 0
        shutil.rmtree(town.folder)
        if cluster is not None:  # a node holds a thousand shards
            indices = cluster.nodes[0].ask("GET", f"/{town.prefix}-*/_alias")
            assert len({index.rpartition("-v")[2] for index in indices if "-v" in index}) <= 2, (
                "nothing half built is left"
            )
            for index in indices:
                cluster.nodes[0].ask("DELETE", f"/{index}", timeout=30)
    print(
        f"\n{engine}: killed {killed} times at random moments of about {lengths['first']:.1f} and "
        f"{lengths['next']:.1f} s, {too_late} more were through; {2 * number} times compared, each equal to a clean "
        f"build; {time.monotonic() - began:.0f} s",
        flush=True,
    )
