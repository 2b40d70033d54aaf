"""The issuer's public keys (JWKS), fetched without blocking and kept for a while."""

import asyncio
import time
from collections.abc import Awaitable, Callable, Mapping
from typing import Any, Protocol

import httpx2
import structlog
from joserfc.errors import JoseError
from joserfc.jwk import KeySet, KeySetSerialization

from servicekit.settings import Settings

log = structlog.stdlib.get_logger(__name__)
Fetch = Callable[[], Awaitable[Mapping[str, Any]]]
_MIN_REFETCH_SECONDS = 5.0
_TIMEOUT_SECONDS = 5.0


class KeysUnavailable(Exception):
    """No keys were ever read, and they cannot be read now."""


class KeySource(Protocol):
    """Where verification gets its keys."""

    async def get(self, key_id: str | None) -> KeySet:
        """The keys; one named `key_id` among them if the issuer has it. Raises KeysUnavailable."""


class FetchedKeys:
    """Keys that are fetched again after a time, and once for a key id that is not known.

    When the issuer cannot be reached, the keys read last stay in use. Fetches for unknown ids
    are at least some seconds apart, so that forged tokens cannot drive them.
    """

    def __init__(
        self,
        fetch: Fetch,
        ttl: float,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        """Fetch nothing yet; `clock` counts seconds."""
        self._fetch = fetch
        self._ttl = ttl
        self._clock = clock
        self._lock = asyncio.Lock()
        self._keys: KeySet | None = None
        self._tried = -float("inf")
        self._read = -float("inf")

    async def get(self, key_id: str | None) -> KeySet:
        """The keys, fetched when needed. Raises KeysUnavailable."""
        async with self._lock:
            if self._due(key_id):
                await self._refresh()
            if self._keys is None:
                raise KeysUnavailable
            return self._keys

    def _due(self, key_id: str | None) -> bool:
        now = self._clock()
        if self._keys is None:
            return True
        recently = now - self._tried < _MIN_REFETCH_SECONDS
        known = key_id is None or any(key.kid == key_id for key in self._keys.keys)
        return not recently and (now - self._read >= self._ttl or not known)

    async def _refresh(self) -> None:
        self._tried = self._clock()
        try:
            document = await self._fetch()
            self._keys = KeySet.import_key_set(_key_set(document))
            self._read = self._tried
        except (httpx2.HTTPError, JoseError, ValueError, KeyError, TypeError) as error:
            log.warning("jwks.fetch_failed", error=type(error).__name__)


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
