"""The address of a SPARQL endpoint in one normal form, by which it is allowed or not."""

from __future__ import annotations

import re
from urllib.parse import urlsplit

_USUAL_PORTS = {"http": 80, "https": 443}

_UNSAFE = re.compile(r"""[^\x21-\x7e]|[\\<>"{}|^`#@]""")
"""What no address of the list has: blanks, letters outside ASCII, what an IRI has not, a fragment, a user name."""


def find_endpoint(address: str) -> str | None:
    """Scheme, host and port in their shortest form, path and query as they stand; ``None`` for no plain http address.

    Nothing is decoded and no dot segment is taken away (RFC 3986, section 6.2.1): two addresses are one endpoint only
    where their paths and queries are the same letter by letter. An address without a path has the path ``/``.

    >>> find_endpoint("HTTPS://Query.Example.org:443/sparql")
    'https://query.example.org/sparql'
    >>> find_endpoint("http://10.1.2.3:3030/city/../$/backup/city?x=1")
    'http://10.1.2.3:3030/city/../$/backup/city?x=1'
    """
    if _UNSAFE.search(address):
        return None
    try:
        parts = urlsplit(address)
        port, host = parts.port, parts.hostname
    except ValueError:
        return None
    if parts.scheme not in _USUAL_PORTS or not host:
        return None
    shown = f"[{host}]" if ":" in host else host
    origin = f"{parts.scheme}://{shown}" + ("" if port in (None, _USUAL_PORTS[parts.scheme]) else f":{port}")
    return origin + (parts.path or "/") + (f"?{parts.query}" if parts.query else "")


def find_endpoint_fault(address: str) -> str | None:
    """Why an address cannot stand in the list of endpoints, with what would do; ``None`` where it can.

    >>> find_endpoint_fault("https://query.example.org").partition(";")[0]
    'https://query.example.org names a server, not an endpoint'
    """
    normal = find_endpoint(address)
    if normal is None:
        return f"{address} is not the address of an endpoint, such as https://query.wikidata.org/sparql"
    if not urlsplit(address).path:
        return (
            f"{address} names a server, not an endpoint; write the whole address that queries are sent to, "
            f"such as {address.partition('?')[0]}/sparql"
        )
    return None
