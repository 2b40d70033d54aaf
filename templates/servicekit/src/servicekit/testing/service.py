"""What the fixtures need to know about the service whose tests run."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from fastapi import FastAPI

from servicekit.settings import Settings


@dataclass(frozen=True, slots=True)
class ServiceUnderTest:
    """A service, as its `tests/conftest.py` names it.

    `create_app` is the factory of its `main.py`; `directory` holds its `alembic.ini`.
    """

    create_app: Callable[[Settings], FastAPI]
    directory: Path
