"""The files of a data folder: which there are, and opening them without being led elsewhere.

A file is opened only as what it is: a regular file in the folder itself. A link, a pipe or a device is refused
on the open descriptor, before a byte is read, so that nothing can be exchanged in between.
"""

from __future__ import annotations

import hashlib
import io
import os
import stat
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from stedenband.model import Origin
from stedenband.schema.cells import PLAIN_NAME
from stedenband.schema.faults import Fault
from stedenband.schema.register import SCHEMAS
from stedenband.tables.faults import Faults, find_nearest, shorten_text

if TYPE_CHECKING:
    from _typeshed import WriteableBuffer

MIB = 1024 * 1024
FILE_BYTES = 256 * MIB
"""Largest table or expert file that is read."""

DATASET_FILE = "dataset.toml"
TABLE_FILES: Mapping[str, str] = {schema.file: table for table, schema in SCHEMAS.items()}
EXPERT_ENDINGS = (".ttl", ".jsonld")
_REQUIRED = (DATASET_FILE, *(schema.file for schema in SCHEMAS.values() if schema.required))
_OWN = (*TABLE_FILES, DATASET_FILE)

_CHUNK = 256 * 1024


class UnreadableError(Exception):
    """A file that cannot be read as what it should be; ``code`` names the fault."""

    def __init__(self, code: str, **values: object) -> None:
        super().__init__(code)
        self.code, self.values = code, values


@dataclass(frozen=True, slots=True)
class Folder:
    """What a data folder holds for us, sorted by name: the tables by name of table, and the expert files."""

    tables: Mapping[str, Path]
    dataset: Path | None
    expert: tuple[Path, ...]


def look_into(folder: Path, faults: Faults) -> Folder:
    """The files of a data folder; faults for required ones that are missing and for tables nobody knows.

    Hidden files, folders, other kinds of file and the lock files of spreadsheet programs are passed over.
    """
    try:
        names = sorted(path.name for path in folder.iterdir() if not _passed_over(path.name))
    except OSError as error:
        faults.add(
            Fault("missing-folder", Origin(shorten_text(folder.name)), values={"reason": error.strerror})
        )
        return Folder({}, None, ())
    for name in names:
        if _is_unknown(name):
            clean = shorten_text(os.fsencode(name).decode("utf-8", "replace"))
            fault = Fault("unknown-file", Origin(clean), clean, suggestion=find_nearest(clean, _OWN))
            faults.add(fault, group="")
    for name in _REQUIRED:
        if name not in names:
            faults.add(Fault("missing-file", Origin(name)))
    return Folder(
        tables={TABLE_FILES[name]: folder / name for name in names if name in TABLE_FILES},
        dataset=folder / DATASET_FILE if DATASET_FILE in names else None,
        expert=tuple(folder / name for name in names if _is_expert(name)),
    )


def _passed_over(name: str) -> bool:
    return name.startswith((".", "~lock.", "~$"))


def _is_expert(name: str) -> bool:
    return name.lower().endswith(EXPERT_ENDINGS) and PLAIN_NAME.match(name) is not None


def _is_unknown(name: str) -> bool:
    """Whether a file was surely meant for us, by a name that is none of ours; mostly a slip of the pen."""
    plain = name.lower()
    if name in _OWN:
        return False
    if plain.endswith(EXPERT_ENDINGS):
        return not PLAIN_NAME.match(name)
    return plain.endswith(".csv") or (
        plain.endswith(".toml") and find_nearest(plain, (DATASET_FILE,)) is not None
    )


class DigestingFile(io.RawIOBase):
    """A regular file that knows the SHA-256 of what was read of it, and stops at a number of bytes.

    Raises ``UnreadableError`` when it is not a regular file, too big, or refused by the system.
    """

    def __init__(self, path: Path, limit: int = FILE_BYTES) -> None:
        self._limit, self._read, self._digest = limit, 0, hashlib.sha256()
        self._descriptor = -1
        self._descriptor = _open(path)
        status = os.fstat(self._descriptor)
        if not stat.S_ISREG(status.st_mode):
            self.close()
            raise UnreadableError("not-a-regular-file")
        if status.st_size > limit:
            self.close()
            raise UnreadableError("file-too-big", limit=limit // MIB, size=-(-status.st_size // MIB))

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: WriteableBuffer, /) -> int:
        view = memoryview(buffer).cast("B")
        try:
            block = os.read(self._descriptor, len(view))
        except OSError as error:
            raise UnreadableError("unreadable-file", reason=error.strerror) from None
        self._read += len(block)
        if self._read > self._limit:  # it grew while we were reading
            raise UnreadableError("file-too-big", limit=self._limit // MIB, size=self._read // MIB + 1)
        self._digest.update(block)
        view[: len(block)] = block
        return len(block)

    def close(self) -> None:
        if self._descriptor >= 0:
            os.close(self._descriptor)
            self._descriptor = -1
        super().close()

    def digest(self) -> str:
        """SHA-256 of the whole file in hexadecimal; reads what was not read yet."""
        while self.read(_CHUNK):
            pass
        return self._digest.hexdigest()


def _open(path: Path) -> int:
    # O_NONBLOCK: opening a pipe that nobody writes to would wait for ever.
    flags = os.O_RDONLY | os.O_CLOEXEC | os.O_NOFOLLOW | os.O_NONBLOCK
    try:
        return os.open(path, flags)
    except FileNotFoundError:
        raise UnreadableError("missing-file") from None
    except OSError as error:
        if not stat.S_ISREG(path.lstat().st_mode):
            raise UnreadableError("not-a-regular-file") from None
        raise UnreadableError("unreadable-file", reason=error.strerror) from None


def read_content(path: Path, limit: int) -> tuple[bytes, str]:
    """All bytes of a small file, and their SHA-256. Raises ``UnreadableError``."""
    with DigestingFile(path, limit) as file:
        blocks = []
        while block := file.read(_CHUNK):
            blocks.append(block)
        return b"".join(blocks), file.digest()


def digest(path: Path) -> str:
    """SHA-256 of a file in hexadecimal. Raises ``UnreadableError``."""
    with DigestingFile(path) as file:
        return file.digest()
