"""Base of the classes that implement operations."""

from servicekit.call import Call, CallDep
from servicekit.problems import NotWritten
from servicekit.replies import Answer, Reply

__all__ = ["Answer", "Call", "CallDep", "NotWritten", "Operations", "Reply"]


class Operations:
    """Base of every derived operations class; handlers inherit from it."""

    def __init__(self, call: CallDep) -> None:
        self.call = call
