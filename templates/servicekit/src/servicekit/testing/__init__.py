"""Help for testing services; nothing here is used in production."""

from servicekit.testing.calls import example_answer, handler_call
from servicekit.testing.rules import EntityRules
from servicekit.testing.service import ServiceUnderTest
from servicekit.testing.tokens import TokenFactory

__all__ = ["EntityRules", "ServiceUnderTest", "TokenFactory", "example_answer", "handler_call"]
