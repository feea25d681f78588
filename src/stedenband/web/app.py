"""The web application: the only way in is ``create_app``."""

from __future__ import annotations

import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from functools import partial
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
from stedenband.web.context import Site, get_site
from stedenband.web.http.access_log import AccessRecorder
from stedenband.web.http.base_headers import BaseHeadersMiddleware, LinkHeadersMiddleware
from stedenband.web.http.compression import CompressionMiddleware
from stedenband.web.http.errors import BadRequestError
from stedenband.web.http.file_responses import read_static
from stedenband.web.http.metrics import Metrics
from stedenband.web.http.path_prefix import PathPrefixMiddleware
from stedenband.web.http.problems import describe_error, describe_router_error
from stedenband.web.http.request_validation import RequestValidationMiddleware
from stedenband.web.http.response_cache import CacheMiddleware, ResponseCache
from stedenband.web.http.server import ServerParts
from stedenband.web.render.drawings import read_outlines
from stedenband.web.render.named_questions import load_questions
from stedenband.web.render.ontology import read_demands, read_shapes, read_vocabulary
from stedenband.web.render.problems import write_raw_problem
from stedenband.web.render.templates import create_environment
from stedenband.web.serving.current_release import CurrentRelease, OpenStore
from stedenband.web.serving.name_index import NameIndex
from stedenband.web.serving.release_archive import ReleaseArchive
from stedenband.web.serving.store_metrics import ReleaseCollector, measure_store
from stedenband.web.serving.vocabulary_versions import VocabularyVersions
from stedenband.web.views import (
    catalogue,
    health,
    ldes,
    questions,
    questions_api,
    release,
    search,
    sparql,
    sparql_editor,
    statistics,
)
from stedenband.web.views import releases as release_list
from stedenband.web.views import vocabulary as vocabulary_views
from stedenband.web.views.problems import make_error_response, make_problem_response
from stedenband.web.views.things import router

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
    live = CurrentRelease(releases, measure_store(open_store, metrics), cache_bytes=settings.cache_bytes)
    metrics.register(ReleaseCollector(live, metrics.earlier_restarts))
    recorder = AccessRecorder(settings, metrics)
    responses = ResponseCache(live, recorder, prefix=settings.path_prefix)
    queries = load_queries(assets.find_files("queries", "pages/*.rq", project))
    finder = NameIndex(live, queries["search-names"])
    past = ReleaseArchive(releases, open_earlier or open_store)
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
        templates=create_environment(),
        queries=queries,
        questions=load_questions(assets.find_files("queries", "questions/*.rq", project)),
        metrics=metrics,
        response_cache=responses,
        vocabulary=vocabulary,
        static=read_static(prefix=settings.path_prefix),
        outlines=read_outlines(),
        past=past,
        finder=finder,
        demands=read_demands(read_shapes(project)),
        versions=VocabularyVersions(vocabulary, past),
    )
    app.state.server = ServerParts(
        settings, metrics, responses, live.gate, partial(write_raw_problem, settings=settings)
    )
    app.router.routes.extend(sparql.ROUTES)
    app.include_router(sparql.router)
    app.include_router(router)
    app.include_router(health.router)
    app.include_router(catalogue.router)
    app.include_router(release_list.router)
    app.include_router(release.router)
    app.include_router(ldes.router)
    app.include_router(sparql_editor.router)
    app.include_router(questions_api.router)
    app.include_router(questions.router)
    app.include_router(statistics.router)
    app.include_router(search.router)
    app.include_router(vocabulary_views.router)
    app.add_exception_handler(StedenbandError, _error)
    app.add_exception_handler(HTTPException, _refused)
    app.add_exception_handler(RequestValidationError, _malformed)
    app.add_middleware(LinkHeadersMiddleware)
    app.add_middleware(CompressionMiddleware)
    app.add_middleware(RequestValidationMiddleware, settings=settings, respond=make_error_response)
    app.add_middleware(BaseHeadersMiddleware, recorder=recorder, respond=make_error_response)
    app.add_middleware(PathPrefixMiddleware, prefix=settings.path_prefix)
    app.add_middleware(CacheMiddleware, counter=responses)
    return app


async def _error(request: Request, error: Exception) -> Response:
    problem = describe_error(error)
    if problem.status >= 500:
        _log.warning("%s: %s", type(error).__name__, error)
    if isinstance(error, ReleaseDamagedError):
        get_site(request).live.damaged_files += 1
    return make_problem_response(request, problem)


async def _refused(request: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)  # noqa: S101 - registered for nothing else
    return make_problem_response(
        request, describe_router_error(error.status_code, error.headers, request.method)
    )


async def _malformed(request: Request, _: Exception) -> Response:
    return make_problem_response(request, describe_error(BadRequestError("request")))
