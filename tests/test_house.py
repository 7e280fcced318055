"""The house stays small in its parts: files, functions, and a name for one thing alone."""

import ast
import statistics
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).parents[1]
FILES = [
    path
    for folder in ("shared", "gateway", "services", "deploy")
    for path in (ROOT / folder).rglob("*.py")
    if "tests" not in path.parts
]
LINES = 250  # of a file
MEDIAN, NINE_IN_TEN = 6, 15  # lines of a function


def nodes() -> Iterator[tuple[Path, ast.AST]]:
    for path in FILES:
        for node in ast.walk(ast.parse(path.read_text())):
            yield path, node


def test_no_file_is_longer_than_can_be_read_at_once() -> None:
    assert not [path for path in FILES if len(path.read_text().splitlines()) > LINES]


def test_functions_are_short() -> None:
    found = (node for _, node in nodes() if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef))
    lines = sorted((node.end_lineno or 0) - node.lineno + 1 for node in found)
    assert statistics.median(lines) <= MEDIAN
    assert lines[len(lines) * 9 // 10] <= NINE_IN_TEN


def test_a_class_name_means_one_thing() -> None:
    places: dict[str, list[Path]] = defaultdict(list)
    for path, node in nodes():
        if isinstance(node, ast.ClassDef):
            places[node.name].append(path)
    assert not {name: found for name, found in places.items() if len(found) > 1}
