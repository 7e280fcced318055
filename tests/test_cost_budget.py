"""docs/cost-budget.md names what there is: every file, constant or setting, and test of its table."""

import ast
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
PAGE = ROOT / "docs" / "cost-budget.md"
ROWS = [line for line in PAGE.read_text().splitlines() if line.startswith("| ") and "`" in line]
NAMED = sorted({named for row in ROWS for named in re.findall(r"`([\w/.-]+\.\w+(?:::?[\w.]+)?)`", row)})


def test_every_row_says_where_and_what_shows_it() -> None:
    for row in ROWS:
        *_, where, shown = (cell.strip() for cell in row.strip("|").split("|"))
        assert re.search(r"`[\w/.-]+:\w+`", where), row
        assert "tests/" in shown, row


@pytest.mark.parametrize("named", NAMED)
def test_what_it_names_is_there(named: str) -> None:
    path, _, name = named.replace("::", ":").partition(":")
    file = ROOT / path
    assert file.is_file(), path
    if name:
        assert name in _names(file), f"{path} has no {name}"


def _names(file: Path) -> set[str]:
    """What a Python file defines, at any depth; of another file, its words."""
    if file.suffix != ".py":
        return set(re.findall(r"\w+", file.read_text()))
    found = set()
    for node in ast.walk(ast.parse(file.read_text())):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
            found.add(node.name)
        elif isinstance(node, ast.arg):
            found.add(node.arg)
        elif isinstance(node, ast.AnnAssign | ast.Assign):
            targets = [node.target] if isinstance(node, ast.AnnAssign) else node.targets
            found |= {target.id for target in targets if isinstance(target, ast.Name)}
    return found
