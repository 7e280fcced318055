"""Faults under load: two replicas of each service, real processes, a PostgreSQL of its own. `make chaos`.

Each test prints what it measured in the table at the end. The load comes from the same machine: the figures count
where nothing else runs on it.
"""

from collections.abc import Iterator

import pytest

from tests.chaos.hospital import Hospital, started
from tests.chaos.table import Figure, Figures, markdown

_measured: list[Figure] = []


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    terminalreporter.write_line("")
    for line in markdown(_measured):
        terminalreporter.write_line(line)


@pytest.fixture
def figures(request: pytest.FixtureRequest) -> Iterator[Figures]:
    figures = Figures(request.node.name.removeprefix("test_").replace("_", " "))
    yield figures
    _measured.extend(figures.found)


@pytest.fixture(scope="session")
def whole(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Hospital]:
    """Two replicas of each service."""
    yield from started(tmp_path_factory.mktemp("chaos"), REPLICAS="auth=2,patients=2,scheduling=2,billing=2")
