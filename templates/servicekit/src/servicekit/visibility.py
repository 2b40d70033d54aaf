"""Takes out of answers what the document marks `writeOnly`, such as a password."""

import json
from collections.abc import Mapping
from functools import cached_property
from typing import Any

from servicekit.shapes import Shapes


class WriteOnly:
    """Knows the `writeOnly` properties of one document."""

    def __init__(self, rules: Mapping[str, Any], shapes: Shapes) -> None:
        """Look nothing up yet."""
        self._rules = rules
        self._shapes = shapes

    @cached_property
    def _any(self) -> bool:
        return '"writeOnly": true' in json.dumps(self._rules)

    def removed(self, value: Any, schema: str | None) -> Any:
        """The value without the properties that are only ever written."""
        if schema is None or not self._any:
            return value
        return self._removed(value, schema)

    def _removed(self, value: Any, schema: str) -> Any:
        if isinstance(value, list):
            items = self._shapes.items(schema)
            return value if items is None else [self._removed(item, items) for item in value]
        if not isinstance(value, dict):
            return value
        described = self._shapes.properties(schema)
        kept = {}
        for name, item in value.items():
            place = described.get(name) or self._shapes.additional(schema)
            if place is None:
                kept[name] = item
            elif not self._shapes.is_write_only(place):
                kept[name] = self._removed(item, place)
        return kept
