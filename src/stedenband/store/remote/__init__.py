"""A release in somebody else's SPARQL engine: how it is named there, asked for, and known to be whole."""
