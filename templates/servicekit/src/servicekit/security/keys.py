"""The issuer's public keys (JWKS), fetched without blocking and kept for a while."""

import asyncio
import time
from collections.abc import Awaitable, Callable, Mapping
from typing import Any, Protocol

import httpx2
import structlog
from joserfc.jwk import KeySet, KeySetSerialization

from servicekit.settings import Settings

log = structlog.stdlib.get_logger(__name__)
Fetch = Callable[[], Awaitable[Mapping[str, Any]]]
RETRY_SECONDS = 5.0
"""How long a fetch that failed is not tried again."""
_UNKNOWN_KEY_SECONDS = 30.0
_TIMEOUT_SECONDS = 5.0


class KeysUnavailable(Exception):
    """No keys were ever read, and none can be read now."""


class KeySource(Protocol):
    """Where verification gets its keys."""

    async def get(self, key_id: str | None) -> KeySet:
        """The keys; one named `key_id` among them if the issuer has it. Raises KeysUnavailable."""


class FetchedKeys:
    """Keys that are fetched when they are first needed, when they are old, and for a new key id.

    Whoever has a key that is known gets it at once: old keys are used while newer ones are
    fetched in the background, and for as long as the issuer cannot be reached. Only callers
    without a known key wait. One fetch runs at a time and takes `timeout` seconds at most; after
    a failure, and after a fetch for an unknown id, there is a pause, whatever tokens may come.
    """

    def __init__(
        self,
        fetch: Fetch,
        ttl: float,
        clock: Callable[[], float] = time.monotonic,
        timeout: float = _TIMEOUT_SECONDS,
    ) -> None:
        """Fetch nothing yet; `clock` counts seconds."""
        self._fetch = fetch
        self._ttl = ttl
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
        if self._keys is None:
            raise KeysUnavailable
        return self._keys

    def _knows(self, key_id: str | None) -> bool:
        if self._keys is None:
            return False
        return key_id is None or any(key.kid == key_id for key in self._keys.keys)

    def _due(self, key_id: str | None) -> bool:
        now = self._clock()
        if self._keys is None or now - self._read >= self._ttl:
            return now - self._tried >= RETRY_SECONDS
        return not self._knows(key_id) and now - self._tried >= _UNKNOWN_KEY_SECONDS

    async def _refresh(self) -> None:
        try:
            async with asyncio.timeout(self._timeout):
                document = await self._fetch()
            self._keys = KeySet.import_key_set(_key_set(document))
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
            return await _get_json(client, url)

    return fetch


async def _get_json(client: httpx2.AsyncClient, url: str) -> Mapping[str, Any]:
    response = await client.get(url)
    response.raise_for_status()
    document: Mapping[str, Any] = response.json()
    return document


def _key_set(document: Mapping[str, Any]) -> KeySetSerialization:
    """The keys of a document that are for signatures. Raises KeyError or TypeError."""
    keys = [key for key in document["keys"] if key.get("use", "sig") == "sig"]
    return {"keys": keys}
