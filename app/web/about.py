"""The page about this site: how it works, its limits, how to cite, the API, the texts' licence, accessibility."""

from __future__ import annotations

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse
from jinja2 import Environment

from app.search.request import group_parameters, refuse_parameters
from app.search.service import SearchService
from app.web.origin import get_origin, get_root
from app.web.render import render
from app.web.sources import make_contact_url


def make_about_page(
    service: SearchService, environment: Environment, base_url: str | None, contact: str | None
) -> APIRouter:
    """`contact` is whom to tell of an error; `base_url` begins the addresses of the examples."""
    router = APIRouter(include_in_schema=False, default_response_class=HTMLResponse)

    @router.get("/about")
    def show_about(request: Request) -> HTMLResponse:
        refuse_parameters(group_parameters(request.query_params.multi_items()))
        state = service.fetch_state()
        context = {
            "cities": service.fetch_coverage().collected,
            "meetings": state.meetings,
            "vocabulary": service.vocabulary,
            "origin": get_origin(request, base_url),
            "contact": make_contact_url(contact),
        }
        return render(environment, "about.html", context, root=get_root(request))

    return router
