"""The web application: the only way in is ``create_app``."""

from __future__ import annotations

import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from fastapi import FastAPI
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from stedenband import assets
from stedenband.errors import ReleaseDamagedError, StedenbandError
from stedenband.releases import ReleaseFolder
from stedenband.settings import Settings
from stedenband.store import load_queries
from stedenband.web import operation
from stedenband.web.catalogue import routes as catalogue_routes
from stedenband.web.counter import Counter, Keeping
from stedenband.web.drawing import read_outlines
from stedenband.web.history import ldes_routes, release
from stedenband.web.history import routes as history_routes
from stedenband.web.http.refusals import BadRequestError
from stedenband.web.http.static_files import read_static
from stedenband.web.middleware.door import Door
from stedenband.web.middleware.packing import Packing
from stedenband.web.middleware.problems import problem_of, problem_response, refused_by_router
from stedenband.web.middleware.provenance_links import ProvenanceLinksMiddleware
from stedenband.web.middleware.threshold import Threshold
from stedenband.web.monitoring.metrics import Metrics, measured
from stedenband.web.monitoring.noting import Noting
from stedenband.web.ontology import read_shapes, read_vocabulary
from stedenband.web.ontology.shapes import read_demands
from stedenband.web.ontology.versions import Versions
from stedenband.web.overview import statistics
from stedenband.web.presentation.templating import environment
from stedenband.web.questions import api
from stedenband.web.questions import pages as query_pages
from stedenband.web.routes import router
from stedenband.web.search import routes as search_routes
from stedenband.web.serving.finder import Finder
from stedenband.web.serving.live import Live, OpenStore
from stedenband.web.serving.past import Past
from stedenband.web.site import Site, site_of
from stedenband.web.sparql import editor_routes, graph_store
from stedenband.web.sparql import routes as sparql_routes
from stedenband.web.vocabulary.routes import router as vocabulary_router

_log = logging.getLogger(__name__)


def create_app(
    releases: ReleaseFolder,
    settings: Settings,
    *,
    open_store: OpenStore,
    open_earlier: OpenStore | None = None,
    project: Path | None = None,
) -> FastAPI:
    """The application that serves the current release of a folder, and every newer one as it comes.

    ``open_store`` opens the store of the release that is served, ``open_earlier`` that of one before it (by default the
    same way; a remote engine need not have kept it); ``project`` is the folder whose ontology and page queries are
    used where it has its own. Nothing is opened before the application starts.
    """
    metrics = Metrics()
    live = Live(releases, measured(open_store, metrics), cache_bytes=settings.cache_bytes)
    metrics.watch(live)
    noting = Noting(settings, metrics)
    counter = Counter(live, noting)
    queries = load_queries(assets.files("queries", "pages/*.rq", project))
    finder = Finder(live, queries["search-names"])
    past = Past(releases, open_earlier or open_store)
    vocabulary = read_vocabulary(project)

    @asynccontextmanager
    async def lifespan(_: FastAPI) -> AsyncIterator[None]:
        async with live.running(), finder.running():
            try:
                yield
            finally:
                await past.close()

    # FastAPI's own pages would load scripts from a third party; an OpenAPI document is a document of ours to write.
    app = FastAPI(
        title="stedenband",
        lifespan=lifespan,
        openapi_url=None,
        docs_url=None,
        redoc_url=None,
        redirect_slashes=False,
    )
    app.state.site = Site(
        live=live,
        settings=settings,
        templates=environment(),
        queries=queries,
        questions=load_queries(assets.files("queries", "questions/*.rq", project)),
        metrics=metrics,
        counter=counter,
        vocabulary=vocabulary,
        static=read_static(),
        outlines=read_outlines(),
        past=past,
        finder=finder,
        demands=read_demands(read_shapes(project)),
        versions=Versions(vocabulary, past),
    )
    app.router.routes.extend(sparql_routes.ROUTES)
    app.include_router(graph_store.router)
    app.include_router(router)
    app.include_router(operation.router)
    app.include_router(catalogue_routes.router)
    app.include_router(history_routes.router)
    app.include_router(release.router)
    app.include_router(ldes_routes.router)
    app.include_router(editor_routes.router)
    app.include_router(api.router)
    app.include_router(query_pages.router)
    app.include_router(statistics.router)
    app.include_router(search_routes.router)
    app.include_router(vocabulary_router)
    app.add_exception_handler(StedenbandError, _error)
    app.add_exception_handler(HTTPException, _refused)
    app.add_exception_handler(RequestValidationError, _malformed)
    app.add_middleware(ProvenanceLinksMiddleware)
    app.add_middleware(Packing)
    app.add_middleware(Threshold, settings=settings)
    app.add_middleware(Door, noting=noting)
    app.add_middleware(Keeping, counter=counter)
    return app


async def _error(request: Request, error: Exception) -> Response:
    problem = problem_of(error)
    if problem.status >= 500:
        _log.warning("%s: %s", type(error).__name__, error)
    if isinstance(error, ReleaseDamagedError):
        site_of(request).live.damaged_files += 1
    return problem_response(request, problem)


async def _refused(request: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)  # noqa: S101 - registered for nothing else
    return problem_response(request, refused_by_router(error.status_code, error.headers, request.method))


async def _malformed(request: Request, _: Exception) -> Response:
    return problem_response(request, problem_of(BadRequestError("request")))
