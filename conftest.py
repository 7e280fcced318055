"""Tests run on a real PostgreSQL: one server for the run, started before the workers, one migrated database."""

import asyncio
import json
import os
import shutil
import tempfile
from collections.abc import Awaitable, Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck
from hypothesis import settings as hypothesis_settings

from deploy.local.database import SERVICES, new_passwords, prepare, role_url
from deploy.local.postgres import Postgres
from shared.api.call import Call
from shared.data.cache import Built
from shared.data.db import Transaction
from shared.data.migrations import migrate
from shared.data.paging import Page

pytest_plugins = ["shared.testing.fixtures"]

# Speed only: a test's server needs to survive nothing.
SETTINGS = {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off", "max_connections": "400"}
hypothesis_settings.register_profile("untimed", deadline=None, suppress_health_check=[HealthCheck.too_slow])
hypothesis_settings.load_profile("untimed")
_running: list[tuple[Postgres, Path]] = []


def pytest_configure(config: pytest.Config) -> None:
    if hasattr(config, "workerinput") or config.option.collectonly or "VETCHART_TEST_DATABASES" in os.environ:
        return
    folder = Path(tempfile.mkdtemp(prefix="vetchart-test-"))
    server = Postgres.start(folder / "data", settings=SETTINGS)
    _running.append((server, folder))
    passwords = new_passwords()
    prepare(server.admin_url, passwords)
    urls = {role: role_url(server.admin_url, role, password) for role, password in passwords.items()}
    packages = [f"services.{s}" for s in SERVICES if (Path("services") / s / "migrations").exists()]
    asyncio.run(migrate(urls["vetchart_owner"], packages))
    os.environ["VETCHART_TEST_DATABASES"] = json.dumps({**urls, "admin": server.admin_url})


def pytest_unconfigure(config: pytest.Config) -> None:
    for server, folder in _running:
        os.environ.pop("VETCHART_TEST_DATABASES", None)
        server.stop("immediate")
        shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture(autouse=True, scope="session")
def _cached_answers_are_checked() -> Iterator[None]:
    """In every test: what was cached is built again, and must be the same as long as nothing changed meanwhile."""
    cached = Call.cached

    async def checked(call: Call, key: tuple[Any, ...], build: Callable[[Transaction], Awaitable[Page]]) -> Built:
        before = await call.service.changes(call.clinic_id)
        built, fresh = await cached(call, key, build), (await call.read(build)).body.encode()
        assert built.body == fresh or before != await call.service.changes(call.clinic_id)
        return built

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Call, "cached", checked)
        yield
