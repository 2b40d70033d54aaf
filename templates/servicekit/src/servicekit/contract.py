"""The OpenAPI document of a service: what is served, enforced and answered."""

import json
from collections.abc import Iterator, Mapping
from functools import cached_property
from importlib.resources import files
from typing import Any
from urllib.parse import unquote, urlsplit

from servicekit import pointers
from servicekit.fields import Fields
from servicekit.operation import METHODS, Operation, read_operation
from servicekit.schemas import Schemas
from servicekit.shapes import Shapes
from servicekit.texts import Texts
from servicekit.visibility import WriteOnly


class Contract:
    """A document, its operations and their validators.

    `document` is served as it stands. `rules` is the same document with its schemas in JSON
    Schema 2020-12, for documents written in an older dialect; everything is validated by it.
    """

    def __init__(
        self,
        document: Mapping[str, Any],
        rules: Mapping[str, Any] | None = None,
    ) -> None:
        """Read the operations; everything else waits until it is needed."""
        self.document = document
        self.rules = document if rules is None else rules
        self.schemas = Schemas(self.rules)
        self.shapes = Shapes(self.rules)
        self.texts = Texts(self.shapes, self.schemas)
        self.fields = Fields(self.shapes, self.texts)
        self.write_only = WriteOnly(self.rules, self.shapes)
        self.base_path = _base_path(document)
        self.operations: dict[str, Operation] = {
            operation.id: operation for operation in self._read()
        }

    @classmethod
    def of_package(cls, package: str) -> "Contract":
        """The contract that a service's package carries: `openapi.json`, maybe `contract.json`."""
        folder = files(package)
        document = json.loads(folder.joinpath("openapi.json").read_text("utf-8"))
        normalised = folder.joinpath("contract.json")
        rules = json.loads(normalised.read_text("utf-8")) if normalised.is_file() else None
        return cls(document, rules)

    @cached_property
    def security_schemes(self) -> Mapping[str, Mapping[str, Any]]:
        """The security schemes of the document, by name."""
        schemes = self.rules.get("components", {}).get("securitySchemes", {})
        return {
            name: pointers.follow(
                self.rules, pointers.join("", "components", "securitySchemes", name)
            )[0]
            for name in schemes
        }

    def operation_at(self, method: str, path: str) -> Operation | None:
        """The operation at a path of the document, as the document writes it."""
        for operation in self.operations.values():
            if operation.method == method and operation.path == path:
                return operation
        return None

    def methods_of(self, raw_path: str) -> list[str]:
        """The methods of the path that a request names, in upper case; empty when there is none.

        A path without placeholders comes before one with them (OpenAPI, "Path Templating Matching").
        """
        matching = [
            operation
            for operation in self.operations.values()
            if operation.template.match(self.relative(raw_path)) is not None
        ]
        if not matching:
            return []
        best = min(operation.template.specificity for operation in matching)
        return sorted(
            {
                operation.method.upper()
                for operation in matching
                if operation.template.specificity == best
            }
        )

    def relative(self, raw_path: str) -> str:
        """A request's path without the path of the document's server."""
        return raw_path.removeprefix(self.base_path)

    def _read(self) -> Iterator[Operation]:
        for path in self.rules.get("paths", {}):
            if path.startswith("x-"):
                continue
            item, item_pointer = pointers.follow(self.rules, pointers.join("", "paths", path))
            for method in METHODS:
                if method in item:
                    yield read_operation(self.rules, path, method, item_pointer)


def _base_path(document: Mapping[str, Any]) -> str:
    servers = document.get("servers") or [{"url": "/"}]
    server = servers[0]
    url: str = server.get("url", "/")
    for name, variable in server.get("variables", {}).items():
        url = url.replace("{" + name + "}", str(variable.get("default", "")))
    return unquote(urlsplit(url).path).rstrip("/")
