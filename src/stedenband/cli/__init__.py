"""The command ``stedenband``: one module for each family of commands, each a few lines over the pipeline and the web.

- ``main`` runs the command with the arguments given, and exits; ``make_commands`` gives the command line as a
  ``click.Group`` in one language, which ``choose_language`` finds in the arguments and the environment.

A server must not carry the weight of the build (pySHACL, rdflib), nor a check that of the web: each command imports
what it needs when it runs, and ``serve`` builds in a process of its own.

Results go to stdout, messages to stderr. Exit codes: 0 done, 1 the data does not conform, 2 used wrongly,
3 the surroundings failed (disk, lock, engine).
"""

from stedenband.cli.program import choose_language, main, make_commands

__all__ = ["choose_language", "main", "make_commands"]
