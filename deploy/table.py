"""Prints the gateway's table, from what the services answer: `make table`.

The paths of each service, which of them are public, which lists a patient's summary has of each, and who
may be told of a change of each kind of thing.
"""

import json
import re
import sys
from importlib import import_module
from typing import Any

from deploy.local.database import SERVICES
from shared.api.endpoints import PREFIX
from shared.service.plan import Wing, endpoints, of_patient, published


def wings(service: str) -> tuple[Wing, ...]:
    found: tuple[Wing, ...] = import_module(f"services.{service}.app").WINGS
    return found


def table() -> dict[str, Any]:
    return {
        "paths": {service: _paths(service, public=False) for service in SERVICES},
        "public": {service: _paths(service, public=True) for service in SERVICES},
        "summary": {service: names for service in SERVICES if (names := _lists(service))},
        "kinds": dict(sorted((each.kind, each.read) for service in SERVICES for each in published(wings(service)))),
    }


def _lists(service: str) -> list[str]:
    return [each.name for each in of_patient(wings(service))]


def _paths(service: str, *, public: bool) -> list[str]:
    calls = [each for each in endpoints(wings(service)) if each.url.startswith(PREFIX)]
    found = {each.path for each in calls if (each.permission is None) == public}
    return sorted({re.sub(r"{\w+}", "{id}", path.strip("/")) for path in found})


if __name__ == "__main__":
    json.dump(table(), sys.stdout, indent=1)
    sys.stdout.write("\n")
