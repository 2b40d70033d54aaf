"""What the fixtures need to know about the service whose tests run."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from fastapi import FastAPI

from servicekit.settings import Settings


@dataclass(frozen=True, slots=True)
class ServiceUnderTest:
    """A service, as its `tests/conftest.py` names it.

    `create_app` is the factory of its `main.py`, called with an object of its own `settings`;
    `directory` holds its `alembic.ini`.
    """

    create_app: Callable[[Any], FastAPI]
    directory: Path
    settings: type[Settings] = Settings
