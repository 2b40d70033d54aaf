"""One operation of a document, read once at start-up."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from servicekit import pointers
from servicekit.templates import PathTemplate

METHODS = ("get", "put", "post", "delete", "options", "head", "patch", "trace")
_DEFAULT_STYLE = {"query": "form", "cookie": "form", "path": "simple", "header": "simple"}
_UNDESCRIBED_HEADERS = frozenset({"accept", "content-type", "authorization"})


@dataclass(frozen=True, slots=True)
class Parameter:
    """One parameter of an operation.

    `key` is what a request model calls it: its name, or `<in>:<name>` where the name alone
    would be ambiguous. `schema` is a pointer into the document; None accepts anything.
    """

    name: str
    location: str
    key: str
    required: bool
    style: str
    explode: bool
    schema: str | None
    media_type: str | None


@dataclass(frozen=True, slots=True)
class Content:
    """One media type of a body. `schema` is a pointer into the document; None accepts anything."""

    media_type: str
    schema: str | None
    definition: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class ResponseRule:
    """What the document says about one status: `200`, `4XX` or `default`."""

    status: str
    contents: tuple[Content, ...]
    headers: Mapping[str, Mapping[str, Any]]
    pointer: str


@dataclass(frozen=True)
class Operation:
    """One operation. Its parts are read from the document when they are first needed."""

    id: str
    method: str
    path: str
    rules: Mapping[str, Any]
    item_pointer: str

    @property
    def pointer(self) -> str:
        """Where the operation stands in the document."""
        return pointers.join(self.item_pointer, self.method)

    @cached_property
    def definition(self) -> Mapping[str, Any]:
        """The operation as the document has it."""
        definition: Mapping[str, Any] = pointers.resolve(self.rules, self.pointer)
        return definition

    @cached_property
    def template(self) -> PathTemplate:
        """The path, ready to match requests."""
        return PathTemplate(self.path)

    @cached_property
    def strict_query(self) -> bool:
        """Whether a query parameter that is not described is refused."""
        default = self.rules.get("x-strict-query", False)
        return bool(self.definition.get("x-strict-query", default))

    @cached_property
    def security(self) -> tuple[Mapping[str, tuple[str, ...]], ...]:
        """The alternatives that grant access; empty for a public operation."""
        alternatives = self.definition.get("security", self.rules.get("security", []))
        return tuple(
            {name: tuple(scopes) for name, scopes in alternative.items()}
            for alternative in alternatives
        )

    @cached_property
    def parameters(self) -> tuple[Parameter, ...]:
        """Every parameter, those of the path item included."""
        found: dict[tuple[str, str], tuple[Mapping[str, Any], str]] = {}
        for owner in (self.item_pointer, self.pointer):
            declared = pointers.resolve(self.rules, owner).get("parameters", [])
            for index in range(len(declared)):
                place = pointers.join(owner, "parameters", index)
                node, pointer = pointers.follow(self.rules, place)
                if node["in"] == "header" and node["name"].lower() in _UNDESCRIBED_HEADERS:
                    continue
                found[node["in"], node["name"]] = (node, pointer)
        names = [name for _, name in found]
        if "requestBody" in self.definition:
            names.append("body")
        return tuple(
            _read_parameter(self.rules, node, pointer, unique=names.count(name) == 1)
            for (_, name), (node, pointer) in found.items()
        )

    @cached_property
    def body(self) -> tuple[Content, ...]:
        """The media types that the operation reads; empty when it takes no body."""
        if "requestBody" not in self.definition:
            return ()
        node, pointer = self._body
        return read_contents(self.rules, node, pointer)

    @cached_property
    def body_required(self) -> bool:
        """Whether a request without a body is refused."""
        return "requestBody" in self.definition and bool(self._body[0].get("required", False))

    @cached_property
    def responses(self) -> Mapping[str, ResponseRule]:
        """What the document says about each status."""
        found: dict[str, ResponseRule] = {}
        for status in self.definition.get("responses", {}):
            place = pointers.join(self.pointer, "responses", status)
            node, pointer = pointers.follow(self.rules, place)
            headers = {
                name: pointers.follow(self.rules, pointers.join(pointer, "headers", name))[0]
                for name in node.get("headers", {})
            }
            contents = read_contents(self.rules, node, pointer)
            found[str(status)] = ResponseRule(str(status), contents, headers, pointer)
        return found

    def response(self, status: int) -> ResponseRule | None:
        """The rule for a status: the exact one, its class, or `default`."""
        for key in (str(status), f"{status // 100}XX", "default"):
            if key in self.responses:
                return self.responses[key]
        return None

    @cached_property
    def success_status(self) -> int:
        """The status of a reply that does not name one: the first 2xx, else the first 3xx."""
        exact = sorted(int(status) for status in self.responses if status.isdigit())
        for family in (2, 3):
            for status in exact:
                if status // 100 == family:
                    return status
        return 200

    @property
    def _body(self) -> tuple[Mapping[str, Any], str]:
        return pointers.follow(self.rules, pointers.join(self.pointer, "requestBody"))


def read_operation(
    rules: Mapping[str, Any],
    path: str,
    method: str,
    item_pointer: str,
) -> Operation:
    """The operation of a path item. Without `operationId`, its id is `<method> <path>`."""
    definition = pointers.resolve(rules, pointers.join(item_pointer, method))
    return Operation(
        id=definition.get("operationId") or f"{method} {path}",
        method=method,
        path=path,
        rules=rules,
        item_pointer=item_pointer,
    )


def read_contents(
    rules: Mapping[str, Any],
    node: Mapping[str, Any],
    pointer: str,
) -> tuple[Content, ...]:
    """The media types under `content` of a body, a response or a parameter."""
    return tuple(
        Content(
            media_type=media_type,
            schema=(
                pointers.join(pointer, "content", media_type, "schema")
                if "schema" in definition
                else None
            ),
            definition=definition,
        )
        for media_type, definition in node.get("content", {}).items()
    )


def _read_parameter(
    rules: Mapping[str, Any],
    node: Mapping[str, Any],
    pointer: str,
    *,
    unique: bool,
) -> Parameter:
    name, location = node["name"], node["in"]
    style = node.get("style", _DEFAULT_STYLE[location])
    contents = read_contents(rules, node, pointer)
    schema = pointers.join(pointer, "schema") if "schema" in node else None
    return Parameter(
        name=name,
        location=location,
        key=name if unique else f"{location}:{name}",
        required=location == "path" or bool(node.get("required", False)),
        style=style,
        explode=bool(node.get("explode", style == "form")),
        schema=contents[0].schema if contents else schema,
        media_type=contents[0].media_type if contents else None,
    )
