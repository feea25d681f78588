"""Documents as somebody keeps them: found by following the links of a running server, and saved under plain names."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urljoin, urlsplit

import httpx
from fastapi import APIRouter
from starlette.routing import Route

from catalogue_release import Built
from stedenband.formats import HTML, JSON_LD

BASE = "https://w3id.org/stedenband/gent/"

MOST = 4
"""Documents of one kind that are followed: those of one kind are made by the same code."""

_HREF = re.compile(r'\b(?:href|src)="([^"#]+)')
_LINK = re.compile(r"<([^>]*)>((?:\s*;\s*[a-z]+=\"[^\"]*\")*)")


@dataclass(frozen=True, slots=True)
class Saved:
    """One document: the path at which it was asked for, its type, its headers and its bytes."""

    path: str
    media_type: str
    headers: httpx.Headers
    body: bytes

    @property
    def links(self) -> dict[str, list[str]]:
        """The targets of its ``Link`` header by relation."""
        found: dict[str, list[str]] = {}
        for target, parameters in _LINK.findall(self.headers.get("link", "")):
            relation = re.search(r'rel="([^"]*)"', parameters)
            for name in relation[1].split() if relation else ():
                found.setdefault(name, []).append(target)
        return found


@dataclass(frozen=True, slots=True)
class Kept:
    """Everything that was saved, and the N-Triples of what was saved as JSON-LD."""

    documents: Mapping[str, Saved]
    triples: Mapping[str, bytes]
    built: Built

    @property
    def json_ld(self) -> dict[str, Saved]:
        """The documents in JSON-LD."""
        return {key: saved for key, saved in self.documents.items() if saved.media_type == JSON_LD.media_type}


def route_paths(routes: Sequence[object]) -> list[str]:
    """Every path of an application that names no thing: pages, services and documents of which there is one."""
    whole = [route for one in routes for route in _routes(one)]
    found = sorted({route.path for route in whole if isinstance(route, Route) and "{" not in route.path})
    assert "/.well-known/void" in found
    return found


def _routes(route: object) -> Sequence[object]:
    """A route, or those of the router that was included."""
    included = getattr(route, "original_router", None)
    return included.routes if isinstance(included, APIRouter) else (route,)


def crawl(client: httpx.Client, starts: list[str]) -> dict[str, Saved]:
    """What can be had: each start and all they lead to, as a page and as JSON-LD, ``MOST`` of a kind."""
    waiting, kinds = list(starts), Counter[str]()
    found: dict[str, Saved] = {}
    seen = set(waiting)
    for path in waiting:
        for accept in (HTML.media_type, JSON_LD.media_type):
            saved = _get(client, path, accept)
            if saved is None:
                continue
            found[f"{path} {saved.media_type}"] = saved
            for target in dict.fromkeys(_targets(saved)):
                if target not in seen and kinds[_kind(target)] < MOST:
                    seen.add(target)
                    kinds[_kind(target)] += 1
                    waiting.append(target)
    return found


def _get(client: httpx.Client, path: str, accept: str) -> Saved | None:
    answer = client.get(path, headers={"Accept": accept, "Accept-Language": "en"})
    if answer.status_code != 200:
        return None
    return Saved(path, answer.headers["content-type"].partition(";")[0], answer.headers, answer.content)


def _targets(saved: Saved) -> Iterator[str]:
    """The addresses on this server that a document leads to."""
    near = [target for targets in saved.links.values() for target in targets]
    if saved.media_type == HTML.media_type:
        near += [target.replace("&amp;", "&") for target in _HREF.findall(saved.body.decode())]
    for target in near:
        whole = urljoin(BASE + saved.path.lstrip("/"), target) if not target.startswith("/") else target
        path = "/" + whole.removeprefix(BASE) if whole.startswith(BASE) else whole
        if path.startswith("/") and not path.startswith(("//", "/static/")):
            yield path.partition("#")[0]


def _kind(path: str) -> str:
    """What documents of one kind have in common: the beginning of the path, its extension, whether it has a query."""
    parts = urlsplit(path)
    head = "/".join(parts.path.split("/")[:3] if parts.path.count("/") > 1 else parts.path.split("/"))
    ending = Path(parts.path).suffix if "." in parts.path.rsplit("/", 1)[-1] else ""
    return f"{head} {ending} {bool(parts.query)}"
