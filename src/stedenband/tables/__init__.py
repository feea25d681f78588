"""Source tables become a register: all faults of all files at once, each with file, row and column."""

from stedenband.tables.dataset import key_origin
from stedenband.tables.reading import Reading, read, read_description

__all__ = ["Reading", "key_origin", "read", "read_description"]
