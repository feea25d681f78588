"""Remote engines: a release published to another SPARQL server, and queried there."""
