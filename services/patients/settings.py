"""What this service's environment holds beside what every service has."""

from typing import Self

from pydantic import model_validator

from shared.process.settings import ServiceSettings


class PatientsSettings(ServiceSettings):
    db_probe: bool = False

    @model_validator(mode="after")
    def _no_probe_in_production(self) -> Self:
        if self.db_probe and self.vetchart_env == "production":
            raise ValueError("DB_PROBE is refused in production: it lets load into the database")
        return self
