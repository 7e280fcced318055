"""A process's settings: from the environment, `.env` and secret files; frozen; refused at start with a clear line."""

import os
import sys
from ipaddress import IPv4Network, IPv6Network
from pathlib import Path
from typing import Annotated, Any, Literal, Self, TypeVar

from pydantic import AfterValidator, Field, SecretStr, ValidationError, model_validator
from pydantic.fields import FieldInfo
from pydantic_settings import BaseSettings, NoDecode, PydanticBaseSettingsSource, SettingsConfigDict

EX_CONFIG = 78  # sysexits.h: a supervisor that sees it need not try again


def _long_enough(secret: SecretStr) -> SecretStr:
    if len(secret.get_secret_value().encode()) < 32:
        raise ValueError("needs at least 32 bytes; `openssl rand -base64 48` makes one")
    return secret


Secret = Annotated[SecretStr, AfterValidator(_long_enough)]
Network = IPv4Network | IPv6Network


class _SecretFiles(PydanticBaseSettingsSource):
    """JWT_SECRET_FILE=/run/secrets/jwt gives JWT_SECRET, for every setting."""

    def get_field_value(self, field: FieldInfo, field_name: str) -> tuple[Any, str, bool]:
        path = os.environ.get(f"{field_name.upper()}_FILE")
        return (Path(path).read_text().strip() if path else None), field_name, False

    def __call__(self) -> dict[str, Any]:
        values = {name: self.get_field_value(field, name)[0] for name, field in self.settings_cls.model_fields.items()}
        return {name: value for name, value in values.items() if value is not None}


class Settings(BaseSettings):
    """What every process has."""

    model_config = SettingsConfigDict(env_file=".env", extra="ignore", frozen=True, env_ignore_empty=True)

    vetchart_env: Literal["demo", "test", "production"] = "production"
    host: str = "127.0.0.1"
    port: int = Field(default=8000, ge=0, le=65535)
    log_level: str = "info"
    drain_seconds: float = Field(default=2, ge=0, description="between being unready and taking no more requests")
    otel_exporter_otlp_endpoint: str | None = None
    trace_sample: float = Field(default=0.01, ge=0, le=1)
    auth_url: str = "http://127.0.0.1:8001"
    service_secret: Secret
    trusted_proxies: Annotated[list[Network], NoDecode] = []

    @model_validator(mode="before")
    @classmethod
    def _split_lists(cls, values: dict[str, Any]) -> dict[str, Any]:
        """Lists are written with commas: TRUSTED_PROXIES=10.0.0.0/8,127.0.0.1/32."""
        for name, field in cls.model_fields.items():
            if NoDecode in field.metadata and isinstance(values.get(name), str):
                values[name] = [part.strip() for part in values[name].split(",") if part.strip()]
        return values

    @model_validator(mode="after")
    def _no_example_secret(self) -> Self:
        if self.vetchart_env == "production":
            for name in type(self).model_fields:
                value = getattr(self, name)
                if isinstance(value, SecretStr) and "example-only" in value.get_secret_value():
                    raise ValueError(f"{name.upper()} is the example's; a production system needs its own")
        return self

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,
        file_secret_settings: PydanticBaseSettingsSource,
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        return init_settings, _SecretFiles(settings_cls), env_settings, dotenv_settings


class ServiceSettings(Settings):
    """What each of the services behind the gateway has."""

    database_url: SecretStr
    db_pool_min: int = Field(default=2, ge=0)
    db_pool_max: int = Field(default=10, ge=1)
    db_acquire_timeout: float = Field(default=0.4, gt=0, description="seconds a request waits for a connection")
    demo_clinics: bool = False
    body_limit: int = Field(default=1 << 20, description="bytes of a request body")

    @model_validator(mode="after")
    def _no_demo_in_production(self) -> Self:
        if self.demo_clinics and self.vetchart_env == "production":
            raise ValueError("DEMO_CLINICS is refused in production: its passwords are public")
        return self


S = TypeVar("S", bound=Settings)


def load(settings: type[S], service: str) -> S:
    """The settings, or an exit with one line for each fault that says which variable and why."""
    try:
        return settings()  # type: ignore[call-arg]  # from the environment
    except ValidationError as error:
        for fault in error.errors(include_url=False, include_input=False):
            name = ".".join(str(part) for part in fault["loc"]).upper()
            message = "is required" if fault["type"] == "missing" else fault["msg"].removeprefix("Value error, ")
            print(f"{service} refuses to start: {name} {message}".replace("  ", " "), file=sys.stderr)
    except OSError as error:
        print(f"{service} refuses to start: a secret file can't be read: {error}", file=sys.stderr)
    raise SystemExit(EX_CONFIG)
