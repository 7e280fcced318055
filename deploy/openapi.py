"""Prints the suite's OpenAPI document, from the code alone: `python -m deploy.openapi > web/openapi.json`."""

import json
import sys
from importlib import import_module
from typing import Any

from gateway.endpoints.openapi import Document, merge
from gateway.endpoints.openapi_own import own_document
from gateway.routes import SERVICES
from shared.api.endpoints import Endpoint
from shared.api.openapi import document
from shared.service.app import ServiceApp

NOT_USED = "0" * 32


def suite_document() -> Document:
    services = {name: document(name, endpoints(name)) for name in SERVICES}
    return merge({**services, "gateway": own_document()})


def endpoints(name: str) -> list[Endpoint]:
    """All calls of a service."""
    settings: Any = getattr(import_module(f"services.{name}.settings"), f"{name.title()}Settings")
    app: ServiceApp = import_module(f"services.{name}.app").create_app(
        settings(
            _env_file=None, database_url="postgresql://none@none/none", service_secret=NOT_USED, jwt_secret=NOT_USED
        )
    )
    return app.endpoints


if __name__ == "__main__":
    json.dump(suite_document(), sys.stdout, indent=1, ensure_ascii=False)
    sys.stdout.write("\n")
