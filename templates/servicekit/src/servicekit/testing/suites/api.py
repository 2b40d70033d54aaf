"""A client that speaks as whoever a test wants to be."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

import httpx2

MERGE_PATCH = "application/merge-patch+json"


@dataclass(frozen=True, slots=True)
class Api:
    """Sends requests to the service under test.

    `token` makes a bearer token for a set of roles; `everyone` are all roles of the service.
    """

    client: httpx2.AsyncClient
    token: Callable[[Iterable[str]], str]
    everyone: frozenset[str]

    async def send(
        self,
        method: str,
        path: str,
        *,
        roles: Iterable[str] | None = None,
        anonymous: bool = False,
        headers: dict[str, str] | None = None,
        **rest: Any,
    ) -> httpx2.Response:
        """The answer to one request; with every role unless `roles` or `anonymous` say otherwise."""
        sent = dict(headers or {})
        if not anonymous:
            sent["Authorization"] = (
                f"Bearer {self.token(self.everyone if roles is None else roles)}"
            )
        return await self.client.request(method, path, headers=sent, **rest)

    async def get(self, path: str, **rest: Any) -> httpx2.Response:
        """GET."""
        return await self.send("GET", path, **rest)

    async def create(self, path: str, body: object, **rest: Any) -> httpx2.Response:
        """POST with a JSON body."""
        return await self.send("POST", path, json=body, **rest)

    async def update(
        self,
        path: str,
        body: object,
        version: object,
        *,
        headers: dict[str, str] | None = None,
        **rest: Any,
    ) -> httpx2.Response:
        """PATCH as a merge patch of a version."""
        sent = {"Content-Type": MERGE_PATCH, "If-Match": f'"{version}"', **(headers or {})}
        return await self.send("PATCH", path, json=body, headers=sent, **rest)

    async def delete(self, path: str, version: object, **rest: Any) -> httpx2.Response:
        """DELETE of a version."""
        return await self.send("DELETE", path, headers={"If-Match": f'"{version}"'}, **rest)
