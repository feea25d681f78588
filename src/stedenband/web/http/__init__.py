"""HTTP: server, connections, limits, caching, compression, problems, metrics and logs. Bytes and headers; no RDF."""
