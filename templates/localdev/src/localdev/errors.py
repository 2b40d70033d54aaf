"""The one error that people are meant to read."""


class LocalError(Exception):
    """Something a person can mend; printed without a traceback.

    `code` is the exit code: 2 for wrong arguments, 1 for everything else.
    """

    def __init__(self, message: str, code: int = 1) -> None:
        """Keep the message and the exit code."""
        super().__init__(message)
        self.code = code
