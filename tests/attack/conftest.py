"""What strangers, and one clinic of another, send to hurt: a suite of its own, real processes and PostgreSQL.
`make attack`.

Attackers come from other addresses of this machine (127.0.0.0/8 is all loopback) than those who are to be served all
the same: a bound for an address is the attacker's alone.
"""

from collections.abc import Callable, Iterator
from random import Random

import httpx2 as httpx
import pytest

from tests.attack.processes import Watch
from tests.chaos.hospital import Hospital, started
from tests.chaos.table import Figures, figures, pytest_terminal_summary, tell  # noqa: F401  # pytest finds them here

ASSET_BYTES = 1 << 20


@pytest.fixture(scope="session")
def whole(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Hospital]:
    """With a page of its own, which has one large asset."""
    page = tmp_path_factory.mktemp("page")
    (page / "index.html").write_text("<!doctype html><title>VetChart</title>")
    (page / "large.js").write_bytes(Random(0).randbytes(ASSET_BYTES))
    yield from started(tmp_path_factory.mktemp("attack"), WEB_FOLDER=str(page))


@pytest.fixture(scope="session", autouse=True)
def watch(whole: Hospital) -> Iterator[Watch]:
    """Over all tests: no process ends, none grows beyond its bounds."""
    with Watch(whole.suite) as watch:
        yield watch
    found = Figures("all of these")
    watch.tell(found)
    tell(found)
    found.check()


@pytest.fixture(scope="session")
def log_in(whole: Hospital) -> Iterator[Callable[[str], httpx.Client]]:
    """As tests/conftest.py has it, for the tests that both share."""
    clients: dict[str, httpx.Client] = {}

    def client(username: str) -> httpx.Client:
        if username not in clients:
            clients[username] = whole.as_user(username)
        return clients[username]

    yield client
    for each in clients.values():
        each.close()
