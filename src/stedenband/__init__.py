"""stedenband publishes a city's international partnerships as validated linked open data."""

__version__ = "0.1.0"
