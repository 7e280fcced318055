"""The gateway's environment: where the services are, and what it lets through."""

from pathlib import Path
from typing import Annotated, Literal, Self

from limits import parse_many
from pydantic import AfterValidator, Field, field_validator, model_validator
from pydantic_settings import NoDecode

from shared.process.settings import Network, Settings

MIB = 1 << 20


def _rate(text: str) -> str:
    if text:
        parse_many(text)  # raises ValueError
    return text


Rate = Annotated[str, AfterValidator(_rate)]


class GatewaySettings(Settings):
    """A service's URL is one DNS name, or a list with commas; each address behind it is a replica."""

    port: int = Field(default=3001, ge=0, le=65535)
    auth_url: str = "http://127.0.0.1:8001"
    patients_url: str = "http://127.0.0.1:8002"
    scheduling_url: str = "http://127.0.0.1:8003"
    billing_url: str = "http://127.0.0.1:8004"
    proxy: Literal["none"] | None = Field(default=None, description="none: clients come to the gateway by themselves")
    metrics_allow: Annotated[list[Network], NoDecode] = Field(default_factory=list)
    cors_origins: Annotated[list[str], NoDecode] = Field(default_factory=list)
    web_folder: Path = Path("web/dist")

    body_limit: int = Field(default=MIB, ge=0, description="bytes of a request body")
    max_in_flight: int = Field(default=200, ge=1, description="requests at once; past it 503")
    replica_in_flight: int = Field(default=40, ge=1, description="the same for each replica of a service")
    max_connections: int = Field(default=4000, ge=1, description="open at once; past it 503")
    address_connections: int = Field(
        default=2000, ge=0, description="the same for each address that isn't a trusted proxy's; 0: none"
    )
    max_waiting_bytes: int = Field(
        default=64 * MIB,
        ge=4 * MIB,
        description="of bodies and answers that wait for their clients; past it some are cut",
    )
    address_waiting_bytes: int = Field(
        default=16 * MIB, ge=4 * MIB, description="the same for each address that isn't a trusted proxy's"
    )
    max_streams: int = Field(default=1000, ge=0, description="of events open at once; past it 503")
    clinic_streams: int = Field(default=200, ge=1, description="the same for each clinic; past it 429")
    user_streams: int = Field(default=20, ge=1, description="the same for each user; past it 429")
    user_rate: Rate = Field(default="", description="for each user, as `50/second; 1000/minute`; empty: no limit")
    address_rate: Rate = Field(default="", description="for each client's address; empty: no limit")
    rate_storage: str = Field(default="memory://", description="or the redis:// that several gateways share")
    connect_timeout: float = Field(default=1, gt=0, description="seconds")
    try_timeout: float = Field(default=5, gt=0, description="seconds from the end of the request to the answer's head")
    heavy_timeout: float = Field(default=20, gt=0, description="the same for documents to print and logins, which wait")
    idle_timeout: float = Field(default=75, gt=0, description="seconds between two pieces of an answer")
    compose_timeout: float = Field(default=2, gt=0, description="seconds that a composed answer waits for a part")
    probe_interval: float = Field(default=1, ge=0, description="seconds between two looks at each replica; 0: none")
    resolve_interval: float = Field(default=5, gt=0, description="seconds between two looks into the DNS")

    @model_validator(mode="after")
    def _proxies_are_known(self) -> Self:
        if self.vetchart_env == "production" and not self.trusted_proxies and self.proxy is None:
            raise ValueError(
                "TRUSTED_PROXIES names the networks of the proxies before the gateway: without them all clients have "
                "one address, and a few wrong passwords keep everybody out. Where there is none, set PROXY=none"
            )
        return self

    @field_validator("auth_url", "patients_url", "scheduling_url", "billing_url")
    @classmethod
    def _plain_http(cls, urls: str) -> str:
        for url in urls.split(","):
            if not url.strip().startswith("http://"):
                raise ValueError("is a list of http://host:port with commas")
        return urls

    def upstreams(self) -> dict[str, list[str]]:
        """The URLs of each service."""
        return {name: split(urls) for name, urls in self._urls().items()}

    def _urls(self) -> dict[str, str]:
        return {
            "auth": self.auth_url,
            "patients": self.patients_url,
            "scheduling": self.scheduling_url,
            "billing": self.billing_url,
        }


def split(urls: str) -> list[str]:
    return [url.strip().rstrip("/") for url in urls.split(",") if url.strip()]
