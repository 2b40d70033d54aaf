"""UUIDs that sort by the time they were made (RFC 9562, version 7)."""

import secrets
import time
import uuid


def new_id() -> uuid.UUID:
    """A UUIDv7: milliseconds, then 12 bits of the fraction of one, then 62 random bits."""
    milliseconds, rest = divmod(time.time_ns(), 1_000_000)
    fraction = rest * 4096 // 1_000_000
    value = (milliseconds & (2**48 - 1)) << 80
    value |= 0x7000 << 64 | fraction << 64
    value |= 0b10 << 62 | secrets.randbits(62)
    return uuid.UUID(int=value)
