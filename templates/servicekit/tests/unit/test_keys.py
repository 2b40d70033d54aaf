"""The issuer's keys: fetched seldom, never waited for when a known one serves."""

import asyncio
from typing import Any

import httpx2
import pytest
from joserfc.jwk import Key, KeySet, RSAKey

from servicekit.security.keys import FetchedKeys, KeysUnavailable, read_keys


class Issuer:
    """An issuer whose keys, speed and reachability change."""

    def __init__(self) -> None:
        self.keys: list[Key] = [RSAKey.generate_key(2048, {"kid": "one", "use": "sig"})]
        self.fetched = 0
        self.reachable = True
        self.open = asyncio.Event()
        self.open.set()
        self.now = 0.0

    async def fetch(self) -> dict[str, Any]:
        self.fetched += 1
        await self.open.wait()
        if not self.reachable:
            raise httpx2.ConnectError("unreachable")
        return {"keys": [{"kty": "RSA", "use": "enc"}, *KeySet(self.keys).as_dict()["keys"]]}

    def source(self, timeout: float = 5) -> FetchedKeys:
        return FetchedKeys(self.fetch, ttl=100, clock=lambda: self.now, timeout=timeout)


@pytest.fixture
def issuer() -> Issuer:
    return Issuer()


async def names(source: FetchedKeys, key_id: str) -> list[str | None]:
    """The keys that somebody gets who does not want to wait."""
    async with asyncio.timeout(1):
        return [key.kid for key in (await source.get(key_id)).keys]


async def settle() -> None:
    """Lets what runs in the background finish."""
    for _ in range(5):
        await asyncio.sleep(0)


async def test_keys_are_fetched_once_and_again_after_a_while(issuer: Issuer) -> None:
    source = issuer.source()
    found = await asyncio.gather(*(names(source, "one") for _ in range(3)))
    assert found == [["one"]] * 3
    assert issuer.fetched == 1
    issuer.now = 100
    assert await names(source, "one") == ["one"]
    await settle()
    assert issuer.fetched == 2


async def test_an_issuer_that_hangs_stops_nobody_whose_key_is_known(issuer: Issuer) -> None:
    source = issuer.source()
    await source.get("one")
    issuer.open.clear()
    issuer.now = 100
    for _ in range(3):
        assert await names(source, "one") == ["one"]
        await settle()
    assert issuer.fetched == 2
    issuer.keys.append(RSAKey.generate_key(2048, {"kid": "two", "use": "sig"}))
    waiting = asyncio.create_task(names(source, "two"))
    await settle()
    assert not waiting.done()
    issuer.open.set()
    assert await waiting == ["one", "two"]
    assert issuer.fetched == 2


async def test_a_caller_who_leaves_does_not_stop_the_fetch(issuer: Issuer) -> None:
    source = issuer.source()
    issuer.open.clear()
    first, second = (asyncio.create_task(names(source, "one")) for _ in range(2))
    await settle()
    first.cancel()
    issuer.open.set()
    assert await second == ["one"]
    assert issuer.fetched == 1


async def test_forged_key_ids_do_not_drive_fetches(issuer: Issuer) -> None:
    source = issuer.source()
    await source.get("one")
    for second in range(120):
        issuer.now = second / 2
        await source.get(f"forged-{second}")
    assert issuer.fetched == 2


async def test_an_unknown_key_is_found_after_a_pause(issuer: Issuer) -> None:
    source = issuer.source()
    await source.get("one")
    issuer.keys.append(RSAKey.generate_key(2048, {"kid": "two", "use": "sig"}))
    assert await names(source, "two") == ["one"]
    issuer.now = 31
    assert await names(source, "two") == ["one", "two"]


async def test_a_first_fetch_that_fails_is_not_repeated_at_once(issuer: Issuer) -> None:
    source = issuer.source(timeout=0.01)
    issuer.open.clear()
    for _ in range(3):
        with pytest.raises(KeysUnavailable):
            await names(source, "one")
    assert issuer.fetched == 1
    issuer.open.set()
    issuer.now = 4.9
    with pytest.raises(KeysUnavailable):
        await names(source, "one")
    issuer.now = 5
    assert await names(source, "one") == ["one"]
    assert issuer.fetched == 2


async def test_the_pause_starts_when_a_slow_attempt_ends(issuer: Issuer) -> None:
    source = issuer.source()
    issuer.open.clear()
    issuer.reachable = False
    waiting = asyncio.create_task(names(source, "one"))
    await settle()
    issuer.now = 10
    issuer.open.set()
    with pytest.raises(KeysUnavailable):
        await waiting
    issuer.now = 14
    with pytest.raises(KeysUnavailable):
        await names(source, "one")
    assert issuer.fetched == 1


async def test_keys_outlive_an_issuer_that_cannot_be_reached_for_a_day(issuer: Issuer) -> None:
    source = issuer.source()
    await source.get("one")
    issuer.reachable = False
    for now in (1000, 1001, 1006):
        issuer.now = now
        assert await names(source, "one") == ["one"]
        await settle()
    assert issuer.fetched == 3
    issuer.now = 86_399
    assert await names(source, "one") == ["one"]
    await settle()
    issuer.now = 86_405
    for key_id in ("one", None):
        with pytest.raises(KeysUnavailable):
            await source.get(key_id)
    issuer.reachable = True
    issuer.now = 86_410
    assert await names(source, "one") == ["one"]


@pytest.mark.parametrize(
    "unusable",
    [
        {"kty": "AKP", "alg": "ML-DSA-44", "pub": "AAAA", "kid": "quantum"},
        {"kty": "EC", "crv": "P-999", "x": "AAAA", "y": "AAAA"},
        {"kty": "OKP", "crv": "X25519", "x": "AAAA"},
        {"kty": "RSA", "n": 5, "e": "AQAB"},
        {"kty": "RSA"},
        {"kty": ["RSA"]},
        {"kty": "oct", "k": "AAAA"},
        {},
        "no key",
        None,
    ],
)
def test_a_key_that_cannot_be_read_is_left_out_alone(unusable: object) -> None:
    usable = RSAKey.generate_key(2048, {"kid": "one", "use": "sig"})
    document = {"keys": [unusable, usable.as_dict(private=False), unusable]}
    assert [key.kid for key in read_keys(document).keys] == ["one"]


def test_keys_that_are_all_withdrawn_leave_none() -> None:
    assert read_keys({"keys": []}).keys == []
