"""Addresses for whoever runs the server: does it live, may it get requests."""

from __future__ import annotations

import json

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from stedenband.web.context import READ, TheRelease
from stedenband.web.http.errors import NotReadyError
from stedenband.web.http.responses import NO_STORE, Representation, make_response

router = APIRouter()


@router.api_route("/health", methods=READ)
async def report_health(request: Request) -> Response:
    """Whether the process answers."""
    return make_response(request, Representation(b'{"status":"ok"}\n', "application/json", cache=NO_STORE))


@router.api_route("/ready", methods=READ)
async def report_readiness(request: Request, serving: TheRelease) -> Response:
    """Whether there is a release, its engine answers, and the server is not being stopped."""
    serving.gate.check()
    if not await serving.store.ready():
        raise NotReadyError("the query engine does not answer")
    body = json.dumps({"status": "ready", "release": serving.release.id}).encode() + b"\n"
    return make_response(request, Representation(body, "application/json", cache=NO_STORE))
