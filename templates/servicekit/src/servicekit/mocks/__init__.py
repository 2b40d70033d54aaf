"""`MOCK=1`: every operation answers from the document, without a database.

Authentication and validation are those of the real service.
"""

from servicekit.mocks.router import mock_router

__all__ = ["mock_router"]
