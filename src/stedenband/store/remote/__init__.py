"""Remote engines: a release published to another SPARQL server, and queried there.

- ``store``: ``RemoteStore``, the store over such a release.
- ``publishing``: ``publish``, which loads a release and makes it current.
- ``engines``: the adapters of the known kinds of engines.

Below them, from a query to the wire: ``query_preparation``, ``rewriting``, ``prepared_query``, ``sparql_client``,
``http_transport``, ``connections``, and back: ``results``.
"""
