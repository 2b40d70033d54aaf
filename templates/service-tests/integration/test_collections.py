"""What the resources of the document promise; see `servicekit.testing.suites.collections`."""

from pathlib import Path

from servicekit.testing.suites.collections import CollectionSuite, load_collections


class TestCollections(CollectionSuite):
    """Every resource in `tests/collections.json`."""

    cases = load_collections(Path(__file__).parents[2])
