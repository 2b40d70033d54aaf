"""Requests made from the document alone, for operations that no test knows by name."""

import json
from base64 import b64encode
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import quote, urlencode

from servicekit import media, pointers
from servicekit.contract import Contract
from servicekit.operation import Content, Operation, Parameter
from servicekit.settings import Settings
from servicekit.testing.suites.values import Values
from servicekit.testing.tokens import TokenFactory


@dataclass(slots=True)
class Sample:
    """One request, ready to be sent."""

    method: str
    path: str
    query: list[tuple[str, str]] = field(default_factory=list)
    headers: dict[str, str] = field(default_factory=dict)
    cookies: dict[str, str] = field(default_factory=dict)
    content: bytes | None = None

    @property
    def url(self) -> str:
        """Path and query."""
        return f"{self.path}?{urlencode(self.query)}" if self.query else self.path

    def arguments(self) -> dict[str, Any]:
        """What an HTTP client takes."""
        headers = dict(self.headers)
        if self.cookies:
            headers["Cookie"] = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        return {"headers": headers, "content": self.content}


class Samples:
    """Makes a valid request of any operation; LookupError where no value is found."""

    def __init__(self, contract: Contract, values: Values) -> None:
        self._contract = contract
        self._values = values

    def make(
        self,
        operation: Operation,
        number: int,
        path: Mapping[str, object] | None = None,
    ) -> Sample:
        """A request with every required part, and nothing else; `path` fills in placeholders."""
        sample = Sample(operation.method.upper(), self._contract.base_path + operation.path)
        for name, value in (path or {}).items():
            sample.path = sample.path.replace("{" + name + "}", quote(_text(value), safe=""))
        for parameter in operation.parameters:
            if parameter.required and not (path and parameter.name in path):
                self._place(sample, parameter, number)
        body = next((part for part in operation.body if _json(part)), None)
        if body is not None:
            value = self._values.make(body.schema, number) if body.schema else {}
            sample.content = json.dumps(value).encode()
            sample.headers["Content-Type"] = body.media_type.replace("*", "json")
        elif operation.body and operation.body_required:
            raise LookupError(f"{operation.id} takes no JSON")
        return sample

    def _place(self, sample: Sample, parameter: Parameter, number: int) -> None:
        value = self._values.make(parameter.schema, number) if parameter.schema else "x"
        if parameter.media_type is not None:
            encoded = [(parameter.name, json.dumps(value))]
        else:
            encoded = list(_encode(parameter, value))
        match parameter.location:
            case "path":
                text = _path_text(parameter, value)
                sample.path = sample.path.replace("{" + parameter.name + "}", text)
            case "query":
                sample.query.extend(encoded)
            case "header":
                sample.headers[parameter.name] = encoded[0][1]
            case "cookie":
                sample.cookies[parameter.name] = encoded[0][1]


def _json(content: Content) -> bool:
    return media.parse(content.media_type).is_json


def _text(value: Any) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    return value if isinstance(value, str) else json.dumps(value)


def _encode(parameter: Parameter, value: Any) -> Iterator[tuple[str, str]]:
    """A value as pairs, in the styles that are the defaults of their places."""
    name = parameter.name
    if isinstance(value, list) and parameter.explode:
        yield from ((name, _text(item)) for item in value)
    elif isinstance(value, list):
        delimiter = {"pipeDelimited": "|", "spaceDelimited": " "}.get(parameter.style, ",")
        yield name, delimiter.join(_text(item) for item in value)
    elif isinstance(value, Mapping) and parameter.style == "deepObject":
        yield from ((f"{name}[{key}]", _text(item)) for key, item in value.items())
    elif isinstance(value, Mapping) and parameter.explode:
        yield from ((key, _text(item)) for key, item in value.items())
    elif isinstance(value, Mapping):
        yield name, ",".join(part for key, item in value.items() for part in (key, _text(item)))
    else:
        yield name, _text(value)


def _path_text(parameter: Parameter, value: Any) -> str:
    items = value if isinstance(value, list) else [value]
    if isinstance(value, Mapping):
        raise LookupError("objects in a path are not sampled")
    texts = [quote(_text(item), safe="") for item in items]
    match parameter.style:
        case "label":
            return "." + (("." if parameter.explode else ",").join(texts))
        case "matrix" if parameter.explode:
            return "".join(f";{parameter.name}={text}" for text in texts)
        case "matrix":
            return f";{parameter.name}=" + ",".join(texts)
        case _:
            return ",".join(texts)


class Credentials:
    """Meets the security of an operation, as a test's caller."""

    def __init__(self, contract: Contract, settings: Settings, tokens: TokenFactory) -> None:
        self._schemes = contract.security_schemes
        self._settings = settings
        self._tokens = tokens

    def meet(self, operation: Operation, sample: Sample) -> None:
        """Adds what the first alternative that can be met asks for. LookupError without one."""
        alternatives = operation.security
        if not alternatives or any(not option for option in alternatives):
            return
        for option in alternatives:
            bearers = [name for name in option if self._kind(name) != "apiKey"]
            if len(bearers) <= 1 and all(self._known(name) for name in option):
                for name, scopes in option.items():
                    self._add(name, scopes, sample)
                return
        raise LookupError(f"no credentials for {operation.id}")

    def _kind(self, name: str) -> str:
        scheme = self._schemes.get(name, {})
        kind = str(scheme.get("type"))
        return str(scheme.get("scheme", "")).lower() if kind == "http" else kind

    def _known(self, name: str) -> bool:
        return self._kind(name) in ("apiKey", "basic", "bearer", "oauth2", "openIdConnect")

    def _add(self, name: str, scopes: tuple[str, ...], sample: Sample) -> None:
        kind = self._kind(name)
        if kind in ("apiKey", "basic"):
            secret = self._settings.auth_credentials[name].get_secret_value()
            if kind == "basic":
                sample.headers["Authorization"] = f"Basic {b64encode(secret.encode()).decode()}"
                return
            scheme = self._schemes[name]
            match scheme["in"]:
                case "header":
                    sample.headers[scheme["name"]] = secret
                case "query":
                    sample.query.append((scheme["name"], secret))
                case _:
                    sample.cookies[scheme["name"]] = secret
            return
        token = self._tokens.token(*scopes, scope=" ".join(scopes))
        sample.headers["Authorization"] = f"Bearer {token}"


def schema_pointer(*names: str) -> str:
    """The pointer of a component schema, or of something in it."""
    return pointers.join("", "components", "schemas", *names)
