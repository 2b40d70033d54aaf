"""What the lists of this service promise; see `servicekit.testing.suites.lists`."""

from pathlib import Path

from servicekit.testing.suites.cases import load_cases
from servicekit.testing.suites.lists import ListSuite


class TestLists(ListSuite):
    """Every entity in `tests/entities.json`."""

    cases = load_cases(Path(__file__).parents[2])
