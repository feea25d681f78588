"""The SPARQL endpoint at ``/sparql``: protocol, limits, description of itself, editor; whole graphs at ``/graphs``."""
