"""An ingest that was killed at any moment and run again equals one that was never disturbed."""

from __future__ import annotations

import json
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path
from random import Random

import pytest

from tests.ingest.archived import CAMERA, CLOUD, LIBRARY, World, as_text, write_minutes

_INGEST = """
import sys
from pathlib import Path
from tests.ingest.archived import World
print("begins", flush=True)
World(Path(sys.argv[1])).ingest()
"""


def start(world: World) -> subprocess.Popen[str]:
    """An ingest in a process of its own, at its beginning."""
    process = subprocess.Popen(
        [sys.executable, "-c", _INGEST, str(world.folder)],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        cwd=Path(__file__).parents[2],
    )
    assert process.stdout is not None
    assert process.stdout.readline() == "begins\n"
    return process


def make_world(folder: Path) -> World:
    """Twelve meetings of three councils, two of them on one day."""
    world = World(folder)
    for name, code in (("nagisawa", "982016"), ("kazamachi", "983021"), ("tsukikage", "982024")):
        council = f"{name}個人情報保護審議会"
        for n, day in enumerate(("令和元年5月10日", "令和元年5月10日", "令和2年6月1日", "令和3年7月2日"), start=1):
            minutes = write_minutes(day, [CAMERA, CLOUD, LIBRARY][: 1 + n % 3], session=f"第{n}回", council=council)
            url = f"http://{name}.example/{n}.txt"
            world.publish(url, as_text(minutes), source=name, municipality=name, code=code, council=council)
    return world


@pytest.mark.slow
def test_killed_three_times_equals_undisturbed(tmp_path: Path) -> None:
    killed = make_world(tmp_path / "killed")
    shutil.copytree(killed.folder, tmp_path / "calm")
    calm = World(tmp_path / "calm")
    began = time.monotonic()
    process = start(calm)
    assert process.wait(60) == 0, process.communicate()[1]
    length = time.monotonic() - began
    seed = time.time_ns()
    random = Random(seed)
    waits = [random.uniform(low, low + 0.3) * length for low in (0.0, 0.3, 0.6)]
    for wait in waits:
        process = start(killed)
        time.sleep(wait)
        process.send_signal(signal.SIGKILL)
        process.communicate(timeout=30)
    killed.ingest()
    assert len(killed.ids()) == 12
    same = json.dumps(killed.contents(), sort_keys=True) == json.dumps(calm.contents(), sort_keys=True)
    assert same, f"killed after {waits} s of {length} s (seed {seed})"
    assert killed.ingest().read == 0
