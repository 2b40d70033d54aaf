"""Settings of a service, read from the environment and injected, never imported (API-09)."""

from typing import Literal

from pydantic import Field, SecretStr
from pydantic_settings import BaseSettings, SettingsConfigDict


class Settings(BaseSettings):
    """Every knob of a service.

    Each field is the environment variable of the same name in upper case; an unknown variable
    is ignored, a malformed one stops the start.
    """

    model_config = SettingsConfigDict(env_prefix="", extra="ignore", env_ignore_empty=True)

    environment: str = "local"
    """`local` and `test` allow what a deployment must not have; see `startup`."""
    log_level: Literal["DEBUG", "INFO", "WARNING", "ERROR"] = "INFO"
    host: str = "127.0.0.1"
    port: int = Field(default=8000, ge=1, le=65535)
    mock: bool = False
    """Answer every operation from the document, without a database."""
    strict: bool = False
    """Raise when a response breaks the contract, instead of logging it. On in tests."""

    database_url: str | None = None
    database_url_direct: str | None = None
    """Bypasses a connection pooler; migrations use it. Defaults to `database_url`."""
    database_pool_size: int = Field(default=5, ge=1)
    database_max_overflow: int = Field(default=5, ge=0)
    database_pooler: bool = False
    """The database is behind a pooler in transaction mode; implied by `-pooler` in the host."""
    database_timeout: float = Field(default=30.0, gt=0)
    """Seconds one statement may take (DB-12)."""
    database_connect_timeout: float = Field(default=5.0, gt=0)
    database_pool_timeout: float = Field(default=2.0, gt=0)
    """Seconds a request waits for one of the connections, before it is told to come again."""
    database_lock_timeout: float = Field(default=10.0, gt=0)
    database_idle_timeout: float = Field(default=60.0, gt=0)
    """Seconds a transaction may be open while no statement of it runs."""

    oidc_issuer: str | None = None
    oidc_audience: str | None = None
    oidc_jwks_url: str | None = None
    oidc_algorithms: tuple[str, ...] = ("RS256", "ES256", "EdDSA")
    oidc_leeway: int = Field(default=30, ge=0)
    jwks_ttl: float = Field(default=300.0, gt=0)
    jwks_max_age: float = Field(default=86_400.0, gt=0)
    """Seconds after which keys are no longer trusted while the issuer cannot be reached."""
    auth_credentials: dict[str, SecretStr] = Field(default_factory=dict)
    """Secret of each apiKey or basic scheme of the document, by scheme name."""
    mutual_tls_header: str | None = None
    """Header in which a trusted proxy names the verified client certificate."""

    limit_concurrency: int = Field(default=500, ge=1)
    """Requests that are answered at once; more are told to come again, health checks never."""
    limit_connections: int = Field(default=1_000, ge=1)
    """Connections that are open at once; more are closed. Each may hold a head of 2 MiB."""
    body_timeout: float = Field(default=60.0, gt=0)
    """Seconds in which a client has to send a body."""
    max_body_bytes: int = Field(default=10 * 1024 * 1024, ge=1)
    max_json_depth: int = Field(default=64, ge=1)
    drain_seconds: float = Field(default=0.0, ge=0)
    """How long the service answers on, but reports that it is not ready, after SIGTERM."""

    @property
    def is_relaxed(self) -> bool:
        """Whether this is a developer's machine or a test, where mocks and plain HTTP are fine."""
        return self.environment in ("local", "test")
