"""Word 97, WPS, RTF and OpenDocument files, through LibreOffice where it is installed (旧格式文稿).

Starting LibreOffice costs most of the time: `convert` takes any number of documents in one call.
"""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import tempfile
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import replace
from pathlib import Path

from outlines.errors import UserError
from phrasebank.readers import RawDocument, read_bytes
from phrasebank.readers.sniff import sniff

_PROGRAMS = ("soffice", "libreoffice")
_PLACES = (
    "/Applications/LibreOffice.app/Contents/MacOS/soffice",
    "C:/Program Files/LibreOffice/program/soffice.exe",
)
SUFFIXES = (".doc", ".wps", ".rtf", ".odt")
_AT_ONCE = 50
_START = 60.0  # seconds, of which the first call of a fresh profile needs some
_EACH = 5.0  # seconds a document
_SETTINGS = Path(__file__).with_name("libreoffice.xcu")


def parse(data: bytes, *, source: str, where: str = "") -> RawDocument:
    """Read a document that LibreOffice converts (读旧格式文稿).

    Raises:
        UserError: LibreOffice is not installed, or could not convert the file.
    """
    where = where or source
    converted = convert({"文稿": data}, where=where).get("文稿")
    if converted is None:
        raise UserError(
            "LibreOffice转换不了这个文件，可能已损坏或设有密码",
            where=where,
            hint="请用Word或WPS打开，另存为docx后再读",
        )
    return _parse_converted(converted, source, where)


def _parse_converted(data: bytes, source: str, where: str) -> RawDocument:
    from phrasebank.readers import docx

    suffix = Path(source).suffix.lower()
    return replace(
        docx.parse(data, source=source, where=where), format=suffix[1:] if suffix in SUFFIXES else "doc"
    )


def read_together(paths: Sequence[Path]) -> dict[Path, RawDocument]:
    """Read those of many files that need LibreOffice, some dozens a call (批量读旧格式文稿).

    What could not be read is missing: read alone, it says why.
    """
    found: dict[Path, RawDocument] = {}
    if find_program() is None:
        return found
    old = [path for path in paths if path.suffix.lower() in SUFFIXES]
    for start in range(0, len(old) if len(old) > 1 else 0, _AT_ONCE):
        documents: dict[str, bytes] = {}
        for path in old[start : start + _AT_ONCE]:
            with suppress(UserError):
                data = read_bytes(path)
                if sniff(data, path.suffix.lower()) == "office":
                    documents[str(path)] = data
        with suppress(UserError):
            for name, data in convert(documents).items() if documents else ():
                with suppress(UserError):
                    found[Path(name)] = _parse_converted(data, Path(name).name, name)
    return found


def convert(documents: Mapping[str, bytes], *, where: str = "") -> dict[str, bytes]:
    """Convert documents to docx in one call (批量转换); what could not be converted is missing.

    Raises:
        UserError: LibreOffice is not installed, or did not end in time.
    """
    program = find_program()
    if program is None:
        raise UserError(
            "读doc、wps、rtf文件需要LibreOffice，这台电脑上没有",
            where=where,
            hint="请安装LibreOffice，或用Word、WPS另存为docx",
        )
    with tempfile.TemporaryDirectory(prefix="jianggao-") as folder:
        given, made, profile = (Path(folder, name) for name in ("in", "out", "profile"))
        given.mkdir()
        (profile / "user").mkdir(parents=True)
        shutil.copy(_SETTINGS, profile / "user" / "registrymodifications.xcu")
        paths = {
            name: given / f"{number}{_suffix(data)}" for number, (name, data) in enumerate(documents.items())
        }
        for name, path in paths.items():
            path.write_bytes(documents[name])
        _run(
            [
                *(program, "--headless", "--norestore", "--nolockcheck", "--nodefault"),
                *(f"-env:UserInstallation={profile.as_uri()}", "--convert-to", "docx:MS Word 2007 XML"),
                *("--outdir", str(made), *map(str, paths.values())),
            ],
            _START + _EACH * len(documents),
            where,
        )
        found = {name: made / f"{path.stem}.docx" for name, path in paths.items()}
        return {name: path.read_bytes() for name, path in found.items() if path.is_file()}


def find_program() -> str | None:
    """Find LibreOffice on the path or where installers put it (查找LibreOffice)."""
    found = next(filter(None, map(shutil.which, _PROGRAMS)), None)
    return found or next((place for place in _PLACES if Path(place).is_file()), None)


def _suffix(data: bytes) -> str:
    """Name the true format: by a wrong suffix LibreOffice would open the file as something else."""
    if data.lstrip().startswith(b"{\\rtf"):
        return ".rtf"
    if data.startswith(b"PK"):
        return ".odt"
    return ".xml" if data.lstrip(b"\xef\xbb\xbf \r\n").startswith(b"<") else ".doc"


def _run(command: list[str], seconds: float, where: str) -> None:
    """Run LibreOffice and all it starts, no longer than allowed (限时运行)."""
    process = subprocess.Popen(
        command,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )
    try:
        process.wait(timeout=seconds)
    except subprocess.TimeoutExpired:
        raise UserError(
            "LibreOffice迟迟没有转换完，已停止", where=where, hint="请用Word或WPS打开，另存为docx后再读"
        ) from None
    finally:
        if process.poll() is None:
            if hasattr(os, "killpg"):
                os.killpg(process.pid, signal.SIGKILL)
            else:
                process.kill()
            process.wait()
