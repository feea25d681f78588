"""The release that is served and those before it: its store, its index, its memory, the answers to queries."""
