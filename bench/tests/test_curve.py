import re
from xml.etree import ElementTree

from bench.curve import Ladder, Step, draw


def step(rate: float, ms: float) -> Step:
    return {"rate": rate, "achieved": rate, "p50": ms, "p95": 2 * ms, "p99": 3 * ms, "failed": 0}


def points(svg: str) -> list[list[tuple[float, float]]]:
    lines = re.findall(r'points="([^"]*)"', svg)
    return [[(float(x), float(y)) for x, y in (pair.split(",") for pair in line.split())] for line in lines]


class TestCurve:
    LADDER: Ladder = {"steps": [step(100, 5), step(200, 10), step(400, 2000)], "knee": 200}

    def test_is_a_picture_that_parses_with_a_line_for_each_percentile(self) -> None:
        svg = draw(self.LADDER)
        assert ElementTree.fromstring(svg).tag.endswith("svg")  # noqa: S314  # ours
        assert [len(line) for line in points(svg)] == [3, 3, 3]

    def test_slower_is_higher_and_faster_arrival_is_further_right(self) -> None:
        p50, p95, _ = points(draw(self.LADDER))
        assert p50[0][0] < p50[1][0] < p50[2][0]
        assert p50[0][1] > p50[1][1] > p50[2][1]
        assert p95[0][1] < p50[0][1]

    def test_names_the_knee_if_there_is_one(self) -> None:
        assert "knee: 200/s" in draw(self.LADDER)
        assert "knee" not in draw({**self.LADDER, "knee": None})
