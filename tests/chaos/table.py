"""What the tests measured, as the Markdown table at the end of `make chaos` and `make attack`."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

import pytest


@dataclass(frozen=True)
class Figure:
    fault: str
    what: str
    measured: str
    expected: str
    holds: bool


@dataclass
class Figures:
    """Those of one test. All go into the table, also the ones after one that doesn't hold; `check` ends the test."""

    fault: str
    found: list[Figure] = field(default_factory=list)

    def none(self, what: str, those: Sequence[object], of: int) -> None:
        """`those` out of `of` shouldn't be; the first is shown."""
        shown = f" ({those[0]})" if those else ""
        self._add(what, f"{len(those)} of {of}{shown}", "0", bool(of) and not those)

    def at_most(self, what: str, value: float, limit: float, unit: str) -> None:
        self._add(what, f"{value:.4g} {unit}", f"<= {limit:g} {unit}", value <= limit)

    def at_least(self, what: str, value: float, limit: float, unit: str) -> None:
        self._add(what, f"{value:.4g} {unit}", f">= {limit:g} {unit}", value >= limit)

    def beside(self, what: str, value: float, unit: str) -> None:
        """For the reader: it says how to take the others."""
        self._add(what, f"{value:.4g} {unit}", "", True)

    def check(self) -> None:
        wrong = [f"{f.what}: {f.measured}, expected {f.expected}" for f in self.found if not f.holds]
        assert not wrong, "; ".join(wrong)

    def _add(self, what: str, measured: str, expected: str, holds: bool) -> None:
        self.found.append(Figure(self.fault, what, measured, expected, holds))


def markdown(figures: Sequence[Figure]) -> list[str]:
    lines = ["| fault | figure | measured | expected | |", "|---|---|---|---|---|"]
    lines += [f"| {f.fault} | {f.what} | {f.measured} | {f.expected} | {_mark(f)} |" for f in figures]
    return lines


def _mark(figure: Figure) -> str:
    if not figure.expected:
        return ""
    return "holds" if figure.holds else "**fails**"


_measured: list[Figure] = []


def tell(figures: Figures) -> None:
    _measured.extend(figures.found)


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    terminalreporter.write_line("")
    for line in markdown(_measured):
        terminalreporter.write_line(line)


@pytest.fixture
def figures(request: pytest.FixtureRequest) -> Iterator[Figures]:
    figures = Figures(request.node.name.removeprefix("test_").replace("_", " "))
    yield figures
    tell(figures)
