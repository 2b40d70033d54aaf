"""Help for testing services; nothing here is used in production."""

from servicekit.testing.service import ServiceUnderTest
from servicekit.testing.tokens import TokenFactory

__all__ = ["ServiceUnderTest", "TokenFactory"]
