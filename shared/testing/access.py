"""Who may do what: every endpoint asked as anybody, with any ids."""

import re
from collections.abc import Mapping
from typing import get_args
from uuid import UUID

import httpx2 as httpx
import pytest

from shared.api.endpoints import Endpoint
from shared.identity.tokens import PERMISSIONS, Role
from shared.service.app import ServiceApp
from shared.testing.kit import Client, ClinicStub, service_token
from shared.values.ids import new_id

ROLES: tuple[Role, ...] = get_args(Role)


def user_endpoints(app: ServiceApp) -> list[Endpoint]:
    """Those that a user's token is for."""
    return [endpoint for endpoint in app.endpoints if endpoint.permission not in (None, "service")]


def may(role: str, endpoint: Endpoint) -> bool:
    return endpoint.permission in PERMISSIONS[role]


async def ask(client: Client, endpoint: Endpoint, ids: Mapping[str, str | UUID] | None = None) -> httpx.Response:
    """The call with an empty object for a body; a path parameter that `ids` doesn't hold names nothing."""
    path = re.sub(r"{(\w+)}", lambda match: str((ids or {}).get(match[1], new_id())), endpoint.url)
    return await client.request(endpoint.method, path, json={} if endpoint.body else None)


async def wrongly_answered(client: Client, app: ServiceApp, role: str) -> list[str]:
    """Calls that let this role in though it may not, or shut it out though it may; empty where all is well."""
    found = []
    for endpoint in user_endpoints(app):
        status = (await ask(client, endpoint)).status_code
        if (status == 403) == may(role, endpoint) or status == 401 or status >= 500:
            found.append(f"{status} {endpoint.method} {endpoint.path}")
    return found


async def open_to_strangers(app: ServiceApp) -> list[str]:
    """Calls that need a user and answer without one, or to a service."""
    found = []
    async with Client(app, None) as nobody, Client(app, None) as service:
        service.headers["Authorization"] = f"Bearer {service_token()}"
        for endpoint in user_endpoints(app):
            answers = [(await ask(each, endpoint)).status_code for each in (nobody, service)]
            if answers != [401, 401]:
                found.append(f"{answers} {endpoint.method} {endpoint.path}")
    return found


async def open_to_users(client: Client, app: ServiceApp) -> list[str]:
    """Calls between services that answer a user."""
    answers = [(await ask(client, e), e) for e in app.endpoints if e.permission == "service"]
    return [f"{answer.status_code} {e.path}" for answer, e in answers if answer.status_code != 401]


async def overwriting(
    client: Client, app: ServiceApp, ids: Mapping[str, str], bodies: Mapping[str, object]
) -> list[str]:
    """Calls that write over an object of a version that it doesn't have; empty where all is well.

    `ids`: of an object, by the path's first word; `bodies`: for the calls to which an empty one says too little.
    """
    found = []
    for endpoint in user_endpoints(app):
        if (
            endpoint.method == "GET"
            or not (subject := ids.get(endpoint.path.split("/")[1]))
            or "{" not in endpoint.path
        ):
            continue
        url = re.sub(r"{\w+}", str(new_id()), endpoint.url.replace("{id}", subject))
        body = bodies.get(endpoint.path, {})
        for header in ({"If-Match": '"777-ab", "no-tag"'}, {"If-None-Match": "*"}):
            answer = await client.request(endpoint.method, url, json=body if endpoint.body else None, headers=header)
            if answer.status_code != 412 or answer.json()["current"]["id"] != subject:
                found.append(f"{answer.status_code} {endpoint.method} {endpoint.path} {header}")
    return found


class PermissionTests:
    """Each role may what docs/permissions.md says, and nothing is open beside it."""

    @pytest.mark.parametrize("role", ROLES)
    async def test_each_role_may_what_the_table_says(self, app: ServiceApp, clinic: ClinicStub, role: str) -> None:
        async with Client(app, clinic.user(role)) as client:
            assert await wrongly_answered(client, app, role) == []

    async def test_nothing_is_open(self, app: ServiceApp, client: Client) -> None:
        assert await open_to_strangers(app) == []
        assert await open_to_users(client, app) == []
