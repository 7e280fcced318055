"""What this service's environment holds beside what every service has."""

from shared.process.settings import ServiceSettings


class BillingSettings(ServiceSettings):
    patients_url: str = "http://127.0.0.1:8002"
    scheduling_url: str = "http://127.0.0.1:8003"
