"""The front page: what this is, the partnerships, and the doors to the data."""

from __future__ import annotations

from starlette.requests import Request

from stedenband.formats import HTML
from stedenband.web.addresses import thing_at
from stedenband.web.description import Description
from stedenband.web.documents import statements_about
from stedenband.web.live import Serving
from stedenband.web.refusals import UnknownAddressError
from stedenband.web.responses import Representation
from stedenband.web.sections import partnership_rows
from stedenband.web.showing import Shower
from stedenband.web.site import Site


async def home_page(site: Site, serving: Serving, request: Request) -> Representation:
    """The front page in the reader's language."""
    wording = site.wording(request)
    known = serving.documents.get(("/", wording))
    if known is not None:
        return known
    city = thing_at(f"city/{serving.release.city}", serving.iris)
    if city is None:
        raise UnknownAddressError(serving.release.city)
    shower = Shower(
        Description(await statements_about(site, serving, city)), wording, serving.iris, site.vocabulary
    )
    rows = partnership_rows(shower, city.thing)
    body = site.page(
        request,
        "home.html",
        city=shower.thing(city.thing),
        rows=rows,
        ended=sum(1 for row in rows if row.over),
        dumps=[
            artefact
            for artefact in serving.release.artefacts
            if artefact.path.startswith(f"{serving.release.dataset}.")
        ],
    )
    made = Representation(body, HTML.content_type, {"Content-Language": wording.language})
    serving.documents.put(("/", wording), made, len(body) + 2048)
    return made
