"""Reads the parameters of a request: every location, style and content of OpenAPI."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

from starlette.requests import Request

from servicekit import jsontext, styles
from servicekit.contract import Contract
from servicekit.fields import ABSENT, Fields
from servicekit.operation import Operation, Parameter
from servicekit.problems import Violation
from servicekit.styles import Undecodable

_MOST_NAMED = 20
"""Unknown parameters that a problem lists; nobody reads more."""


@dataclass(frozen=True)
class ParameterReader:
    """Reads and checks the parameters of one request."""

    contract: Contract
    operation: Operation
    request: Request
    max_depth: int

    def read(self) -> tuple[dict[str, object], list[Violation]]:
        """The values that are present, by parameter key, and everything wrong with them."""
        values: dict[str, object] = {}
        violations: list[Violation] = []
        for parameter in self.operation.parameters:
            try:
                value = self._value(parameter)
            except (Undecodable, jsontext.MalformedJson) as error:
                violations.append(_violation(parameter, str(error)))
                continue
            if value is not ABSENT:
                values[parameter.key] = value
                violations.extend(self._check(parameter, value))
            elif parameter.required:
                violations.append(_violation(parameter, "The parameter is required."))
        violations.extend(self._unknown())
        return values, violations

    def _check(self, parameter: Parameter, value: object) -> Iterator[Violation]:
        if parameter.schema is not None:
            yield from self.contract.schemas.violations(
                parameter.schema,
                value,
                location=parameter.location,
                parameter=parameter.name,
            )

    def _value(self, parameter: Parameter) -> object:
        match parameter.location:
            case "path":
                return self._path_value(parameter)
            case "query":
                return self._pairs_value(parameter, self._query, styles.decode_query)
            case "cookie":
                return self._pairs_value(parameter, self._cookies, styles.decode_percent)
            case _:
                return self._header_value(parameter)

    def _path_value(self, parameter: Parameter) -> object:
        raw_path = self.contract.relative(request_path(self.request))
        match = self.operation.template.match(raw_path) or {}
        if parameter.name not in match:
            return ABSENT
        text = match[parameter.name]
        if parameter.media_type is not None:
            return self._content(parameter, styles.decode_percent(text))
        return self.contract.fields.from_text(parameter, text, styles.decode_percent)

    def _header_value(self, parameter: Parameter) -> object:
        lines = self.request.headers.getlist(parameter.name)
        if not lines:
            return ABSENT
        text = ",".join(lines)
        if parameter.media_type is not None:
            return self._content(parameter, text)
        return self.contract.fields.from_text(parameter, text, styles.decode_header)

    def _pairs_value(
        self,
        parameter: Parameter,
        pairs: styles.Pairs,
        decode: styles.Decode,
    ) -> object:
        if parameter.media_type is not None:
            texts = [text for name, text in pairs if name == parameter.name]
            if not texts:
                return ABSENT
            return self._content(parameter, decode(Fields.only(texts)))
        others = {item.name for item in self.operation.parameters if item is not parameter}
        return self.contract.fields.from_pairs(parameter, pairs, others=others, decode=decode)

    def _content(self, parameter: Parameter, text: str) -> object:
        media_type = (parameter.media_type or "").partition(";")[0].strip().lower()
        if media_type == "application/json" or media_type.endswith("+json"):
            return jsontext.parse(text, max_depth=self.max_depth)
        return self.contract.texts.read(text, parameter.schema)

    @cached_property
    def _query(self) -> styles.Pairs:
        return styles.parse_query(self.request.url.query)

    @cached_property
    def _cookies(self) -> styles.Pairs:
        pairs = []
        for line in self.request.headers.getlist("cookie"):
            for piece in line.split(";"):
                name, _, value = piece.strip(" \t").partition("=")
                pairs.append((name, value))
        return pairs

    def _unknown(self) -> Iterator[Violation]:
        if not self.operation.strict_query:
            return
        known = [item for item in self.operation.parameters if item.location == "query"]
        try:
            names = dict.fromkeys(name for name, _ in self._query)
        except Undecodable as error:
            yield Violation(str(error), location="query")
            return
        is_claimed = self.contract.fields.claimed_by(known)
        unknown = [name for name in names if not is_claimed(name)]
        for name in unknown[:_MOST_NAMED]:
            yield Violation("There is no such parameter.", location="query", parameter=name)
        if len(unknown) > _MOST_NAMED:
            more = len(unknown) - _MOST_NAMED
            yield Violation(f"There are {more} more that are unknown.", location="query")


def request_path(request: Request) -> str:
    """The path of a request as it was sent, percent-encoding included."""
    raw: bytes = request.scope.get("raw_path") or b""
    return raw.decode("latin-1").partition("?")[0] or request.scope["path"]


def _violation(parameter: Parameter, detail: str) -> Violation:
    return Violation(detail, location=parameter.location, parameter=parameter.name)
