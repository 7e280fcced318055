"""Every regular expression of the suite, the page's too, takes time in proportion to what it is given.

Each is tried with what its own parts accept, over and over, and an ending that they don't.
"""

import ast
import contextlib
import importlib
import re
import time
from collections.abc import Iterator
from itertools import product
from pathlib import Path
from typing import Any

import pytest

FUNCTIONS = {"compile", "match", "fullmatch", "search", "findall", "finditer", "split", "sub", "subn"}
OURS = [path for room in ("shared", "gateway", "services") for path in Path(room).rglob("*.py")]
PYTHON = sorted(path for path in OURS if not {"tests", "migrations"} & set(path.parts) and path.stem != "__main__")
PAGE = sorted(path for path in Path("web/src").rglob("*.ts*") if ".test." not in path.name)
# Where a slash begins an expression, not a division; with its flags behind it.
_CLASS = r"\[(?:[^\]\\\n]|\\.)*\]"
_BODY = rf"(?:[^/\\\[\n]|\\.|{_CLASS})+"
LITERAL = re.compile(rf"(?:^|[=(,:\[!&|?{{}};]|=>|return)[ \t]*/(?![/*])({_BODY})/[a-z]*(?=[\s.,;)\]])", re.MULTILINE)
SIZES = (16, 20, 24, 28, 32, 64, 128, 256, 512, 1024, 2048, 4096, 8192)
LITTLE = 0.002  # seconds: at these sizes what is linear takes a tenth of it


def in_python(path: Path) -> Iterator[tuple[Any, str]]:
    """The patterns that are written in a module, as arguments of re's functions and msgspec's Meta, and their use."""
    module = importlib.import_module(".".join(path.with_suffix("").parts))
    tree = ast.parse(path.read_text())
    methods = {node.value: node.attr for node in ast.walk(tree) if isinstance(node, ast.Attribute)}
    for node in ast.walk(tree):
        if isinstance(node, ast.Call):
            named = [each.value for each in node.keywords if each.arg == "pattern"]
            own = isinstance(node.func, ast.Attribute) and ast.unparse(node.func.value) == "re"
            name = node.func.attr if isinstance(node.func, ast.Attribute) else ""
            if own and name in FUNCTIONS:
                named += node.args[:1]
            use = methods.get(node, "search") if name == "compile" else name
            for each in named:
                with contextlib.suppress(NameError):  # one that is handed in is written elsewhere
                    pattern = eval(compile(ast.Expression(each), str(path), "eval"), vars(module))  # noqa: S307 - ours
                    yield pattern, use if use in ("match", "fullmatch") else "search"


def in_page(path: Path) -> Iterator[tuple[Any, str]]:
    for found in LITERAL.finditer(path.read_text()):
        yield re.sub(r"\(\?<(?![=!])", "(?P<", found[1]).replace(r"\p{L}", r"[^\W\d_]"), "search"


def letters(pattern: str | bytes) -> list[str]:
    """One of each kind that stands in a pattern."""
    text = pattern.decode("latin-1") if isinstance(pattern, bytes) else pattern
    kinds = {"\\s": " \t", "\\d": "1", "\\w": "a1", "\\S": "a", "\\D": "a", "\\W": " ", ".": "a", "[^": "ax"}
    found = {letter for kind, some in kinds.items() if kind in text for letter in some}
    found |= {letter for letter in text if letter.isprintable() or letter == "\t"} - set("\\^$*+?()[]{}|")
    sample = [one for group in (str.isalpha, str.isdigit) for one in sorted(filter(group, found))[:4]]
    return [*sample, *sorted(letter for letter in found if not letter.isalnum())]


def literals(pattern: str | bytes) -> list[str]:
    """Runs of plain letters: what a match may have to begin with."""
    text = pattern.decode("latin-1") if isinstance(pattern, bytes) else pattern
    plain = re.sub(r"\\(.)", r"\1", text)
    return ["", *re.findall(r"[\w ;,=`@/:.-]{2,}", plain)[:4]]


def hostile(pattern: str | bytes) -> Iterator[tuple[str, str, str]]:
    singles = letters(pattern)
    pumps = [*singles, *map("".join, product(singles[:6], repeat=2)), *literals(pattern)[1:]]
    for start, ending in product(literals(pattern), ("", "\x01", "\n!")):
        for pump in pumps:
            yield start, pump, ending


def superlinear(pattern: str | bytes, use: str = "search") -> tuple[str, str, str] | None:
    """What it takes too long with, if there is something."""
    search = getattr(re.compile(pattern), use)
    for start, pump, ending in hostile(pattern):
        before = LITTLE
        for size in SIZES:
            text: Any = start + pump * (size // len(pump)) + ending
            if isinstance(pattern, bytes):
                text = text.encode("latin-1", "replace")
            seconds = min(timed(search, text) for _ in range(2))
            if seconds > 4 * before:
                return start, pump, ending
            if seconds > LITTLE:
                before = seconds
    return None


def timed(search: Any, text: Any) -> float:
    started = time.process_time()
    search(text)
    return time.process_time() - started


def test_none_of_the_suite_takes_longer_than_in_proportion() -> None:
    found = {each for path in PYTHON for each in in_python(path)}
    assert len(found) > 30
    assert {each: worst for each in found if (worst := superlinear(*each))} == {}


def test_none_of_the_page_does() -> None:
    found = {each for path in PAGE for each in in_page(path)}
    assert len(found) > 5
    assert {each: worst for each in found if (worst := superlinear(*each))} == {}


@pytest.mark.parametrize("pattern", [r":[\t ]*([\t -~]*)\r\n", r"(a+)+$", r"[ \t]*,[ \t]*", r" - at `(.*)`$"])
def test_such_as_do_are_found(pattern: str) -> None:
    with contextlib.suppress(RecursionError):
        assert superlinear(pattern)
