"""The served release on the web: thin routes, pages in two languages, the SPARQL endpoint, one table of errors."""

from stedenband.web.app import create_app
from stedenband.web.server import run

__all__ = ["create_app", "run"]
