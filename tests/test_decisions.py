"""The index of the decisions lists each file once, with the title and the status that the file itself has."""

import re
from datetime import date
from pathlib import Path

import pytest

FOLDER = Path(__file__).parents[1] / "docs" / "decisions"
FILES = sorted(path for path in FOLDER.glob("*.md") if path.name != "README.md")
ROW = re.compile(r"^\| (\d+) \| \[(.+)\]\(([^)]+)\) \| ([^|]+) \| ([\d-]{10}) \|$", re.M)
ROWS = {row[2]: row for row in ROW.findall((FOLDER / "README.md").read_text())}
STATUS = re.compile(r"proposed|accepted|rejected|superseded by \d+")
PARTS = ["Context", "Decision", "Consequences"]


def test_each_file_is_listed_once_in_the_order_of_numbers() -> None:
    listed = [name for _, _, name, _, _ in ROW.findall((FOLDER / "README.md").read_text())]
    assert listed == [path.name for path in FILES]
    assert [int(row[0]) for row in ROWS.values()] == list(range(1, len(FILES) + 1))


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
class TestADecision:
    def test_has_the_one_form(self, path: Path) -> None:
        title, _, status, *rest = path.read_text().splitlines()
        assert title.startswith(f"# {int(path.name[:4])}. ")
        assert STATUS.fullmatch(status.removeprefix("Status: "))
        assert [line.removeprefix("## ") for line in rest if line.startswith("## ")] == PARTS

    def test_is_what_the_index_says(self, path: Path) -> None:
        number, title, _, status, day = ROWS[path.name]
        first, _, second, *_ = path.read_text().splitlines()
        assert (first, second) == (f"# {number}. {title}", f"Status: {status}")
        date.fromisoformat(day)  # raises where it is none
