"""What a page of ours may load and run: nothing of anybody else's, and scripts only where there is one."""

from __future__ import annotations

CSP = (
    "default-src 'none'; style-src 'self'; img-src 'self'; form-action 'self'; "
    "frame-ancestors 'none'; base-uri 'none'"
)
"""Of every answer."""

SCRIPTED = (
    f"{CSP}; script-src 'self'; connect-src 'self'; require-trusted-types-for 'script'; trusted-types 'none'"
)
"""Of the page with the editor: one script of ours, which asks this server alone and never makes markup of text."""

WITH_SCRIPT = f"{CSP}; script-src 'self'; require-trusted-types-for 'script'; trusted-types 'none'"
"""Of a page whose script of ours only shows what the page already says."""
