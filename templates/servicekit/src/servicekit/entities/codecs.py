"""Values on the wire and values in the database, one codec per type of the contract.

`decode` takes what a request carries (the JSON value, or what a typed model made of it) and
raises ValueError for what cannot be stored. `encode` gives the JSON value of a stored one.
"""

import datetime as dt
import decimal as decimals
import json as jsontext
import math
import uuid as uuids
from collections.abc import Callable
from dataclasses import dataclass
from enum import Enum
from typing import Any

Json = Any
"""A JSON value as Python holds it."""

_SAFE_INTEGER = 2**53 - 1
_STORED_INTEGER = 2**63 - 1


@dataclass(frozen=True, slots=True)
class Codec:
    """Both directions of one type."""

    decode: Callable[[Any], Any]
    encode: Callable[[Any], Json]
    is_json: bool = False
    """Stored as jsonb: merged by PATCH (RFC 7396), neither filtered nor sorted by."""
    ignores_case: bool = False
    """Equal without regard to case: a unique e-mail address."""


def text(*, ignores_case: bool = False) -> Codec:
    """Text, kept as it was written."""
    return Codec(_decode_text, _same, ignores_case=ignores_case)


def integer() -> Codec:
    """A whole number; `1.0` is one."""
    return Codec(_decode_integer, _same)


def number() -> Codec:
    """A finite double."""
    return Codec(_decode_number, _same)


def boolean() -> Codec:
    """True or false."""
    return Codec(_decode_boolean, _same)


def decimal(*, scale: int) -> Codec:
    """An exact decimal, a string on the wire, always with `scale` decimals and never `-0`."""

    def encode(value: decimals.Decimal) -> str:
        fixed = f"{value:.{scale}f}"
        return fixed.removeprefix("-") if value == 0 else fixed

    return Codec(_decode_decimal, encode)


def date() -> Codec:
    """A calendar date."""
    return Codec(_decode_date, lambda value: value.isoformat())


def datetime() -> Codec:
    """An instant, always UTC with six decimals on the way out."""
    return Codec(_decode_datetime, _encode_datetime)


def uuid() -> Codec:
    """A UUID in either case, lower case on the way out."""
    return Codec(_decode_uuid, str)


def json(*, max_bytes: int | None = None) -> Codec:
    """Any JSON value but null; `max_bytes` limits it as compact UTF-8."""

    def decode(value: Any) -> Json:
        plain = _plain(value)
        if max_bytes is not None and _compact_size(plain) > max_bytes:
            raise ValueError(f"more than {max_bytes} bytes of JSON")
        return plain

    return Codec(decode, _restore_numbers, is_json=True)


def _same(value: Any) -> Any:
    return value


def _plain(value: Any) -> Any:
    return value.value if isinstance(value, Enum) else value


def _decode_text(value: Any) -> str:
    return str(_plain(value))


def _decode_integer(value: Any) -> int:
    whole = int(_plain(value))
    if whole != value or abs(whole) > _STORED_INTEGER:
        raise ValueError("not an integer of 64 bits")
    return whole


def _decode_number(value: Any) -> float:
    try:
        double = float(_plain(value))
    except OverflowError:
        raise ValueError("not a finite number") from None
    if not math.isfinite(double):
        raise ValueError("not a finite number")
    return double


def _decode_boolean(value: Any) -> bool:
    if isinstance(value, str):
        return {"true": True, "false": False}[value]
    return bool(value)


def _decode_decimal(value: Any) -> decimals.Decimal:
    try:
        exact = decimals.Decimal(_plain(value))
    except decimals.InvalidOperation:
        raise ValueError("not a decimal") from None
    if not exact.is_finite():
        raise ValueError("not a decimal")
    return exact


def _decode_date(value: Any) -> dt.date:
    return value if isinstance(value, dt.date) else dt.date.fromisoformat(value)


def _decode_datetime(value: Any) -> dt.datetime:
    instant = value if isinstance(value, dt.datetime) else dt.datetime.fromisoformat(value.upper())
    if instant.tzinfo is None:
        raise ValueError("a date and time needs an offset")
    try:
        return instant.astimezone(dt.UTC)
    except OverflowError:
        raise ValueError("outside the years 0001 to 9999 in UTC") from None


def _encode_datetime(value: dt.datetime) -> str:
    # asyncpg stores the very first and last instant as -infinity and infinity, and returns them
    # without an offset.
    aware = value if value.tzinfo else value.replace(tzinfo=dt.UTC)
    naive = aware.astimezone(dt.UTC).replace(tzinfo=None)
    return naive.isoformat(timespec="microseconds") + "Z"


def _decode_uuid(value: Any) -> uuids.UUID:
    return value if isinstance(value, uuids.UUID) else uuids.UUID(value)


def _compact_size(value: Json) -> int:
    return len(jsontext.dumps(value, ensure_ascii=False, separators=(",", ":")).encode())


def _restore_numbers(value: Any) -> Any:
    """Undoes what jsonb does to large doubles: it writes 1e300 as an integer of 301 digits."""
    if isinstance(value, dict):
        return {key: _restore_numbers(member) for key, member in value.items()}
    if isinstance(value, list):
        return [_restore_numbers(member) for member in value]
    if isinstance(value, int) and abs(value) > _SAFE_INTEGER:
        double = float(value)
        return double if int(decimals.Decimal(repr(double))) == value else value
    return value
