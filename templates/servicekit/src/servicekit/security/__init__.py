"""Who may call what: the `security` of the document, enforced (AUTH-01, AUTH-04)."""

from servicekit.exchange import Caller
from servicekit.security.authorise import authorise

__all__ = ["Caller", "authorise"]
