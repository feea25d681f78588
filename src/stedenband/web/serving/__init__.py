"""The open release and those before it: their stores, the index of names, and results of queries."""
