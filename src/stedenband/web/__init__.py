"""The served release on the web: thin routes, pages in two languages, the SPARQL endpoint, one table of errors.

Each room has one subject; its docstring says which. From top to bottom, as ``pyproject.toml`` has it and
``lint-imports`` keeps it: ``app`` puts all of it together and ``server`` runs it; ``middleware`` is what every request
passes; then come the rooms that answer, each with its own routes (``overview``, ``search``, ``history``,
``vocabulary``, ``sparql``, ``pages``, ``questions``, ``catalogue``; ``routes`` has those of things and files);
``routing`` and ``site`` are what these share; below are ``presentation``, ``ontology``, ``monitoring``, ``serving``
(the release and its answers), ``drawing`` and ``http``, which know nothing of the site.
"""

from stedenband.web.app import create_app
from stedenband.web.http.server import run

__all__ = ["create_app", "run"]
