"""SPARQL query texts, read and edited by token; independent of any engine.

Outside of this room no text of a query is cut at the offset of a token. The modules are its public names:

- ``tokens``: ``TokenizedQuery`` and the tokens of the SPARQL grammar.
- ``syntax``: keywords, brackets, groups and prefixes read off tokens.
- ``edits``: ``insert``, ``replace``, ``remove`` and ``wrap`` tokens, and ``apply_edits``.
- ``iris``: IRIs resolved and renamed.
- ``datasets``: FROM clauses read and removed.
- ``describe``: DESCRIBE written as CONSTRUCT.
- ``services``: SERVICE clauses cut out and replaced by their solutions.
- ``parameters``: sample values in ``VALUES`` rows replaced by the values of parameters.
- ``paging``: the columns of a SELECT, and LIMIT and OFFSET.
- ``paths``: property paths expanded into plain sequences of steps.
"""
