"""The front page: what this is, the figures, the map, the timeline, the partnerships, and the doors to the data."""

from __future__ import annotations

from starlette.requests import Request

from stedenband.formats import HTML
from stedenband.web.addresses import thing_at
from stedenband.web.http.paging import in_links, page_number, pages_beside
from stedenband.web.http.policy import WITH_SCRIPT
from stedenband.web.http.refusals import UnknownAddressError
from stedenband.web.http.responses import Representation
from stedenband.web.overview.home_view import home_of
from stedenband.web.serving.live import Serving
from stedenband.web.site import Site


async def home_page(site: Site, serving: Serving, request: Request) -> Representation:
    """The front page in the reader's language. Raises ``UnknownAddressError`` for a page that there is not."""
    wording, number = site.wording(request), page_number(request)
    known = serving.documents.get(("/", number, wording))
    if known is not None:
        return known
    release = serving.release
    city = thing_at(f"city/{release.city}", serving.iris)
    if city is None:
        raise UnknownAddressError(release.city)
    home = await home_of(site, serving, wording, city.thing, number)
    body = site.page(
        request,
        "home.html",
        variant=f"page={number}" if number > 1 else "",
        home=home,
        dumps=[each for each in release.artefacts if each.path.startswith(f"{release.dataset}.")],
        harvested=any(each.path.startswith("catalog.") for each in release.artefacts),
    )
    headers = {"Content-Language": wording.language, "Content-Security-Policy": WITH_SCRIPT}
    if beside := pages_beside("/", number, home.pages):
        headers["Link"] = in_links((relation, wording.href(address)) for relation, address in beside)
    made = Representation(body, HTML.content_type, headers)
    serving.documents.put(("/", number, wording), made, len(body) + 2048)
    return made
