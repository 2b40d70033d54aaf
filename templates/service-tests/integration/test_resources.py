"""What the entities of this service promise; see `servicekit.testing.suites.resources`."""

from pathlib import Path

from servicekit.testing.suites.cases import load_cases
from servicekit.testing.suites.resources import ResourceSuite


class TestResources(ResourceSuite):
    """Every entity in `tests/entities.json`."""

    cases = load_cases(Path(__file__).parents[2])
