"""Files and raw bytes in bodies."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Upload:
    """A file of a multipart body."""

    filename: str | None
    content_type: str | None
    data: bytes


def as_instance(value: object) -> object:
    """A body as JSON Schema sees it: bytes become a string of as many characters."""
    match value:
        case bytes():
            return value.decode("latin-1")
        case Upload(data=data):
            return data.decode("latin-1")
        case dict():
            return {name: as_instance(item) for name, item in value.items()}
        case list():
            return [as_instance(item) for item in value]
        case _:
            return value
