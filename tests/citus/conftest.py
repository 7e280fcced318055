"""The suite as `make citus` starts it: `make test-citus`. Skipped where CITUS_HOME names no PostgreSQL with Citus."""

import os
from collections.abc import Iterator

import pytest

from deploy.local.citus import citus_home
from deploy.local.citus_suite import CitusSuite
from deploy.local.postgres import PostgresError
from tests.chaos.table import figures, pytest_terminal_summary  # noqa: F401  # pytest finds them here
from tests.citus.cluster import Cluster

START = 300  # seconds


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """The first of them waits for the start."""
    for item in items:
        item.add_marker(pytest.mark.timeout(START))


@pytest.fixture(scope="session")
def suite(tmp_path_factory: pytest.TempPathFactory) -> Iterator[CitusSuite]:
    try:
        citus_home(os.environ)
    except PostgresError as error:
        pytest.skip(str(error))
    own = {"PORT": "0", "TRACE_SAMPLE": "0", "OTEL_EXPORTER_OTLP_ENDPOINT": ""}
    suite = CitusSuite(tmp_path_factory.mktemp("citus") / "var", {**os.environ, **own})
    suite.start()
    yield suite
    suite.stop()


@pytest.fixture(scope="session")
def cluster(suite: CitusSuite) -> Cluster:
    return Cluster(suite)
