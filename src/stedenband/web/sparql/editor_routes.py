"""The address of what the query editor fills in."""

from __future__ import annotations

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from stedenband.web.http.refusals import UnknownAddressError
from stedenband.web.http.responses import reply
from stedenband.web.routing import READ, TheRelease, TheSite
from stedenband.web.sparql.editor import terms_document
from stedenband.words import LANGUAGES

router = APIRouter()


@router.api_route("/sparql/terms.{language}.json", methods=READ)
async def terms(request: Request, language: str, site: TheSite, serving: TheRelease) -> Response:
    if language not in LANGUAGES:
        raise UnknownAddressError(language)
    return reply(request, await terms_document(site, serving, language))
