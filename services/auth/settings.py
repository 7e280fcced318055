"""What auth's environment holds beside what every service has. `JWT_SECRET` is in no other process's."""

from functools import cached_property
from typing import Annotated

from pydantic import AfterValidator, Field, SecretStr

from shared.process.settings import Secret, ServiceSettings


def _pairs(secrets: SecretStr) -> dict[str, str]:
    parts = (part.strip().partition("=") for part in secrets.get_secret_value().split(",") if part.strip())
    return {name: secret for name, _, secret in parts}


def _long_enough(secrets: SecretStr) -> SecretStr:
    for name, secret in _pairs(secrets).items():
        if not name or len(secret.encode()) < 32:
            raise ValueError(
                "is written as gateway=SECRET,patients=SECRET,... and each secret needs at least 32 bytes"
                + (f"; that of {name} is shorter" if name else "")
            )
    return secrets


class AuthSettings(ServiceSettings):
    """Times to live are in seconds: `access` of the page's tokens, `session` of those without a cookie."""

    jwt_secret: Secret
    jwt_secret_previous: Secret | None = None
    service_secrets: Annotated[SecretStr, AfterValidator(_long_enough)] = SecretStr("")
    service_secret: SecretStr = SecretStr("")  # auth asks no other service
    access_token_ttl: int = Field(default=900, ge=1)
    session_token_ttl: int = Field(default=43_200, ge=1)
    refresh_token_ttl: int = Field(default=30 * 86_400, ge=1)

    @cached_property
    def secrets_by_service(self) -> dict[str, str]:
        return _pairs(self.service_secrets)

    @property
    def longest_token_ttl(self) -> int:
        """When a session ends, its last token is over by then."""
        return max(self.access_token_ttl, self.session_token_ttl)
