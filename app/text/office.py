"""Old Word files, RTF and OpenDocument → DOCX, by LibreOffice (an optional part: found at run time).

It runs apart, with a profile of its own that allows no macros, and is stopped with all that it started.
"""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import tempfile
from pathlib import Path

from app.errors import ReadingError
from app.text.formats import DOC, ODT, RTF

OFFICE_COMMAND = "apt-get install libreoffice-writer-nogui"
SUFFIXES = {DOC: "doc", RTF: "rtf", ODT: "odt"}
_PROGRAMS = ("soffice", "libreoffice")
# A first start takes 5 to 10 s, a document of 60 pages 3 s.
_SECONDS = 90.0
_KILOBYTES = 4 * 1024 * 1024  # of address space, for the shell's ulimit
_LARGEST = 100 * 1024 * 1024  # of the result
_PROFILE = """<?xml version="1.0" encoding="UTF-8"?>
<oor:items xmlns:oor="http://openoffice.org/2001/registry">
<item oor:path="/org.openoffice.Office.Common/Security/Scripting">
<prop oor:name="DisableMacrosExecution" oor:op="fuse"><value>true</value></prop>
<prop oor:name="MacroSecurityLevel" oor:op="fuse"><value>3</value></prop>
</item></oor:items>
"""


def find_office() -> str | None:
    """The program's path if it is installed."""
    return next(filter(None, map(shutil.which, _PROGRAMS)), None)


def convert_office(data: bytes, media_type: str, *, seconds: float = _SECONDS) -> bytes:
    """Bytes of a DOC, RTF or ODT → bytes of a DOCX; ReadingError without LibreOffice, if it fails or takes too long."""
    suffix = SUFFIXES[media_type]
    program = find_office()
    if program is None:
        raise ReadingError(
            f"files of this kind (.{suffix}) are read through LibreOffice, which is not installed: {OFFICE_COMMAND}"
        )
    with tempfile.TemporaryDirectory(prefix="shingikai-office-") as name:
        folder = Path(name)
        profile = folder / "profile" / "user"
        profile.mkdir(parents=True)
        (profile / "registrymodifications.xcu").write_text(_PROFILE, encoding="utf-8")
        source = folder / f"document.{suffix}"
        source.write_bytes(data)
        _run(program, folder, source, seconds)
        target = folder / "out" / "document.docx"
        if not target.is_file() or not 0 < target.stat().st_size <= _LARGEST:
            raise ReadingError(f"LibreOffice made no DOCX of this .{suffix} file: it is damaged, or locked")
        return target.read_bytes()


def _run(program: str, folder: Path, source: Path, seconds: float) -> None:
    command = [
        *("/bin/sh", "-c", f'ulimit -v {_KILOBYTES}; exec "$@"', "sh"),
        *(program, "--headless", "--norestore", "--nolockcheck", "--nodefault", "--nofirststartwizard"),
        f"-env:UserInstallation={(folder / 'profile').as_uri()}",
        *("--convert-to", "docx:MS Word 2007 XML", "--outdir", str(folder / "out"), str(source)),
    ]
    environment = {**os.environ, "HOME": str(folder), "TMPDIR": str(folder)}
    process = subprocess.Popen(
        command,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        env=environment,
        start_new_session=True,
    )
    try:
        process.wait(timeout=seconds)
    except subprocess.TimeoutExpired as error:
        raise ReadingError(f"LibreOffice took longer than {seconds:g} s and was stopped") from error
    finally:
        _stop_group(process)


def _stop_group(process: subprocess.Popen[bytes]) -> None:
    """soffice is a script that starts others: the group is stopped, whether or not its first process has ended."""
    try:
        os.killpg(process.pid, signal.SIGKILL)
    except ProcessLookupError:
        return  # all of them have ended
    process.wait()
