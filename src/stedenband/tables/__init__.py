"""Source tables become a register: all faults of all files at once, each with file, row and column."""

from stedenband.tables.dataset import locate_key
from stedenband.tables.reading import Reading, read, read_description

__all__ = ["Reading", "locate_key", "read", "read_description"]
