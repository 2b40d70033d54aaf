"""What a service refuses to start with, or warns of, outside a developer's machine and tests."""

from collections.abc import Iterator, Sequence

import structlog

from servicekit.contract import Contract
from servicekit.database import is_encrypted
from servicekit.security.schemes import Schemes
from servicekit.settings import Settings

log = structlog.stdlib.get_logger(__name__)


class Misconfigured(Exception):
    """The settings would make the service answer wrongly, or trust too much."""

    def __init__(self, problems: Sequence[str]) -> None:
        """Say everything that is wrong at once."""
        super().__init__("; ".join(problems))
        self.problems = tuple(problems)


def check(settings: Settings, contract: Contract, schemes: Schemes) -> None:
    """Raises Misconfigured; a service that started, and then refused everybody, helps nobody."""
    if settings.is_relaxed:
        return
    problems = [*_mock(settings), *_schemes(contract, schemes), *_plain_urls(settings)]
    if problems:
        raise Misconfigured(problems)


def warn(settings: Settings) -> None:
    """Logs what a deployment can run with, and should not."""
    if "environment" not in settings.model_fields_set:
        log.warning("service.environment_unset", taken_for=settings.environment)
    if settings.is_relaxed or settings.mock:
        return
    for name in ("database_url", "database_url_direct"):
        url = getattr(settings, name)
        if url is not None and not is_encrypted(url):
            log.warning("database.unencrypted", setting=name.upper())


def _mock(settings: Settings) -> Iterator[str]:
    if settings.mock:
        yield "MOCK answers with made-up data"


def _schemes(contract: Contract, schemes: Schemes) -> Iterator[str]:
    """The schemes that some operation asks for, and that no request can meet."""
    used = {
        name
        for operation in contract.operations.values()
        for alternative in operation.security
        for name in alternative
    }
    for name in sorted(used):
        setting = schemes.unset(name)
        if setting is not None:
            yield f"the security scheme {name} needs {setting}"


def _plain_urls(settings: Settings) -> Iterator[str]:
    """Whoever can change a plain answer on its way can make tokens."""
    urls = {"OIDC_ISSUER": settings.oidc_issuer, "OIDC_JWKS_URL": settings.oidc_jwks_url}
    for name, url in urls.items():
        if url is not None and not url.startswith("https://"):
            yield f"{name} is no https URL"
