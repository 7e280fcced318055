"""Prints docs/permissions.md: who may make which call, from the services' code: `make table`."""

import sys
from collections.abc import Iterator
from typing import get_args

from deploy.local.database import SERVICES
from deploy.openapi import endpoints
from shared.api.endpoints import Endpoint
from shared.identity.tokens import PERMISSIONS, Role

ROLES: tuple[Role, ...] = get_args(Role)
HEAD = """# Who may what

Of each service's calls, the roles that may make them; `everyone`: without a token; `services`: with a service's own
token, never through the gateway. Paths are below `/api` but those of `/internal`. `make table` writes this page from
the code, and a test compares it: a change here is a change of who may what.
"""


def page() -> str:
    return "\n".join([HEAD, *(line for service in SERVICES for line in _section(service))])


def _section(service: str) -> Iterator[str]:
    yield from (f"## {service}", "", "| call | path | who |", "|---|---|---|")
    for each in sorted(endpoints(service), key=lambda each: (each.path, each.method)):
        yield f"| {each.method} | `{each.path}` | {who(each)} |"
    yield ""


def who(endpoint: Endpoint) -> str:
    roles = ", ".join(role for role in ROLES if endpoint.permission in PERMISSIONS[role])
    return roles or ("everyone" if endpoint.permission is None else "services")


if __name__ == "__main__":
    sys.stdout.write(page())
