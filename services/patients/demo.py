"""This service's part of the demo clinics."""

from shared.service import Service


async def load(service: Service) -> None:
    raise NotImplementedError
