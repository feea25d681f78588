"""The forms of a citation among the formats of a document. Pure."""

from __future__ import annotations

from stedenband.formats import Format

BIBTEX = Format("bibtex", "application/x-bibtex", "bib", "page", aliases=("text/x-bibtex",), charset=True)
CSL_JSON = Format("csl-json", "application/vnd.citationstyles.csl+json", "csljson", "page")

CITATIONS = (BIBTEX, CSL_JSON)
"""The forms of a citation, by the media types that DOIs are resolved with."""
