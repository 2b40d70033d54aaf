"""Builds the application of a service."""

from collections.abc import Sequence

from fastapi import APIRouter, FastAPI

from servicekit.service import Service
from servicekit.settings import Settings

__all__ = ["Service", "build_app"]


def build_app(service: Service, *, routers: Sequence[APIRouter], settings: Settings) -> FastAPI:
    """The ASGI application: routes under the document's base path, health, metrics, errors."""
    raise NotImplementedError(service, routers, settings)
