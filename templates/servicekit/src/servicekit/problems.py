"""Errors as RFC 9457 problem details (API-11)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any, ClassVar

MEDIA_TYPE = "application/problem+json"


@dataclass(frozen=True, slots=True)
class Violation:
    """One thing that is wrong with a request.

    `location` is `body`, `path`, `query`, `header` or `cookie`. `pointer` is a JSON pointer into
    the body; `parameter` names the parameter otherwise.
    """

    detail: str
    location: str = "body"
    pointer: str = ""
    parameter: str | None = None

    def as_json(self) -> dict[str, str]:
        """The entry of `errors` in the problem document."""
        entry = {"detail": self.detail, "in": self.location}
        if self.parameter is not None:
            entry["parameter"] = self.parameter
        if self.location == "body" or self.pointer:
            entry["pointer"] = self.pointer
        return entry


class ProblemError(Exception):
    """An error that the caller is told about.

    Raise a subclass, or this class with any `status`. `detail` is for people and reaches them
    code point for code point; `errors` lists violations of a request.
    """

    status: ClassVar[int] = 500
    code: ClassVar[str] = "internal-error"
    usual: ClassVar[str | None] = None
    """The detail of a problem that is raised without one; the status in words where None."""

    def __init__(
        self,
        detail: str | None = None,
        *,
        errors: Sequence[Violation] = (),
        headers: Mapping[str, str] | None = None,
    ) -> None:
        """Say what is wrong; `headers` go into the response."""
        self.detail = detail or self.usual or self.title()
        super().__init__(self.detail)
        self.errors = tuple(errors)
        self.headers = dict(headers or {})

    @classmethod
    def title(cls) -> str:
        """The status in words."""
        return HTTPStatus(cls.status).phrase

    def document(self, *, instance: str, correlation_id: str) -> dict[str, Any]:
        """The problem document that the caller receives."""
        document: dict[str, Any] = {
            "type": f"urn:problem:{self.code}",
            "title": self.title(),
            "status": self.status,
            "detail": self.detail,
            "instance": instance,
            "correlationId": correlation_id,
        }
        if self.errors:
            document["errors"] = [violation.as_json() for violation in self.errors]
        return document


class Unauthenticated(ProblemError):
    """No credential, or none that is valid."""

    status = 401
    code = "unauthenticated"


class Forbidden(ProblemError):
    """The caller is known but may not do this."""

    status = 403
    code = "forbidden"


class NotFound(ProblemError):
    """The resource, or the route, does not exist."""

    status = 404
    code = "not-found"


class MethodNotAllowed(ProblemError):
    """The path exists, this method on it does not."""

    status = 405
    code = "method-not-allowed"


class NotAcceptable(ProblemError):
    """No representation that the caller accepts."""

    status = 406
    code = "not-acceptable"


class RequestTimeout(ProblemError):
    """The caller took too long to send the request."""

    status = 408
    code = "request-timeout"


class Conflict(ProblemError):
    """The state of the data does not allow the change."""

    status = 409
    code = "conflict"


class PreconditionFailed(ProblemError):
    """`If-Match` names another version than the current one."""

    status = 412
    code = "precondition-failed"


class BodyTooLarge(ProblemError):
    """The body is larger than this service reads."""

    status = 413
    code = "body-too-large"


class UnsupportedMediaType(ProblemError):
    """The operation does not read this media type."""

    status = 415
    code = "unsupported-media-type"


class Invalid(ProblemError):
    """The request breaks the contract."""

    status = 422
    code = "invalid-request"
    usual = "The request does not hold to the contract; `errors` says where."


class BadRequest(Invalid):
    """The request breaks the contract, which documents 400 for that and not 422."""

    status = 400


class PreconditionRequired(ProblemError):
    """The change needs `If-Match`."""

    status = 428
    code = "precondition-required"


class InternalError(ProblemError):
    """A defect of this service; the details are in its log only."""


class NotWritten(ProblemError):
    """The operation is declared, but nobody has written it yet."""

    status = 501
    code = "not-implemented"

    def __init__(self, operation_id: str) -> None:
        """Name the operation that is missing."""
        super().__init__(f"The operation {operation_id} is not implemented yet.")


class Unavailable(ProblemError):
    """The service, or something it needs, cannot answer now."""

    status = 503
    code = "unavailable"
