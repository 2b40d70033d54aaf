"""Puts the routes of a service into its application."""

from collections.abc import Iterable
from copy import copy

from fastapi import APIRouter, FastAPI
from fastapi.routing import APIRoute, request_response
from starlette.routing import compile_path

from servicekit.contract import Contract


def mount(app: FastAPI, contract: Contract, routers: Iterable[APIRouter]) -> None:
    """Adds every route of the routers under the path of the document's server.

    Literal paths come before those with placeholders, as OpenAPI asks. `include_router` would
    analyse each route again at the first request: seconds, for a large document.
    """
    routes = [route for router in routers for route in router.routes]

    def rank(route: APIRoute) -> tuple[tuple[int, int], ...]:
        operation = contract.operations.get(str(route.operation_id))
        return operation.template.specificity if operation else ()

    operations = (route for route in routes if isinstance(route, APIRoute))
    for route in sorted(operations, key=rank):
        app.router.routes.append(_mounted(route, contract.base_path, app))


def _mounted(route: APIRoute, prefix: str, app: FastAPI) -> APIRoute:
    """The route of an application; the router's own stays as it is, for other applications."""
    mounted = copy(route)
    mounted.path = prefix + route.path
    compiled = compile_path(mounted.path)
    mounted.path_regex, mounted.path_format, mounted.param_convertors = compiled
    mounted.dependency_overrides_provider = app
    mounted.app = request_response(mounted.get_route_handler())
    return mounted
