"""The issuer's public keys (JWKS), fetched without blocking and kept for a while."""

import asyncio
import time
from collections.abc import Awaitable, Callable, Mapping
from typing import Any, Protocol

import httpx2
import structlog
from joserfc.jwk import JWKRegistry, Key, KeySet

from servicekit.settings import Settings

log = structlog.stdlib.get_logger(__name__)
Fetch = Callable[[], Awaitable[Mapping[str, Any]]]
RETRY_SECONDS = 5.0
"""How long a fetch that failed is not tried again."""
_UNKNOWN_KEY_SECONDS = 30.0
_TIMEOUT_SECONDS = 5.0


class KeysUnavailable(Exception):
    """No keys were ever read, or only too long ago, and none can be read now."""


class KeySource(Protocol):
    """Where verification gets its keys."""

    async def get(self, key_id: str | None) -> KeySet:
        """The keys; one named `key_id` among them if the issuer has it. Raises KeysUnavailable."""


class FetchedKeys:
    """Keys that are fetched when they are first needed, when they are old, and for a new key id.

    Whoever has a key that is known gets it at once: old keys are used while newer ones are
    fetched in the background, and while the issuer cannot be reached, up to `max_age` seconds:
    whoever can cut the service off from its issuer must not keep a withdrawn key alive for good.
    Only callers without a known key wait. One fetch runs at a time and takes `timeout` seconds at
    most; after a failure, and after a fetch for an unknown id, there is a pause, whatever tokens
    may come.
    """

    def __init__(
        self,
        fetch: Fetch,
        ttl: float,
        clock: Callable[[], float] = time.monotonic,
        timeout: float = _TIMEOUT_SECONDS,
        max_age: float = 86_400.0,
    ) -> None:
        """Fetch nothing yet; `clock` counts seconds."""
        self._fetch = fetch
        self._ttl = min(ttl, max_age)
        self._max_age = max_age
        self._clock = clock
        self._timeout = timeout
        self._keys: KeySet | None = None
        self._running: asyncio.Task[None] | None = None
        self._tried = -float("inf")
        self._read = -float("inf")

    async def get(self, key_id: str | None) -> KeySet:
        """The keys; waits only while `key_id` is not among them. Raises KeysUnavailable."""
        if self._running is None and self._due(key_id):
            self._running = asyncio.create_task(self._refresh())
        if self._running is not None and not self._knows(key_id):
            await asyncio.shield(self._running)
        keys = self._trusted()
        if keys is None:
            raise KeysUnavailable
        return keys

    def _trusted(self) -> KeySet | None:
        """The keys, unless they are too old."""
        return self._keys if self._clock() - self._read < self._max_age else None

    def _knows(self, key_id: str | None) -> bool:
        keys = self._trusted()
        if keys is None:
            return False
        return key_id is None or any(key.kid == key_id for key in keys.keys)

    def _due(self, key_id: str | None) -> bool:
        now = self._clock()
        if self._keys is None or now - self._read >= self._ttl:
            return now - self._tried >= RETRY_SECONDS
        return not self._knows(key_id) and now - self._tried >= _UNKNOWN_KEY_SECONDS

    async def _refresh(self) -> None:
        try:
            async with asyncio.timeout(self._timeout):
                document = await self._fetch()
            self._keys = read_keys(document)
            self._read = self._clock()
        except Exception as error:
            # Nobody waits for most refreshes, and no answer of an issuer may end them.
            log.warning("jwks.fetch_failed", error=type(error).__name__)
        finally:
            self._tried = self._clock()
            self._running = None


def jwks_fetcher(settings: Settings) -> Fetch:
    """Fetches the JWKS from `oidc_jwks_url`, or from where the issuer's discovery says."""

    async def fetch() -> Mapping[str, Any]:
        async with httpx2.AsyncClient(timeout=_TIMEOUT_SECONDS) as client:
            url = settings.oidc_jwks_url
            if url is None:
                issuer = (settings.oidc_issuer or "").rstrip("/")
                discovery = await _get_json(client, f"{issuer}/.well-known/openid-configuration")
                url = str(discovery["jwks_uri"])
            if not settings.is_relaxed and not url.startswith("https://"):
                raise ValueError("the issuer's keys are at no https URL")
            return await _get_json(client, url)

    return fetch


async def _get_json(client: httpx2.AsyncClient, url: str) -> Mapping[str, Any]:
    response = await client.get(url)
    response.raise_for_status()
    document: Mapping[str, Any] = response.json()
    return document


def read_keys(document: Mapping[str, Any]) -> KeySet:
    """The keys of a document that verify signatures.

    A key that cannot be read, such as one of a kind that is not known here, is left out alone: an
    issuer may add one at any time, for others. Raises KeyError or TypeError for no key set at all.
    """
    found = (_signature_key(member) for member in document["keys"])
    return KeySet([key for key in found if key is not None])


def _signature_key(member: Any) -> Key | None:
    """A key; None for one that is not usable, or no secret any more in a document for all."""
    try:
        if member.get("use", "sig") != "sig" or member.get("kty") == "oct":
            return None
        return JWKRegistry.import_key(member)
    except Exception as error:
        # No key of an issuer may end the others.
        log.info("jwks.key_skipped", key=_name(member), error=type(error).__name__)
        return None


def _name(member: object) -> str | None:
    return str(member.get("kid")) if isinstance(member, Mapping) else None
