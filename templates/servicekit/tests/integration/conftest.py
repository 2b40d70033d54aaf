"""A small service with a table of its own, on a real PostgreSQL."""

from pathlib import Path

import pytest

from servicekit.testing import ServiceUnderTest

from . import service


@pytest.fixture(scope="session")
def service_under_test(tmp_path_factory: pytest.TempPathFactory) -> ServiceUnderTest:
    """The service, with migrations written for this run."""
    folder = tmp_path_factory.mktemp("notes")
    service.write_migrations(folder)
    return ServiceUnderTest(create_app=service.create_app, directory=Path(folder))
