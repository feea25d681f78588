"""Ways in which a file on disk comes to differ from what was written, each with the way back."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

Damage = Callable[[Path], None]


def _one_bit(data: bytes) -> bytes:
    place = len(data) // 2
    return data[:place] + bytes((data[place] ^ 1,)) + data[place + 1 :]


def flip(path: Path) -> None:
    """One bit in the middle is another."""
    path.write_bytes(_one_bit(path.read_bytes()))


def truncate(path: Path) -> None:
    """The second half is not there."""
    os.truncate(path, path.stat().st_size // 2)


def extend(path: Path) -> None:
    """One line more."""
    with path.open("ab") as file:
        file.write(b"\n")


def replace_under_its_date(path: Path) -> None:
    """Another file has its name, of the same size and under the same date."""
    before = path.stat()
    aside = path.with_name(f"{path.name}.aside")
    aside.write_bytes(_one_bit(path.read_bytes()))
    os.utime(aside, ns=(before.st_atime_ns, before.st_mtime_ns))
    aside.replace(path)


def rewrite_under_its_date(path: Path) -> None:
    """The same, written into the same inode."""
    before = path.stat()
    with path.open("r+b") as file:
        file.write(_one_bit(path.read_bytes()))
    os.utime(path, ns=(before.st_atime_ns, before.st_mtime_ns))


DAMAGES: Mapping[str, Damage] = {
    each.__name__: each for each in (flip, truncate, extend, replace_under_its_date, rewrite_under_its_date)
}


@contextmanager
def damaged(path: Path, damage: Damage) -> Iterator[None]:
    """The file, damaged while the block lasts."""
    good = path.read_bytes()
    damage(path)
    assert path.read_bytes() != good
    try:
        yield
    finally:
        path.write_bytes(good)
