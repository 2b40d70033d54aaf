"""Container health command: `python -m servicekit.healthcheck` is 0 alive and 1 dead."""

import asyncio

import httpx2

from servicekit.settings import Settings

_TIMEOUT_SECONDS = 3.0


async def is_alive(port: int) -> bool:
    """Whether the service on this machine's port says that it lives."""
    url = f"http://127.0.0.1:{port}/health/live"
    try:
        async with httpx2.AsyncClient(timeout=_TIMEOUT_SECONDS, trust_env=False) as client:
            response = await client.get(url)
    except httpx2.HTTPError:
        return False
    return response.status_code == 200


def main() -> int:
    """Check the port of the settings."""
    return 0 if asyncio.run(is_alive(Settings().port)) else 1


if __name__ == "__main__":
    raise SystemExit(main())
