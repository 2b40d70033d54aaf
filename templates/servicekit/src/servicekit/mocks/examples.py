"""Finds examples in a document, and makes them from schemas where there are none."""

from collections.abc import Iterator, Mapping
from typing import Any

from servicekit import jsontext, pointers
from servicekit.contract import Contract
from servicekit.mocks.sampler import Sampler
from servicekit.operation import Content, ResponseRule


class Examples:
    """Examples of one document: the first that its own schema accepts."""

    def __init__(self, contract: Contract) -> None:
        """Look nothing up yet."""
        self._contract = contract
        self._sampler = Sampler(contract.rules, contract.schemas)
        self._bodies: dict[str, object] = {}

    def body(self, content: Content) -> object:
        """An example of a response's body."""
        key = content.schema or ""
        given = list(_given(self._contract.rules, content.definition))
        if content.schema is None:
            return given[0] if given else {}
        if given or key not in self._bodies:
            self._bodies[key] = self._choose(given, content.schema)
        return self._bodies[key]

    def header(self, rule: ResponseRule, name: str, header: Mapping[str, Any]) -> str:
        """An example of a response's header, as text."""
        given = list(_given(self._contract.rules, header))
        if given:
            return self.as_text(given[0])
        if "schema" not in header:
            return "example"
        _, place = pointers.follow(
            self._contract.rules, pointers.join(rule.pointer, "headers", name)
        )
        return self.as_text(self._choose([], pointers.join(place, "schema"))) or "example"

    def as_text(self, value: object) -> str:
        """A value as text: strings as they are, everything else as JSON."""
        return value if isinstance(value, str) else jsontext.render(value).decode()

    def _choose(self, given: list[Any], schema: str) -> object:
        shown = (self._contract.write_only.removed(example, schema) for example in given)
        for example in shown:
            if self._contract.schemas.accepts(schema, example, "response"):
                return example
        return self._sampler.sample(schema)


def _given(rules: Mapping[str, Any], node: Mapping[str, Any]) -> Iterator[Any]:
    """The examples that are written beside a schema."""
    if "example" in node:
        yield node["example"]
    for example in node.get("examples", {}).values():
        target = example
        if isinstance(example, Mapping) and "$ref" in example:
            target = pointers.resolve(rules, pointers.from_reference(example["$ref"]))
        if isinstance(target, Mapping) and "value" in target:
            yield target["value"]
