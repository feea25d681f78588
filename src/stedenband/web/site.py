"""What all routes share: the live release, the settings, the words, the templates, the page queries, the vocabulary."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from jinja2 import Environment
from starlette.applications import Starlette
from starlette.requests import Request

from stedenband.ns import public_root
from stedenband.settings import Settings
from stedenband.store import NamedQuery
from stedenband.web.addresses import public_address
from stedenband.web.counter import Counter
from stedenband.web.drawing import Outlines
from stedenband.web.http.static_files import StaticFiles
from stedenband.web.monitoring.metrics import Metrics
from stedenband.web.ontology import VocabularyFile
from stedenband.web.ontology.shapes import Demand
from stedenband.web.ontology.versions import Versions
from stedenband.web.presentation.languages import choose_language
from stedenband.web.presentation.wording import Wording
from stedenband.web.serving.finder import Finder
from stedenband.web.serving.live import Live
from stedenband.web.serving.origin import kept
from stedenband.web.serving.past import Past
from stedenband.words import LANGUAGES, own_name


@dataclass(frozen=True, slots=True)
class Site:
    """One web application's parts, made once by ``create_app``."""

    live: Live
    settings: Settings
    templates: Environment
    queries: Mapping[str, NamedQuery]
    questions: Mapping[str, NamedQuery]
    metrics: Metrics
    counter: Counter
    vocabulary: VocabularyFile
    static: StaticFiles
    outlines: Outlines
    past: Past
    finder: Finder
    demands: tuple[Demand, ...]
    versions: Versions

    def language(self, request: Request) -> str:
        """The language in which this reader is answered."""
        return choose_language(request.query_params.get("lang"), request.headers.get("accept-language"))

    def wording(self, request: Request) -> Wording:
        """How to speak to this reader; links keep a language that the address names."""
        return Wording(self.language(request), fixed=request.query_params.get("lang") in LANGUAGES)

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
                say=wording.say,
                wording=wording,
                language=wording.language,
                languages=LANGUAGES,
                path=path or request.scope["path"],
                canonical=wording.href(address),
                translations=[
                    *((tag, Wording(tag, fixed=True).href(address)) for tag in LANGUAGES),
                    ("x-default", address),
                ],
                own_name=own_name,
                static=self.static.addresses,
                release=release,
                origin=kept(request),
                site_title=wording.pick(release.title) if release else "Stedenband",
                **values,
            )
            .encode()
        )

    def root(self, base: str) -> str:
        """How the public addresses of this server begin; ``base`` is that of the IRIs of the release."""
        return public_root(base, self.settings.public_url)

    def _public(self, path: str, variant: str) -> str:
        """The one public address of a page, whatever host answers."""
        release = self.live.release
        address = public_address(path, self.root(release.base_iri) if release else "/")
        return f"{address}?{variant}" if variant else address


def site_of(request: Request) -> Site:
    """The site that answers this request."""
    return site_of_app(request.app)


def site_of_app(app: Starlette) -> Site:
    """The site of an application that ``create_app`` has made."""
    site = app.state.site
    assert isinstance(site, Site)  # noqa: S101 - put there by create_app and nobody else
    return site
