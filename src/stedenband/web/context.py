"""What every view gets by dependency: the site, the open release, the language and the format that was negotiated."""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Annotated

from fastapi import Depends
from jinja2 import Environment
from starlette.applications import Starlette
from starlette.requests import Request

from stedenband.formats import HTML, Format, negotiate
from stedenband.i18n import INTERFACE_LANGUAGES, find_own_name
from stedenband.ns import choose_public_root
from stedenband.settings import Settings
from stedenband.store import NamedQuery
from stedenband.web.addresses import make_public_address
from stedenband.web.http.errors import NotAcceptableError, UnknownAddressError
from stedenband.web.http.file_responses import StaticFiles
from stedenband.web.http.metrics import Metrics
from stedenband.web.http.path_prefix import make_address
from stedenband.web.http.response_cache import ResponseCache
from stedenband.web.render.drawings import Outlines
from stedenband.web.render.ontology import PropertyConstraint, VocabularyFile
from stedenband.web.render.wording import Wording, choose_language
from stedenband.web.serving.current_release import CurrentRelease, OpenRelease
from stedenband.web.serving.document_origin import get_origin, set_origin
from stedenband.web.serving.name_index import NameIndex
from stedenband.web.serving.release_archive import ReleaseArchive
from stedenband.web.serving.vocabulary_versions import VocabularyVersions


@dataclass(frozen=True, slots=True)
class Site:
    """One web application's parts, made once by ``create_app``."""

    live: CurrentRelease
    settings: Settings
    templates: Environment
    queries: Mapping[str, NamedQuery]
    questions: Mapping[str, NamedQuery]
    metrics: Metrics
    response_cache: ResponseCache
    vocabulary: VocabularyFile
    static: StaticFiles
    outlines: Outlines
    past: ReleaseArchive
    finder: NameIndex
    demands: tuple[PropertyConstraint, ...]
    versions: VocabularyVersions

    def language(self, request: Request) -> str:
        """The language in which this reader is answered."""
        return choose_language(request.query_params.get("lang"), request.headers.get("accept-language"))

    def wording(self, request: Request) -> Wording:
        """How to speak to this reader; links keep a language that the address names."""
        fixed = request.query_params.get("lang") in INTERFACE_LANGUAGES
        return Wording(self.language(request), fixed=fixed, prefix=self.settings.path_prefix)

    def address(self, path: str) -> str:
        """The address at which the public finds a path of ours."""
        return make_address(path, self.settings.path_prefix)

    def page(
        self, request: Request, template: str, *, path: str | None = None, variant: str = "", **values: object
    ) -> bytes:
        """A page of HTML in the reader's language; ``path`` is its own address where that is not the one asked for.

        ``variant`` is the part of the address by which it differs from others at that path: ``page=2``.
        """
        wording = self.wording(request)
        release = self.live.release
        address = self._public(path or request.scope["path"], variant)
        return (
            self.templates.get_template(template)
            .render(
                _=wording.translate,
                wording=wording,
                language=wording.language,
                languages=INTERFACE_LANGUAGES,
                path=path or request.scope["path"],
                address=wording.address(path or request.scope["path"]),
                canonical=wording.href(address),
                translations=[
                    *((tag, Wording(tag, fixed=True).href(address)) for tag in INTERFACE_LANGUAGES),
                    ("x-default", address),
                ],
                find_own_name=find_own_name,
                static=self.static.addresses,
                release=release,
                origin=get_origin(request),
                site_title=wording.choose_text(release.title) if release else "Stedenband",
                **values,
            )
            .encode()
        )

    def root(self, base: str) -> str:
        """How the public addresses of this server begin; ``base`` is that of the IRIs of the release."""
        return choose_public_root(base, self.settings.public_url)

    def _public(self, path: str, variant: str) -> str:
        """The one public address of a page, whatever host answers."""
        release = self.live.release
        address = make_public_address(path, self.root(release.base_iri) if release else self.address("/"))
        return f"{address}?{variant}" if variant else address


def get_site(request: Request) -> Site:
    """The site that answers this request."""
    return get_site_of_app(request.app)


def get_site_of_app(app: Starlette) -> Site:
    """The site of an application that ``create_app`` has made."""
    site = app.state.site
    assert isinstance(site, Site)  # noqa: S101 - put there by create_app and nobody else
    return site


READ = ["GET", "HEAD"]

BOTH = "Accept, Accept-Language"
"""Vary of an address that answers in several formats: errors and pages have a language too."""


async def _serving(request: Request) -> AsyncIterator[OpenRelease]:
    """The release that is served now, held open until the response has been made."""
    async with get_site(request).live.reading() as serving:
        set_origin(request, serving.origin)
        yield serving


async def _site(request: Request) -> Site:
    """The site; a coroutine, because FastAPI takes a thread for every plain function."""
    return get_site(request)


TheSite = Annotated[Site, Depends(_site)]

TheRelease = Annotated[OpenRelease, Depends(_serving)]


def negotiate_format(request: Request, offers: Sequence[Format], named: Format | None) -> Format:
    """The format that the address names, else the one that the asker likes best.

    Raises ``UnknownAddressError`` for an extension this document does not have, ``NotAcceptableError`` with what
    there is.
    """
    if named is not None:
        if named not in offers:
            raise UnknownAddressError(named.extension)
        return named
    form = negotiate(request.headers.get("accept"), offers)
    if form is None:
        raise NotAcceptableError(offers)
    return form


def split_extension(name: str, offers: Sequence[Format]) -> tuple[str, Format | None]:
    """The last part of an address without the extension of one of these formats, and that format if it has one."""
    for form in offers:
        if name.endswith(f".{form.extension}"):
            return name.removesuffix(f".{form.extension}"), form
    return name, None


def list_vary_headers(form: Format, named: Format | None) -> str:
    """What the answer depends on besides its address: an extension beats Accept, only pages have a language."""
    if named is None:
        return BOTH
    return "Accept-Language" if form is HTML else ""
