"""The probe's environment."""

from pathlib import Path
from typing import Self

from pydantic import Field, SecretStr, model_validator
from pydantic_settings import BaseSettings, SettingsConfigDict


class ProbeSettings(BaseSettings):
    """PROBE_URL and so on. The password comes from PROBE_PASSWORD or from the file that PROBE_PASSWORD_FILE names."""

    model_config = SettingsConfigDict(
        env_prefix="PROBE_", env_ignore_empty=True, frozen=True, hide_input_in_errors=True
    )

    url: str
    username: str
    password: SecretStr = SecretStr("")
    password_file: Path | None = None
    interval: float = Field(default=30, gt=0, description="seconds between two looks")
    timeout: float = Field(default=10, gt=0, description="seconds for each request")

    @model_validator(mode="after")
    def _has_password(self) -> Self:
        if not self.secret:
            raise ValueError("PROBE_PASSWORD or PROBE_PASSWORD_FILE is required")
        return self

    @property
    def secret(self) -> str:
        return self.password_file.read_text().strip() if self.password_file else self.password.get_secret_value()
