"""Prints the suite's OpenAPI document, from the code alone: `python -m deploy.openapi > web/openapi.json`."""

import json
import sys
from importlib import import_module
from typing import Any

from gateway.openapi import Document, merge
from gateway.openapi_own import own_document
from gateway.routes import SERVICES
from shared.openapi import document

NOT_USED = "0" * 32


def suite_document() -> Document:
    return merge({**{name: _of(name) for name in SERVICES}, "gateway": own_document()})


def _of(name: str) -> Document:
    settings: Any = getattr(import_module(f"services.{name}.settings"), f"{name.title()}Settings")
    app = import_module(f"services.{name}.app").create_app(
        settings(
            _env_file=None, database_url="postgresql://none@none/none", service_secret=NOT_USED, jwt_secret=NOT_USED
        )
    )
    return document(name, app.endpoints)


if __name__ == "__main__":
    json.dump(suite_document(), sys.stdout, indent=1, ensure_ascii=False)
    sys.stdout.write("\n")
