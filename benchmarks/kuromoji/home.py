"""A node's home with OpenSearch's plugin for Japanese (analysis-kuromoji), beside the usual one."""

from __future__ import annotations

import os
import shutil
import subprocess
from dataclasses import replace
from pathlib import Path

from samples.opensearch.home import OPENSEARCH, Home, MissingError, build_home

_PLUGIN = "analysis-kuromoji"
_JARS = ("analysis-kuromoji-", "lucene-analysis-kuromoji-")  # what else Maven brings is in the node's lib already
_DESCRIPTOR = f"""description=Japanese analysis
version={OPENSEARCH}
name={_PLUGIN}
classname=org.opensearch.plugin.analysis.kuromoji.AnalysisKuromojiPlugin
java.version=21
opensearch.version={OPENSEARCH}
"""
_LONGEST = 300  # seconds for 11 MB of jars


def build_kuromoji_home() -> Home:
    """Made once and kept in the cache; MissingError says what the machine lacks."""
    plain = build_home()
    folder = plain.folder.with_name(f"{plain.folder.name}-kuromoji")
    if not folder.is_dir():
        building = folder.with_name(f".building-kuromoji-{os.getpid()}")
        shutil.copytree(plain.folder, building, copy_function=os.link)
        _add_plugin(building / "plugins" / _PLUGIN)
        building.rename(folder)
    return replace(plain, folder=folder)


def _add_plugin(folder: Path) -> None:
    folder.mkdir()
    maven = shutil.which("mvn")
    if maven is None:
        raise MissingError("the peer needs Maven for its jars: apt-get install maven")
    pom = Path(__file__).parent / "pom.xml"
    command = [maven, "-B", "-q", "-f", str(pom), "dependency:copy-dependencies", "-DincludeScope=runtime"]
    subprocess.run([*command, f"-DoutputDirectory={folder}"], check=True, capture_output=True, timeout=_LONGEST)
    for jar in folder.iterdir():
        if not jar.name.startswith(_JARS):
            jar.unlink()
    (folder / "plugin-descriptor.properties").write_text(_DESCRIPTOR, encoding="ascii")
    for path in (folder, *folder.iterdir()):
        path.chmod(0o755 if path.is_dir() else 0o644)
