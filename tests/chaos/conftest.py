"""Faults under load: two replicas of each service, real processes, a PostgreSQL of its own. `make chaos`.

Each test prints what it measured in the table at the end. The load comes from the same machine: the figures count
where nothing else runs on it.
"""

from collections.abc import Iterator

import pytest

from tests.chaos.hospital import Hospital, started
from tests.chaos.table import figures, pytest_terminal_summary  # noqa: F401  # pytest finds them here


@pytest.fixture(scope="session")
def whole(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Hospital]:
    """Two replicas of each service."""
    yield from started(tmp_path_factory.mktemp("chaos"), REPLICAS="auth=2,patients=2,scheduling=2,billing=2")
